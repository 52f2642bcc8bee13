//! The lexicon: the words of trade and of innocence, one entry a line, each with source, date, confidence and status.
//!
//! What the columns mean stands in `catalogue/README.md`.

use crate::date::Date;
use crate::table::{Fault, Row, Table};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a word does in a listing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Names a taxon, a group or its raw material.
    Name,
    /// Name and part in one expression.
    Product,
    /// A seller's code word.
    Code,
    /// A part or product without the animal.
    Form,
    /// What the seller claims: `antique`, `imitation`, …
    Claim(String),
    /// How a trade is done: `contact`, `secrecy`, …
    Cue(String),
    /// An innocent phrase that holds a wildlife word: `plant`, `brand`, …
    Sense(String),
    /// A word that marks an innocent kind of goods: `apparel`, `toy`, …
    Context(String),
}

/// Claim kinds that the engine and the law know.
pub const CLAIMS: &[&str] =
    &["antique", "pre-convention", "captive-bred", "permit", "mark", "fossil", "imitation", "wild"];
/// Cue kinds.
pub const CUES: &[&str] =
    &["contact", "secrecy", "sale", "buy", "authentic", "grade", "livecare", "remedy", "hunt", "delivery"];
/// Innocent senses.
pub const SENSES: &[&str] = &[
    "colour", "brand", "plant", "food", "toy", "print", "place", "media", "tool", "medicine", "person", "idiom",
    "animal", "mineral", "other",
];
/// Kinds of innocent goods.
pub const CONTEXTS: &[&str] = &[
    "apparel",
    "textile",
    "cosmetics",
    "home",
    "paint",
    "garden",
    "food",
    "toy",
    "media",
    "software",
    "tool",
    "vehicle",
    "electronics",
    "stationery",
    "petcare",
    "travel",
    "service",
    "jewellery",
    "material",
    "livestock",
    "protection",
    "denial",
];

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = |kind: &str, kinds: &[&str]| {
            if kinds.contains(&kind) {
                Ok(kind.to_owned())
            } else {
                Err(format!("`{text}`: the kind is one of {}", kinds.join(", ")))
            }
        };
        match text.split_once(':') {
            None => match text {
                "name" => Ok(Self::Name),
                "product" => Ok(Self::Product),
                "code" => Ok(Self::Code),
                "form" => Ok(Self::Form),
                other => {
                    Err(format!("`{other}` is not a role: name, product, code, form, claim:, cue:, sense: or context:"))
                }
            },
            Some(("claim", kind)) => known(kind, CLAIMS).map(Self::Claim),
            Some(("cue", kind)) => known(kind, CUES).map(Self::Cue),
            Some(("sense", kind)) => known(kind, SENSES).map(Self::Sense),
            Some(("context", kind)) => known(kind, CONTEXTS).map(Self::Context),
            Some((other, _)) => Err(format!("`{other}:` is not a role: claim:, cue:, sense: or context:")),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Product => f.write_str("product"),
            Self::Code => f.write_str("code"),
            Self::Form => f.write_str("form"),
            Self::Claim(kind) => write!(f, "claim:{kind}"),
            Self::Cue(kind) => write!(f, "cue:{kind}"),
            Self::Sense(kind) => write!(f, "sense:{kind}"),
            Self::Context(kind) => write!(f, "context:{kind}"),
        }
    }
}

impl Role {
    /// Whether a finding can stand on this word: names, products and code words.
    #[must_use]
    pub fn is_head(&self) -> bool {
        matches!(self, Self::Name | Self::Product | Self::Code)
    }
}

macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err(format!("`{other}` is not one of {}", [$($word),+].join(", "))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $word),+ })
            }
        }
    };
}

word_enum! {
    /// How often a listing with this word and nothing else to go by really offers the thing.
    Strength {
        /// Seldom.
        Weak = "weak",
        /// About half the time.
        Fair = "fair",
        /// Nearly always.
        Strong = "strong",
    }
}

word_enum! {
    /// Whether an entry counts.
    EntryStatus {
        /// Read, reported and weighed.
        Active = "active",
        /// Read and reported; weighs nothing until a person confirms it.
        Candidate = "candidate",
        /// Kept for the record; not read.
        Retired = "retired",
    }
}

word_enum! {
    /// How sure the source is.
    Confidence {
        /// A law, a judgment, a dictionary.
        High = "high",
        /// A report, or wide usage.
        Medium = "medium",
        /// A lead.
        Low = "low",
    }
}

/// One entry of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The word as a careful writer writes it.
    pub text: String,
    /// BCP 47 language tag.
    pub lang: String,
    /// What the word does.
    pub role: Role,
    /// Group ids, most likely first.
    pub groups: Vec<String>,
    /// Form id, or empty.
    pub form: String,
    /// For heads: how telling the word is by itself.
    pub strength: Strength,
    /// For heads: innocent senses it is prone to.
    pub senses: Vec<String>,
    /// Whether it counts.
    pub status: EntryStatus,
    /// How sure the source is.
    pub confidence: Confidence,
    /// Where the fact comes from.
    pub source: String,
    /// When it was written down.
    pub date: Date,
    /// A text in which it must match; its own text where empty.
    pub yes: String,
    /// A text in which it must not match, or empty.
    pub no: String,
    /// The file it stands in.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
}

/// The columns of a lexicon file, in order.
pub const COLUMNS: &[&str] = &[
    "text",
    "lang",
    "role",
    "group",
    "form",
    "strength",
    "senses",
    "status",
    "confidence",
    "source",
    "date",
    "yes",
    "no",
];

/// Reads one lexicon file; rows at fault are left out and named.
pub fn read(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Entry> {
    let table = Table::read(file, text, COLUMNS, faults);
    table.rows().filter_map(|row| read_row(file, &row, faults)).collect()
}

fn read_row(file: &str, row: &Row<'_, '_>, faults: &mut Vec<Fault>) -> Option<Entry> {
    let role: Role = row.parse("role", "role", faults)?;
    let strength = if role.is_head() { row.parse("strength", "strength", faults)? } else { Strength::Weak };
    let entry = Entry {
        text: row.get("text").into(),
        lang: row.get("lang").into(),
        groups: row.list("group").map(Into::into).collect(),
        form: row.get("form").into(),
        strength,
        senses: row.list("senses").map(Into::into).collect(),
        status: row.parse("status", "status", faults)?,
        confidence: row.parse("confidence", "confidence", faults)?,
        source: row.get("source").into(),
        date: row.parse("date", "date", faults)?,
        yes: row.get("yes").into(),
        no: row.get("no").into(),
        file: file.into(),
        line: u32::try_from(row.line).unwrap_or(u32::MAX),
        role,
    };
    for (column, empty) in
        [("text", entry.text.is_empty()), ("lang", entry.lang.is_empty()), ("source", entry.source.is_empty())]
    {
        if empty {
            faults.push(row.fault("required", format!("`{column}` is empty")));
            return None;
        }
    }
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_round_trip() {
        for text in ["name", "product", "code", "form", "claim:antique", "cue:contact", "sense:plant", "context:toy"] {
            assert_eq!(text.parse::<Role>().unwrap().to_string(), text);
        }
        for text in ["noun", "claim:old", "cue:", "mood:sad"] {
            assert!(text.parse::<Role>().is_err(), "{text}");
        }
    }
}
