//! `xiezhi law diff` and `law table`: what changed between two days, and what is covered.

use crate::pack;
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use xiezhi_catalogue::{Catalogue, Date};
use xiezhi_law::day;

/// How many taxa of one change are named for people.
const NAMED: usize = 8;

/// Prints what changed.
pub fn diff(
    out: &mut impl Write,
    (from, to): (Date, Date),
    jurisdictions: &[String],
    json: bool,
    at: Option<&Path>,
) -> Result<ExitCode> {
    if from > to {
        bail!("{from} comes after {to}: give the earlier day with --from");
    }
    let catalogue = pack::catalogue(at)?;
    let laws = pack::laws(at, &catalogue)?;
    let mut places = Vec::new();
    for name in jurisdictions {
        match laws.law.jurisdiction(name) {
            Some(number) => places.push(number),
            None => bail!("`{name}` is not a jurisdiction that the law tables have"),
        }
    }
    if places.is_empty() {
        places = (0u16..).take(laws.law.jurisdictions.len()).collect();
    }
    let changes = xiezhi_law::diff::diff(&laws.court(&catalogue), day::number(from), day::number(to), &places);
    for change in &changes {
        if json {
            serde_json::to_writer(&mut *out, change)?;
            writeln!(out)?;
            continue;
        }
        let (named, more) = (change.taxa.iter().take(NAMED), change.taxa.len().saturating_sub(NAMED));
        writeln!(
            out,
            "{} {} -> {} · {} taxa: {}{} · {}",
            change.jurisdiction,
            change.from,
            change.to,
            change.taxa.len(),
            named.cloned().collect::<Vec<_>>().join(", "),
            if more > 0 { format!(" and {more} more") } else { String::new() },
            forms(&catalogue, &change.forms)
        )?;
    }
    if !json {
        writeln!(out, "{} changes between {from} and {to} (offers without claims, unknown origin)", changes.len())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Forms as a list, or how many are left out where nearly all are meant.
fn forms(catalogue: &Catalogue, forms: &[String]) -> String {
    let all = catalogue.forms.len();
    if forms.len() == all {
        return "all forms".into();
    }
    if forms.len() * 2 <= all {
        return forms.join(",");
    }
    let others = catalogue.forms.iter().map(|form| form.id.as_str()).filter(|id| !forms.iter().any(|form| form == id));
    format!("all forms but {}", others.collect::<Vec<_>>().join(","))
}

/// Prints what is covered.
pub fn table(out: &mut impl Write, on: Date, at: Option<&Path>) -> Result<ExitCode> {
    // Cases are not packed, so the page is made from a folder: the one asked for, or the project's own.
    let folder = at.unwrap_or(Path::new("catalogue"));
    if !folder.is_dir() {
        bail!("`{}` is no folder: give the catalogue's folder with --catalogue", folder.display());
    }
    let catalogue = pack::catalogue(Some(folder))?;
    let laws = pack::laws(Some(folder), &catalogue)?;
    write!(out, "{}", xiezhi_law::coverage::table(&laws.court(&catalogue), day::number(on)))?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
