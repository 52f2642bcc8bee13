//! `xiezhi eval`: how good the engine is on labelled listings, where it fails worst, and what a change turned over.

use crate::args::{Eval, Part};
use crate::labelled::{self, Labelled};
use crate::{pack, perturb};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use xiezhi_domain::Screening;
use xiezhi_screen::{Engine, Scratch};

/// Counts of one slice of the corpus.
#[derive(Default, Clone, Copy)]
struct Counts {
    hit: u32,
    miss: u32,
    false_alarm: u32,
    clear: u32,
}

impl Counts {
    fn add(&mut self, offer: bool, flagged: bool) {
        match (offer, flagged) {
            (true, true) => self.hit += 1,
            (true, false) => self.miss += 1,
            (false, true) => self.false_alarm += 1,
            (false, false) => self.clear += 1,
        }
    }

    fn precision(self) -> f64 {
        ratio(self.hit, self.hit + self.false_alarm)
    }

    fn recall(self) -> f64 {
        ratio(self.hit, self.hit + self.miss)
    }

    fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { f64::NAN } else { f64::from(part) / f64::from(whole) }
}

/// Runs the command.
pub fn run(args: &Eval, catalogue: Option<&Path>) -> Result<ExitCode> {
    let mut engine = pack::engine(catalogue)?;
    engine.threshold = args.threshold;
    let mut corpus = labelled::read(&args.files)?;
    corpus.retain(|l| match args.part {
        Part::All => true,
        Part::Held => labelled::is_held(args.seed, &l.id),
        Part::Fit => !labelled::is_held(args.seed, &l.id),
    });
    let mut scratch = Scratch::default();
    let results: Vec<Screening> = corpus.iter().map(|l| engine.screen(&l.listing, &mut scratch)).collect();
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    overall(&mut out, &corpus, &results)?;
    for (title, key) in SLICES {
        slice(&mut out, title, &corpus, &results, *key)?;
    }
    worst(&mut out, &corpus, &results, args.worst)?;
    if args.perturb {
        disguises(&mut out, &engine, catalogue, &corpus, &results)?;
    }
    if let Some(path) = &args.against {
        against(&mut out, path, &corpus, &results)?;
    }
    if let Some(path) = &args.save {
        let lines: Vec<String> =
            corpus.iter().zip(&results).map(|(l, r)| format!("{}\t{}\t{:.4}", l.id, r.flagged, r.score)).collect();
        std::fs::write(path, lines.join("\n") + "\n").with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

type Key = fn(&Labelled) -> String;

const SLICES: &[(&str, Key)] = &[
    ("language", |l| l.lang.clone()),
    ("kind", |l| format!("{}{}", if l.offer { "offer:" } else { "innocent:" }, l.kind)),
    ("group", |l| if l.group.is_empty() { "-".into() } else { l.group.clone() }),
];

fn overall(out: &mut impl Write, corpus: &[Labelled], results: &[Screening]) -> Result<()> {
    let mut counts = Counts::default();
    let mut group_right = (0, 0);
    for (l, r) in corpus.iter().zip(results) {
        counts.add(l.offer, r.flagged);
        if l.offer && r.flagged && !l.group.is_empty() {
            group_right.1 += 1;
            group_right.0 += u32::from(r.findings.iter().any(|f| f.group == l.group && f.score >= 0.5));
        }
    }
    writeln!(
        out,
        "{} listings: {} offers, {} innocent",
        corpus.len(),
        counts.hit + counts.miss,
        counts.false_alarm + counts.clear
    )?;
    writeln!(
        out,
        "precision {:.4}  recall {:.4}  F1 {:.4}  PR-AUC {:.4}  group right {:.4}",
        counts.precision(),
        counts.recall(),
        counts.f1(),
        average_precision(corpus, results),
        ratio(group_right.0, group_right.1)
    )?;
    writeln!(out, "false alarms {} in {} innocent", counts.false_alarm, counts.false_alarm + counts.clear)?;
    Ok(())
}

/// Area under the precision-recall curve, as average precision.
fn average_precision(corpus: &[Labelled], results: &[Screening]) -> f64 {
    let mut scored: Vec<(f64, bool)> = corpus.iter().zip(results).map(|(l, r)| (r.score, l.offer)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut sum) = (0u32, 0.0);
    for (rank, (_, offer)) in scored.iter().enumerate() {
        if *offer {
            hits += 1;
            sum += f64::from(hits) / (rank + 1) as f64;
        }
    }
    if hits == 0 { f64::NAN } else { sum / f64::from(hits) }
}

fn slice(out: &mut impl Write, title: &str, corpus: &[Labelled], results: &[Screening], key: Key) -> Result<()> {
    let mut slices: BTreeMap<String, Counts> = BTreeMap::new();
    for (l, r) in corpus.iter().zip(results) {
        slices.entry(key(l)).or_default().add(l.offer, r.flagged);
    }
    writeln!(out, "\n{title:<22} offers  recall   innocent  false alarms  precision")?;
    for (name, c) in slices {
        let offers = c.hit + c.miss;
        let innocent = c.false_alarm + c.clear;
        let percent = |value: f64| if value.is_nan() { "-".to_owned() } else { format!("{value:.3}") };
        writeln!(
            out,
            "{name:<22} {offers:>6}  {:>6}   {innocent:>8}  {:>12}  {:>9}",
            percent(c.recall()),
            c.false_alarm,
            percent(c.precision())
        )?;
    }
    Ok(())
}

fn title(l: &Labelled) -> String {
    l.listing
        .fields
        .iter()
        .map(|f| f.text.as_str())
        .collect::<Vec<_>>()
        .join(" / ")
        .chars()
        .take(110)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn worst(out: &mut impl Write, corpus: &[Labelled], results: &[Screening], count: usize) -> Result<()> {
    let mut wrong: Vec<(f64, &Labelled, &Screening)> = corpus
        .iter()
        .zip(results)
        .filter(|(l, r)| l.offer != r.flagged)
        .map(|(l, r)| (if l.offer { 1.0 - r.score } else { r.score }, l, r))
        .collect();
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    writeln!(out, "\nworst mistakes ({} in all)", wrong.len())?;
    for (_, l, r) in wrong.into_iter().take(count) {
        let what = if l.offer { "missed" } else { "false alarm" };
        let finding = r.findings.first();
        let read = finding
            .map(|f| f.spans.iter().map(|s| format!("{}={}", s.role, s.text)).collect::<Vec<_>>().join(" "))
            .unwrap_or_default();
        let why = finding
            .map(|f| {
                f.why.iter().take(5).map(|c| format!("{} {:+.1}", c.feature, c.weight)).collect::<Vec<_>>().join(", ")
            })
            .unwrap_or_default();
        let group = finding.map_or("", |f| f.group.as_str());
        writeln!(
            out,
            "{what} {:.2} {} [{} {} {}] {}\n    read {group}: {read}\n    why {why}",
            r.score,
            l.id,
            l.lang,
            l.kind,
            l.group,
            title(l)
        )?;
    }
    Ok(())
}

fn disguises(
    out: &mut impl Write,
    engine: &Engine,
    at: Option<&Path>,
    corpus: &[Labelled],
    results: &[Screening],
) -> Result<()> {
    let readings = pack::catalogue(at)?.readings;
    let mut scratch = Scratch::default();
    writeln!(out, "\ndisguise          written  recall   (of offers found in plain)")?;
    for how in perturb::DISGUISES {
        let (mut written, mut found) = (0, 0);
        let mut missed = Vec::new();
        let mut turned_away = Vec::new();
        for (l, plain) in corpus.iter().zip(results).filter(|(l, r)| l.offer && r.flagged) {
            if let Some(disguised) = perturb::disguise(&l.listing, plain, how, &readings) {
                written += 1;
                let text = || disguised.fields.iter().map(|f| f.text.as_str()).collect::<Vec<_>>().join(" / ");
                let screened = engine.screen(&disguised, &mut scratch);
                if screened.flagged {
                    found += 1;
                } else if missed.len() < 3 {
                    missed.push(text());
                }
                if screened != engine.screen_ungated(&disguised, &mut scratch) {
                    turned_away.push(text());
                }
            }
        }
        writeln!(out, "{how:<16} {written:>8}  {:>6.3}", ratio(found, written))?;
        for text in missed {
            writeln!(out, "    missed {}", text.chars().take(100).collect::<String>())?;
        }
        // None, or the gate is wrong.
        for text in turned_away {
            writeln!(out, "    the gate turned away {}", text.chars().take(100).collect::<String>())?;
        }
    }
    Ok(())
}

fn against(out: &mut impl Write, path: &Path, corpus: &[Labelled], results: &[Screening]) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let old: BTreeMap<&str, bool> = text
        .lines()
        .filter_map(|line| line.split_once('\t').map(|(id, rest)| (id, rest.starts_with("true"))))
        .collect();
    writeln!(out, "\nturned over against {}", path.display())?;
    let mut count = 0;
    for (l, r) in corpus.iter().zip(results) {
        if let Some(before) = old.get(l.id.as_str()).filter(|before| **before != r.flagged) {
            count += 1;
            let verdict = if l.offer == r.flagged { "better" } else { "worse" };
            writeln!(out, "{verdict}: {} {before} -> {} ({:.2}) {}", l.id, r.flagged, r.score, title(l))?;
        }
    }
    writeln!(out, "{count} of {} turned over", corpus.len())?;
    Ok(())
}
