//! Words of scripts that write words apart: whole, without an ending, after the word before, torn by symbols, or spelled in single letters.

use super::{FIRST, Gate, Salt, mix, step};

/// From this many letters on a word's beginnings are looked up too.
pub(super) const COMPOUND: usize = 9;
/// Fewest letters of the second of two words of which only the beginning is looked up.
pub(super) const BEGINNING: usize = 3;
/// No term is longer, its endings included; of longer runs only the beginning is kept.
const LONGEST: usize = 72;
/// Letters of the longest ending.
pub(super) const ENDING: usize = 3;
/// Single letters in a row that are remembered.
const SINGLES: usize = 64;

/// Letters in a row.
struct Run {
    letters: [u32; LONGEST],
    length: usize,
}

impl Run {
    const EMPTY: Self = Self { letters: [0; LONGEST], length: 0 };

    fn push(&mut self, letter: u32) {
        if let Some(slot) = self.letters.get_mut(self.length) {
            *slot = letter;
            self.length += 1;
        }
    }

    fn letters(&self) -> &[u32] {
        self.letters.get(..self.length).unwrap_or(&[])
    }

    fn hash(&self) -> u32 {
        self.letters().iter().fold(0, |hash, letter| step(hash, *letter))
    }
}

/// A word that stood before: its hash, and whether any key of two words begins with it.
#[derive(Clone, Copy, Default)]
struct Previous {
    hash: u32,
    opens: bool,
}

impl Previous {
    fn new(gate: &Gate, hash: u32) -> Self {
        Self { hash, opens: gate.probe(mix(Salt::First, &[hash])) & FIRST != 0 }
    }
}

/// The words of one text as they are read.
pub(super) struct Words {
    /// The word as it stands, digits read as letters.
    word: Run,
    /// The letters since the last digit in it.
    letters: Run,
    /// All pieces that symbols join, once there is more than one.
    cluster: Run,
    has_letters: bool,
    /// Whether a number stands before the letters.
    after_number: bool,
    previous: Previous,
    /// Its letters after the last digit, where it had one.
    previous_part: Previous,
    previous_cluster: Previous,
    /// Whether the word before was torn by symbols.
    torn: bool,
    /// The hash of the single letters in a row from each of the last of them on, oldest first.
    singles: [u32; SINGLES],
    single_count: usize,
}

impl Words {
    pub(super) fn new() -> Self {
        Self {
            word: Run::EMPTY,
            letters: Run::EMPTY,
            cluster: Run::EMPTY,
            has_letters: false,
            after_number: false,
            previous: Previous::default(),
            previous_part: Previous::default(),
            previous_cluster: Previous::default(),
            torn: false,
            singles: [0; SINGLES],
            single_count: 0,
        }
    }

    /// Whether the last unit was a letter of the word at hand.
    pub(super) fn in_letters(&self) -> bool {
        self.letters.length > 0
    }

    /// The letter since the last digit, if it is a single one.
    pub(super) fn single(&self) -> Option<u32> {
        match self.letters.letters() {
            [letter] => Some(*letter),
            _ => None,
        }
    }

    /// The hash of the word at hand.
    pub(super) fn hash(&self) -> u32 {
        self.word.hash()
    }

    /// The hash of the letters since the last digit.
    pub(super) fn letters_hash(&self) -> u32 {
        self.letters.hash()
    }

    pub(super) fn letter(&mut self, letter: u32, after_number: bool) {
        if self.letters.length == 0 {
            self.after_number = after_number;
        }
        self.word.push(letter);
        self.letters.push(letter);
        self.has_letters = true;
    }

    /// A digit ends the letters before it, which may be a word of their own.
    pub(super) fn digit(&mut self, gate: &Gate, letter: u32) -> u16 {
        let signs = if self.letters.length > 0 { self.look_up_letters(gate) } else { 0 };
        self.letters.length = 0;
        self.word.push(letter);
        signs
    }

    fn look_up_letters(&self, gate: &Gate) -> u16 {
        look_up(gate, self.letters.letters(), self.befores()) | self.weight(gate)
    }

    fn weight(&self, gate: &Gate) -> u16 {
        if self.after_number { gate.probe(mix(Salt::Weight, &[self.letters.hash()])) } else { 0 }
    }

