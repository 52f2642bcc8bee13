//! `xiezhi catalogue`: look into the facts.

use crate::args::{Catalogue as Command, Import, ImportFile, SpeciesPlus, TextOrJson};
use crate::pack;
use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use xiezhi_catalogue::diff::{Change, diff};
use xiezhi_catalogue::lexicon::Entry;
use xiezhi_catalogue::resolve::Resolution;
use xiezhi_catalogue::stats::stats;
use xiezhi_catalogue::{Catalogue, Date, import, load_dir};
use xiezhi_screen::{Engine, examples};

/// Runs the command.
pub fn run(command: &Command, at: Option<&Path>) -> Result<ExitCode> {
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    match command {
        Command::Check { folder } => check(&mut out, folder),
        Command::Stats { json } => print_stats(&mut out, &pack::catalogue(at)?, *json),
        Command::Resolve { names, on, format } => resolve(&mut out, &pack::catalogue(at)?, names, *on, *format),
        Command::Explain { term } => explain(&mut out, &pack::catalogue(at)?, term),
        Command::Diff { old, new } => {
            let (old, new) = (pack::catalogue(Some(old))?, pack::catalogue(Some(new))?);
            for change in diff(&old, &new) {
                let (mark, text) = match change {
                    Change::Added(text) => ('+', text),
                    Change::Removed(text) => ('-', text),
                    Change::Changed(text) => ('~', text),
                };
                writeln!(out, "{mark} {text}")?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(which) => run_import(&mut out, which),
        Command::Compile { folder, output, despite_faults } => {
            let (catalogue, compiled) = pack::compile(folder, *despite_faults)?;
            let bytes = compiled.to_bytes();
            std::fs::write(output, &bytes).with_context(|| format!("cannot write `{}`", output.display()))?;
            writeln!(out, "{} · {} bytes · catalogue {}", output.display(), bytes.len(), catalogue.hash)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(out: &mut impl Write, folder: &Path) -> Result<ExitCode> {
    let (catalogue, mut faults) = load_dir(folder)?;
    if faults.is_empty() {
        faults = examples::check(&catalogue)?;
    }
    for fault in &faults {
        writeln!(out, "{fault}")?;
    }
    if faults.is_empty() {
        writeln!(
            out,
            "no faults: {} taxa, {} groups, {} entries · catalogue {}",
            catalogue.taxa.taxa.len(),
            catalogue.groups.len(),
            catalogue.entries.len(),
            catalogue.hash
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{} faults", faults.len())?;
    Ok(ExitCode::from(1))
}

fn print_stats(out: &mut impl Write, catalogue: &Catalogue, json: bool) -> Result<ExitCode> {
    let stats = stats(catalogue);
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&stats)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "catalogue {}", stats.catalogue)?;
    writeln!(
        out,
        "{} taxa under {} scientific names, {} common names of single taxa",
        stats.taxa, stats.names, stats.vernacular
    )?;
    writeln!(out, "{} groups, {} entries, of these {} candidates", stats.groups, stats.entries, stats.candidates)?;
    writeln!(out, "\nlanguage   name  product   code   form  claim    cue  sense  context")?;
    for (language, roles) in &stats.by_language {
        let count = |role: &str| roles.get(role).copied().unwrap_or(0);
        writeln!(
            out,
            "{language:<9} {:>5}  {:>7}  {:>5}  {:>5}  {:>5}  {:>5}  {:>5}  {:>7}",
            count("name"),
            count("product"),
            count("code"),
            count("form"),
            count("claim"),
            count("cue"),
            count("sense"),
            count("context")
        )?;
    }
    writeln!(out, "\ngroup         languages")?;
    for (group, languages) in &stats.by_group {
        writeln!(out, "{group:<12} {:>3}  {}", languages.len(), languages.join(" "))?;
    }
    writeln!(out, "\nentries  source")?;
    let mut sources: Vec<_> = stats.by_source.iter().collect();
    sources.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    for (source, count) in sources {
        writeln!(out, "{count:>7}  {source}")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn resolve(
    out: &mut impl Write,
    catalogue: &Catalogue,
    names: &[String],
    on: Option<Date>,
    format: TextOrJson,
) -> Result<ExitCode> {
    let day = match on {
        Some(day) => day,
        None => today()?,
    };
    let mut all_known = true;
    for name in names {
        let resolution = catalogue.resolve(name, day);
        all_known &= resolution.taxon.is_some();
        match format {
            TextOrJson::Json => writeln!(out, "{}", serde_json::to_string(&resolution)?)?,
            TextOrJson::Text => describe(out, &resolution, day)?,
        }
    }
    // A name that nothing knows is an answer too, but scripts want to see it.
    Ok(if all_known { ExitCode::SUCCESS } else { ExitCode::from(4) })
}

fn describe(out: &mut impl Write, r: &Resolution, day: Date) -> Result<()> {
    let Some(taxon) = &r.taxon else {
        writeln!(out, "{}: not known", r.name)?;
        return Ok(());
    };
    writeln!(out, "{}: {taxon} ({}, by {}) on {day}", r.name, r.rank.unwrap_or(""), r.matched_by)?;
    let since = r.cites.since.as_ref().map(|day| format!(" since {day}")).unwrap_or_default();
    writeln!(
        out,
        "  CITES  {}{since}{}",
        r.cites.appendix,
        if r.cites.note.is_empty() { String::new() } else { format!(" · {}", r.cites.note) }
    )?;
    writeln!(out, "  China  {} · {}", r.cn.class, r.cn.by)?;
    writeln!(out, "  groups {}", if r.groups.is_empty() { "-".to_owned() } else { r.groups.join(", ") })?;
    for other in &r.other {
        writeln!(out, "  also   {other}")?;
    }
    Ok(())
}

/// The day by the clock.
pub fn today() -> Result<Date> {
    let day = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let number = |value: i8| u8::try_from(value).unwrap_or(1);
    Date::new(u16::try_from(day.year()).unwrap_or(1), number(day.month()), number(day.day()))
        .context("the clock shows no day of the calendar: give one with --on")
}

fn explain(out: &mut impl Write, catalogue: &Catalogue, term: &str) -> Result<ExitCode> {
    let engine = Engine::new(catalogue)?;
    let wanted = term.to_lowercase();
    let exact: Vec<&Entry> = catalogue.entries.iter().filter(|e| e.text.to_lowercase() == wanted).collect();
    for entry in &exact {
        writeln!(
            out,
            "{} [{}] {} {} {} {} · senses: {}",
            entry.text,
            entry.lang,
            entry.role,
            entry.groups.join(","),
            entry.form,
            if entry.role.is_head() { entry.strength.to_string() } else { String::new() },
            entry.senses.join(", ")
        )?;
        writeln!(
            out,
            "  {} · confidence {} · {} · {} · {}:{}",
            entry.status, entry.confidence, entry.source, entry.date, entry.file, entry.line
        )?;
        if !entry.yes.is_empty() {
            writeln!(out, "  matches \"{}\"", entry.yes)?;
        }
        if !entry.no.is_empty() {
            writeln!(out, "  not in \"{}\"", entry.no)?;
        }
    }
    let read = engine.read(term);
    for span in read.iter().filter(|s| s.reads_as.to_lowercase() != wanted || exact.is_empty()) {
        writeln!(out, "holds {} [{}], read as {} ({})", span.text, span.role, span.reads_as, span.reading)?;
    }
    let holding: Vec<&str> = catalogue
        .entries
        .iter()
        .filter(|e| e.text.to_lowercase().contains(&wanted) && e.text.to_lowercase() != wanted)
        .map(|e| e.text.as_str())
        .take(30)
        .collect();
    if !holding.is_empty() {
        writeln!(out, "part of {}", holding.join(" · "))?;
    }
    if exact.is_empty() && read.is_empty() {
        writeln!(out, "`{term}` means nothing to the catalogue")?;
        return Ok(ExitCode::from(4));
    }
    Ok(ExitCode::SUCCESS)
}

fn run_import(out: &mut impl Write, which: &Import) -> Result<ExitCode> {
    let (args, tables) = match which {
        Import::SpeciesPlus(SpeciesPlus { file, as_of }) => {
            let name = file.file.file_name().unwrap_or_default().to_string_lossy();
            let as_of = as_of.or_else(|| import::day_in(&name));
            let as_of = as_of.with_context(|| format!("`{name}` does not tell its day: give it with --as-of"))?;
            (file, import::species_plus(reader(file)?, file.from, as_of))
        }
        Import::CnList(args) => (args, import::cn_list(reader(args)?, args.from, &args.source)),
    };
    for (path, text) in tables.with_context(|| format!("`{}`", args.file.display()))? {
        let path = args.output.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        }
        keep(&path, &text)?;
        std::fs::write(&path, &text).with_context(|| format!("cannot write `{}`", path.display()))?;
        writeln!(
            out,
            "{} · {} rows",
            path.display(),
            text.lines().filter(|l| !l.starts_with('#')).count().saturating_sub(1)
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a file that is about to get another content aside, under a name that the catalogue does not read.
fn keep(path: &Path, text: &str) -> Result<()> {
    let other = std::fs::read(path).is_ok_and(|old| old != text.as_bytes());
    if !other {
        return Ok(());
    }
    let numbered = |number: u32| path.with_extension(format!("tsv.before-{number}"));
    let free = (1..=u32::MAX).map(numbered).find(|kept| !kept.exists());
    let kept = free.with_context(|| format!("no free name beside `{}`", path.display()))?;
    std::fs::rename(path, &kept).with_context(|| format!("cannot keep `{}`", path.display()))
}

fn reader(args: &ImportFile) -> Result<Box<dyn Read>> {
    let file = File::open(&args.file).with_context(|| format!("cannot open `{}`", args.file.display()))?;
    let reader = BufReader::new(file);
    Ok(if args.file.extension().is_some_and(|e| e == "gz") {
        Box::new(flate2::bufread::MultiGzDecoder::new(reader))
    } else {
        Box::new(reader)
    })
}
