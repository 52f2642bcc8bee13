//! Turns the lists that authorities publish into the catalogue's own tables.
//!
//! `species_plus` reads the CSV export of Species+ (the CITES Checklist's "index of CITES species"); `cn_list` a transcription of China's
//! key list. Only facts are taken over: names, ranks, listings, whether the species lives in China.

use crate::date::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Why a list could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The CSV itself is broken.
    #[error("the list is not readable as CSV")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("the list has no column `{0}`: is it the right kind of export?")]
    Column(&'static str),
}

/// A table to be written: its path below the catalogue and its text.
pub type Output = (String, String);

struct Columns(csv::StringRecord);

impl Columns {
    fn index(&self, name: &'static str) -> Result<usize, ImportError> {
        self.0.iter().position(|column| column.trim_start_matches('\u{feff}') == name).ok_or(ImportError::Column(name))
    }
}

/// The day that stands in the name of an export, as `index-of-cites-species-2017-04-21.csv`.
#[must_use]
pub fn day_in(name: &str) -> Option<Date> {
    const LENGTH: usize = "2017-04-21".len();
    (0..name.len()).find_map(|at| name.get(at..at + LENGTH)?.parse().ok())
}

/// Reads a Species+ export; `from` is the first day for which its listings are taken, `as_of` the day of the export, which names the
/// folder: editions stand side by side, and what an older one says holds until a newer one says otherwise.
///
/// # Errors
/// Where it is not such an export.
pub fn species_plus(input: impl Read, from: Date, as_of: Date) -> Result<Vec<Output>, ImportError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let columns = Columns(reader.headers()?.clone());
    let wanted = [
        "Kingdom",
        "Class",
        "Order",
        "Family",
        "Genus",
        "FullName",
        "RankName",
        "CurrentListing",
        "SynonymsWithAuthors",
        "All_DistributionISOCodes",
        "FullAnnotationEnglish",
    ];
    let mut at = [0; 11];
    for (slot, name) in at.iter_mut().zip(wanted) {
        *slot = columns.index(name)?;
    }
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let cell = |i: usize| at.get(i).and_then(|column| record.get(*column)).unwrap_or("").trim();
        let (kingdom, class, order, family, name, rank) = (cell(0), cell(1), cell(2), cell(3), cell(5), cell(6));
        let file = match (kingdom, family) {
            ("Plantae", "Orchidaceae") => "plants-orchidaceae".to_owned(),
            ("Plantae", "Cactaceae") => "plants-cactaceae".to_owned(),
            ("Plantae", _) => "plants-other".to_owned(),
            _ => format!("animals-{}", if class.is_empty() { "other" } else { class }.to_lowercase()),
        };
        let rows = files.entry(file).or_default();
        let top = if class.is_empty() { kingdom } else { class };
        let mut higher = |name: &str, rank: &str, parent: &str| {
            if !name.is_empty() {
                rows.insert(format!("{name}\t{rank}\t{parent}\t\t\t\t"));
            }
        };
        higher(order, "ORDER", top);
        higher(family, "FAMILY", if order.is_empty() { top } else { order });
        if kingdom == "Plantae" || !class.is_empty() {
            higher(top, "CLASS", "");
        }
        let parent = match rank {
            "ORDER" => top,
            "FAMILY" => {
                if order.is_empty() {
                    top
                } else {
                    order
                }
            }
            "GENUS" | "SUBFAMILY" => family,
            _ => {
                higher(cell(4), "GENUS", family);
                ""
            }
        };
        // A name without a listing whose annotation has one stands in the export for a deleted or absorbed entry: the hierarchy decides.
        let listing = cell(7);
        let day = if listing.is_empty() { String::new() } else { from.to_string() };
        let native = if cell(9).split(',').any(|code| code.trim() == "CN") { "1" } else { "" };
        rows.insert(format!("{name}\t{rank}\t{parent}\t{listing}\t{day}\t{native}\t{}", synonyms(cell(8)).join(",")));
    }
    let header = format!(
        "# Taxa of the CITES appendices. Source: index of CITES species (Species+, UNEP-WCMC), facts as of {as_of}. Confidence: high.\n\
         # An empty listing means that the hierarchy decides; cn is 1 where the species lives in China.\n\
         name\trank\tparent\tlisting\tfrom\tcn\tsynonyms\n"
    );
    Ok(files
        .into_iter()
        .map(|(file, rows)| (format!("taxa/cites-{as_of}/{file}.tsv"), format!("{header}{}\n", tidy(&rows).join("\n"))))
        .collect())
}

/// Drops the bare row of a taxon that has a full one; an order and a genus may share a name.
fn tidy(rows: &BTreeSet<String>) -> Vec<&str> {
    const BARE: &str = "\t\t\t\t";
    let taxon = |row: &str| row.split('\t').take(2).map(str::to_owned).collect::<Vec<_>>();
    let full: BTreeSet<Vec<String>> = rows.iter().filter(|row| !row.ends_with(BARE)).map(|row| taxon(row)).collect();
    rows.iter().filter(|row| !row.ends_with(BARE) || !full.contains(&taxon(row))).map(String::as_str).collect()
}

