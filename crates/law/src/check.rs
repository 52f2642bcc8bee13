//! What the law's tables must keep beyond their shape: no claim clears anything by itself, exceptions stay at home, lists do not contradict.

use crate::day::Span;
use crate::model::{Law, Place, Row};
use crate::words::Ruling;
use std::collections::HashMap;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::table::Fault;

/// Checks a law and names faults and warnings.
pub fn check(law: &Law, catalogue: &Catalogue, faults: &mut Vec<Fault>, warnings: &mut Vec<Fault>) {
    let mut seen: HashMap<&str, &Place> = HashMap::new();
    for row in &law.rows {
        if let Some(first) = seen.insert(&row.id, &row.place) {
            faults.push(fault(
                row,
                "unique",
                format!("row `{}` stands already in {}:{}", row.id, first.file, first.line),
            ));
        }
        check_id(law, row, faults, warnings);
        check_papers(row, faults, warnings);
        check_exception(law, row, faults, warnings);
        check_days(law, row, warnings);
    }
    check_lists(law, catalogue, warnings);
    for document in law.documents.iter().filter(|document| regex::Regex::new(&document.pattern).is_err()) {
        let home = law.jurisdiction_at(document.jurisdiction).map_or("", |j| j.id.as_str());
        let message = format!("`{}` of document `{}` is no regular expression", document.pattern, document.id);
        let file = format!("{}{home}/documents.tsv", crate::FOLDER);
        faults.push(Fault { file, line: 0, rule: "pattern", message });
    }
}

fn fault(row: &Row, rule: &'static str, message: String) -> Fault {
    Fault { file: row.place.file.clone(), line: row.place.line as usize, rule, message }
}

fn check_id(law: &Law, row: &Row, faults: &mut Vec<Fault>, warnings: &mut Vec<Fault>) {
    let home = law.jurisdiction_at(row.jurisdiction).map(|j| j.id.to_ascii_lowercase()).unwrap_or_default();
    if !row.id.starts_with(&format!("{home}-")) {
        faults.push(fault(row, "id", format!("`{}` does not begin with `{home}-`", row.id)));
    }
    if !row.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        faults.push(fault(row, "id", format!("`{}` holds more than small letters, digits and hyphens", row.id)));
    }
    if row.article.is_empty() {
        warnings.push(fault(row, "article", "it cites no article".into()));
    }
    if row.transactions == 0 {
        faults.push(fault(row, "transaction", "it is about no transaction".into()));
    }
}

fn check_papers(row: &Row, faults: &mut Vec<Fault>, warnings: &mut Vec<Fault>) {
    if row.result == Ruling::NeedsDocument && row.documents.is_empty() {
        faults.push(fault(row, "document", "it needs a document and names none".into()));
    }
    if row.result != Ruling::NeedsDocument && !row.documents.is_empty() {
        warnings.push(fault(row, "document", format!("documents mean nothing where the result is `{}`", row.result)));
    }
}

fn check_exception(law: &Law, row: &Row, faults: &mut Vec<Fault>, warnings: &mut Vec<Fault>) {
    if !row.when.0.is_empty() && row.result == Ruling::Allowed {
        faults.push(fault(row, "claim", "a claim alone never allows: ask for a document that proves it".into()));
    }
    if row.exception && !row.when.0.is_empty() && row.result == Ruling::NeedsDocument {
        // Every paper of a choice must prove it, else the seller shows the other one.
        let proves = |any: &Vec<u32>| {
            any.iter().filter_map(|at| law.document(*at)).map(|d| d.proves).reduce(|all, one| all & one).unwrap_or(0)
        };
        let proved = row.documents.iter().fold(0, |all, any| all | proves(any));
        if !row.when.0.iter().any(|any| any & proved != 0) {
            faults.push(fault(
                row,
                "proof",
                "it rests on a claim that none of its documents proves (`proves` of documents.tsv)".into(),
            ));
        }
    }
    for lifted in row.lifts.iter().filter_map(|at| law.row(*at)) {
        if row.span.and(lifted.span).is_none() {
            let message = format!("it lifts `{}`, which is never in force on the same day", lifted.id);
            warnings.push(fault(row, "lifts", message));
        }
    }
}

fn check_days(law: &Law, row: &Row, warnings: &mut Vec<Fault>) {
    let instrument = row.instrument.and_then(|at| law.instruments.get(usize::try_from(at).ok()?));
    if let Some(instrument) = instrument
        && (row.span.from < instrument.span.from || row.span.to > instrument.span.to)
    {
        let message = format!("it is in force on days on which its instrument `{}` is not", instrument.id);
        warnings.push(fault(row, "date", message));
    }
}

fn check_lists(law: &Law, catalogue: &Catalogue, warnings: &mut Vec<Fault>) {
    let mut seen: HashMap<(&str, u32), Vec<(Span, &str)>> = HashMap::new();
    for listing in &law.listings {
        let held = seen.entry((listing.list.as_str(), listing.taxon)).or_default();
        let clash = held.iter().find(|(span, class)| span.and(listing.span).is_some() && *class != listing.class);
        if let Some((_, class)) = clash.filter(|_| listing.origin.is_all()) {
            let name = law.names.describe(catalogue, listing.taxon).map_or("", |(name, _)| name);
            let message = format!(
                "list `{}` gives `{name}` both `{class}` and `{}` on the same day",
                listing.list, listing.class
            );
            warnings.push(Fault { file: format!("{}*/lists.tsv", crate::FOLDER), line: 0, rule: "overlap", message });
        }
        held.push((listing.span, &listing.class));
    }
}
