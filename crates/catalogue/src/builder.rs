//! Puts the tables of taxa together: one taxon a name and level, its parents, its synonyms, its events.
//!
//! Orders and classes are kept apart from what is below them: Pholidota is an order of pangolins and a genus of orchids. The first table
//! that gives a taxon a parent is believed.

use crate::date::Date;
use crate::table::{Fault, Row, Table};
use crate::taxa::{Appendix, Event, Other, Rank, Taxa, Taxon};
use std::collections::HashMap;

/// Builds [`Taxa`] from its tables.
#[derive(Default)]
pub struct Builder {
    taxa: Vec<Taxon>,
    by_name: HashMap<String, u32>,
    synonyms: HashMap<String, String>,
}

/// The rank of the next higher taxon that a row of this rank names.
fn above(rank: Rank) -> Rank {
    match rank {
        Rank::Subspecies => Rank::Species,
        Rank::Species => Rank::Genus,
        Rank::Genus | Rank::Subfamily => Rank::Family,
        Rank::Family => Rank::Order,
        Rank::Order | Rank::Class => Rank::Class,
    }
}

impl Builder {
    fn ensure(&mut self, name: &str, rank: Rank, parent: &str) -> u32 {
        let key = key(name, rank);
        let index = match self.by_name.get(&key) {
            Some(index) => *index,
            None => {
                let index = u32::try_from(self.taxa.len()).unwrap_or(u32::MAX);
                self.taxa.push(Taxon {
                    name: name.into(),
                    rank,
                    parent: None,
                    native_cn: false,
                    domestic: false,
                    whole: false,
                    cites: Vec::new(),
                    below: Vec::new(),
                    cn: Vec::new(),
                    other: Vec::new(),
                });
                self.by_name.insert(key, index);
                index
            }
        };
        self.set_parent(index, name, rank, parent);
        index
    }

    fn set_parent(&mut self, index: u32, name: &str, rank: Rank, parent: &str) {
        if self.at(index).is_none_or(|taxon| taxon.parent.is_some()) {
            return;
        }
        let words: Vec<&str> = name.split(' ').collect();
        let implied = match (rank, words.as_slice()) {
            (Rank::Species, [genus, _, ..]) => (*genus).to_owned(),
            (Rank::Subspecies, [genus, species, _, ..]) => format!("{genus} {species}"),
            _ => String::new(),
        };
        let parent = if parent.is_empty() { implied.as_str() } else { parent };
        if parent.is_empty() || parent.eq_ignore_ascii_case(name) && above(rank) == rank {
            return;
        }
        // A genus may hang right below an order where the index leaves the family out.
        let known = self.by_name.get(&key(parent, above(rank)));
        let known = known.or_else(|| self.by_name.get(&key(parent, Rank::Order)));
        let found = known.copied().filter(|found| *found != index);
        let found = found.unwrap_or_else(|| self.ensure(parent, above(rank), ""));
        if found != index
            && let Some(taxon) = self.at(index)
        {
            taxon.parent = Some(found);
        }
    }

    fn at(&mut self, index: u32) -> Option<&mut Taxon> {
        self.taxa.get_mut(usize::try_from(index).ok()?)
    }

    /// The species that the index keeps under an older name beside the one that a later table gave it.
    fn older(&self, row: &Row<'_, '_>, found: u32) -> Option<u32> {
        let older = self.synonyms.get(&row.get("taxon").to_lowercase())?;
        self.by_name.get(&older.to_lowercase()).copied().filter(|index| *index != found)
    }

    /// The taxon of a row, under its accepted name where the row uses a synonym.
    fn row_taxon(&mut self, row: &Row<'_, '_>, rank: Rank) -> u32 {
        let name = row.get("taxon");
        let known = self.by_name.contains_key(&key(name, rank));
        match self.synonyms.get(&name.to_lowercase()).filter(|_| !known).cloned() {
            Some(accepted) => {
                let rank = if accepted.split(' ').count() > 2 { Rank::Subspecies } else { rank.min(Rank::Species) };
                self.ensure(&accepted, rank, "")
            }
            None => self.ensure(name, rank, row.get("parent")),
        }
    }

