//! The gate: one cheap pass that tells which texts cannot hold a finding, and which readings are worth their cost for the others.
//!
//! Every head of the lexicon (and every genus) has a key that any reading of it must show. Scripts that write words apart are keyed by a word,
//! or by two words in a row; Chinese by two characters, or by the sounds of three; the other scripts by a short run of letters. Words are
//! hashed by their skeleton, so leet and look-alikes pass; separators are skipped, as the joined reading does.
//!
//! What a character is to the gate stands in one word of a table (its face), with marks that say which keys it can end at all: most characters
//! cost one look-up. Keys that count only where the seller hides are looked for in a second pass, which only texts with such a cue get.
//!
//! INVARIANT: a text that the gate turns away has no finding on the full path (a property test holds the two against each other).

mod face;
mod halves;
mod hash;
mod keys;
mod scan;
mod words;

use crate::fold::{Class, Fold};
use crate::stream::{Gap, Stream, separator};
pub(crate) use face::Face;
use face::{COUNTS, WEIGHTS};
use halves::Halves;
pub(crate) use hash::{Salt, mix, step};
pub use keys::{COVERS, Lexicon, compile};
use scan::Scan;
use serde::{Deserialize, Serialize};

/// What a text showed, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs(pub u16);

impl Signs {
    /// A head's key was met.
    pub const HEAD: u16 = 1;
    /// Half of a two-character head stands beside a sound or shape of the other half: counts where the seller hides.
    pub const HALF: u16 = 2;
    /// A cue was met that makes hiding likely.
    pub const COVER: u16 = 4;
    /// A code word's key was met: counts where the seller hides.
    pub const CODE: u16 = 8;
    /// Sounds of a head without its characters, or letters for characters.
    pub const SOUND: u16 = 16;
    /// A character taken apart.
    pub const PARTS: u16 = 32;
    /// A picture that stands for a word.
    pub const PICTURE: u16 = 64;

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of these bits is set.
    #[must_use]
    pub fn any(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// Whether the costlier steps are worth it.
    #[must_use]
    pub fn admit(self) -> bool {
        self.any(Self::HEAD | Self::SOUND | Self::PARTS | Self::PICTURE)
            || (self.any(Self::HALF | Self::CODE) && self.any(Self::COVER))
    }
}

/// The flag of a word with which a key of two words begins; no sign.
pub(crate) const FIRST: u16 = 128;

/// Keys with their flags.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Gate {
    /// Hashes of keys with flags in the low bits, sorted; the tables below are made of them.
    pub(crate) keys: Vec<u64>,
    /// For each character that sounds or passes for a letter: (character, syllable + 1, skeleton letter).
    pub(crate) faces: Vec<(char, u16, char)>,
    /// Pictures that stand for words, sorted.
    pub(crate) pictures: Vec<char>,
    /// For each letter that a key opens or closes with: which kinds of key, as bits of [`Face`].
    pub(crate) marks: Vec<(u32, u8)>,
    /// Pairs of syllables with which a key of three sounds begins, and with which it ends.
    pub(crate) sounds: [Vec<(u16, u16)>; 2],
    /// Three letters with which a key of four or six ends.
    pub(crate) closings: Vec<[u32; 3]>,
    /// Skeletons of what languages hang on words, sorted.
    pub(crate) endings: Vec<Vec<u32>>,
    /// Tables for looking up, filled after loading.
    #[serde(skip)]
    tables: Tables,
}

#[derive(Debug, Clone, Default)]
struct Tables {
    /// Two bits for each key in the word that the high bits of its hash name: most probes end here.
    bits: Vec<u64>,
    /// Open addressing over the keys; zero is empty.
    slots: Vec<u64>,
    /// What each character of the basic plane is.
    faces: Vec<Face>,
    /// The marks of each letter.
    marks: Vec<u8>,
    /// Syllable + 1 by character.
    sounds: Vec<u16>,
    /// Skeleton letter by character; zero for itself.
    letters: Vec<u16>,
    /// Bits over pairs of syllables, for the first two and for the last two of a key of three.
    openings: [Vec<u64>; 2],
    /// Bits over hashes of three letters that close a longer key; small enough to stay near.
    closings: Vec<u64>,
}

/// What is told of a text's characters, one after the other.
pub(crate) trait Walk {
    /// A separator or a picture; `space` where a word surely ends.
    fn gap(&mut self, ch: char, space: bool);
    /// A character of a word.
    fn unit(&mut self, face: Face, class: Class);
    /// A pictograph.
    fn picture(&mut self, ch: char);
}

const BITS: u32 = 23;
const FLAGS: u64 = 0xff;
/// Characters with a face: the basic plane.
const PLANE: usize = 0x1_0000;
/// Bits for the ends of longer keys.
const CLOSINGS: usize = 1 << 16;
/// Syllables of Mandarin, without tones, are about 410.
const SYLLABLES: usize = 512;

