//! `xiezhi fit`: the weights of the score, from labelled listings. The same corpus, seed and catalogue give the same file to the bit.

use crate::args::Fit;
use crate::{labelled, pack};
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::lexicon::{Role, Strength};
use xiezhi_domain::Listing;
use xiezhi_screen::fit::{Example, Settings, fit};
use xiezhi_screen::score::Features;
use xiezhi_screen::{Engine, Scratch};

/// Runs the command.
pub fn run(args: &Fit, catalogue: Option<&Path>) -> Result<ExitCode> {
    let engine = pack::engine(catalogue)?;
    let corpus = labelled::read(&args.files)?;
    let used: Vec<_> = corpus.iter().filter(|l| !labelled::is_held(args.seed, &l.id)).collect();
    let mut examples = examples(&engine, &used);
    examples.extend(bare_words(&engine, &pack::catalogue(catalogue)?));
    let settings = Settings { penalty: args.penalty, ..Settings::default() };
    let weights = fit(&examples, settings);
    let mut text = String::new();
    writeln!(
        text,
        "# Weights of the score in log-odds, fitted by `xiezhi fit` on corpus/ ({} listings, {} findings).",
        used.len(),
        examples.len()
    )?;
    writeln!(
        text,
        "# seed {} · penalty {} · rounds {} · least {}. Do not edit: run `xiezhi fit` again.",
        args.seed, settings.penalty, settings.rounds, settings.least
    )?;
    writeln!(text, "feature\tweight")?;
    for (feature, weight) in weights.table().filter(|(_, weight)| *weight != 0.0) {
        writeln!(text, "{feature}\t{weight}")?;
    }
    std::fs::write(&args.output, text).with_context(|| format!("cannot write `{}`", args.output.display()))?;
    writeln!(
        std::io::stderr(),
        "fitted on {} listings ({} held out); wrote {}",
        used.len(),
        corpus.len() - used.len(),
        args.output.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// A word standing alone, or named in passing, is an example too: an animal's name is mostly a query, a heading or talk, a product's name mostly an
/// offer, each as often as the entry's strength says.
///
/// There are many of them, so together they count as much as a few hundred listings.
fn bare_words(engine: &Engine, catalogue: &Catalogue) -> Vec<Example> {
    const TOGETHER: f64 = 150.0;
    // At any price: else the price would tell these from real listings, which mostly have one.
    const PRICES: &[&str] = &["", "price:tiny", "price:low", "price:middle", "price:high", "price:very-high"];
    let mut scratch = Scratch::default();
    let mut examples = Vec::new();
    for role in [Role::Name, Role::Product] {
        let from = examples.len();
        for (entry, price) in catalogue.entries.iter().filter(|e| e.role == role).zip(PRICES.iter().cycle()) {
            let found = engine.features(&Listing::from_text(&entry.text), &mut scratch);
            let Some((_, mut features)) = found.into_iter().find(|(group, _)| entry.groups.contains(group)) else {
                continue;
            };
            let offer = share(&role, entry.strength);
            // The same word somewhere in a longer text without a price or any other mark of trade.
            let longer = |(name, value): &(String, f64)| (name.replace("text:bare", "text:full"), *value);
            let mention = Features(features.0.iter().map(longer).collect());
            if !price.is_empty() {
                features.add(*price);
                features.add(format!("{price}:{role}:{}", entry.strength));
            }
            examples.push(Example { features, offer, weight: 1.0 });
            examples.push(Example { features: mention, offer, weight: 0.5 });
        }
        let weight = TOGETHER / (examples.len().saturating_sub(from).max(1) as f64);
        for example in examples.iter_mut().skip(from) {
            example.weight *= weight;
        }
    }
    examples
}

/// How often a word of that strength, alone, is an offer: what `strength` means in `catalogue/README.md`, names being animals as often as goods.
fn share(role: &Role, strength: Strength) -> f64 {
    match (role, strength) {
        (Role::Product, Strength::Strong) => 0.92,
        (Role::Product, Strength::Fair) => 0.45,
        (Role::Product, Strength::Weak) => 0.1,
        (_, Strength::Strong) => 0.4,
        (_, Strength::Fair) => 0.1,
        (_, Strength::Weak) => 0.01,
    }
}

/// Findings of the listings with their labels: in an offer the finding of the named group is the offer (all of them where none is named).
fn examples(engine: &Engine, corpus: &[&labelled::Labelled]) -> Vec<Example> {
    let mut scratch = Scratch::default();
    let mut examples = Vec::new();
    for labelled in corpus {
        let findings = engine.features(&labelled.listing, &mut scratch);
        let named = findings.iter().any(|(group, _)| *group == labelled.group);
        let count = findings.len().max(1);
        for (group, features) in findings {
            let weight = if labelled.offer { 1.0 } else { 1.0 / (count as f64).sqrt() };
            if !labelled.offer || group == labelled.group || !named {
                examples.push(Example { features, offer: f64::from(u8::from(labelled.offer)), weight });
            }
        }
    }
    examples
}
