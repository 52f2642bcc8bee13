//! What the catalogue covers: by language, by group, by source.

use crate::lexicon::EntryStatus;
use crate::load::Catalogue;
use serde::Serialize;
use std::collections::BTreeMap;

/// Coverage of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Content hash.
    pub catalogue: String,
    /// Taxa and names (synonyms included).
    pub taxa: usize,
    /// Scientific names.
    pub names: usize,
    /// Common names of single taxa.
    pub vernacular: usize,
    /// Groups.
    pub groups: usize,
    /// Lexicon entries.
    pub entries: usize,
    /// Of these, candidates.
    pub candidates: usize,
    /// Entries by language and role family.
    pub by_language: BTreeMap<String, BTreeMap<String, usize>>,
    /// Languages with a name or product, by group.
    pub by_group: BTreeMap<String, Vec<String>>,
    /// Entries by source.
    pub by_source: BTreeMap<String, usize>,
}

/// The language without script, and Malay counted with Indonesian's neighbours as itself.
fn language(tag: &str) -> String {
    tag.split('-').next().unwrap_or(tag).to_owned()
}

/// Counts what a catalogue covers.
#[must_use]
pub fn stats(catalogue: &Catalogue) -> Stats {
    let mut by_language: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut by_group: BTreeMap<String, Vec<String>> =
        catalogue.groups.iter().map(|g| (g.id.clone(), Vec::new())).collect();
    let mut by_source: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &catalogue.entries {
        let role = entry.role.to_string();
        let family = role.split(':').next().unwrap_or(&role).to_owned();
        *by_language.entry(entry.lang.clone()).or_default().entry(family).or_default() += 1;
        *by_source.entry(entry.source.clone()).or_default() += 1;
        if entry.role.is_head() {
            for group in &entry.groups {
                let languages = by_group.entry(group.clone()).or_default();
                let tag = language(&entry.lang);
                if !languages.contains(&tag) {
                    languages.push(tag);
                }
            }
        }
    }
    for languages in by_group.values_mut() {
        languages.sort();
    }
    Stats {
        catalogue: catalogue.hash.clone(),
        taxa: catalogue.taxa.taxa.len(),
        names: catalogue.taxa.name_count(),
        vernacular: catalogue.vernacular.len(),
        groups: catalogue.groups.len(),
        entries: catalogue.entries.len(),
        candidates: catalogue.entries.iter().filter(|e| e.status == EntryStatus::Candidate).count(),
        by_language,
        by_group,
        by_source,
    }
}
