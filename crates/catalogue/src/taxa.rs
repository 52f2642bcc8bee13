//! Taxa: names, ranks, the hierarchy, and what each list said of them from which day on.
//!
//! A taxon may be known by several names; the tables keep the accepted one and point the others at it. Listings are kept as the events
//! that changed them, so a past day answers with what held then.

use crate::date::Date;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Taxonomic rank, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rank {
    /// A class such as Mammalia.
    Class,
    /// An order.
    Order,
    /// A family.
    Family,
    /// A subfamily.
    Subfamily,
    /// A genus.
    Genus,
    /// A species.
    Species,
    /// A subspecies or variety.
    Subspecies,
}

impl Rank {
    /// The rank's English word in lower case.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Order => "order",
            Self::Family => "family",
            Self::Subfamily => "subfamily",
            Self::Genus => "genus",
            Self::Species => "species",
            Self::Subspecies => "subspecies",
        }
    }
}

impl FromStr for Rank {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "class" => Ok(Self::Class),
            "order" => Ok(Self::Order),
            "family" => Ok(Self::Family),
            "subfamily" => Ok(Self::Subfamily),
            "genus" => Ok(Self::Genus),
            "species" => Ok(Self::Species),
            "subspecies" | "variety" => Ok(Self::Subspecies),
            other => Err(format!("`{other}` is not a rank: order, family, subfamily, genus, species or subspecies")),
        }
    }
}

/// The CITES appendices that apply to a taxon or to parts of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Appendix(u8);

impl Appendix {
    /// Not on any appendix.
    pub const NONE: Self = Self(0);
    const NAMES: [(u8, &'static str); 3] = [(1, "I"), (2, "II"), (4, "III")];

    /// The strictness of its strictest part: 3 for Appendix I down to 0 for none.
    #[must_use]
    pub fn strictness(self) -> u8 {
        if self.0 & 1 != 0 {
            3
        } else if self.0 & 2 != 0 {
            2
        } else {
            u8::from(self.0 & 4 != 0)
        }
    }

    /// Bits of the appendices: 1 for I, 2 for II, 4 for III.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// What is on either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// As the appendices write it: `I`, `II`, `III`, `I/II`, …, or `none`.
    #[must_use]
    pub fn text(self) -> String {
        let names: Vec<&str> = Self::NAMES.iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, name)| *name).collect();
        if names.is_empty() { "none".into() } else { names.join("/") }
    }
}

impl FromStr for Appendix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut bits = 0;
        for part in text.split('/') {
            match Self::NAMES.iter().find(|(_, name)| *name == part) {
                Some((bit, _)) => bits |= bit,
                None if part == "NC" => {}
                None => return Err(format!("`{text}` is not an appendix: I, II, III, NC or several joined by /")),
            }
        }
        Ok(Self(bits))
    }
}

/// China's class of key protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CnClass {
    /// 一级.
    I,
    /// 二级.
    II,
}

impl FromStr for CnClass {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "I" => Ok(Self::I),
            "II" => Ok(Self::II),
            other => Err(format!("`{other}` is not a class: I or II")),
        }
    }
}

/// An event: from this day on a list says this of a taxon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event<T> {
    /// What the list says.
    pub says: T,
    /// ISO 3166 codes of the populations concerned; empty for all.
    pub population: Vec<String>,
    /// First day.
    pub from: Date,
    /// Last day, where the event itself ends.
    pub to: Option<Date>,
    /// A short note in our words.
    pub note: String,
    /// Where the fact comes from.
    pub source: String,
}

impl Appendix {
    /// What a sum such as `I/II` says of members that no table names: a taxon in Appendix II whose species in Appendix I are named apart;
    /// without II it is nothing but the sum of the species that are named.
    #[must_use]
    pub fn general(self) -> Self {
        match self.0 {
            1 | 2 | 4 => self,
            sum if sum & 2 != 0 => Self(2),
            _ => Self::NONE,
        }
    }
}

impl<T> Event<T> {
    /// Whether the event holds on that day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What another national list says of a taxon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// The list; `unlisted`, `extinct` and `synonym` say why no list has it.
    pub list: String,
    /// What it says.
    pub says: String,
    /// First day, where it is known.
    pub from: Option<Date>,
    /// Last day, where it has one.
    pub to: Option<Date>,
}

