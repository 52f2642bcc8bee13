//! Numbers in the text: prices, weights, sizes, contact strings, permit numbers.

use crate::fold::Class;
use crate::stream::{Gap, Stream};
use xiezhi_catalogue::units::{Measure, Unit};

/// What the numbers of a listing say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    /// Highest price found in the text, in US dollars.
    pub price: Option<f64>,
    /// Largest weight, in grams.
    pub weight: Option<f64>,
    /// Largest length, in centimetres.
    pub length: Option<f64>,
    /// Whether a price is given per unit of weight (`80/g`, `一克80`).
    pub per_weight: bool,
    /// Whether a telephone number or account name stands in the text: field and bytes.
    pub contact: Option<(u16, u32, u32)>,
    /// Whether a permit or certificate number stands in the text.
    pub permit: Option<(u16, u32, u32)>,
}

impl Numbers {
    /// Reads the numbers of one field.
    pub fn read(&mut self, units: &[Unit], stream: &Stream, field: u16, text: &str) {
        let mut at = 0;
        while let Some(unit) = stream.units.get(at) {
            if unit.class != Class::Digit {
                self.note_numeral(units, stream, at);
                at += 1;
                continue;
            }
            let (value, end, digits) = number(stream, at);
            self.note_number(units, stream, text, at, end, value);
            self.note_account(stream, field, at, end, digits);
            at = end;
        }
    }

    /// A weight in Chinese numerals: `五斤`, `十多斤`.
    fn note_numeral(&mut self, units: &[Unit], stream: &Stream, at: usize) {
        let char_at = |index: usize| stream.units.get(index).filter(|u| u.class == Class::Han).map(|u| u.ch);
        let Some(value) = char_at(at).and_then(numeral) else { return };
        let next = at + 1 + usize::from(char_at(at + 1) == Some('多'));
        if char_at(next).is_none_or(|ch| !"斤克两钱公千".contains(ch)) {
            return;
        }
        let word: String = stream.units.iter().skip(next).take(2).map(|u| u.ch).collect();
        if let Some(unit) = longest(units, &word, true).filter(|u| u.measure == Measure::Weight) {
            let size = value * unit.factor;
            self.weight = Some(self.weight.map_or(size, |w| w.max(size)));
        }
    }

    fn note_number(&mut self, units: &[Unit], stream: &Stream, text: &str, at: usize, end: usize, value: f64) {
        let after = word_after(stream, end);
        let before = word_before(stream, text, at);
        let found = longest(units, &after, true)
            .or_else(|| longest(units, &before, false).filter(|u| u.measure == Measure::Currency))
            .or_else(|| {
                // A currency sign may stand between the number and the next word.
                symbol_after(stream, text, end).and_then(|s| units.iter().find(|u| u.text == s))
            });
        let Some(unit) = found else { return };
        let size = value * unit.factor;
        match unit.measure {
            Measure::Weight => {
                self.weight = Some(self.weight.map_or(size, |w| w.max(size)));
                let slash = text
                    .get(..stream.units.get(at).map_or(0, |u| u.start as usize))
                    .is_some_and(|t| t.trim_end().ends_with('/'));
                self.per_weight |= slash;
            }
            Measure::Length => self.length = Some(self.length.map_or(size, |l| l.max(size))),
            Measure::Currency => self.price = Some(self.price.map_or(size, |p| p.max(size))),
        }
        // "80/g", "80元一克": a price per weight.
        let rest: String = stream.units.iter().skip(end).take(8).map(|u| u.ch).collect();
        let per = unit.measure == Measure::Currency
            && units.iter().any(|u| {
                u.measure == Measure::Weight
                    && u.text.ends_with(['克', '斤', '两', '钱'])
                    && (rest.contains(&format!("一{}", u.text)) || rest.contains(&format!("每{}", u.text)))
            });
        let next = stream.units.get(end).map_or(text.len(), |u| u.start as usize);
        let last = end.checked_sub(1).and_then(|i| stream.units.get(i)).map_or(0, |u| u.end as usize);
        let slashed = text.get(last..next).is_some_and(|t| t.contains('/')) && unit.measure == Measure::Weight;
        self.per_weight |= per || slashed;
    }

    fn note_account(&mut self, stream: &Stream, field: u16, at: usize, end: usize, digits: usize) {
        const PHONE: std::ops::RangeInclusive<usize> = 9..=13;
        let (Some(first), Some(last)) = (stream.units.get(at), end.checked_sub(1).and_then(|i| stream.units.get(i)))
        else {
            return;
        };
        let letters_before =
            at.checked_sub(1).and_then(|i| stream.units.get(i)).is_some_and(|u| u.class == Class::Letter)
                && first.gap <= Gap::Symbol;
        if PHONE.contains(&digits) && !letters_before && self.contact.is_none() {
            self.contact = Some((field, first.start, last.end));
        }
    }
}

/// What a Chinese numeral counts; `一` is left to prices by weight.
fn numeral(ch: char) -> Option<f64> {
    Some(match ch {
        '半' => 0.5,
        '二' | '两' => 2.0,
        '三' | '几' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        '十' => 10.0,
        '百' => 100.0,
        _ => return None,
    })
}

