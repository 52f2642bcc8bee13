//! Text in, findings out: the screening engine.
//!
//! Pure and total: no IO, no clock, no randomness, no panic on any text. What it knows comes compiled from the catalogue; what it finds
//! is explained by spans in the original text and by each feature's share of the score.

pub mod disguise;
pub mod engine;
pub mod examples;
pub mod extract;
pub mod fit;
pub mod fold;
pub mod gate;
pub mod interpret;
pub mod matcher;
pub mod names;
pub mod romanise;
pub mod score;
pub mod stream;
pub mod term;
pub mod verify;

pub use engine::{Engine, EngineError, Scratch, THRESHOLD};
