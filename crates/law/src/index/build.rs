//! Compiles the law: sorts taxa into classes that no selector tells apart, and writes for each class the rows that can apply.

use super::judge::MOST;
use super::matching::{Match, Traits, matches};
use super::profile::{Lists, Profile, by_taxon, changes_below, lists, profile};
use super::{Entry, Index, Slice};
use crate::claims::Condition;
use crate::day::{Day, Span};
use crate::forms::FormSet;
use crate::model::{Law, Listing, Row};
use crate::origin::OriginSet;
use crate::selector::Selector;
use crate::words::Ruling;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::taxa::Rank;

/// More rows can apply to one class of taxa than an index holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("in `{0}` more than {MOST} provisions can apply to one taxon: write them as fewer rows")]
pub struct TooManyRows(pub String);

/// Numbers equal values alike.
struct Interner<T>(HashMap<T, u32>, Vec<T>);

impl<T: Hash + Eq + Clone> Interner<T> {
    fn new() -> Self {
        Self(HashMap::new(), Vec::new())
    }

    fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.0.get(value) {
            return *number;
        }
        let number = u32::try_from(self.1.len()).unwrap_or(u32::MAX);
        self.0.insert(value.clone(), number);
        self.1.push(value.clone());
        number
    }
}

/// Compiles a law against the taxa of its catalogue.
///
/// # Errors
/// Where more rows can apply to one taxon than an index holds.
pub fn build(law: &Law, catalogue: &Catalogue) -> Result<Index, TooManyRows> {
    let (class_of, traits) = classes(law, catalogue);
    let mut builder = Builder::new(law, catalogue);
    let mut rough = Vec::with_capacity(traits.len());
    for one in &traits {
        rough.push(builder.class(one)?);
    }
    // Classes whose rows are the same everywhere are one class.
    let mut fine = Interner::new();
    let number: Vec<u32> = rough.iter().map(|slices| fine.number(slices)).collect();
    let mut index = builder.index;
    index.forms = builder.forms.1;
    index.origins = builder.origins.1;
    index.class_of = class_of.iter().map(|class| number.get(*class as usize).copied().unwrap_or(0)).collect();
    index.slice_of = fine.1.concat();
    index.below = below(law, catalogue, &index);
    Ok(index)
}

/// The class of each taxon, and what each class's taxa have in common. The last taxon stands for names that nothing knows.
fn classes(law: &Law, catalogue: &Catalogue) -> (Vec<u32>, Vec<Traits>) {
    let (anchors, used_groups) = mentioned(law);
    let listed = by_taxon(law);
    let mut sorter = Sorter {
        law,
        catalogue,
        anchors,
        used_groups,
        listed,
        done: vec![None; law.names.total() as usize],
        named: Interner::new(),
        lists: Interner::new(),
        groups: Interner::new(),
        profiles: Interner::new(),
        changes: changes_below(&catalogue.taxa),
    };
    let mut classes = Interner::new();
    let mut class_of: Vec<u32> = (0..law.names.total())
        .map(|taxon| {
            let state = sorter.state(taxon);
            classes.number(&state)
        })
        .collect();
    let nothing = sorter.nothing();
    class_of.push(classes.number(&nothing));
    let traits = classes.1.iter().map(|state| sorter.traits(*state)).collect();
    (class_of, traits)
}

/// Numbers of named taxa, lists, groups and profile.
type State = (u32, u32, u32, u32);

struct Sorter<'a> {
    law: &'a Law,
    catalogue: &'a Catalogue,
    anchors: BTreeSet<u32>,
    used_groups: BTreeSet<&'a str>,
    listed: HashMap<u32, Vec<&'a Listing>>,
    done: Vec<Option<State>>,
    named: Interner<Vec<u32>>,
    lists: Interner<Lists>,
    groups: Interner<Vec<String>>,
    profiles: Interner<Profile>,
    /// For each taxon the days on which something changed below it.
    changes: HashMap<u32, BTreeSet<Day>>,
}

