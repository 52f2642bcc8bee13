//! Reads the folder `catalogue/` into memory, with every fault named.

use crate::builder::Builder;
use crate::forms::{self, Form};
use crate::groups::{self, Group};
use crate::lexicon::{self, Entry, EntryStatus};
use crate::readings::{self, Readings};
use crate::table::Fault;
use crate::taxa::Taxa;
use crate::units::{self, Unit};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Everything the catalogue knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// BLAKE3 hash of the source files, in hexadecimal: the catalogue's identity. Law and weights are hashed apart.
    pub hash: String,
    /// BLAKE3 hash of the weights' table.
    pub weights_hash: String,
    /// Taxa and their listings.
    pub taxa: Taxa,
    /// Groups, in file order.
    pub groups: Vec<Group>,
    /// Forms, in file order.
    pub forms: Vec<Form>,
    /// Lexicon entries.
    pub entries: Vec<Entry>,
    /// Vernacular names of single taxa: (name, language, taxon).
    pub vernacular: Vec<(String, String, u32)>,
    /// Units.
    pub units: Vec<Unit>,
    /// How characters read.
    pub readings: Readings,
    /// Weights of the score: (feature, weight), sorted by feature.
    pub weights: Vec<(String, f64)>,
    /// Deepest group of each taxon that a group names.
    group_index: Vec<(u32, u32)>,
}

/// Why the folder could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`: is it the catalogue's folder?")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not UTF-8.
    #[error("`{path}` is not UTF-8: save it as UTF-8")]
    Encoding {
        /// The file.
        path: PathBuf,
    },
}

/// The texts of all tables, by path relative to the folder.
pub type Files = BTreeMap<String, String>;

/// Reads all `.tsv` files below a folder.
///
/// # Errors
/// Where the folder or a file cannot be read.
pub fn read_files(dir: &Path) -> Result<Files, LoadError> {
    let mut files = Files::new();
    let mut pending = vec![dir.to_owned()];
    while let Some(folder) = pending.pop() {
        let listing = std::fs::read_dir(&folder).map_err(|source| LoadError::Read { path: folder.clone(), source })?;
        for entry in listing {
            let path = entry.map_err(|source| LoadError::Read { path: folder.clone(), source })?.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|e| e == "tsv") {
                let bytes = std::fs::read(&path).map_err(|source| LoadError::Read { path: path.clone(), source })?;
                let text = String::from_utf8(bytes).map_err(|_| LoadError::Encoding { path: path.clone() })?;
                let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                files.insert(name, text);
            }
        }
    }
    Ok(files)
}

/// Reads and checks a catalogue folder.
///
/// # Errors
/// Where the folder or a file cannot be read; faults inside the files are returned beside the catalogue.
pub fn load_dir(dir: &Path) -> Result<(Catalogue, Vec<Fault>), LoadError> {
    Ok(load_files(&read_files(dir)?))
}

/// Builds a catalogue from the texts of its tables. Never fails: what is at fault is left out and named.
#[must_use]
pub fn load_files(files: &Files) -> (Catalogue, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut catalogue =
        Catalogue { hash: hash_of(files.iter().filter(|(name, _)| is_fact(name))), ..Catalogue::default() };
    catalogue.weights_hash = hash_of(files.iter().filter(|(name, _)| *name == WEIGHTS));
    catalogue.taxa = read_taxa(files, &mut faults);
    for (name, text) in files {
        match name.as_str() {
            "forms.tsv" => catalogue.forms = forms::read(name, text, &mut faults),
            "groups.tsv" => catalogue.groups = groups::read(name, text, &mut faults),
            "units.tsv" => catalogue.units = units::read(name, text, &mut faults),
            "weights.tsv" => catalogue.weights = read_weights(name, text, &mut faults),
            _ => {}
        }
    }
    for (name, text) in files {
        if let Some(stem) = name.strip_prefix("readings/").and_then(|n| n.strip_suffix(".tsv")) {
            readings::read(stem, name, text, &mut catalogue.readings, &mut faults);
        } else if name.starts_with("lexicon/") {
            catalogue.entries.extend(lexicon::read(name, text, &mut faults));
        }
    }
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("names/")) {
        read_vernacular(name, text, &mut catalogue, &mut faults);
    }
    catalogue.finish(&mut faults);
    crate::check::check(&catalogue, &mut faults);
    faults.sort();
    faults.dedup();
    (catalogue, faults)
}

/// A reader of one kind of table of taxa.
type ReadTaxa = fn(&mut Builder, &str, &str, &mut Vec<Fault>);

/// The tables of taxa, by the beginning of their names, in the order in which they build on each other: the editions of the index and
/// the taxa beside them say who is whose parent, the lists come after.
const TAXA: &[(&str, ReadTaxa)] = &[
    ("taxa/cites-", Builder::read_taxa),
    ("taxa/others.tsv", Builder::read_others),
    ("taxa/whole.tsv", Builder::read_whole),
    ("taxa/amendments.tsv", Builder::read_amendments),
    ("taxa/populations.tsv", Builder::read_amendments),
    ("taxa/cn-", Builder::read_cn),
    ("taxa/other.tsv", Builder::read_other),
    ("taxa/other-", Builder::read_other),
];

fn read_taxa(files: &Files, faults: &mut Vec<Fault>) -> Taxa {
    let mut builder = Builder::default();
    for (start, read) in TAXA {
        for (name, text) in files.iter().filter(|(name, _)| name.starts_with(start)) {
            read(&mut builder, name, text, faults);
        }
    }
    builder.finish()
}

