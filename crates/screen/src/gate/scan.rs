//! One pass over one text: what it probes at each character and at each word's end.

use super::{Gate, Salt, Signs, mix, step};
use crate::fold::Class;

/// From this many letters on a word's beginnings are looked up too.
pub(super) const COMPOUND: u32 = 9;
/// Letters of a run beside Chinese that may be a syllable.
const SYLLABLE: usize = 6;

/// First letters of the units of weight, folded.
const WEIGHTS: &str = "gkolptc克公千斤两钱กグキ그킬гкфغجك";

/// Seed of the hash of a letter that stands for a whole syllable.
pub(super) const INITIAL: u32 = 1;

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
pub(super) struct Scan<'a> {
    gate: &'a Gate,
    pub(super) signs: u16,
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
    pub(super) fn new(gate: &'a Gate) -> Self {
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

    pub(super) fn picture(&mut self, ch: char) {
        if self.gate.pictures.binary_search(&ch).is_ok() {
            self.signs |= Signs::PICTURE;
        }
    }

    pub(super) fn symbols(&mut self, text: &str) {
        if text.contains(['@', '$', '!', '|', '€', '£', '¡', '*']) {
            self.signs |= Signs::HEAD;
        }
        if text.contains(['/', '／']) {
            self.signs |= Signs::COVER;
        }
    }

    pub(super) fn gap(&mut self, ch: char, space: bool) {
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

    pub(super) fn unit(&mut self, ch: char, class: Class) {
        if self.since == 3 {
            if class == Class::Letter {
                self.signs |= Signs::HEAD;
            }
            self.since = 1;
        }
        // A number before a unit of weight: what is sold by weight is worth a second look.
        if self.last == Some(Class::Digit) && WEIGHTS.contains(ch) {
            self.signs |= Signs::COVER;
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
            if self.torn {
                self.look_up(word, self.previous_cluster);
            }
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

    pub(super) fn finish(&mut self) {
        if matches!(self.last, Some(Class::Letter | Class::Digit)) {
            self.end_piece(true);
        }
    }
}