impl Sorter<'_> {
    fn nothing(&mut self) -> State {
        (
            self.named.number(&Vec::new()),
            self.lists.number(&Vec::new()),
            self.groups.number(&Vec::new()),
            self.profiles.number(&Vec::new()),
        )
    }

    fn state(&mut self, taxon: u32) -> State {
        let lineage: Vec<u32> = self.law.names.lineage(self.catalogue, taxon).collect();
        let mut above = self.nothing();
        for at in lineage.into_iter().rev() {
            above = match self.done.get(at as usize).copied().flatten() {
                Some(state) => state,
                None => {
                    let state = self.step(at, above);
                    if let Some(slot) = self.done.get_mut(at as usize) {
                        *slot = Some(state);
                    }
                    state
                }
            };
        }
        above
    }

    fn step(&mut self, taxon: u32, (named, listed, groups, held): State) -> State {
        let named = if self.anchors.contains(&taxon) {
            let mut all = self.named.1.get(named as usize).cloned().unwrap_or_default();
            all.push(taxon);
            all.sort_unstable();
            self.named.number(&all)
        } else {
            named
        };
        let listed = match self.listed.get(&taxon) {
            Some(own) => {
                let above = self.lists.1.get(listed as usize).cloned().unwrap_or_default();
                self.lists.number(&lists(own, &above))
            }
            None => listed,
        };
        let own = taxon < self.law.names.offset;
        let groups = if own {
            let ids = self.catalogue.groups_of(taxon).into_iter().map(|g| g.id.clone());
            let used: Vec<String> = ids.filter(|id| self.used_groups.contains(id.as_str())).collect();
            self.groups.number(&used)
        } else {
            groups
        };
        let held = if own {
            let below = self.changes.remove(&taxon).unwrap_or_default();
            self.profiles.number(&profile(self.catalogue, taxon, below))
        } else {
            held
        };
        (named, listed, groups, held)
    }

    fn traits(&self, (named, listed, groups, held): State) -> Traits {
        Traits {
            named: self.named.1.get(named as usize).cloned().unwrap_or_default(),
            lists: self.lists.1.get(listed as usize).cloned().unwrap_or_default(),
            groups: self.groups.1.get(groups as usize).cloned().unwrap_or_default(),
            profile: self.profiles.1.get(held as usize).cloned().unwrap_or_default(),
        }
    }
}

/// The taxa and groups that any selector names.
fn mentioned(law: &Law) -> (BTreeSet<u32>, BTreeSet<&str>) {
    let rows = law.rows.iter().flat_map(|row| row.taxa.iter().chain(&row.except));
    let rules = law.policies.iter().flat_map(|p| &p.rules).flat_map(|rule| rule.taxa.iter().chain(&rule.except));
    let invariants = law.invariants.iter().flat_map(|invariant| invariant.taxa.iter().chain(&invariant.except));
    let (mut taxa, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for selector in rows.chain(rules).chain(invariants) {
        match selector {
            Selector::Taxon(taxon) => {
                taxa.insert(*taxon);
            }
            Selector::Group(group) => {
                groups.insert(group.as_str());
            }
            _ => {}
        }
    }
    (taxa, groups)
}

/// What becomes entries in one place: rows of a jurisdiction and those above it, rules of a policy, or invariants.
struct Source<'a> {
    row: u32,
    taxa: &'a [Selector],
    except: &'a [Selector],
    forms: FormSet,
    condition: &'a Condition,
    origin: OriginSet,
    transactions: u8,
    result: Ruling,
    exception: bool,
    sure: bool,
    span: Span,
    lifts: &'a [u32],
}

static NO_CONDITION: Condition = Condition(Vec::new());

struct Builder<'a> {
    index: Index,
    places: Vec<(String, Vec<Source<'a>>)>,
    forms: Interner<FormSet>,
    origins: Interner<OriginSet>,
    conditions: HashMap<Vec<u64>, u32>,
    slices: HashMap<Vec<Entry>, u32>,
}

impl<'a> Builder<'a> {
    fn new(law: &'a Law, catalogue: &Catalogue) -> Self {
        let mut places = Vec::new();
        for (number, jurisdiction) in (0u16..).zip(&law.jurisdictions) {
            let homes: Vec<u16> = law.lineage(number).collect();
            let rows = (0u32..).zip(&law.rows).filter(|(_, row)| homes.contains(&row.jurisdiction));
            places.push((jurisdiction.id.clone(), rows.map(|(at, row)| of_row(at, row)).collect()));
        }
        let whole = (OriginSet::all(), u8::MAX, Span::ALWAYS);
        for policy in &law.policies {
            let rules = (0u32..).zip(&policy.rules);
            let source = |(at, rule): (u32, &'a crate::model::Rule)| {
                plain(at, (&rule.taxa, &rule.except, rule.forms), &NO_CONDITION, whole)
            };
            places.push((format!("policy {}", policy.id), rules.map(source).collect()));
        }
        let invariants = (0u32..).zip(&law.invariants).map(|(at, invariant)| {
            let bounds = (invariant.origin, invariant.transactions, invariant.span);
            plain(at, (&invariant.taxa, &invariant.except, invariant.forms), &invariant.claims, bounds)
        });
        places.push(("invariants".into(), invariants.collect()));
        let index = Index {
            catalogue: catalogue.hash.clone(),
            law: law.hash.clone(),
            places: u32::try_from(places.len()).unwrap_or(0),
            jurisdictions: u32::try_from(law.jurisdictions.len()).unwrap_or(0),
            ..Index::default()
        };
        Self {
            index,
            places,
            forms: Interner::new(),
            origins: Interner::new(),
            conditions: HashMap::new(),
            slices: HashMap::new(),
        }
    }

    /// The slices of a class, one a place.
    fn class(&mut self, traits: &Traits) -> Result<Vec<u32>, TooManyRows> {
        let places = std::mem::take(&mut self.places);
        let slices = places.iter().map(|(name, sources)| self.slice(name, sources, traits)).collect();
        self.places = places;
        slices
    }

