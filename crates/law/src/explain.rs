//! What is missing from a question, and what another fact would make of the answer. Slower than judging; asked for by people.

use crate::answer::{Answer, Court, Judgement, Question, UnknownJurisdiction, date_text};
use crate::day;
use crate::index::Asked;
use crate::origin::{self, CODES, OriginSet};
use crate::words::{Ruling, Transaction};
use serde::Serialize;

/// What another fact would make of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which fact: `claim`, `form`, `origin`, `transaction` or `date`.
    pub fact: &'static str,
    /// The values that all lead there; for `date` the first day.
    pub values: Vec<String>,
    /// The verdict then.
    pub verdict: Ruling,
    /// The papers then.
    pub documents: Vec<String>,
}

impl Court<'_> {
    /// Answers a question with what is missing and what would change it.
    ///
    /// # Errors
    /// Where no table knows the jurisdiction.
    pub fn explain(&self, question: &Question) -> Result<Answer, UnknownJurisdiction> {
        let understood = self.understand(question)?;
        let (mut answer, decided) = self.settle(&understood);
        let mut changes = Vec::new();
        let form_known = self.law.forms.find(question.form.trim()).is_some();
        if !form_known {
            self.by_form(&understood, &answer, &mut changes);
        }
        if understood.asked.origin.is_none() {
            self.by_origin(&understood, &decided, &answer, &mut changes);
        }
        for fact in ["form", "origin"] {
            if changes.iter().any(|change| change.fact == fact) {
                answer.missing.push(fact);
            }
        }
        self.by_claim(&understood, &answer, &mut changes);
        self.by_transaction(&understood, &answer, &mut changes);
        self.by_day(&understood, &decided, &answer, &mut changes);
        answer.would_change = changes;
        Ok(answer)
    }

    /// Tries a question; where the outcome differs, notes it with the outcomes alike.
    fn note(
        &self,
        (understood, asked): (&Judgement<'_>, Asked),
        answer: &Answer,
        (fact, value): (&'static str, String),
        changes: &mut Vec<Change>,
    ) {
        let tried = Judgement { asked, ..understood.clone() };
        let (verdict, documents) = self.outcome(&tried);
        if (verdict, &documents) == (answer.verdict, &answer.documents) {
            return;
        }
        let alike = |c: &&mut Change| c.fact == fact && c.verdict == verdict && c.documents == documents;
        match changes.iter_mut().find(alike) {
            Some(change) => change.values.push(value),
            None => changes.push(Change { fact, values: vec![value], verdict, documents }),
        }
    }

    fn by_form(&self, understood: &Judgement<'_>, answer: &Answer, changes: &mut Vec<Change>) {
        for form in &self.catalogue.forms {
            let Some(forms) = self.law.forms.find(&form.id) else { continue };
            let asked = Asked { forms, ..understood.asked };
            self.note((understood, asked), answer, ("form", form.id.clone()), changes);
        }
    }

    fn by_origin(&self, understood: &Judgement<'_>, decided: &Asked, answer: &Answer, changes: &mut Vec<Change>) {
        let entries = self.index.entries(decided.class, decided.place).iter();
        let sets: Vec<OriginSet> = entries.map(|e| self.index.origin_of(e)).filter(|set| !set.is_all()).collect();
        // Countries that no set tells apart are one try; the first of each kind stands for the rest.
        let mut kinds: Vec<Vec<bool>> = Vec::new();
        for code in 0..if sets.is_empty() { 0 } else { CODES } {
            let kind: Vec<bool> = sets.iter().map(|set| set.holds(code)).collect();
            if kinds.contains(&kind) {
                continue;
            }
            let name = if kind.iter().any(|holds| *holds) { origin::letters(code) } else { "*".into() };
            kinds.push(kind);
            let asked = Asked { origin: Some(code), ..understood.asked };
            self.note((understood, asked), answer, ("origin", name), changes);
        }
    }

    fn by_claim(&self, understood: &Judgement<'_>, answer: &Answer, changes: &mut Vec<Change>) {
        for claim in self.law.claims.iter().filter(|claim| claim.means & !understood.asked.claims != 0) {
            let asked = Asked { claims: understood.asked.claims | claim.means, ..understood.asked };
            self.note((understood, asked), answer, ("claim", claim.id.clone()), changes);
        }
    }

    fn by_transaction(&self, understood: &Judgement<'_>, answer: &Answer, changes: &mut Vec<Change>) {
        for transaction in Transaction::ALL {
            let asked = Asked { transaction: transaction.bit(), ..understood.asked };
            self.note((understood, asked), answer, ("transaction", transaction.word().into()), changes);
        }
    }

    /// The nearest day after, and the nearest change before, on which the verdict is another.
    fn by_day(&self, understood: &Judgement<'_>, decided: &Asked, answer: &Answer, changes: &mut Vec<Change>) {
        let today = understood.asked.day;
        let mut days: Vec<day::Day> = Vec::new();
        for entry in self.index.entries(decided.class, decided.place) {
            days.push(entry.span.from);
            if entry.span.to < day::LAST {
                days.push(day::after(entry.span.to));
            }
        }
        days.sort_unstable();
        days.dedup();
        for later in days.iter().copied().filter(|day| *day > today) {
            let before = changes.len();
            self.note(
                (understood, Asked { day: later, ..understood.asked }),
                answer,
                ("date", date_text(later)),
                changes,
            );
            if changes.len() > before {
                break;
            }
        }
        for since in days.iter().copied().filter(|day| *day <= today && *day > 0).rev() {
            let past = previous(since);
            let before = changes.len();
            self.note(
                (understood, Asked { day: past, ..understood.asked }),
                answer,
                ("date", date_text(past)),
                changes,
            );
            if changes.len() > before {
                break;
            }
        }
    }
}

/// The day before.
fn previous(day: day::Day) -> day::Day {
    let candidates = [
        day.saturating_sub(1),
        (day / 100).saturating_sub(1) * 100 + 31,
        (day / 10_000).saturating_sub(1) * 10_000 + 1231,
    ];
    for candidate in candidates {
        for shorter in 0..4 {
            let tried = candidate.saturating_sub(shorter);
            if day::date(tried).is_some() {
                return tried;
            }
        }
    }
    day
}
