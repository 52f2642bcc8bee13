//! The gate: one cheap pass that tells which texts cannot hold a finding.
//!
//! Every head of the lexicon (and every genus) has one short run of characters, its key, that any reading of it must contain: two or three
//! characters of Chinese, four or six letters elsewhere. Three Chinese characters are keyed by their sounds, so homophones pass; letters are
//! keyed by their skeleton, so leet and look-alikes pass. Separators are skipped, as the joined reading does.
//!
//! INVARIANT: a text that the gate turns away has no finding on the full path (a property test holds the two against each other).

use crate::disguise::Disguises;
use crate::fold::{Class, Fold, Folded};
use crate::stream::{Gap, Stream};
use crate::term::{Kind, Terms};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use xiezhi_catalogue::lexicon::CUES;

/// A head's key was met.
const HEAD: u8 = 1;
/// Half of a two-character head stands beside a sound or shape of the other half: counts where the seller hides.
const HALF: u8 = 2;
/// A cue was met that makes sellers' hiding likely.
const COVER: u8 = 4;

/// Keys with their flags.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Gate {
    /// Hashes of keys, with flags in the low bits; sorted. The tables below are made of them.
    keys: Vec<u64>,
    /// For each character that sounds or passes for a letter: (character, syllable + 1, skeleton letter).
    faces: Vec<(char, u16, char)>,
    /// Pictures that stand for words.
    pictures: Vec<char>,
    /// Tables for looking up, filled after loading.
    #[serde(skip)]
    tables: Tables,
}

#[derive(Debug, Clone, Default)]
struct Tables {
    /// One bit for each key by the low bits of its hash: most probes end here.
    bits: Vec<u64>,
    /// Open addressing over the keys; zero is empty.
    slots: Vec<u64>,
    /// Syllable + 1 by character.
    sounds: Vec<u16>,
    /// Skeleton letter by character; zero for itself.
    letters: Vec<u16>,
}

const BITS: u32 = 21;
const FLAGS: u64 = 7;
/// Characters with a face: the basic plane.
const PLANE: usize = 0x1_0000;

