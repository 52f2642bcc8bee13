//! `xiezhi law ask` and `law explain`: questions in, answers out, one a line. A line that cannot be read is named and counted.

use super::args::{Ask, AskFormat, One};
use super::text;
use crate::catalogue::today;
use crate::messages::index_of;
use crate::pack::{self, Laws};
use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xiezhi_catalogue::Catalogue;
use xiezhi_law::answer::Court;
use xiezhi_law::{Answer, Question, day};

/// Exit status where some lines could not be read.
const SOME_REJECTED: u8 = 3;

/// One answer as NDJSON prints it.
#[derive(Serialize)]
pub struct Line<'a> {
    /// The input's id, or its line number.
    pub id: &'a str,
    /// The question as it was put.
    pub question: Asked<'a>,
    /// The answer.
    #[serde(flatten)]
    pub answer: &'a Answer,
    /// With which facts, law and program.
    pub made_with: MadeWith<'a>,
}

/// A question as it was put, so that the answer can be replayed.
#[derive(Serialize)]
pub struct Asked<'a> {
    jurisdiction: &'a str,
    date: String,
    taxon: &'a str,
    form: &'a str,
    claims: &'a [String],
    origin: &'a str,
    transaction: &'a str,
}

/// Identities of what an answer was made with.
#[derive(Serialize)]
pub struct MadeWith<'a> {
    engine: &'a str,
    catalogue: &'a str,
    law: &'a str,
}

