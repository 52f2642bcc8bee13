//! Costlier readings: the stream rewritten as the seller may have meant it, then matched again.
//!
//! Each rewriting changes some units; only matches that touch a changed unit count, so a rewriting can add a reading and never repeat one.
//! For Chinese a character is replaced only where, with its neighbour, it makes a pair that some term has: homophones, look-alikes, initials
//! and pinyin are all edits of that kind.

mod heads;
mod latin;
mod ordinary;
mod sound;

use crate::fold::Class;
use crate::romanise::compose;
use crate::stream::{Gap, Stream, Unit};
use crate::verify::Reading;
use heads::Heads;
use ordinary::Ordinary;
use serde::{Deserialize, Serialize};
pub use sound::Heard;
use xiezhi_catalogue::readings::Readings;

/// What the rewritings know, compiled from the catalogue's readings and the Chinese heads.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Disguises {
    /// Names of syllables, sorted; a syllable's number is its index.
    syllables: Vec<String>,
    /// (character, its syllables), sorted.
    sounds: Vec<(char, Vec<u16>)>,
    /// (character, characters it may stand in for), sorted.
    shapes: Vec<(char, Vec<char>)>,
    /// (parts, whole), sorted by parts.
    parts: Vec<(String, char)>,
    /// (letter, Latin letters), sorted.
    confusables: Vec<(char, String)>,
    /// (picture, Chinese, English), sorted.
    emoji: Vec<(char, String, String)>,
    /// (Bopomofo, syllable), sorted.
    zhuyin: Vec<(String, u16)>,
    /// (hash, syllables of a Chinese head, the terms that sound so), sorted.
    spellings: Vec<(u64, Vec<u16>, Vec<u32>)>,
    /// Bits over the hashes of their beginnings.
    beginnings: Vec<u64>,
    /// Bits over pairs of syllables with which a spelling begins.
    openings: Vec<u64>,
    /// Bits over the characters that may stand in for others by their look.
    look: Vec<u64>,
    /// Runs of the Chinese heads.
    heads: Heads,
    /// Words that hide nothing.
    ordinary: Ordinary,
    /// Letters of the syllables, packed, with their numbers; sorted.
    spelled: Vec<(u32, u16)>,
    /// For each character, what may follow it within a term; sorted.
    after: Vec<(char, Vec<char>)>,
    /// For each character, what may stand before it within a term; sorted.
    before: Vec<(char, Vec<char>)>,
}

/// Characters told apart by a bit each: the basic plane.
const LOOK: usize = 1 << 16;

/// A rewritten stream with the marks of what was changed.
#[derive(Debug, Default, Clone)]
pub struct Rewritten {
    /// The stream.
    pub stream: Stream,
    /// For each unit, whether it was rewritten.
    pub changed: Vec<bool>,
    /// For each unit, whether a rare character stands in the text where it was rewritten.
    pub rare: Vec<bool>,
}

impl Rewritten {
    fn push(&mut self, unit: Unit, changed: bool) {
        self.stream.push(unit);
        self.changed.push(changed);
        self.rare.push(false);
    }

    /// Whether a match of these units rests on the rewriting.
    #[must_use]
    pub fn touches(&self, first: usize, last: usize) -> bool {
        self.changed.get(first..last).is_some_and(|units| units.iter().any(|c| *c))
    }

    /// Whether a match of these units is a plausible reading: by sound or shape, two characters are an ordinary word unless the seller hides.
    #[must_use]
    pub fn is_plausible(&self, first: usize, last: usize, reading: Reading, cover: bool) -> bool {
        if !self.touches(first, last) {
            return false;
        }
        let cover = cover || self.rare.get(first..last).is_some_and(|units| units.contains(&true));
        let Some(units) = self.changed.get(first..last) else { return false };
        let changed = units.iter().filter(|c| **c).count();
        // Two neighbours both disguised would read as anything.
        let apart = units.windows(3).all(|w| w.iter().filter(|c| **c).count() <= 1);
        match reading {
            Reading::Sound => changed == 1 && (cover || units.len() > 2),
            Reading::Shape => (cover && changed < units.len() && apart) || (units.len() > 2 && apart),
            _ => true,
        }
    }

