//! What the law tables cover, as a page for people, made from the tables themselves.

use crate::answer::{Court, Question, date_text};
use crate::day::{Day, LAST};
use crate::words::{Ruling, Transaction};
use std::fmt::Write;

/// Offers that show at a glance how jurisdictions differ.
const SHOWN: [(&str, &str, &str); 8] = [
    ("African elephant ivory, carved", "Loxodonta africana", "carving"),
    ("rhinoceros horn", "Diceros bicornis", "horn"),
    ("tiger bone", "Panthera tigris", "bone"),
    ("pangolin scales", "Manis javanica", "scale"),
    ("hawksbill shell", "Eretmochelys imbricata", "shell"),
    ("grey parrot, live", "Psittacus erithacus", "live"),
    ("shark fin, listed species", "Sphyrna lewini", "fin"),
    ("mammoth ivory, carved", "Mammuthus primigenius", "carving"),
];

/// The page, in Markdown, with verdicts of a day.
#[must_use]
pub fn table(court: &Court<'_>, day: Day) -> String {
    let law = court.law;
    let mut out = String::from(
        "# What the law tables cover\n\n<!-- Made by `xiezhi law table`; do not edit. -->\n\n\
         Facts from public law, in the project's own words; not legal advice. `unsure` counts rows that the sources leave in doubt, `low` \
         instruments whose particulars are weakly sourced.\n\n\
         | | jurisdiction | instruments | low | rows | exceptions | unsure | list entries | documents | cases | changes of law since 2010 |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    // Writing to a String cannot fail.
    for (number, jurisdiction) in (0u16..).zip(&law.jurisdictions) {
        let rows: Vec<_> = law.rows.iter().filter(|row| row.jurisdiction == number).collect();
        let instruments: Vec<_> = law.instruments.iter().filter(|i| i.jurisdiction == number).collect();
        let mut days: Vec<Day> =
            rows.iter().map(|row| row.span.from).filter(|from| (20_100_000..LAST).contains(from)).collect();
        days.sort_unstable();
        days.dedup();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            jurisdiction.id,
            jurisdiction.titles.first().map_or("", String::as_str),
            instruments.len(),
            instruments.iter().filter(|i| i.confidence == "low").count(),
            rows.len(),
            rows.iter().filter(|row| row.exception).count(),
            rows.iter().filter(|row| !row.sure).count(),
            law.listings_of(number).len(),
            law.documents.iter().filter(|d| d.jurisdiction == number).count(),
            law.cases.iter().filter(|case| case.jurisdiction == number).count(),
            days.len()
        );
    }
    let _ = writeln!(out, "\n## Some offers on {}\n", date_text(day));
    let _ = writeln!(
        out,
        "No claims, unknown origin. ✗ prohibited · ¶ needs documents · – no provision or allowed · ? uncertain.\n"
    );
    let _ = writeln!(out, "| | {} |", SHOWN.map(|(title, ..)| title).join(" | "));
    let _ = writeln!(out, "|---{}|", "|---".repeat(SHOWN.len()));
    for jurisdiction in &law.jurisdictions {
        let marks: Vec<String> =
            SHOWN.iter().map(|(_, taxon, form)| mark(court, &jurisdiction.id, taxon, form, day)).collect();
        let _ = writeln!(out, "| {} | {} |", jurisdiction.id, marks.join(" | "));
    }
    let _ = writeln!(out, "\n## Instruments\n\n| | title | number | in force |\n|---|---|---|---|");
    for instrument in &law.instruments {
        let home = law.jurisdiction_at(instrument.jurisdiction).map_or("", |j| j.id.as_str());
        let to = if instrument.span.to == LAST { String::new() } else { date_text(instrument.span.to) };
        let _ = writeln!(
            out,
            "| {home} | {} | {} | {}–{to} |",
            instrument.title.replace('|', "/"),
            instrument.number.replace('|', "/"),
            date_text(instrument.span.from)
        );
    }
    out
}

fn mark(court: &Court<'_>, jurisdiction: &str, taxon: &str, form: &str, day: Day) -> String {
    let question = Question {
        taxon: taxon.into(),
        form: form.into(),
        claims: Vec::new(),
        origin: String::new(),
        jurisdiction: jurisdiction.into(),
        day,
        transaction: Transaction::Offer,
    };
    let Ok(answer) = court.answer(&question) else { return String::new() };
    let mark = match answer.verdict {
        Ruling::Prohibited => "✗",
        Ruling::NeedsDocument => "¶",
        Ruling::Allowed => "–",
    };
    format!("{mark}{}", if answer.uncertain { "?" } else { "" })
}
