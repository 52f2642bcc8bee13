//! Splits everything that can be asked in one jurisdiction into the classes that the rows, policies and statements tell apart.

use super::Visit;
use super::claims::{self, ClaimClass};
use crate::answer::Court;
use crate::day::{self, Day, LAST};
use crate::forms::FormSet;
use crate::index::{Asked, Entry};
use crate::origin::{CODES, OriginSet};
use crate::words::Transaction;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use xiezhi_catalogue::taxa::Rank;

/// The taxa of one class of the index.
#[derive(Debug, Clone, Default)]
pub struct Members {
    count: u64,
    example: String,
    vague: bool,
    /// Whether all of them stand above species that the catalogue knows.
    above: bool,
}

/// Classes of taxa that one jurisdiction, the policies and the statements do not tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// One class of the index.
    pub class: u32,
    /// How many names it stands for.
    pub count: u64,
    /// One of them.
    pub example: String,
    /// Whether that one is no species.
    pub vague: bool,
    /// Whether all of them stand above species that the catalogue knows.
    pub above: bool,
}

/// The taxa of each class of the index; names that nothing knows count as one.
pub fn taxa_of_classes(court: &Court<'_>) -> Vec<Members> {
    let mut all = vec![Members { vague: true, above: true, ..Members::default() }; court.index.classes() as usize];
    for taxon in 0..court.index.taxa() {
        let Some((name, rank)) = court.law.names.describe(court.catalogue, taxon) else { continue };
        let Some(members) = all.get_mut(court.index.class(Some(taxon)) as usize) else { continue };
        members.count += 1;
        let vague = rank != Rank::Species;
        members.above &= rank < Rank::Species && !court.index.below(taxon).is_empty();
        if members.example.is_empty() || (members.vague && !vague) {
            (members.example, members.vague) = (name.into(), vague);
        }
    }
    if let Some(members) = all.get_mut(court.index.class(None) as usize) {
        members.count += 1;
        members.above = false;
        if members.example.is_empty() {
            members.example = "Ignotus ignotus".into();
        }
    }
    all
}

/// One class of values with the number of values in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<T> {
    pub(crate) value: T,
    pub(crate) count: u128,
}

type Words = Rc<(Vec<u64>, Vec<ClaimClass>)>;

