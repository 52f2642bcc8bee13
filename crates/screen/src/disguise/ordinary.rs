//! Ordinary words: where the text makes one of them, nobody wrote it to hide another.

use crate::fold::Class;
use crate::stream::{Gap, Unit};
use serde::{Deserialize, Serialize};

/// Words of two and three characters, packed and sorted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Ordinary {
    words: Vec<u64>,
    /// Their characters, sorted: all others are rare.
    chars: Vec<char>,
}

impl Ordinary {
    /// The words of the catalogue's table: first character and rest.
    pub(super) fn new(table: &[(char, Vec<String>)]) -> Self {
        let packed = |first: &char, rest: &String| pack(std::iter::once(*first).chain(rest.chars()));
        let mut words: Vec<u64> =
            table.iter().flat_map(|(first, all)| all.iter().filter_map(move |rest| packed(first, rest))).collect();
        words.sort_unstable();
        words.dedup();
        let rest = table.iter().flat_map(|(_, all)| all.iter().flat_map(|rest| rest.chars()));
        let mut chars: Vec<char> = table.iter().map(|(first, _)| *first).chain(rest).collect();
        chars.sort_unstable();
        chars.dedup();
        Self { words, chars }
    }

    /// Whether no ordinary word has this character: who writes it instead of another took trouble.
    pub(super) fn is_rare(&self, ch: char) -> bool {
        !self.chars.is_empty() && self.chars.binary_search(&ch).is_err()
    }

    /// Whether an ordinary word stands over the unit at `at`; `unit` gives the units around it.
    pub(super) fn covers<'a>(&self, at: usize, unit: impl Fn(usize) -> Option<&'a Unit>) -> bool {
        if self.chars.is_empty() {
            return false;
        }
        let alone = unit(at).is_some_and(|u| GRAMMAR.contains(u.ch));
        alone || self.words_over(at, unit).next().is_some()
    }

    /// Whether an ordinary word stands over the unit at `at` and reaches out of `first..last`.
    pub(super) fn crosses<'a>(
        &self,
        at: usize,
        (first, last): (usize, usize),
        unit: impl Fn(usize) -> Option<&'a Unit>,
    ) -> bool {
        self.words_over(at, unit).any(|(start, end)| start < first || end > last)
    }

    /// Where the ordinary words over a unit begin and end.
    fn words_over<'a, F>(&self, at: usize, unit: F) -> impl Iterator<Item = (usize, usize)>
    where
        F: Fn(usize) -> Option<&'a Unit>,
    {
        [(0usize, 2usize), (1, 2), (0, 3), (1, 3), (2, 3)].into_iter().filter_map(move |(back, length)| {
            let start = at.checked_sub(back)?;
            let chars: Option<Vec<char>> = (start..start + length)
                .map(|index| unit(index).filter(|u| u.class == Class::Han && (index == start || u.gap == Gap::None)))
                .map(|found| found.map(|u| u.ch))
                .collect();
            let word = pack(chars?.into_iter())?;
            self.words.binary_search(&word).is_ok().then_some((start, start + length))
        })
    }
}

/// Characters that are words of grammar by themselves, and so stand for no other.
const GRAMMAR: &str = "的了是我不在有和也都就还很与及或从把被给到让向对为以于这那哪个们你他她它吗呢吧啊着过得地之其而且但如若因所只才又再更最";

fn pack(chars: impl Iterator<Item = char>) -> Option<u64> {
    const LONGEST: usize = 3;
    let mut packed = 0;
    for (number, ch) in chars.enumerate() {
        if number >= LONGEST {
            return None;
        }
        packed = packed << 21 | u64::from(ch);
    }
    Some(packed)
}
