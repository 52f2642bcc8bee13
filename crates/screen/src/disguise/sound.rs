//! Words by their sound: homophones, pinyin, Bopomofo and initials in the place of Chinese characters.

use super::{Around, Cell, Disguises, Edits, Rewritten, list};
use crate::fold::Class;
use crate::stream::{Gap, Stream, Unit};

/// Syllables of Mandarin without tone number about 410.
const SYLLABLES: usize = 512;

impl Disguises {
    pub(super) fn compile_spellings(&mut self, heads: &[(String, u32, bool)]) {
        const LONGEST: usize = 8;
        const VARIANTS: usize = 8;
        let mut table: std::collections::BTreeMap<Vec<u16>, Vec<u32>> = std::collections::BTreeMap::new();
        for (head, number, telling) in heads {
            let sounds: Vec<&[u16]> = head.chars().map(|c| list(&self.sounds, &c)).collect();
            if !telling || sounds.len() < 2 || sounds.len() > LONGEST || sounds.iter().any(|s| s.is_empty()) {
                continue;
            }
            let mut spellings: Vec<Vec<u16>> = vec![Vec::new()];
            for choices in sounds {
                spellings = spellings
                    .iter()
                    .flat_map(|start| choices.iter().map(|s| [start.as_slice(), &[*s]].concat()))
                    .take(VARIANTS)
                    .collect();
            }
            for spelling in spellings {
                table.entry(spelling).or_default().push(*number);
            }
        }
        self.openings = vec![0; SYLLABLES * SYLLABLES / 64];
        self.beginnings = vec![0; 1 << (BEGINNINGS - 6)];
        for (spelling, terms) in table {
            let mut hash = 0;
            for syllable in &spelling {
                hash = lengthen(hash, *syllable);
                let (word, bit) = beginning(hash);
                if let Some(slot) = self.beginnings.get_mut(word) {
                    *slot |= bit;
                }
            }
            if let [a, b, ..] = spelling.as_slice()
                && let Some((word, bit)) = opening(*a, *b)
                && let Some(slot) = self.openings.get_mut(word)
            {
                *slot |= bit;
            }
            self.spellings.push((hash, spelling, terms));
        }
        self.spellings.sort_unstable();
    }

    /// The terms that sound so.
    fn terms_of(&self, hash: u64, spelling: &[u16]) -> &[u32] {
        let from = self.spellings.partition_point(|(other, _, _)| *other < hash);
        let same = self.spellings.iter().skip(from).take_while(|(other, _, _)| *other == hash);
        same.into_iter().find(|(_, other, _)| other == spelling).map_or(&[], |(_, _, terms)| terms)
    }