    fn is_changed(&self) -> bool {
        self.changed.iter().any(|c| *c)
    }
}

fn list<'a, K: Ord, V>(table: &'a [(K, Vec<V>)], key: &K) -> &'a [V] {
    table
        .binary_search_by(|(k, _)| k.cmp(key))
        .ok()
        .and_then(|at| table.get(at))
        .map_or(&[], |(_, values)| values.as_slice())
}

impl Disguises {
    /// Compiles the readings for the given Chinese heads: folded text, term number, and whether it is telling enough to be read by sound.
    #[must_use]
    pub fn compile(readings: &Readings, heads: &[(String, u32, bool)]) -> Self {
        let mut syllables: Vec<String> = readings.han.iter().flat_map(|han| han.syllables.iter().cloned()).collect();
        syllables.sort();
        syllables.dedup();
        let number = |name: &String| syllables.binary_search(name).ok().and_then(|at| u16::try_from(at).ok());
        let mut sounds: Vec<(char, Vec<u16>)> =
            readings.han.iter().map(|han| (han.ch, han.syllables.iter().filter_map(number).collect())).collect();
        sounds.sort();
        sounds.dedup_by_key(|(ch, _)| *ch);
        let mut zhuyin: Vec<(String, u16)> =
            readings.zhuyin.iter().filter_map(|(z, p)| Some((z.clone(), number(p)?))).collect();
        zhuyin.sort();
        let mut made = Self {
            sounds,
            zhuyin,
            heads: Heads::new(heads),
            ordinary: Ordinary::new(&readings.ordinary),
            ..Self::default()
        };
        made.spelled =
            syllables.iter().zip(0..).filter_map(|(name, number)| Some((sound::pack(name.chars())?, number))).collect();
        made.spelled.sort_unstable();
        made.shapes = sorted(readings.shapes.clone());
        made.look = vec![0; LOOK / 64];
        for (ch, _) in &made.shapes {
            if let Some(bits) = made.look.get_mut(*ch as usize % LOOK / 64) {
                *bits |= 1 << (*ch as usize % 64);
            }
        }
        made.parts = sorted(readings.parts.clone());
        made.confusables =
            sorted(readings.confusables.iter().filter(|(_, latin)| latin.chars().count() == 1).cloned().collect());
        made.emoji = sorted(readings.emoji.clone());
        made.syllables = syllables;
        let mut after: std::collections::BTreeMap<char, Vec<char>> = std::collections::BTreeMap::new();
        let mut before = after.clone();
        for (head, _, _) in heads {
            for (a, b) in head.chars().zip(head.chars().skip(1)) {
                after.entry(a).or_default().push(b);
                before.entry(b).or_default().push(a);
            }
        }
        let tidy =
            |map: std::collections::BTreeMap<char, Vec<char>>| map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
        made.after = tidy(after);
        made.before = tidy(before);
        made.compile_spellings(heads);
        made
    }

    /// Whether, beside these neighbours, some term has `wanted` here.
    fn fits(&self, previous: Option<char>, next: Option<char>, wanted: impl Fn(char) -> bool, out: &mut Vec<char>) {
        out.clear();
        if let Some(next) = next {
            out.extend(list(&self.before, &next).iter().copied().filter(|c| wanted(*c)));
        }
        if let Some(previous) = previous {
            out.extend(list(&self.after, &previous).iter().copied().filter(|c| wanted(*c)));
        }
        out.sort_unstable();
        out.dedup();
    }

    /// All syllables of a character.
    #[must_use]
    pub fn syllables_of(&self, ch: char) -> &[u16] {
        list(&self.sounds, &ch)
    }

    /// The syllables of a character as they are spelled.
    #[must_use]
    pub fn spellings_of(&self, ch: char) -> Vec<&str> {
        self.syllables_of(ch).iter().filter_map(|s| self.syllables.get(usize::from(*s))).map(String::as_str).collect()
    }

