//! Is this match the word, or only its letters? And if it is the word, how was it written?
//!
//! The automaton finds letters with separators left out. Here the separators, the ends of words and the diacritics are looked at.

use crate::fold::Class;
use crate::stream::{Gap, Stream, Unit};
use crate::term::{Kind, Term};
use xiezhi_catalogue::readings::Endings;

/// How a term was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// Letter by letter as the catalogue writes it.
    Written,
    /// Another case, width or script variant.
    Folded,
    /// Diacritics left out.
    Diacritics,
    /// Separators, spaces or invisible characters put inside.
    Joined,
    /// Look-alike letters, digits or symbols.
    Skeleton,
    /// Pictures for words.
    Emoji,
    /// Digits or stray letters between Chinese characters.
    Noise,
    /// Characters or letters that sound the same.
    Sound,
    /// Characters that look the same.
    Shape,
    /// Characters taken apart.
    Parts,
    /// A scientific name.
    Name,
}

impl Reading {
    /// The reading's word in findings and features.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Folded => "folded",
            Self::Diacritics => "diacritics",
            Self::Joined => "joined",
            Self::Skeleton => "skeleton",
            Self::Emoji => "emoji",
            Self::Noise => "noise",
            Self::Sound => "sound",
            Self::Shape => "shape",
            Self::Parts => "parts",
            Self::Name => "name",
        }
    }

    /// Whether the seller took trouble to hide the word.
    #[must_use]
    pub fn is_disguise(self) -> bool {
        self >= Self::Joined && self != Self::Name
    }
}

/// Decides whether units `first..last` of the stream are the term, and how they read.
#[must_use]
pub fn verify(stream: &Stream, endings: &[Endings], term: &Term, first: usize, last: usize) -> Option<Reading> {
    let units = stream.units.get(first..last)?;
    let ends = term.endings.and_then(|at| endings.get(usize::from(at)));
    if !opens(stream, ends, first) || !closes(stream, ends, term, last) {
        return None;
    }
    if is_stray(stream, term, units) {
        return None;
    }
    let spacing = spacing(stream, ends, term, first, last)?;
    let marks = marks(stream, term, units)?;
    Some(if term.native.is_some() { Reading::Sound } else { spacing.max(marks) })
}

/// A short Latin word amid another script is a name, a size or a brand.
fn is_stray(stream: &Stream, term: &Term, units: &[Unit]) -> bool {
    const SHORT: usize = 4;
    let short = units.len() <= SHORT && units.iter().all(|u| u.class == Class::Letter && u.ch.is_ascii());
    short
        && term.kind.is_head()
        && term.kind != Kind::Code
        && stream.units.iter().any(|u| matches!(u.class, Class::Han | Class::Kana | Class::Thai | Class::Hangul))
}

fn is_word(class: Class) -> bool {
    matches!(class, Class::Letter | Class::Digit)
}

/// Whether a word may begin here.
fn opens(stream: &Stream, ends: Option<&Endings>, first: usize) -> bool {
    let Some(unit) = stream.units.get(first) else { return false };
    let before = first.checked_sub(1).and_then(|at| stream.units.get(at));
    let Some(before) = before.filter(|_| unit.gap <= Gap::Hidden) else { return !is_thai_mark(unit.ch) };
    match unit.class {
        Class::Letter if before.class == Class::Letter => {
            ends.is_some_and(|ends| prefixed(stream, &ends.prefixes, first))
        }
        Class::Digit => before.class != Class::Digit,
        Class::Thai => !is_thai_mark(unit.ch) && !matches!(before.ch, 'เ' | 'แ' | 'โ' | 'ใ' | 'ไ'),
        _ => true,
    }
}

fn prefixed(stream: &Stream, prefixes: &[String], first: usize) -> bool {
    prefixes.iter().any(|prefix| {
        let length = prefix.chars().count();
        first.checked_sub(length).is_some_and(|start| {
            stream.gap(start) > Gap::Hidden
                && prefix.chars().eq(stream.units.iter().skip(start).take(length).map(|unit| unit.ch))
                && (start + 1..=first).all(|at| stream.gap(at) <= Gap::Hidden)
        })
    })
}

/// Whether a word may end here, allowing for the endings of its language.
fn closes(stream: &Stream, ends: Option<&Endings>, term: &Term, last: usize) -> bool {
    let (Some(unit), Some(after)) = (last.checked_sub(1).and_then(|at| stream.units.get(at)), stream.units.get(last))
    else {
        return true;
    };
    if after.class == Class::Thai && is_thai_mark(after.ch) && unit.class == Class::Thai {
        return false;
    }
    if after.gap > Gap::Hidden || !is_word(unit.class) {
        return true;
    }
    match (unit.class, after.class) {
        (Class::Letter, Class::Letter) => ends.is_some_and(|ends| {
            let compound = ends.compound > 0
                && last.saturating_sub(1) >= usize::from(ends.compound)
                && term.exact.chars().count() >= usize::from(ends.compound);
            compound || ends.suffixes.iter().any(|suffix| suffixed(stream, suffix, last))
        }),
        (Class::Digit, Class::Digit) => false,
        _ => true,
    }
}

fn suffixed(stream: &Stream, suffix: &str, last: usize) -> bool {
    let letters: Vec<char> = suffix.chars().filter(|c| c.is_alphabetic()).collect();
    letters
        .iter()
        .enumerate()
        .all(|(at, c)| stream.units.get(last + at).is_some_and(|u| u.ch == *c && (at == 0 || u.gap <= Gap::Hidden)))
        && stream.units.get(last + letters.len()).is_none_or(|u| u.gap > Gap::Hidden || u.class != Class::Letter)
}

