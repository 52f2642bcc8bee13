//! One character at a time: what it is, and what it folds to.
//!
//! The table folds width, case, compatibility forms (NFKC), Latin diacritics and Traditional to Simplified Chinese in one look-up, and says
//! what kind of character it is. It is built when the catalogue is compiled and only read afterwards.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use xiezhi_catalogue::readings::Readings;

/// What kind of character it is, as far as reading is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Class {
    /// Invisible or a combining mark: dropped, joins what stands beside it.
    Skip = 0,
    /// A space, a punctuation mark, a symbol.
    Sep = 1,
    /// A letter of a script that writes words apart (Latin, Cyrillic, Arabic, …).
    Letter = 2,
    /// A digit.
    Digit = 3,
    /// A Chinese character.
    Han = 4,
    /// Hiragana or Katakana.
    Kana = 5,
    /// A Hangul syllable.
    Hangul = 6,
    /// A letter or mark of a script without word spaces (Thai, Lao, Khmer, Burmese).
    Thai = 7,
    /// A Bopomofo letter.
    Zhuyin = 8,
    /// A pictograph.
    Emoji = 9,
    /// A plain space.
    Space = 10,
}

impl Class {
    pub(crate) fn from_bits(bits: u32) -> Self {
        match bits {
            0 => Self::Skip,
            2 => Self::Letter,
            3 => Self::Digit,
            4 => Self::Han,
            5 => Self::Kana,
            6 => Self::Hangul,
            7 => Self::Thai,
            8 => Self::Zhuyin,
            9 => Self::Emoji,
            10 => Self::Space,
            _ => Self::Sep,
        }
    }

    /// Whether the character stands for itself in a word.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Letter | Self::Digit | Self::Han | Self::Kana | Self::Hangul | Self::Thai | Self::Zhuyin)
    }
}

/// Characters covered by the flat table: the first two planes.
const FLAT: u32 = 0x2_0000;
const CHAR_BITS: u32 = 0x1f_ffff;
const CLASS_SHIFT: u32 = 21;
const MANY: u32 = 1 << 25;
const MARKED: u32 = 1 << 26;

/// The fold table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fold {
    flat: Vec<u32>,
    /// Characters that fold to several: (character, what to), sorted.
    many: Vec<(char, String)>,
}

/// What one character folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded {
    /// The first character of the fold.
    pub ch: char,
    /// Its kind.
    pub class: Class,
    /// Whether there is more than one; ask [`Fold::expansion`].
    pub many: bool,
    /// Whether a diacritic was dropped.
    pub marked: bool,
}

impl Fold {
    /// Builds the table from the catalogue's readings.
    #[must_use]
    pub fn build(readings: &Readings) -> Self {
        let mut simple: Vec<(char, char)> = readings.han.iter().map(|han| (han.ch, han.simple)).collect();
        simple.sort_unstable();
        let simplify = |c: char| match simple.binary_search_by_key(&c, |(from, _)| *from) {
            Ok(at) => simple.get(at).map_or(c, |(_, to)| *to),
            Err(_) => c,
        };
        let mut fold = Self { flat: Vec::with_capacity(FLAT as usize), many: Vec::new() };
        for code in 0..FLAT {
            let entry = match char::from_u32(code) {
                None => (Class::Sep as u32) << CLASS_SHIFT,
                Some(ch) => {
                    let (text, marked) = fold_char(ch, &simplify);
                    let first = text.chars().next().unwrap_or(' ');
                    let class = if text.is_empty() { Class::Skip } else { classify(ch, first) };
                    let mut bits = first as u32 | (class as u32) << CLASS_SHIFT;
                    if text.chars().nth(1).is_some() && class.is_text() {
                        bits |= MANY;
                        fold.many.push((ch, text));
                    }
                    if marked { bits | MARKED } else { bits }
                }
            };
            fold.flat.push(entry);
        }
        fold
    }

    /// Folds one character.
    #[must_use]
    pub fn fold(&self, ch: char) -> Folded {
        let bits = self.flat.get(ch as usize).copied().unwrap_or_else(|| beyond(ch));
        Folded {
            ch: char::from_u32(bits & CHAR_BITS).unwrap_or(' '),
            class: Class::from_bits((bits >> CLASS_SHIFT) & 15),
            many: bits & MANY != 0,
            marked: bits & MARKED != 0,
        }
    }

    /// All characters of a fold to several.
    #[must_use]
    pub fn expansion(&self, ch: char) -> &str {
        let at = self.many.binary_search_by_key(&ch, |(from, _)| *from);
        at.ok().and_then(|at| self.many.get(at)).map_or("", |(_, to)| to)
    }
}

/// Characters beyond the flat table: rare ideographs count as themselves, tags and selectors as invisible, the rest as symbols.
fn beyond(ch: char) -> u32 {
    let class = match ch as u32 {
        0x2_0000..=0x3_ffff => Class::Han,
        0xe_0000..=0xe_0fff => Class::Skip,
        _ => Class::Sep,
    };
    ch as u32 | (class as u32) << CLASS_SHIFT
}

