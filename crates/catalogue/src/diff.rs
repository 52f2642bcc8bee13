//! What changed between two catalogues, line by line of meaning rather than of text.

use crate::load::Catalogue;
use crate::taxa::{Event, Taxon};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only in the new catalogue.
    Added(String),
    /// Only in the old catalogue.
    Removed(String),
    /// In both, with another content.
    Changed(String),
}

/// All changes from `old` to `new`, sorted.
#[must_use]
pub fn diff(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let (before, after) = (facts(old), facts(new));
    let mut changes = Vec::new();
    for (key, value) in &after {
        match before.get(key) {
            None => changes.push(Change::Added(format!("{key}: {value}"))),
            Some(other) if other != value => changes.push(Change::Changed(format!("{key}: {other} -> {value}"))),
            Some(_) => {}
        }
    }
    changes.extend(
        before
            .iter()
            .filter(|(key, _)| !after.contains_key(*key))
            .map(|(key, value)| Change::Removed(format!("{key}: {value}"))),
    );
    changes.sort();
    changes
}

fn facts(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for taxon in &catalogue.taxa.taxa {
        facts.insert(format!("taxon {}", taxon.name), describe(taxon));
    }
    for group in &catalogue.groups {
        facts.insert(
            format!("group {}", group.id),
            format!("{:?} {} {}", group.status, group.taxa.join(","), group.forms.join(",")),
        );
    }
    for entry in &catalogue.entries {
        let key = format!("term {} {} {}", entry.lang, entry.role, entry.text);
        facts.insert(
            key,
            format!(
                "{} {} {} {} {}",
                entry.groups.join(","),
                entry.form,
                entry.strength,
                entry.status,
                entry.senses.join(",")
            ),
        );
    }
    for (feature, weight) in &catalogue.weights {
        facts.insert(format!("weight {feature}"), weight.to_string());
    }
    facts
}

fn describe(taxon: &Taxon) -> String {
    fn events<T: Debug>(events: &[Event<T>], say: impl Fn(&T) -> String) -> String {
        events
            .iter()
            .map(|e| format!("{} {} from {}", e.population.join(" "), say(&e.says), e.from))
            .collect::<Vec<_>>()
            .join("; ")
    }
    format!(
        "{} | CITES {} | CN {}",
        taxon.rank.word(),
        events(&taxon.cites, |a| a.text()),
        events(&taxon.cn, |c| format!("{c:?}"))
    )
}
