//! Holds the statements against the verdicts of a class.

use super::{Example, Found, Visit};
use crate::answer::Court;
use crate::index::Judged;
use crate::model::{Invariant, Never};
use crate::policy::Suspicion;
use crate::words::{Channel, Decision, Ruling};

/// Checks classes that differ by claims alone.
pub(super) struct Verdicts<'a> {
    pub(super) court: &'a Court<'a>,
    pub(super) place: u16,
}

impl Verdicts<'_> {
    pub(super) fn check(&self, visits: &[Visit<'_>], found: &mut Found) {
        let Some(first) = visits.first() else { return };
        let judged: Vec<Judged> = visits.iter().map(|visit| self.court.index.judge(&visit.asked)).collect();
        let statements = self.court.index.entries(first.asked.class, self.court.index.invariants());
        for (visit, verdict) in visits.iter().zip(&judged) {
            // A name above species that no row is about has the verdict of one of its species (`Court::judge`). They are visited too, so
            // whatever can be said of all of them can be said of it.
            if visit.group.above && !verdict.specific {
                continue;
            }
            for entry in statements.iter().filter(|entry| self.court.index.applies(entry, &visit.asked)) {
                let at = entry.row as usize;
                let Some(invariant) = self.court.law.invariants.get(at) else { continue };
                if !invariant.jurisdictions.is_empty() && !invariant.jurisdictions.contains(&self.place) {
                    continue;
                }
                if let Some(held) = found.held.get_mut(at) {
                    *held += 1;
                }
                if let Some(note) = self.breaks(invariant, visit, *verdict, visits, &judged) {
                    self.note(at, visit, verdict.ruling, note, found);
                }
            }
        }
    }

    /// Whether a statement is broken, and what is to be said about it.
    fn breaks(
        &self,
        invariant: &Invariant,
        visit: &Visit<'_>,
        judged: Judged,
        visits: &[Visit<'_>],
        all: &[Judged],
    ) -> Option<String> {
        match &invariant.never {
            Never::Rulings(bits) => (bits & judged.ruling.bit() != 0).then(String::new),
            Never::Unanswered => self.unanswered(visit, judged),
            Never::LoosenedByClaim => {
                if judged.ruling != Ruling::Allowed {
                    return None;
                }
                // Fewer claims, and a stricter verdict: the further ones cleared the offer without any paper.
                let fewer = |other: &Visit<'_>| other.met & !visit.met == 0;
                let mut stricter = visits.iter().zip(all).filter(|(v, j)| fewer(v) && j.ruling > Ruling::Allowed);
                stricter.next().map(|(v, j)| format!("with claims {:b} only it is {}", v.said, j.ruling))
            }
            Never::MilderThanLaw(policy) => {
                let least = match judged.ruling {
                    Ruling::Allowed => Decision::Allow,
                    Ruling::NeedsDocument => Decision::Review,
                    Ruling::Prohibited => Decision::Block,
                };
                self.milder(*policy, visit, judged, least)
            }
            Never::MilderThan(policy, least) => self.milder(*policy, visit, judged, *least),
        }
    }

    fn milder(&self, policy: u16, visit: &Visit<'_>, judged: Judged, least: Decision) -> Option<String> {
        // A policy decides a name above species by the strictest of itself and its species.
        if visit.group.above {
            return None;
        }
        let decide =
            |channel| self.court.decide(policy, &visit.asked, judged.ruling, Suspicion { score: 1.0, channel });
        let channel = Channel::ALL.into_iter().find(|channel| decide(*channel) < least)?;
        Some(format!("the policy decides {} on {}", decide(channel), channel.word()))
    }

    fn unanswered(&self, visit: &Visit<'_>, judged: Judged) -> Option<String> {
        if judged.ruling == Ruling::Allowed {
            return None;
        }
        let applied = self.court.index.applied(&visit.asked);
        let mut deciding = applied
            .iter()
            .filter(|a| !a.lifted && a.entry.result == judged.ruling)
            .filter_map(|a| self.court.law.row(a.entry.row));
        if !deciding.clone().any(|row| row.instrument.is_some()) {
            return Some("no provision carries it".into());
        }
        let papers = judged.ruling != Ruling::NeedsDocument || deciding.all(|row| !row.documents.is_empty());
        (!papers).then(|| "a paper is asked for and none is named".into())
    }

    fn note(&self, at: usize, visit: &Visit<'_>, ruling: Ruling, note: String, found: &mut Found) {
        let Some(slot) = found.broken.get_mut(at) else { return };
        let key = visit.key();
        let example = || Example { question: visit.question(self.court), ruling, note };
        *slot = Some(match slot.take() {
            Some((times, held, kept)) if held <= key => (times + 1, held, kept),
            Some((times, ..)) => (times + 1, key, example()),
            None => (1, key, example()),
        });
    }
}
