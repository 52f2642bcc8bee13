//! Letters that are not what they seem: digits and symbols for letters, letters of other scripts, pictures for words.

use super::{Disguises, Rewritten};
use crate::fold::Class;
use crate::stream::{Gap, Stream, Unit};

impl Disguises {
    /// Rewrites pictures into words: Chinese beside Chinese, English otherwise.
    #[must_use]
    pub fn by_emoji(&self, stream: &Stream) -> Option<Rewritten> {
        let chinese =
            stream.units.iter().any(|u| matches!(u.class, Class::Han | Class::Kana)) || stream.units.is_empty();
        let mut rewritten = Rewritten::default();
        let mut pictures = stream.pictures.iter().peekable();
        for (at, unit) in stream.units.iter().map(Some).chain([None]).enumerate() {
            let mut after = None;
            while let Some(picture) = pictures.next_if(|p| p.at as usize <= at) {
                after = Some(picture.after);
                let found =
                    self.emoji.binary_search_by(|(e, _, _)| e.cmp(&picture.ch)).ok().and_then(|i| self.emoji.get(i));
                let Some((_, zh, en)) = found else { continue };
                let (word, class) = if chinese { (zh, Class::Han) } else { (en, Class::Letter) };
                for (number, ch) in word.chars().enumerate() {
                    let gap = if number > 0 || chinese { Gap::None } else { Gap::Space };
                    rewritten.push(
                        Unit { ch, exact: ch, class, marked: false, gap, start: picture.start, end: picture.end },
                        true,
                    );
                }
            }
            if let Some(unit) = unit {
                let gap = match (after, chinese) {
                    (Some(Gap::None | Gap::Hidden), true) => Gap::None,
                    (Some(after), true) => after,
                    (Some(after), false) => after.max(Gap::Space),
                    (None, _) => unit.gap,
                };
                rewritten.push(Unit { gap, ..*unit }, false);
            }
        }
        rewritten.is_changed().then_some(rewritten)
    }

    /// Rewrites look-alike letters, digits and symbols inside words; one stream for each way to read `1`, `!` and `*`.
    #[must_use]
    pub fn by_skeleton(&self, stream: &Stream, text: &str) -> Vec<Rewritten> {
        let ambiguous = text.contains(['1', '!', '|', '¡']);
        let wild = text.contains('*');
        let mut readings: Vec<(char, Option<char>)> = vec![('i', None)];
        if ambiguous {
            readings.push(('l', None));
        }
        if wild {
            readings.extend("aeiou".chars().map(|vowel| ('i', Some(vowel))));
        }
        readings.into_iter().filter_map(|(one, star)| self.skeleton(stream, text, one, star)).collect()
    }

    pub(super) fn skeleton(&self, stream: &Stream, text: &str, one: char, star: Option<char>) -> Option<Rewritten> {
        let mut rewritten = Rewritten::default();
        let mut from = 0u32;
        for (at, unit) in stream.units.iter().enumerate() {
            // One symbol between two letters that stands for a letter.
            let between = text.get(from as usize..unit.start as usize).unwrap_or("");
            let after_letter =
                at.checked_sub(1).and_then(|i| stream.units.get(i)).is_some_and(|u| u.class == Class::Letter);
            let mut symbols = between.chars();
            let symbol =
                symbols.next().filter(|_| symbols.next().is_none() && after_letter && unit.class == Class::Letter);
            if let Some(ch) = symbol.and_then(|symbol| leet_symbol(symbol, one, star)) {
                rewritten.push(
                    Unit {
                        ch,
                        exact: ch,
                        class: Class::Letter,
                        marked: false,
                        gap: Gap::None,
                        start: from,
                        end: unit.start,
                    },
                    true,
                );
                self.push_letter(&mut rewritten, stream, at, Unit { gap: Gap::None, ..*unit }, one);
            } else {
                self.push_letter(&mut rewritten, stream, at, *unit, one);
            }
            from = unit.end;
        }
        rewritten.is_changed().then_some(rewritten)
    }

    pub(super) fn push_letter(&self, rewritten: &mut Rewritten, stream: &Stream, at: usize, unit: Unit, one: char) {
        let beside = |index: Option<usize>, gap: Gap| {
            gap <= Gap::Symbol && index.and_then(|i| stream.units.get(i)).is_some_and(|u| u.class == Class::Letter)
        };
        let in_word = beside(at.checked_sub(1), unit.gap) || beside(Some(at + 1), stream.gap(at + 1));
        match unit.class {
            Class::Digit if in_word => match leet_digit(unit.ch, one) {
                Some(ch) => rewritten.push(Unit { ch, exact: ch, class: Class::Letter, ..unit }, true),
                None => rewritten.push(unit, false),
            },
            Class::Letter if !unit.ch.is_ascii() || !unit.exact.is_ascii() => {
                let key = |ch: char| {
                    self.confusables.binary_search_by(|(c, _)| c.cmp(&ch)).ok().and_then(|i| self.confusables.get(i))
                };
                match key(unit.exact).or_else(|| key(unit.ch)) {
                    Some((_, latin)) => {
                        for (number, ch) in latin.chars().enumerate() {
                            let gap = if number == 0 { unit.gap } else { Gap::None };
                            rewritten.push(Unit { ch, exact: ch, marked: false, gap, ..unit }, true);
                        }
                    }
                    None => rewritten.push(unit, false),
                }
            }
            _ => rewritten.push(unit, false),
        }
    }
}

fn leet_digit(ch: char, one: char) -> Option<char> {
    Some(match ch {
        '0' => 'o',
        '1' => one,
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' => 'g',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => return None,
    })
}

fn leet_symbol(ch: char, one: char, star: Option<char>) -> Option<char> {
    Some(match ch {
        '@' => 'a',
        '$' => 's',
        '!' | '|' | '¡' => one,
        '€' => 'e',
        '£' => 'l',
        '*' => return star,
        _ => return None,
    })
}