    fn slice(&mut self, place: &str, sources: &[Source<'_>], traits: &Traits) -> Result<u32, TooManyRows> {
        let mut entries = Vec::new();
        let mut lifts: Vec<&[u32]> = Vec::new();
        for source in sources {
            for found in matches(traits, source.taxa, source.except, source.exception) {
                let origin = found.origin.and(source.origin);
                let unknown = found.unknown && (!source.exception || source.origin.is_all());
                let found = Match { unknown, ..found };
                if let Some(span) = found.span.and(source.span).filter(|_| unknown || !origin.is_empty()) {
                    entries.push(self.entry(source, &found, origin, span));
                    lifts.push(source.lifts);
                }
            }
        }
        if entries.len() > MOST {
            return Err(TooManyRows(place.into()));
        }
        if let Some(number) = self.slices.get(&entries) {
            return Ok(*number);
        }
        let (key, number) = (entries.clone(), u32::try_from(self.index.slices.len()).unwrap_or(u32::MAX));
        let rows: Vec<u32> = entries.iter().map(|entry| entry.row).collect();
        for (entry, lifted) in entries.iter_mut().zip(lifts).filter(|(_, lifted)| !lifted.is_empty()) {
            let mut bits = vec![0u64; rows.len().div_ceil(64)];
            for (at, _) in rows.iter().enumerate().filter(|(_, row)| lifted.binary_search(row).is_ok()) {
                if let Some(word) = bits.get_mut(at / 64) {
                    *word |= 1 << (at % 64);
                }
            }
            entry.lifts = u32::try_from(self.index.lifted.len()).unwrap_or(u32::MAX);
            self.index.lifted.extend(bits);
        }
        let start = u32::try_from(self.index.entries.len()).unwrap_or(u32::MAX);
        self.index.slices.push(Slice { start, len: u32::try_from(entries.len()).unwrap_or(0) });
        self.index.entries.extend(entries);
        self.slices.insert(key, number);
        Ok(number)
    }

    fn entry(&mut self, source: &Source<'_>, found: &Match, origin: OriginSet, span: Span) -> Entry {
        let small = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        let words = &source.condition.0;
        let condition = match self.conditions.get(words) {
            Some(at) => *at,
            None => {
                let at = u32::try_from(self.index.conditions.len()).unwrap_or(u32::MAX);
                self.index.conditions.extend(words);
                self.conditions.insert(words.clone(), at);
                at
            }
        };
        Entry {
            row: source.row,
            span,
            result: source.result,
            exception: source.exception,
            sure: source.sure && !found.weak,
            general: found.general,
            unknown: found.unknown,
            transactions: source.transactions,
            conditions: u8::try_from(words.len()).unwrap_or(u8::MAX),
            forms: small(self.forms.number(&source.forms)),
            origin: small(self.origins.number(&origin)),
            condition,
            lifts: u32::MAX,
        }
    }
}

fn of_row(at: u32, row: &Row) -> Source<'_> {
    Source {
        row: at,
        taxa: &row.taxa,
        except: &row.except,
        forms: row.forms,
        condition: &row.when,
        origin: row.origin,
        transactions: row.transactions,
        result: row.result,
        exception: row.exception,
        sure: row.sure,
        span: row.span,
        lifts: &row.lifts,
    }
}

fn plain<'a>(
    row: u32,
    (taxa, except, forms): (&'a [Selector], &'a [Selector], FormSet),
    condition: &'a Condition,
    (origin, transactions, span): (OriginSet, u8, Span),
) -> Source<'a> {
    let (result, exception, sure) = (Ruling::Allowed, false, true);
    Source { row, taxa, except, forms, condition, origin, transactions, result, exception, sure, span, lifts: &[] }
}

/// For taxa above species the classes of the species below them. Extinct ones are left out: nobody is excused by a mammoth.
fn below(law: &Law, catalogue: &Catalogue, index: &Index) -> Vec<(u32, Vec<(u32, u32)>)> {
    let mut all: HashMap<u32, BTreeMap<u32, u32>> = HashMap::new();
    for taxon in 0..law.names.total() {
        let rank = law.names.describe(catalogue, taxon).map(|(_, rank)| rank);
        let lineage: Vec<u32> = law.names.lineage(catalogue, taxon).collect();
        let extinct = |at: &u32| {
            catalogue.taxa.get(*at).is_some_and(|taxon| taxon.other.iter().any(|other| other.list == "extinct"))
        };
        if rank.is_none_or(|rank| rank < Rank::Species) || lineage.iter().any(extinct) {
            continue;
        }
        for above in lineage.iter().skip(1) {
            *all.entry(*above).or_default().entry(index.class(Some(taxon))).or_default() += 1;
        }
    }
    let mut below: Vec<(u32, Vec<(u32, u32)>)> =
        all.into_iter().map(|(taxon, classes)| (taxon, classes.into_iter().collect())).collect();
    below.sort();
    below
}
