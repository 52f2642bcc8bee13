//! A text as a stream of units: folded characters, each with its place in the original and what stood before it.
//!
//! Separators are not units: they are the gap before the next one. So one stream serves both the plain reading (gaps where a word ends) and
//! the joined reading (gaps inside a word), and the verifier decides which it was.
//!
//! INVARIANT: `start..end` of every unit lies on character boundaries of the original.

use crate::fold::{Class, Fold};

/// What stood before a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing: it continues the run.
    None,
    /// Only invisible characters or inline markup.
    Hidden,
    /// Odd symbols such as `.` `*` `·` `_` or a picture.
    Symbol,
    /// Spaces.
    Space,
    /// Ordinary punctuation, a line break, block markup, the beginning.
    Break,
}

/// One folded character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The folded character.
    pub ch: char,
    /// The original character in lower case with its marks composed.
    pub exact: char,
    /// Its kind.
    pub class: Class,
    /// Whether a diacritic was dropped.
    pub marked: bool,
    /// What stood before it.
    pub gap: Gap,
    /// First byte in the original.
    pub start: u32,
    /// Past its last byte.
    pub end: u32,
}

/// A picture, with the number of units before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// The pictograph.
    pub ch: char,
    /// How many units stand before it.
    pub at: u32,
    /// First byte in the original.
    pub start: u32,
    /// Past its last byte.
    pub end: u32,
    /// What stands between it and the next unit or picture.
    pub after: Gap,
}

/// The stream of one field.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    /// The units.
    pub units: Vec<Unit>,
    /// The units' characters, for the matcher.
    pub text: String,
    /// Unit index by byte of `text` (only at character starts).
    index: Vec<u32>,
    /// Pictures, in order.
    pub pictures: Vec<Picture>,
    /// Whether letters with digits or symbols, or of mixed scripts, stand in one word.
    pub odd_words: bool,
    /// Whether Bopomofo occurs.
    pub zhuyin: bool,
    /// Whether Chinese and Latin letters touch.
    pub mixed: bool,
    /// How many letters carry diacritics.
    pub marked: u32,
}

/// Longest text that is read, in bytes; what lies beyond is reported as a problem.
pub const MAX_BYTES: usize = 256 * 1024;

impl Stream {
    /// Reads a text.
    #[must_use]
    pub fn read(fold: &Fold, text: &str) -> Self {
        let mut stream = Self::default();
        stream.refill(fold, text);
        stream
    }

    /// Reads a text into this stream, whose buffers are used again.
    pub fn refill(&mut self, fold: &Fold, text: &str) {
        self.clear();
        self.units.reserve(text.len() / 2);
        let mut reader = Reader { stream: self, fold, gap: Gap::Break };
        let mut chars = text.char_indices();
        while let Some((at, ch)) = chars.next() {
            let special = match ch {
                '<' => tag(text, at),
                '&' => entity(text, at),
                _ => None,
            };
            match special {
                None => reader.push(ch, at, at + ch.len_utf8()),
                Some((end, replacement)) => {
                    match replacement {
                        Replacement::Inline => reader.widen(Gap::Hidden),
                        Replacement::Block => reader.widen(Gap::Break),
                        Replacement::Char(c) => reader.push(c, at, end),
                    }
                    while chars.as_str().len() > text.len() - end {
                        chars.next();
                    }
                }
            }
        }
    }

    fn clear(&mut self) {
        self.units.clear();
        self.text.clear();
        self.index.clear();
        self.pictures.clear();
        (self.odd_words, self.zhuyin, self.mixed, self.marked) = (false, false, false, 0);
    }

    /// Adds a unit; used by the reader and by the costlier readings that rewrite a stream.
    pub fn push(&mut self, unit: Unit) {
        let number = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        self.text.push(unit.ch);
        for _ in 0..unit.ch.len_utf8() {
            self.index.push(number);
        }
        self.units.push(unit);
    }

