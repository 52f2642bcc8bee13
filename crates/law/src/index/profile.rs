//! What the appendices, China's classes and the national lists say of a taxon, as spans of days.
//!
//! A listing may split by population. Where the origin leaves the appendix open, the strictest one counts.

use crate::day::{self, Day, LAST, Span};
use crate::model::{Law, Listing};
use crate::origin::{self, OriginSet};
use std::collections::{BTreeSet, HashMap};
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::resolve::{FIRST_DAY, cites_on, cn_on};
use xiezhi_catalogue::taxa::{CnClass, Taxa, Taxon};

/// First day of the tables of the appendices, as a number. Earlier days are answered with it.
pub const FIRST: Day = FIRST_DAY.0 as u32 * 10_000 + FIRST_DAY.1 as u32 * 100 + FIRST_DAY.2 as u32;

/// From this day China's forestry ministry gives species not native to China the class of their appendix.
const EQUIVALENCE: Day = 19_930_414;

/// What the appendices and China say from a day on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Says {
    /// The days.
    pub span: Span,
    /// For each population the appendices that it may be on, as bits.
    pub parts: Vec<(OriginSet, u8)>,
    /// China's class.
    pub cn: u8,
}

/// A taxon's history.
pub type Profile = Vec<Says>;

/// The days on which a taxon's own listings change.
fn changes_of(held: &Taxon) -> impl Iterator<Item = Day> {
    let cites = held.cites.iter().map(|event| (event.from, event.to));
    let both = cites.chain(held.cn.iter().map(|event| (event.from, event.to)));
    both.flat_map(|(from, to)| [Some(day::number(from)), to.map(|to| day::after(day::number(to)))]).flatten()
}

/// For each taxon the days on which something changes below it: a name above species may answer as its members do.
pub fn changes_below(taxa: &Taxa) -> HashMap<u32, BTreeSet<Day>> {
    let mut changes: HashMap<u32, BTreeSet<Day>> = HashMap::new();
    for (index, taxon) in (0u32..).zip(&taxa.taxa) {
        let own: Vec<Day> = changes_of(taxon).collect();
        for (above, _) in taxa.lineage(index).skip(1).filter(|_| !own.is_empty()) {
            changes.entry(above).or_default().extend(&own);
        }
    }
    changes
}

/// The history of a taxon of the catalogue; `below` has the days on which its members change.
pub fn profile(catalogue: &Catalogue, taxon: u32, below: BTreeSet<Day>) -> Profile {
    let mut changes = below;
    changes.insert(0);
    for (_, held) in catalogue.taxa.lineage(taxon) {
        changes.extend(changes_of(held));
    }
    changes.insert(EQUIVALENCE);
    let days: Vec<Day> = changes.into_iter().collect();
    let mut profile: Profile = Vec::new();
    for (at, from) in days.iter().enumerate() {
        let to = days.get(at + 1).map_or(LAST, |next| before(*next));
        let (parts, cn) = (parts(catalogue, taxon, *from), class(catalogue, taxon, *from));
        match profile.last_mut() {
            Some(last) if last.parts == parts && last.cn == cn => last.span.to = to,
            _ => profile.push(Says { span: Span { from: *from, to }, parts, cn }),
        }
    }
    profile
}

/// The number before a day's number: good enough as the end of a span, since no day lies between.
fn before(day: Day) -> Day {
    day.saturating_sub(1)
}

/// A class as a number: 1, 2, or 0 for none.
#[must_use]
pub fn class_number(class: CnClass) -> u8 {
    match class {
        CnClass::I => 1,
        CnClass::II => 2,
    }
}

fn class(catalogue: &Catalogue, taxon: u32, day: Day) -> u8 {
    let asked = if (EQUIVALENCE..FIRST).contains(&day) { FIRST } else { day };
    let Some(date) = day::date(asked) else { return 0 };
    cn_on(&catalogue.taxa, taxon, date).0.map_or(0, class_number)
}

