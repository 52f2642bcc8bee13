//! The rules a catalogue must keep, beyond the shape of its tables. Rules that need the engine (examples must match) live with the engine.

use crate::lexicon::{Entry, Role, SENSES, Strength};
use crate::load::Catalogue;
use crate::table::Fault;
use crate::taxa::{Rank, Taxon};
use std::collections::{HashMap, HashSet};

/// Checks taxa, entries, groups and forms against each other.
pub fn check(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    check_parents(catalogue, faults);
    let groups: HashSet<&str> = catalogue.groups.iter().map(|g| g.id.as_str()).collect();
    let forms: HashSet<&str> = catalogue.forms.iter().map(|f| f.id.as_str()).collect();
    let mut seen: HashMap<(&str, &str, &Role), (&str, u32)> = HashMap::new();
    for entry in &catalogue.entries {
        check_entry(entry, &groups, &forms, faults);
        let key = (entry.text.as_str(), entry.lang.as_str(), &entry.role);
        if let Some((file, line)) = seen.insert(key, (&entry.file, entry.line)) {
            faults.push(fault(
                entry,
                "unique",
                format!("`{}` stands already in {file}:{line} with the same role", entry.text),
            ));
        }
    }
    for group in &catalogue.groups {
        for form in group.forms.iter().filter(|form| !forms.contains(form.as_str())) {
            let message = format!("form `{form}` is not in forms.tsv");
            faults.push(Fault { file: "groups.tsv".into(), line: group.line as usize, rule: "form", message });
        }
    }
}

/// Every taxon climbs to a class; the fault is told once, of the taxon that lacks the parent.
fn check_parents(catalogue: &Catalogue, faults: &mut Vec<Fault>) {
    let rootless = |taxon: &&Taxon| taxon.parent.is_none() && taxon.rank != Rank::Class;
    for taxon in catalogue.taxa.taxa.iter().filter(rootless) {
        let (name, rank) = (&taxon.name, taxon.rank.word());
        let message = format!("the {rank} `{name}` has no parent: give it a row with one");
        faults.push(Fault { file: "taxa/others.tsv".into(), line: 0, rule: "parent", message });
    }
}

fn fault(entry: &Entry, rule: &'static str, message: String) -> Fault {
    Fault { file: entry.file.clone(), line: entry.line as usize, rule, message }
}

fn check_entry(entry: &Entry, groups: &HashSet<&str>, forms: &HashSet<&str>, faults: &mut Vec<Fault>) {
    if entry.role.is_head() && entry.groups.is_empty() {
        faults.push(fault(entry, "group", "a name, product or code word wants a `group`".into()));
    }
    for group in entry.groups.iter().filter(|g| !groups.contains(g.as_str())) {
        faults.push(fault(entry, "group", format!("`{group}` is not in groups.tsv")));
    }
    if !entry.form.is_empty() && !forms.contains(entry.form.as_str()) {
        faults.push(fault(entry, "form", format!("`{}` is not in forms.tsv", entry.form)));
    }
    if entry.form.is_empty() && matches!(entry.role, Role::Product | Role::Form) {
        faults.push(fault(entry, "form", "a product or form word wants a `form`".into()));
    }
    for sense in entry.senses.iter().filter(|s| !SENSES.contains(&s.as_str())) {
        faults.push(fault(entry, "sense", format!("`{sense}` is not a sense: {}", SENSES.join(", "))));
    }
    let wants_examples = entry.role == Role::Code || (entry.role.is_head() && entry.strength == Strength::Weak);
    if wants_examples && (entry.yes.is_empty() || entry.no.is_empty()) {
        faults.push(fault(
            entry,
            "examples",
            format!("`{}` is weak or a code word: give a `yes` and a `no` text", entry.text),
        ));
    }
    if entry.text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        faults.push(fault(entry, "length", format!("`{}` is too short to tell anything", entry.text)));
    }
}