    /// The unit at a byte of `text`; past the end the number of units.
    #[must_use]
    pub fn unit_at(&self, byte: usize) -> usize {
        self.index.get(byte).map_or(self.units.len(), |index| *index as usize)
    }

    /// The gap before a unit; `Break` past the end.
    #[must_use]
    pub fn gap(&self, unit: usize) -> Gap {
        self.units.get(unit).map_or(Gap::Break, |u| u.gap)
    }
}

enum Replacement {
    Inline,
    Block,
    Char(char),
}

struct Reader<'a> {
    stream: &'a mut Stream,
    fold: &'a Fold,
    gap: Gap,
}

impl Reader<'_> {
    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
        let units = u32::try_from(self.stream.units.len()).unwrap_or(u32::MAX);
        if let Some(picture) = self.stream.pictures.last_mut().filter(|p| p.at == units) {
            picture.after = picture.after.max(gap);
        }
    }

    fn push(&mut self, ch: char, start: usize, end: usize) {
        let folded = self.fold.fold(ch);
        let (start, end) = (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX));
        match folded.class {
            Class::Skip => {
                self.compose(ch, end);
                self.widen(Gap::Hidden);
            }
            Class::Space => self.widen(if ch == '\n' || ch == '\r' { Gap::Break } else { Gap::Space }),
            Class::Sep => {
                self.widen(separator(ch));
                self.note_symbol(ch);
            }
            Class::Emoji => {
                let at = u32::try_from(self.stream.units.len()).unwrap_or(u32::MAX);
                self.widen(Gap::Symbol);
                self.stream.pictures.push(Picture { ch, at, start, end, after: Gap::None });
            }
            class => {
                let exact = lower(ch, class);
                let mut unit = Unit { ch: folded.ch, exact, class, marked: folded.marked, gap: self.gap, start, end };
                self.note(&unit);
                if folded.many {
                    for (number, c) in self.fold.expansion(ch).chars().enumerate() {
                        let gap = if number == 0 { unit.gap } else { Gap::None };
                        // Every further character keeps the class of its own fold, so that "㎏" is two letters.
                        let class = if c.is_ascii_digit() { Class::Digit } else { class };
                        self.stream.push(Unit { ch: c, exact: c, gap, class, ..unit });
                    }
                } else {
                    unit.ch = folded.ch;
                    self.stream.push(unit);
                }
                self.gap = Gap::None;
            }
        }
    }

    /// A combining mark joins the letter before it, so that decomposed text reads as composed text does.
    fn compose(&mut self, mark: char, end: u32) {
        if self.gap != Gap::None && self.gap != Gap::Hidden {
            return;
        }
        if let Some(last) = self.stream.units.last_mut()
            && let Some(composed) = unicode_normalization::char::compose(last.exact, mark)
        {
            last.exact = composed;
            last.end = end;
            if !last.marked {
                last.marked = true;
                self.stream.marked += 1;
            }
        }
    }

    fn note(&mut self, unit: &Unit) {
        self.stream.marked += u32::from(unit.marked);
        self.stream.zhuyin |= unit.class == Class::Zhuyin;
        if self.gap > Gap::Hidden {
            return;
        }
        let Some(last) = self.stream.units.last() else { return };
        let pair = (last.class, unit.class);
        self.stream.mixed |= matches!(pair, (Class::Han, Class::Letter) | (Class::Letter, Class::Han));
        self.stream.odd_words |= match pair {
            (Class::Letter, Class::Digit) | (Class::Digit, Class::Letter) => true,
            (Class::Letter, Class::Letter) => last.ch.is_ascii() != unit.ch.is_ascii(),
            _ => false,
        };
    }

    fn note_symbol(&mut self, ch: char) {
        self.stream.odd_words |= matches!(ch, '@' | '$' | '!' | '|' | '*' | '€' | '£' | '¡');
    }
}

/// The character in lower case; only letters have any.
fn lower(ch: char, class: Class) -> char {
    if ch.is_ascii() {
        return ch.to_ascii_lowercase();
    }
    let cased = matches!(class, Class::Letter | Class::Digit);
    if cased { ch.to_lowercase().next().unwrap_or(ch) } else { ch }
}