    /// Characters that may stand in for a character by their look.
    #[must_use]
    pub fn imitators(&self, ch: char) -> Vec<char> {
        self.shapes.iter().filter(|(_, like)| like.contains(&ch)).map(|(v, _)| *v).collect()
    }

    /// All characters that may stand in for others by their look.
    pub fn look_alikes(&self) -> impl Iterator<Item = char> {
        self.shapes.iter().map(|(ch, _)| *ch)
    }

    /// The rows of parts that make up a character.
    #[must_use]
    pub fn parts_of(&self, ch: char) -> Vec<&str> {
        self.parts.iter().filter(|(_, whole)| *whole == ch).map(|(parts, _)| parts.as_str()).collect()
    }

    /// Pictures that stand for words, sorted.
    #[must_use]
    pub fn pictures(&self) -> Vec<char> {
        self.emoji.iter().map(|(picture, _, _)| *picture).collect()
    }

    /// For the gate: (character, first syllable + 1 or 0, skeleton letter or NUL).
    #[must_use]
    pub fn faces(&self) -> Vec<(char, u16, char)> {
        let mut faces: Vec<(char, u16, char)> =
            self.sounds.iter().filter_map(|(ch, s)| Some((*ch, s.first()? + 1, '\0'))).collect();
        faces.extend(self.confusables.iter().filter_map(|(ch, latin)| Some((*ch, 0, latin.chars().next()?))));
        faces
    }

    /// The first (most common) syllable of a character.
    #[must_use]
    pub fn syllable(&self, ch: char) -> Option<u16> {
        list(&self.sounds, &ch).first().copied()
    }

    /// Whether no ordinary word has this Chinese character.
    #[must_use]
    pub fn is_rare(&self, ch: char) -> bool {
        self.ordinary.is_rare(ch)
    }

    /// Whether any of the changed units of a rewritten stream is part of an ordinary word as the text has it.
    #[must_use]
    pub fn is_ordinary(&self, stream: &Stream, rewritten: &Rewritten, first: usize, last: usize) -> bool {
        let unit = |index: usize| stream.units.get(index);
        (first..last).filter(|at| rewritten.changed.get(*at).copied().unwrap_or(false)).any(|at| {
            let Some(changed) = rewritten.stream.units.get(at) else { return false };
            // A rewritten unit may stand for several: parts that a word ties to what stands beside them are no parts.
            let from = stream.units.partition_point(|u| u.start < changed.start);
            let to = stream.units.partition_point(|u| u.start < changed.end);
            if to - from <= 1 {
                self.ordinary.covers(from, unit)
            } else {
                (from..to).any(|index| self.ordinary.crosses(index, (from, to), unit))
            }
        })
    }

    /// The characters that a character may stand in for, because some term has them beside its neighbours.
    fn alike(&self, ch: char) -> &[char] {
        let known = self.look.get(ch as usize % LOOK / 64).is_some_and(|bits| bits & 1 << (ch as usize % 64) != 0);
        if known { list(&self.shapes, &ch) } else { &[] }
    }

    /// Rewrites look-alike characters; `cover` says that two characters alone may be meant.
    #[must_use]
    pub fn by_shape(&self, stream: &Stream, cover: bool) -> Vec<Rewritten> {
        let mut edits = Edits::default();
        for (at, unit) in stream.units.iter().enumerate().filter(|(_, unit)| unit.class == Class::Han) {
            let alike = self.alike(unit.ch);
            let rare = !alike.is_empty() && self.is_rare(unit.ch);
            for ch in alike {
                if *ch != unit.ch && self.heads.holds(&Around::new(stream, at, *ch), cover || rare) {
                    edits.add(at, *ch, rare);
                }
            }
        }
        edits.apply(stream)
    }

