//! Units: weights, lengths and currencies as sellers write them, with the factor to the base unit.
//!
//! Base units are the gram, the centimetre and the US dollar. Currency factors are rough: they only sort prices into low and high.

use crate::table::{Fault, Table};
use serde::{Deserialize, Serialize};

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Grams.
    Weight,
    /// Centimetres.
    Length,
    /// US dollars.
    Currency,
}

/// A unit as sellers write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// As written after or before the number, in lower case.
    pub text: String,
    /// What it measures.
    pub measure: Measure,
    /// How many base units one of it is.
    pub factor: f64,
    /// ISO 4217 code for currencies, else the unit's symbol.
    pub code: String,
}

/// Reads `units.tsv`.
pub fn read(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Unit> {
    let table = Table::read(file, text, &["text", "measure", "factor", "code", "source"], faults);
    let mut units = Vec::new();
    for row in table.rows() {
        let measure = match row.get("measure") {
            "weight" => Measure::Weight,
            "length" => Measure::Length,
            "currency" => Measure::Currency,
            other => {
                faults.push(row.fault("measure", format!("`{other}` is not weight, length or currency")));
                continue;
            }
        };
        match row.get("factor").parse::<f64>() {
            Ok(factor) if factor > 0.0 && factor.is_finite() => {
                units.push(Unit {
                    text: row.get("text").to_lowercase(),
                    measure,
                    factor,
                    code: row.get("code").into(),
                });
            }
            _ => faults.push(row.fault("factor", format!("`{}` is not a positive number", row.get("factor")))),
        }
    }
    units
}
