//! Answers for people: the verdict, its articles, what is missing, what would change it.

use super::words::{self, Labels};
use anyhow::Result;
use std::io::Write;
use xiezhi_law::answer::Court;
use xiezhi_law::{Answer, Change, Question, Ruling};

/// A few lines.
pub fn brief(
    out: &mut impl Write,
    court: &Court<'_>,
    question: &Question,
    answer: &Answer,
    language: usize,
) -> Result<()> {
    let say = words::labels(language);
    heading(out, court, question, answer, language)?;
    for basis in &answer.basis {
        if basis.row.is_empty() {
            writeln!(out, "  {}: {}", say.basis, say.no_provision)?;
        } else {
            writeln!(
                out,
                "  {}: {}, {} [{}]",
                say.basis,
                title(court, &basis.row, &basis.instrument, language),
                basis.article,
                basis.row
            )?;
        }
    }
    documents(out, court, answer, (say, language))?;
    for doubt in &answer.doubts {
        let about = answer_word(&doubt.about, language);
        writeln!(out, "  ? {}", words::doubt(doubt.kind, language).replace("{}", about))?;
    }
    if !answer.missing.is_empty() {
        let missing: Vec<&str> = answer.missing.iter().map(|fact| words::fact(fact, language)).collect();
        writeln!(out, "  {}: {}", say.missing, missing.join(", "))?;
    }
    Ok(())
}

/// Everything.
pub fn full(
    out: &mut impl Write,
    court: &Court<'_>,
    question: &Question,
    answer: &Answer,
    language: usize,
) -> Result<()> {
    let say = words::labels(language);
    brief(out, court, question, answer, language)?;
    if !answer.rows.is_empty() {
        writeln!(out, "  {}:", say.applied)?;
    }
    for applied in &answer.rows {
        let mut notes = Vec::new();
        if applied.lifted {
            notes.push(say.lifted);
        }
        if !applied.sure {
            notes.push(say.unsure);
        }
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        writeln!(out, "    {}: {}{notes}", applied.row, words::ruling(applied.result, language))?;
    }
    if !answer.would_change.is_empty() {
        writeln!(out, "  {}:", say.would_change)?;
    }
    for change in &answer.would_change {
        change_line(out, court, change, (say, language))?;
    }
    Ok(())
}

fn heading(
    out: &mut impl Write,
    court: &Court<'_>,
    question: &Question,
    answer: &Answer,
    language: usize,
) -> Result<()> {
    let say = words::labels(language);
    let place = court.law.jurisdiction(&question.jurisdiction).and_then(|at| court.law.jurisdiction_at(at));
    let place = place.and_then(|j| j.titles.get(language)).cloned().unwrap_or_default();
    let form = match court.catalogue.form(&question.form).and_then(|form| form.titles.get(language)) {
        Some(title) => title.clone(),
        None if question.form.is_empty() => say.unknown_form.to_owned(),
        None => question.form.clone(),
    };
    let claims: Vec<String> = question.claims.iter().map(|claim| claim_title(court, claim, language)).collect();
    let claims = if claims.is_empty() { String::new() } else { format!(" · {}: {}", say.claims, claims.join(", ")) };
    let taxon = answer.taxon.as_deref().unwrap_or(&question.taxon);
    let uncertain = if answer.uncertain { format!(" ({})", say.uncertain) } else { String::new() };
    writeln!(
        out,
        "{place} {} · {taxon} · {form} · {}{claims}: {}{uncertain}",
        answer.date,
        words::transaction(question.transaction, language),
        words::ruling(answer.verdict, language)
    )?;
    Ok(())
}

/// Titles in the law's own language serve readers of Chinese better, where the law is Chinese.
fn title(court: &Court<'_>, row: &str, instrument: &str, language: usize) -> String {
    let row = court.law.rows.iter().find(|other| other.id == row);
    let held = row.and_then(|row| court.law.instruments.get(row.instrument? as usize));
    match held {
        Some(held) if language > 0 && held.local.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) => {
            format!("《{}》{}", held.local, held.number)
        }
        _ => instrument.to_owned(),
    }
}

fn documents(
    out: &mut impl Write,
    court: &Court<'_>,
    answer: &Answer,
    (say, language): (&Labels, usize),
) -> Result<()> {
    let single: Vec<Vec<String>> = answer.documents.iter().map(|id| vec![id.clone()]).collect();
    let groups = if answer.document_groups.is_empty() { &single } else { &answer.document_groups };
    for any in groups {
        let titles: Vec<String> = any.iter().map(|id| document_title(court, answer, id, language)).collect();
        writeln!(out, "  {}: {}", say.documents, titles.join(&format!(" {} ", say.or)))?;
    }
    Ok(())
}

/// A document's title; of documents with one id the one of the jurisdiction asked.
fn document_title(court: &Court<'_>, answer: &Answer, id: &str, language: usize) -> String {
    let home = court.law.jurisdiction(&answer.jurisdiction);
    let mut named: Vec<_> = court.law.documents.iter().filter(|document| document.id == id).collect();
    named.sort_by_key(|document| Some(document.jurisdiction) != home);
    named.first().and_then(|document| document.titles.get(language)).cloned().unwrap_or_else(|| id.to_owned())
}

fn claim_title(court: &Court<'_>, claim: &str, language: usize) -> String {
    let at = xiezhi_law::claims::find(&court.law.claims, claim);
    let title = at.and_then(|at| court.law.claims.get(at)).and_then(|claim| claim.titles.get(language));
    title.cloned().unwrap_or_else(|| claim.to_owned())
}

fn change_line(
    out: &mut impl Write,
    court: &Court<'_>,
    change: &Change,
    (say, language): (&Labels, usize),
) -> Result<()> {
    let values: Vec<String> = change
        .values
        .iter()
        .map(|value| match change.fact {
            "claim" => claim_title(court, value, language),
            "form" => court.catalogue.form(value).and_then(|f| f.titles.get(language)).unwrap_or(value).clone(),
            "transaction" => value.parse().map_or(value.as_str(), |t| words::transaction(t, language)).to_owned(),
            _ => value.clone(),
        })
        .collect();
    let papers = if change.documents.is_empty() {
        String::new()
    } else {
        let title = |id: &String| {
            let found = court.law.documents.iter().find(|document| document.id == *id);
            found.and_then(|document| document.titles.get(language)).unwrap_or(id).clone()
        };
        format!(" ({}: {})", say.documents, change.documents.iter().map(title).collect::<Vec<_>>().join(", "))
    };
    writeln!(
        out,
        "    {} = {}: {}{papers}",
        words::fact(change.fact, language),
        values.join(", "),
        words::ruling(change.verdict, language)
    )?;
    Ok(())
}

/// A ruling's word in the reader's language; anything else as it stands.
fn answer_word(about: &str, language: usize) -> &str {
    about.parse::<Ruling>().map_or(about, |ruling| words::ruling(ruling, language))
}