    /// Reads an edition of the index of CITES species: `name rank parent listing from cn synonyms`.
    pub fn read_taxa(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(file, text, &["name", "rank", "parent", "listing", "from", "cn", "synonyms"], faults);
        let source = edition(text);
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let Some(name) = required(&row, "name", faults) else { continue };
            let index = self.ensure(name, rank, row.get("parent"));
            let event = match row.get("listing") {
                "" => None,
                _ => row.parse("listing", "appendix", faults).zip(row.parse("from", "date", faults)),
            };
            if let Some(taxon) = self.at(index) {
                taxon.rank = rank;
                taxon.native_cn |= row.get("cn") == "1";
                if let Some((says, from)) = event {
                    let (population, note, source) = (Vec::new(), String::new(), source.clone());
                    taxon.cites.push(Event { says, population, from, to: None, note, source });
                }
            }
            for synonym in row.list("synonyms") {
                self.synonyms.entry(synonym.to_lowercase()).or_insert_with(|| name.to_owned());
            }
        }
    }

    /// Reads taxa that no edition of the index has: `name rank parent kind cn synonyms source`.
    pub fn read_others(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(file, text, &["name", "rank", "parent", "kind", "cn", "synonyms", "source"], faults);
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let Some(name) = required(&row, "name", faults) else { continue };
            required(&row, "source", faults);
            let domestic = match row.get("kind") {
                "" => false,
                "domesticated" => true,
                other => {
                    let message = format!("`{other}` is not a kind: domesticated, or nothing");
                    faults.push(row.fault("kind", message));
                    false
                }
            };
            let index = self.ensure(name, rank, row.get("parent"));
            if let Some(taxon) = self.at(index) {
                taxon.rank = rank;
                taxon.native_cn |= row.get("cn") == "1";
                taxon.domestic |= domestic;
            }
            // What is written down beside the index corrects it: for the index a dog is a wolf.
            for synonym in row.list("synonyms") {
                self.synonyms.insert(synonym.to_lowercase(), name.to_owned());
            }
        }
    }

    /// Reads the higher taxa whose living species the tables know all: `taxon rank parent source`.
    pub fn read_whole(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let table = Table::read(file, text, &["taxon", "rank", "parent", "source"], faults);
        for row in table.rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            source(&row, faults);
            let index = self.ensure(row.get("taxon"), rank, row.get("parent"));
            if let Some(taxon) = self.at(index) {
                taxon.whole = true;
            }
        }
    }

    /// Reads amendments of the appendices and population splits.
    pub fn read_amendments(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let wanted = ["taxon", "rank", "parent", "listing", "population", "valid_from", "source"];
        for row in Table::read(file, text, &wanted, faults).rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let parsed = row.parse("listing", "appendix", faults).zip(row.parse("valid_from", "date", faults));
            let Some((says, from)) = parsed else { continue };
            let index = self.ensure(row.get("taxon"), rank, row.get("parent"));
            let event = event(&row, says, from, faults);
            if let Some(taxon) = self.at(index) {
                taxon.cites.push(event);
            }
        }
    }

    /// Reads a list of China's classes: `taxon rank parent class population valid_from valid_to source`.
    pub fn read_cn(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let wanted = ["taxon", "rank", "parent", "class", "population", "valid_from", "source"];
        // China's own lists name what lives in China; its tables of equivalence name what does not. An entry for a whole genus or
        // family says nothing of the single species.
        let own_list = file.contains("cn-list") || file.contains("cn-plants");
        for row in Table::read(file, text, &wanted, faults).rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            let parsed = row.parse("class", "cn-class", faults).zip(row.parse("valid_from", "date", faults));
            let Some((says, from)) = parsed else { continue };
            let index = self.row_taxon(&row, rank);
            let event = event(&row, says, from, faults);
            for index in [Some(index), self.older(&row, index)].into_iter().flatten() {
                if let Some(taxon) = self.at(index) {
                    taxon.native_cn |= own_list && rank >= Rank::Species;
                    taxon.cn.push(event.clone());
                }
            }
        }
    }

    /// Reads other lists, and remarks on unlisted or extinct relatives: `taxon rank parent list says source`, with days where there are.
    pub fn read_other(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        for row in Table::read(file, text, &["taxon", "rank", "parent", "list", "says", "source"], faults).rows() {
            let Some(rank) = row.parse("rank", "rank", faults) else { continue };
            source(&row, faults);
            let from = day(&row, "valid_from", faults);
            let to = day(&row, "valid_to", faults);
            let index = self.row_taxon(&row, rank);
            if let Some(taxon) = self.at(index) {
                taxon.other.push(Other { list: row.get("list").into(), says: row.get("says").into(), from, to });
            }
        }
    }

    /// Puts everything in order.
    #[must_use]
    pub fn finish(mut self) -> Taxa {
        for taxon in &mut self.taxa {
            taxon.cites.sort_by_key(|event| event.from);
            taxon.cn.sort_by_key(|event| event.from);
            if taxon.rank < Rank::Species && taxon.cites.iter().any(|event| event.says.general() != event.says) {
                let general = |event: &Event<Appendix>| Event { says: event.says.general(), ..event.clone() };
                taxon.below = taxon.cites.iter().map(general).collect();
            }
        }
        let mut children: Vec<(u32, u32)> =
            (0..).zip(&self.taxa).filter_map(|(index, taxon)| Some((taxon.parent?, index))).collect();
        children.sort_unstable();
        let mut names: Vec<(String, u32, bool)> = Vec::with_capacity(self.by_name.len() + self.synonyms.len());
        for (name, index) in &self.by_name {
            names.push((name.trim_start_matches(HIGHER).to_owned(), *index, false));
        }
        let accepted = |name: &str| self.by_name.get(name).or_else(|| self.by_name.get(&format!("{HIGHER}{name}")));
        for (synonym, name) in &self.synonyms {
            if let (None, Some(index)) = (accepted(synonym), accepted(&name.to_lowercase())) {
                names.push((synonym.clone(), *index, true));
            }
        }
        // Of equal names the higher taxon is meant.
        let rank = |index: u32| usize::try_from(index).ok().and_then(|at| self.taxa.get(at)).map(|taxon| taxon.rank);
        names.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| rank(a.1).cmp(&rank(b.1))).then_with(|| a.1.cmp(&b.1)));
        Taxa { taxa: self.taxa, names, children }
    }
}

