//! Provisions and the cases that check them.

use super::Reader;
use super::cells::place;
use crate::answer::Question;
use crate::day;
use crate::model::{Case, Row};
use crate::words::{Ruling, Transaction};
use xiezhi_catalogue::Date;
use xiezhi_catalogue::table::{Row as Line, Table};

const ROWS: [&str; 17] = [
    "id",
    "taxa",
    "except",
    "forms",
    "when",
    "origin",
    "transaction",
    "result",
    "documents",
    "lifts",
    "instrument",
    "article",
    "from",
    "to",
    "sure",
    "source",
    "note",
];

impl Reader<'_> {
    /// Reads the rows of all jurisdictions, then what they lift, then the cases.
    pub(super) fn rows(&mut self) {
        let folders = self.folder_ids();
        let mut tables: Vec<(u16, Table<'_>)> = Vec::new();
        for (number, id) in &folders {
            tables.extend(self.table(&format!("{id}/rows.tsv"), &ROWS).map(|table| (*number, table)));
        }
        let mut lifts = Vec::new();
        for (jurisdiction, table) in &tables {
            for row in table.rows() {
                let Some(read) = self.row(*jurisdiction, &row) else { continue };
                lifts.push((*jurisdiction, row));
                self.law.rows.push(read);
            }
        }
        for (at, (jurisdiction, row)) in lifts.iter().enumerate() {
            let lifted = self.lifts(*jurisdiction, row, at);
            if let Some(held) = self.law.rows.get_mut(at) {
                held.lifts = lifted;
            }
        }
        for (number, id) in &folders {
            self.cases(*number, id);
        }
    }

    fn row(&mut self, jurisdiction: u16, row: &Line<'_, '_>) -> Option<Row> {
        self.sourced(row, &["id", "taxa", "forms", "instrument"]);
        let result = row.parse::<Ruling>("result", "result", &mut self.faults)?;
        let (taxa, except) = (self.selectors(row, "taxa"), self.selectors(row, "except"));
        let documents = self.papers(jurisdiction, row);
        Some(Row {
            id: row.get("id").into(),
            jurisdiction,
            taxa,
            except,
            forms: self.forms(row, "forms"),
            when: self.condition(row, "when"),
            origin: self.origin(row, "origin"),
            transactions: self.bits(row, ("transaction", "transaction"), Transaction::bit),
            result,
            documents,
            lifts: Vec::new(),
            exception: !row.get("lifts").is_empty(),
            instrument: self.instrument(jurisdiction, row),
            article: row.get("article").into(),
            span: self.span(row),
            sure: self.yes(row, "sure"),
            source: row.get("source").into(),
            note: row.get("note").into(),
            place: place(row),
        })
    }

    /// Where an id of an instrument or document is looked for: at home, above, in the Convention, anywhere.
    fn nearest<T>(&self, jurisdiction: u16, all: &[T], is: impl Fn(&T) -> bool, of: impl Fn(&T) -> u16) -> Option<u32> {
        let found: Vec<(usize, u16)> =
            all.iter().enumerate().filter(|(_, item)| is(item)).map(|(at, item)| (at, of(item))).collect();
        let convention =
            self.law.jurisdictions.iter().position(|j| j.id == "INT").and_then(|at| u16::try_from(at).ok());
        let homes = self.law.lineage(jurisdiction).chain(convention);
        let near = homes.filter_map(|home| found.iter().find(|(_, at)| *at == home)).next();
        near.or_else(|| found.first()).and_then(|(at, _)| u32::try_from(*at).ok())
    }

    fn instrument(&mut self, jurisdiction: u16, row: &Line<'_, '_>) -> Option<u32> {
        let id = row.get("instrument");
        let found = self.nearest(jurisdiction, &self.law.instruments, |i| i.id == id, |i| i.jurisdiction);
        if found.is_none() && !id.is_empty() {
            self.fault(row, "instrument", format!("`{id}` is in no instruments.tsv"));
        }
        found
    }

    fn papers(&mut self, jurisdiction: u16, row: &Line<'_, '_>) -> Vec<Vec<u32>> {
        let mut all = Vec::new();
        for item in row.list("documents") {
            let mut any = Vec::new();
            for id in item.split('|').map(str::trim) {
                match self.nearest(jurisdiction, &self.law.documents, |d| d.id == id, |d| d.jurisdiction) {
                    Some(at) => any.push(at),
                    None => self.fault(row, "document", format!("`{id}` is in no documents.tsv")),
                }
            }
            all.push(any);
        }
        all
    }

    /// Rows of the same jurisdiction or of one above it, by id or by the beginning of their ids.
    fn lifts(&mut self, jurisdiction: u16, row: &Line<'_, '_>, itself: usize) -> Vec<u32> {
        let homes: Vec<u16> = self.law.lineage(jurisdiction).collect();
        let mut lifted = Vec::new();
        for item in row.list("lifts") {
            let prefix = item.strip_suffix('*');
            let named = |id: &str| prefix.map_or(id == item, |prefix| id.starts_with(prefix));
            let mut found = false;
            for (at, other) in self.law.rows.iter().enumerate() {
                if named(&other.id) && homes.contains(&other.jurisdiction) && at != itself {
                    found = true;
                    lifted.extend(u32::try_from(at).ok());
                }
            }
            if !found {
                self.fault(row, "lifts", format!("`{item}` is no other row of this jurisdiction or of one above it"));
            }
        }
        lifted.sort_unstable();
        lifted.dedup();
        lifted
    }

    fn cases(&mut self, jurisdiction: u16, folder: &str) {
        let wanted =
            ["id", "date", "taxon", "form", "claims", "origin", "transaction", "verdict", "documents", "source"];
        let Some(table) = self.table(&format!("{folder}/cases.tsv"), &wanted) else { return };
        for row in table.rows() {
            self.sourced(&row, &["id", "taxon"]);
            if self.law.cases.iter().any(|case| case.id == row.get("id")) {
                self.fault(&row, "unique", format!("case `{}` stands twice", row.get("id")));
            }
            let Some(date) = row.parse::<Date>("date", "date", &mut self.faults) else { continue };
            let Some(ruling) = row.parse::<Ruling>("verdict", "result", &mut self.faults) else { continue };
            let transaction = match row.get("transaction") {
                "" => Transaction::Offer,
                _ => match row.parse("transaction", "transaction", &mut self.faults) {
                    Some(transaction) => transaction,
                    None => continue,
                },
            };
            let words = |column: &str| -> Vec<String> {
                let split = row.get(column).split([',', '|', ' ']).map(str::trim);
                split.filter(|word| !word.is_empty()).map(Into::into).collect()
            };
            let claims = words("claims");
            for claim in claims.iter().filter(|claim| !self.law.claims.iter().any(|c| c.id == **claim)) {
                self.faults.push(row.fault("claim", format!("`{claim}` is not in claims.tsv")));
            }
            let form = row.get("form");
            if !form.is_empty() && self.law.forms.find(form).is_none() {
                self.fault(&row, "form", format!("`{form}` is no form and no CITES term code"));
            }
            let mut documents = words("documents");
            documents.sort();
            let question = Question {
                taxon: row.get("taxon").into(),
                form: form.into(),
                claims,
                origin: row.get("origin").into(),
                jurisdiction: folder.into(),
                day: day::number(date),
                transaction,
            };
            self.law.cases.push(Case {
                id: row.get("id").into(),
                jurisdiction,
                question,
                ruling,
                documents,
                place: place(&row),
            });
        }
    }
}
