//! Every name of the index of CITES species of April 2017 resolves to its appendix. Needs `../shared/data`; says so where it is absent.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests fail by panicking")]

use std::io::Read;
use std::path::Path;
use xiezhi_catalogue::{Date, load_dir};

#[test]
fn every_name_of_the_2017_index_has_its_appendix() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let list = root.join("../shared/data/cites/index-of-cites-species-2017-04-21.csv.gz");
    let Ok(file) = std::fs::File::open(&list) else {
        println!("skipped: `{}` is not there", list.display());
        return;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let (catalogue, _) = load_dir(&root.join("catalogue")).unwrap();
    let day: Date = "2017-04-21".parse().unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let (name, rank, listing) = (at("FullName"), at("RankName"), at("CurrentListing"));
    let (mut names, mut unlisted, mut wrong) = (0, 0, Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        names += 1;
        if record[listing].is_empty() {
            // The index keeps these names without saying anything of them: genera absorbed by others, and tree ferns of which only
            // American populations are listed. The hierarchy answers for them.
            unlisted += 1;
            continue;
        }
        let parts: Vec<&str> = record[listing].split('/').filter(|part| *part != "NC").collect();
        let want = if parts.is_empty() { "none".to_owned() } else { parts.join("/") };
        let found = catalogue.resolve(&record[name], day);
        // The index sums up a taxon with its populations and subspecies; the catalogue keeps them apart.
        let mut all: Vec<&str> = found.cites.appendix.split('/').collect();
        all.extend(found.cites.parts.iter().flat_map(|part| part.appendix.split('/')));
        let listed: Vec<&str> = ["I", "II", "III"].into_iter().filter(|appendix| all.contains(appendix)).collect();
        let got = if listed.is_empty() { "none".to_owned() } else { listed.join("/") };
        // A genus that has its name from an order comes second.
        let second = format!("also a {} of", record[rank].to_lowercase());
        let second = found.cites.note.contains(&second) && found.cites.note.ends_with(&format!("Appendix {want}"));
        // Under the names of domestic sheep and goats it keeps wild ones, which are taxa of their own here.
        let domestic = found.cites.note.contains("a domesticated form");
        if got != want && !second && !domestic {
            wrong.push(format!("{}: {want}, resolved to {got}", &record[name]));
        }
    }
    assert!(names > 38_000, "{names} names");
    assert!(unlisted < 40, "{unlisted} names without a listing");
    assert!(wrong.is_empty(), "{} mismatches:\n{}", wrong.len(), wrong.join("\n"));
}
