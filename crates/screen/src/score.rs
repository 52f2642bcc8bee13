//! The score: a logistic model over named features. Weights are data; each feature's share is part of the explanation.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use xiezhi_domain::Contribution;

/// The features of one finding: name and value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Features(pub Vec<(String, f64)>);

impl Features {
    /// Adds a feature that is present.
    pub fn add(&mut self, name: impl Into<String>) {
        let name = name.into();
        if !self.0.iter().any(|(other, _)| *other == name) {
            self.0.push((name, 1.0));
        }
    }

    /// Whether a feature is present.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }
}

/// The weights of the features.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights(BTreeMap<String, f64>);

/// The feature that every finding has.
pub const BIAS: &str = "bias";

impl Weights {
    /// Weights from the catalogue's table.
    #[must_use]
    pub fn new(table: &[(String, f64)]) -> Self {
        Self(table.iter().cloned().collect())
    }

    /// All weights, by feature.
    pub fn table(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(feature, weight)| (feature.as_str(), *weight))
    }

    /// The weight of a feature; one that was never fitted weighs nothing.
    #[must_use]
    pub fn get(&self, feature: &str) -> f64 {
        self.0.get(feature).copied().unwrap_or(0.0)
    }

    /// Probability, and each feature's contribution in log-odds, largest first.
    #[must_use]
    pub fn score(&self, features: &Features) -> (f64, Vec<Contribution>) {
        let mut why = vec![Contribution { feature: BIAS.into(), weight: self.get(BIAS) }];
        for (name, value) in &features.0 {
            let weight = self.get(name) * value;
            if weight != 0.0 {
                why.push(Contribution { feature: name.clone(), weight });
            }
        }
        let total: f64 = why.iter().map(|c| c.weight).sum();
        why.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.feature.cmp(&b.feature)));
        (logistic(total), why)
    }
}

/// Log-odds to probability.
#[must_use]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
