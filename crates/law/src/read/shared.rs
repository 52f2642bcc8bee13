//! Tables that all jurisdictions share: jurisdictions, claims, sets of forms, further term codes.

use super::Reader;
use super::cells::titles;
use crate::claims::{self, Claim};
use crate::forms::Forms;
use crate::model::Jurisdiction;

impl Reader<'_> {
    /// Reads the shared tables, in the order in which they refer to each other.
    pub(super) fn shared(&mut self) {
        self.jurisdictions();
        self.claims();
        self.terms();
        self.sets();
        self.cues();
    }

    /// Words beside which sellers quote papers.
    fn cues(&mut self) {
        let Some(table) = self.table("papers.tsv", &["word", "what", "lang"]) else { return };
        for row in table.rows() {
            let (word, what) = (row.get("word"), row.get("what"));
            if word.is_empty() || !matches!(what, "number" | "issued" | "expires") {
                self.fault(&row, "cue", format!("`{what}` is no such thing: number, issued or expires, with a word"));
                continue;
            }
            self.law.cues.push(crate::papers::Cue { word: word.to_lowercase(), what: what.into() });
        }
    }

    fn jurisdictions(&mut self) {
        let wanted = ["id", "parent", "alias", "en", "zh-Hans", "zh-Hant"];
        let Some(table) = self.table("jurisdictions.tsv", &wanted) else { return };
        let ids: Vec<&str> = table.rows().map(|row| row.get("id")).collect();
        for (number, row) in table.rows().enumerate() {
            self.required(&row, "id");
            if ids.iter().take(number).any(|id| *id == row.get("id")) {
                self.fault(&row, "unique", format!("jurisdiction `{}` stands twice", row.get("id")));
            }
            let parent = match row.get("parent") {
                "" => None,
                // Only a jurisdiction that stands before can be a parent: so there are no circles.
                name => {
                    let at = ids.iter().take(number).position(|id| *id == name);
                    if at.is_none() {
                        self.fault(&row, "jurisdiction", format!("parent `{name}` does not stand before it"));
                    }
                    at.and_then(|at| u16::try_from(at).ok())
                }
            };
            self.law.jurisdictions.push(Jurisdiction {
                id: row.get("id").into(),
                parent,
                alias: row.list("alias").map(Into::into).collect(),
                titles: titles(&row),
            });
        }
    }

    fn claims(&mut self) {
        let Some(table) = self.table("claims.tsv", &["id", "implies", "alike", "en", "zh-Hans", "zh-Hant"]) else {
            return;
        };
        let mut implies = Vec::new();
        let ids: Vec<&str> = table.rows().map(|row| row.get("id")).collect();
        for (number, row) in table.rows().enumerate() {
            if number >= claims::MOST {
                self.fault(&row, "claim", format!("more than {} claims", claims::MOST));
                break;
            }
            if ids.iter().take(number).any(|id| *id == row.get("id")) {
                self.fault(&row, "unique", format!("claim `{}` stands twice", row.get("id")));
            }
            let mut set = 0;
            for id in row.list("implies") {
                match ids.iter().position(|other| *other == id).filter(|at| *at < claims::MOST) {
                    Some(at) => set |= 1 << at,
                    None => self.fault(&row, "claim", format!("`{id}` is not in claims.tsv")),
                }
            }
            implies.push(set);
            self.law.claims.push(Claim {
                id: row.get("id").into(),
                alike: row.list("alike").map(Into::into).collect(),
                means: 0,
                titles: titles(&row),
            });
        }
        claims::close(&mut self.law.claims, &implies);
    }

    /// CITES term codes that forms.tsv does not have, with the forms that they may mean.
    fn terms(&mut self) {
        let mut terms: Vec<(String, Vec<String>)> = Vec::new();
        if let Some(table) = self.table("terms.tsv", &["term", "forms", "en"]) {
            for row in table.rows() {
                let code = row.get("term");
                if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                    self.fault(&row, "cites-term", format!("`{code}` is not a term code of three capitals"));
                    continue;
                }
                for form in row.list("forms").filter(|form| self.catalogue.form(form).is_none()).collect::<Vec<_>>() {
                    self.fault(&row, "form", format!("`{form}` is not in forms.tsv"));
                }
                terms.push((code.into(), row.list("forms").map(Into::into).collect()));
            }
        }
        self.law.forms = Forms::new(&self.catalogue.forms, &terms);
        if self.law.forms.overflows() {
            let message = "more pairs of form and term code than the law can hold: raise WORDS in forms.rs".to_owned();
            self.faults.push(super::Fault { file: "forms.tsv".into(), line: 0, rule: "form", message });
        }
    }

    fn sets(&mut self) {
        let Some(table) = self.table("sets.tsv", &["id", "members", "en"]) else { return };
        for row in table.rows() {
            let id = row.get("id");
            if self.sets.iter().any(|(other, _)| other == id) {
                self.fault(&row, "unique", format!("set `{id}` stands twice"));
            }
            let set = self.forms(&row, "members");
            self.sets.push((id.into(), set));
        }
    }
}
