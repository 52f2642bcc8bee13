//! The rows as Cedar policies: a second opinion by an engine that knows nothing of ours.
//!
//! A question becomes a request whose context states the facts of the taxon on the day, the form, the claims, the origin; a row that prohibits
//! or asks for documents becomes a policy, with the rows that lift it under `unless`. Cedar's answer is not a verdict, so the ruling is
//! asked for in steps: does any row that prohibits stand, then any that needs a document. [`facts`] goes by the tables, not by the index.

use crate::claims;
use crate::day::{self, Day, LAST};
use crate::index::FIRST;
use crate::model::{Law, Listing, Row};
use crate::origin::{CODES, code, letters};
use crate::selector::Selector;
use crate::words::{Ruling, Transaction};
use std::collections::BTreeSet;
use std::fmt::Write;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::resolve::{cites_on, cn_on};
use xiezhi_catalogue::taxa::CnClass;

/// One policy a row: it permits its own id as action resource where the row applies and none that lifts it does.
///
/// In Cedar's terms: `permit(principal, action == Action::"prohibited", resource)` means that a row that prohibits stands.
#[must_use]
pub fn policies(law: &Law, jurisdiction: u16) -> String {
    let homes: Vec<u16> = law.lineage(jurisdiction).collect();
    let mut text = String::new();
    for (number, row) in (0u32..).zip(&law.rows).filter(|(_, row)| homes.contains(&row.jurisdiction)) {
        if row.result == Ruling::Allowed {
            continue;
        }
        let lifting = law
            .rows
            .iter()
            .enumerate()
            .filter(|(_, other)| homes.contains(&other.jurisdiction) && other.lifts.binary_search(&number).is_ok());
        let lifted: Vec<String> = lifting.map(|(_, other)| format!("({})", condition(law, other))).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "@id(\"{}\")\npermit (principal, action == Action::\"{}\", resource) when {{ {} }}{};",
            row.id,
            row.result,
            condition(law, row),
            if lifted.is_empty() { String::new() } else { format!(" unless {{ {} }}", lifted.join(" || ")) }
        );
    }
    text
}

/// When a row applies.
fn condition(law: &Law, row: &Row) -> String {
    let mut all = vec![format!("({})", taxa(&row.taxa, row.exception))];
    if !row.except.is_empty() {
        all.push(format!("!({})", taxa(&row.except, !row.exception)));
    }
    if row.span.from > 0 {
        all.push(format!("context.day >= {}", row.span.from));
    }
    if row.span.to < LAST {
        all.push(format!("context.day <= {}", row.span.to));
    }
    if row.forms != law.forms.all() {
        let set: Vec<String> = law.forms.bits(row.forms).map(|bit| bit.to_string()).collect();
        let set = set.join(", ");
        all.push(match row.exception {
            true => format!("[{set}].containsAll(context.forms)"),
            false => format!("[{set}].containsAny(context.forms)"),
        });
    }
    for any in &row.when.0 {
        let words: Vec<String> = claims::listed(&law.claims, *any).map(|claim| format!("\"{}\"", claim.id)).collect();
        all.push(format!("context.claims.containsAny([{}])", words.join(", ")));
    }
    if !row.origin.is_all() {
        let codes: Vec<String> =
            (0..CODES).filter(|code| row.origin.holds(*code)).map(|code| format!("\"{}\"", letters(code))).collect();
        let others: Vec<String> =
            (0..CODES).filter(|code| !row.origin.holds(*code)).map(|code| format!("\"{}\"", letters(code))).collect();
        let known = if codes.len() <= others.len() {
            format!("[{}].contains(context.origin)", codes.join(", "))
        } else {
            format!("![{}].contains(context.origin)", others.join(", "))
        };
        all.push(match row.exception {
            true => format!("(context has origin && {known})"),
            false => format!("(!(context has origin) || {known})"),
        });
    }
    let transactions: Vec<String> = Transaction::ALL
        .into_iter()
        .filter(|transaction| row.transactions & transaction.bit() != 0)
        .map(|transaction| format!("\"{}\"", transaction.word()))
        .collect();
    if transactions.len() < Transaction::ALL.len() {
        all.push(format!("[{}].contains(context.transaction)", transactions.join(", ")));
    }
    all.join(" && ")
}

/// Selectors as an expression. What is certain counts for a row that lifts, what is possible for one that restricts.
fn taxa(selectors: &[Selector], certain: bool) -> String {
    let lists = if certain { "certainly" } else { "possibly" };
    let one = |selector: &Selector| match selector {
        Selector::Any => "true".to_owned(),
        Selector::Taxon(taxon) => format!("context.lineage.contains({taxon})"),
        Selector::Group(group) => format!("context.groups.contains(\"{group}\")"),
        Selector::Cites(None) => "context.cites != 0".to_owned(),
        Selector::Cites(Some(appendix)) => format!("context.cites == {appendix}"),
        Selector::Cn(None) => "context.cn != 0".to_owned(),
        Selector::Cn(Some(class)) => format!("context.cn == {}", class_number(*class)),
        Selector::List(list, class) => {
            let class = class.as_ref().map(|class| format!("={class}")).unwrap_or_default();
            format!("context.{lists}.contains(\"{list}{class}\")")
        }
    };
    selectors.iter().map(one).collect::<Vec<_>>().join(" || ")
}

