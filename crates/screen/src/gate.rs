//! The gate: one cheap pass that tells which texts cannot hold a finding, and which readings are worth their cost for the others.
//!
//! Every head of the lexicon (and every genus) has one key that any reading of it must show. Scripts that write words apart are keyed by a word,
//! or by two words in a row; Chinese by two characters, or by the sounds of three; the other scripts by a short run of letters. Words are
//! hashed by their skeleton, so leet and look-alikes pass; separators are skipped, as the joined reading does.
//!
//! INVARIANT: a text that the gate turns away has no finding on the full path (a property test holds the two against each other).

use crate::fold::{Class, Fold, Folded};
use crate::stream::{Gap, Stream};
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
                Class::Sep => scan.gap(ch, false),
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

/// From this many letters on a word's beginnings are looked up too.
pub(crate) const COMPOUND: u32 = 9;
/// Letters of a run beside Chinese that may be a syllable.
const SYLLABLE: usize = 6;

/// Seed of the hash of a letter that stands for a whole syllable.
pub(crate) const INITIAL: u32 = 1;

/// A word being read: hash and length.
#[derive(Clone, Copy, Default)]
struct Word {
    hash: u32,
    length: u32,
    /// Hashes of the word without its last one, two and three letters: endings are cut off that way.
    cut: [u32; 3],
}

impl Word {
    fn push(&mut self, letter: u32) {
        let [one, two, _] = self.cut;
        self.cut = [self.hash, one, two];
        self.hash = step(self.hash, letter);
        self.length += 1;
    }
}

/// A pass over one text.
struct Scan<'a> {
    gate: &'a Gate,
    signs: u16,
    /// The last characters, newest first, with separators skipped (not used for letters of words).
    window: [u32; 6],
    count: u32,
    /// The last Chinese characters, newest first, whatever stands between.
    han: [char; 2],
    last: Option<Class>,
    last_char: char,
    /// What stood since the last unit: 0 nothing, 1 a symbol, 2 a space.
    since: u8,
    /// The word as it stands, digits read as letters; without its digits; all pieces that symbols join; single letters in a row.
    word: Word,
    letters: Word,
    cluster: Word,
    singles: [u32; 16],
    single_count: usize,
    previous: u32,
    previous_cluster: u32,
    /// Whether the word before was torn by symbols.
    torn: bool,
    /// The run of plain letters, and the Chinese character before it.
    run: [u32; SYLLABLE],
    run_length: usize,
    before_run: char,
    digits: u32,
}

impl<'a> Scan<'a> {
    fn new(gate: &'a Gate) -> Self {
        Self {
            gate,
            signs: 0,
            window: [0; 6],
            count: 0,
            han: ['\0'; 2],
            last: None,
            last_char: '\0',
            since: 0,
            word: Word::default(),
            letters: Word::default(),
            cluster: Word::default(),
            singles: [0; 16],
            single_count: 0,
            previous: 0,
            previous_cluster: 0,
            torn: false,
            run: [0; SYLLABLE],
            run_length: 0,
            before_run: '\0',
            digits: 0,
        }
    }

    fn picture(&mut self, ch: char) {
        if self.gate.pictures.binary_search(&ch).is_ok() {
            self.signs |= Signs::PICTURE;
        }
    }

    fn symbols(&mut self, text: &str) {
        if text.contains(['@', '$', '!', '|', '€', '£', '¡', '*']) {
            self.signs |= Signs::HEAD;
        }
        if text.contains(['/', '／']) {
            self.signs |= Signs::COVER;
        }
    }

    fn gap(&mut self, ch: char, space: bool) {
        match ch {
            '/' | '／' => self.signs |= Signs::COVER,
            '@' | '$' | '!' | '|' | '€' | '£' | '¡' | '*' if self.last == Some(Class::Letter) && self.since == 0 => {
                // Stands for a letter only if a letter follows at once: seen at the next unit.
                self.since = 3;
                return;
            }
            _ => {}
        }
        if self.since == 3 {
            self.since = 1;
        }
        self.since = self.since.max(if space { 2 } else { 1 });
    }

