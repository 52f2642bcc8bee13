//! Groups: the taxa that trade treats alike. A finding always names a group, and a taxon as exact as the words allow.

use crate::table::{Fault, Table};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Whether a group is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// On the CITES appendices or China's list.
    Listed,
    /// A relative that trade uses and no list protects.
    Unlisted,
    /// Extinct; sold openly and used to cover protected relatives.
    Extinct,
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "listed" => Ok(Self::Listed),
            "unlisted" => Ok(Self::Unlisted),
            "extinct" => Ok(Self::Extinct),
            other => Err(format!("`{other}` is not a status: listed, unlisted or extinct")),
        }
    }
}

/// A group of taxa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Id used in findings and in the lexicon.
    pub id: String,
    /// The scientific name reported where only the group is known.
    pub taxon: String,
    /// Scientific names of its members, of any rank.
    pub taxa: Vec<String>,
    /// Forms seen in trade.
    pub forms: Vec<String>,
    /// Whether it is protected.
    pub status: Status,
    /// Innocent senses that its names are prone to.
    pub senses: Vec<String>,
    /// Display titles: English, Simplified and Traditional Chinese.
    pub titles: [String; 3],
    /// Where the facts come from.
    pub source: String,
    /// Line in `groups.tsv`, for messages.
    pub line: u32,
}

/// Reads `groups.tsv`.
pub fn read(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Group> {
    let wanted = [
        "id",
        "taxon",
        "taxa",
        "forms",
        "status",
        "senses",
        "en",
        "zh-Hans",
        "zh-Hant",
        "source",
        "date",
        "confidence",
    ];
    let table = Table::read(file, text, &wanted, faults);
    let mut groups: Vec<Group> = Vec::new();
    for row in table.rows() {
        let Some(status) = row.parse("status", "status", faults) else { continue };
        let group = Group {
            id: row.get("id").into(),
            taxon: row.get("taxon").into(),
            taxa: row.list("taxa").map(Into::into).collect(),
            forms: row.list("forms").map(Into::into).collect(),
            status,
            senses: row.list("senses").map(Into::into).collect(),
            titles: ["en", "zh-Hans", "zh-Hant"].map(|column| row.get(column).into()),
            source: row.get("source").into(),
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
        };
        for (column, empty) in
            [("taxon", group.taxon.is_empty()), ("taxa", group.taxa.is_empty()), ("source", group.source.is_empty())]
        {
            if empty {
                faults.push(row.fault("required", format!("group `{}` has no `{column}`", group.id)));
            }
        }
        if groups.iter().any(|other| other.id == group.id) {
            faults.push(row.fault("unique", format!("group `{}` stands twice", group.id)));
        }
        groups.push(group);
    }
    groups
}
