//! `xiezhi screen`: listings in, verdicts out, in order, on all cores.

use crate::args::{OutputFormat, Screen};
use crate::input::{self, Record, Records};
use crate::judging::Judging;
use crate::messages::{Messages, messages};
use crate::output::{Style, Verdict, csv_header, csv_row, terminal_listing};
use crate::{pack, pipeline};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use xiezhi_law::Decision;
use xiezhi_law::offer::Docket;
use xiezhi_screen::{Engine, Scratch};

/// Exit status where some records could not be read.
const SOME_REJECTED: u8 = 3;
/// Exit status after Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// What one batch yields.
#[derive(Default)]
struct Output {
    text: Vec<u8>,
    records: u64,
    flagged: u64,
    groups: BTreeMap<String, u64>,
    decisions: BTreeMap<Decision, u64>,
    rejects: Vec<Reject>,
}

struct Reject {
    line: u64,
    raw: String,
    message: String,
}

/// Runs the command.
pub fn run(args: &Screen, catalogue: Option<&Path>) -> Result<ExitCode> {
    let mut engine = pack::engine(catalogue)?;
    engine.threshold = args.threshold;
    let judging = Judging::new(&args.judge, catalogue, &engine.catalogue)?;
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if handler.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    })
    .context("cannot listen for Ctrl-C")?;
    let read = Arc::new(AtomicU64::new(0));
    let progress = progress(args, &read);
    let say = messages(args.lang);
    let total = screen_all(args, (&engine, &judging), say, &stop, &read, progress.as_ref())?;
    if let Some(bar) = progress {
        bar.finish_and_clear();
    }
    if args.explain.is_some() && total.text.is_empty() && total.records > 0 && !stop.load(Ordering::SeqCst) {
        anyhow::bail!("no listing has the id or line number `{}`", args.explain.as_deref().unwrap_or(""));
    }
    report(args, &engine, say, &total)?;
    Ok(match (stop.load(Ordering::SeqCst), total.rejects.is_empty()) {
        (true, _) => ExitCode::from(INTERRUPTED),
        (false, false) => ExitCode::from(SOME_REJECTED),
        (false, true) => ExitCode::SUCCESS,
    })
}

fn screen_all(
    args: &Screen,
    (engine, judging): (&Engine, &Judging),
    say: &Messages,
    stop: &AtomicBool,
    read: &Arc<AtomicU64>,
    bar: Option<&ProgressBar>,
) -> Result<Output> {
    let threads =
        args.threads.or_else(|| std::thread::available_parallelism().ok().map(Into::into)).unwrap_or(1).max(1);
    let mut rejects = match &args.rejects {
        Some(path) => {
            Some(BufWriter::new(File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?))
        }
        None => None,
    };
    let sources = args.files.iter().map(|path| {
        let source = input::open(path, read)?;
        Ok(Records::new(source, extension(path)))
    });
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    let mut total = Output::default();
    let mut first = true;
    if args.format == OutputFormat::Csv {
        out.write_all(&csv_header())?;
    }
    if args.format == OutputFormat::Json {
        out.write_all(b"[")?;
    }
    pipeline::run(
        sources,
        threads,
        stop,
        |batch| work(args, (engine, judging), say, batch),
        |output| {
            if args.format == OutputFormat::Json {
                for line in output.text.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
                    out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
                    out.write_all(line)?;
                }
            } else {
                out.write_all(&output.text)?;
            }
            total.records += output.records;
            total.flagged += output.flagged;
            total.text.extend(output.text.first());
            total.text.truncate(1);
            for (group, count) in output.groups {
                *total.groups.entry(group).or_default() += count;
            }
            for (decision, count) in output.decisions {
                *total.decisions.entry(decision).or_default() += count;
            }
            for reject in output.rejects {
                if let Some(file) = rejects.as_mut() {
                    writeln!(file, "{}", reject.raw)?;
                }
                note_reject(bar, &reject)?;
                // The record itself is on file or shown; only the fact is kept, so that memory stays flat.
                total.rejects.push(Reject { line: 0, raw: String::new(), message: String::new() });
            }
            if let Some(bar) = bar {
                bar.set_position(read.load(Ordering::Relaxed));
                bar.set_message(format!("{} / {}", total.flagged, total.records));
            }
            Ok(())
        },
    )?;
    if args.format == OutputFormat::Json {
        out.write_all(b"\n]\n")?;
    }
    out.flush()?;
    if let Some(mut file) = rejects {
        file.flush()?;
    }
    Ok(total)
}

fn note_reject(bar: Option<&ProgressBar>, reject: &Reject) -> Result<()> {
    let text = format!("xiezhi: line {}: {}", reject.line, reject.message);
    match bar {
        Some(bar) => bar.println(text),
        None => writeln!(std::io::stderr(), "{text}")?,
    }
    Ok(())
}