fn is_thai_mark(ch: char) -> bool {
    matches!(ch as u32, 0xe30..=0xe3a | 0xe45 | 0xe47..=0xe4e | 0xeb0..=0xebc | 0xec8..=0xece | 0x102b..=0x103e | 0x17b4..=0x17d3)
}

/// Compares separators with the term's own; a word torn apart must look torn on purpose.
fn spacing(stream: &Stream, ends: Option<&Endings>, term: &Term, first: usize, last: usize) -> Option<Reading> {
    let units = stream.units.get(first..last)?;
    let mut torn = 0;
    let (mut own_gaps, mut kept, mut spaced) = (0, 0, 0);
    let mut widest = Gap::None;
    for (at, unit) in units.iter().enumerate().skip(1) {
        let own = term.gaps & (1 << at) != 0;
        if own {
            // A separator of the term may be missing, or any other but the end of a sentence.
            if unit.gap == Gap::Break && !term.text.contains([':', ',', ';', '?', '：', '，', '、']) {
                return None;
            }
            kept += usize::from(unit.gap > Gap::Hidden);
            spaced += usize::from(unit.gap > Gap::Symbol);
            own_gaps += 1;
        } else if unit.gap > Gap::None {
            torn += 1;
            widest = widest.max(unit.gap);
        }
    }
    // Words run together are run together throughout.
    if kept > 0 && kept < own_gaps && units.iter().all(|u| is_word(u.class)) {
        return None;
    }
    // Words torn by symbols stay apart by spaces throughout, or a few of them are one torn run.
    const RUN: usize = 2;
    let torn_words = widest == Gap::Symbol && units.iter().all(|u| is_word(u.class));
    if torn_words && spaced != own_gaps && (spaced > 0 || own_gaps > RUN) {
        return None;
    }
    match widest {
        Gap::None => Some(Reading::Written),
        Gap::Hidden => Some(Reading::Joined),
        Gap::Symbol => is_whole(stream, ends, units, first, last).then_some(Reading::Joined),
        Gap::Break if torn == 1 => None,
        Gap::Space | Gap::Break => torn_by_spaces(stream, units, first, last).then_some(Reading::Joined),
    }
}

/// Whether a word torn by symbols is all that the symbols join, but for an ending: `i.v.o.r.y`, not a part of `a.b.i.v.o.r.y`.
fn is_whole(stream: &Stream, ends: Option<&Endings>, units: &[Unit], first: usize, last: usize) -> bool {
    if !units.iter().all(|u| is_word(u.class)) {
        return true;
    }
    let joined = |at: usize| stream.units.get(at).is_some_and(|u| is_word(u.class) && u.gap <= Gap::Symbol);
    let before = first.checked_sub(1).and_then(|at| stream.units.get(at)).is_some_and(|u| is_word(u.class));
    let runs_in = before && joined(first);
    let ended = |suffix: &String| {
        let letters = suffix.chars().filter(|c| c.is_alphabetic()).count();
        suffixed(stream, suffix, last) && !joined(last + letters)
    };
    !runs_in && (!joined(last) || ends.is_some_and(|ends| ends.suffixes.iter().any(ended)))
}

/// Words torn by spaces: every letter stands alone; every character stands alone.
fn torn_by_spaces(stream: &Stream, units: &[Unit], first: usize, last: usize) -> bool {
    const FEWEST: usize = 4;
    let Some(unit) = units.first() else { return false };
    // A mark of Thai clings to its letter.
    let alone = units.iter().skip(1).all(|u| u.gap > Gap::Hidden || is_thai_mark(u.ch));
    if unit.class == Class::Letter {
        return alone && units.len() >= FEWEST && stream.gap(first) > Gap::Hidden && stream.gap(last) > Gap::Hidden;
    }
    let stands_alone = stream.gap(first) > Gap::Hidden && stream.gap(last) > Gap::Hidden;
    alone && (stands_alone || units.len() >= 3)
}

/// Compares diacritics and variants letter by letter.
fn marks(stream: &Stream, term: &Term, units: &[Unit]) -> Option<Reading> {
    const TELLING: usize = 6;
    const ACCENTED_LETTERS: usize = 5;
    let mut reading = Reading::Written;
    let mut dropped = false;
    for (unit, want) in units.iter().zip(term.exact.chars()) {
        if unit.exact == want {
            continue;
        }
        if unit.class != Class::Letter {
            reading = reading.max(Reading::Folded);
        } else if unit.marked {
            // Another mark makes another word in a tonal script; elsewhere it is decoration.
            if term.tonal || term.marked || units.len() < ACCENTED_LETTERS {
                return None;
            }
            reading = Reading::Skeleton;
        } else if unit.exact.is_ascii() && !want.is_ascii() {
            dropped = true;
        } else {
            reading = reading.max(Reading::Folded);
        }
    }
    if dropped {
        // A seller who writes marks elsewhere means the bare letters here, unless the words are long enough to be no accident.
        if stream.marked > 0 && units.len() < TELLING {
            return None;
        }
        // Run together as well, the letters of two words make some third word.
        let run_together =
            (1..units.len()).any(|at| term.gaps & (1 << at) != 0 && units.get(at).is_some_and(|u| u.gap == Gap::None));
        if units.len() < 4 || (run_together && units.len() < TELLING + 2) {
            return None;
        }
        reading = reading.max(Reading::Diacritics);
    }
    Some(reading)
}
