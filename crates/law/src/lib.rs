//! The law of xiezhi: which law does an offer break, where, on that day; what does the platform's policy make of it; can nothing slip through.
//!
//! [`read`] turns the tables under `catalogue/law/` into a [`Law`], [`Index`] is that law compiled, a [`Court`] answers questions,
//! [`prove`] decides statements over all offers. No IO, no clock; total on any question.

pub mod answer;
mod cases;
pub mod cedar;
mod check;
pub mod claims;
pub mod coverage;
pub mod day;
pub mod diff;
mod explain;
pub mod forms;
pub mod index;
pub mod model;
pub mod names;
pub mod offer;
pub mod origin;
pub mod packed;
pub mod papers;
pub mod policy;
pub mod prove;
mod read;
pub mod selector;
pub mod words;

pub use answer::{Answer, Basis, Court, Doubt, Judgement, Question, UnknownJurisdiction};
pub use explain::Change;
pub use index::Index;
pub use model::Law;
pub use read::{FOLDER, Reading, read};
pub use words::{Channel, Decision, Ruling, Transaction};