    /// Ends a piece of a word at any gap, and the cluster of pieces at a space.
    pub(super) fn end(&mut self, gate: &Gate, cluster: bool) -> u16 {
        if self.word.length == 0 {
            return 0;
        }
        let mut signs = 0;
        let hash = self.word.hash();
        let part = self.letters.length > 0 && self.letters.length != self.word.length;
        if self.has_letters {
            signs |= if part { self.look_up_letters(gate) } else { self.weight(gate) };
            signs |= look_up(gate, self.word.letters(), self.befores());
        } else {
            signs |= self.number(gate, hash);
        }
        signs |= self.spelled(gate);
        self.previous = Previous::new(gate, hash);
        self.previous_part = if part { Previous::new(gate, self.letters.hash()) } else { Previous::default() };
        if cluster {
            let torn = self.cluster.length > 0;
            if torn {
                self.join();
            }
            let letters = if torn { &self.cluster } else { &self.word };
            if torn || self.torn {
                signs |= look_up(gate, letters.letters(), [self.previous_cluster; 3]);
            }
            self.previous_cluster =
                if torn { Previous::new(gate, letters.hash()) } else { self.previous_of(gate, hash) };
            self.torn = torn;
            self.cluster.length = 0;
        } else {
            self.join();
        }
        self.word.length = 0;
        self.letters.length = 0;
        self.has_letters = false;
        signs
    }

    /// What may stand before the word at hand: the word before, its letters, and all of it where symbols tore it.
    fn befores(&self) -> [Previous; 3] {
        [self.previous, self.previous_part, if self.torn { self.previous_cluster } else { Previous::default() }]
    }

    fn previous_of(&self, gate: &Gate, hash: u32) -> Previous {
        if self.previous.hash == hash { self.previous } else { Previous::new(gate, hash) }
    }

    fn join(&mut self) {
        let Self { word, cluster, .. } = self;
        word.letters().iter().for_each(|letter| cluster.push(*letter));
    }

    /// A number is no word in leet; it may be a term, or the second word of one.
    fn number(&self, gate: &Gate, hash: u32) -> u16 {
        let mut signs = gate.probe(mix(Salt::Number, &[hash]));
        for previous in [self.previous, self.previous_part, self.previous_cluster] {
            if previous.opens {
                signs |= gate.probe(mix(Salt::Words, &[previous.hash, hash]));
            }
        }
        signs
    }

    /// Single letters in a row may spell a word.
    fn spelled(&mut self, gate: &Gate) -> u16 {
        const FEWEST: usize = 4;
        let [letter] = self.word.letters() else {
            self.single_count = 0;
            return 0;
        };
        if self.single_count == SINGLES {
            self.singles.rotate_left(1);
            self.single_count -= 1;
        }
        if let Some(slot) = self.singles.get_mut(self.single_count) {
            *slot = 0;
        }
        self.single_count += 1;
        let count = self.single_count;
        let mut signs = 0;
        for (start, hash) in self.singles.iter_mut().take(count).enumerate() {
            *hash = step(*hash, *letter);
            if count - start >= FEWEST {
                signs |= gate.probe(mix(Salt::Word, &[*hash]));
            }
        }
        signs
    }
}

/// Looks a word up, whole and without an ending, by itself and after each of those that may stand before.
fn look_up(gate: &Gate, letters: &[u32], befores: [Previous; 3]) -> u16 {
    const STEM: usize = 3;
    let after = befores.iter().any(|b| b.opens);
    let pairs = |salt, hash| {
        let keys = befores.iter().filter(|b| b.opens).map(|b| mix(salt, &[b.hash, hash]));
        keys.fold(0, |signs, key| signs | gate.probe(key))
    };
    let (mut hash, mut signs) = (0, 0);
    for (number, letter) in (1..).zip(letters) {
        hash = step(hash, *letter);
        if number >= COMPOUND {
            signs |= gate.probe(mix(Salt::Opening, &[hash]));
        }
        if after && number >= BEGINNING {
            signs |= pairs(Salt::WordsOpening, hash);
        }
        let tail = letters.get(number..).unwrap_or(&[]);
        // Whole, or without an ending.
        if tail.is_empty() || (number >= STEM && tail.len() <= ENDING) {
            let found = gate.probe(mix(Salt::Word, &[hash])) | if after { pairs(Salt::Words, hash) } else { 0 };
            if found != 0 && (tail.is_empty() || gate.is_ending(tail)) {
                signs |= found;
            }
        }
    }
    signs
}
