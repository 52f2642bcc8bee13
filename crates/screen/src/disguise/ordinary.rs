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
        [(0usize, 2usize), (1, 2), (0, 3), (1, 3), (2, 3)].iter().any(|(back, length)| {
            let Some(start) = at.checked_sub(*back) else { return false };
            let chars: Option<Vec<char>> = (start..start + length)
                .map(|index| unit(index).filter(|u| u.class == Class::Han && (index == start || u.gap == Gap::None)))
                .map(|found| found.map(|u| u.ch))
                .collect();
            chars.and_then(|chars| pack(chars.into_iter())).is_some_and(|word| self.words.binary_search(&word).is_ok())
        })
    }
}

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
