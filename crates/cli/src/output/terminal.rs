//! Verdicts for people: the words highlighted where they stand, what they were read as, and why.

use super::Verdict;
use crate::judging::Judging;
use crate::law::words;
use crate::messages::Messages;
use anstyle::{AnsiColor, Color, Style as Ansi};
use std::fmt::Write;
use xiezhi_catalogue::Catalogue;
use xiezhi_domain::{Field, Finding, Span};

/// How much is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A few lines a listing.
    Brief,
    /// Every span and every contribution.
    Full,
}

const HEAD: Ansi =
    Ansi::new().bold().fg_color(Some(Color::Ansi(AnsiColor::BrightWhite))).bg_color(Some(Color::Ansi(AnsiColor::Red)));
const CUE: Ansi = Ansi::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Yellow)));
const CALM: Ansi = Ansi::new().fg_color(Some(Color::Ansi(AnsiColor::Cyan)));
const RED: Ansi = Ansi::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));
const DIM: Ansi = Ansi::new().dimmed();

fn paint(style: Ansi, text: &str) -> String {
    format!("{}{text}{}", style.render(), style.render_reset())
}

/// Prints one listing.
pub fn listing(
    verdict: &Verdict,
    catalogue: &Catalogue,
    judging: &Judging,
    messages: &Messages,
    style: Style,
) -> String {
    let mut out = String::new();
    let screening = &verdict.screening;
    let Some(top) = screening.findings.first() else {
        let title = verdict.listing.fields.first().map_or("", |f| f.text.as_str());
        // Writing to a String cannot fail.
        let _ =
            writeln!(out, "{}", paint(DIM, &format!("  {:<8} {}  {}", verdict.id, messages.clear, plain(title, 70))));
        return out;
    };
    let mark = if screening.flagged {
        paint(RED, &format!("▲ {}", messages.suspected))
    } else {
        paint(DIM, &format!("  {}", messages.weak))
    };
    let _ = writeln!(out, "{mark} {} {:.2}  {}", verdict.id, screening.score, summary(top, catalogue, messages));
    if !screening.flagged && style == Style::Brief {
        let title = verdict.listing.fields.first().map_or("", |f| f.text.as_str());
        let _ = writeln!(out, "      {}", paint(DIM, &plain(title, 90)));
        return out;
    }
    let spans: Vec<&Span> = screening
        .findings
        .iter()
        .filter(|f| style == Style::Full || std::ptr::eq(*f, top))
        .flat_map(|f| &f.spans)
        .collect();
    for field in &verdict.listing.fields {
        if style == Style::Full || spans.iter().any(|s| s.field == field.name) {
            let _ = writeln!(out, "      {} {}", paint(DIM, &format!("{}:", field.name)), highlight(field, &spans));
        }
    }
    for finding in screening.findings.iter().take(if style == Style::Full { usize::MAX } else { 1 }) {
        explain(&mut out, finding, messages, style);
    }
    judged(&mut out, verdict, judging, messages, style);
    for problem in &screening.problems {
        let _ = writeln!(out, "      {}", paint(CUE, &format!("{}: {}", problem.field, problem.message)));
    }
    out
}

fn summary(finding: &Finding, catalogue: &Catalogue, messages: &Messages) -> String {
    let title = |titles: Option<&[String; 3]>| titles.and_then(|t| t.get(messages.index)).cloned().unwrap_or_default();
    let group = title(catalogue.group(&finding.group).map(|g| &g.titles));
    let form = title(catalogue.form(&finding.form).map(|f| &f.titles));
    let claims = if finding.claims.is_empty() {
        String::new()
    } else {
        format!(" · {}: {}", messages.claims, finding.claims.join(", "))
    };
    format!("{} · {form} · {group}{claims}", finding.taxon)
}