fn mix(seed: u64, parts: &[u32]) -> u64 {
    let mut hash = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for part in parts {
        hash = (hash ^ u64::from(*part)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^= hash >> 29;
    }
    hash & !FLAGS
}

/// Salts of the kinds of key.
const PAIR: u64 = 1;
const TRIPLE: u64 = 2;
const FOUR: u64 = 3;
const SIX: u64 = 4;
const SOUNDS: u64 = 5;
const HALF_LEFT: u64 = 6;
const HALF_RIGHT: u64 = 7;
const SPELLED_LEFT: u64 = 8;
const SPELLED_RIGHT: u64 = 9;
const PARTS: u64 = 10;

/// What a text showed so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs(u8);

impl Signs {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the costlier steps are worth it.
    #[must_use]
    pub fn admit(self) -> bool {
        self.0 & HEAD != 0 || self.0 & (HALF | COVER) == HALF | COVER
    }
}

impl Gate {
    /// Compiles the gate from folded patterns: heads, covers and genera.
    #[must_use]
    pub fn compile(fold: &Fold, terms: &Terms, disguises: &Disguises, genera: &[String]) -> Self {
        let mut gate = Self { faces: disguises.faces(), pictures: disguises.pictures(), ..Self::default() };
        gate.faces.sort_unstable();
        gate.load();
        let mut keys = Keys { gate: &gate, disguises, hashes: HashMap::new(), counts: HashMap::new() };
        let streams: Vec<(Stream, Kind)> = terms.terms.iter().map(|t| (Stream::read(fold, &t.text), t.kind)).collect();
        for (stream, _) in &streams {
            keys.count(stream);
        }
        for (stream, kind) in &streams {
            match kind {
                Kind::Name | Kind::Product | Kind::Code => keys.add(stream, HEAD),
                Kind::Cue(at) if matches!(CUES.get(usize::from(*at)), Some(&("contact" | "secrecy" | "grade"))) => keys.add(stream, COVER),
                _ => {}
            }
        }
        for genus in genera {
            keys.add(&Stream::read(fold, genus), HEAD);
        }
        let mut hashes: Vec<u64> = keys.hashes.into_iter().map(|(hash, flags)| hash | u64::from(flags)).collect();
        hashes.sort_unstable();
        gate.keys = hashes;
        gate.load();
        gate
    }

    /// Fills the tables; to be called once after decoding.
    pub fn load(&mut self) {
        let size = (self.keys.len() * 2 + 1).next_power_of_two();
        let mut tables = Tables { bits: vec![0; 1 << (BITS - 6)], slots: vec![0; size], sounds: vec![0; PLANE], letters: vec![0; PLANE] };
        for (ch, sound, letter) in &self.faces {
            if let (Some(s), Some(l)) = (tables.sounds.get_mut(*ch as usize), tables.letters.get_mut(*ch as usize)) {
                *s = *sound;
                *l = u16::try_from(*letter as u32).unwrap_or(0);
            }
        }
        for key in &self.keys {
            if let Some(word) = tables.bits.get_mut(bit_at(*key).0) {
                *word |= bit_at(*key).1;
            }
            let mut at = slot_at(*key, size);
            while tables.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = tables.slots.get_mut(at) {
                *slot = *key;
            }
        }
        self.tables = tables;
    }

    /// Whether a text by itself may hold a finding.
    #[must_use]
    pub fn admits(&self, fold: &Fold, text: &str) -> bool {
        self.signs(fold, text).admit()
    }

    /// What a text shows.
    #[must_use]
    pub fn signs(&self, fold: &Fold, text: &str) -> Signs {
        let mut scan = Scan::new(self);
        let bytes = text.as_bytes();
        // Markup and entities are undone by the reader only; texts with any are read there.
        let markup = memchr::memchr2(b'<', b'&', bytes).is_some();
        if markup {
            let stream = Stream::read(fold, text);
            for unit in &stream.units {
                if unit.gap > Gap::None {
                    scan.gap(' ', unit.gap);
                }
                scan.unit(Folded { ch: unit.ch, class: unit.class, many: false, marked: unit.marked });
            }
            scan.signs |= if stream.pictures.iter().any(|p| self.pictures.binary_search(&p.ch).is_ok()) { HEAD } else { 0 };
        }
        for ch in text.chars() {
            let folded = fold.fold(ch);
            match folded.class {
                Class::Skip => {}
                Class::Sep | Class::Space => scan.gap(ch, if folded.class == Class::Space { Gap::Space } else { Gap::Symbol }),
                Class::Emoji => {
                    scan.gap(ch, Gap::Symbol);
                    scan.signs |= if self.pictures.binary_search(&ch).is_ok() { HEAD } else { 0 };
                }
                _ if folded.many => {
                    for expanded in fold.expansion(ch).chars() {
                        scan.unit(Folded { ch: expanded, ..folded });
                    }
                }
                _ => scan.unit(folded),
            }
            if scan.signs & HEAD != 0 {
                return Signs(scan.signs);
            }
        }
        scan.end_word(None);
        Signs(scan.signs)
    }

    fn sound(&self, ch: char) -> u16 {
        self.tables.sounds.get(ch as usize).copied().unwrap_or(0)
    }

    /// The skeleton of a letter: look-alikes and leet digits as the letter they pass for, `l` as `i`.
    fn letter(&self, ch: char) -> u32 {
        let ascii = match ch {
            'l' | '1' | 'i' => 'i',
            '0' => 'o',
            '2' => 'z',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '6' | '9' => 'g',
            '7' => 't',
            '8' => 'b',
            other => match self.tables.letters.get(other as usize).copied().unwrap_or(0) {
                0 => other,
                letter => char::from_u32(u32::from(letter)).map_or(other, |c| if c == 'l' { 'i' } else { c }),
            },
        };
        ascii as u32
    }

    /// The flags of a key.
    fn probe(&self, hash: u64) -> u8 {
        let (word, bit) = bit_at(hash);
        if self.tables.bits.get(word).is_none_or(|bits| bits & bit == 0) {
            return 0;
        }
        let size = self.tables.slots.len();
        let mut at = slot_at(hash, size);
        while let Some(slot) = self.tables.slots.get(at).filter(|slot| **slot != 0) {
            if slot & !FLAGS == hash {
                return u8::try_from(slot & FLAGS).unwrap_or(0);
            }
            at = (at + 1) & (size - 1);
        }
        0
    }
}

fn bit_at(hash: u64) -> (usize, u64) {
    let at = hash >> (64 - BITS);
    (usize::try_from(at >> 6).unwrap_or(0), 1 << (at & 63))
}

fn slot_at(hash: u64, size: usize) -> usize {
    usize::try_from(hash >> 8).unwrap_or(0) & (size - 1)
}

/// Letters kept in the rolling window.
const WINDOW: usize = 6;

/// A pass over one text.
struct Scan<'a> {
    gate: &'a Gate,
    signs: u8,
    /// Skeletons of the last letters, newest first.
    letters: [u32; WINDOW],
    count: usize,
    /// The last Chinese characters, newest first, whatever stands between.
    han: [char; 3],
    /// The last unit, if it was Chinese and nothing but symbols follow.
    last: Option<(char, Class)>,
    /// The run of plain letters at hand, and the Chinese character before it.
    run: [u8; 8],
    run_length: usize,
    before_run: Option<char>,
    digits: u32,
    spaced: bool,
}

