//! Fits the weights of the score from labelled listings: logistic regression with a penalty on large weights.
//!
//! Newton's method would be faster on paper; gradient descent in a fixed order with a fixed number of rounds gives the same bits on every
//! machine, which matters more here.

use crate::score::{BIAS, Features, Weights, logistic};
use std::collections::BTreeMap;

/// One example: the findings of a listing, and which of them is the offer, if any.
pub struct Example {
    /// Features of the finding.
    pub features: Features,
    /// Whether it is an offer: 1, 0, or how often such a thing is one.
    pub offer: f64,
    /// How much it counts.
    pub weight: f64,
}

/// How to fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Penalty on the square of each weight, in units of examples.
    pub penalty: f64,
    /// Rounds of descent.
    pub rounds: u32,
    /// Weights of features seen fewer times than this stay at zero.
    pub least: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { penalty: 1.0, rounds: 1500, least: 3 }
    }
}

/// An example as numbers: (feature, value) pairs, target, weight.
type Row = (Vec<(usize, f64)>, f64, f64);

/// Fits weights. The result depends on the examples, their order and the settings only.
#[must_use]
pub fn fit(examples: &[Example], settings: Settings) -> Weights {
    let names = feature_names(examples, settings.least);
    let index: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let rows: Vec<Row> = examples
        .iter()
        .map(|e| {
            let mut row: Vec<(usize, f64)> =
                e.features.0.iter().filter_map(|(name, value)| Some((*index.get(name.as_str())?, *value))).collect();
            row.push((0, 1.0));
            (row, e.offer, e.weight)
        })
        .collect();
    let total: f64 = rows.iter().map(|(_, _, weight)| weight).sum::<f64>().max(1.0);
    let mut weights = vec![0.0f64; names.len()];
    let mut momentum = weights.clone();
    // A bound on each feature's curvature (diagonal dominance): steps of one over it never overshoot, and rare features move as fast as common ones.
    let mut curvature = vec![settings.penalty / total; names.len()];
    for (row, _, weight) in &rows {
        let breadth: f64 = row.iter().map(|(_, value)| value.abs()).sum();
        for (at, value) in row {
            if let Some(slot) = curvature.get_mut(*at) {
                *slot += 0.25 * weight * value.abs() * breadth / total;
            }
        }
    }
    let signs: Vec<i8> = names.iter().map(|name| sign(name)).collect();
    const STEP: f64 = 1.0;
    const KEEP: f64 = 0.9;
    for _ in 0..settings.rounds {
        let mut gradient: Vec<f64> = weights.iter().map(|w| w * settings.penalty / total).collect();
        if let Some(bias) = gradient.first_mut() {
            *bias = 0.0;
        }
        for (row, target, weight) in &rows {
            let sum: f64 = row.iter().filter_map(|(at, value)| Some(weights.get(*at)? * value)).sum();
            let error = (logistic(sum) - target) * weight / total;
            for (at, value) in row {
                if let Some(slot) = gradient.get_mut(*at) {
                    *slot += error * value;
                }
            }
        }
        for (((weight, speed), slope), bend) in weights.iter_mut().zip(&mut momentum).zip(&gradient).zip(&curvature) {
            *speed = KEEP * *speed - STEP * slope / bend;
            *weight += *speed;
        }
        for ((weight, speed), sign) in weights.iter_mut().zip(&mut momentum).zip(&signs) {
            if *weight * f64::from(*sign) < 0.0 {
                (*weight, *speed) = (0.0, 0.0);
            }
        }
    }
    // Four decimals: enough for any decision, and the file stays readable and the same.
    let table: Vec<(String, f64)> =
        names.into_iter().zip(weights).map(|(name, weight)| (name, (weight * 1e4).round() / 1e4)).collect();
    Weights::new(&table)
}

/// The direction that a feature may push, where reason gives one: goods of another kind never make an offer likelier, a cue never less
/// likely. Chance in a small corpus cannot turn them round.
fn sign(name: &str) -> i8 {
    const AGAINST: &[&str] = &[
        "context:",
        "sense:",
        "claim:imitation",
        "claim:fossil",
        "group:",
        "price:tiny",
        "form:none",
        "head:denied",
        "code:contact-only",
        "code:weight-only",
    ];
    const FOR: &[&str] = &[
        "cue:",
        "head:several",
        "head:strong",
        "price:high",
        "price:very-high",
        "price:per-weight",
        "weight:stated",
        "reading:disguised",
        "claim:wild",
    ];
    // What a price means for a kind of word is for the corpus to say.
    if name.starts_with("price:") && name.matches(':').count() > 1 {
        return 0;
    }
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    i8::from(begins(FOR)) - i8::from(begins(AGAINST))
}

fn feature_names(examples: &[Example], least: usize) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for example in examples {
        for (name, _) in &example.features.0 {
            *counts.entry(name.as_str()).or_default() += 1;
        }
    }
    let frequent =
        counts.into_iter().filter(|(name, count)| *count >= least && *name != BIAS).map(|(name, _)| name.to_owned());
    std::iter::once(BIAS.to_owned()).chain(frequent).collect()
}
