//! Labelled listings: what a person said each one is, for measuring and for fitting.

use crate::input::{self, Records};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use xiezhi_domain::Listing;

/// A listing with its label.
pub struct Labelled {
    /// Its id.
    pub id: String,
    /// The listing.
    pub listing: Listing,
    /// Whether it offers protected wildlife.
    pub offer: bool,
    /// BCP 47 tag, or `?`.
    pub lang: String,
    /// Group of the offer, or empty.
    pub group: String,
    /// Kind of listing (`plain`, `code`, `colour`, …), or empty.
    pub kind: String,
}

/// Reads all labelled listings of files and folders, in the order of their names.
///
/// # Errors
/// Where a file cannot be read or a record has no label.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Labelled>> {
    let mut all = Vec::new();
    for path in paths {
        for file in files(path)? {
            read_file(&file, &mut all).with_context(|| format!("`{}`", file.display()))?;
        }
    }
    Ok(all)
}

fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).with_context(|| format!("cannot read the folder `{}`", path.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "ndjson") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read_file(path: &Path, all: &mut Vec<Labelled>) -> Result<()> {
    let source = input::open(path, &Arc::new(AtomicU64::new(0)))?;
    let mut records = Records::new(source, path.extension().and_then(|e| e.to_str()));
    while let Some(record) = records.read()? {
        let (mut listing, value) = input::parse(&record).with_context(|| format!("line {}", record.line))?;
        let value = value.unwrap_or(Value::Null);
        let text = |key: &str| match value.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => flag.to_string(),
            _ => String::new(),
        };
        let votes = text("annotators_yes");
        let offer = match (text("label").as_str(), votes.as_str()) {
            ("offer" | "1" | "true" | "yes", _) => true,
            ("innocent" | "0" | "false" | "no", _) => false,
            ("", votes) if !votes.is_empty() => votes.parse::<u32>().unwrap_or(0) >= 2,
            _ => bail!("line {}: no `label` (offer or innocent, 1 or 0)", record.line),
        };
        listing.fields.retain(|field| field.name != "attributes.annotators_yes" && field.name != "attributes.disguise");
        let lang = Some(text("lang")).filter(|l| !l.is_empty()).unwrap_or_else(|| "?".into());
        let id = listing.id.clone().unwrap_or_else(|| record.line.to_string());
        all.push(Labelled { id, listing, offer, lang, group: text("group"), kind: text("kind") });
    }
    Ok(())
}

/// Whether a listing is held out of fitting: one in three, by a hash of seed and id.
#[must_use]
pub fn is_held(seed: u64, id: &str) -> bool {
    const SHARE: u64 = 3;
    // FNV-1a, so that the split depends on nothing but seed and id.
    let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    (hash >> 20).is_multiple_of(SHARE)
}