impl<'a> Scan<'a> {
    fn new(gate: &'a Gate) -> Self {
        Self { gate, signs: 0, letters: [0; WINDOW], count: 0, han: ['\0'; 3], last: None, run: [0; 8], run_length: 0, before_run: None, digits: 0, spaced: false }
    }

    fn gap(&mut self, ch: char, gap: Gap) {
        match ch {
            // Letters stand on both sides of these only when a word is disguised.
            '@' | '$' | '!' | '|' | '€' | '£' | '¡' | '*' if self.last.is_some_and(|(_, class)| class == Class::Letter) && !self.spaced => self.signs |= HALF,
            '/' | '／' => self.signs |= COVER,
            _ => {}
        }
        self.spaced |= gap >= Gap::Space;
    }

    fn unit(&mut self, folded: Folded) {
        let skeleton = self.gate.letter(folded.ch);
        match folded.class {
            Class::Han => {
                self.end_word(Some(folded.ch));
                self.chinese(folded.ch);
            }
            Class::Zhuyin => self.signs |= HEAD,
            Class::Letter => self.run_letter(folded.ch),
            Class::Digit => {
                self.end_word(None);
                self.digits += 1;
                // A number as long as a telephone number makes hiding likely.
                self.signs |= if self.digits >= 9 { COVER } else { 0 };
            }
            _ => self.end_word(None),
        }
        self.letters.rotate_right(1);
        if let Some(first) = self.letters.first_mut() {
            *first = skeleton;
        }
        self.count += 1;
        self.grams(folded.class);
        self.last = Some((folded.ch, folded.class));
        self.spaced = false;
    }

    /// Probes the keys that end with the unit just read.
    fn grams(&mut self, class: Class) {
        let [a, b, c, d, e, f] = self.letters;
        let mut signs = 0;
        if self.count >= 2 && class != Class::Letter && class != Class::Thai {
            signs |= self.gate.probe(mix(PAIR, &[b, a]));
        }
        if self.count >= 3 {
            signs |= self.gate.probe(mix(TRIPLE, &[c, b, a]));
        }
        if class != Class::Han {
            if self.count >= 4 {
                signs |= self.gate.probe(mix(FOUR, &[d, c, b, a]));
            }
            if self.count >= 6 {
                signs |= self.gate.probe(mix(SIX, &[f, e, d, c, b, a]));
            }
        }
        self.signs |= signs;
    }

    /// Probes the keys of Chinese that end with this character.
    fn chinese(&mut self, ch: char) {
        let [b, a, _] = self.han;
        let gate = self.gate;
        let (sa, sb, sc) = (gate.sound(a), gate.sound(b), gate.sound(ch));
        let mut signs = gate.probe(mix(SOUNDS, &[u32::from(sa), u32::from(sb), u32::from(sc)]));
        if b != '\0' {
            signs |= gate.probe(mix(HALF_LEFT, &[b as u32, u32::from(sc)])) | gate.probe(mix(HALF_RIGHT, &[u32::from(sb), ch as u32]));
            signs |= gate.probe(mix(PARTS, &[b as u32, ch as u32]));
            if !matches!(self.last, Some((_, Class::Han))) {
                // Something stood between: the pair as the noise reading sees it.
                signs |= gate.probe(mix(PAIR, &[gate.letter(b), gate.letter(ch)]));
            }
        }
        if ch == '克' || ch == '斤' || ch == '两' {
            signs |= COVER;
        }
        self.signs |= signs;
        self.han = [ch, b, a];
    }

