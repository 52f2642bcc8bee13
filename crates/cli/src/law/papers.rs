//! `xiezhi law papers`: the permits and marks that listings quote, and what makes them implausible. Plausible is not proved.

use crate::catalogue::today;
use crate::input::{self, Records};
use crate::pack;
use anyhow::Result;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use xiezhi_catalogue::Date;
use xiezhi_domain::Role;
use xiezhi_law::day;
use xiezhi_law::offer::touched;
use xiezhi_law::papers::{Clerk, Goods, Quoted};
use xiezhi_screen::Scratch;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    papers: &'a [Quoted],
}

#[derive(Serialize)]
struct Repeated<'a> {
    number: &'a str,
    listings: &'a [&'a str],
}

/// Prints one line a listing that quotes a paper, then the numbers that stand on many listings.
pub fn run(out: &mut impl Write, files: &[PathBuf], on: Option<Date>, at: Option<&Path>) -> Result<ExitCode> {
    let engine = pack::engine(at)?;
    let laws = pack::laws(at, &engine.catalogue)?;
    let court = laws.court(&engine.catalogue);
    let day = day::number(match on {
        Some(day) => day,
        None => today()?,
    });
    let (mut clerk, mut scratch) = (Clerk::new(&laws.law), Scratch::default());
    let read = Arc::new(AtomicU64::new(0));
    let standard = [PathBuf::from("-")];
    for path in if files.is_empty() { &standard } else { files } {
        let mut records = Records::new(input::open(path, &read)?, path.extension().and_then(|e| e.to_str()));
        while let Some(record) = records.read()? {
            // What cannot be read is `screen`'s to name.
            let Ok((listing, _)) = input::parse(&record) else { continue };
            let id = listing.id.clone().unwrap_or_else(|| record.line.to_string());
            let texts: Vec<&str> = listing.fields.iter().map(|field| field.text.as_str()).collect();
            let screening = engine.screen(&listing, &mut scratch);
            let goods = Goods {
                taxon: screening.findings.first().map_or("", |finding| finding.taxon.as_str()),
                origin: listing.places.iter().find(|p| p.role == Role::Origin).map_or("", |p| p.text.as_str()),
                jurisdictions: &touched(&laws.law, &listing.places),
                day,
            };
            let papers = clerk.read(&court, &id, &texts.join("\n"), goods);
            if !papers.is_empty() {
                serde_json::to_writer(&mut *out, &Line { id: &id, papers: &papers })?;
                writeln!(out)?;
            }
        }
    }
    for (number, listings) in clerk.repeated() {
        serde_json::to_writer(&mut *out, &Repeated { number, listings: &listings })?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
