//! The facts of xiezhi: taxa, groups, forms, words, readings and weights, kept as readable files under `catalogue/`.
//!
//! [`load::load_dir`] reads and checks them, [`Catalogue`] holds them, [`artifact`] packs them with what the engine compiled
//! from them into one file with a content hash. Facts are data: nothing here knows a species or a word by name.

pub mod artifact;
pub mod builder;
pub mod check;
pub mod china;
pub mod date;
pub mod diff;
pub mod forms;
pub mod groups;
pub mod import;
pub mod lexicon;
pub mod load;
pub mod members;
pub mod readings;
pub mod resolve;
pub mod stats;
pub mod table;
pub mod taxa;
pub mod units;

pub use date::Date;
pub use load::{Catalogue, load_dir};
pub use table::Fault;