    fn run_letter(&mut self, ch: char) {
        if self.spaced || !matches!(self.last, Some((_, Class::Letter))) {
            let han = self.last.filter(|(_, class)| *class == Class::Han && !self.spaced).map(|(ch, _)| ch);
            self.end_word(None);
            self.before_run = han;
            self.run_length = 0;
        }
        if let Some(slot) = self.run.get_mut(self.run_length.min(7)) {
            *slot = u8::try_from(ch as u32).unwrap_or(0);
        }
        self.run_length += 1;
        // The syllable or initial after a Chinese character: every prefix of the run.
        if let Some(before) = self.before_run.filter(|_| self.run_length <= WINDOW) {
            let prefix = self.run.get(..self.run_length).unwrap_or(&[]);
            self.signs |= self.gate.probe(mix(SPELLED_RIGHT, &[before as u32, spell(prefix)]));
        }
    }

    /// Ends a run of letters; `next` is the Chinese character that follows.
    fn end_word(&mut self, next: Option<char>) {
        if let Some(next) = next.filter(|_| self.run_length > 0 && !self.spaced && matches!(self.last, Some((_, Class::Letter)))) {
            // The syllable or initial before a Chinese character: every suffix of the run, which the window still holds if it is long.
            let suffixes = self.letters;
            for length in 1..=WINDOW.min(self.run_length) {
                let mut key = 0u32;
                for letter in suffixes.iter().take(length).rev() {
                    key = key.wrapping_mul(131).wrapping_add(*letter);
                }
                self.signs |= self.gate.probe(mix(SPELLED_LEFT, &[key, next as u32]));
            }
        }
        self.run_length = 0;
        self.before_run = None;
    }
}

fn spell(letters: &[u8]) -> u32 {
    letters.iter().fold(0u32, |key, letter| key.wrapping_mul(131).wrapping_add(u32::from(*letter)))
}

/// Collects keys at compile time.
struct Keys<'a> {
    gate: &'a Gate,
    disguises: &'a Disguises,
    hashes: HashMap<u64, u8>,
    /// How often each gram occurs in the lexicon: the rarest makes the best key.
    counts: HashMap<u64, u32>,
}

