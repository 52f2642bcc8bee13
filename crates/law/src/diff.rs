//! What changed between two days: for every taxon and form the verdict on the one and on the other.
//!
//! The question is put as most offers are: no claims, unknown origin, an offer. Taxa of one class change together, so the whole catalogue is a
//! matter of its classes.

use crate::answer::Court;
use crate::day::Day;
use crate::index::Asked;
use crate::words::{Ruling, Transaction};
use serde::Serialize;
use std::collections::BTreeMap;

/// Taxa and forms whose verdict changed alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Whose law.
    pub jurisdiction: String,
    /// The verdict on the first day.
    pub from: Ruling,
    /// The verdict on the second day.
    pub to: Ruling,
    /// Forms.
    pub forms: Vec<String>,
    /// Taxa, in alphabetical order.
    pub taxa: Vec<String>,
}

/// Every change from one day to another, in the jurisdictions given.
#[must_use]
pub fn diff(court: &Court<'_>, from: Day, to: Day, jurisdictions: &[u16]) -> Vec<Changed> {
    let members = members(court);
    let mut changes = Vec::new();
    for place in jurisdictions {
        let Some(jurisdiction) = court.law.jurisdiction_at(*place) else { continue };
        let mut grouped: BTreeMap<(Ruling, Ruling, Vec<String>), Vec<String>> = BTreeMap::new();
        for (class, taxa) in (0u32..).zip(&members).filter(|(_, taxa)| !taxa.is_empty()) {
            let mut by_change: BTreeMap<(Ruling, Ruling), Vec<String>> = BTreeMap::new();
            for form in &court.catalogue.forms {
                let Some(forms) = court.law.forms.find(&form.id) else { continue };
                let asked = Asked {
                    class,
                    forms,
                    claims: 0,
                    origin: None,
                    place: u32::from(*place),
                    day: from,
                    transaction: Transaction::Offer.bit(),
                };
                let (before, after) = (court.index.judge(&asked), court.index.judge(&Asked { day: to, ..asked }));
                if before.ruling != after.ruling {
                    by_change.entry((before.ruling, after.ruling)).or_default().push(form.id.clone());
                }
            }
            for ((before, after), forms) in by_change {
                grouped.entry((before, after, forms)).or_default().extend(taxa.iter().cloned());
            }
        }
        for ((from, to, forms), mut taxa) in grouped {
            taxa.sort();
            changes.push(Changed { jurisdiction: jurisdiction.id.clone(), from, to, forms, taxa });
        }
    }
    changes
}

/// The names of each class.
fn members(court: &Court<'_>) -> Vec<Vec<String>> {
    let mut members = vec![Vec::new(); court.index.classes() as usize];
    for taxon in 0..court.index.taxa() {
        let name = court.law.names.describe(court.catalogue, taxon).map(|(name, _)| name.to_owned());
        if let (Some(slot), Some(name)) = (members.get_mut(court.index.class(Some(taxon)) as usize), name) {
            slot.push(name);
        }
    }
    members
}
