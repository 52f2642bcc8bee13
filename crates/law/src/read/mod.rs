//! Reads the tables under `law/` into a [`Law`], with every fault named by file, line and rule. Never fails: what is at fault is left out.

mod cells;
mod folder;
mod overall;
mod rows;
mod shared;

use crate::check;
use crate::forms::FormSet;
use crate::model::Law;
use crate::names::Names;
use crate::selector::Known;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::load::{Files, hash_of};
use xiezhi_catalogue::table::{Fault, Table};

/// Where the law lies in the catalogue's folder.
pub const FOLDER: &str = "law/";

/// The law, and what is wrong with its tables.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The law without what is at fault.
    pub law: Law,
    /// What must be mended.
    pub faults: Vec<Fault>,
    /// What somebody should look at.
    pub warnings: Vec<Fault>,
}

/// What the readers of single tables share.
struct Reader<'a> {
    files: &'a Files,
    catalogue: &'a Catalogue,
    law: Law,
    sets: Vec<(String, FormSet)>,
    lists: Vec<(String, Vec<String>)>,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
}

/// Reads and checks the law among the texts of a catalogue's tables.
#[must_use]
pub fn read(files: &Files, catalogue: &Catalogue) -> Reading {
    let offset = u32::try_from(catalogue.taxa.taxa.len()).unwrap_or(u32::MAX);
    let law = Law {
        hash: hash_of(files.iter().filter(|(name, _)| name.starts_with(FOLDER))),
        names: Names { offset, own: Vec::new() },
        ..Law::default()
    };
    let mut reader =
        Reader { files, catalogue, law, sets: Vec::new(), lists: Vec::new(), faults: Vec::new(), warnings: Vec::new() };
    reader.shared();
    reader.folders();
    reader.rows();
    reader.overall();
    reader.faults.retain(|fault| !fault.message.is_empty());
    let Reader { law, mut faults, mut warnings, .. } = reader;
    check::check(&law, catalogue, &mut faults, &mut warnings);
    for list in [&mut faults, &mut warnings] {
        list.sort();
        list.dedup();
    }
    Reading { law, faults, warnings }
}

impl<'a> Reader<'a> {
    /// A table of the law, if there is one: its path and text.
    fn text(&self, path: &str) -> Option<(&'a str, &'a str)> {
        self.files.get_key_value(&format!("{FOLDER}{path}")).map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Reads a table of the law that need not be there.
    fn table(&mut self, path: &str, wanted: &[&str]) -> Option<Table<'a>> {
        let (name, text) = self.text(path)?;
        Some(Table::read(name, text, wanted, &mut self.faults))
    }

    /// What selectors may refer to.
    fn known(&self) -> Known<'_> {
        Known { catalogue: self.catalogue, names: &self.law.names, lists: &self.lists }
    }
}
