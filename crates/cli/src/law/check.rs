//! `xiezhi law check`: faults of the tables, and cases that do not hold.

use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use xiezhi_catalogue::load::{load_files, read_files};
use xiezhi_law::answer::Court;

/// Reads a folder's law and names what is wrong.
pub fn run(out: &mut impl Write, folder: &Path, warnings: bool) -> Result<ExitCode> {
    let files = read_files(folder)?;
    let (catalogue, _) = load_files(&files);
    if catalogue.groups.is_empty() {
        bail!("`{}` holds no catalogue: it has no readable groups.tsv", folder.display());
    }
    let reading = xiezhi_law::read(&files, &catalogue);
    let (law, mut faults) = (reading.law, reading.faults);
    let index = xiezhi_law::index::build(&law, &catalogue)?;
    faults.extend(Court { law: &law, index: &index, catalogue: &catalogue }.check_cases());
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    if warnings {
        for warning in &reading.warnings {
            writeln!(out, "warning: {warning}")?;
        }
    }
    writeln!(
        out,
        "{}: {} jurisdictions, {} rows, {} entries of lists, {} documents, {} cases, {} invariants; {} classes of taxa · law {}",
        if faults.is_empty() { "no faults".to_owned() } else { format!("{} faults", faults.len()) },
        law.jurisdictions.len(),
        law.rows.len(),
        law.listings.len(),
        law.documents.len(),
        law.cases.len(),
        law.invariants.len(),
        index.classes(),
        law.hash
    )?;
    out.flush()?;
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
