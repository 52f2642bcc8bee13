//! How verdicts are printed: for people, for programs, for spreadsheets.

mod table;
mod terminal;

pub use table::{header as csv_header, row as csv_row};
pub use terminal::{Style, listing as terminal_listing};

use serde::Serialize;
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
    /// What may be offered.
    pub findings: Vec<FindingLine<'a>>,
    /// What could not be read.
    #[serde(skip_serializing_if = "<[Problem]>::is_empty")]
    pub problems: &'a [Problem],
    /// Identity of the catalogue.
    pub catalogue: &'a str,
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
}

/// Four decimals: the model knows no more.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

impl Verdict {
    /// The verdict as NDJSON prints it.
    pub fn line<'a>(&'a self, catalogue: &'a str) -> Line<'a> {
        let finding = |f: &'a Finding| FindingLine {
            taxon: &f.taxon,
            group: &f.group,
            form: &f.form,
            claims: &f.claims,
            score: round(f.score),
            protected: f.protected,
            spans: &f.spans,
            why: f.why.iter().map(|c| Contribution { feature: c.feature.clone(), weight: round(c.weight) }).collect(),
        };
        Line {
            id: &self.id,
            flagged: self.screening.flagged,
            score: round(self.screening.score),
            findings: self.screening.findings.iter().map(finding).collect(),
            problems: &self.screening.problems,
            catalogue,
        }
    }
}