impl Other {
    /// Whether it is a list, which holds for all below the taxon, and not a remark on the taxon itself.
    #[must_use]
    pub fn is_list(&self) -> bool {
        !matches!(self.list.as_str(), "unlisted" | "extinct" | "synonym")
    }

    /// Whether it holds on that day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// One taxon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxon {
    /// Accepted scientific name.
    pub name: String,
    /// Its rank.
    pub rank: Rank,
    /// Index of the next higher taxon.
    pub parent: Option<u32>,
    /// Whether it lives in China in the wild; known of species only.
    pub native_cn: bool,
    /// A domesticated form: it hangs beside its ancestor, and no listing of a taxon above reaches it.
    pub domestic: bool,
    /// Whether every living species of it may be counted on being known here, so that its members tell its listing.
    pub whole: bool,
    /// CITES events, oldest first. Those of a higher taxon sum up what is said of its members.
    pub cites: Vec<Event<Appendix>>,
    /// What the events say of members that no table names, where that is less than the sum; else empty.
    pub below: Vec<Event<Appendix>>,
    /// Events of China's key list, oldest first.
    pub cn: Vec<Event<CnClass>>,
    /// Other national lists and remarks.
    pub other: Vec<Other>,
}

/// All taxa, found by any of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxa {
    /// The taxa; indices are stable within one catalogue.
    pub taxa: Vec<Taxon>,
    /// Lower-case names with the taxon, and whether the name is a synonym; sorted, of equal names the first is meant.
    pub(crate) names: Vec<(String, u32, bool)>,
    /// Each taxon that has a parent, after its parent; sorted.
    pub(crate) children: Vec<(u32, u32)>,
}

impl Taxa {
    /// The taxon of that index.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<&Taxon> {
        self.taxa.get(usize::try_from(index).ok()?)
    }

    /// Finds a scientific name; the flag says that it is a synonym.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(u32, bool)> {
        self.homonyms(name).next()
    }

    /// All taxa of that name, the one that is meant first: the order Pholidota and the genus of orchids.
    pub fn homonyms(&self, name: &str) -> impl Iterator<Item = (u32, bool)> {
        let key = name.to_lowercase();
        let at = self.names.partition_point(|(other, _, _)| *other < key);
        let rest = self.names.get(at..).unwrap_or_default();
        rest.iter().take_while(move |(other, _, _)| *other == key).map(|(_, taxon, synonym)| (*taxon, *synonym))
    }

    /// The genus of that name.
    #[must_use]
    pub fn genus(&self, name: &str) -> Option<u32> {
        let mut found = self.homonyms(name).map(|(index, _)| index);
        found.find(|index| self.get(*index).is_some_and(|taxon| taxon.rank == Rank::Genus))
    }

    /// The taxon and all above it, lowest first.
    pub fn lineage(&self, index: u32) -> impl Iterator<Item = (u32, &Taxon)> {
        std::iter::successors(self.get(index).map(|t| (index, t)), |(_, t)| {
            t.parent.and_then(|p| Some((p, self.get(p)?)))
        })
    }

    /// The taxa right below one.
    pub fn children(&self, index: u32) -> impl Iterator<Item = (u32, &Taxon)> {
        let at = self.children.partition_point(|(parent, _)| *parent < index);
        let rest = self.children.get(at..).unwrap_or_default();
        let children = rest.iter().take_while(move |(parent, _)| *parent == index);
        children.filter_map(|(_, child)| Some((*child, self.get(*child)?)))
    }

    /// Whether `index` is `ancestor` or lies below it.
    #[must_use]
    pub fn is_within(&self, index: u32, ancestor: u32) -> bool {
        self.lineage(index).any(|(at, _)| at == ancestor)
    }

    /// The lowest taxon that holds all of these.
    #[must_use]
    pub fn common(&self, indices: &[u32]) -> Option<u32> {
        let (first, rest) = indices.split_first()?;
        self.lineage(*first).map(|(at, _)| at).find(|at| rest.iter().all(|other| self.is_within(*other, *at)))
    }

    /// How many names are known, synonyms included.
    #[must_use]
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    /// All names: (lower-case name, taxon, whether it is a synonym).
    pub fn all_names(&self) -> impl Iterator<Item = (&str, u32, bool)> {
        self.names.iter().map(|(name, taxon, synonym)| (name.as_str(), *taxon, *synonym))
    }
}