/// Which separators sellers put inside words; the others end a phrase.
pub(crate) fn separator(ch: char) -> Gap {
    match ch {
        ',' | ';' | '?' | '，' | '。' | '；' | '？' | '、' | '：' | ':' | '"' | '“' | '”' | '(' | ')' | '（' | '）'
        | '【' | '】' | '[' | ']' | '《' | '》' | '{' | '}' | '…' => Gap::Break,
        _ => Gap::Symbol,
    }
}

/// The end of a markup tag that opens at `at`, and whether it breaks the line.
fn tag(text: &str, at: usize) -> Option<(usize, Replacement)> {
    const LONGEST: usize = 400;
    let rest = text.get(at + 1..)?;
    let first = rest.chars().next()?;
    if !(first.is_ascii_alphabetic() || first == '/' || first == '!') {
        return None;
    }
    let length = rest.bytes().take(LONGEST).position(|b| b == b'>')?;
    let name: String = rest.chars().skip(usize::from(first == '/')).take_while(char::is_ascii_alphanumeric).collect();
    let inline = matches!(
        name.to_ascii_lowercase().as_str(),
        "a" | "b"
            | "i"
            | "u"
            | "s"
            | "em"
            | "strong"
            | "span"
            | "font"
            | "big"
            | "small"
            | "sub"
            | "sup"
            | "mark"
            | "wbr"
            | "label"
            | ""
    );
    Some((at + 1 + length + 1, if inline { Replacement::Inline } else { Replacement::Block }))
}

/// The character that an HTML entity at `at` stands for.
fn entity(text: &str, at: usize) -> Option<(usize, Replacement)> {
    const LONGEST: usize = 10;
    let rest = text.get(at + 1..)?;
    let length = rest.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = rest.get(..length)?;
    let ch = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "shy" | "zwj" | "zwnj" => '\u{200b}',
        "middot" => '·',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((at + 1 + length + 1, Replacement::Char(ch)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use xiezhi_catalogue::readings::Readings;

    fn fold() -> Fold {
        Fold::build(&Readings::default())
    }

    #[test]
    fn reads_markup_and_entities_with_places() {
        let cases = [
            ("象<b>牙</b>", "象牙", Gap::Hidden, (6, 9)),
            ("象&#29273;", "象牙", Gap::None, (3, 11)),
            ("象&#x7259;", "象牙", Gap::None, (3, 11)),
            ("象<br>牙", "象牙", Gap::Break, (7, 10)),
            ("象 牙", "象牙", Gap::Space, (4, 7)),
            ("象·牙", "象牙", Gap::Symbol, (5, 8)),
            ("a<3b", "a3b", Gap::Symbol, (2, 3)),
        ];
        for (text, want, gap, place) in cases {
            let stream = Stream::read(&fold(), text);
            assert_eq!(stream.text, want, "{text}");
            let unit = stream.units[1];
            assert_eq!((unit.gap, (unit.start, unit.end)), (gap, place), "{text}");
        }
    }

    #[test]
    fn decomposed_reads_as_composed() {
        let (a, b) = (Stream::read(&fold(), "ngà"), Stream::read(&fold(), "nga\u{300}"));
        assert_eq!(a.text, b.text);
        assert_eq!(a.units[2].exact, b.units[2].exact);
    }

    proptest! {
        #[test]
        fn places_lie_on_character_boundaries(text in "\\PC{0,80}|[<>/&#;a-z象牙 ]{0,60}") {
            let stream = Stream::read(&fold(), &text);
            let mut last = 0;
            for unit in &stream.units {
                prop_assert!(text.is_char_boundary(unit.start as usize) && text.is_char_boundary(unit.end as usize));
                prop_assert!(unit.start < unit.end && unit.start >= last);
                last = unit.start;
            }
            prop_assert_eq!(stream.text.chars().count(), stream.units.len());
        }
    }
}
