//! Writes a listing's wildlife words in every disguise that sellers use, to measure what each costs in recall.
//!
//! Only the words that the engine read (names, products, code words) are disguised, as a seller would do it; the rest of the listing
//! stays. Each disguise is a pure function of the word, so a run can be repeated.

use xiezhi_catalogue::readings::Readings;
use xiezhi_domain::{Listing, Screening};

/// The disguises by name.
pub const DISGUISES: &[&str] = &[
    "separator",
    "spaced",
    "zero-width",
    "fullwidth",
    "traditional",
    "diacritics",
    "confusable",
    "leet",
    "emoji",
    "pinyin",
    "pinyin-mixed",
    "initial",
    "zhuyin",
    "homophone",
    "shape",
    "parts",
    "markup",
    "entity",
    "upper",
];

/// The listing with its wildlife words disguised; none where the disguise does not apply.
pub fn disguise(listing: &Listing, plain: &Screening, how: &str, readings: &Readings) -> Option<Listing> {
    // Words already disguised stay as they are; code words are a disguise of their own kind and are not read through another.
    let heads: Vec<_> = plain
        .findings
        .first()?
        .spans
        .iter()
        .filter(|s| matches!(s.role.as_str(), "name" | "product") && matches!(s.reading.as_str(), "written" | "folded"))
        .collect();
    // Sounds and shapes of Chinese are no disguise of Japanese.
    let kana = |c: char| ('\u{3041}'..='\u{30fa}').contains(&c);
    let chinese = ["traditional", "pinyin", "pinyin-mixed", "initial", "zhuyin", "homophone", "shape", "parts"];
    if chinese.contains(&how) && listing.fields.iter().any(|f| f.text.chars().any(kana)) {
        return None;
    }
    let mut disguised = listing.clone();
    let mut changed = false;
    for field in &mut disguised.fields {
        let mut spans: Vec<_> = heads.iter().filter(|s| s.field == field.name).collect();
        spans.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
        let mut text = String::new();
        let mut at = 0;
        for span in spans {
            if span.start < at {
                continue;
            }
            let Some(word) = field.text.get(span.start..span.end) else { continue };
            text.push_str(field.text.get(at..span.start).unwrap_or(""));
            match rewrite(word, how, readings).filter(|new| new != word) {
                Some(new) => {
                    text.push_str(&new);
                    changed = true;
                }
                None => text.push_str(word),
            }
            at = span.end;
        }
        text.push_str(field.text.get(at..).unwrap_or(""));
        field.text = text;
    }
    changed.then_some(disguised)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn between(word: &str, separator: &str) -> Option<String> {
    let chars: Vec<char> = word.chars().filter(|c| !c.is_whitespace()).collect();
    let joined: Vec<String> = chars.iter().map(char::to_string).collect();
    (chars.len() > 1 && chars.iter().all(|c| c.is_alphanumeric() && !is_thai(*c))).then(|| joined.join(separator))
}

fn is_thai(c: char) -> bool {
    ('\u{e00}'..='\u{e7f}').contains(&c)
}

/// One word in one disguise.
fn rewrite(word: &str, how: &str, readings: &Readings) -> Option<String> {
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let han = word.chars().filter(|c| is_han(*c)).count();
    match how {
        "separator" => between(word, if han > 0 { "·" } else { "." }),
        "spaced" => between(word, " "),
        "zero-width" => between(word, "\u{200b}"),
        "fullwidth" => latin.then(|| {
            word.chars()
                .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c })
                .collect()
        }),
        "traditional" => (han > 0).then(|| {
            each_han(word, |c| readings.han.iter().find(|h| h.simple == c && h.ch != c).map(|h| h.ch.to_string()))
        }),
        "diacritics" => bare(word),
        "confusable" => latin.then(|| {
            word.chars()
                .map(|c| match c {
                    'o' => 'о',
                    'e' => 'е',
                    'a' => 'а',
                    'i' => 'і',
                    'c' => 'с',
                    'p' => 'р',
                    other => other,
                })
                .collect()
        }),
        "leet" => (latin && word.chars().filter(|c| c.is_ascii_alphabetic()).count() > 4).then(|| leet(word)),
        "emoji" => {
            let mut text = word.to_owned();
            for (picture, zh, en) in readings.emoji.iter().filter(|(_, zh, en)| zh.chars().count() == 1 && en.len() > 3)
            {
                text = text.replace(zh.as_str(), &picture.to_string()).replace(en.as_str(), &picture.to_string());
            }
            Some(text)
        }
        "pinyin" => whole_han(word, han, |c| syllable(readings, c)),
        "pinyin-mixed" => first_han(word, han, |c| syllable(readings, c)),
        "initial" => first_han(word, han, |c| {
            syllable(readings, c).and_then(|s| s.chars().next()).map(|c| c.to_uppercase().collect())
        }),
        "zhuyin" => whole_han(word, han, |c| {
            let syllable = syllable(readings, c)?;
            readings.zhuyin.iter().find(|(_, p)| *p == syllable).map(|(z, _)| z.clone())
        }),
        "homophone" => last_han(word, han, |c| {
            let syllable = syllable(readings, c)?;
            let other = readings
                .han
                .iter()
                .filter(|h| h.ch != c && h.simple == h.ch && h.syllables.first() == Some(&syllable))
                .nth(1)?;
            Some(other.ch.to_string())
        }),
        "shape" => first_han(word, han, |c| {
            readings.shapes.iter().find(|(_, like)| like.contains(&c)).map(|(v, _)| v.to_string())
        }),
        "parts" => (han > 1).then(|| {
            each_han(word, |c| readings.parts.iter().find(|(_, whole)| *whole == c).map(|(parts, _)| parts.clone()))
        }),
        "markup" => between(word, "<b></b>"),
        "entity" => Some(
            word.chars()
                .map(|c| if c.is_alphanumeric() { format!("&#{};", c as u32) } else { c.to_string() })
                .collect(),
        ),
        "upper" => latin.then(|| word.to_uppercase()),
        _ => None,
    }
}

