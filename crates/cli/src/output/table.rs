//! Verdicts as rows of a table, for spreadsheets.

use super::Verdict;
use anyhow::Result;

/// Names of the columns.
pub fn header() -> Vec<u8> {
    b"id,flagged,score,decision,taxon,group,form,claims,law,text,reads_as,reading,title,catalogue\n".to_vec()
}

/// One row: the listing's strongest finding.
pub fn row(verdict: &Verdict, catalogue: &str) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let finding = verdict.screening.findings.first();
    let span = finding.and_then(|f| f.spans.iter().find(|s| matches!(s.role.as_str(), "name" | "product" | "code")));
    let title = verdict.listing.fields.first().map_or("", |f| f.text.as_str());
    let text = |value: Option<&str>| value.unwrap_or("").to_owned();
    let law: Vec<String> = verdict
        .judged
        .findings
        .first()
        .map(|first| first.law.iter().map(|(_, a)| format!("{}:{}", a.jurisdiction, a.verdict)).collect())
        .unwrap_or_default();
    let law = law.join(" ");
    writer.write_record([
        verdict.id.clone(),
        verdict.screening.flagged.to_string(),
        super::round(verdict.screening.score).to_string(),
        verdict.judged.decided.decision.to_string(),
        text(finding.map(|f| f.taxon.as_str())),
        text(finding.map(|f| f.group.as_str())),
        text(finding.map(|f| f.form.as_str())),
        finding.map(|f| f.claims.join(" ")).unwrap_or_default(),
        law,
        text(span.map(|s| s.text.as_str())),
        text(span.map(|s| s.reads_as.as_str())),
        text(span.map(|s| s.reading.as_str())),
        harmless(title),
        catalogue.to_owned(),
    ])?;
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// Spreadsheets take a cell that begins with these for a formula; sellers' text must not run there.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
