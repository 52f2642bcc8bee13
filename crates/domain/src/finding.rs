//! What screening one listing yields: findings, each explained to the letter, and problems as data.
//!
//! INVARIANT: every span lies on character boundaries of the field it names.

use serde::{Deserialize, Serialize};

/// What the engine makes of one listing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Screening {
    /// Whether any finding of a protected taxon reaches the threshold.
    pub flagged: bool,
    /// The highest score among findings of protected taxa, from 0 to 1; 0 where there is none.
    pub score: f64,
    /// What may be offered, most probable first.
    pub findings: Vec<Finding>,
    /// What could not be read or was cut, by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// One suspected offer: a taxon in a form, where it was read and why it counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Accepted scientific name (CITES nomenclature), of the rank that the words allow.
    pub taxon: String,
    /// Group id of the catalogue.
    pub group: String,
    /// Form id of the catalogue; `other` where no words name the form.
    pub form: String,
    /// Kinds of claim the seller makes (`antique`, `captive-bred`, …), sorted.
    pub claims: Vec<String>,
    /// Calibrated probability that this is an offer of the real thing, from 0 to 1.
    pub score: f64,
    /// Whether the taxon is protected; an extinct or unlisted look-alike is reported but never flagged.
    pub protected: bool,
    /// Where it was read, in the order of the text.
    pub spans: Vec<Span>,
    /// Each feature's share of the score in log-odds, largest first.
    pub why: Vec<Contribution>,
}

/// A place in the original text and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Name of the field: `title`, `description`, `category` or `attributes.NAME`.
    pub field: String,
    /// Offset of the first byte in the field's UTF-8 text.
    pub start: usize,
    /// Offset past the last byte.
    pub end: usize,
    /// Offset of the first character (Unicode scalar values).
    pub start_char: usize,
    /// Offset past the last character.
    pub end_char: usize,
    /// The text as it stands there.
    pub text: String,
    /// The catalogue's term that it was read as.
    pub reads_as: String,
    /// The reading: `written`, `folded`, `diacritics`, `joined`, `skeleton`, `emoji`, `sound`, `shape`, `parts`, `noise`, `name`.
    pub reading: String,
    /// What the term does: `name`, `product`, `code`, `form`, `cue:contact`, …
    pub role: String,
}

/// One feature's share of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The feature's name, as in the weights file.
    pub feature: String,
    /// Its weight times its value, in log-odds.
    pub weight: f64,
}

/// Something about the input that the engine could not use in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field concerned.
    pub field: String,
    /// What was wrong and what was done about it.
    pub message: String,
}