impl Keys<'_> {
    fn skeletons(&self, stream: &Stream) -> Vec<u32> {
        stream.units.iter().map(|u| self.gate.letter(u.ch)).collect()
    }

    fn count(&mut self, stream: &Stream) {
        let letters = self.skeletons(stream);
        for (salt, length) in [(TRIPLE, 3), (FOUR, 4), (SIX, 6)] {
            for gram in letters.windows(length) {
                *self.counts.entry(mix(salt, gram)).or_default() += 1;
            }
        }
    }

    fn put(&mut self, hash: u64, flags: u8) {
        *self.hashes.entry(hash).or_default() |= flags;
    }

    fn add(&mut self, stream: &Stream, flags: u8) {
        let letters = self.skeletons(stream);
        let han: Option<Vec<char>> = stream.units.iter().map(|u| (u.class == Class::Han).then_some(u.ch)).collect();
        if let Some(han) = han.filter(|h| h.len() >= 2) {
            self.add_chinese(&han, &letters, flags);
            return;
        }
        let ideographs = stream.units.iter().any(|u| matches!(u.class, Class::Han | Class::Hangul));
        let (salt, length) = match letters.len() {
            0 | 1 => return,
            2 => (PAIR, 2),
            3 => (TRIPLE, 3),
            _ if ideographs => (TRIPLE, 3),
            4 | 5 => (FOUR, 4),
            _ => (SIX, 6),
        };
        // Grams that end within Chinese are probed up to three long only.
        let ends_in_han = |at: usize| stream.units.get(at + length - 1).is_some_and(|u| u.class == Class::Han);
        let grams = letters.windows(length).enumerate().filter(|(at, _)| length <= 3 || !ends_in_han(*at));
        let rarest = grams.map(|(_, gram)| mix(salt, gram)).min_by_key(|hash| (self.counts.get(hash).copied().unwrap_or(0), *hash));
        if let Some(hash) = rarest {
            // Two plain letters are probed at no letter; a two-letter word is keyed by what any two letters are.
            self.put(hash, flags);
        }
    }

    fn add_chinese(&mut self, han: &[char], letters: &[u32], flags: u8) {
        if let [a, b] = han {
            self.put(mix(PAIR, letters), flags);
            if flags == HEAD {
                self.add_halves(*a, *b);
            }
        } else {
            let window = han.windows(3).min_by_key(|w| {
                let gram: Vec<u32> = w.iter().map(|c| self.gate.letter(*c)).collect();
                self.counts.get(&mix(TRIPLE, &gram)).copied().unwrap_or(0)
            });
            if let Some([a, b, c]) = window {
                self.add_sounds([*a, *b, *c], flags);
            }
        }
        if flags == HEAD {
            for pair in han.windows(2) {
                if let [a, b] = pair {
                    self.add_spelled(*a, *b);
                }
            }
            self.add_parts(han);
            self.add_pinyin(han);
        }
    }

    /// The sounds of a window, of its look-alikes too.
    fn add_sounds(&mut self, window: [char; 3], flags: u8) {
        let faces = window.map(|c| self.sounds_of(c));
        let [a, b, c] = &faces;
        let mut found = Vec::new();
        for x in a {
            for y in b {
                for z in c {
                    // A look-alike in one place at most.
                    if u8::from(x.1) + u8::from(y.1) + u8::from(z.1) <= 1 {
                        found.push(mix(SOUNDS, &[u32::from(x.0), u32::from(y.0), u32::from(z.0)]));
                    }
                }
            }
        }
        for hash in found {
            self.put(hash, flags);
        }
    }

    /// Numbers (as in the table) of the syllables a character has, and of the first syllables of its look-alikes (marked).
    fn sounds_of(&self, ch: char) -> Vec<(u16, bool)> {
        let mut sounds: Vec<(u16, bool)> = self.disguises.syllables_of(ch).iter().map(|s| (s + 1, false)).collect();
        sounds.push((self.gate.sound(ch), false));
        sounds.extend(self.disguises.imitators(ch).into_iter().map(|v| (self.gate.sound(v), true)));
        sounds.sort_unstable();
        sounds.dedup_by_key(|(sound, _)| *sound);
        sounds
    }

    fn add_halves(&mut self, a: char, b: char) {
        for (sound, _) in self.sounds_of(b) {
            self.put(mix(HALF_LEFT, &[a as u32, u32::from(sound)]), HALF);
        }
        for (sound, _) in self.sounds_of(a) {
            self.put(mix(HALF_RIGHT, &[u32::from(sound), b as u32]), HALF);
        }
    }

    fn add_spelled(&mut self, a: char, b: char) {
        for name in self.disguises.spellings_of(b) {
            for length in [1, name.len()] {
                if let Some(prefix) = name.as_bytes().get(..length) {
                    self.put(mix(SPELLED_RIGHT, &[a as u32, spell(prefix)]), HEAD);
                }
            }
        }
        for name in self.disguises.spellings_of(a) {
            for length in [1, name.len()] {
                let prefix: Vec<u32> = name.chars().take(length).map(|c| self.gate.letter(c)).collect();
                let key = prefix.iter().fold(0u32, |key, letter| key.wrapping_mul(131).wrapping_add(*letter));
                self.put(mix(SPELLED_LEFT, &[key, b as u32]), HEAD);
            }
        }
    }

    fn add_parts(&mut self, han: &[char]) {
        for ch in han {
            for parts in self.disguises.parts_of(*ch) {
                let pair: Vec<char> = parts.chars().take(2).collect();
                if let [a, b] = pair.as_slice() {
                    self.put(mix(PARTS, &[*a as u32, *b as u32]), HEAD);
                }
            }
        }
    }

    /// The word in pinyin is a word of letters.
    fn add_pinyin(&mut self, han: &[char]) {
        const VARIANTS: usize = 8;
        let mut spellings = vec![String::new()];
        for ch in han {
            let names = self.disguises.spellings_of(*ch);
            spellings = spellings.iter().flat_map(|start| names.iter().map(move |name| format!("{start}{name}"))).take(VARIANTS).collect();
        }
        for spelling in spellings {
            let letters: Vec<u32> = spelling.chars().map(|c| self.gate.letter(c)).collect();
            let (salt, length) = if letters.len() >= 6 { (SIX, 6) } else { (FOUR, 4) };
            let rarest = letters.windows(length).map(|gram| mix(salt, gram)).min_by_key(|hash| (self.counts.get(hash).copied().unwrap_or(0), *hash));
            if let Some(hash) = rarest {
                self.put(hash, HEAD);
            }
        }
    }
}