fn is_strippable(mark: char) -> bool {
    // Marks of Latin, Greek, Cyrillic, Hebrew and Arabic; those of Indic and South-East Asian scripts are letters of the word.
    matches!(mark as u32, 0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x5bf | 0x5c1..=0x5c2 | 0x5c4..=0x5c5 | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6ed | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20f0 | 0xfe20..=0xfe2f)
}

fn fold_char(ch: char, simplify: &dyn Fn(char) -> char) -> (String, bool) {
    if is_invisible(ch) || is_strippable(ch) {
        return (String::new(), false);
    }
    if ('\u{ac00}'..='\u{d7a3}').contains(&ch) {
        return (ch.to_string(), false);
    }
    let mut text = String::new();
    let mut marked = false;
    let kana = matches!(ch as u32, 0x3040..=0x30ff | 0xff66..=0xff9f);
    let thai = matches!(ch as u32, 0xe00..=0x109f | 0x1780..=0x17ff);
    if kana || thai {
        text.extend(ch.nfkc());
    } else {
        decompose_compatible(ch, |c| {
            if is_strippable(c) {
                marked = true;
            } else {
                text.push(c);
            }
        });
    }
    let special = |c: char| match c {
        'đ' | 'Đ' | 'ð' => 'd',
        'ł' | 'Ł' => 'l',
        'ø' | 'Ø' => 'o',
        'ı' => 'i',
        'ة' => 'ه',
        'ى' => 'ي',
        'ؤ' => 'و',
        'ـ' => '\u{0}',
        'ё' => 'е',
        'ๅ' => 'า',
        other => other,
    };
    let folded: String = text
        .chars()
        .flat_map(|c| special(c).to_lowercase())
        .flat_map(|c| match c {
            'ß' => "ss".chars().collect::<Vec<_>>(),
            'æ' => "ae".chars().collect(),
            'œ' => "oe".chars().collect(),
            '\u{0}' => Vec::new(),
            other => vec![simplify(special(other))],
        })
        .collect();
    let marked = marked || matches!(ch, 'đ' | 'Đ' | 'ø' | 'Ø' | 'ł' | 'Ł');
    (folded, marked)
}

fn is_invisible(ch: char) -> bool {
    matches!(ch as u32,
        0xad | 0x2c7 | 0x2c9..=0x2cb | 0x2d9 | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0x1_f3fb..=0x1_f3ff)
        || (ch.is_control() && !ch.is_whitespace())
        || (canonical_combining_class(ch) != 0 && (ch as u32) < 0x300)
}

fn classify(original: char, folded: char) -> Class {
    match folded as u32 {
        0x30..=0x39 => {
            return if matches!(original as u32, 0x2460..=0x24ff | 0x2776..=0x2793) {
                Class::Sep
            } else {
                Class::Digit
            };
        }
        0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x3005..=0x3007 => return Class::Han,
        0x3041..=0x30ff | 0x31f0..=0x31ff if folded != '・' && folded != '゠' => return Class::Kana,
        0x1100..=0x11ff | 0xac00..=0xd7af | 0x3130..=0x318f => return Class::Hangul,
        0xe00..=0x109f | 0x1780..=0x17ff if folded != '฿' => return Class::Thai,
        0x3105..=0x312f | 0x31a0..=0x31bf => return Class::Zhuyin,
        0x1_f000..=0x1_faff | 0x2600..=0x27bf | 0x2b00..=0x2bff => return Class::Emoji,
        _ => {}
    }
    if folded.is_whitespace() {
        Class::Space
    } else if folded.is_alphabetic() {
        Class::Letter
    } else if folded.is_numeric() {
        Class::Digit
    } else {
        Class::Sep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xiezhi_catalogue::readings::Han;

    fn fold(text: &str) -> String {
        let han = Han { ch: '鱗', simple: '鳞', syllables: vec!["lin".into()] };
        let fold = Fold::build(&Readings { han: vec![han], ..Readings::default() });
        let mut out = String::new();
        for ch in text.chars() {
            let f = fold.fold(ch);
            match (f.class, f.many) {
                (Class::Skip, _) => {}
                (_, true) => out.push_str(fold.expansion(ch)),
                (class, _) if class.is_text() => out.push(f.ch),
                _ => out.push('_'),
            }
        }
        out
    }

    #[test]
    fn folds_width_case_marks_and_script() {
        let cases = [
            ("ＩＶＯＲＹ", "ivory"),
            ("鱗片", "鳞片"),
            ("Ngà Voi", "nga_voi"),
            ("ﬁn", "fin"),
            ("iv\u{200b}ory", "ivory"),
            ("𝓲𝓿𝓸𝓻𝔂", "ivory"),
            ("งาช้าง", "งาช้าง"),
            ("ｲﾝｺ", "インコ"),
            ("عَاج", "عاج"),
            ("Đ", "d"),
            ("🐘", "_"),
            ("Straße", "strasse"),
        ];
        for (text, want) in cases {
            assert_eq!(fold(text), want, "{text}");
        }
    }
}