fn parts(catalogue: &Catalogue, taxon: u32, day: Day) -> Vec<(OriginSet, u8)> {
    let Some(date) = day::date(day.max(FIRST)) else { return Vec::new() };
    let base = cites_on(&catalogue.taxa, taxon, date).map_or(0, |(_, event)| event.says.bits());
    let (mut parts, mut named, mut open) = (Vec::new(), OriginSet::NONE, 0);
    let mut rest = base;
    for (_, held) in catalogue.taxa.lineage(taxon) {
        let active = held.cites.iter().filter(|e| e.from <= date && e.to.is_none_or(|to| date <= to));
        for split in active.filter(|event| !event.population.is_empty()) {
            let codes: Vec<u16> = split.population.iter().filter_map(|name| origin::code(name)).collect();
            let set = OriginSet::of(codes.iter().copied()).and(named.others());
            if codes.len() < split.population.len() {
                // "Asia" names no countries, so any origin may be meant.
                open |= split.says.bits();
            } else {
                rest &= !split.says.bits();
            }
            if !set.is_empty() {
                named = named.or(set);
                parts.push((set, split.says.bits()));
            }
        }
    }
    let rest = if rest == 0 { base } else { rest } | open;
    if !named.is_all() {
        parts.push((named.others(), rest));
    }
    parts
}

/// The populations that are on an appendix (none asks for any of them), and whether an offer of unknown origin counts among them.
///
/// Where several appendices may be meant, the strictest one is: for rows that restrict and rows that lift alike, so that an exception
/// belongs to the same regime as what it lifts.
#[must_use]
pub fn populations(parts: &[(OriginSet, u8)], appendix: Option<u8>) -> (OriginSet, bool) {
    let strictest = |bits: u8| (1..=3).find(|number| bits >> (number - 1) & 1 == 1);
    let fits = |bits: u8| strictest(bits).is_some_and(|number| appendix.is_none_or(|wanted| wanted == number));
    let set = parts.iter().filter(|(_, bits)| fits(*bits)).fold(OriginSet::NONE, |all, (set, _)| all.or(*set));
    (set, fits(parts.iter().fold(0, |all, (_, bits)| all | bits)))
}

/// What the national lists say: for each list, spans with class, population and whether the source is weak.
pub type Lists = Vec<(String, Vec<(Span, String, OriginSet, bool)>)>;

/// Entries of the lists by taxon.
pub fn by_taxon(law: &Law) -> HashMap<u32, Vec<&Listing>> {
    let mut map: HashMap<u32, Vec<&Listing>> = HashMap::new();
    for listing in &law.listings {
        map.entry(listing.taxon).or_default().push(listing);
    }
    map
}

/// What a taxon's own entries and those above it say: on each day the nearest entry counts.
pub fn lists(own: &[&Listing], above: &Lists) -> Lists {
    let mut all = above.clone();
    let names: BTreeSet<&str> = own.iter().map(|listing| listing.list.as_str()).collect();
    for name in names {
        let entries: Vec<&&Listing> = own.iter().filter(|listing| listing.list == name).collect();
        let held = match all.iter_mut().find(|(list, _)| list == name) {
            Some((_, held)) => held,
            None => {
                all.push((name.to_owned(), Vec::new()));
                let Some((_, held)) = all.last_mut() else { continue };
                held
            }
        };
        for entry in &entries {
            *held = held
                .iter()
                .flat_map(|(span, class, set, weak)| {
                    outside(*span, entry.span).into_iter().map(|span| (span, class.clone(), *set, *weak))
                })
                .collect();
        }
        held.extend(entries.iter().map(|e| (e.span, e.class.clone(), e.origin, e.doubtful)));
        held.sort();
    }
    all.sort();
    all
}

/// What is left of a span once another is cut out.
fn outside(span: Span, cut: Span) -> Vec<Span> {
    if span.and(cut).is_none() {
        return vec![span];
    }
    let mut left = Vec::new();
    if span.from < cut.from {
        left.push(Span { from: span.from, to: before(cut.from) });
    }
    if span.to > cut.to {
        left.push(Span { from: day::after(cut.to), to: span.to });
    }
    left
}
