//! Reads listings from files of any usual kind: what the file is comes from its bytes, not from its name.
//!
//! Layers, outermost first: decompression (gzip, zstd), character set (UTF-8, GBK, Big5, … detected), records (NDJSON, CSV, TSV, lines). Memory
//! stays flat: records leave as they are read.

mod detect;
mod open;
mod record;

pub use open::{Source, open, source};
pub use record::{Content, MAX_RECORD, Record, Records, parse};
