//! Readings: how characters sound, what they look like and what they are made of.
//!
//! `han.tsv` gives each Chinese character its simplified form and its syllables; `shapes.tsv` the characters drawn alike; `parts.tsv` the
//! characters written as a row of others; `confusables.tsv` letters of other scripts that pass for Latin ones; `emoji.tsv` pictures that
//! stand for a word; `endings.tsv` what a language hangs on its words; `ordinary.tsv` Chinese words that are no disguise of others.

use crate::table::{Fault, Table};
use serde::{Deserialize, Serialize};

/// A Chinese character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Han {
    /// The character.
    pub ch: char,
    /// Its simplified form (itself where it has none).
    pub simple: char,
    /// Toneless pinyin syllables, most common first.
    pub syllables: Vec<String>,
}

/// What a language hangs on its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endings {
    /// BCP 47 language tag.
    pub lang: String,
    /// Letters allowed before a term (articles written together).
    pub prefixes: Vec<String>,
    /// Letters allowed after a term (plurals, cases).
    pub suffixes: Vec<String>,
    /// From this many letters on a term may be followed by more of the same word (German compounds); 0 for never.
    pub compound: u8,
}

/// All that the readings know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readings {
    /// Chinese characters.
    pub han: Vec<Han>,
    /// Pairs (character, the characters it may stand in for because they look alike).
    pub shapes: Vec<(char, Vec<char>)>,
    /// Pairs (row of characters, the character they make up).
    pub parts: Vec<(String, char)>,
    /// Pairs (character, Latin letters it passes for).
    pub confusables: Vec<(char, String)>,
    /// Triples (emoji, Chinese word, English word).
    pub emoji: Vec<(char, String, String)>,
    /// Endings by language.
    pub endings: Vec<Endings>,
    /// Pairs (Bopomofo syllable, pinyin syllable).
    pub zhuyin: Vec<(String, String)>,
    /// Ordinary Chinese words: (first character, the rest).
    pub ordinary: Vec<(char, Vec<String>)>,
}

fn one_char(text: &str) -> Option<char> {
    let mut chars = text.chars().filter(|c| *c != '\u{fe0f}');
    chars.next().filter(|_| chars.next().is_none())
}

/// Reads one file of `readings/` into `into`; the file's name says which it is.
pub fn read(name: &str, file: &str, text: &str, into: &mut Readings, faults: &mut Vec<Fault>) {
    let table = Table::read(file, text, &[], faults);
    for row in table.rows() {
        let Some(key) =
            one_char(row.get("char")).or_else(|| matches!(name, "parts" | "endings" | "zhuyin").then_some(' '))
        else {
            faults.push(row.fault("character", format!("`{}` is not one character", row.get("char"))));
            continue;
        };
        match name {
            "han" => {
                let simple = one_char(row.get("simple")).unwrap_or(key);
                into.han.push(Han { ch: key, simple, syllables: row.list("syllables").map(Into::into).collect() });
            }
            "shapes" => into.shapes.push((key, row.get("like").chars().filter(|c| !c.is_whitespace()).collect())),
            "parts" => match one_char(row.get("whole")) {
                Some(whole) => into.parts.push((row.get("parts").into(), whole)),
                None => faults.push(row.fault("character", format!("`{}` is not one character", row.get("whole")))),
            },
            "confusables" => into.confusables.push((key, row.get("latin").into())),
            "emoji" => into.emoji.push((key, row.get("zh").into(), row.get("en").into())),
            "ordinary" => into.ordinary.push((key, row.list("rest").map(Into::into).collect())),
            "zhuyin" => into.zhuyin.push((row.get("zhuyin").into(), row.get("pinyin").into())),
            "endings" => into.endings.push(Endings {
                lang: row.get("lang").into(),
                prefixes: row.list("prefixes").map(Into::into).collect(),
                suffixes: row.list("suffixes").map(Into::into).collect(),
                compound: row.get("compound").parse().unwrap_or(0),
            }),
            other => {
                faults.push(row.fault("file", format!("`{other}` is not a table of readings")));
                return;
            }
        }
    }
}
