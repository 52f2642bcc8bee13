//! A question in words, an answer with its reasons.
//!
//! INVARIANT: total. A name, form, claim or place of origin that nothing knows gives an answer with a doubt, never a failure; only a
//! jurisdiction that nothing knows is an error, since then it is not clear whose law is asked for.

use crate::claims;
use crate::day::{self, Day};
use crate::index::{Asked, FIRST, Index, Judged};
use crate::model::{Law, Row};
use crate::names::Placed;
use crate::origin;
use crate::selector::Selector;
use crate::words::{Ruling, Transaction};
use serde::Serialize;
use std::borrow::Cow;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::taxa::Rank;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// A name of any rank.
    pub taxon: String,
    /// Form id or CITES term code; empty where it is not known.
    pub form: String,
    /// What the seller says.
    pub claims: Vec<String>,
    /// Country of origin; empty where it is not known.
    pub origin: String,
    /// Whose law.
    pub jurisdiction: String,
    /// The day.
    pub day: Day,
    /// What is done.
    pub transaction: Transaction,
}

/// Why a question cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a jurisdiction that the law tables have: see `xiezhi law table`")]
pub struct UnknownJurisdiction(pub String);

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Whose law.
    pub jurisdiction: String,
    /// The day, ISO 8601.
    pub date: String,
    /// The taxon as understood.
    pub taxon: Option<String>,
    /// What the law says.
    pub verdict: Ruling,
    /// Papers that it asks for: their ids, sorted.
    pub documents: Vec<String>,
    /// The same papers as they are asked for: all of these, each one of several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub document_groups: Vec<Vec<String>>,
    /// By which provisions.
    pub basis: Vec<Basis>,
    /// Whether the sources or the question leave the verdict open.
    pub uncertain: bool,
    /// What leaves it open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// Every row that applied, lifted ones too.
    pub rows: Vec<AppliedRow>,
    /// Facts whose lack matters: `taxon`, `form`, `origin`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<&'static str>,
    /// What another fact would make of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub would_change: Vec<crate::explain::Change>,
}

/// A provision that carries the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Title and number.
    pub instrument: String,
    /// As lawyers cite it.
    pub article: String,
    /// The row.
    pub row: String,
}

/// A row that applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedRow {
    /// The row.
    pub row: String,
    /// Whose.
    pub jurisdiction: String,
    /// What it says.
    pub result: Ruling,
    /// Whether another one takes it out.
    pub lifted: bool,
    /// Whether the sources leave no doubt.
    pub sure: bool,
}

/// Something that leaves the verdict open or that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// `unknown-taxon`, `genus-only`, `members-differ`, `unknown-form`, `unknown-claim`, `unknown-origin`, `before-first-day`, `unsure`.
    pub kind: &'static str,
    /// What it is about.
    pub about: String,
}

/// Law, index and facts together: what questions are put to.
#[derive(Clone, Copy)]
pub struct Court<'a> {
    /// The law.
    pub law: &'a Law,
    /// The same law compiled.
    pub index: &'a Index,
    /// The facts that it was compiled with.
    pub catalogue: &'a Catalogue,
}

/// A question as numbers, with what was not understood.
#[derive(Debug, Clone)]
pub struct Judgement<'a> {
    /// The question.
    pub asked: Asked,
    pub(crate) taxon: Option<Placed>,
    /// Classes of the species below a taxon above species, with their numbers.
    pub(crate) below: Cow<'a, [(u32, u32)]>,
    pub(crate) doubts: Vec<Doubt>,
}

impl Judgement<'_> {
    /// The same, borrowing nothing.
    #[must_use]
    pub fn owned(self) -> Judgement<'static> {
        Judgement { below: Cow::Owned(self.below.into_owned()), ..self }
    }

    /// The class of the taxon itself, then those below it.
    pub fn classes(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.asked.class).chain(self.below.iter().map(|(class, _)| *class))
    }
}

impl<'a> Court<'a> {
    /// Answers a question, with all reasons but what would change it.
    ///
    /// # Errors
    /// Where no table knows the jurisdiction.
    pub fn answer(&self, question: &Question) -> Result<Answer, UnknownJurisdiction> {
        Ok(self.answer_with(question)?.1)
    }

    /// Answers a question and gives it as numbers too, for a policy to decide on.
    ///
    /// # Errors
    /// Where no table knows the jurisdiction.
    pub fn answer_with(&self, question: &Question) -> Result<(Judgement<'a>, Answer), UnknownJurisdiction> {
        let understood = self.understand(question)?;
        let answer = self.settle(&understood).0;
        Ok((understood, answer))
    }

