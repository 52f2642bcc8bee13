//! One question, one answer: which entries apply, which are lifted, what stands. Nothing is allocated here.

use super::{Entry, Index};
use crate::day::Day;
use crate::forms::FormSet;
use crate::words::Ruling;

/// A question as bits and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Class of the taxon.
    pub class: u32,
    /// The forms that may be meant.
    pub forms: FormSet,
    /// Claims made, with what they imply.
    pub claims: u64,
    /// Country of origin, if it is known.
    pub origin: Option<u16>,
    /// Jurisdiction, or another place of the index.
    pub place: u32,
    /// The day.
    pub day: Day,
    /// The transaction's bit.
    pub transaction: u8,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The strictest result that stands.
    pub ruling: Ruling,
    /// Whether the ruling hangs on provisions that the sources leave in doubt.
    pub doubtful: bool,
    /// Whether any row applied that is about these taxa rather than about all.
    pub specific: bool,
    /// Whether any row stands.
    pub stands: bool,
}

/// An entry that applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Whether another one that applied takes it out.
    pub lifted: bool,
}

/// Most entries that a slice may have: 64 words of bits.
pub(super) const MOST: usize = 64 * 64;

impl Index {
    /// Judges a question.
    #[inline]
    #[must_use]
    pub fn judge(&self, asked: &Asked) -> Judged {
        let entries = self.entries(asked.class, asked.place);
        match entries.len() {
            0..=64 => self.judge_in::<1>(entries, asked),
            65..=512 => self.judge_in::<8>(entries, asked),
            _ => self.judge_in::<64>(entries, asked),
        }
    }

    /// Whether an entry applies.
    #[inline]
    #[must_use]
    pub fn applies(&self, entry: &Entry, asked: &Asked) -> bool {
        if !entry.span.holds(asked.day) || entry.transactions & asked.transaction == 0 {
            return false;
        }
        let Some(forms) = self.forms.get(usize::from(entry.forms)) else { return false };
        // What is not known counts against the seller: an exception must fit whatever may be meant.
        let fits = if entry.exception { asked.forms.is_within(forms) } else { asked.forms.meets(forms) };
        if !fits || !self.condition_of(entry).iter().all(|any| any & asked.claims != 0) {
            return false;
        }
        let Some(origins) = self.origins.get(usize::from(entry.origin)) else { return false };
        match asked.origin {
            Some(code) => origins.holds(code),
            None => entry.unknown,
        }
    }

    fn judge_in<const WORDS: usize>(&self, entries: &[Entry], asked: &Asked) -> Judged {
        let (mut applied, mut lifted, mut surely) = ([0u64; WORDS], [0u64; WORDS], [0u64; WORDS]);
        let (mut specific, mut unsure_exception) = (false, false);
        let words = entries.len().div_ceil(64);
        for (at, entry) in entries.iter().enumerate() {
            if !self.applies(entry, asked) {
                continue;
            }
            set(&mut applied, at);
            specific |= !entry.general;
            if entry.lifts != u32::MAX {
                self.lift(entry, words, &mut lifted);
                if entry.sure {
                    self.lift(entry, words, &mut surely);
                } else {
                    unsure_exception = true;
                }
            }
        }
        let (mut ruling, mut sure, mut without, mut stands) =
            (Ruling::Allowed, Ruling::Allowed, Ruling::Allowed, false);
        for (at, entry) in entries.iter().enumerate() {
            if !has(&applied, at) {
                continue;
            }
            if !has(&lifted, at) {
                stands = true;
                ruling = ruling.max(entry.result);
                if entry.sure {
                    sure = sure.max(entry.result);
                }
            }
            if unsure_exception && !has(&surely, at) {
                without = without.max(entry.result);
            }
        }
        let doubtful = sure < ruling || (unsure_exception && without > ruling);
        Judged { ruling, doubtful, specific, stands }
    }

    #[inline]
    fn lift(&self, entry: &Entry, words: usize, lifted: &mut [u64]) {
        let start = entry.lifts as usize;
        let bits = self.lifted.get(start..start + words).unwrap_or(&[]);
        for (word, more) in lifted.iter_mut().zip(bits) {
            *word |= more;
        }
    }

    /// The entries that applied, lifted ones included, for explanations.
    #[must_use]
    pub fn applied(&self, asked: &Asked) -> Vec<Applied<'_>> {
        let entries = self.entries(asked.class, asked.place);
        let mut lifted = vec![0u64; entries.len().div_ceil(64)];
        let words = lifted.len();
        let applying: Vec<(usize, &Entry)> =
            entries.iter().enumerate().filter(|(_, entry)| self.applies(entry, asked)).collect();
        for (_, entry) in applying.iter().filter(|(_, entry)| entry.lifts != u32::MAX) {
            self.lift(entry, words, &mut lifted);
        }
        applying.iter().map(|(at, entry)| Applied { entry, lifted: has(&lifted, *at) }).collect()
    }
}

#[inline]
fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

#[inline]
fn has(bits: &[u64], at: usize) -> bool {
    bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}