fn explain(out: &mut String, finding: &Finding, messages: &Messages, style: Style) {
    for span in finding.spans.iter().filter(|s| style == Style::Full || (s.reading != "written" && is_head(s))) {
        let _ = writeln!(
            out,
            "      {} {} {} ({}; {}) [{}:{}..{}]",
            paint(CALM, &plain(&span.text, 40)),
            messages.reads_as,
            span.reads_as,
            span.reading,
            span.role,
            span.field,
            span.start,
            span.end
        );
    }
    let reasons: Vec<String> = finding
        .why
        .iter()
        .take(if style == Style::Full { usize::MAX } else { 6 })
        .map(|c| format!("{} {:+.1}", c.feature, c.weight))
        .collect();
    if !reasons.is_empty() {
        let _ = writeln!(out, "      {}", paint(DIM, &format!("{}: {}", messages.why, reasons.join(", "))));
    }
}

/// The decision with its policy and reasons, and the law of each jurisdiction.
fn judged(out: &mut String, verdict: &Verdict, judging: &Judging, messages: &Messages, style: Style) {
    let decided = &verdict.judged.decided;
    let word = messages.decisions.get(decided.decision as usize).copied().unwrap_or_default();
    let because: Vec<&str> = decided.because.iter().map(|because| because.rule.as_str()).collect();
    let _ = writeln!(out, "      {}: {word} · {} [{}]", messages.decision, judging.policy(), because.join(", "));
    let take = if style == Style::Full { usize::MAX } else { 1 };
    for (finding, considered) in verdict.screening.findings.iter().zip(&verdict.judged.findings).take(take) {
        for (_, answer) in considered.law.iter() {
            let basis: Vec<String> = answer
                .basis
                .iter()
                .filter(|basis| !basis.row.is_empty())
                .map(|basis| format!("{}, {}", basis.instrument, basis.article))
                .take(if style == Style::Full { usize::MAX } else { 1 })
                .collect();
            let of = if style == Style::Full { format!(" · {}", finding.taxon) } else { String::new() };
            let mark = if answer.uncertain { " (?)" } else { "" };
            let _ = writeln!(
                out,
                "      {} {}{of}: {}{mark}{}",
                messages.law,
                answer.jurisdiction,
                words::ruling(answer.verdict, messages.index),
                if basis.is_empty() { String::new() } else { format!(" · {}", basis.join("; ")) }
            );
        }
    }
}

fn is_head(span: &Span) -> bool {
    matches!(span.role.as_str(), "name" | "product" | "code")
}

/// The field with its spans coloured: heads red, the rest yellow. Long texts are cut around the spans.
fn highlight(field: &Field, spans: &[&Span]) -> String {
    const AROUND: usize = 120;
    let mut places: Vec<(usize, usize, bool)> =
        spans.iter().filter(|s| s.field == field.name).map(|s| (s.start, s.end, is_head(s))).collect();
    places.sort_by_key(|(start, end, head)| (*start, !*head, std::cmp::Reverse(*end)));
    let mut out = String::new();
    let mut at = 0;
    for (start, end, head) in places {
        if start < at {
            continue;
        }
        let between = field.text.get(at..start).unwrap_or("");
        out.push_str(&shorten(between, AROUND));
        out.push_str(&paint(
            if head { HEAD } else { CUE },
            &plain(field.text.get(start..end).unwrap_or(""), usize::MAX),
        ));
        at = end;
    }
    out.push_str(&shorten(field.text.get(at..).unwrap_or(""), AROUND));
    out
}

fn shorten(text: &str, limit: usize) -> String {
    let count = text.chars().count();
    if count <= limit {
        return plain(text, usize::MAX);
    }
    let half = limit / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(count - half).collect();
    format!("{} … {}", plain(&head, usize::MAX), plain(&tail, usize::MAX))
}

/// Sellers' text without control characters, so that it cannot drive the terminal.
fn plain(text: &str, limit: usize) -> String {
    let mut out: String = text.chars().take(limit).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if limit != usize::MAX && text.chars().nth(limit).is_some() {
        out.push('…');
    }
    out
}
