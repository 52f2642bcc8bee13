//! The law as it stands in the catalogue: no faults, every case holds, every statement is proved; a broken file is refused by name.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{CATALOGUE, FILES, READING, court, law};
use std::time::Instant;
use xiezhi_law::prove::prove;
use xiezhi_law::read;

#[test]
fn the_tables_have_no_faults() {
    let faults: Vec<String> = READING.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_case_holds() {
    let faults: Vec<String> = court().check_cases().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(law().cases.len() >= 400, "{} cases", law().cases.len());
    for (number, jurisdiction) in (0u16..).zip(&law().jurisdictions) {
        let count = law().cases.iter().filter(|case| case.jurisdiction == number).count();
        assert!(count >= 10, "{} has {count} cases", jurisdiction.id);
    }
}

#[test]
fn every_statement_is_proved_within_a_minute() {
    let start = Instant::now();
    let proof = prove(&court());
    let broken: Vec<String> =
        proof.broken.iter().map(|b| format!("{}: {:?}", law().invariants[b.invariant].id, b.example)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(law().invariants.len() >= 15);
    assert!(proof.classes > 100_000 && proof.offers > u128::from(u64::MAX), "{} {}", proof.classes, proof.offers);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn a_broken_file_is_refused_by_file_line_and_rule() {
    // (file, text to find, text to put there, the fault)
    let cases: &[(&str, &str, &str, &str)] = &[
        ("law/CN/rows.tsv", "\tprohibited\t", "\tforbidden\t", "result: `forbidden` is not a result"),
        (
            "law/CN/rows.tsv",
            "cn-sale-1988\tcn:any",
            "cn-sale-1988\tcn:III",
            "selector: `taxa`: `cn:III` is no selector",
        ),
        (
            "law/CN/rows.tsv",
            "cn-sale-1988\tcn:any",
            "cn-sale-1988\tPanthera tigrix",
            "taxon: `taxa`: `Panthera tigrix`",
        ),
        ("law/CN/rows.tsv", "1989-03-01", "1989-13-01", "date: `1989-13-01` is not a day"),
        ("law/CN/rows.tsv", "captive-bred|farmed", "captive-bred|farm", "claim: `when`: `farm` is not in claims.tsv"),
        (
            "law/CN/rows.tsv",
            "cn-breeding,cn-mark",
            "cn-breeding,cn-stamp",
            "document: `cn-stamp` is in no documents.tsv",
        ),
        (
            "law/CN/rows.tsv",
            "cn-sale-2016,cn-sale-display-2016",
            "cn-sale-2017,cn-sale-display-2016",
            "lifts: `cn-sale-2017` is no other row",
        ),
        ("law/claims.tsv", "pre-1925,pre-1947", "pre-1925,pre-1948", "claim: `pre-1948` is not in claims.tsv"),
        ("law/sets.tsv", "tusk,tusk_piece", "tusk,tusks", "form: `tusks` is no form"),
        ("law/policy/law-only.tsv", "\t0.5\t", "\t5\t", "score: `5` is not a score from 0 to 1"),
        ("law/invariants/law.tsv", "\tallowed\t", "\tloose\t", "never: `loose` is not a result"),
    ];
    for (file, from, to, want) in cases {
        let mut files = FILES.clone();
        let text = files.get_mut(*file).unwrap();
        assert!(text.contains(from), "{file} holds no {from}");
        *text = text.replacen(from, to, 1);
        let reading = read(&files, &CATALOGUE);
        let found: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|fault| fault.starts_with(file) && fault.contains(want)), "{want}: {found:?}");
        let numbered = |fault: &&String| fault.starts_with(file) && fault.contains(want);
        let line = found.iter().find(numbered).unwrap().split(':').nth(1).unwrap();
        assert!(line.parse::<u32>().unwrap() > 1, "{found:?}");
    }
}

#[test]
fn a_claim_that_clears_by_itself_is_refused() {
    let row = "cn-bad\tPanthera tigris\t\tskin\tantique\t\toffer\t{}\t{}\tcn-sale-2022\twpl-x\tArt. 1\t2023-05-01\t\tyes\tnone\t\n";
    let instrument =
        law().instruments.iter().find(|i| law().jurisdictions[i.jurisdiction as usize].id == "CN").unwrap();
    for (result, documents, want) in [
        ("allowed", "", "claim: a claim alone never allows"),
        ("needs_document", "", "document: it needs a document and names none"),
        ("needs_document", "cn-quarantine", "proof: it rests on a claim that none of its documents proves"),
    ] {
        let mut files = FILES.clone();
        let text = files.get_mut("law/CN/rows.tsv").unwrap();
        let row = row.replacen("{}", result, 1).replacen("{}", documents, 1).replace("wpl-x", &instrument.id);
        text.push_str(&row);
        let reading = read(&files, &CATALOGUE);
        let found: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|fault| fault.contains(want)), "{want}: {found:?}");
    }
}

#[test]
fn the_page_of_coverage_is_current() {
    let page = xiezhi_law::coverage::table(&court(), 20_260_601);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/law-coverage.md");
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(held == page, "run `xiezhi law table > docs/law-coverage.md`");
}

#[test]
fn days_differ_where_the_law_changed() {
    let cn = law().jurisdiction("CN").unwrap();
    let changes = xiezhi_law::diff::diff(&court(), 20_200_604, 20_200_606, &[cn]);
    assert!(changes.is_empty() || changes.iter().all(|change| change.jurisdiction == "CN"));
    let uk = law().jurisdiction("UK").unwrap();
    let changes = xiezhi_law::diff::diff(&court(), 20_220_605, 20_220_607, &[uk]);
    let ivory = changes.iter().find(|change| change.taxa.iter().any(|taxon| taxon == "Loxodonta africana"));
    assert!(ivory.is_none_or(|change| change.to > change.from), "{ivory:?}");
    assert!(xiezhi_law::diff::diff(&court(), 20_220_607, 20_220_607, &[uk, cn]).is_empty());
}
