//! `cargo xtask bench law`: one evaluation, its growth with rows, text to decision beside the engine alone, and a whole diff.

use crate::bench::{best, corpus, feeds, negatives};
use crate::fuzz::Random;
use anyhow::Result;
use std::path::Path;
use std::time::Instant;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::load::{load_files, read_files};
use xiezhi_domain::Listing;
use xiezhi_law::answer::Court;
use xiezhi_law::index::{Asked, build};
use xiezhi_law::model::Law;
use xiezhi_law::offer::{DEFAULT_POLICY, Docket, Setting, strictest, touched};
use xiezhi_law::selector::Selector;
use xiezhi_law::{Channel, Index, Transaction};
use xiezhi_screen::{Engine, Scratch};

/// Runs the bench and prints its tables.
pub fn run() -> Result<()> {
    let files = read_files(Path::new("catalogue"))?;
    let (catalogue, _) = load_files(&files);
    let law = xiezhi_law::read(&files, &catalogue).law;
    let start = Instant::now();
    let index = build(&law, &catalogue)?;
    println!(
        "law {} · {} rows, {} taxa, {} classes, {} entries, compiled in {:.0} ms\n",
        law.hash.get(..12).unwrap_or_default(),
        law.rows.len(),
        index.taxa(),
        index.classes(),
        index.size(),
        start.elapsed().as_secs_f64() * 1e3
    );
    let (median, p99) = evaluate(&law, &index, |random| {
        let place = random.below(law.jurisdictions.len());
        (index.class(u32::try_from(random.below(index.taxa() as usize)).ok()), place)
    });
    println!("| one evaluation | median ns | p99 ns |\n|---|---|---|\n| the real law | {median:.0} | {p99:.0} |");
    let mut first = 0.0;
    for count in [100usize, 1_000, 10_000] {
        let grown = grow(&law, &catalogue, count);
        let index = build(&grown, &catalogue)?;
        // Each question meets a row: the genus and the jurisdiction of one picked at random.
        let (median, p99) = evaluate(&grown, &index, |random| {
            let row = grown.rows.get(random.below(grown.rows.len()));
            let genus = row.and_then(|row| row.taxa.first()).and_then(|selector| match selector {
                Selector::Taxon(taxon) => Some(*taxon),
                _ => None,
            });
            (index.class(genus), row.map_or(0, |row| usize::from(row.jurisdiction)))
        });
        println!("| {count} rows, asked about their taxa | {median:.0} | {p99:.0} |");
        if first == 0.0 {
            first = median;
        } else {
            println!("| growth from 100 rows | {:.2} | |", median / first);
        }
    }
    let court = Court { law: &law, index: &index, catalogue: &catalogue };
    let places: Vec<u16> = (0u16..).take(law.jurisdictions.len()).collect();
    let seconds = best(|| {
        std::hint::black_box(xiezhi_law::diff::diff(&court, 20_170_102, 20_260_601, &places));
    });
    println!("\nwhole-catalogue diff, 2017-01-02 to 2026-06-01, all jurisdictions: {:.0} ms", seconds * 1e3);
    let start = Instant::now();
    let proof = xiezhi_law::prove::prove(&court);
    println!("proof: {} classes in {:.1} s", proof.classes, start.elapsed().as_secs_f64());
    decisions(&law, &index, &catalogue)
}

/// Median and 99th percentile in nanoseconds, over batches of 16 questions on random taxa, forms, claims, places and days.
fn evaluate(law: &Law, index: &Index, pick: impl Fn(&mut Random) -> (u32, usize)) -> (f64, f64) {
    const BATCH: usize = 16;
    let mut random = Random(2026);
    let forms: Vec<_> = law.forms.names().map(|(_, set)| set).collect();
    let mut questions: Vec<Asked> = Vec::with_capacity(200_000);
    for _ in 0..200_000 {
        let (class, place) = pick(&mut random);
        questions.push(Asked {
            class,
            forms: forms.get(random.below(forms.len())).copied().unwrap_or_default(),
            claims: (0..random.below(3))
                .fold(0, |all, _| all | law.claims.get(random.below(law.claims.len())).map_or(0, |claim| claim.means)),
            origin: None,
            place: u32::try_from(place).unwrap_or(0),
            day: 20_170_102 + u32::try_from(random.below(9)).unwrap_or(0) * 10_000,
            transaction: Transaction::Offer.bit(),
        });
    }
    let mut times: Vec<f64> = questions
        .chunks_exact(BATCH)
        .map(|batch| {
            let start = Instant::now();
            for asked in batch {
                std::hint::black_box(index.judge(std::hint::black_box(asked)));
            }
            start.elapsed().as_secs_f64() * 1e9 / BATCH as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    (at(0.5), at(0.99))
}

/// A law of `count` rows: the real ones again and again, each on a genus picked at random.
fn grow(law: &Law, catalogue: &Catalogue, count: usize) -> Law {
    let mut random = Random(7);
    let genera: Vec<u32> = (0u32..)
        .zip(&catalogue.taxa.taxa)
        .filter(|(_, taxon)| taxon.rank == xiezhi_catalogue::taxa::Rank::Genus)
        .map(|(at, _)| at)
        .collect();
    let mut grown = Law { rows: Vec::new(), invariants: Vec::new(), ..law.clone() };
    for (number, row) in law.rows.iter().cycle().take(count).enumerate() {
        let mut row = row.clone();
        row.id = format!("{}-{number}", row.id);
        row.lifts.clear();
        row.except.clear();
        row.taxa = vec![Selector::Taxon(genera.get(random.below(genera.len())).copied().unwrap_or(0))];
        grown.rows.push(row);
    }
    grown
}

/// Text to decision beside the engine alone, on the same feeds.
fn decisions(law: &Law, index: &Index, catalogue: &Catalogue) -> Result<()> {
    let engine = Engine::new(catalogue)?;
    let court = Court { law, index, catalogue: &engine.catalogue };
    let (mut ordinary, offers) = corpus()?;
    if let Some(real) = negatives() {
        ordinary = real;
    }
    let policy = law.policy(DEFAULT_POLICY).unwrap_or(0);
    let setting = Setting { jurisdictions: Vec::new(), policy, day: 20_260_601, channel: Channel::C2c };
    println!("\n| feed | engine µs/text | text to decision µs/text | engine ÷ text to decision |\n|---|---|---|---|");
    for feed in feeds(&ordinary, &offers) {
        let listings: Vec<Listing> = feed.texts.iter().map(|text| Listing::from_text(text)).collect();
        let mut scratch = Scratch::default();
        let alone = best(|| {
            for listing in &listings {
                std::hint::black_box(engine.screen(listing, &mut scratch));
            }
        });
        let whole = best(|| {
            let mut docket = Docket::default();
            for listing in &listings {
                let screening = engine.screen(listing, &mut scratch);
                if screening.findings.is_empty() {
                    continue;
                }
                let places = touched(law, &listing.places);
                let considered: Vec<_> = screening
                    .findings
                    .iter()
                    .map(|finding| docket.consider(&court, finding, (&listing.places, &places), &setting))
                    .collect();
                std::hint::black_box(strictest(considered.iter().map(|c| c.decided.as_ref())));
            }
        });
        let per = |seconds: f64| seconds / listings.len() as f64 * 1e6;
        println!("| {} | {:.2} | {:.2} | {:.2} |", feed.name, per(alone), per(whole), alone / whole);
    }
    Ok(())
}
