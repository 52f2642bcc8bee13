//! `xiezhi replay`: makes a verdict again from what it records. It comes out the same to the byte, or it is said which part differs.

use crate::args::Judge;
use crate::judging::Judging;
use crate::law::ask;
use crate::output::Verdict;
use crate::pack::{self, Laws};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;
use xiezhi_catalogue::Catalogue;
use xiezhi_domain::Listing;
use xiezhi_law::offer::Docket;
use xiezhi_screen::{Engine, Scratch};

/// Exit status where a verdict did not come out the same.
const DIFFERS: u8 = 1;

/// Replays each line of a file.
pub fn run(file: &Path, at: Option<&Path>) -> Result<ExitCode> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
    } else {
        text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut stage = Stage { at, engine: None, facts: None };
    let (mut same, mut other) = (0u64, 0u64);
    // A file that holds one object over several lines is one verdict; so are the elements of an array, one a line.
    let whole = text.trim();
    let lines: Vec<&str> = if serde_json::from_str::<Value>(whole).is_ok_and(|v| v.is_object()) {
        vec![whole]
    } else {
        text.lines().collect()
    };
    for (number, line) in lines.iter().enumerate() {
        let line = line.trim().trim_end_matches(',');
        if matches!(line, "" | "[" | "]") {
            continue;
        }
        let record: Value = serde_json::from_str(line).with_context(|| format!("line {}: not JSON", number + 1))?;
        let again = stage.again(&record).with_context(|| format!("line {}", number + 1))?;
        let id = record.get("id").and_then(Value::as_str).unwrap_or("?");
        if again == line || serde_json::from_str::<Value>(&again).is_ok_and(|v| v == record && line.contains('\n')) {
            same += 1;
            writeln!(out, "{id}: the same")?;
        } else {
            other += 1;
            writeln!(out, "{id}: {}", differences(&record, &again)?)?;
        }
    }
    writeln!(out, "{same} verdicts came out the same, {other} did not")?;
    out.flush()?;
    Ok(if other == 0 { ExitCode::SUCCESS } else { ExitCode::from(DIFFERS) })
}

struct Stage<'a> {
    at: Option<&'a Path>,
    engine: Option<Engine>,
    facts: Option<(Catalogue, Laws)>,
}

impl Stage<'_> {
    fn again(&mut self, record: &Value) -> Result<String> {
        if record.get("listing").is_some() {
            self.screen(record)
        } else if record.get("question").is_some() {
            self.ask(record)
        } else {
            bail!(
                "it records neither a `listing` nor a `question`: only verdicts of `screen --format ndjson` and answers of `law ask` can be replayed"
            )
        }
    }

    fn screen(&mut self, record: &Value) -> Result<String> {
        if self.engine.is_none() {
            self.engine = Some(pack::engine(self.at)?);
        }
        let engine = self.engine.as_mut().context("the engine is there")?;
        let part =
            |key: &str| record.get("settings").and_then(|settings| settings.get(key)).cloned().unwrap_or_default();
        let word = |key: &str| part(key).as_str().unwrap_or_default().to_owned();
        let listing: Listing = serde_json::from_value(record.get("listing").cloned().unwrap_or_default())
            .context("its `listing` cannot be read")?;
        let judge = Judge {
            jurisdiction: part("jurisdictions")
                .as_array()
                .map(|all| all.iter().filter_map(|id| id.as_str().map(Into::into)).collect())
                .unwrap_or_default(),
            policy: word("policy"),
            on: Some(word("on").parse().map_err(|error: String| anyhow::anyhow!(error))?),
            channel: word("channel").parse().map_err(|error: String| anyhow::anyhow!(error))?,
        };
        engine.threshold = part("threshold").as_f64().context("its settings have no threshold")?;
        let judging = Judging::new(&judge, self.at, &engine.catalogue)?;
        let screening = engine.screen(&listing, &mut Scratch::default());
        let judged = judging.judge(&engine.catalogue, &mut Docket::default(), &listing, &screening);
        let id = record.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let verdict = Verdict { id, listing, screening, judged };
        Ok(serde_json::to_string(&verdict.line(&engine.catalogue, &judging, engine.threshold))?)
    }

    fn ask(&mut self, record: &Value) -> Result<String> {
        if self.facts.is_none() {
            let catalogue = pack::catalogue(self.at)?;
            let laws = pack::laws(self.at, &catalogue)?;
            self.facts = Some((catalogue, laws));
        }
        let (catalogue, laws) = self.facts.as_ref().context("the facts are there")?;
        let court = laws.court(catalogue);
        let question = record.get("question").cloned().unwrap_or_default();
        let question = ask::recorded(&question)?;
        let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
        let answer = court.explain(&question)?;
        Ok(serde_json::to_string(&ask::line(&court, id, &question, &answer))?)
    }
}

/// Says which part differs: an identity where one does, else the fields.
fn differences(record: &Value, again: &str) -> Result<String> {
    let again: Value = serde_json::from_str(again)?;
    let part = |value: &Value, key: &str| -> Option<String> {
        let found = value.get(key).or_else(|| value.get("made_with")?.get(key))?;
        found.as_str().map(str::to_owned)
    };
    let mut parts = Vec::new();
    for key in ["engine", "catalogue", "law", "weights"] {
        let (was, is) = (part(record, key), part(&again, key));
        if was != is {
            let short = |value: Option<String>| value.map_or("none".into(), |v| v.chars().take(12).collect::<String>());
            parts.push(format!("{key} (recorded {}, here {})", short(was), short(is)));
        }
    }
    let fields: Vec<&str> = match (record.as_object(), again.as_object()) {
        (Some(was), Some(is)) => was
            .iter()
            .filter(|(key, value)| is.get(*key) != Some(value))
            .map(|(key, _)| key.as_str())
            .filter(|key| !matches!(*key, "engine" | "catalogue" | "law" | "weights" | "made_with"))
            .collect(),
        _ => Vec::new(),
    };
    Ok(match (parts.is_empty(), fields.is_empty()) {
        (false, true) => format!("the same but for the identity of: {}", parts.join(", ")),
        (false, false) => format!("another verdict ({}); made with another {}", fields.join(", "), parts.join(", ")),
        (true, false) => {
            format!("another verdict ({}) though all identities agree: the record was changed", fields.join(", "))
        }
        (true, true) => "the same content written otherwise".into(),
    })
}