/// Splits the questions of one jurisdiction.
pub(crate) struct Splitter<'a> {
    court: &'a Court<'a>,
    place: u32,
    /// Names of forms and codes; the first is the unknown form.
    forms: Vec<(Option<usize>, FormSet)>,
    claims: RefCell<HashMap<Vec<u64>, Words>>,
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(court: &'a Court<'a>, place: u32) -> Self {
        let unknown = (None, court.law.forms.all());
        let named = court.law.forms.names().enumerate().map(|(at, (_, set))| (Some(at), set));
        let forms = std::iter::once(unknown).chain(named).collect();
        Self { court, place, forms, claims: RefCell::default() }
    }

    /// The places whose entries matter: the jurisdiction, the policies, the statements.
    fn places(&self) -> impl Iterator<Item = u32> {
        let policies = (0u16..).zip(&self.court.law.policies).map(|(at, _)| self.court.index.policy(at));
        [self.place, self.court.index.invariants()].into_iter().chain(policies)
    }

    /// The groups of taxa.
    pub(crate) fn groups(&self, taxa: &[Members]) -> Vec<Group> {
        let mut numbers: HashMap<Vec<u32>, usize> = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        for (class, members) in (0u32..).zip(taxa) {
            let key: Vec<u32> = self.places().map(|place| self.court.index.slice_number(class, place)).collect();
            let at = *numbers.entry(key).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => {
                    group.count += members.count;
                    group.above &= members.above;
                    if group.vague && !members.vague {
                        (group.class, group.vague) = (class, false);
                        group.example.clone_from(&members.example);
                    }
                }
                None => groups.push(Group {
                    class,
                    count: members.count,
                    example: members.example.clone(),
                    vague: members.vague,
                    above: members.above,
                }),
            }
        }
        groups
    }

    /// Every entry that may apply to a class of taxa.
    pub(crate) fn entries(&self, class: u32) -> Vec<&'a Entry> {
        self.places().flat_map(|place| self.court.index.entries(class, place)).collect()
    }

    /// Visits every class of a group. Classes that differ by claims alone come together, with the offers that they stand for.
    pub(crate) fn visit(&self, group: &Group, take: &mut impl FnMut(&[Visit<'_>], u128)) {
        let entries = self.entries(group.class);
        let mut visits = Vec::new();
        for days in days(&entries) {
            let alive: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.span.holds(days.value)).collect();
            for form in self.forms(&alive) {
                let alive = self.for_form(&alive, form.value);
                for origin in origins(self.court, &alive) {
                    let alive = self.for_origin(&alive, origin.value);
                    for transaction in transactions(self.court, &alive) {
                        let bit = transaction.value.bit();
                        let alive: Vec<&Entry> = alive
                            .iter()
                            .copied()
                            .filter(|entry| self.court.index.transactions_of(entry) & bit != 0)
                            .collect();
                        let words = self.claims(&alive);
                        visits.clear();
                        let mut sets = 0;
                        for class in &words.1 {
                            let asked = Asked {
                                class: group.class,
                                forms: self.set(form.value),
                                claims: class.means,
                                origin: origin.value,
                                place: self.place,
                                day: days.value,
                                transaction: bit,
                            };
                            let named = self.forms.get(form.value).and_then(|(name, _)| *name);
                            visits.push(Visit { asked, group, form: named, said: class.said, met: class.met });
                            sets += class.count;
                        }
                        let rest = u128::from(group.count) * days.count * form.count * origin.count * transaction.count;
                        take(&visits, rest * sets);
                    }
                }
            }
        }
    }

    fn set(&self, form: usize) -> FormSet {
        self.forms.get(form).map(|(_, set)| *set).unwrap_or_default()
    }

    /// The forms that the entries tell apart, as numbers of `forms`.
    pub(crate) fn forms(&self, alive: &[&Entry]) -> Vec<Part<usize>> {
        let sets: BTreeSet<(FormSet, bool)> =
            alive.iter().map(|entry| (self.court.index.forms_of(entry), entry.exception)).collect();
        let kind = |form: FormSet| -> Vec<bool> {
            sets.iter().map(|(set, exception)| if *exception { form.is_within(set) } else { form.meets(set) }).collect()
        };
        parts(self.forms.iter().enumerate().map(|(at, (_, set))| (at, kind(*set))))
    }

    fn for_form<'e>(&self, alive: &[&'e Entry], form: usize) -> Vec<&'e Entry> {
        let form = self.set(form);
        let fits = |entry: &&&Entry| {
            let set = self.court.index.forms_of(entry);
            if entry.exception { form.is_within(&set) } else { form.meets(&set) }
        };
        alive.iter().filter(fits).copied().collect()
    }

    fn for_origin<'e>(&self, alive: &[&'e Entry], origin: Option<u16>) -> Vec<&'e Entry> {
        let fits = |entry: &&&Entry| origin_fits(self.court, entry, origin);
        alive.iter().filter(fits).copied().collect()
    }

    /// The words of the entries' conditions with the classes of claims that they make.
    pub(crate) fn claims(&self, alive: &[&Entry]) -> Words {
        let words: BTreeSet<u64> =
            alive.iter().flat_map(|entry| self.court.index.condition_of(entry)).copied().collect();
        let words: Vec<u64> = words.into_iter().collect();
        let mut known = self.claims.borrow_mut();
        let made = known.entry(words.clone()).or_insert_with(|| {
            let classes = claims::classes(&self.court.law.claims, &words);
            Rc::new((words, classes))
        });
        Rc::clone(made)
    }

    /// The question that stands for the class of another one: what [`Splitter::visit`] visits for it.
    pub(crate) fn represent(&self, asked: &Asked) -> Asked {
        let entries = self.entries(asked.class);
        let day = days(&entries).iter().map(|days| days.value).rfind(|first| *first <= asked.day);
        let day = day.unwrap_or(asked.day);
        let alive: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.span.holds(day)).collect();
        let kind = |form: FormSet| -> Vec<bool> {
            let fits = |entry: &&Entry| {
                let set = self.court.index.forms_of(entry);
                if entry.exception { form.is_within(&set) } else { form.meets(&set) }
            };
            alive.iter().map(fits).collect()
        };
        let form = self.forms(&alive).iter().map(|part| part.value).find(|at| kind(self.set(*at)) == kind(asked.forms));
        let form = form.unwrap_or(0);
        let alive = self.for_form(&alive, form);
        let fits = |origin| -> Vec<bool> { alive.iter().map(|entry| origin_fits(self.court, entry, origin)).collect() };
        let origin = origins(self.court, &alive).iter().map(|part| part.value).find(|o| fits(*o) == fits(asked.origin));
        let origin = origin.unwrap_or(asked.origin);
        let alive = self.for_origin(&alive, origin);
        let has =
            |bit: u8| -> Vec<bool> { alive.iter().map(|e| self.court.index.transactions_of(e) & bit != 0).collect() };
        let bit = transactions(self.court, &alive)
            .iter()
            .map(|part| part.value.bit())
            .find(|bit| has(*bit) == has(asked.transaction));
        let transaction = bit.unwrap_or(asked.transaction);
        let alive: Vec<&Entry> =
            alive.into_iter().filter(|e| self.court.index.transactions_of(e) & transaction != 0).collect();
        let words = self.claims(&alive);
        let claims = claims::class_of(&words.1, &words.0, asked.claims).map_or(asked.claims, |class| class.means);
        Asked { day, forms: self.set(form), origin, transaction, claims, ..*asked }
    }
}