fn class_number(class: CnClass) -> u8 {
    match class {
        CnClass::I => 1,
        CnClass::II => 2,
    }
}

/// What the tables say of a taxon on a day, for goods of an origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The taxon and all above it.
    pub lineage: Vec<u32>,
    /// Its groups.
    pub groups: Vec<String>,
    /// Its appendix, the strictest that may be meant; 0 for none.
    pub cites: u8,
    /// China's class; 0 for none.
    pub cn: u8,
    /// Lists, and lists with classes, on which goods of this origin may be.
    pub possibly: Vec<String>,
    /// Those on which they are in any case.
    pub certainly: Vec<String>,
}

/// The facts of a taxon, straight from the tables.
#[must_use]
pub fn facts(law: &Law, catalogue: &Catalogue, taxon: Option<u32>, origin: Option<u16>, day: Day) -> Facts {
    let Some(taxon) = taxon else { return Facts::default() };
    let lineage: Vec<u32> = law.names.lineage(catalogue, taxon).collect();
    // Names that only the law knows have the facts of the nearest taxon that the catalogue knows.
    let known = lineage.iter().copied().find(|at| *at < law.names.offset);
    let mut facts = Facts { lineage, ..Facts::default() };
    if let Some(known) = known {
        facts.groups = catalogue.groups_of(known).into_iter().map(|group| group.id.clone()).collect();
        facts.cites = appendix(catalogue, known, origin, day);
        facts.cn = chinese(catalogue, known, day);
    }
    let entries: Vec<&Listing> =
        law.listings.iter().filter(|l| facts.lineage.contains(&l.taxon) && l.span.holds(day)).collect();
    let lists: BTreeSet<&str> = entries.iter().map(|listing| listing.list.as_str()).collect();
    for list in lists {
        let held = |at: &u32| -> Vec<&Listing> {
            entries.iter().filter(|l| l.taxon == *at && l.list == list).copied().collect()
        };
        let nearest = facts.lineage.iter().map(held).find(|entries| !entries.is_empty()).unwrap_or_default();
        for entry in nearest {
            let (names, all) = ([list.to_owned(), format!("{list}={}", entry.class)], entry.origin.is_all());
            if origin.is_none_or(|code| entry.origin.holds(code)) {
                facts.possibly.extend(names.clone());
            }
            if origin.map_or(all, |code| entry.origin.holds(code)) {
                facts.certainly.extend(names);
            }
        }
    }
    facts
}

/// The strictest appendix that goods of an origin may be on.
fn appendix(catalogue: &Catalogue, taxon: u32, origin: Option<u16>, day: Day) -> u8 {
    let Some(date) = day::date(day.max(FIRST)) else { return 0 };
    let base = cites_on(&catalogue.taxa, taxon, date).map_or(0, |(_, event)| event.says.bits());
    let lineage: Vec<_> = catalogue.taxa.lineage(taxon).collect();
    let splits: Vec<(Vec<Option<u16>>, u8)> = lineage
        .iter()
        .flat_map(|(_, taxon)| &taxon.cites)
        .filter(|e| !e.population.is_empty() && e.from <= date && e.to.is_none_or(|to| date <= to))
        .map(|e| (e.population.iter().map(|name| code(name)).collect(), e.says.bits()))
        .collect();
    let named = splits.iter().find(|(codes, _)| origin.is_some() && codes.contains(&origin)).map(|(_, bits)| *bits);
    let vague: u8 = splits.iter().filter(|(codes, _)| codes.contains(&None)).fold(0, |all, (_, bits)| all | bits);
    let exact: u8 = splits.iter().filter(|(codes, _)| !codes.contains(&None)).fold(0, |all, (_, bits)| all | bits);
    let rest = if base & !exact == 0 { base } else { base & !exact } | vague;
    let meant = match origin {
        Some(_) => named.unwrap_or(rest),
        None => splits.iter().fold(rest, |all, (_, bits)| all | bits),
    };
    (1..=3).find(|number| meant >> (number - 1) & 1 == 1).unwrap_or(0)
}

fn chinese(catalogue: &Catalogue, taxon: u32, day: Day) -> u8 {
    // The equivalence of 1993 looks at the appendices, which are known from 2017 on.
    let asked = if (19_930_414..FIRST).contains(&day) { FIRST } else { day };
    day::date(asked).and_then(|date| cn_on(&catalogue.taxa, taxon, date).0).map_or(0, class_number)
}
