//! Names of taxa: those of the catalogue, and those that only a law's list knows.
//!
//! The law's own names continue the catalogue's numbers. A species hangs under its genus where either knows one.

use serde::{Deserialize, Serialize};
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::taxa::Rank;

/// A name that only the law's lists know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// Scientific name.
    pub name: String,
    /// Its rank.
    pub rank: Rank,
    /// The next higher taxon.
    pub parent: Option<u32>,
}

/// The law's own names, numbered after the catalogue's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// How many taxa the catalogue has.
    pub offset: u32,
    /// The names, in the order in which the lists give them.
    pub own: Vec<Own>,
}

/// How a name was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The taxon.
    pub taxon: u32,
    /// `accepted`, `synonym`, `species`, `genus`, `vernacular`, `group` or `law`.
    pub by: &'static str,
}

impl Names {
    /// Finds a scientific name as written.
    #[must_use]
    pub fn find(&self, catalogue: &Catalogue, name: &str) -> Option<u32> {
        let known = catalogue.taxa.find(name).map(|(taxon, _)| taxon);
        known.or_else(|| {
            let at = self.own.iter().position(|own| own.name.eq_ignore_ascii_case(name))?;
            Some(self.offset + u32::try_from(at).ok()?)
        })
    }

    /// Finds what a name as sellers and officers write it stands for.
    #[must_use]
    pub fn place(&self, catalogue: &Catalogue, name: &str) -> Option<Placed> {
        let name = name.trim();
        let placed = catalogue.place(name).map(|(taxon, by)| Placed { taxon, by });
        if let Some(found) = placed
            && matches!(found.by, "accepted" | "synonym")
        {
            return Some(found);
        }
        let words: Vec<&str> =
            name.split_whitespace().filter(|w| !matches!(*w, "spp." | "spp" | "sp." | "sp")).collect();
        for length in (1..=words.len().min(4)).rev() {
            let prefix = words.get(..length).unwrap_or_default().join(" ");
            let whole = length == words.len();
            let own = self.own.iter().position(|own| own.name.eq_ignore_ascii_case(&prefix));
            if let Some(at) = own.and_then(|at| u32::try_from(at).ok()) {
                let by = if whole { "law" } else { "genus" };
                // The catalogue's closer match wins over the law's genus; a common name over neither's whole name.
                return if whole || placed.is_none() { Some(Placed { taxon: self.offset + at, by }) } else { placed };
            }
        }
        if placed.is_none()
            && let Some(group) = catalogue.group(name)
        {
            return catalogue.taxa.find(&group.taxon).map(|(taxon, _)| Placed { taxon, by: "group" });
        }
        placed
    }

    /// Adds a name unless it is known; returns its number.
    pub fn add(&mut self, catalogue: &Catalogue, name: &str, rank: Rank) -> u32 {
        if let Some(found) = self.find(catalogue, name) {
            return found;
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let above = (1..words.len()).rev().filter_map(|length| words.get(..length));
        let mut parents = above.filter_map(|prefix| self.find(catalogue, &prefix.join(" ")));
        let parent = parents.next().filter(|_| rank >= Rank::Species);
        let number = self.offset + u32::try_from(self.own.len()).unwrap_or(0);
        self.own.push(Own { name: name.to_owned(), rank, parent });
        number
    }

    /// Gives names their parents once all are known: a list may name the species before the genus.
    pub fn settle(&mut self, catalogue: &Catalogue) {
        let mut found = Vec::new();
        for (at, own) in
            self.own.iter().enumerate().filter(|(_, own)| own.parent.is_none() && own.rank >= Rank::Species)
        {
            let genus = own.name.split_whitespace().next().unwrap_or_default();
            if let Some(parent) = self.find(catalogue, genus) {
                found.push((at, parent));
            }
        }
        for (at, parent) in found {
            if let Some(own) = self.own.get_mut(at) {
                own.parent = Some(parent);
            }
        }
    }

    /// How many taxa there are in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.offset + u32::try_from(self.own.len()).unwrap_or(0)
    }

    /// The next higher taxon.
    #[must_use]
    pub fn parent(&self, catalogue: &Catalogue, taxon: u32) -> Option<u32> {
        match taxon.checked_sub(self.offset) {
            None => catalogue.taxa.get(taxon)?.parent,
            Some(at) => self.own.get(usize::try_from(at).ok()?)?.parent,
        }
    }

    /// A taxon and all above it, lowest first.
    pub fn lineage(&self, catalogue: &Catalogue, taxon: u32) -> impl Iterator<Item = u32> {
        // Lineages have about ten steps; a circle in the tables must not hang.
        std::iter::successors(Some(taxon), |at| self.parent(catalogue, *at)).take(64)
    }

    /// Name and rank of a taxon.
    #[must_use]
    pub fn describe<'a>(&'a self, catalogue: &'a Catalogue, taxon: u32) -> Option<(&'a str, Rank)> {
        match taxon.checked_sub(self.offset) {
            None => catalogue.taxa.get(taxon).map(|t| (t.name.as_str(), t.rank)),
            Some(at) => self.own.get(usize::try_from(at).ok()?).map(|own| (own.name.as_str(), own.rank)),
        }
    }
}
