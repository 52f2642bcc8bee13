//! Forms: what is sold of a taxon, mapped to CITES trade term codes.

use crate::table::{Fault, Table};
use serde::{Deserialize, Serialize};

/// What is sold: a tusk, scales, a live animal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Id used in findings.
    pub id: String,
    /// CITES trade term codes under which it may be declared.
    pub terms: Vec<String>,
    /// Display titles: English, Simplified and Traditional Chinese.
    pub titles: [String; 3],
}

/// Reads `forms.tsv`.
pub fn read(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Form> {
    let table = Table::read(file, text, &["id", "terms", "en", "zh-Hans", "zh-Hant"], faults);
    let mut forms: Vec<Form> = Vec::new();
    for row in table.rows() {
        let form = Form {
            id: row.get("id").into(),
            terms: row.list("terms").map(Into::into).collect(),
            titles: ["en", "zh-Hans", "zh-Hant"].map(|column| row.get(column).into()),
        };
        if form.terms.is_empty()
            || form.terms.iter().any(|t| t.len() != 3 || !t.bytes().all(|b| b.is_ascii_uppercase()))
        {
            faults.push(row.fault("cites-term", "`terms` wants CITES term codes of three capitals"));
        }
        if forms.iter().any(|other| other.id == form.id) {
            faults.push(row.fault("unique", format!("form `{}` stands twice", form.id)));
        }
        forms.push(form);
    }
    forms
}