    fn unit(&mut self, ch: char, class: Class) {
        if self.since == 3 {
            if class == Class::Letter {
                self.signs |= Signs::HEAD;
            }
            self.since = 1;
        }
        let in_word = matches!(class, Class::Letter | Class::Digit);
        let was_word = matches!(self.last, Some(Class::Letter | Class::Digit));
        if was_word && (self.since > 0 || !in_word) {
            self.end_piece(self.since >= 2 || !in_word);
        }
        if in_word {
            self.word_unit(ch, class);
        } else {
            self.other_unit(ch, class);
        }
        self.last = Some(class);
        self.last_char = ch;
        self.since = 0;
    }

    fn word_unit(&mut self, ch: char, class: Class) {
        let letter = self.gate.letter(ch);
        self.word.push(letter);
        self.cluster.push(letter);
        if class == Class::Digit {
            self.digits += 1;
            // A number as long as a telephone number makes hiding likely.
            if self.digits >= 9 {
                self.signs |= Signs::COVER;
            }
            self.end_letters();
        } else {
            if self.letters.length == 0 {
                self.run_length = 0;
                self.before_run = if self.since < 2 && self.last == Some(Class::Han) { self.last_char } else { '\0' };
            }
            self.letters.push(letter);
            if self.word.length >= COMPOUND {
                self.signs |= self.gate.probe(mix(Salt::Opening, &[self.word.hash]));
            }
            if let Some(slot) = self.run.get_mut(self.run_length) {
                *slot = letter;
                if self.before_run != '\0' && self.run_length > 0 {
                    let spelled = self.run.iter().take(self.run_length + 1).fold(0, |hash, l| step(hash, *l));
                    self.signs |= self.gate.probe(mix(Salt::SpelledRight, &[self.before_run as u32, spelled]));
                }
            }
            self.run_length += 1;
        }
        self.slide(letter);
    }

    /// Looks a word up, whole and without an ending, by itself and after the one before.
    fn look_up(&mut self, word: Word, previous: u32) {
        const STEM: u32 = 3;
        let mut signs =
            self.gate.probe(mix(Salt::Word, &[word.hash])) | self.gate.probe(mix(Salt::Words, &[previous, word.hash]));
        for (cut, hash) in (1..).zip(word.cut) {
            if word.length >= STEM + cut {
                signs |=
                    self.gate.probe(mix(Salt::Word, &[hash])) | self.gate.probe(mix(Salt::Words, &[previous, hash]));
            }
        }
        self.signs |= signs;
    }

    fn end_letters(&mut self) {
        // A single letter after a Chinese character may be an initial.
        if self.run_length == 1 && self.before_run != '\0' && self.letters.length > 0 {
            let [letter, ..] = self.run;
            self.signs |= self.gate.probe(mix(Salt::SpelledRight, &[self.before_run as u32, step(INITIAL, letter)]));
        }
        // Letters beside digits are a word too; where there are no digits the word itself is looked up.
        if self.letters.length > 0 && self.letters.length != self.word.length {
            self.look_up(self.letters, self.previous);
        }
        self.letters = Word::default();
    }

    /// Ends a piece of a word at any gap, and the cluster of pieces at a space.
    fn end_piece(&mut self, cluster: bool) {
        let word = self.word;
        let letters = self.letters;
        self.end_letters();
        if word.length > 0 {
            self.look_up(word, self.previous);
            self.single(word);
            self.previous = if letters.length > 0 && letters.length != word.length { letters.hash } else { word.hash };
        }
        if cluster {
            if self.cluster.length != word.length || self.torn {
                self.look_up(self.cluster, self.previous_cluster);
            }
            self.torn = self.cluster.length != word.length;
            self.previous_cluster = self.cluster.hash;
            self.cluster = Word::default();
        }
        self.word = Word::default();
    }

    /// Single letters in a row may spell a word.
    fn single(&mut self, word: Word) {
        const FEWEST: usize = 4;
        if word.length != 1 {
            self.single_count = 0;
            return;
        }
        if self.single_count == self.singles.len() {
            self.singles.rotate_left(1);
            self.single_count -= 1;
        }
        let [newest, ..] = self.window;
        if let Some(slot) = self.singles.get_mut(self.single_count) {
            *slot = newest;
        }
        self.single_count += 1;
        for start in 0..self.single_count.saturating_sub(FEWEST - 1) {
            let hash =
                self.singles.iter().take(self.single_count).skip(start).fold(0, |hash, letter| step(hash, *letter));
            self.signs |= self.gate.probe(mix(Salt::Word, &[hash]));
        }
    }