/// The edition that a table of the index names on its first line.
fn edition(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let source = first.split_once("Source: ").map(|(_, rest)| rest.split(". Confidence").next().unwrap_or(rest));
    source.unwrap_or("index of CITES species").to_owned()
}

fn key(name: &str, rank: Rank) -> String {
    let name = name.to_lowercase();
    if rank <= Rank::Order { format!("{HIGHER}{name}") } else { name }
}

const HIGHER: char = '^';

/// The event of a row: when, for whom, by which source.
fn event<T>(row: &Row<'_, '_>, says: T, from: Date, faults: &mut Vec<Fault>) -> Event<T> {
    let population = row.list("population").map(Into::into).collect();
    Event { says, population, from, to: day(row, "valid_to", faults), note: note(row), source: source(row, faults) }
}

fn day(row: &Row<'_, '_>, column: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    if row.get(column).is_empty() { None } else { row.parse(column, "date", faults) }
}

fn note(row: &Row<'_, '_>) -> String {
    let parts = [row.get("annotation"), row.get("note")];
    parts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join("; ")
}

fn required<'a>(row: &Row<'_, 'a>, column: &str, faults: &mut Vec<Fault>) -> Option<&'a str> {
    let cell = row.get(column);
    if cell.is_empty() {
        faults.push(row.fault("required", format!("`{column}` is empty")));
        return None;
    }
    Some(cell)
}

fn source(row: &Row<'_, '_>, faults: &mut Vec<Fault>) -> String {
    required(row, "taxon", faults);
    required(row, "source", faults).unwrap_or_default().into()
}
