//! Decides statements over all offers: every class that the rows tell apart is visited, so nothing can slip through between the cases.
//!
//! The rows split the world into finitely many classes: taxa with the same rows, days between two changes, forms, origins and transactions
//! that no row tells apart, and sets of claims that meet the same conditions. Within a class the verdict is one, so one visit decides for
//! every offer that the class stands for. `tests/classes.rs` samples real offers against their class.

mod claims;
mod classes;
mod statement;

pub use classes::Group;

use crate::answer::{Court, Question, date_text};
use crate::day;
use crate::index::Asked;
use crate::model::Invariant;
use crate::origin;
use crate::words::{Ruling, Transaction};
use classes::{Splitter, taxa_of_classes};
use statement::Verdicts;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a proof found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Classes visited.
    pub classes: u64,
    /// Offers for which they stand.
    pub offers: u128,
    /// For each invariant in table order: classes it was held against.
    pub held: Vec<u64>,
    /// Statements that do not hold.
    pub broken: Vec<Broken>,
}

/// A statement that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Index of the invariant.
    pub invariant: usize,
    /// In how many classes.
    pub classes: u64,
    /// The smallest counter-example: fewest claims, then the most exact taxon, then the earliest day. None where the statement is about
    /// nothing at all.
    pub example: Option<Example>,
}

/// A counter-example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The offer.
    pub question: Question,
    /// What the law says of it.
    pub ruling: Ruling,
    /// What else is to be known, such as a policy's decision.
    pub note: String,
}

/// One visit to a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) asked: Asked,
    pub(crate) group: &'a Group,
    /// Number of the form's name; none for an unknown form.
    pub(crate) form: Option<usize>,
    /// Claims said, without what they imply.
    pub(crate) said: u64,
    /// Words of conditions that they meet, as bits.
    pub(crate) met: u128,
}

/// Results of one jurisdiction.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) classes: u64,
    pub(crate) offers: u128,
    pub(crate) held: Vec<u64>,
    pub(crate) broken: Vec<Option<(u64, Key, Example)>>,
}

/// How small a counter-example is.
pub(crate) type Key = (u32, bool, bool, bool, u32);

/// Proves all invariants of the law, on all cores.
#[must_use]
pub fn prove(court: &Court<'_>) -> Proof {
    let taxa = taxa_of_classes(court);
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Found>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(court.law.jurisdictions.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(number) = u16::try_from(place).ok().filter(|_| place < court.law.jurisdictions.len())
                    else {
                        break;
                    };
                    let found = jurisdiction(court, &taxa, number);
                    results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(found);
                }
            });
        }
    });
    sum(court, results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// The question that stands for the class of another one: they have one verdict.
#[must_use]
pub fn representative(court: &Court<'_>, asked: &Asked) -> Asked {
    Splitter::new(court, asked.place).represent(asked)
}

fn jurisdiction(court: &Court<'_>, taxa: &[classes::Members], place: u16) -> Found {
    let count = court.law.invariants.len();
    let mut found = Found { held: vec![0; count], broken: vec![None; count], ..Found::default() };
    let splitter = Splitter::new(court, u32::from(place));
    for group in splitter.groups(taxa) {
        splitter.visit(&group, &mut |visits, offers| {
            found.classes += visits.len() as u64;
            found.offers += offers;
            Verdicts { court, place }.check(visits, &mut found);
        });
    }
    found
}

fn sum(court: &Court<'_>, results: Vec<Found>) -> Proof {
    let count = court.law.invariants.len();
    let mut proof = Proof { held: vec![0; count], ..Proof::default() };
    let mut worst: Vec<Option<(u64, Key, Example)>> = vec![None; count];
    for found in results {
        proof.classes += found.classes;
        proof.offers += found.offers;
        for (sum, held) in proof.held.iter_mut().zip(&found.held) {
            *sum += held;
        }
        for (slot, broken) in worst.iter_mut().zip(found.broken) {
            let Some((times, key, example)) = broken else { continue };
            *slot = Some(match slot.take() {
                Some((before, held, kept)) if held <= key => (before + times, held, kept),
                Some((before, ..)) => (before + times, key, example),
                None => (times, key, example),
            });
        }
    }
    for (invariant, (slot, held)) in worst.into_iter().zip(&proof.held).enumerate() {
        match slot {
            Some((classes, _, example)) => proof.broken.push(Broken { invariant, classes, example: Some(example) }),
            // A statement about nothing holds, but nobody meant it so.
            None if *held == 0 => proof.broken.push(Broken { invariant, classes: 0, example: None }),
            None => {}
        }
    }
    proof
}

impl Visit<'_> {
    /// The visit as a question that can be asked again.
    pub(crate) fn question(&self, court: &Court<'_>) -> Question {
        let form = self.form.and_then(|at| court.law.forms.names().nth(at)).map_or("", |(name, _)| name);
        let claims = crate::claims::listed(&court.law.claims, self.said).map(|claim| claim.id.clone()).collect();
        let place = u16::try_from(self.asked.place).ok().and_then(|at| court.law.jurisdiction_at(at));
        let transaction = Transaction::ALL.into_iter().find(|t| t.bit() == self.asked.transaction);
        Question {
            taxon: self.group.example.clone(),
            form: form.into(),
            claims,
            origin: self.asked.origin.map(origin::letters).unwrap_or_default(),
            jurisdiction: place.map(|j| j.id.clone()).unwrap_or_default(),
            day: day::date(self.asked.day).map_or(10_101, day::number),
            transaction: transaction.unwrap_or(Transaction::Offer),
        }
    }

    pub(crate) fn key(&self) -> Key {
        let unknown = (self.form.is_none(), self.asked.origin.is_none());
        (self.said.count_ones(), self.group.vague, unknown.0, !unknown.1, self.asked.day)
    }
}

impl Invariant {
    /// The days on which it speaks, for people.
    #[must_use]
    pub fn days(&self) -> String {
        let to = if self.span.to == day::LAST { String::new() } else { date_text(self.span.to) };
        format!("{}..{to}", date_text(self.span.from))
    }
}
