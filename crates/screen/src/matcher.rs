//! Finds the terms of a stream: one automaton pass, each hit verified.

use crate::stream::Stream;
use crate::term::{Kind, Terms};
use crate::verify::{Reading, verify};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use xiezhi_catalogue::readings::Endings;

/// A term read in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Number of the term.
    pub term: u32,
    /// What it does.
    pub kind: Kind,
    /// Number of the field.
    pub field: u16,
    /// First byte in the field.
    pub start: u32,
    /// Past the last byte.
    pub end: u32,
    /// Number of characters matched.
    pub units: u16,
    /// First unit of the field's plain stream that it touches.
    pub at: u32,
    /// How it was read.
    pub reading: Reading,
}

impl Match {
    /// Whether the other lies within it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.field == other.field && self.start <= other.start && other.end <= self.end
    }

    /// Whether they share a place.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.field == other.field && self.start < other.end && other.start < self.end
    }
}

/// The automaton over all patterns.
pub type Automaton = CharwiseDoubleArrayAhoCorasick<u32>;

/// The matcher: automaton, terms and endings.
pub struct Matcher {
    /// Finds patterns.
    pub automaton: Automaton,
    /// What they stand for.
    pub terms: Terms,
    /// What languages hang on words.
    pub endings: Vec<Endings>,
}

impl Matcher {
    /// Adds the matches of a stream that `keep` (given first and last unit) accepts.
    ///
    /// `floor` is the least reading that a match of this stream has: rewritten streams pass the rewriting that made them.
    pub fn find(
        &self,
        stream: &Stream,
        field: u16,
        floor: Reading,
        keep: impl Fn(usize, usize) -> bool,
        out: &mut Vec<Match>,
    ) {
        for hit in self.automaton.find_overlapping_iter(stream.text.as_str()) {
            let (first, last) = (stream.unit_at(hit.start()), stream.unit_at(hit.end()));
            if !keep(first, last) {
                continue;
            }
            for (number, term) in self.terms.of_pattern(hit.value()) {
                let Some(reading) = verify(stream, &self.endings, term, first, last) else { continue };
                let (Some(opening), Some(closing)) =
                    (stream.units.get(first), last.checked_sub(1).and_then(|l| stream.units.get(l)))
                else {
                    continue;
                };
                out.push(Match {
                    term: number,
                    kind: term.kind,
                    field,
                    start: opening.start,
                    end: closing.end,
                    units: u16::try_from(last - first).unwrap_or(u16::MAX),
                    at: u32::try_from(first).unwrap_or(u32::MAX),
                    reading: reading.max(floor),
                });
            }
        }
    }
}