    /// Rewrites characters taken apart.
    #[must_use]
    pub fn by_parts(&self, stream: &Stream) -> Option<Rewritten> {
        let mut rewritten = Rewritten::default();
        let mut at = 0;
        while let Some(unit) = stream.units.get(at) {
            let whole = if unit.class == Class::Han { self.whole(stream, at) } else { None };
            match whole {
                Some((ch, length)) => {
                    let end = stream.units.get(at + length - 1).map_or(unit.end, |u| u.end);
                    rewritten.push(Unit { ch, exact: ch, end, ..*unit }, true);
                    at += length;
                }
                None => {
                    rewritten.push(*unit, false);
                    at += 1;
                }
            }
        }
        rewritten.is_changed().then_some(rewritten)
    }

    /// Puts Hangul letters together that stand apart (`ㅅㅏㅇ아`).
    #[must_use]
    pub fn by_letters(stream: &Stream) -> Option<Rewritten> {
        const LETTERS: usize = 5;
        if !stream.units.iter().any(|u| is_jamo(u.ch)) {
            return None;
        }
        let mut rewritten = Rewritten::default();
        let mut at = 0;
        while let Some(unit) = stream.units.get(at) {
            let close =
                |(number, u): &(usize, &Unit)| u.class == Class::Hangul && (*number == 0 || u.gap <= Gap::Symbol);
            let letters: Vec<char> =
                stream.units.iter().skip(at).take(LETTERS).enumerate().take_while(close).map(|(_, u)| u.ch).collect();
            if let Some((ch, used)) = compose(&letters) {
                let end = stream.units.get(at + used - 1).map_or(unit.end, |u| u.end);
                rewritten.push(Unit { ch, exact: ch, end, ..*unit }, true);
                at += used;
            } else {
                rewritten.push(*unit, false);
                at += 1;
            }
        }
        rewritten.is_changed().then_some(rewritten)
    }

    fn whole(&self, stream: &Stream, at: usize) -> Option<(char, usize)> {
        for length in [3usize, 2] {
            let units = stream.units.get(at..at + length)?;
            if units.iter().skip(1).any(|u| u.gap > Gap::Symbol || u.class != Class::Han) {
                continue;
            }
            let parts: String = units.iter().map(|u| u.ch).collect();
            if let Some((_, whole)) =
                self.parts.binary_search_by(|(p, _)| p.as_str().cmp(&parts)).ok().and_then(|i| self.parts.get(i))
            {
                let neighbour = |index: Option<usize>| index.and_then(|i| stream.units.get(i)).map(|u| u.ch);
                let mut found = Vec::new();
                self.fits(neighbour(at.checked_sub(1)), neighbour(Some(at + length)), |c| c == *whole, &mut found);
                let apart = neighbour(Some(at + length)).is_some() || neighbour(at.checked_sub(1)).is_some();
                if !found.is_empty() || !apart || self.whole_next(stream, at + length, *whole) {
                    return Some((*whole, length));
                }
            }
        }
        None
    }

    /// Whether the next characters are parts too, of a character that follows `ch` in a term.
    fn whole_next(&self, stream: &Stream, at: usize, ch: char) -> bool {
        [3usize, 2].iter().any(|length| {
            let parts: String = stream.units.get(at..at + length).unwrap_or(&[]).iter().map(|u| u.ch).collect();
            let whole =
                self.parts.binary_search_by(|(p, _)| p.as_str().cmp(&parts)).ok().and_then(|i| self.parts.get(i));
            whole.is_some_and(|(_, next)| list(&self.after, &ch).contains(next))
        })
    }

