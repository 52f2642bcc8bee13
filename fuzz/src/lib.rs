//! The fuzz targets as plain functions: each takes any bytes and panics where an invariant breaks.
//!
//! `cargo xtask fuzz` feeds them seeded random and mutated inputs; `cargo fuzz run TARGET --features libfuzzer` feeds them by coverage.
#![expect(clippy::panic, reason = "a fuzz target reports by panicking")]

use std::collections::HashMap;
use std::sync::OnceLock;
use xiezhi::input;
use xiezhi_catalogue::load::{Files, load_files};
use xiezhi_domain::Listing;
use xiezhi_screen::stream::Stream;
use xiezhi_screen::verify::{Reading, verify};
use xiezhi_screen::{Engine, Scratch};

/// A small catalogue with every kind of term, so that a run needs no files.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut files = Files::new();
        for (name, text) in [
            ("forms.tsv", include_str!("../../catalogue/forms.tsv")),
            ("groups.tsv", include_str!("../../catalogue/groups.tsv")),
            ("units.tsv", include_str!("../../catalogue/units.tsv")),
            ("weights.tsv", include_str!("../../catalogue/weights.tsv")),
            ("lexicon/zh.tsv", include_str!("../../catalogue/lexicon/zh.tsv")),
            ("lexicon/vi.tsv", include_str!("../../catalogue/lexicon/vi.tsv")),
            ("lexicon/th.tsv", include_str!("../../catalogue/lexicon/th.tsv")),
            ("readings/han.tsv", include_str!("../../catalogue/readings/han.tsv")),
            ("readings/shapes.tsv", include_str!("../../catalogue/readings/shapes.tsv")),
            ("readings/parts.tsv", include_str!("../../catalogue/readings/parts.tsv")),
            ("readings/emoji.tsv", include_str!("../../catalogue/readings/emoji.tsv")),
            ("readings/zhuyin.tsv", include_str!("../../catalogue/readings/zhuyin.tsv")),
            ("readings/endings.tsv", include_str!("../../catalogue/readings/endings.tsv")),
            ("readings/confusables.tsv", include_str!("../../catalogue/readings/confusables.tsv")),
            (
                "taxa/cites-2017/animals-mammalia.tsv",
                include_str!("../../catalogue/taxa/cites-2017/animals-mammalia.tsv"),
            ),
        ] {
            files.insert(name.into(), text.into());
        }
        let (catalogue, _) = load_files(&files);
        match Engine::new(&catalogue) {
            Ok(engine) => engine,
            Err(error) => panic!("{error}"),
        }
    })
}

/// Every input format and character set: nothing panics, every record has a line, every error names what was wrong.
pub fn reader(data: &[u8]) {
    let Ok(source) = input::source(std::io::Cursor::new(data.to_vec())) else { return };
    let extension =
        [None, Some("csv"), Some("tsv"), Some("ndjson"), Some("txt")].get(data.len() % 5).copied().flatten();
    let mut records = input::Records::new(source, extension);
    let mut last = 0;
    while let Ok(Some(record)) = records.read() {
        assert!(record.line >= last, "lines go forward");
        last = record.line;
        if let Err(error) = input::parse(&record) {
            assert!(!error.to_string().is_empty());
        }
    }
}

/// The normaliser: places lie on character boundaries, in order, and nothing is read past the text. The engine: spans point into the text.
pub fn normaliser(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let stream = Stream::read(engine().fold(), &text);
    let mut last = 0;
    for unit in &stream.units {
        assert!(text.is_char_boundary(unit.start as usize) && text.is_char_boundary(unit.end as usize), "{text:?}");
        assert!(unit.start >= last && unit.end > unit.start, "{text:?}");
        last = unit.start;
    }
    let listing = Listing::from_text(&text);
    let mut scratch = Scratch::default();
    let full = engine().screen_ungated(&listing, &mut scratch);
    for span in full.findings.iter().flat_map(|f| &f.spans) {
        assert_eq!(text.get(span.start..span.end), Some(span.text.as_str()), "{text:?}");
        assert_eq!(
            text.chars().skip(span.start_char).take(span.end_char - span.start_char).collect::<String>(),
            span.text,
            "{text:?}"
        );
    }
    if !engine().gate(&text) {
        assert!(full.findings.is_empty(), "the gate turned away {text:?}: {:?}", full.findings);
    }
}

/// The matcher against a brute-force twin: every pattern looked for at every place.
pub fn matcher(data: &[u8]) {
    const LONGEST: usize = 96;
    let text: String = String::from_utf8_lossy(data).chars().take(LONGEST).collect();
    let stream = Stream::read(engine().fold(), &text);
    let matcher = engine().matcher();
    let mut fast = Vec::new();
    matcher.find(&stream, 0, Reading::Written, |_, _| true, &mut fast);
    let mut fast: Vec<(u32, u32, u32)> = fast.iter().map(|m| (m.term, m.start, m.end)).collect();
    let mut slow = Vec::new();
    for (byte, ch) in stream.text.char_indices() {
        let rest = stream.text.get(byte..).unwrap_or("");
        for (number, pattern) in patterns().get(&ch).into_iter().flatten().filter(|(_, p)| rest.starts_with(p.as_str()))
        {
            let Some(term) = matcher.terms.get(*number) else { continue };
            let (first, last) = (stream.unit_at(byte), stream.unit_at(byte + pattern.len()));
            if verify(&stream, &matcher.endings, term, first, last).is_some()
                && let (Some(a), Some(b)) =
                    (stream.units.get(first), last.checked_sub(1).and_then(|l| stream.units.get(l)))
            {
                slow.push((*number, a.start, b.end));
            }
        }
    }
    fast.sort_unstable();
    slow.sort_unstable();
    assert_eq!(fast, slow, "{text:?}");
}