    fn other_unit(&mut self, ch: char, class: Class) {
        match class {
            Class::Han => self.chinese(ch),
            Class::Zhuyin => self.signs |= Signs::SOUND,
            _ => {}
        }
        self.slide(self.gate.letter(ch));
        self.grams(class);
    }

    fn slide(&mut self, letter: u32) {
        self.window.rotate_right(1);
        if let Some(first) = self.window.first_mut() {
            *first = letter;
        }
        self.count += 1;
    }

    /// Probes the runs that end with the unit just read.
    fn grams(&mut self, class: Class) {
        let [a, b, c, d, e, f] = self.window;
        let mut signs = 0;
        if self.count >= 2 && class != Class::Thai {
            signs |= self.gate.probe(mix(Salt::Pair, &[b, a]));
        }
        if self.count >= 3 {
            signs |= self.gate.probe(mix(Salt::Triple, &[c, b, a]));
        }
        if class != Class::Han && self.count >= 4 {
            signs |= self.gate.probe(mix(Salt::Four, &[d, c, b, a]));
            if self.count >= 6 {
                signs |= self.gate.probe(mix(Salt::Six, &[f, e, d, c, b, a]));
            }
        }
        self.signs |= signs;
    }

    /// Probes the keys of Chinese that end with this character.
    fn chinese(&mut self, ch: char) {
        let gate = self.gate;
        let [b, a] = self.han;
        if b != '\0' {
            let (sa, sb, sc) = (u32::from(gate.sound(a)), u32::from(gate.sound(b)), u32::from(gate.sound(ch)));
            let sounds = gate.probe(mix(Salt::Sounds, &[sa, sb, sc]));
            if sounds != 0 {
                // The same characters, all but one of them, or only their sounds?
                let [la, lb, lc] = [a, b, ch].map(|c| gate.letter(c));
                let nearly = gate.probe(mix(Salt::SoundFirst, &[sa, lb, lc]))
                    | gate.probe(mix(Salt::SoundMiddle, &[la, sb, lc]))
                    | gate.probe(mix(Salt::SoundLast, &[la, lb, sc]));
                self.signs |=
                    gate.probe(mix(Salt::Triple, &[la, lb, lc])) | nearly | Signs::HALF | (sounds & Signs::COVER);
            }
            self.signs |= gate.probe(mix(Salt::HalfLeft, &[b as u32, sc]))
                | gate.probe(mix(Salt::HalfRight, &[sb, ch as u32]))
                | gate.probe(mix(Salt::Parts, &[b as u32, ch as u32]));
            if self.last != Some(Class::Han) {
                // Something stood between: the pair as the noise reading sees it.
                self.signs |= gate.probe(mix(Salt::Pair, &[gate.letter(b), gate.letter(ch)]));
            }
        }
        if self.last == Some(Class::Letter) && self.since < 2 && self.run_length > 0 {
            self.spelled_before(ch);
        }
        if matches!(ch, '克' | '斤' | '两' | '钱') {
            self.signs |= Signs::COVER;
        }
        self.han = [ch, b];
    }

    /// The syllable or initial before a Chinese character: every suffix of the run of letters.
    fn spelled_before(&mut self, next: char) {
        for length in 1..=SYLLABLE.min(self.run_length) {
            let seed = match (length, self.run_length) {
                (1, 1) => INITIAL,
                (1, _) => continue,
                _ => 0,
            };
            let key = self.window.iter().take(length).rev().fold(seed, |hash, letter| step(hash, *letter));
            self.signs |= self.gate.probe(mix(Salt::SpelledLeft, &[key, next as u32]));
        }
    }

    fn finish(&mut self) {
        if matches!(self.last, Some(Class::Letter | Class::Digit)) {
            self.end_piece(true);
        }
    }
}