    /// Puts a question into numbers.
    pub(crate) fn understand(&self, question: &Question) -> Result<Judgement<'a>, UnknownJurisdiction> {
        let unknown = || UnknownJurisdiction(question.jurisdiction.clone());
        let place = self.law.jurisdiction(&question.jurisdiction).ok_or_else(unknown)?;
        let mut doubts = Vec::new();
        let mut doubt = |kind, about: &str| doubts.push(Doubt { kind, about: about.to_owned() });
        let taxon = self.law.names.place(self.catalogue, &question.taxon);
        match taxon.map(|placed| placed.by) {
            None => doubt("unknown-taxon", &question.taxon),
            Some("genus") => doubt("genus-only", &question.taxon),
            Some(_) => {}
        }
        let forms = match (question.form.trim(), self.law.forms.find(question.form.trim())) {
            ("", _) => self.law.forms.all(),
            (_, Some(set)) => set,
            (word, None) => {
                doubt("unknown-form", word);
                self.law.forms.all()
            }
        };
        let mut made = 0;
        for word in question.claims.iter().filter(|word| !word.trim().is_empty()) {
            match claims::find(&self.law.claims, word).and_then(|at| self.law.claims.get(at)) {
                Some(claim) => made |= claim.means,
                None => doubt("unknown-claim", word),
            }
        }
        let home = question.origin.split('-').next().unwrap_or_default().trim();
        let code = origin::code(home);
        if code.is_none() && !home.is_empty() {
            doubt("unknown-origin", &question.origin);
        }
        let above_species = taxon
            .filter(|p| self.law.names.describe(self.catalogue, p.taxon).is_some_and(|(_, rank)| rank < Rank::Species));
        let asked = Asked {
            class: self.index.class(taxon.map(|placed| placed.taxon)),
            forms,
            claims: made,
            origin: code,
            place: u32::from(place),
            day: question.day,
            transaction: question.transaction.bit(),
        };
        let below = Cow::Borrowed(above_species.map_or(&[][..], |placed| self.index.below(placed.taxon)));
        Ok(Judgement { asked, taxon, below, doubts })
    }

    /// Judges; a taxon above species that no row is about is judged by what holds for at least half of the species below it, and an unknown
    /// species of a known genus by what holds for all of them. The third value is another verdict that some of them have.
    pub(crate) fn judge(&self, understood: &Judgement<'_>) -> (Asked, Judged, Option<Ruling>) {
        let asked = understood.asked;
        let itself = self.index.judge(&asked);
        if understood.below.is_empty() {
            return (asked, itself, None);
        }
        let mut members: Vec<(Judged, Asked, u32)> = Vec::new();
        for (class, count) in understood.below.iter() {
            let member = Asked { class: *class, ..asked };
            members.push((self.index.judge(&member), member, *count));
        }
        members.sort_by_key(|(judged, ..)| std::cmp::Reverse(judged.ruling));
        let all: u32 = members.iter().map(|(.., count)| count).sum();
        let whole = understood.taxon.is_some_and(|placed| placed.by == "genus");
        let needed = if whole { all } else { all.div_ceil(2) };
        let mut sum = 0;
        let common = members.iter().find(|(.., count)| {
            sum += count;
            sum >= needed
        });
        let (decides, judged) = match common {
            Some((judged, member, _)) if !itself.specific && judged.ruling > itself.ruling => (*member, *judged),
            _ => (asked, itself),
        };
        let strictest = members.first().map_or(judged.ruling, |(judged, ..)| judged.ruling);
        let mildest = members.last().map_or(judged.ruling, |(judged, ..)| judged.ruling);
        // Members that fare better than the whole need no mention where the whole itself is listed.
        let other = [strictest, mildest].into_iter().find(|ruling| *ruling != judged.ruling);
        (decides, judged, other.filter(|ruling| *ruling > judged.ruling || !itself.specific))
    }

    /// The answer to a question in numbers, with the class that decided.
    pub(crate) fn settle(&self, understood: &Judgement<'_>) -> (Answer, Asked) {
        let (asked, judged, members) = self.judge(understood);
        let mut doubts = understood.doubts.clone();
        let mut missing = Vec::new();
        if let Some(other) = members {
            doubts.push(Doubt { kind: "members-differ", about: other.word().into() });
            missing.push("taxon");
        }
        let applied = self.index.applied(&asked);
        let rows: Vec<(&Row, bool, bool)> =
            applied.iter().filter_map(|a| Some((self.law.row(a.entry.row)?, a.lifted, a.entry.sure))).collect();
        let deciding: Vec<&Row> = rows
            .iter()
            .filter(|(row, lifted, _)| !lifted && row.result == judged.ruling)
            .map(|(row, ..)| *row)
            .collect();
        if judged.doubtful {
            let unsure = rows
                .iter()
                .filter(|(row, lifted, sure)| !sure && (row.exception || (!lifted && row.result == judged.ruling)));
            for (row, ..) in unsure {
                doubts.push(Doubt { kind: "unsure", about: format!("{}: {}", row.id, row.note) });
            }
        }
        let early = asked.day < FIRST && deciding.iter().any(|row| row.taxa.iter().any(by_appendix));
        if early {
            doubts.push(Doubt { kind: "before-first-day", about: date_text(FIRST) });
        }
        let uncertain = judged.doubtful || members.is_some() || understood.taxon.is_none() || early;
        let groups = self.papers(judged.ruling, &deciding);
        let documents = flat(&groups);
        let answer = Answer {
            jurisdiction: self.id(asked.place),
            date: date_text(asked.day),
            taxon: understood
                .taxon
                .and_then(|p| self.law.names.describe(self.catalogue, p.taxon))
                .map(|(n, _)| n.into()),
            verdict: judged.ruling,
            documents,
            document_groups: if groups.iter().any(|any| any.len() > 1) { groups } else { Vec::new() },
            basis: self.basis(&deciding),
            uncertain,
            doubts,
            rows: rows.iter().map(|(row, lifted, sure)| self.applied_row(row, *lifted, *sure)).collect(),
            missing,
            would_change: Vec::new(),
        };
        (answer, asked)
    }

    /// Verdict and papers alone, for trying what another fact would make of them.
    pub(crate) fn outcome(&self, understood: &Judgement<'_>) -> (Ruling, Vec<String>) {
        let (asked, judged, _) = self.judge(understood);
        if judged.ruling != Ruling::NeedsDocument {
            return (judged.ruling, Vec::new());
        }
        let applied = self.index.applied(&asked);
        let standing = applied.iter().filter(|a| !a.lifted && a.entry.result == judged.ruling);
        let deciding: Vec<&Row> = standing.filter_map(|a| self.law.row(a.entry.row)).collect();
        (judged.ruling, flat(&self.papers(judged.ruling, &deciding)))
    }

    /// The papers that the deciding rows ask for, as ids.
    fn papers(&self, ruling: Ruling, deciding: &[&Row]) -> Vec<Vec<String>> {
        if ruling != Ruling::NeedsDocument {
            return Vec::new();
        }
        let mut groups: Vec<Vec<String>> = Vec::new();
        for any in deciding.iter().flat_map(|row| &row.documents) {
            let ids: Vec<String> = any.iter().filter_map(|at| self.law.document(*at)).map(|d| d.id.clone()).collect();
            if !ids.is_empty() && !groups.contains(&ids) {
                groups.push(ids);
            }
        }
        groups
    }

    fn basis(&self, deciding: &[&Row]) -> Vec<Basis> {
        if deciding.is_empty() {
            return vec![Basis { instrument: "no provision".into(), article: String::new(), row: String::new() }];
        }
        let mut basis: Vec<Basis> = Vec::new();
        for row in deciding {
            let item = Basis { instrument: self.cite(row), article: row.article.clone(), row: row.id.clone() };
            if !basis.contains(&item) {
                basis.push(item);
            }
        }
        basis
    }

    /// Title and number of a row's instrument.
    #[must_use]
    pub fn cite(&self, row: &Row) -> String {
        let instrument = row.instrument.and_then(|at| self.law.instruments.get(usize::try_from(at).ok()?));
        let Some(instrument) = instrument else { return String::new() };
        if instrument.number.is_empty() || instrument.title.contains(&instrument.number) {
            return instrument.title.clone();
        }
        format!("{} ({})", instrument.title, instrument.number)
    }

    fn applied_row(&self, row: &Row, lifted: bool, sure: bool) -> AppliedRow {
        let jurisdiction = self.id(u32::from(row.jurisdiction));
        AppliedRow { row: row.id.clone(), jurisdiction, result: row.result, lifted, sure }
    }

    fn id(&self, place: u32) -> String {
        let jurisdiction = u16::try_from(place).ok().and_then(|at| self.law.jurisdiction_at(at));
        jurisdiction.map(|j| j.id.clone()).unwrap_or_default()
    }
}

/// The papers of all groups, each once, sorted.
fn flat(groups: &[Vec<String>]) -> Vec<String> {
    let mut documents: Vec<String> = groups.iter().flatten().cloned().collect();
    documents.sort();
    documents.dedup();
    documents
}

/// Whether a selector looks at the appendices.
fn by_appendix(selector: &Selector) -> bool {
    matches!(selector, Selector::Cites(_))
}

/// A day as people write it.
#[must_use]
pub fn date_text(day: Day) -> String {
    day::date(day).map(|date| date.to_string()).unwrap_or_default()
}