    /// Whether some spelling begins so.
    fn begins(&self, hash: u64) -> bool {
        let (word, bit) = beginning(hash);
        self.beginnings.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether some spelling begins with these two syllables.
    #[must_use]
    pub fn opens(&self, a: u16, b: u16) -> bool {
        opening(a, b).and_then(|(word, bit)| Some(self.openings.get(word)? & bit != 0)).unwrap_or(false)
    }

    /// Terms spelled in letters, in Bopomofo, or by characters of the same sound.
    ///
    /// Characters alone must share one with the term, unless `full` says that the listing gives reason to read by sound throughout.
    /// Letters alone (`bare`) must spell a word of six letters or more.
    pub fn by_spelling(&self, stream: &Stream, full: bool, bare: bool, mut found: impl FnMut(u32, Heard)) {
        const LONGEST: usize = 8;
        if !self.may_spell(stream) {
            return;
        }
        let cells = self.spell(stream);
        let sounds: Vec<Option<u16>> = cells.iter().map(|(cell, _)| self.sound(cell)).collect();
        let mut spelling = Vec::with_capacity(LONGEST);
        for at in 0..cells.len() {
            let (Some(Some(first)), Some(Some(second))) = (sounds.get(at), sounds.get(at + 1)) else { continue };
            if !self.opens(*first, *second) || !joins(&cells, at + 1) {
                continue;
            }
            spelling.clear();
            spelling.push(*first);
            let mut hash = lengthen(0, *first);
            for end in at + 1..cells.len().min(at + LONGEST) {
                let Some(Some(next)) = sounds.get(end) else { break };
                if !joins(&cells, end) {
                    break;
                }
                spelling.push(*next);
                hash = lengthen(hash, *next);
                if !self.begins(hash) {
                    break;
                }
                let terms = self.terms_of(hash, &spelling);
                if terms.is_empty() {
                    continue;
                }
                let whole = !runs_on(&cells, at) && !runs_on(&cells, end + 1);
                let heard = Heard { cells: cells.get(at..=end).unwrap_or(&[]), all: &cells, at, whole };
                if heard.is_reading(full, bare) {
                    for term in terms {
                        found(*term, heard);
                    }
                }
            }
        }
    }

    /// Whether any two sounds in a row begin a term, as far as a glance tells: letters and Bopomofo always may.
    pub(super) fn may_spell(&self, stream: &Stream) -> bool {
        let mut last = None;
        stream.units.iter().any(|unit| match unit.class {
            Class::Letter | Class::Zhuyin => true,
            Class::Han => {
                let sound = self.syllable(unit.ch);
                let opens = last.zip(sound).is_some_and(|(a, b)| self.opens(a, b));
                last = sound;
                opens
            }
            _ => {
                last = None;
                false
            }
        })
    }

    pub(super) fn sound(&self, cell: &Cell) -> Option<u16> {
        match cell {
            Cell::Syllable(syllable) => Some(*syllable),
            Cell::Char(ch) => self.syllable(*ch),
            _ => None,
        }
    }

    /// Rewrites initials that stand for a character (`X牙`); `cover` says that two characters alone may be meant.
    #[must_use]
    pub fn by_initial(&self, stream: &Stream, cover: bool) -> Vec<Rewritten> {
        let mut edits = Edits::default();
        let mut found = Vec::new();
        for (at, unit) in stream.units.iter().enumerate() {
            if !is_initial(stream, at, unit) {
                continue;
            }
            let begins = |c: char| {
                list(&self.sounds, &c)
                    .iter()
                    .any(|s| self.syllables.get(usize::from(*s)).is_some_and(|name| name.starts_with(unit.ch)))
            };
            let [_, before, _, after, _] = Around::new(stream, at, unit.ch).cells;
            let some = |c: char| Some(c).filter(|c| *c != '\0');
            self.fits(some(before), some(after), begins, &mut found);
            for ch in &found {
                if self.heads.holds(&Around::new(stream, at, *ch), cover) {
                    edits.add(at, *ch, false);
                }
            }
        }
        edits.apply(stream)
    }

    /// Turns runs of Latin letters beside Chinese, and Bopomofo, into syllables; single letters into initials.
    pub(super) fn spell(&self, stream: &Stream) -> Vec<(Cell, Unit)> {
        let mut cells = Vec::with_capacity(stream.units.len());
        let mut at = 0;
        while let Some(unit) = stream.units.get(at) {
            let is_zhuyin = unit.class == Class::Zhuyin;
            let is_letter = unit.class == Class::Letter && unit.ch.is_ascii();
            if !is_zhuyin && !is_letter {
                cells.push((Cell::of(unit), *unit));
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while stream
                .units
                .get(end)
                .is_some_and(|u| u.class == unit.class && u.gap <= Gap::Symbol && (is_zhuyin || u.ch.is_ascii()))
            {
                end += 1;
            }
            let run = stream.units.get(at..end).unwrap_or(&[]);
            match self.syllabify(run, is_zhuyin) {
                Some(spelled) => cells.extend(spelled),
                None => cells.extend(run.iter().map(|u| (Cell::Other, *u))),
            }
            at = end;
        }
        cells
    }

    fn spelled(&self, letters: impl Iterator<Item = char>) -> Option<u16> {
        let packed = pack(letters)?;
        let at = self.spelled.binary_search_by_key(&packed, |(letters, _)| *letters).ok()?;
        self.spelled.get(at).map(|(_, number)| *number)
    }

    fn bopomofo(&self, letters: &str) -> Option<u16> {
        let at = self.zhuyin.binary_search_by(|(z, _)| z.as_str().cmp(letters)).ok()?;
        self.zhuyin.get(at).map(|(_, number)| *number)
    }

    pub(super) fn syllabify(&self, run: &[Unit], is_zhuyin: bool) -> Option<Vec<(Cell, Unit)>> {
        const LONGEST: usize = 6;
        const RUN: usize = 24;
        if run.len() > RUN || (run.len() < 2 && !is_zhuyin) {
            return None;
        }
        // best[i]: how the first i letters split, longest syllables first.
        let mut best: Vec<Option<(usize, u16)>> = vec![None; run.len() + 1];
        let mut reach = vec![false; run.len() + 1];
        if let Some(first) = reach.first_mut() {
            *first = true;
        }
        for start in 0..run.len() {
            if !reach.get(start).copied().unwrap_or(false) {
                continue;
            }
            for length in 1..=LONGEST.min(run.len() - start) {
                let letters = run.iter().skip(start).take(length).map(|unit| unit.ch);
                let number =
                    if is_zhuyin { self.bopomofo(&letters.collect::<String>()) } else { self.spelled(letters) };
                if let (Some(number), Some(slot), Some(flag)) =
                    (number, best.get_mut(start + length), reach.get_mut(start + length))
                {
                    // The earliest start makes the longest syllable.
                    *slot = slot.or(Some((start, number)));
                    *flag = true;
                }
            }
        }
        let mut pieces = Vec::new();
        let mut at = run.len();
        while at > 0 {
            let (start, number) = (*best.get(at)?)?;
            let (first, last) = (run.get(start)?, run.get(at - 1)?);
            pieces.push((Cell::Syllable(number), Unit { end: last.end, class: Class::Han, ..*first }));
            at = start;
        }
        pieces.reverse();
        Some(pieces)
    }
}

/// Bits over the beginnings of spellings.
const BEGINNINGS: u32 = 20;

/// The hash of a spelling with one more syllable.
fn lengthen(hash: u64, syllable: u16) -> u64 {
    let hash = (hash ^ (u64::from(syllable) + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ hash >> 31
}

fn beginning(hash: u64) -> (usize, u64) {
    let at = hash >> (64 - BEGINNINGS);
    (usize::try_from(at >> 6).unwrap_or(0), 1 << (at & 63))
}

/// The letters of a syllable in one number; none if they are not six letters at most.
pub(super) fn pack(letters: impl Iterator<Item = char>) -> Option<u32> {
    const LETTERS: u32 = 6;
    let mut packed = 0u32;
    for (number, ch) in (0u32..).zip(letters) {
        if number >= LETTERS || !ch.is_ascii_lowercase() {
            return None;
        }
        packed = packed << 5 | (ch as u32 - 'a' as u32 + 1);
    }
    Some(packed)
}

/// Whether a unit is a single Latin letter by itself, which may be an initial.
fn is_initial(stream: &Stream, at: usize, unit: &Unit) -> bool {
    let letter = |index: Option<usize>, gap: Gap| {
        gap <= Gap::Symbol && index.and_then(|i| stream.units.get(i)).is_some_and(|u| u.class == Class::Letter)
    };
    unit.class == Class::Letter
        && unit.ch.is_ascii_lowercase()
        && !letter(at.checked_sub(1), unit.gap)
        && !letter(Some(at + 1), stream.gap(at + 1))
}

fn opening(a: u16, b: u16) -> Option<(usize, u64)> {
    let (a, b) = (usize::from(a), usize::from(b));
    let at = (a < SYLLABLES && b < SYLLABLES).then_some(a * SYLLABLES + b)?;
    Some((at / 64, 1 << (at % 64)))
}

/// Whether a cell continues a run of letters begun before it.
fn runs_on(cells: &[(Cell, Unit)], at: usize) -> bool {
    let is_letters =
        |index: Option<usize>| index.and_then(|i| cells.get(i)).is_some_and(|(cell, _)| !matches!(cell, Cell::Char(_)));
    is_letters(Some(at))
        && is_letters(at.checked_sub(1))
        && cells.get(at).is_some_and(|(_, unit)| unit.gap <= Gap::Symbol)
}

/// Whether a cell follows closely enough on the one before: letters may be spaced, characters may not.
fn joins(cells: &[(Cell, Unit)], at: usize) -> bool {
    let is_letters = |index: usize| cells.get(index).is_some_and(|(cell, _)| matches!(cell, Cell::Syllable(_)));
    cells.get(at).is_some_and(|(_, unit)| {
        unit.gap < Gap::Space || (unit.gap == Gap::Space && is_letters(at) && at.checked_sub(1).is_some_and(is_letters))
    })
}

/// A run of cells that sounds like a term.
#[derive(Clone, Copy)]
pub struct Heard<'a> {
    cells: &'a [(Cell, Unit)],
    all: &'a [(Cell, Unit)],
    /// Number of the first cell.
    pub at: usize,
    /// Whether letters neither precede nor follow within the same run.
    whole: bool,
}

impl Heard<'_> {
    /// First and last byte in the original.
    #[must_use]
    pub fn place(&self) -> Option<(u32, u32)> {
        Some((self.cells.first()?.1.start, self.cells.last()?.1.end))
    }

    /// How many characters of the term are spelled.
    #[must_use]
    pub fn length(&self) -> usize {
        self.cells.len()
    }

    /// How many of the term's characters stand there as they are.
    #[must_use]
    pub fn shared(&self, term: &str) -> usize {
        self.beside(term).filter(|(_, differs)| !differs).count()
    }

    /// The cells beside the term's characters, and whether they differ.
    fn beside(&self, term: &str) -> impl Iterator<Item = (Cell, bool)> {
        self.cells.iter().zip(term.chars()).map(|((cell, _), c)| (*cell, !matches!(cell, Cell::Char(ch) if *ch == c)))
    }

    /// Whether of any `window` characters in a row at most one differs from the term's.
    #[must_use]
    pub fn is_apart(&self, term: &str, window: usize) -> bool {
        let changed: Vec<bool> = self.beside(term).map(|(_, differs)| differs).collect();
        changed.windows(window).all(|w| w.iter().filter(|c| **c).count() <= 1)
    }

    /// Whether a rare character stands where the term has another.
    #[must_use]
    pub fn is_rare(&self, disguises: &Disguises, term: &str) -> bool {
        self.beside(term).any(|(cell, differs)| differs && matches!(cell, Cell::Char(ch) if disguises.is_rare(ch)))
    }

    /// Whether a character that differs from the term's is part of an ordinary word as the text has it.
    #[must_use]
    pub fn is_ordinary(&self, disguises: &Disguises, term: &str) -> bool {
        (self.at..)
            .zip(self.beside(term))
            .filter(|(_, (cell, differs))| *differs && matches!(cell, Cell::Char(_)))
            .any(|(at, _)| disguises.ordinary.covers(at, |index| self.all.get(index).map(|(_, unit)| unit)))
    }

    /// Whether all of it is written in letters or Bopomofo.
    #[must_use]
    pub fn is_spelled(&self) -> bool {
        self.cells.iter().all(|(cell, _)| matches!(cell, Cell::Syllable(_)))
    }

    /// How many of its characters are written in letters or Bopomofo.
    #[must_use]
    pub fn spelled(&self) -> usize {
        self.cells.iter().filter(|(cell, _)| matches!(cell, Cell::Syllable(_))).count()
    }

    /// Whether any of it is.
    #[must_use]
    pub fn has_letters(&self) -> bool {
        self.cells.iter().any(|(cell, _)| matches!(cell, Cell::Syllable(_)))
    }

    fn is_reading(&self, full: bool, bare: bool) -> bool {
        const LETTERS: u32 = 6;
        const FEWEST: u32 = 4;
        let letters: u32 = self.cells.iter().map(|(_, unit)| unit.end - unit.start).sum();
        if bare || self.is_spelled() {
            // In one piece, or syllable by syllable.
            let pieces = self.cells.iter().skip(1).filter(|(_, unit)| unit.gap > Gap::Hidden).count();
            let even = pieces == 0 || pieces + 1 == self.cells.len();
            return self.is_spelled() && self.whole && even && letters >= if bare { LETTERS } else { FEWEST };
        }
        full || self.has_letters() || self.cells.iter().any(|(cell, _)| matches!(cell, Cell::Char(_)))
    }
}
