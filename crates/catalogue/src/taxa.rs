//! Taxa: names, ranks, the hierarchy, and what each list said of them from which day on.
//!
//! A taxon may be known by several names; the tables keep the accepted one and point the others at it. Listings are kept as the events
//! that changed them, so a past day answers with what held then.

use crate::date::Date;
use crate::table::{Fault, Row, Table};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
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

/// One taxon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxon {
    /// Accepted scientific name.
    pub name: String,
    /// Its rank.
    pub rank: Rank,
    /// Index of the next higher taxon.
    pub parent: Option<u32>,
    /// Whether it lives in China in the wild.
    pub native_cn: bool,
    /// CITES events, oldest first.
    pub cites: Vec<Event<Appendix>>,
    /// Events of China's key list, oldest first.
    pub cn: Vec<Event<CnClass>>,
    /// Other national lists: (list, what it says).
    pub other: Vec<(String, String)>,
}

/// All taxa, found by any of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxa {
    /// The taxa; indices are stable within one catalogue.
    pub taxa: Vec<Taxon>,
    /// Lower-case names with the taxon, and whether the name is a synonym; sorted.
    names: Vec<(String, u32, bool)>,
}

/// How a table names what it could not place.
const PLACE: &str = "taxon";

impl Taxa {
    /// The taxon of that index.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<&Taxon> {
        self.taxa.get(usize::try_from(index).ok()?)
    }

    /// Finds a scientific name; the flag says that it is a synonym.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(u32, bool)> {
        let key = name.to_lowercase();
        let at = self.names.binary_search_by(|(other, _, _)| other.as_str().cmp(&key)).ok()?;
        self.names.get(at).map(|(_, taxon, synonym)| (*taxon, *synonym))
    }

    /// The taxon and all above it, lowest first.
    pub fn lineage(&self, index: u32) -> impl Iterator<Item = (u32, &Taxon)> {
        std::iter::successors(self.get(index).map(|t| (index, t)), |(_, t)| {
            t.parent.and_then(|p| Some((p, self.get(p)?)))
        })
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

/// Builds [`Taxa`] from its tables.
#[derive(Default)]
pub struct Builder {
    taxa: Vec<Taxon>,
    by_name: HashMap<String, u32>,
    synonyms: Vec<(String, String)>,
}

impl Builder {
    fn ensure(&mut self, name: &str, rank: Rank, parent: Option<&str>) -> u32 {
        let key = key(name, rank);
        if let Some(index) = self.by_name.get(&key) {
            return *index;
        }
        let parent = match (rank, parent.filter(|p| !p.is_empty())) {
            (_, Some(parent)) => {
                let above = match rank {
                    Rank::Subspecies => Rank::Species,
                    Rank::Species => Rank::Genus,
                    Rank::Genus | Rank::Subfamily => Rank::Family,
                    Rank::Family => Rank::Order,
                    _ => Rank::Class,
                };
                Some(self.ensure(parent, above, None))
            }
            (Rank::Species, None) => {
                name.split(' ').next().filter(|g| *g != name).map(|genus| self.ensure(genus, Rank::Genus, None))
            }
            (Rank::Subspecies, None) => {
                let species: Vec<&str> = name.split(' ').take(2).collect();
                Some(self.ensure(&species.join(" "), Rank::Species, None))
            }
            _ => None,
        };
        let index = u32::try_from(self.taxa.len()).unwrap_or(u32::MAX);
        let taxon = Taxon {
            name: name.into(),
            rank,
            parent,
            native_cn: false,
            cites: Vec::new(),
            cn: Vec::new(),
            other: Vec::new(),
        };
        self.taxa.push(taxon);
        self.by_name.insert(key, index);
        index
    }

    fn at(&mut self, index: u32) -> Option<&mut Taxon> {
        self.taxa.get_mut(usize::try_from(index).ok()?)
    }

    /// Reads a table of taxa: `name rank parent listing from native_cn synonyms`.
    pub fn read_taxa(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(file, text, &["name", "rank", "parent", "listing", "from", "cn", "synonyms"], faults);
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let (name, parent) = (row.get("name"), row.get("parent"));
            if name.is_empty() {
                faults.push(row.fault("required", "`name` is empty"));
                continue;
            }
            let index = self.ensure(name, rank, Some(parent).filter(|p| !p.is_empty()));
            self.set_parent(index, rank, parent);
            let event = match row.get("listing") {
                "" => None,
                _ => row.parse("listing", "appendix", faults).zip(row.parse("from", "date", faults)),
            };
            if let Some(taxon) = self.at(index) {
                taxon.rank = rank;
                taxon.native_cn = row.get("cn") == "1";
                if let Some((says, from)) = event {
                    let source = "index of CITES species, 21 April 2017".to_owned();
                    taxon.cites.push(Event {
                        says,
                        population: Vec::new(),
                        from,
                        to: None,
                        note: String::new(),
                        source,
                    });
                }
            }
            self.synonyms.extend(row.list("synonyms").map(|synonym| (synonym.to_owned(), name.to_owned())));
        }
    }

    fn set_parent(&mut self, index: u32, rank: Rank, parent: &str) {
        if parent.is_empty() {
            return;
        }
        let above = if matches!(rank, Rank::Genus | Rank::Subfamily) { Rank::Family } else { Rank::Order };
        let above = if rank >= Rank::Species { Rank::Genus } else { above };
        let above = if rank == Rank::Order { Rank::Class } else { above };
        let parent = self.ensure(parent, above, None);
        if parent != index
            && let Some(taxon) = self.at(index)
            && taxon.parent.is_none()
        {
            taxon.parent = Some(parent);
        }
    }

    /// Reads amendments of the appendices and population splits.
    pub fn read_amendments(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(
            file,
            text,
            &["taxon", "rank", "parent", "listing", "population", "valid_from", "source"],
            faults,
        );
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let parsed = row.parse("listing", "appendix", faults).zip(row.parse("valid_from", "date", faults));
            let Some((says, from)) = parsed else { continue };
            let index = self.ensure(row.get("taxon"), rank, Some(row.get("parent")));
            self.set_parent(index, rank, row.get("parent"));
            let event = event(&row, says, from, faults);
            if let Some(taxon) = self.at(index) {
                taxon.cites.push(event);
            }
        }
    }

    /// Reads a list of China's classes: `taxon rank parent class population valid_from valid_to source`.
    pub fn read_cn(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(
            file,
            text,
            &["taxon", "rank", "parent", "class", "population", "valid_from", "source"],
            faults,
        );
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let parsed = row.parse("class", "cn-class", faults).zip(row.parse("valid_from", "date", faults));
            let Some((says, from)) = parsed else { continue };
            let index = match self.synonyms.iter().find(|(synonym, _)| synonym.eq_ignore_ascii_case(row.get("taxon"))) {
                Some((_, accepted)) if !self.by_name.contains_key(&row.get("taxon").to_lowercase()) => {
                    let accepted = accepted.clone();
                    self.ensure(&accepted, rank, None)
                }
                _ => self.ensure(row.get("taxon"), rank, Some(row.get("parent"))),
            };
            let event = event(&row, says, from, faults);
            if let Some(taxon) = self.at(index) {
                // China's own list names what lives in China; its tables of equivalence name what does not.
                taxon.native_cn |= file.contains("cn-list");
                taxon.cn.push(event);
            }
        }
    }

    /// Reads other lists: `taxon rank parent list says source`, and unlisted or extinct relatives.
    pub fn read_other(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(file, text, &["taxon", "rank", "parent", "list", "says", "source"], faults);
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let index = self.ensure(row.get("taxon"), rank, Some(row.get("parent")));
            if let Some(taxon) = self.at(index) {
                taxon.other.push((row.get("list").into(), row.get("says").into()));
            }
        }
    }

    /// Puts everything in order.
    #[must_use]
    pub fn finish(mut self) -> Taxa {
        for taxon in &mut self.taxa {
            taxon.cites.sort_by_key(|event| event.from);
            taxon.cn.sort_by_key(|event| event.from);
        }
        let mut names: Vec<(String, u32, bool)> = Vec::with_capacity(self.by_name.len() + self.synonyms.len());
        for (name, index) in &self.by_name {
            match name.strip_prefix(HIGHER) {
                None => names.push((name.clone(), *index, false)),
                Some(higher) if !self.by_name.contains_key(higher) => names.push((higher.to_owned(), *index, false)),
                Some(_) => {}
            }
        }
        for (synonym, accepted) in &self.synonyms {
            let key = synonym.to_lowercase();
            if let (false, Some(index)) = (self.by_name.contains_key(&key), self.by_name.get(&accepted.to_lowercase()))
            {
                names.push((key, *index, true));
            }
        }
        names.sort();
        names.dedup_by(|a, b| a.0 == b.0);
        Taxa { taxa: self.taxa, names }
    }
}

/// Orders and classes are kept apart: Pholidota is an order of pangolins and a genus of orchids.
fn key(name: &str, rank: Rank) -> String {
    let name = name.to_lowercase();
    if rank <= Rank::Order { format!("{HIGHER}{name}") } else { name }
}

const HIGHER: char = '^';

/// The event of a row: when, for whom, by which source.
fn event<T>(row: &Row<'_, '_>, says: T, from: Date, faults: &mut Vec<Fault>) -> Event<T> {
    let to = if row.get("valid_to").is_empty() { None } else { row.parse("valid_to", "date", faults) };
    let population = row.list("population").map(Into::into).collect();
    Event { says, population, from, to, note: note(row), source: source(row, faults) }
}

fn note(row: &Row<'_, '_>) -> String {
    [row.get("annotation"), row.get("note")]
        .iter()
        .filter(|text| !text.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("; ")
}

fn source(row: &Row<'_, '_>, faults: &mut Vec<Fault>) -> String {
    if row.get(PLACE).is_empty() {
        faults.push(row.fault("required", "`taxon` is empty"));
    }
    if row.get("source").is_empty() {
        faults.push(row.fault("required", "`source` is empty"));
    }
    row.get("source").into()
}
