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
        ("Paphiopedilum nosuchspecies", "2026-11-23", "Paphiopedilum", "I", "I", "orchid"),
        ("Pongo nosuchspecies", "2026-11-23", "Pongo", "I", "I", "ape"),
        ("穿山甲", "2026-11-23", "Manis pentadactyla", "I", "I", "pangolin"),
        ("Homo sapiens", "2026-11-23", "Homo sapiens", "none", "none", "ape"),
        ("Nosuchgenus nosuchspecies", "2026-11-23", "", "none", "none", ""),
    ];
    for (name, day, taxon, appendix, class, group) in cases {
        check(name, day, taxon, appendix, class, group);
    }
}

/// name, day, taxon, appendix, class in China, words that notes or lists must have
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

fn check_all(cases: &[Case<'_>]) {
    for (name, day, taxon, appendix, class, words) in cases {
        let got = catalogue().resolve(name, day.parse().unwrap());
        let found = (got.taxon.as_deref().unwrap_or(""), got.cites.appendix.as_str(), got.cn.class);
        assert_eq!(found, (*taxon, *appendix, *class), "{name} on {day}: {got:?}");
        let text = format!("{} | {} | {} | {}", got.matched_by, got.cites.note, got.cn.by, got.other.join(" | "));
        assert!(text.contains(words), "{name} on {day}: no `{words}` in `{text}`");
    }
}

#[test]
fn a_higher_taxon_is_what_its_members_are() {
    check_all(&[
        ("Pholidota", "2024-01-01", "Pholidota", "I", "I", "also a genus of Orchidaceae: Appendix II"),
        ("Manidae", "2024-01-01", "Manidae", "I", "I", "as its listed members"),
        ("Loxodonta", "2024-01-01", "Loxodonta", "I/II", "I", "Appendix I: Loxodonta cyclotis"),
        ("Saiga", "2024-01-01", "Saiga", "II", "I", "as its listed members"),
        ("Sirenia", "2024-01-01", "Sirenia", "I", "I", "as its listed members"),
        ("Dermochelys", "2024-01-01", "Dermochelys", "I", "I", "as its listed members"),
        ("Hoolock", "2024-01-01", "Hoolock", "I", "I", "listed as family Hylobatidae"),
        ("Giraffa", "2019-11-25", "Giraffa", "none", "none", "not on the appendices"),
        ("Giraffa", "2019-11-26", "Giraffa", "II", "II", "as its listed members"),
        ("Giraffidae", "2024-01-01", "Giraffidae", "II", "none", "others need not be listed"),
        // Only part of these is listed, and a species that no table names is not.
        ("Equus", "2024-01-01", "Equus", "I/II", "none", "others need not be listed"),
        ("Equus nosuchspecies", "2024-01-01", "Equus", "none", "none", "not on the appendices"),
        ("Pinus", "2024-01-01", "Pinus", "III", "none", "others need not be listed"),
        ("Mammalia", "2024-01-01", "Mammalia", "none", "none", "not on the appendices"),
        // The sum of a family is not what its other members are.
        ("Falco nosuchspecies", "2024-01-01", "Falco", "I/II", "I", "genus"),
        ("Coragyps atratus", "2024-01-01", "Coragyps atratus", "none", "none", "not on the appendices"),
        ("Dendrobium catenatum", "2024-01-01", "Dendrobium catenatum", "II", "II", "listed as genus Dendrobium"),
    ]);
}

#[test]
fn taxa_climb_to_their_class() {
    let lines = [
        "Manis javanica > Manis > Manidae > Pholidota > Mammalia",
        "Pholidota chinensis > Pholidota > Orchidaceae > Orchidales > Plantae",
        "Emberiza aureola > Emberiza > Emberizidae > Passeriformes > Aves",
        "Phoca largha > Phoca > Phocidae > Carnivora > Mammalia",
        "Nyctereutes procyonoides > Nyctereutes > Canidae > Carnivora > Mammalia",
        "Canis lupus familiaris > Canis > Canidae > Carnivora > Mammalia",
        "Tachypleus tridentatus > Tachypleus > Limulidae > Xiphosura > Merostomata",
        "Ophiocordyceps sinensis > Ophiocordyceps > Ophiocordycipitaceae > Hypocreales > Fungi",
    ];
    let taxa = &catalogue().taxa;
    for line in lines {
        let (index, _) = taxa.find(line.split(" > ").next().unwrap()).unwrap_or_else(|| panic!("{line}"));
        let climbed: Vec<&str> = taxa.lineage(index).map(|(_, taxon)| taxon.name.as_str()).collect();
        assert_eq!(climbed.join(" > "), line);
    }
}

#[test]
fn a_listing_of_parts_is_not_one_of_the_whole() {
    check_all(&[
        ("Struthio camelus", "2024-01-01", "Struthio camelus", "none", "none", "NE NG SD SN TD: Appendix I"),
        ("Antilocapra americana", "2024-01-01", "Antilocapra americana", "none", "none", "MX: Appendix I"),
        ("Panax ginseng", "2024-01-01", "Panax ginseng", "none", "II", "RU: Appendix II"),
        ("Swietenia macrophylla", "2024-01-01", "Swietenia macrophylla", "none", "none", "neotropical"),
        ("Diospyros celebica", "2024-01-01", "Diospyros", "none", "none", "MG: Appendix II"),
        ("Vulpes vulpes", "2024-01-01", "Vulpes vulpes", "none", "II", "Vulpes vulpes griffithi: Appendix III"),
        ("Loxodonta africana", "2024-01-01", "Loxodonta africana", "I/II", "I", "BW NA ZA ZW: Appendix II"),
        ("Panthera leo", "2024-01-01", "Panthera leo", "I/II", "II", "IN: Appendix I"),
        ("Ursus arctos", "2024-01-01", "Ursus arctos", "I/II", "II", "BT CN MX MN: Appendix I"),
        ("Canis lupus", "2024-01-01", "Canis lupus", "I/II", "II", "BT IN NP PK: Appendix I"),
        ("Pecari tajacu", "2024-01-01", "Pecari tajacu", "II", "II", "MX US: not listed"),
        ("Moschus berezovskii", "2024-01-01", "Moschus berezovskii", "II", "I", ""),
        ("Puma concolor", "2023-02-22", "Puma concolor", "I/II", "II", "Puma concolor costaricensis: Appendix I"),
        ("Goniurosaurus luii", "2024-01-01", "Goniurosaurus luii", "II", "II", ""),
        ("Goniurosaurus kuroiwae", "2024-01-01", "Goniurosaurus kuroiwae", "III", "none", ""),
    ]);
}

#[test]
fn domesticated_forms_are_on_no_list() {
    let forms = [
        ("dog", "Canis lupus familiaris"),
        ("Canis familiaris", "Canis lupus familiaris"),
        ("Felis catus", "Felis catus"),
        ("Gallus gallus domesticus", "Gallus gallus domesticus"),
        ("Bos taurus", "Bos taurus"),
        ("Bos grunniens", "Bos grunniens"),
        ("牦牛", "Bos grunniens"),
        ("Bubalus bubalis", "Bubalus bubalis"),
        ("Sus scrofa domesticus", "Sus domesticus"),
        ("Equus caballus", "Equus caballus"),
        ("Equus asinus", "Equus asinus"),
        ("Vicugna pacos", "Vicugna pacos"),
        ("Lama glama", "Lama glama"),
        ("Ovis aries", "Ovis aries"),
        ("Capra hircus", "Capra hircus"),
        ("Serinus canaria", "Serinus canaria"),
        ("Oryctolagus cuniculus", "Oryctolagus cuniculus"),
        ("Columba livia domestica", "Columba livia domestica"),
    ];
    for (name, taxon) in forms {
        check(name, "2024-01-01", taxon, "none", "none", "");
    }
    // Their wild relatives are where they were.
    check_all(&[
        ("Bos mutus", "2024-01-01", "Bos mutus", "I", "I", ""),
        ("Vicugna vicugna", "2024-01-01", "Vicugna vicugna", "I/II", "I", "BO CL EC PE: Appendix II"),
        ("Capra hircus aegagrus", "2024-01-01", "Capra hircus aegagrus", "III", "none", ""),
        ("Ovis vignei", "2024-01-01", "Ovis vignei", "II", "II", ""),
        ("Gallus gallus", "2024-01-01", "Gallus gallus", "none", "II", ""),
        ("Equus quagga", "2024-01-01", "Equus quagga", "none", "none", ""),
    ]);
}

#[test]
fn names_stand_for_what_they_say() {
    check_all(&[
        ("Ptyas mucosa", "2024-01-01", "Ptyas mucosus", "II", "none", "synonym"),
        ("Testudo graecus", "2024-01-01", "Testudo graeca", "II", "II", "synonym"),
        ("Rana", "2024-01-01", "Rana", "none", "none", "accepted"),
        ("rana", "2024-01-01", "Rana", "none", "none", "accepted"),
        ("Cistanche tubulosa", "2024-01-01", "Cistanche tubulosa", "none", "II", "accepted"),
        ("Rhodiola crenulata", "2024-01-01", "Rhodiola crenulata", "II", "II", "Rhodiola"),
        ("Rhodiola kirilowii", "2024-01-01", "Rhodiola", "II", "none", "genus"),
        ("Saussurea nosuchensis", "2024-01-01", "Saussurea", "none", "none", "genus"),
        ("python leather", "2024-01-01", "Pythonidae", "I/II", "I", "vernacular"),
        ("Choeropsis liberiensis", "2024-01-01", "Hexaprotodon liberiensis", "II", "II", "synonym"),
    ]);
}

#[test]
fn china_reaches_what_its_lists_name() {
    check_all(&[
        // Not native: by appendix, also while a family of theirs stood on the list.
        ("Psittacus erithacus", "2018-01-01", "Psittacus erithacus", "I", "I", "by appendix"),
        ("Psittacus erithacus", "2021-02-05", "Psittacus erithacus", "I", "I", "by appendix"),
        ("Ara", "2021-02-05", "Ara", "I/II", "I", "by appendix"),
        ("Falco", "2021-02-05", "Falco", "I/II", "I", "by appendix"),
        ("Strigidae", "2021-02-05", "Strigidae", "I/II", "I", "by appendix"),
        ("Nycticebus", "2021-02-05", "Nycticebus", "I", "I", "as its species"),
        ("Moschus", "2021-02-05", "Moschus", "I/II", "I", "as its species"),
        ("Emberiza", "2024-01-01", "Emberiza", "none", "none", "not as a whole"),
        ("Larus", "2024-01-01", "Larus", "I", "none", "not as a whole"),
        // Native: what the list says.
        ("Falco peregrinus", "2018-01-01", "Falco peregrinus", "I", "II", "as Falconidae"),
        ("Ptyas mucosus", "2024-01-01", "Ptyas mucosus", "II", "none", "native to China"),
        // The list of 1989 under the names of today.
        ("Pantholops hodgsonii", "2018-01-01", "Pantholops hodgsonii", "I", "I", "key list 1989"),
        ("Dugong dugon", "2018-01-01", "Dugong dugon", "I", "I", "key list 1989"),
        ("Bos mutus", "2018-01-01", "Bos mutus", "I", "I", "key list 1989"),
        ("Bahaba taipingensis", "2018-01-01", "Bahaba taipingensis", "none", "II", "key list 1989"),
        ("Delphinus delphis", "2018-01-01", "Delphinus delphis", "II", "II", "as Cetacea"),
        ("Phoca largha", "2018-01-01", "Phoca largha", "none", "II", "as Phocidae"),
        ("Buceros bicornis", "2018-01-01", "Buceros bicornis", "I", "II", "as Bucerotidae"),
        ("Moschus", "2002-01-01", "Moschus", "none", "II", "key list 1989"),
        ("Moschus", "2004-01-01", "Moschus", "none", "I", "SFA Order No. 7"),
        ("Uncia uncia", "2024-01-01", "Uncia uncia", "I", "I", "key list 2021"),
        // Plants.
        ("Taxus chinensis", "2024-01-01", "Taxus chinensis", "II", "I", "list of key protected wild plants 2021"),
        ("Taxus chinensis", "2021-09-06", "Taxus chinensis", "II", "none", "that the catalogue holds"),
        ("Paphiopedilum micranthum", "2024-01-01", "Paphiopedilum micranthum", "I", "II", "wild plants 2021"),
        ("Dalbergia nigra", "2024-01-01", "Dalbergia nigra", "I", "none", "that the catalogue holds"),
    ]);
}

#[test]
fn other_lists_answer_on_their_days() {
    let land = "China, list of captive-bred wild animals: land animals, first batch";
    let cases = [
        ("Cervus nippon", "2024-01-01", land, true),
        ("Cervus nippon", "2017-06-30", land, false),
        ("Cuora flavomarginata", "2024-01-01", "captive-bred wild animals: aquatic animals, second batch", true),
        ("Cuora flavomarginata", "2018-01-01", "captive-bred", false),
        ("Agapornis fischeri", "2024-01-01", "China, special mark: trial of 2021", true),
        ("Manis javanica", "2024-01-01", "Viet Nam, endangered forest plants and animals: group IB", true),
        ("Nycticebus coucang", "2024-01-01", "Indonesia, protected species: animal, as Nycticebus", true),
        ("Bos grunniens", "2024-01-01", "Indonesia", false),
    ];
    for (name, day, words, there) in cases {
        let other = catalogue().resolve(name, day.parse().unwrap()).other;
        assert_eq!(other.iter().any(|line| line.contains(words)), there, "{name} on {day}: {other:?}");
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
