//! How verdicts are printed: for people, for programs, for spreadsheets.

mod table;
mod terminal;

pub use table::{header as csv_header, row as csv_row};
pub use terminal::{Style, listing as terminal_listing};

use crate::judging::{Judged, Judging, LawLine, PolicyLine, Settings};
use serde::Serialize;
use xiezhi_catalogue::Catalogue;
use xiezhi_domain::{Contribution, Finding, Listing, Problem, Screening, Span};

/// One line of NDJSON output; docs/output.schema.json describes it.
#[derive(Serialize)]
pub struct Line<'a> {
    /// The input's id, or its line number.
    pub id: &'a str,
    /// Whether the score reaches the threshold.
    pub flagged: bool,
    /// Highest score of a protected taxon.
    pub score: f64,
    /// What the platform's policy decides.
    pub decision: &'a str,
    /// What may be offered.
    pub findings: Vec<FindingLine<'a>>,
    /// What could not be read.
    #[serde(skip_serializing_if = "<[Problem]>::is_empty")]
    pub problems: &'a [Problem],
    /// By which policy and rules.
    pub policy: PolicyLine<'a>,
    /// With which settings.
    pub settings: Settings<'a>,
    /// What was judged, so that the verdict can be made again.
    pub listing: &'a Listing,
    /// Identity of the catalogue.
    pub catalogue: &'a str,
    /// Identity of the law.
    pub law: &'a str,
    /// Identity of the weights.
    pub weights: &'a str,
    /// Version of the program.
    pub engine: &'a str,
}

/// A finding, with numbers rounded for reading.
#[derive(Serialize)]
pub struct FindingLine<'a> {
    taxon: &'a str,
    group: &'a str,
    form: &'a str,
    claims: &'a [String],
    score: f64,
    protected: bool,
    decision: &'a str,
    law: Vec<LawLine<'a>>,
    spans: &'a [Span],
    why: Vec<Contribution>,
}

/// A screened listing.
pub struct Verdict {
    /// The input's id, or its line number.
    pub id: String,
    /// The listing.
    pub listing: Listing,
    /// What the engine says.
    pub screening: Screening,
    /// What law and policy say.
    pub judged: Judged,
}

/// Four decimals: the model knows no more.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl Verdict {
    /// The verdict as NDJSON prints it.
    pub fn line<'a>(&'a self, catalogue: &'a Catalogue, judging: &'a Judging, threshold: f64) -> Line<'a> {
        let finding = |(at, f): (usize, &'a Finding)| {
            let considered = self.judged.findings.get(at);
            FindingLine {
                taxon: &f.taxon,
                group: &f.group,
                form: &f.form,
                claims: &f.claims,
                score: round(f.score),
                protected: f.protected,
                decision: considered.map_or("allow", |c| c.decided.decision.word()),
                law: considered
                    .map(|c| c.law.iter().map(|(_, answer)| LawLine::new(answer)).collect())
                    .unwrap_or_default(),
                spans: &f.spans,
                why: f
                    .why
                    .iter()
                    .map(|c| Contribution { feature: c.feature.clone(), weight: round(c.weight) })
                    .collect(),
            }
        };
        Line {
            id: &self.id,
            flagged: self.screening.flagged,
            score: round(self.screening.score),
            decision: self.judged.decided.decision.word(),
            findings: self.screening.findings.iter().enumerate().map(finding).collect(),
            problems: &self.screening.problems,
            policy: judging.policy_line(&self.judged),
            settings: judging.settings(&self.judged, threshold),
            listing: &self.listing,
            catalogue: &catalogue.hash,
            law: &judging.laws.law.hash,
            weights: &catalogue.weights_hash,
            engine: env!("CARGO_PKG_VERSION"),
        }
    }
}
