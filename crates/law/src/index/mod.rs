//! The law compiled for asking: for each class of taxa and each jurisdiction the few rows that can apply, everything as bits and day numbers.
//!
//! Taxa that no selector tells apart on any day share a class. The index belongs to the catalogue and law that it was compiled from; it
//! answers without allocating.

mod build;
mod judge;
mod matching;
mod profile;

pub use build::{TooManyRows, build};
pub use judge::{Applied, Asked, Judged};
pub use profile::FIRST;

use crate::day::Span;
use crate::forms::FormSet;
use crate::origin::OriginSet;
use crate::words::Ruling;
use serde::{Deserialize, Serialize};

/// The compiled law.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Hash of the catalogue whose taxa it numbers.
    pub catalogue: String,
    /// Hash of the law.
    pub law: String,
    /// The class of each taxon; the last one is that of names that nothing knows.
    class_of: Vec<u32>,
    /// For taxa above species: the classes of the species below them with their numbers, by taxon.
    below: Vec<(u32, Vec<(u32, u32)>)>,
    /// Jurisdictions, then policies, then one place for all invariants.
    places: u32,
    jurisdictions: u32,
    /// For each class and place the slice.
    slice_of: Vec<u32>,
    slices: Vec<Slice>,
    entries: Vec<Entry>,
    forms: Vec<FormSet>,
    origins: Vec<OriginSet>,
    conditions: Vec<u64>,
    lifted: Vec<u64>,
}

/// The entries that can apply to a class of taxa in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Slice {
    start: u32,
    len: u32,
}

/// One row as far as it concerns a class of taxa, on a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The row's number.
    pub row: u32,
    /// The days.
    pub span: Span,
    /// What it says.
    pub result: Ruling,
    /// Whether it is an exception.
    pub exception: bool,
    /// Whether neither row nor list is in doubt.
    pub sure: bool,
    /// Whether it matches by `*` alone.
    pub general: bool,
    /// Whether it applies where the origin is not known.
    pub unknown: bool,
    transactions: u8,
    conditions: u8,
    forms: u16,
    origin: u16,
    condition: u32,
    /// Where the bits of the entries that it lifts begin; `u32::MAX` for none.
    lifts: u32,
}

impl Index {
    /// How many classes of taxa there are.
    #[must_use]
    pub fn classes(&self) -> u32 {
        self.slice_of.len().checked_div(self.places as usize).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
    }

    /// How many entries all slices have together.
    #[must_use]
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// The class of a taxon; names that nothing knows have one too.
    #[must_use]
    pub fn class(&self, taxon: Option<u32>) -> u32 {
        let known = taxon.and_then(|t| self.class_of.get(usize::try_from(t).ok()?));
        known.or(self.class_of.last()).copied().unwrap_or(0)
    }

    /// How many taxa the index numbers.
    #[must_use]
    pub fn taxa(&self) -> u32 {
        u32::try_from(self.class_of.len().saturating_sub(1)).unwrap_or(0)
    }

    /// The classes of the species below a taxon, each with how many species it holds.
    #[must_use]
    pub fn below(&self, taxon: u32) -> &[(u32, u32)] {
        let at = self.below.binary_search_by_key(&taxon, |(other, _)| *other);
        at.ok().and_then(|at| self.below.get(at)).map_or(&[], |(_, classes)| classes.as_slice())
    }

    /// The place of a policy.
    #[must_use]
    pub fn policy(&self, policy: u16) -> u32 {
        self.jurisdictions + u32::from(policy)
    }

    /// The place of the invariants.
    #[must_use]
    pub fn invariants(&self) -> u32 {
        self.places.saturating_sub(1)
    }

    /// The number of the slice of a class in a place: equal numbers mean that the place cannot tell the classes apart.
    #[must_use]
    pub fn slice_number(&self, class: u32, place: u32) -> u32 {
        let at = class as usize * self.places as usize + place as usize;
        self.slice_of.get(at).copied().unwrap_or(u32::MAX)
    }

    /// The entries of a class in a place.
    #[inline]
    #[must_use]
    pub fn entries(&self, class: u32, place: u32) -> &[Entry] {
        let slice = self.slices.get(self.slice_number(class, place) as usize);
        slice.and_then(|s| self.entries.get(s.start as usize..s.start as usize + s.len as usize)).unwrap_or(&[])
    }

    /// The forms that an entry is about.
    #[must_use]
    pub fn forms_of(&self, entry: &Entry) -> FormSet {
        self.forms.get(usize::from(entry.forms)).copied().unwrap_or_default()
    }

    /// The origins that an entry is about.
    #[must_use]
    pub fn origin_of(&self, entry: &Entry) -> OriginSet {
        self.origins.get(usize::from(entry.origin)).copied().unwrap_or(OriginSet::NONE)
    }

    /// The condition on claims of an entry.
    #[inline]
    #[must_use]
    pub fn condition_of(&self, entry: &Entry) -> &[u64] {
        let start = entry.condition as usize;
        self.conditions.get(start..start + usize::from(entry.conditions)).unwrap_or(&[])
    }

    /// The transactions that an entry is about, as bits.
    #[must_use]
    pub fn transactions_of(&self, entry: &Entry) -> u8 {
        entry.transactions
    }
}