    /// Drops digits and single letters between Chinese characters.
    #[must_use]
    pub fn without_noise(&self, stream: &Stream) -> Option<Rewritten> {
        let beside = |index: usize| stream.units.get(index).is_some_and(|u| u.class == Class::Han);
        let is_noise = |at: usize, unit: &Unit| {
            matches!(unit.class, Class::Digit | Class::Letter)
                && at.checked_sub(1).is_some_and(beside)
                && beside(at + 1)
                && unit.gap < Gap::Space
                && stream.gap(at + 1) < Gap::Space
        };
        if !stream.units.iter().enumerate().any(|(at, unit)| is_noise(at, unit)) {
            return None;
        }
        let mut rewritten = Rewritten::default();
        let mut dropped = false;
        for (at, unit) in stream.units.iter().enumerate() {
            if is_noise(at, unit) {
                dropped = true;
                continue;
            }
            let changed = dropped;
            rewritten.push(Unit { gap: if dropped { Gap::Hidden } else { unit.gap }, ..*unit }, changed);
            if changed {
                // The character before the dropped one counts as changed too: a match must span the gap.
                let length = rewritten.changed.len();
                if let Some(slot) = length.checked_sub(2).and_then(|i| rewritten.changed.get_mut(i)) {
                    *slot = true;
                }
            }
            dropped = false;
        }
        rewritten.is_changed().then_some(rewritten)
    }
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}

/// Whether a character is a Hangul letter by itself.
pub(crate) fn is_jamo(ch: char) -> bool {
    matches!(ch as u32, 0x1100..=0x11ff)
}

/// What a place offers to the editor.
#[derive(Clone, Copy)]
enum Cell {
    /// A Chinese character.
    Char(char),
    /// A syllable written in letters or Bopomofo.
    Syllable(u16),
    /// Anything else.
    Other,
}

impl Cell {
    fn of(unit: &Unit) -> Self {
        if unit.class == Class::Han { Self::Char(unit.ch) } else { Self::Other }
    }
}

/// A place with what it would be, and two units on either side.
struct Around {
    cells: [char; 5],
}

impl Around {
    /// What stands around a unit, up to the next space.
    fn new(stream: &Stream, at: usize, ch: char) -> Self {
        let unit =
            |index: usize, gap: usize| stream.units.get(index).filter(|_| stream.gap(gap) < Gap::Space).map(|u| u.ch);
        let before = at.checked_sub(1).and_then(|i| unit(i, at));
        let first = at.checked_sub(2).filter(|_| before.is_some()).and_then(|i| unit(i, i + 1));
        let after = unit(at + 1, at + 1);
        let last = after.and_then(|_| unit(at + 2, at + 2));
        Self { cells: [first, before, Some(ch), after, last].map(|c| c.unwrap_or('\0')) }
    }
}

/// Characters proposed for places, each tried in turn.
#[derive(Default)]
struct Edits {
    choices: Vec<(usize, Vec<char>, bool)>,
}

impl Edits {
    /// Streams that are tried at most.
    const RANKS: usize = 6;

    fn add(&mut self, at: usize, ch: char, rare: bool) {
        match self.choices.last_mut().filter(|(last, _, _)| *last == at) {
            Some((_, chars, _)) if chars.contains(&ch) => {}
            Some((_, chars, _)) => chars.push(ch),
            None => self.choices.push((at, vec![ch], rare)),
        }
    }

    /// One stream for each rank of choice; a place with fewer choices keeps its last.
    fn apply(&self, stream: &Stream) -> Vec<Rewritten> {
        let ranks = self.choices.iter().map(|(_, chars, _)| chars.len()).max().unwrap_or(0).min(Self::RANKS);
        (0..ranks)
            .map(|rank| {
                let mut rewritten = Rewritten::default();
                let mut choices = self.choices.iter().peekable();
                for (at, unit) in stream.units.iter().enumerate() {
                    let choice = choices.next_if(|(place, _, _)| *place == at);
                    match choice.and_then(|(_, chars, rare)| Some((chars.get(rank).or(chars.last())?, *rare))) {
                        Some((ch, rare)) => {
                            rewritten
                                .push(Unit { ch: *ch, exact: *ch, class: Class::Han, marked: false, ..*unit }, true);
                            if let Some(last) = rewritten.rare.last_mut() {
                                *last = rare;
                            }
                        }
                        None => rewritten.push(*unit, false),
                    }
                }
                rewritten
            })
            .collect()
    }
}