/// All patterns with their terms, by their first character.
fn patterns() -> &'static HashMap<char, Vec<(u32, String)>> {
    static PATTERNS: OnceLock<HashMap<char, Vec<(u32, String)>>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let mut patterns: HashMap<char, Vec<(u32, String)>> = HashMap::new();
        for (number, term) in (0u32..).zip(&engine().matcher().terms.terms) {
            let pattern = Stream::read(engine().fold(), &term.text).text;
            if let Some(first) = pattern.chars().next() {
                patterns.entry(first).or_default().push((number, pattern));
            }
        }
        patterns
    })
}

/// The catalogue's tables: any bytes under any table's name give a catalogue and faults, never a panic; packs of any bytes are refused or read.
pub fn tables(data: &[u8]) {
    const NAMES: &[&str] = &[
        "forms.tsv",
        "groups.tsv",
        "units.tsv",
        "weights.tsv",
        "lexicon/x.tsv",
        "readings/han.tsv",
        "readings/parts.tsv",
        "readings/endings.tsv",
        "taxa/cites-x.tsv",
        "taxa/amendments.tsv",
        "taxa/cn-x.tsv",
        "taxa/other.tsv",
        "names/x.tsv",
    ];
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let name = NAMES.get(usize::from(*first) % NAMES.len()).copied().unwrap_or("forms.tsv");
    let mut files = Files::new();
    files.insert(name.into(), String::from_utf8_lossy(rest).into_owned());
    let (catalogue, faults) = load_files(&files);
    for fault in faults {
        assert!(!fault.message.is_empty() && !fault.file.is_empty());
    }
    // An engine takes milliseconds to make, with or without words: of empty catalogues a few are enough.
    const SOME: usize = 256;
    if !catalogue.entries.is_empty() || data.len().is_multiple_of(SOME) {
        let _ = Engine::new(&catalogue);
    }
    if let Ok(pack) = xiezhi_catalogue::artifact::Pack::from_bytes(data) {
        let _ = Engine::load(&pack);
    }
    if let Ok(value) = serde_json::from_slice(data) {
        let _ = Listing::from_json(&value);
    }
}

/// The law's tables: any bytes in place of any of them give a law and faults by file and line, never a panic; what is read compiles, answers
/// and exports. Any bytes as a packed law are refused or read.
pub fn law(data: &[u8]) {
    const NAMES: &[&str] = &[
        "law/jurisdictions.tsv",
        "law/claims.tsv",
        "law/sets.tsv",
        "law/terms.tsv",
        "law/papers.tsv",
        "law/CN/instruments.tsv",
        "law/CN/documents.tsv",
        "law/CN/lists.tsv",
        "law/CN/rows.tsv",
        "law/CN/cases.tsv",
        "law/policy/zero-tolerance.tsv",
        "law/invariants/law.tsv",
    ];
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let name = NAMES.get(usize::from(*first) % NAMES.len()).copied().unwrap_or("law/claims.tsv");
    let text = String::from_utf8_lossy(rest);
    let mut files = law_files().clone();
    // Either the whole table is foreign, or a line of it.
    match files.get_mut(name) {
        Some(held) if first & 0x80 != 0 => {
            held.push_str(&text);
            held.push('\n');
        }
        _ => {
            files.insert(name.into(), text.into_owned());
        }
    }
    let catalogue = &engine().catalogue;
    let reading = xiezhi_law::read(&files, catalogue);
    for fault in reading.faults.iter().chain(&reading.warnings) {
        assert!(!fault.message.is_empty() && fault.file.starts_with("law/") || fault.file == "forms.tsv", "{fault:?}");
    }
    if let Ok(index) = xiezhi_law::index::build(&reading.law, catalogue) {
        let court = xiezhi_law::Court { law: &reading.law, index: &index, catalogue };
        let _ = court.check_cases();
        for jurisdiction in 0..u16::try_from(reading.law.jurisdictions.len()).unwrap_or(0).min(3) {
            assert!(xiezhi_law::cedar::policies(&reading.law, jurisdiction).len() < usize::MAX);
        }
    }
    let _ = xiezhi_law::packed::unpack(data, catalogue);
}

/// A small law: the shared tables and one jurisdiction with a few rows of everything.
fn law_files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = Files::new();
        for (name, text) in [
            ("law/jurisdictions.tsv", include_str!("../../catalogue/law/jurisdictions.tsv")),
            ("law/claims.tsv", include_str!("../../catalogue/law/claims.tsv")),
            ("law/sets.tsv", include_str!("../../catalogue/law/sets.tsv")),
            ("law/terms.tsv", include_str!("../../catalogue/law/terms.tsv")),
            ("law/CN/instruments.tsv", include_str!("../../catalogue/law/CN-HI/instruments.tsv")),
            ("law/CN/documents.tsv", include_str!("../../catalogue/law/CN/documents.tsv")),
            ("law/CN/rows.tsv", include_str!("../../catalogue/law/CN/rows.tsv")),
        ] {
            let lines: Vec<&str> = text.lines().take(70).collect();
            files.insert(name.into(), lines.join("\n") + "\n");
        }
        files
    })
}
