//! How keys are hashed: the kind of key and its places in one number, with room for flags.

use super::FLAGS;

/// Salts of the kinds of key.
#[derive(Clone, Copy)]
pub(crate) enum Salt {
    /// One word of a script that writes words apart.
    Word = 1,
    /// Two such words in a row.
    Words = 2,
    /// The beginning of a long word (German compounds).
    Opening = 3,
    /// A word and the beginning of the next.
    WordsOpening = 17,
    /// The first of two words.
    First = 18,
    /// A word that is a number.
    Number = 19,
    /// A unit of weight.
    Weight = 20,
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
    /// Two parts of a character and what stands beside them.
    Parts = 13,
    /// The sound of one of three characters with the other two as they are.
    SoundFirst = 14,
    /// The same, in the middle.
    SoundMiddle = 15,
    /// The same, at the end.
    SoundLast = 16,
    /// Three characters, one of them given by its initial.
    Initial = 21,
    /// A character and a word of letters.
    Border = 22,
}

const MULTIPLIER: u64 = 0xff51_afd7_ed55_8ccd;
/// One odd factor for each place of a key.
const FACTORS: [u64; 6] = [
    0x9e37_79b9_7f4a_7c15,
    0xc2b2_ae3d_27d4_eb4f,
    0x1656_67b1_9e37_79f9,
    0x27d4_eb2f_1656_67c5,
    0x85eb_ca77_c2b2_ae63,
    0xd6e8_feb8_6659_fd93,
];

/// The hash of a key: its places are multiplied side by side, so that a longer key costs little more than a short one.
#[inline]
pub(crate) fn mix(salt: Salt, parts: &[u32]) -> u64 {
    let mut hash = (salt as u64).wrapping_mul(MULTIPLIER);
    for (part, factor) in parts.iter().zip(FACTORS) {
        hash = hash.wrapping_add(u64::from(*part).wrapping_add(1).wrapping_mul(factor));
    }
    hash = (hash ^ hash >> 32).wrapping_mul(MULTIPLIER);
    (hash ^ hash >> 29) & !FLAGS
}

/// The running hash of a word: letters in, one number out.
#[inline]
pub(crate) fn step(hash: u32, letter: u32) -> u32 {
    (hash ^ letter).wrapping_mul(0x9e37_79b1).rotate_left(13)
}