fn syllable(readings: &Readings, ch: char) -> Option<String> {
    readings.han.iter().find(|h| h.ch == ch)?.syllables.first().cloned()
}

fn each_han(word: &str, with: impl Fn(char) -> Option<String>) -> String {
    word.chars().map(|c| if is_han(c) { with(c).unwrap_or_else(|| c.to_string()) } else { c.to_string() }).collect()
}

fn whole_han(word: &str, han: usize, with: impl Fn(char) -> Option<String>) -> Option<String> {
    (han > 1 && word.chars().all(is_han)).then(|| each_han(word, with))
}

fn first_han(word: &str, han: usize, with: impl Fn(char) -> Option<String>) -> Option<String> {
    let at = word.chars().position(is_han).filter(|_| han > 1)?;
    Some(
        word.chars()
            .enumerate()
            .map(|(i, c)| if i == at { with(c).unwrap_or_else(|| c.to_string()) } else { c.to_string() })
            .collect(),
    )
}

fn last_han(word: &str, han: usize, with: impl Fn(char) -> Option<String>) -> Option<String> {
    let at = word.chars().enumerate().filter(|(_, c)| is_han(*c)).map(|(i, _)| i).last().filter(|_| han > 1)?;
    Some(
        word.chars()
            .enumerate()
            .map(|(i, c)| if i == at { with(c).unwrap_or_else(|| c.to_string()) } else { c.to_string() })
            .collect(),
    )
}

fn bare(word: &str) -> Option<String> {
    let table = [
        ("àáảãạăằắẳẵặâầấẩẫậ", 'a'),
        ("èéẻẽẹêềếểễệë", 'e'),
        ("ìíỉĩịïî", 'i'),
        ("òóỏõọôồốổỗộơờớởỡợ", 'o'),
        ("ùúủũụưừứửữựüû", 'u'),
        ("ỳýỷỹỵ", 'y'),
        ("đ", 'd'),
        ("ç", 'c'),
        ("ñ", 'n'),
    ];
    let strip = |c: char| {
        table.iter().find(|(from, _)| from.contains(c.to_lowercase().next().unwrap_or(c))).map_or(c, |(_, to)| *to)
    };
    let text: String = word.chars().map(strip).collect();
    (text != word).then_some(text)
}

/// The second vowel-like letter as a digit, as sellers do: enough to defeat a filter, easy to read.
fn leet(word: &str) -> String {
    let mut left = 2;
    word.chars()
        .map(|c| {
            let digit = match c.to_ascii_lowercase() {
                'o' => Some('0'),
                'i' => Some('1'),
                'e' => Some('3'),
                'a' => Some('4'),
                _ => None,
            };
            match digit.filter(|_| left > 0) {
                Some(digit) => {
                    left -= 1;
                    digit
                }
                None => c,
            }
        })
        .collect()
}
