//! The words of xiezhi: what a listing is, what a finding says.
//!
//! Plain values with serde shapes and no behaviour beyond their own invariants. No IO, no async, no clock, no randomness.
//! Every other crate speaks in these types; this crate knows none of them.

pub mod finding;
pub mod listing;

pub use finding::{Contribution, Finding, Problem, Screening, Span};
pub use listing::{Field, Listing, ListingError, Place, Price, Role};
