//! What a character is to the gate, in one word: skeleton letter, sound, class, and which kinds of key it can open or close.

use crate::fold::Class;

/// What a character is to the gate: skeleton letter, sound, class and marks in one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Face(pub(super) u64);

impl Face {
    /// A key of two begins with it.
    pub(crate) const OPENS_PAIR: u8 = 1;
    /// A key of two ends with it.
    pub(crate) const CLOSES_PAIR: u8 = 2;
    /// A key of three letters ends with it.
    pub(crate) const CLOSES_TRIPLE: u8 = 4;
    /// A key of four or six letters ends with it.
    pub(crate) const CLOSES_LONG: u8 = 8;
    /// No ordinary word has it: a reason to look for what it hides.
    pub(crate) const RARE: u8 = 16;
    /// It is the first part of a character.
    pub(crate) const PART: u8 = 32;
    /// A unit of weight begins with it, in a script other than Latin.
    pub(crate) const WEIGHT: u8 = 64;
    /// It counts, or says "each".
    pub(crate) const PER: u8 = 128;
    /// Folds to several characters, or to nothing that fits here: to be folded in full.
    pub(super) const SLOW: u64 = 1 << 48;
    const SOUND_SHIFT: u32 = 21;
    const CLASS_SHIFT: u32 = 32;
    const MARK_SHIFT: u32 = 40;

    pub(super) fn new(letter: u32, sound: u16, class: Class, marks: u8) -> Self {
        Self(
            u64::from(letter)
                | u64::from(sound) << Self::SOUND_SHIFT
                | (class as u64) << Self::CLASS_SHIFT
                | u64::from(marks) << Self::MARK_SHIFT,
        )
    }

    /// The skeleton letter.
    pub(crate) fn letter(self) -> u32 {
        (self.0 & 0x1f_ffff) as u32
    }

    /// The syllable's number plus one; zero for none.
    pub(crate) fn sound(self) -> u32 {
        (self.0 >> Self::SOUND_SHIFT & 0x7ff) as u32
    }

    pub(super) fn class(self) -> Class {
        Class::from_bits((self.0 >> Self::CLASS_SHIFT & 0xf) as u32)
    }

    /// Whether it can open or close a key of that kind.
    pub(crate) fn has(self, mark: u8) -> bool {
        (self.0 >> Self::MARK_SHIFT) as u8 & mark != 0
    }

    /// Whether there is a character at all.
    pub(crate) fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// First characters of the units of weight that are not written in Latin letters, folded.
pub(super) const WEIGHTS: &str = "克公千斤两钱กグキ그킬гкфغجك";

/// What may stand before a unit of weight instead of digits.
pub(super) const COUNTS: &str = "一每半二两三几四五六七八九十百多";
