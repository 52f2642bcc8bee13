//! The catalogue's own examples: each entry must be read in its `yes` text and must not stand in its `no` text.

use crate::engine::{Engine, EngineError};
use crate::verify::Reading;
use xiezhi_catalogue::lexicon::Entry;
use xiezhi_catalogue::{Catalogue, Fault};

/// Checks the examples of all entries.
///
/// # Errors
/// Where the catalogue cannot be compiled.
pub fn check(catalogue: &Catalogue) -> Result<Vec<Fault>, EngineError> {
    let engine = Engine::new(catalogue)?;
    let mut faults = Vec::new();
    for entry in &catalogue.entries {
        let yes = if entry.yes.is_empty() { &entry.text } else { &entry.yes };
        if !matches(&engine, yes, entry) {
            faults.push(fault(entry, "example-yes", format!("`{}` is not read in `{yes}`", entry.text)));
        }
        if !entry.no.is_empty() && stands(&engine, &entry.no, entry) {
            faults.push(fault(
                entry,
                "example-no",
                format!(
                    "`{}` stands in `{}`: give the longer innocent phrase an entry of its own, or another text",
                    entry.text, entry.no
                ),
            ));
        }
    }
    Ok(faults)
}

fn fault(entry: &Entry, rule: &'static str, message: String) -> Fault {
    Fault { file: entry.file.clone(), line: entry.line as usize, rule, message }
}

fn matches(engine: &Engine, text: &str, entry: &Entry) -> bool {
    engine.read(text).iter().any(|span| span.reads_as == entry.text && span.reading != Reading::Name.word())
}

fn stands(engine: &Engine, text: &str, entry: &Entry) -> bool {
    engine.standing(text).iter().any(|span| {
        span.reads_as == entry.text
            && span.role == entry.role.to_string()
            && matches!(span.reading.as_str(), "written" | "folded")
    })
}
