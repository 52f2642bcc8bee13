//! What stands beside the jurisdictions: platform policies and invariants.

use super::Reader;
use super::cells::place;
use crate::model::{Invariant, Never, Policy, Rule};
use crate::words::{Channel, Decision, Ruling, Transaction};
use xiezhi_catalogue::table::Row;

impl Reader<'_> {
    /// Reads policies, then invariants, which may speak of policies.
    pub(super) fn overall(&mut self) {
        for (path, id) in self.below("policy/") {
            self.policy(&path, id);
        }
        for (path, _) in self.below("invariants/") {
            self.invariants(&path);
        }
    }

    /// The tables of a folder: path and stem.
    fn below(&self, folder: &str) -> Vec<(String, String)> {
        let paths = self.files.keys().filter_map(|name| name.strip_prefix(super::FOLDER));
        let stem = |path: &str| Some(path.strip_prefix(folder)?.strip_suffix(".tsv")?.to_owned());
        paths.filter_map(|path| Some((path.to_owned(), stem(path)?))).collect()
    }

    fn policy(&mut self, path: &str, id: String) {
        let wanted =
            ["id", "taxa", "except", "forms", "law", "score", "channel", "decision", "reason", "source", "note"];
        let Some(table) = self.table(path, &wanted) else { return };
        let mut rules: Vec<Rule> = Vec::new();
        for row in table.rows() {
            self.sourced(&row, &["id", "taxa", "forms", "law", "score", "channel", "reason"]);
            if rules.iter().any(|rule| rule.id == row.get("id")) {
                self.fault(&row, "unique", format!("rule `{}` stands twice", row.get("id")));
            }
            let Some(decision) = row.parse::<Decision>("decision", "decision", &mut self.faults) else { continue };
            let score = match row.get("score").parse::<f64>() {
                Ok(score) if (0.0..=1.0).contains(&score) => score,
                _ => {
                    self.fault(&row, "score", format!("`{}` is not a score from 0 to 1", row.get("score")));
                    continue;
                }
            };
            let (taxa, except) = (self.selectors(&row, "taxa"), self.selectors(&row, "except"));
            rules.push(Rule {
                id: row.get("id").into(),
                taxa,
                except,
                forms: self.forms(&row, "forms"),
                rulings: self.bits(&row, ("law", "result"), Ruling::bit),
                score,
                channels: self.bits(&row, ("channel", "channel"), Channel::bit),
                decision,
                reason: row.get("reason").into(),
                place: place(&row),
            });
        }
        self.law.policies.push(Policy { id, rules });
    }

    fn invariants(&mut self, path: &str) {
        let wanted = [
            "id",
            "jurisdictions",
            "taxa",
            "except",
            "forms",
            "claims",
            "origin",
            "transaction",
            "from",
            "to",
            "never",
            "statement",
            "note",
        ];
        let Some(table) = self.table(path, &wanted) else { return };
        for row in table.rows() {
            for column in ["id", "jurisdictions", "taxa", "forms", "never", "statement"] {
                self.required(&row, column);
            }
            if self.law.invariants.iter().any(|other| other.id == row.get("id")) {
                self.fault(&row, "unique", format!("invariant `{}` stands twice", row.get("id")));
            }
            let Some(never) = self.never(&row) else { continue };
            let mut jurisdictions = Vec::new();
            for id in row.list("jurisdictions").filter(|id| *id != "*") {
                match self.law.jurisdiction(id) {
                    Some(number) => jurisdictions.push(number),
                    None => self.fault(&row, "jurisdiction", format!("`{id}` is not in jurisdictions.tsv")),
                }
            }
            let invariant = Invariant {
                id: row.get("id").into(),
                jurisdictions,
                taxa: self.selectors(&row, "taxa"),
                except: self.selectors(&row, "except"),
                forms: self.forms(&row, "forms"),
                claims: self.condition(&row, "claims"),
                origin: self.origin(&row, "origin"),
                transactions: self.bits(&row, ("transaction", "transaction"), Transaction::bit),
                span: self.span(&row),
                never,
                statement: row.get("statement").into(),
                place: place(&row),
            };
            self.law.invariants.push(invariant);
        }
    }

    /// `allowed,needs_document` · `unanswered` · `loosened-by-claim` · `POLICY milder-than-law` · `POLICY milder-than DECISION`.
    fn never(&mut self, row: &Row<'_, '_>) -> Option<Never> {
        let words: Vec<&str> = row.get("never").split_whitespace().collect();
        let policy = |reader: &Self, id: &str| reader.law.policy(id);
        let never = match words.as_slice() {
            ["unanswered"] => Some(Never::Unanswered),
            ["loosened-by-claim"] => Some(Never::LoosenedByClaim),
            [id, "milder-than-law"] => policy(self, id).map(Never::MilderThanLaw),
            [id, "milder-than", decision] => policy(self, id)
                .zip(decision.parse().ok())
                .map(|(policy, decision)| Never::MilderThan(policy, decision)),
            _ => {
                let bits = self.bits(row, ("never", "never"), Ruling::bit);
                (bits < u8::MAX).then_some(Never::Rulings(bits))
            }
        };
        if never.is_none() {
            let message = format!(
                "`{}` is no such thing: results, `unanswered`, `loosened-by-claim`, `POLICY milder-than-law` or `POLICY milder-than DECISION`",
                row.get("never")
            );
            self.fault(row, "never", message);
        }
        never
    }
}