/// The bit that tells an initial from a character.
pub(crate) const INITIAL: u32 = 1 << 31;

impl Gate {
    /// A gate without keys, which still knows sounds, skeletons and pictures.
    pub(crate) fn new(mut faces: Vec<(char, u16, char)>, pictures: Vec<char>, fold: &Fold) -> Self {
        faces.sort_unstable();
        let mut gate = Self { faces, pictures, ..Self::default() };
        gate.load(fold);
        gate
    }

    /// Fills the tables; to be called once after decoding.
    pub fn load(&mut self, fold: &Fold) {
        let size = (self.keys.len() * 3 / 2 + 1).next_power_of_two();
        let mut tables = Tables {
            bits: vec![0; 1 << (BITS - 6)],
            slots: vec![0; size],
            faces: Vec::with_capacity(PLANE),
            marks: vec![0; PLANE],
            sounds: vec![0; PLANE],
            letters: vec![0; PLANE],
            openings: [vec![0; SYLLABLES * SYLLABLES / 64], vec![0; SYLLABLES * SYLLABLES / 64]],
            closings: vec![0; CLOSINGS / 64],
        };
        for (ch, sound, letter) in &self.faces {
            if let (Some(s), Some(l)) = (tables.sounds.get_mut(*ch as usize), tables.letters.get_mut(*ch as usize)) {
                *s = (*s).max(*sound);
                *l = (*l).max(u16::try_from(*letter as u32).unwrap_or(0));
            }
        }
        for key in &self.keys {
            let (word, bit) = bit_at(*key);
            if let Some(bits) = tables.bits.get_mut(word) {
                *bits |= bit;
            }
            let mut at = slot_at(*key, size);
            while tables.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = tables.slots.get_mut(at) {
                *slot = *key;
            }
        }
        for (letter, marks) in &self.marks {
            if let Some(slot) = tables.marks.get_mut(*letter as usize) {
                *slot |= marks;
            }
        }
        for (pairs, table) in self.sounds.iter().zip(&mut tables.openings) {
            for (a, b) in pairs {
                let (word, bit) = pair_at(u32::from(*a), u32::from(*b));
                if let Some(bits) = table.get_mut(word) {
                    *bits |= bit;
                }
            }
        }
        for [c, b, a] in &self.closings {
            let (word, bit) = closing_at(*c, *b, *a);
            if let Some(bits) = tables.closings.get_mut(word) {
                *bits |= bit;
            }
        }
        self.tables = tables;
        self.tables.faces = (0..PLANE).map(|code| self.first_face(fold, u32::try_from(code).unwrap_or(0))).collect();
    }

    /// Lets go of what only compiling needs, once the tables are filled.
    pub fn forget(&mut self) {
        self.keys = Vec::new();
        self.closings = Vec::new();
    }

    fn first_face(&self, fold: &Fold, code: u32) -> Face {
        let Some(ch) = char::from_u32(code) else { return Face(Face::SLOW) };
        let folded = fold.fold(ch);
        if folded.many || matches!(folded.class, Class::Sep | Class::Space | Class::Emoji) || ch == '<' || ch == '&' {
            return Face(Face::SLOW);
        }
        self.face(folded.ch, folded.class)
    }

    /// The face of a folded character.
    pub(crate) fn face(&self, ch: char, class: Class) -> Face {
        let letter = self.letter(ch);
        let mut marks = self.tables.marks.get(letter as usize).copied().unwrap_or(0);
        if !ch.is_ascii() {
            marks |= if WEIGHTS.contains(ch) { Face::WEIGHT } else { 0 };
            marks |= if COUNTS.contains(ch) { Face::PER } else { 0 };
        }
        Face::new(letter, self.sound(ch), class, marks)
    }

    /// What a text shows, but for the signs that count only where the seller hides.
    #[must_use]
    pub fn signs(&self, fold: &Fold, text: &str) -> Signs {
        let mut scan = Scan::new(self);
        self.walk(fold, text, &mut scan);
        scan.finish()
    }

    /// The signs that count only where the seller hides: halves of short words.
    #[must_use]
    pub fn halves(&self, fold: &Fold, text: &str) -> Signs {
        let mut halves = Halves::new(self);
        self.walk(fold, text, &mut halves);
        halves.finish()
    }

    fn walk(&self, fold: &Fold, text: &str, to: &mut impl Walk) {
        // Markup and entities are undone by the reader only; texts with any are read there.
        if memchr::memchr2(b'<', b'&', text.as_bytes()).is_some() {
            return self.walk_markup(fold, text, to);
        }
        for ch in text.chars() {
            match self.tables.faces.get(ch as usize) {
                Some(face) if face.0 & Face::SLOW == 0 => match face.class() {
                    Class::Skip => {}
                    class => to.unit(*face, class),
                },
                _ => self.slow(fold, ch, to),
            }
        }
    }