fn extension(path: &Path) -> Option<&str> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    Path::new(name).extension()?.to_str()
}

thread_local! {
    static SCRATCH: std::cell::RefCell<(Scratch, Docket)> = std::cell::RefCell::default();
}

fn work(args: &Screen, (engine, judging): (&Engine, &Judging), say: &Messages, batch: &[Record]) -> Output {
    SCRATCH.with_borrow_mut(|(scratch, docket)| {
        let mut output = Output::default();
        for record in batch {
            output.records += 1;
            match input::parse(record) {
                Err(error) => {
                    output.rejects.push(Reject { line: record.line, raw: record.raw(), message: error.to_string() })
                }
                Ok((listing, _)) => {
                    let screening = engine.screen(&listing, scratch);
                    let judged = judging.judge(&engine.catalogue, docket, &listing, &screening);
                    let id = listing.id.clone().unwrap_or_else(|| record.line.to_string());
                    let verdict = Verdict { id, listing, screening, judged };
                    print(args, (engine, judging), say, record.line, verdict, &mut output);
                }
            }
        }
        output
    })
}

fn print(
    args: &Screen,
    (engine, judging): (&Engine, &Judging),
    say: &Messages,
    line: u64,
    verdict: Verdict,
    output: &mut Output,
) {
    *output.decisions.entry(verdict.judged.decided.decision).or_default() += 1;
    if verdict.screening.flagged {
        output.flagged += 1;
        if let Some(finding) = verdict.screening.findings.iter().find(|f| f.protected) {
            *output.groups.entry(finding.group.clone()).or_default() += 1;
        }
    }
    let catalogue = &engine.catalogue;
    match &args.explain {
        Some(wanted) if *wanted != verdict.id && *wanted != line.to_string() => return,
        Some(_) if args.format == OutputFormat::Terminal => {
            output.text.extend(terminal_listing(&verdict, catalogue, judging, say, Style::Full).into_bytes());
            return;
        }
        _ => {}
    }
    if args.only_flagged && !verdict.screening.flagged {
        return;
    }
    match args.format {
        OutputFormat::Terminal => {
            output.text.extend(terminal_listing(&verdict, catalogue, judging, say, Style::Brief).into_bytes())
        }
        OutputFormat::Ndjson | OutputFormat::Json => {
            match serde_json::to_vec(&verdict.line(catalogue, judging, args.threshold)) {
                Ok(json) => {
                    output.text.extend(json);
                    output.text.push(b'\n');
                }
                Err(error) => output.rejects.push(Reject { line, raw: String::new(), message: error.to_string() }),
            }
        }
        OutputFormat::Csv => match csv_row(&verdict, &catalogue.hash) {
            Ok(row) => output.text.extend(row),
            Err(error) => output.rejects.push(Reject { line, raw: String::new(), message: error.to_string() }),
        },
    }
}

fn report(args: &Screen, engine: &Engine, say: &Messages, total: &Output) -> Result<()> {
    if args.format != OutputFormat::Terminal || args.explain.is_some() {
        return Ok(());
    }
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    let [listings, flagged, rejected] = say.counts;
    writeln!(
        out,
        "\n{}: {} {listings}, {} {flagged}, {} {rejected}",
        say.summary,
        total.records,
        total.flagged,
        total.rejects.len()
    )?;
    let mut groups: Vec<(&String, &u64)> = total.groups.iter().collect();
    groups.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    for (group, count) in groups {
        let title = engine.catalogue.group(group).and_then(|g| g.titles.get(say.index)).cloned().unwrap_or_default();
        writeln!(out, "  {count:>6}  {group:<12} {title}")?;
    }
    let decisions: Vec<String> = total
        .decisions
        .iter()
        .rev()
        .map(|(decision, count)| format!("{count} {}", say.decisions.get(*decision as usize).unwrap_or(&"")))
        .collect();
    writeln!(out, "  {}: {}", say.decision, decisions.join(", "))?;
    writeln!(out, "{}", say.caution)?;
    Ok(())
}

fn progress(args: &Screen, read: &Arc<AtomicU64>) -> Option<ProgressBar> {
    if args.quiet || !std::io::stderr().is_terminal() || args.explain.is_some() {
        return None;
    }
    let length: Option<u64> = args
        .files
        .iter()
        .map(|path| std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len()))
        .sum();
    let bar = length.map_or_else(ProgressBar::no_length, ProgressBar::new);
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    let template = if length.is_some() {
        "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} · {msg}"
    } else {
        "{spinner} {bytes} {bytes_per_sec} · {msg}"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_position(read.load(Ordering::Relaxed));
    Some(bar)
}