/// Whether a table counts as fact or word; the law and the weights have hashes of their own, so that a replay can tell what changed.
fn is_fact(name: &str) -> bool {
    !name.starts_with("law/") && name != WEIGHTS
}

const WEIGHTS: &str = "weights.tsv";

/// BLAKE3 hash of some tables, in hexadecimal: names and texts with their lengths, in order.
pub fn hash_of<'a>(files: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in files {
        for part in [name, text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

fn read_weights(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<(String, f64)> {
    let table = crate::table::Table::read(file, text, &["feature", "weight"], faults);
    let mut weights = Vec::new();
    for row in table.rows() {
        match row.get("weight").parse::<f64>() {
            Ok(weight) if weight.is_finite() => weights.push((row.get("feature").to_owned(), weight)),
            _ => faults.push(row.fault("weight", format!("`{}` is not a finite number", row.get("weight")))),
        }
    }
    weights.sort_by(|a, b| a.0.cmp(&b.0));
    weights
}

fn read_vernacular(file: &str, text: &str, catalogue: &mut Catalogue, faults: &mut Vec<Fault>) {
    let table = crate::table::Table::read(file, text, &["name", "lang", "taxon"], faults);
    for row in table.rows() {
        match catalogue.taxa.find(row.get("taxon")) {
            Some((index, _)) => {
                catalogue.vernacular.push((row.get("name").to_lowercase(), row.get("lang").into(), index))
            }
            None => faults.push(row.fault("taxon", format!("`{}` is not in the tables of taxa", row.get("taxon")))),
        }
    }
}

impl Catalogue {
    fn finish(&mut self, faults: &mut Vec<Fault>) {
        self.vernacular.sort();
        self.vernacular.dedup();
        self.entries.retain(|entry| entry.status != EntryStatus::Retired);
        for (number, group) in self.groups.iter().enumerate() {
            for name in group.taxa.iter().chain([&group.taxon]) {
                match self.taxa.find(name) {
                    Some((index, _)) => self.group_index.push((index, u32::try_from(number).unwrap_or(u32::MAX))),
                    None => {
                        let message = format!("taxon `{name}` of group `{}` is not in the tables of taxa", group.id);
                        faults.push(Fault {
                            file: "groups.tsv".into(),
                            line: group.line as usize,
                            rule: "taxon",
                            message,
                        });
                    }
                }
            }
        }
        self.group_index.sort_unstable();
        self.group_index.dedup();
    }

    /// The facts and the words apart: the engine compiles the words and needs them no more.
    #[must_use]
    pub(crate) fn split(&self) -> (Self, Self) {
        let readings = Readings { endings: self.readings.endings.clone(), ..Readings::default() };
        let facts = Self { entries: Vec::new(), vernacular: Vec::new(), readings, ..self.clone() };
        let words = Self {
            entries: self.entries.clone(),
            vernacular: self.vernacular.clone(),
            readings: self.readings.clone(),
            ..Self::default()
        };
        (facts, words)
    }

    /// Puts facts and words together again.
    #[must_use]
    pub(crate) fn join(self, words: Self) -> Self {
        Self { entries: words.entries, vernacular: words.vernacular, readings: words.readings, ..self }
    }

    /// The group of that id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The form of that id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The groups that hold a taxon, by its nearest ancestor that any group names.
    #[must_use]
    pub fn groups_of(&self, taxon: u32) -> Vec<&Group> {
        for (at, held) in self.taxa.lineage(taxon) {
            let start = self.group_index.partition_point(|(index, _)| *index < at);
            let found: Vec<&Group> = self
                .group_index
                .iter()
                .skip(start)
                .take_while(|(index, _)| *index == at)
                .filter_map(|(_, group)| self.groups.get(*group as usize))
                .collect();
            if !found.is_empty() {
                return found;
            }
            if held.domestic {
                break;
            }
        }
        Vec::new()
    }

    /// The taxon that a common name stands for.
    #[must_use]
    pub fn vernacular(&self, name: &str) -> Option<u32> {
        let key = name.trim().to_lowercase();
        let at = self.vernacular.partition_point(|(other, _, _)| other.as_str() < key.as_str());
        if let Some((found, _, taxon)) = self.vernacular.get(at)
            && *found == key
        {
            return Some(*taxon);
        }
        let entry = self.entries.iter().find(|entry| entry.role.is_head() && entry.text.to_lowercase() == key)?;
        self.taxon_of(&entry.groups)
    }

    /// The lowest taxon that holds these groups.
    #[must_use]
    pub fn taxon_of(&self, groups: &[String]) -> Option<u32> {
        let indices: HashMap<&str, u32> =
            groups.iter().filter_map(|id| Some((id.as_str(), self.taxa.find(&self.group(id)?.taxon)?.0))).collect();
        let indices: Vec<u32> = groups.iter().filter_map(|id| indices.get(id.as_str()).copied()).collect();
        self.taxa.common(&indices).or_else(|| indices.first().copied())
    }

    /// A weight of the score; none where the feature was never fitted.
    #[must_use]
    pub fn weight(&self, feature: &str) -> Option<f64> {
        let at = self.weights.binary_search_by(|(name, _)| name.as_str().cmp(feature)).ok()?;
        self.weights.get(at).map(|(_, weight)| *weight)
    }
}