    fn slow(&self, fold: &Fold, ch: char, to: &mut impl Walk) {
        let folded = fold.fold(ch);
        match folded.class {
            Class::Skip => {}
            Class::Sep => to.gap(ch, separator(ch) == Gap::Break),
            Class::Space => to.gap(ch, true),
            Class::Emoji => {
                to.gap(ch, false);
                to.picture(ch);
            }
            _ if folded.many => {
                for expanded in fold.expansion(ch).chars() {
                    let class = if expanded.is_ascii_digit() { Class::Digit } else { folded.class };
                    to.unit(self.face(expanded, class), class);
                }
            }
            class => to.unit(self.face(folded.ch, class), class),
        }
    }

    fn walk_markup(&self, fold: &Fold, text: &str, to: &mut impl Walk) {
        let stream = Stream::read(fold, text);
        let mut end = 0;
        for unit in &stream.units {
            match unit.gap {
                Gap::None | Gap::Hidden => {}
                // A symbol may stand for a letter.
                Gap::Symbol => {
                    text.get(end..unit.start as usize).unwrap_or("").chars().for_each(|ch| to.gap(ch, false));
                    to.gap('-', false);
                }
                Gap::Space | Gap::Break => to.gap(' ', true),
            }
            to.unit(self.face(unit.ch, unit.class), unit.class);
            end = unit.end as usize;
        }
        for picture in &stream.pictures {
            to.picture(picture.ch);
        }
    }

    pub(crate) fn sound(&self, ch: char) -> u16 {
        self.tables.sounds.get(ch as usize).copied().unwrap_or(0)
    }

    /// The skeleton of a letter: look-alikes and leet digits as the letter they pass for, `l` as `i`.
    pub(crate) fn letter(&self, ch: char) -> u32 {
        let letter = match ch {
            'l' | '1' => 'i',
            '0' => 'o',
            '2' => 'z',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '6' | '9' => 'g',
            '7' => 't',
            '8' => 'b',
            'a'..='z' => ch,
            other => match self.tables.letters.get(other as usize).copied().unwrap_or(0) {
                0 => other,
                letter => char::from_u32(u32::from(letter)).map_or(other, |c| if c == 'l' { 'i' } else { c }),
            },
        };
        letter as u32
    }

    /// Whether a key of three sounds begins (or, `last`, ends) with these two.
    pub(crate) fn may_sound(&self, a: u32, b: u32, last: bool) -> bool {
        let (word, bit) = pair_at(a, b);
        let [first, second] = &self.tables.openings;
        (if last { second } else { first }).get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether a longer key may end with these three letters.
    pub(crate) fn may_close(&self, c: u32, b: u32, a: u32) -> bool {
        let (word, bit) = closing_at(c, b, a);
        self.tables.closings.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether some language hangs these letters on words.
    pub(crate) fn is_ending(&self, tail: &[u32]) -> bool {
        self.endings.binary_search_by(|ending| ending.as_slice().cmp(tail)).is_ok()
    }

    /// Whether that picture stands for a word.
    pub(crate) fn is_picture(&self, ch: char) -> bool {
        self.pictures.binary_search(&ch).is_ok()
    }

    /// The flags of a key.
    #[inline]
    pub(crate) fn probe(&self, hash: u64) -> u16 {
        let (word, bit) = bit_at(hash);
        if self.tables.bits.get(word).is_none_or(|bits| bits & bit != bit) {
            return 0;
        }
        self.flags(hash)
    }

    fn flags(&self, hash: u64) -> u16 {
        let size = self.tables.slots.len();
        let mut at = slot_at(hash, size);
        while let Some(slot) = self.tables.slots.get(at).filter(|slot| **slot != 0) {
            if slot & !FLAGS == hash {
                return u16::try_from(slot & FLAGS).unwrap_or(0);
            }
            at = (at + 1) & (size - 1);
        }
        0
    }
}

#[inline]
fn bit_at(hash: u64) -> (usize, u64) {
    let at = hash >> (64 - BITS);
    (usize::try_from(at >> 6).unwrap_or(0), 1 << (at & 63) | 1 << (hash >> 32 & 63))
}

fn pair_at(a: u32, b: u32) -> (usize, u64) {
    let at = (a as usize % SYLLABLES) * SYLLABLES + b as usize % SYLLABLES;
    (at / 64, 1 << (at % 64))
}

fn closing_at(c: u32, b: u32, a: u32) -> (usize, u64) {
    let hash = a.wrapping_mul(0x9e37_79b1) ^ b.wrapping_mul(0x85eb_ca77) ^ c.wrapping_mul(0xc2b2_ae3d);
    let at = (hash >> 16) as usize % CLOSINGS;
    (at / 64, 1 << (at % 64))
}

fn slot_at(hash: u64, size: usize) -> usize {
    usize::try_from(hash >> 9).unwrap_or(0) & (size - 1)
}
