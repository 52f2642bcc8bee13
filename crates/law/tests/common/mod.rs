//! The real catalogue and law, read once for all tests of a file.
#![allow(clippy::unwrap_used, dead_code, reason = "tests fail by panicking; not every test file uses everything")]

use std::path::Path;
use std::sync::LazyLock;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::load::{Files, load_files, read_files};
use xiezhi_law::answer::Court;
use xiezhi_law::index::build;
use xiezhi_law::{Index, Law, Reading, read};

/// The tables.
pub static FILES: LazyLock<Files> =
    LazyLock::new(|| read_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue")).unwrap());

/// The facts.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| load_files(&FILES).0);

/// The law with its faults.
pub static READING: LazyLock<Reading> = LazyLock::new(|| read(&FILES, &CATALOGUE));

static INDEX: LazyLock<Index> = LazyLock::new(|| build(&READING.law, &CATALOGUE).unwrap());

/// What questions are put to.
pub fn court() -> Court<'static> {
    Court { law: &READING.law, index: &INDEX, catalogue: &CATALOGUE }
}

/// The law.
pub fn law() -> &'static Law {
    &READING.law
}
