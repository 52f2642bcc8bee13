//! `cargo xtask bench screen`: the engine beside a raw automaton pass over the same text with the same terms, as ratios within one run.

use aho_corasick::{AhoCorasick, MatchKind};
use anyhow::{Context, Result};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::time::Instant;
use xiezhi_catalogue::artifact::Pack;
use xiezhi_domain::Listing;
use xiezhi_screen::{Engine, Scratch};

/// Texts of one feed.
pub(crate) struct Feed {
    pub(crate) name: &'static str,
    pub(crate) texts: Vec<String>,
}

/// Runs the bench and prints its table.
pub fn run() -> Result<()> {
    let (catalogue, _) = xiezhi_catalogue::load_dir(Path::new("catalogue"))?;
    let bytes = Engine::compile(&catalogue)?.to_bytes();
    let start = Instant::now();
    let pack = Pack::from_bytes(&bytes)?;
    let engine = Engine::load(&pack)?;
    println!(
        "catalogue {} · {} terms · pack {:.1} MB, loaded in {:.0} ms",
        short(&catalogue.hash),
        engine.matcher().terms.terms.len(),
        bytes.len() as f64 / 1e6,
        start.elapsed().as_secs_f64() * 1e3
    );
    let (mut ordinary, offers) = corpus()?;
    if let Some(real) = negatives() {
        println!("ordinary texts: {} real queries, titles and posts of ../shared/data/negatives", real.len());
        ordinary = real;
    } else {
        println!(
            "../shared/data/negatives is absent: the ordinary texts are the corpus's own, which hold far more wildlife words than a market's"
        );
    }
    println!("{} ordinary texts, {} offers", ordinary.len(), offers.len());
    println!(
        "\n| feed | texts | mean bytes | engine MB/s | raw daachorse MB/s | engine ÷ daachorse | engine µs/text | past the gate |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let patterns = patterns(&engine, 40_000);
    let raw = CharwiseDoubleArrayAhoCorasick::<u32>::new(&patterns).map_err(|e| anyhow::anyhow!("{e}"))?;
    for feed in feeds(&ordinary, &offers) {
        row(&engine, &raw, &feed);
    }
    others(&patterns, &feeds(&ordinary, &offers));
    growth(&engine, &feeds(&ordinary, &offers))?;
    threads(&engine, &feeds(&ordinary, &offers));
    Ok(())
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// Real ordinary texts, where the data folder is present; three Chinese to one of the others.
pub(crate) fn negatives() -> Option<Vec<String>> {
    let read = |name: &str| {
        let file = std::fs::File::open(Path::new("../shared/data/negatives").join(name)).ok()?;
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).ok()?;
        Some(text.lines().map(str::to_owned).collect::<Vec<String>>())
    };
    let (queries, titles) = (read("taobao-queries.txt.gz")?, read("taobao-titles.txt.gz")?);
    let others = [read("thai-posts.txt.gz")?, read("english-antique-titles.txt.gz")?].concat();
    let mut texts = Vec::new();
    for (number, query) in queries.into_iter().enumerate().take(20_000) {
        texts.push(query);
        texts.extend(titles.get(number % titles.len().max(1)).filter(|_| number % 3 == 0).cloned());
        texts.extend(others.get(number % others.len().max(1)).filter(|t| number % 4 == 0 && t.len() < 300).cloned());
    }
    Some(texts)
}

/// Titles of the corpus: ordinary goods, and offers.
pub(crate) fn corpus() -> Result<(Vec<String>, Vec<String>)> {
    let (mut ordinary, mut offers) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir("corpus").context("run it from the project's root")? {
        for line in std::fs::read_to_string(entry?.path())?.lines() {
            let value: serde_json::Value = serde_json::from_str(line)?;
            let text = |key: &str| value.get(key).and_then(|v| v.as_str()).unwrap_or("").to_owned();
            let whole = format!("{} {}", text("title"), text("description")).trim().to_owned();
            match (text("label").as_str(), text("kind").as_str()) {
                ("offer", _) => offers.push(whole),
                (_, "ordinary") => ordinary.push(whole),
                _ => {}
            }
        }
    }
    Ok((ordinary, offers))
}

/// Texts of about `bytes` bytes each: ordinary ones joined until long enough, one in `every` an offer.
fn mixed(ordinary: &[String], offers: &[String], bytes: usize, every: usize, count: usize) -> Vec<String> {
    let mut source = ordinary.iter().cycle();
    let mut offer = offers.iter().cycle();
    (0..count)
        .map(|number| {
            let mut text = if every > 0 && number % every == every / 2 {
                offer.next().cloned().unwrap_or_default()
            } else {
                String::new()
            };
            while text.len() < bytes {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(source.next().map(String::as_str).unwrap_or("x"));
            }
            text
        })
        .collect()
}

pub(crate) fn feeds(ordinary: &[String], offers: &[String]) -> Vec<Feed> {
    vec![
        Feed { name: "60 bytes, 0.1 % offers", texts: mixed(ordinary, offers, 45, 1000, 40_000) },
        Feed { name: "280 bytes, 0.1 % offers", texts: mixed(ordinary, offers, 260, 1000, 12_000) },
        Feed { name: "all offers", texts: offers.iter().cycle().take(12_000).cloned().collect() },
    ]
}

/// Seconds for one pass, the best of five.
pub(crate) fn best(mut pass: impl FnMut()) -> f64 {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            pass();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn bytes(feed: &Feed) -> f64 {
    feed.texts.iter().map(String::len).sum::<usize>() as f64
}

fn row(engine: &Engine, raw: &CharwiseDoubleArrayAhoCorasick<u32>, feed: &Feed) {
    let listings: Vec<Listing> = feed.texts.iter().map(|t| Listing::from_text(t)).collect();
    let mut scratch = Scratch::default();
    let ours = best(|| {
        for listing in &listings {
            std::hint::black_box(engine.screen(listing, &mut scratch));
        }
    });
    let theirs = best(|| {
        for text in &feed.texts {
            std::hint::black_box(raw.find_overlapping_iter(text.as_str()).count());
        }
    });
    let passed = feed.texts.iter().filter(|t| engine.gate(t)).count() as f64 / feed.texts.len() as f64;
    let total = bytes(feed);
    println!(
        "| {} | {} | {:.0} | {:.0} | {:.0} | {:.2} | {:.2} | {:.1} % |",
        feed.name,
        feed.texts.len(),
        total / feed.texts.len() as f64,
        total / ours / 1e6,
        total / theirs / 1e6,
        theirs / ours,
        ours / feed.texts.len() as f64 * 1e6,
        passed * 100.0
    );
}

/// The terms as the lexicon writes them, at most `count`.
fn patterns(engine: &Engine, count: usize) -> Vec<String> {
    let terms: BTreeSet<String> =
        engine.matcher().terms.terms.iter().map(|t| t.text.to_lowercase().to_string()).collect();
    let every = (terms.len() / count.max(1)).max(1);
    terms.into_iter().step_by(every).take(count).collect()
}

fn others(patterns: &[String], feeds: &[Feed]) {
    println!("\n| other matchers, same terms | 60 bytes MB/s | 280 bytes MB/s |\n|---|---|---|");
    let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns) else { return };
    let speeds: Vec<String> = feeds
        .iter()
        .take(2)
        .map(|feed| {
            let seconds = best(|| {
                for text in &feed.texts {
                    std::hint::black_box(automaton.find_overlapping_iter(text.as_str()).count());
                }
            });
            format!("{:.0}", bytes(feed) / seconds / 1e6)
        })
        .collect();
    println!("| aho-corasick (contiguous NFA) | {} |", speeds.join(" | "));
    println!("\nHyperscan, Vectorscan and YARA-X are not in this run: docs/performance.md says why.");
}

/// How the engine slows as the lexicon grows: the same feed with a twentieth, all, and five times the terms.
fn growth(engine: &Engine, feeds: &[Feed]) -> Result<()> {
    println!("\n| terms | engine µs/text, 60 bytes |\n|---|---|");
    let Some(feed) = feeds.first() else { return Ok(()) };
    let listings: Vec<Listing> = feed.texts.iter().map(|t| Listing::from_text(t)).collect();
    let (whole, _) = xiezhi_catalogue::load_dir(Path::new("catalogue"))?;
    let full = engine.matcher().terms.terms.len();
    for wanted in [4_000usize, 40_000, 200_000] {
        let mut catalogue = whole.clone();
        if wanted < full {
            let every = (catalogue.entries.len() / wanted).max(1);
            catalogue.entries = catalogue.entries.into_iter().step_by(every).take(wanted).collect();
            catalogue.vernacular.clear();
        } else {
            // More words of the same make: each head again with a running number in its script.
            let heads: Vec<_> = catalogue.entries.iter().filter(|e| e.role.is_head()).cloned().collect();
            for (number, head) in heads.iter().cycle().take(wanted.saturating_sub(full)).enumerate() {
                let mut entry = head.clone();
                let tail: String = format!("{number:06}")
                    .chars()
                    .map(|c| {
                        if head.text.is_ascii() {
                            char::from(b'p' + (c as u8 - b'0'))
                        } else {
                            ["魑", "魅", "魍", "魉", "饕", "餮", "貔", "貅", "麒", "麟"]
                                .get(usize::from(c as u8 - b'0'))
                                .and_then(|s| s.chars().next())
                                .unwrap_or('麟')
                        }
                    })
                    .collect();
                entry.text = format!("{}{tail}", head.text);
                catalogue.entries.push(entry);
            }
        }
        let grown = Engine::new(&catalogue)?;
        let mut scratch = Scratch::default();
        let seconds = best(|| {
            for listing in &listings {
                std::hint::black_box(grown.screen(listing, &mut scratch));
            }
        });
        println!("| {} | {:.2} |", grown.matcher().terms.terms.len(), seconds / listings.len() as f64 * 1e6);
    }
    Ok(())
}

fn threads(engine: &Engine, feeds: &[Feed]) {
    let Some(feed) = feeds.get(1) else { return };
    let listings: Vec<Listing> = feed.texts.iter().map(|t| Listing::from_text(t)).collect();
    let run = |threads: usize| {
        best(|| {
            std::thread::scope(|scope| {
                for part in 0..threads {
                    let listings = &listings;
                    scope.spawn(move || {
                        let mut scratch = Scratch::default();
                        for listing in listings.iter().skip(part).step_by(threads) {
                            std::hint::black_box(engine.screen(listing, &mut scratch));
                        }
                    });
                }
            });
        })
    };
    println!("\ntwo threads ÷ one: {:.2}", run(1) / run(2));
}
