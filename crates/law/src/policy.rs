//! What a platform's policy makes of an offer: apart from the law, stricter as it likes, and both are reported.
//!
//! A policy's rules look at taxon, form, score, channel and the law's verdict. The strictest rule that applies decides; none: allow.

use crate::answer::{Answer, Court};
use crate::index::Asked;
use crate::words::{Channel, Decision, Ruling};
use serde::Serialize;

/// What the platform does, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// What is done.
    pub decision: Decision,
    /// The rules that say so, with their reasons.
    pub because: Vec<Because>,
}

/// A rule that carries the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because {
    /// The rule.
    pub rule: String,
    /// Why, for the seller.
    pub reason: String,
}

/// An offer as a policy sees it.
#[derive(Debug, Clone, Copy)]
pub struct Suspicion {
    /// The probability that this is an offer of the real thing.
    pub score: f64,
    /// Where it appears.
    pub channel: Channel,
}

impl Court<'_> {
    /// The decision of a policy on a question of which the law's verdict is known. Nothing is allocated here.
    #[must_use]
    pub fn decide(&self, policy: u16, asked: &Asked, ruling: Ruling, suspicion: Suspicion) -> Decision {
        self.rules(policy, asked, ruling, suspicion).map(|rule| rule.decision).max().unwrap_or(Decision::Allow)
    }

    /// The rules of a policy that apply.
    fn rules<'s>(
        &'s self,
        policy: u16,
        asked: &'s Asked,
        ruling: Ruling,
        suspicion: Suspicion,
    ) -> impl Iterator<Item = &'s crate::model::Rule> {
        let place = self.index.policy(policy);
        let rules = self.law.policies.get(usize::from(policy)).map_or(&[][..], |policy| policy.rules.as_slice());
        self.index
            .entries(asked.class, place)
            .iter()
            .filter(move |entry| self.index.applies(entry, asked))
            .filter_map(move |entry| rules.get(entry.row as usize))
            .filter(move |rule| {
                rule.rulings & ruling.bit() != 0
                    && rule.channels & suspicion.channel.bit() != 0
                    && suspicion.score >= rule.score
            })
    }

    /// The decision with its reasons, over the answers of all jurisdictions that an offer touches.
    ///
    /// A taxon above species is decided by the strictest of itself and what lies below it.
    #[must_use]
    pub fn decide_offer(&self, policy: u16, judged: &[(crate::Judgement, Answer)], suspicion: Suspicion) -> Decided {
        let mut decided = Decided { decision: Decision::Allow, because: Vec::new() };
        for (judgement, answer) in judged {
            for class in judgement.classes() {
                let asked = Asked { class, ..judgement.asked };
                for rule in self.rules(policy, &asked, answer.verdict, suspicion) {
                    if rule.decision > decided.decision {
                        decided = Decided { decision: rule.decision, because: Vec::new() };
                    }
                    let because = Because { rule: rule.id.clone(), reason: rule.reason.clone() };
                    if rule.decision == decided.decision
                        && rule.decision > Decision::Allow
                        && !decided.because.contains(&because)
                    {
                        decided.because.push(because);
                    }
                }
            }
        }
        decided
    }
}
