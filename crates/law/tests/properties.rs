//! What holds of any question: sampled offers have the verdict of their class, claims that prove nothing never loosen, a stricter appendix
//! never loosens, and every question is answered.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests fail by panicking"
)]

mod common;

use common::{CATALOGUE, FILES, court, law};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use xiezhi_catalogue::load::load_files;
use xiezhi_law::answer::Court;
use xiezhi_law::index::{Asked, build};
use xiezhi_law::prove::representative;
use xiezhi_law::{Question, Ruling, Transaction, read};

fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// Any offer as numbers: taxon, form, claims, origin, jurisdiction, day, transaction.
fn offers() -> impl Strategy<Value = (u32, usize, u64, Option<u16>, u32, (u32, u32, u32), usize)> {
    let taxa = court().index.taxa();
    let forms = law().forms.names().count();
    let places = law().jurisdictions.len() as u32;
    (
        0..=taxa,
        0..=forms,
        // Few claims at a time: with half of all claims nearly every condition is met.
        (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(a, b, c)| a & b & c),
        prop_oneof![Just(None), (0u16..676).prop_map(Some)],
        0..places,
        (1970u32..2030, 1u32..13, 1u32..29),
        0usize..5,
    )
}

fn asked(
    (taxon, form, claims, origin, place, (y, m, d), transaction): (
        u32,
        usize,
        u64,
        Option<u16>,
        u32,
        (u32, u32, u32),
        usize,
    ),
) -> Asked {
    let court = court();
    let means =
        law().claims.iter().enumerate().filter(|(at, _)| claims >> at & 1 == 1).fold(0, |all, (_, c)| all | c.means);
    let taxon = (taxon < court.index.taxa()).then_some(taxon);
    let forms = law().forms.names().nth(form).map_or(law().forms.all(), |(_, set)| set);
    let transaction = Transaction::ALL[transaction].bit();
    Asked {
        class: court.index.class(taxon),
        forms,
        claims: means,
        origin,
        place,
        day: y * 10_000 + m * 100 + d,
        transaction,
    }
}

#[test]
fn sampled_offers_have_the_verdict_of_their_class() {
    runner(5000)
        .run(&offers(), |offer| {
            let (court, asked) = (court(), asked(offer));
            let class = representative(&court, &asked);
            prop_assert_eq!(
                court.index.judge(&asked).ruling,
                court.index.judge(&class).ruling,
                "{:?} {:?}",
                asked,
                class
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn claims_that_no_paper_proves_never_loosen() {
    let proved = law().documents.iter().fold(0, |all, document| all | document.proves);
    let empty: Vec<u64> = law().claims.iter().map(|c| c.means).filter(|means| means & proved == 0).collect();
    assert!(!empty.is_empty());
    runner(20_000)
        .run(&(offers(), 0..empty.len()), |(offer, more)| {
            let (court, asked) = (court(), asked(offer));
            let said = Asked { claims: asked.claims | empty[more], ..asked };
            prop_assert!(court.index.judge(&said).ruling >= court.index.judge(&asked).ruling, "{:?}", said);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_claim_never_allows_what_was_not_allowed() {
    runner(20_000)
        .run(&(offers(), any::<u64>()), |(offer, more)| {
            let (court, asked) = (court(), asked(offer));
            let more = law()
                .claims
                .iter()
                .enumerate()
                .filter(|(at, _)| more >> at & 1 == 1)
                .fold(0, |all, (_, c)| all | c.means);
            let said = Asked { claims: asked.claims | more, ..asked };
            if court.index.judge(&said).ruling == Ruling::Allowed {
                prop_assert_eq!(court.index.judge(&asked).ruling, Ruling::Allowed, "{:?}", said);
            }
            Ok(())
        })
        .unwrap();
}

/// The species of an appendix are put one appendix up; no verdict of international trade may come out looser.
#[test]
fn a_stricter_appendix_never_loosens_international_trade() {
    let mut files = FILES.clone();
    let names =
        ["Manis javanica", "Ursus americanus", "Python regius", "Hippocampus kuda", "Lynx lynx", "Varanus niloticus"];
    let amendments = files.get_mut("taxa/amendments.tsv").unwrap();
    for name in names {
        amendments.push_str(&format!("{name}\tSPECIES\t\tI\t\t2017-01-02\t\ttest\t\ttest\thigh\t\n"));
    }
    let (catalogue, _) = load_files(&files);
    let stricter = read(&files, &catalogue).law;
    let index = build(&stricter, &catalogue).unwrap();
    let other = Court { law: &stricter, index: &index, catalogue: &catalogue };
    let mut checked = 0;
    for name in names {
        for form in CATALOGUE.forms.iter().map(|form| form.id.as_str()).chain([""]) {
            for claim in law().claims.iter().map(|claim| claim.id.as_str()).chain([""]) {
                for day in [20_170_201, 20_240_501] {
                    let question = Question {
                        taxon: name.into(),
                        form: form.into(),
                        claims: vec![claim.into()],
                        origin: String::new(),
                        jurisdiction: "INT".into(),
                        day,
                        transaction: Transaction::Offer,
                    };
                    let (before, after) = (court().answer(&question).unwrap(), other.answer(&question).unwrap());
                    assert!(after.verdict >= before.verdict, "{question:?}: {} then {}", before.verdict, after.verdict);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 10_000, "{checked}");
}

#[test]
fn any_question_is_answered() {
    let words = || {
        prop_oneof![
            any::<String>(),
            Just("Panthera tigris".to_owned()),
            Just("ivory".to_owned()),
            Just("CN".to_owned())
        ]
    };
    let questions = (
        words(),
        words(),
        prop::collection::vec(words(), 0..4),
        words(),
        0usize..law().jurisdictions.len(),
        any::<u32>(),
    );
    runner(1000)
        .run(&questions, |(taxon, form, claims, origin, place, day)| {
            let jurisdiction = law().jurisdictions[place].id.clone();
            let question = Question { taxon, form, claims, origin, jurisdiction, day, transaction: Transaction::Offer };
            let answer = court().explain(&question).unwrap();
            prop_assert!(!answer.basis.is_empty());
            prop_assert_eq!(answer.verdict == Ruling::NeedsDocument, !answer.documents.is_empty());
            Ok(())
        })
        .unwrap();
}
