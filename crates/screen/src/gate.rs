//! The gate: one cheap pass that tells which texts cannot hold a finding. Placeholder policy: any text passes.

use crate::fold::Fold;
use crate::term::Terms;
use serde::{Deserialize, Serialize};
use xiezhi_catalogue::readings::Readings;

/// Admits texts to the costlier steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Gate {}

impl Gate {
    /// Compiles the gate.
    #[must_use]
    pub fn compile(_fold: &Fold, _terms: &Terms, _readings: &Readings, _genera: &[String]) -> Self {
        Self {}
    }

    /// Whether the text may hold a finding.
    #[must_use]
    pub fn admits(&self, _fold: &Fold, _text: &str) -> bool {
        true
    }
}
