//! The folders of the jurisdictions: instruments, national lists, documents.

use super::Reader;
use super::cells::titles;
use crate::model::{Document, Instrument, Listing};
use crate::origin::{self, OriginSet};
use xiezhi_catalogue::table::Row;
use xiezhi_catalogue::taxa::Rank;

impl Reader<'_> {
    /// Reads all folders: lists first, since everything else may refer to them.
    pub(super) fn folders(&mut self) {
        let folders = self.folder_ids();
        for (number, id) in &folders {
            self.listings(*number, id);
            self.instruments(*number, id);
        }
        let mut names = std::mem::take(&mut self.law.names);
        names.settle(self.catalogue);
        self.law.names = names;
        for (number, id) in &folders {
            self.documents(*number, id);
        }
    }

    /// The jurisdictions' numbers and ids; folders of no jurisdiction are named.
    pub(super) fn folder_ids(&mut self) -> Vec<(u16, String)> {
        let ids: Vec<(u16, String)> = (0..).zip(self.law.jurisdictions.iter().map(|j| j.id.clone())).collect();
        let files = self.files;
        for name in files.keys().filter_map(|name| name.strip_prefix(super::FOLDER)) {
            if let Some((folder, _)) = name.split_once('/')
                && !matches!(folder, "invariants" | "policy")
                && !ids.iter().any(|(_, id)| id == folder)
            {
                let message = format!("`{folder}` is not in jurisdictions.tsv");
                let file = format!("{}{name}", super::FOLDER);
                let fault = super::Fault { file, line: 0, rule: "jurisdiction", message };
                if !self.faults.contains(&fault) {
                    self.faults.push(fault);
                }
            }
        }
        ids
    }

    fn instruments(&mut self, jurisdiction: u16, folder: &str) {
        let wanted = ["id", "title", "local", "number", "from", "to", "source", "date", "confidence", "note"];
        let Some(table) = self.table(&format!("{folder}/instruments.tsv"), &wanted) else { return };
        for row in table.rows() {
            self.sourced(&row, &["id", "title"]);
            let id = row.get("id");
            if self.law.instruments.iter().any(|i| i.id == id && i.jurisdiction == jurisdiction) {
                self.fault(&row, "unique", format!("instrument `{id}` stands twice"));
            }
            let instrument = Instrument {
                id: id.into(),
                jurisdiction,
                title: row.get("title").into(),
                local: row.get("local").into(),
                number: row.get("number").into(),
                span: self.span(&row),
                confidence: self.confidence(&row),
            };
            self.law.instruments.push(instrument);
        }
    }

    fn listings(&mut self, jurisdiction: u16, folder: &str) {
        let wanted = ["list", "taxon", "rank", "class", "population", "from", "to", "source", "confidence", "note"];
        let Some(table) = self.table(&format!("{folder}/lists.tsv"), &wanted) else { return };
        for row in table.rows() {
            for column in ["list", "taxon", "source"] {
                self.required(&row, column);
            }
            let Some(rank) = row.parse::<Rank>("rank", "rank", &mut self.faults) else { continue };
            let (list, name, class) = (row.get("list"), row.get("taxon"), row.get("class"));
            if name.is_empty() {
                continue;
            }
            if self.law.names.find(self.catalogue, name).is_none() {
                let message = format!("`{name}` is not in the tables of taxa: it matches by its name or genus only");
                self.warnings.push(row.fault("taxon", message));
            }
            let taxon = self.law.names.add(self.catalogue, name, rank);
            let at = self.lists.iter().position(|(id, _)| id == list).unwrap_or_else(|| {
                self.lists.push((list.into(), Vec::new()));
                self.lists.len() - 1
            });
            if let Some((_, classes)) = self.lists.get_mut(at)
                && !classes.iter().any(|other| other == class)
            {
                classes.push(class.into());
            }
            let origin = self.population(&row);
            let (span, doubtful) = (self.span(&row), self.confidence(&row) == "low");
            self.law.listings.push(Listing {
                list: list.into(),
                jurisdiction,
                taxon,
                class: class.into(),
                origin,
                span,
                doubtful,
            });
        }
    }

    /// Populations are country codes; other words are notes for people, and the row then holds everywhere.
    fn population(&mut self, row: &Row<'_, '_>) -> OriginSet {
        let items: Vec<&str> = row.list("population").collect();
        if items.is_empty() {
            return OriginSet::all();
        }
        let (out, names): (Vec<bool>, Vec<&str>) =
            items.iter().map(|item| item.strip_prefix('!').map_or((false, *item), |name| (true, name))).unzip();
        let codes: Vec<u16> = names.iter().filter_map(|name| origin::code(name)).collect();
        if codes.len() != items.len() {
            let message =
                format!("population `{}` is no list of countries: it counts as a note", row.get("population"));
            self.warnings.push(row.fault("population", message));
            return OriginSet::all();
        }
        let set = OriginSet::of(codes);
        if out.iter().all(|out| *out) { set.others() } else { set }
    }

    fn documents(&mut self, jurisdiction: u16, folder: &str) {
        let wanted =
            ["id", "proves", "en", "zh-Hans", "zh-Hant", "pattern", "months", "taxa", "source", "date", "confidence"];
        let Some(table) = self.table(&format!("{folder}/documents.tsv"), &wanted) else { return };
        for row in table.rows() {
            self.sourced(&row, &["id", "en", "zh-Hans", "zh-Hant"]);
            let id = row.get("id");
            if self.law.documents.iter().any(|d| d.id == id && d.jurisdiction == jurisdiction) {
                self.fault(&row, "unique", format!("document `{id}` stands twice"));
            }
            let mut proves = 0;
            for claim in row.list("proves") {
                match self.law.claims.iter().find(|c| c.id == claim) {
                    Some(claim) => proves |= claim.means,
                    None => self.fault(&row, "claim", format!("`{claim}` is not in claims.tsv")),
                }
            }
            let months = match row.get("months") {
                "" => None,
                text => text.parse().map_err(|_| self.fault(&row, "months", format!("`{text}` is no number"))).ok(),
            };
            self.confidence(&row);
            let taxa = self.selectors(&row, "taxa");
            self.law.documents.push(Document {
                id: id.into(),
                jurisdiction,
                proves,
                titles: titles(&row),
                pattern: row.get("pattern").into(),
                months,
                taxa,
            });
        }
    }

    /// Columns that a fact needs, and its source.
    pub(super) fn sourced(&mut self, row: &Row<'_, '_>, columns: &[&str]) {
        for column in columns.iter().chain(&["source"]) {
            self.required(row, column);
        }
    }
}