/// Scientific names out of a list "Name Author, year, Name Author, …".
fn synonyms(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split(',') {
        let words: Vec<&str> = part.split_whitespace().collect();
        let epithet = |word: &&str| {
            word.len() > 2
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
                && !matches!(*word, "and" | "von" | "van" | "den" | "der" | "del" | "var")
        };
        let genus = words.first().filter(|w| {
            w.len() > 2 && w.chars().all(|c| c.is_ascii_alphabetic()) && w.starts_with(|c: char| c.is_uppercase())
        });
        if let (Some(genus), Some(species)) = (genus, words.get(1).filter(|w| epithet(w))) {
            let mut name = format!("{genus} {species}");
            if let Some(sub) = words.get(2).filter(|w| epithet(w)) {
                name = format!("{name} {sub}");
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Reads a transcription of China's list of key protected wild animals (`chinese_name`, `scientific_name`, `level`, `population_note`).
///
/// # Errors
/// Where the columns are not there.
pub fn cn_list(input: impl Read, from: Date, source: &str) -> Result<Vec<Output>, ImportError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let columns = Columns(reader.headers()?.clone());
    let chinese = columns.index("chinese_name").or_else(|_| columns.index("中文名"))?;
    let latin = columns.index("scientific_name").or_else(|_| columns.index("拉丁名"))?;
    let level = columns.index("level").or_else(|_| columns.index("保护级别"))?;
    let note = columns.index("population_note").ok();
    let mut out = String::from(
        "taxon\trank\tparent\tclass\tpopulation\tvalid_from\tvalid_to\tsource\tname_zh\tnote\tannotation\n",
    );
    let mut names = String::from("name\tlang\ttaxon\n");
    for record in reader.records() {
        let record = record?;
        let cell = |i: usize| record.get(i).unwrap_or("").trim();
        let taxon = cell(latin).trim_end_matches(" spp.").trim_end_matches(" spp").trim_end_matches(" sp.").trim();
        let words = taxon.split_whitespace().count();
        let rank = match words {
            0 => continue,
            1 if taxon.ends_with("idae") => "FAMILY",
            1 if taxon.ends_with("formes") || taxon.ends_with("aria") || taxon.ends_with("inia") => "ORDER",
            1 => "GENUS",
            2 => "SPECIES",
            _ => "SUBSPECIES",
        };
        let class = match cell(level) {
            "Ⅰ" | "I" | "一级" => "I",
            "Ⅱ" | "II" | "二级" => "II",
            _ => continue,
        };
        let population = match note.map(cell).unwrap_or("") {
            text if text.contains("野外种群") => "wild population only",
            text if text.contains("陆封种群") => "landlocked population only",
            _ => "",
        };
        let zh: String = cell(chinese).split(['（', '(']).next().unwrap_or("").trim().into();
        out.push_str(&format!("{taxon}\t{rank}\t\t{class}\t{population}\t{from}\t\t{source}\t{zh}\t\t\n"));
        if rank == "SPECIES" && zh.chars().count() >= 3 {
            names.push_str(&format!("{zh}\tzh-Hans\t{taxon}\n"));
        }
    }
    Ok(vec![("taxa/cn-list.tsv".into(), out), ("names/zh-cn-list.tsv".into(), names)])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]
mod tests {
    use super::{day_in, species_plus, synonyms};

    #[test]
    fn an_edition_is_named_by_its_day() {
        let cases = [
            ("index-of-cites-species-2017-04-21.csv.gz", "2017-04-21"),
            ("2026-03-05.csv", "2026-03-05"),
            ("index-2026-13-05.csv", ""),
            ("index.csv", ""),
        ];
        for (name, day) in cases {
            assert_eq!(day_in(name).map(|day| day.to_string()).unwrap_or_default(), day, "{name}");
        }
        let columns = "Kingdom,Class,Order,Family,Genus,FullName,RankName,CurrentListing,SynonymsWithAuthors,\
                       All_DistributionISOCodes,FullAnnotationEnglish";
        let rows = [
            "Animalia,Mammalia,Pholidota,Manidae,Manis,Manis javanica,SPECIES,I,,\"ID, MY\",",
            "Animalia,Mammalia,Pholidota,Manidae,Manis,Manis pentadactyla,SPECIES,I,,\"CN, IN\",",
            "Plantae,,Orchidales,Orchidaceae,Pholidota,Pholidota,GENUS,II,,,",
        ];
        let text = format!("{columns}\n{}\n", rows.join("\n"));
        let day = |text: &str| text.parse().unwrap();
        let tables = species_plus(text.as_bytes(), day("2026-03-05"), day("2026-04-01")).unwrap();
        let names: Vec<&str> = tables.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            names,
            ["taxa/cites-2026-04-01/animals-mammalia.tsv", "taxa/cites-2026-04-01/plants-orchidaceae.tsv"]
        );
        for row in ["facts as of 2026-04-01", "Manis pentadactyla\tSPECIES\t\tI\t2026-03-05\t1\t\n"] {
            assert!(tables[0].1.contains(row), "{row} in {}", tables[0].1);
        }
        assert!(tables[0].1.contains("Pholidota\tORDER\tMammalia\t"), "{}", tables[0].1);
    }

    #[test]
    fn takes_names_out_of_author_lists() {
        let cases: &[(&str, &[&str])] = &[
            ("Ornismya abeillei Lesson & DeLattre, 1839", &["Ornismya abeillei"]),
            (
                "Caracara lutosus (Ridgway, 1876), Polyborus lutosus Ridgway, 1876, Caracara plancus lutosus ",
                &["Caracara lutosus", "Polyborus lutosus", "Caracara plancus lutosus"],
            ),
            ("", &[]),
        ];
        for (text, names) in cases {
            assert_eq!(&synonyms(text), names, "{text}");
        }
    }
}
