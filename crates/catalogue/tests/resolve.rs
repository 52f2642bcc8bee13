//! What names are on which day, over the catalogue as it stands. Cases are rows; the sources stand beside the facts in the tables.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests fail by panicking")]

use std::path::Path;
use std::sync::OnceLock;
use xiezhi_catalogue::{Catalogue, load_dir};

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| load_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue")).unwrap().0)
}

/// name, day, taxon, appendix, class in China, a group
fn check(name: &str, day: &str, taxon: &str, appendix: &str, class: &str, group: &str) {
    let got = catalogue().resolve(name, day.parse().unwrap());
    let found = (
        got.taxon.as_deref().unwrap_or(""),
        got.cites.appendix.as_str(),
        got.cn.class,
        got.groups.first().map_or("", String::as_str),
    );
    assert_eq!(found, (taxon, appendix, class, group), "{name} on {day}: {got:?}");
}

#[test]
fn names_have_their_protection_on_the_day() {
    let cases = [
        ("Panthera tigris", "2026-11-23", "Panthera tigris", "I", "I", "tiger"),
        ("Panthera tigris altaica", "2026-11-23", "Panthera tigris", "I", "I", "tiger"),
        ("Loxodonta africana", "2026-11-23", "Loxodonta africana", "I/II", "I", "ele_af"),
        ("Loxodonta cyclotis", "2026-11-23", "Loxodonta cyclotis", "I", "I", "ele_af"),
        ("Manis pentadactyla", "2019-01-01", "Manis pentadactyla", "I", "II", "pangolin"),
        ("Manis pentadactyla", "2020-06-03", "Manis pentadactyla", "I", "I", "pangolin"),
        ("Giraffa camelopardalis", "2019-11-25", "Giraffa camelopardalis", "none", "none", "giraffe"),
        ("Giraffa camelopardalis", "2019-11-26", "Giraffa camelopardalis", "II", "II", "giraffe"),
        ("Rhincodon typus", "2026-03-04", "Rhincodon typus", "II", "II", "sharkfin"),
        ("Rhincodon typus", "2026-03-05", "Rhincodon typus", "I", "II", "sharkfin"),
        ("Aonyx cinereus", "2020-01-01", "Aonyx cinereus", "I", "II", "otter"),
        ("Melopsittacus undulatus", "2026-11-23", "Melopsittacus undulatus", "none", "none", "parrot_o"),
        ("Nymphicus hollandicus", "2026-11-23", "Nymphicus hollandicus", "none", "none", "cockatoo"),
        ("Mammuthus primigenius", "2026-11-23", "Mammuthus primigenius", "none", "none", "mammoth"),
        ("Odobenus rosmarus", "2026-11-23", "Odobenus rosmarus", "III", "II", "walrus"),
        ("Paphiopedilum nosuchspecies", "2026-11-23", "Paphiopedilum", "I", "none", "orchid"),
        ("Pongo nosuchspecies", "2026-11-23", "Pongo", "I", "I", "ape"),
        ("穿山甲", "2026-11-23", "Manis pentadactyla", "I", "I", "pangolin"),
        ("Homo sapiens", "2026-11-23", "Homo sapiens", "none", "none", "ape"),
        ("Nosuchgenus nosuchspecies", "2026-11-23", "", "none", "none", ""),
    ];
    for (name, day, taxon, appendix, class, group) in cases {
        check(name, day, taxon, appendix, class, group);
    }
}

#[test]
fn every_group_has_names_in_twelve_languages() {
    let stats = xiezhi_catalogue::stats::stats(catalogue());
    let poor: Vec<String> = stats
        .by_group
        .iter()
        .filter(|(id, languages)| *id != "pet_unlisted" && languages.len() < 12)
        .map(|(id, l)| format!("{id}: {}", l.join(" ")))
        .collect();
    assert!(poor.is_empty(), "{poor:?}");
}
