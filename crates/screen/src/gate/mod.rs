//! The gate: one cheap pass that tells which texts cannot hold a finding, and which readings are worth their cost for the others.
//!
//! Every head of the lexicon (and every genus) has one key that any reading of it must show. Scripts that write words apart are keyed by a word,
//! or by two words in a row; Chinese by two characters, or by the sounds of three; the other scripts by a short run of letters. Words are
//! hashed by their skeleton, so leet and look-alikes pass; separators are skipped, as the joined reading does.
//!
//! INVARIANT: a text that the gate turns away has no finding on the full path (a property test holds the two against each other).

mod keys;
mod scan;

use crate::fold::{Class, Fold, Folded};
use crate::stream::{Gap, Stream, separator};
pub use keys::{COVERS, compile};
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

/// Keys with their flags.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Gate {
    /// Hashes of keys with flags in the low bits, sorted; the tables below are made of them.
    pub(crate) keys: Vec<u64>,
    /// For each character that sounds or passes for a letter: (character, syllable + 1, skeleton letter).
    pub(crate) faces: Vec<(char, u16, char)>,
    /// Pictures that stand for words, sorted.
    pub(crate) pictures: Vec<char>,
    /// Tables for looking up, filled after loading.
    #[serde(skip)]
    tables: Tables,
}

#[derive(Debug, Clone, Default)]
struct Tables {
    /// One bit for each key by the high bits of its hash: most probes end here.
    bits: Vec<u64>,
    /// Open addressing over the keys; zero is empty.
    slots: Vec<u64>,
    /// Syllable + 1 by character.
    sounds: Vec<u16>,
    /// Skeleton letter by character; zero for itself.
    letters: Vec<u16>,
}

const BITS: u32 = 23;
const FLAGS: u64 = 0xff;
/// Characters with a face: the basic plane.
const PLANE: usize = 0x1_0000;

/// Salts of the kinds of key.
#[derive(Clone, Copy)]
pub(crate) enum Salt {
    /// One word of a script that writes words apart.
    Word = 1,
    /// Two such words in a row.
    Words = 2,
    /// The beginning of a long word (German compounds).
    Opening = 3,
    /// Two characters.
    Pair = 4,
    /// Three characters.
    Triple = 5,
    /// Four letters of Thai or Kana.
    Four = 6,
    /// Six of them.
    Six = 7,
    /// The sounds of three Chinese characters.
    Sounds = 8,
    /// A character and the sound of the next.
    HalfLeft = 9,
    /// The sound of a character and the next.
    HalfRight = 10,
    /// A character and the letters after it.
    SpelledRight = 11,
    /// Letters and the character after them.
    SpelledLeft = 12,
    /// Two parts of a character.
    Parts = 13,
    /// The sound of one of three characters with the other two as they are.
    SoundFirst = 14,
    /// The same, in the middle.
    SoundMiddle = 15,
    /// The same, at the end.
    SoundLast = 16,
}

const MULTIPLIER: u64 = 0xff51_afd7_ed55_8ccd;

pub(crate) fn mix(salt: Salt, parts: &[u32]) -> u64 {
    let mut hash = (salt as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for part in parts {
        hash = (hash ^ u64::from(*part)).wrapping_mul(MULTIPLIER);
        hash ^= hash >> 31;
    }
    hash & !FLAGS
}

/// The running hash of a word: letters in, one number out.
pub(crate) fn step(hash: u32, letter: u32) -> u32 {
    (hash ^ letter).wrapping_mul(0x9e37_79b1).rotate_left(13)
}

impl Gate {
    /// A gate without keys, which still knows sounds, skeletons and pictures.
    pub(crate) fn new(mut faces: Vec<(char, u16, char)>, pictures: Vec<char>) -> Self {
        faces.sort_unstable();
        let mut gate = Self { faces, pictures, ..Self::default() };
        gate.load();
        gate
    }

    /// Fills the tables; to be called once after decoding.
    pub fn load(&mut self) {
        let size = (self.keys.len() * 2 + 1).next_power_of_two();
        let mut tables = Tables {
            bits: vec![0; 1 << (BITS - 6)],
            slots: vec![0; size],
            sounds: vec![0; PLANE],
            letters: vec![0; PLANE],
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
        // Markup and entities are undone by the reader only; texts with any are read there.
        if memchr::memchr2(b'<', b'&', text.as_bytes()).is_some() {
            let stream = Stream::read(fold, text);
            for unit in &stream.units {
                match unit.gap {
                    Gap::None | Gap::Hidden => {}
                    Gap::Symbol => scan.gap('-', false),
                    Gap::Space | Gap::Break => scan.gap(' ', true),
                }
                scan.unit(unit.ch, unit.class);
            }
            scan.symbols(text);
            for picture in &stream.pictures {
                scan.picture(picture.ch);
            }
            scan.finish();
            return Signs(scan.signs);
        }
        for ch in text.chars() {
            let folded = fold.fold(ch);
            match folded.class {
                Class::Skip => {}
                Class::Sep => scan.gap(ch, separator(ch) == Gap::Break),
                Class::Space => scan.gap(ch, true),
                Class::Emoji => {
                    scan.gap(ch, false);
                    scan.picture(ch);
                }
                _ if folded.many => self.expanded(fold, ch, folded, &mut scan),
                class => scan.unit(folded.ch, class),
            }
        }
        scan.finish();
        Signs(scan.signs)
    }

    fn expanded(&self, fold: &Fold, ch: char, folded: Folded, scan: &mut Scan<'_>) {
        for expanded in fold.expansion(ch).chars() {
            scan.unit(expanded, if expanded.is_ascii_digit() { Class::Digit } else { folded.class });
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

    /// The flags of a key.
    fn probe(&self, hash: u64) -> u16 {
        let (word, bit) = bit_at(hash);
        if self.tables.bits.get(word).is_none_or(|bits| bits & bit == 0) {
            return 0;
        }
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

fn bit_at(hash: u64) -> (usize, u64) {
    let at = hash >> (64 - BITS);
    (usize::try_from(at >> 6).unwrap_or(0), 1 << (at & 63))
}

fn slot_at(hash: u64, size: usize) -> usize {
    usize::try_from(hash >> 9).unwrap_or(0) & (size - 1)
}