/// Reads a number: its value, the unit past it, how many digits it has in all.
fn number(stream: &Stream, at: usize) -> (f64, usize, usize) {
    let mut value = 0.0f64;
    let mut scale = 0.0f64;
    let mut end = at;
    let mut digits = 0;
    while let Some(unit) = stream.units.get(end) {
        let Some(digit) = unit.ch.to_digit(10) else { break };
        let gap = if end == at { Gap::None } else { unit.gap };
        // A space or a comma before three digits separates thousands.
        if gap >= Gap::Space && run(stream, end) != 3 {
            break;
        }
        // "12.5" has a point, "1,200" and "1.200" separate thousands.
        if gap == Gap::Symbol && scale == 0.0 {
            if run(stream, end) == 3 {
                scale = 0.0;
            } else {
                scale = 0.1;
            }
        }
        if scale > 0.0 {
            value += f64::from(digit) * scale;
            scale /= 10.0;
        } else {
            value = value.mul_add(10.0, f64::from(digit));
        }
        digits += 1;
        end += 1;
    }
    (value, end.max(at + 1), digits)
}

/// How many digits stand together from here.
fn run(stream: &Stream, at: usize) -> usize {
    let rest = stream.units.iter().skip(at);
    1 + rest.skip(1).take_while(|u| u.class == Class::Digit && u.gap == Gap::None).count()
}

fn word_after(stream: &Stream, end: usize) -> String {
    const LONGEST: usize = 8;
    let Some(first) = stream.units.get(end) else { return String::new() };
    if first.gap > Gap::Space {
        return String::new();
    }
    let mut word = String::new();
    for (at, unit) in stream.units.iter().skip(end).take(LONGEST).enumerate() {
        if at > 0 && (unit.gap > Gap::Hidden || (unit.class != first.class)) {
            break;
        }
        word.push(unit.ch);
    }
    word
}

fn word_before(stream: &Stream, text: &str, at: usize) -> String {
    let Some(unit) = stream.units.get(at) else { return String::new() };
    let start = at.checked_sub(1).and_then(|i| stream.units.get(i)).map_or(0, |u| u.end as usize);
    let between = text.get(start..unit.start as usize).unwrap_or("").trim();
    if let Some(sign) = between.chars().next_back().filter(|c| "$¥￥€£₹₽฿".contains(*c)) {
        let letters: String = if unit.gap == Gap::Symbol { letters_before(stream, at) } else { String::new() };
        return format!("{letters}{sign}");
    }
    letters_before(stream, at)
}

fn letters_before(stream: &Stream, at: usize) -> String {
    let mut letters: Vec<char> = Vec::new();
    let mut index = at;
    while let Some(unit) = index.checked_sub(1).and_then(|i| stream.units.get(i)) {
        if unit.class != Class::Letter || letters.len() >= 4 || (!letters.is_empty() && stream.gap(index) > Gap::Hidden)
        {
            break;
        }
        letters.push(unit.ch);
        index -= 1;
    }
    letters.iter().rev().collect()
}

fn symbol_after(stream: &Stream, text: &str, end: usize) -> Option<String> {
    let last = end.checked_sub(1).and_then(|i| stream.units.get(i))?;
    text.get(last.end as usize..)?.trim_start().chars().next().filter(|c| "$¥￥€£₹₽฿".contains(*c)).map(String::from)
}

/// The longest unit that a word begins with (after a number) or is (before one).
fn longest<'a>(units: &'a [Unit], word: &str, prefix: bool) -> Option<&'a Unit> {
    if word.is_empty() {
        return None;
    }
    let latin = word.starts_with(|c: char| c.is_ascii());
    let fits = |unit: &&Unit| if prefix && !latin { word.starts_with(&unit.text) } else { word == unit.text };
    units.iter().filter(fits).max_by_key(|unit| unit.text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::Fold;
    use xiezhi_catalogue::readings::Readings;

    #[test]
    fn reads_numbers_with_their_units() {
        let unit = |text: &str, measure, factor| Unit { text: text.into(), measure, factor, code: String::new() };
        let units = [
            unit("g", Measure::Weight, 1.0),
            unit("克", Measure::Weight, 1.0),
            unit("元", Measure::Currency, 0.14),
            unit("$", Measure::Currency, 1.0),
            unit("usd", Measure::Currency, 1.0),
            unit("cm", Measure::Length, 1.0),
        ];
        let cases: &[(&str, Option<f64>, Option<f64>, bool)] = &[
            ("tusk 300g", None, Some(300.0), false),
            ("80/g", None, Some(80.0), true),
            ("80元一克", Some(11.2), None, true),
            ("$1,200.50", Some(1200.5), None, false),
            ("900 usd", Some(900.0), None, false),
            ("12cm 5g", None, Some(5.0), false),
            ("model 300", None, None, false),
            ("五克", None, Some(5.0), false),
            ("十多克", None, Some(10.0), false),
        ];
        let fold = Fold::build(&Readings::default());
        for (text, price, weight, per) in cases {
            let mut numbers = Numbers::default();
            numbers.read(&units, &Stream::read(&fold, text), 0, text);
            let round = |v: Option<f64>| v.map(|v| (v * 100.0).round() / 100.0);
            assert_eq!(
                (round(numbers.price), round(numbers.weight), numbers.per_weight),
                (*price, *weight, *per),
                "{text}"
            );
        }
    }

    #[test]
    fn sees_accounts() {
        let fold = Fold::build(&Readings::default());
        for (text, found) in [("call 0912 345 678", true), ("加13800138000", true), ("12 pcs", false)] {
            let mut numbers = Numbers::default();
            numbers.read(&[], &Stream::read(&fold, text), 0, text);
            assert_eq!(numbers.contact.is_some(), found, "{text}");
        }
    }
}