/// Runs `ask`.
pub fn run(out: &mut impl Write, args: &Ask, at: Option<&Path>) -> Result<ExitCode> {
    let catalogue = pack::catalogue(at)?;
    let laws = pack::laws(at, &catalogue)?;
    let court = laws.court(&catalogue);
    let language = index_of(args.one.lang);
    if args.one.taxon.is_some() {
        let format = args.format.unwrap_or(AskFormat::Text);
        for question in from_flags(&args.one, &laws)? {
            put(out, &court, &question.jurisdiction, &question, (format, language))?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let format = args.format.unwrap_or(AskFormat::Ndjson);
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    let mut bad = 0u64;
    for file in &files {
        bad += read(out, &court, file, args, (format, language))?;
    }
    out.flush()?;
    if bad > 0 {
        writeln!(std::io::stderr(), "xiezhi: {bad} lines could not be read")?;
        return Ok(ExitCode::from(SOME_REJECTED));
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `explain`.
pub fn explain(out: &mut impl Write, one: &One, at: Option<&Path>) -> Result<ExitCode> {
    let catalogue = pack::catalogue(at)?;
    let laws = pack::laws(at, &catalogue)?;
    let court = laws.court(&catalogue);
    for question in from_flags(one, &laws)? {
        let answer = court.explain(&question)?;
        text::full(out, &court, &question, &answer, index_of(one.lang))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The questions that flags put: one a jurisdiction.
fn from_flags(one: &One, laws: &Laws) -> Result<Vec<Question>> {
    let Some(taxon) = &one.taxon else { bail!("say what is offered with --taxon, such as --taxon \"Manis javanica\"") };
    let day = match one.on {
        Some(day) => day,
        None => today()?,
    };
    let all = one.jurisdiction.is_empty() || one.jurisdiction.iter().any(|j| j == "all");
    let jurisdictions: Vec<String> =
        if all { laws.law.jurisdictions.iter().map(|j| j.id.clone()).collect() } else { one.jurisdiction.clone() };
    let question = |jurisdiction: String| Question {
        taxon: taxon.clone(),
        form: one.form.clone(),
        claims: one.claims.clone(),
        origin: one.origin.clone(),
        jurisdiction,
        day: day::number(day),
        transaction: one.transaction,
    };
    Ok(jurisdictions.into_iter().map(question).collect())
}

fn read(out: &mut impl Write, court: &Court<'_>, file: &Path, args: &Ask, style: (AskFormat, usize)) -> Result<u64> {
    let mut reader: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let opened = File::open(file).with_context(|| format!("cannot open `{}`", file.display()))?;
        Box::new(BufReader::new(opened))
    };
    let today = match args.one.on {
        Some(day) => day,
        None => today()?,
    };
    let (mut bad, mut number, mut line) = (0, 0u64, Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).with_context(|| format!("cannot read `{}`", file.display()))? == 0 {
            return Ok(bad);
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = question(&line, args, day::number(today));
        let put = read
            .and_then(|(id, question)| put(out, court, &id.unwrap_or_else(|| number.to_string()), &question, style));
        if let Err(error) = put {
            if error.downcast_ref::<std::io::Error>().is_some() {
                return Err(error);
            }
            bad += 1;
            writeln!(std::io::stderr(), "xiezhi: {}:{number}: {error:#}", file.display())?;
        }
    }
}

/// Reads a line of NDJSON as a question; flags fill in what it leaves out.
pub fn question(line: &[u8], args: &Ask, today: day::Day) -> Result<(Option<String>, Question)> {
    let text = std::str::from_utf8(line).context("not UTF-8")?;
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).context("not JSON")?;
    let Value::Object(object) = &value else { bail!("expected a JSON object with a `taxon`") };
    let word = |key: &str| -> Result<Option<String>> {
        match object.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) if key == "id" => Ok(Some(number.to_string())),
            Some(_) => bail!("field `{key}`: expected a text"),
        }
    };
    let claims = match object.get("claims") {
        None | Some(Value::Null) => args.one.claims.clone(),
        Some(Value::String(text)) => text.split([',', ';']).map(|w| w.trim().to_owned()).collect(),
        Some(Value::Array(items)) => {
            let read = |item: &Value| item.as_str().map(str::to_owned).context("field `claims`: expected texts");
            items.iter().map(read).collect::<Result<_>>()?
        }
        Some(_) => bail!("field `claims`: expected a list of texts"),
    };
    let first = args.one.jurisdiction.first().cloned();
    let jurisdiction = word("jurisdiction")?.or(first).context("field `jurisdiction` is missing")?;
    let date = match word("date")?.filter(|text| !text.is_empty()) {
        Some(text) => {
            let date: xiezhi_catalogue::Date =
                text.parse().map_err(|e: String| anyhow::anyhow!("field `date`: {e}"))?;
            day::number(date)
        }
        None => today,
    };
    let transaction = match word("transaction")?.filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map_err(|e: String| anyhow::anyhow!("field `transaction`: {e}"))?,
        None => args.one.transaction,
    };
    let question = Question {
        taxon: word("taxon")?.filter(|text| !text.trim().is_empty()).context("field `taxon` is missing")?,
        form: word("form")?.unwrap_or_else(|| args.one.form.clone()),
        claims: claims.into_iter().filter(|claim| !claim.is_empty()).collect(),
        origin: word("origin")?.unwrap_or_else(|| args.one.origin.clone()),
        jurisdiction,
        day: date,
        transaction,
    };
    Ok((word("id")?, question))
}

/// A question as an answer records it.
pub fn recorded(value: &Value) -> Result<Question> {
    let word = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let date: xiezhi_catalogue::Date = word("date").parse().map_err(|error: String| anyhow::anyhow!(error))?;
    let claims = value.get("claims").and_then(Value::as_array);
    Ok(Question {
        taxon: word("taxon"),
        form: word("form"),
        claims: claims.map(|all| all.iter().filter_map(|c| c.as_str().map(Into::into)).collect()).unwrap_or_default(),
        origin: word("origin"),
        jurisdiction: word("jurisdiction"),
        day: day::number(date),
        transaction: word("transaction").parse().map_err(|error: String| anyhow::anyhow!(error))?,
    })
}

fn put(
    out: &mut impl Write,
    court: &Court<'_>,
    id: &str,
    question: &Question,
    (format, language): (AskFormat, usize),
) -> Result<()> {
    let answer = court.explain(question)?;
    match format {
        AskFormat::Ndjson => {
            serde_json::to_writer(&mut *out, &line(court, id, question, &answer))?;
            writeln!(out)?;
        }
        AskFormat::Text => text::brief(out, court, question, &answer, language)?,
    }
    Ok(())
}

/// The line of an answer.
pub fn line<'a>(court: &'a Court<'_>, id: &'a str, question: &'a Question, answer: &'a Answer) -> Line<'a> {
    let asked = Asked {
        jurisdiction: &question.jurisdiction,
        date: answer.date.clone(),
        taxon: &question.taxon,
        form: &question.form,
        claims: &question.claims,
        origin: &question.origin,
        transaction: question.transaction.word(),
    };
    Line { id, question: asked, answer, made_with: made_with(court.catalogue, &court.law.hash) }
}

fn made_with<'a>(catalogue: &'a Catalogue, law: &'a str) -> MadeWith<'a> {
    MadeWith { engine: env!("CARGO_PKG_VERSION"), catalogue: &catalogue.hash, law }
}