fn origin_fits(court: &Court<'_>, entry: &Entry, origin: Option<u16>) -> bool {
    let set = court.index.origin_of(entry);
    origin.map_or(entry.unknown, |code| set.holds(code))
}

/// Values of one kind are one part; the first stands for the rest.
fn parts<T: Copy, K: Eq + std::hash::Hash>(values: impl Iterator<Item = (T, K)>) -> Vec<Part<T>> {
    let mut numbers: HashMap<K, usize> = HashMap::new();
    let mut parts: Vec<Part<T>> = Vec::new();
    for (value, kind) in values {
        let at = *numbers.entry(kind).or_insert(parts.len());
        match parts.get_mut(at) {
            Some(part) => part.count += 1,
            None => parts.push(Part { value, count: 1 }),
        }
    }
    parts
}

/// The first day of each stretch on which no entry begins or ends, with its length in days.
pub(crate) fn days(entries: &[&Entry]) -> Vec<Part<Day>> {
    const FIRST: Day = 10_101;
    let mut changes = BTreeSet::from([FIRST]);
    for entry in entries {
        changes.insert(entry.span.from.max(FIRST));
        if entry.span.to < LAST {
            changes.insert(next(entry.span.to));
        }
    }
    let changes: Vec<Day> = changes.into_iter().collect();
    let length = |at: usize, from: Day| {
        let end = changes.get(at + 1).map_or(day::ordinal(LAST) + 1, |next| day::ordinal(*next));
        u128::from(end.saturating_sub(day::ordinal(from)))
    };
    changes.iter().enumerate().map(|(at, from)| Part { value: *from, count: length(at, *from) }).collect()
}

/// The first day of the calendar after a span's end; ends may be numbers that are no days.
fn next(end: Day) -> Day {
    (end + 1..end + 3).find(|day| day::date(*day).is_some()).unwrap_or_else(|| day::after(end))
}

fn origins(court: &Court<'_>, alive: &[&Entry]) -> Vec<Part<Option<u16>>> {
    let sets: BTreeSet<(OriginSet, bool)> = alive
        .iter()
        .map(|entry| (court.index.origin_of(entry), entry.unknown))
        .filter(|(set, unknown)| !set.is_all() || !unknown)
        .collect();
    if sets.is_empty() {
        return vec![Part { value: None, count: u128::from(CODES) + 1 }];
    }
    let kind = |origin: Option<u16>| -> Vec<bool> {
        sets.iter().map(|(set, unknown)| origin.map_or(*unknown, |code| set.holds(code))).collect()
    };
    let all = std::iter::once(None).chain((0..CODES).map(Some));
    parts(all.map(|origin| (origin, kind(origin))))
}

fn transactions(court: &Court<'_>, alive: &[&Entry]) -> Vec<Part<Transaction>> {
    let sets: BTreeSet<u8> = alive.iter().map(|entry| court.index.transactions_of(entry)).collect();
    let kind =
        |transaction: Transaction| -> Vec<bool> { sets.iter().map(|set| set & transaction.bit() != 0).collect() };
    parts(Transaction::ALL.into_iter().map(|transaction| (transaction, kind(transaction))))
}
