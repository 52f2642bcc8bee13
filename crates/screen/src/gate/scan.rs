//! One pass over one text: what it probes at each character and at each word's end.

use super::words::Words;
use super::{Face, Gate, INITIAL, Salt, Signs, Walk, mix, step};
use crate::fold::Class;

/// Letters of a run beside Chinese that may be a syllable.
const SYLLABLE: usize = 6;
/// Digits in a row that may be a telephone number.
const PHONE: u32 = 9;

/// What stood since the last unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Since {
    Nothing,
    Symbol,
    Space,
    /// A symbol that stands for a letter if a letter follows at once.
    Leet,
}

/// A pass over one text.
pub(super) struct Scan<'a> {
    gate: &'a Gate,
    signs: u16,
    /// The last letters, newest first, with separators skipped.
    window: [u32; 6],
    /// How many of them are Chinese, counted from the newest.
    count: u32,
    /// The last two Chinese characters, newest first, whatever stands between.
    han: [Face; 2],
    /// The last two cells, newest first: Chinese characters and initials without anything between; zero for anything else.
    cells: [u32; 2],
    last: Option<Class>,
    last_face: Face,
    since: Since,
    words: Words,
    /// What stands before the word at hand, where that is no word.
    border: Face,
    /// The Chinese character before the run of letters at hand, the letters' hash and their number.
    before_run: Face,
    run: u32,
    run_length: usize,
    digits: u32,
    /// How many units in a row up to the last are Chinese.
    chinese: u32,
}

impl<'a> Scan<'a> {
    pub(super) fn new(gate: &'a Gate) -> Self {
        Self {
            gate,
            signs: 0,
            window: [0; 6],
            count: 0,
            han: [Face::default(); 2],
            cells: [0; 2],
            last: None,
            last_face: Face::default(),
            since: Since::Nothing,
            words: Words::new(),
            border: Face::default(),
            before_run: Face::default(),
            run: 0,
            run_length: 0,
            digits: 0,
            chinese: 0,
        }
    }

    pub(super) fn finish(mut self) -> Signs {
        self.end_word(true);
        Signs(self.signs)
    }

    fn end_word(&mut self, cluster: bool) {
        if !matches!(self.last, Some(Class::Letter | Class::Digit)) {
            return;
        }
        if let Some(letter) = self.words.single() {
            self.cell(letter | INITIAL);
        } else {
            self.cells = [0; 2];
        }
        if self.border.is_some() {
            self.signs |= self.gate.probe(mix(Salt::Border, &[self.border.letter(), self.words.hash()]));
        }
        self.signs |= self.words.end(self.gate, cluster);
    }

    fn word_unit(&mut self, face: Face, class: Class) {
        let letter = face.letter();
        if !matches!(self.last, Some(Class::Letter | Class::Digit)) {
            self.border = self.last_face;
        }
        if class == Class::Digit {
            if self.border.is_some() && self.words.in_letters() {
                let word = self.words.letters_hash();
                self.signs |= self.gate.probe(mix(Salt::Border, &[self.border.letter(), word]));
            }
            self.digits += 1;
            // A number as long as a telephone number makes hiding likely.
            if self.digits >= PHONE {
                self.signs |= Signs::COVER;
            }
            self.signs |= self.words.digit(self.gate, letter);
            self.run_length = 0;
        } else {
            self.digits = 0;
            if !self.words.in_letters() {
                let beside = self.since < Since::Space && self.last == Some(Class::Han);
                self.before_run = if beside { self.last_face } else { Face::default() };
                self.run_length = 0;
                self.run = 0;
            }
            self.words.letter(letter, self.last == Some(Class::Digit));
            self.run_length += 1;
            self.run = step(self.run, letter);
            if self.before_run.is_some() && self.run_length > 1 && self.run_length <= SYLLABLE {
                self.signs |= self.gate.probe(mix(Salt::SpelledRight, &[self.before_run.letter(), self.run]));
            }
        }
        self.slide(letter);
        self.chinese = 0;
    }

    fn slide(&mut self, letter: u32) {
        let [a, b, c, d, e, _] = self.window;
        self.window = [letter, a, b, c, d, e];
        self.count += 1;
    }

    fn other_unit(&mut self, face: Face, class: Class) {
        self.digits = 0;
        if class == Class::Han {
            self.chinese += 1;
            self.read_chinese(face);
            self.slide(face.letter());
            // Three Chinese in a row are looked up by their sounds.
            if self.chinese < 3 {
                self.grams(face, class);
            }
            return;
        }
        self.slide(face.letter());
        self.chinese = 0;
        self.cells = [0; 2];
        if class == Class::Zhuyin {
            self.signs |= Signs::SOUND;
        }
        self.grams(face, class);
    }

    /// Probes the runs that end with the unit just read.
    fn grams(&mut self, face: Face, class: Class) {
        let [a, b, c, d, e, f] = self.window;
        let mut signs = 0;
        if face.has(Face::CLOSES_PAIR) && self.count >= 2 && class != Class::Thai {
            signs |= self.gate.probe(mix(Salt::Pair, &[b, a]));
        }
        if face.has(Face::CLOSES_TRIPLE) && self.count >= 3 {
            signs |= self.gate.probe(mix(Salt::Triple, &[c, b, a]));
        }
        if class != Class::Han {
            if face.has(Face::CLOSES_FOUR) && self.count >= 4 {
                signs |= self.gate.probe(mix(Salt::Four, &[d, c, b, a]));
            }
            if face.has(Face::CLOSES_SIX) && self.count >= 6 {
                signs |= self.gate.probe(mix(Salt::Six, &[f, e, d, c, b, a]));
            }
        }
        self.signs |= signs;
    }

    /// Probes the keys of Chinese that end with this character.
    fn read_chinese(&mut self, face: Face) {
        let [b, a] = self.han;
        if b.is_some() {
            if b.has(Face::OPENS_PAIR) && face.has(Face::CLOSES_PAIR) {
                self.signs |= self.gate.probe(mix(Salt::Pair, &[b.letter(), face.letter()]));
            }
            if a.is_some() {
                self.three(a, b, face);
            }
        }
        if self.last == Some(Class::Letter) && self.since < Since::Space && self.run_length > 1 {
            self.spelled_before(face.letter());
        }
        self.cell(face.letter());
        self.han = [face, b];
    }

    fn three(&mut self, a: Face, b: Face, c: Face) {
        let gate = self.gate;
        let [la, lb, lc] = [a, b, c].map(Face::letter);
        if a.has(Face::PART) || b.has(Face::PART) {
            self.signs |= gate.probe(mix(Salt::Parts, &[la, lb, lc]));
        }
        let [sa, sb, sc] = [a, b, c].map(Face::sound);
        if !gate.may_sound(sa, sb, false) || !gate.may_sound(sb, sc, true) {
            return;
        }
        if gate.probe(mix(Salt::Sounds, &[sa, sb, sc])) != 0 {
            // The same characters, all but one of them, or only their sounds?
            self.signs |= Signs::HALF
                | gate.probe(mix(Salt::Triple, &[la, lb, lc]))
                | gate.probe(mix(Salt::SoundFirst, &[sa, lb, lc]))
                | gate.probe(mix(Salt::SoundMiddle, &[la, sb, lc]))
                | gate.probe(mix(Salt::SoundLast, &[la, lb, sc]));
        }
    }

    /// A Chinese character or an initial: three in a row of which one is an initial.
    fn cell(&mut self, cell: u32) {
        let [b, a] = self.cells;
        if (a | b | cell) & INITIAL != 0 && a != 0 && b != 0 {
            self.signs |= self.gate.probe(mix(Salt::Initial, &[a, b, cell]));
        }
        self.cells = [cell, b];
    }

    /// The syllable before a Chinese character: every suffix of the run of letters.
    fn spelled_before(&mut self, next: u32) {
        for length in 2..=SYLLABLE.min(self.run_length) {
            let key = self.window.iter().take(length).rev().fold(0, |hash, letter| step(hash, *letter));
            self.signs |= self.gate.probe(mix(Salt::SpelledLeft, &[key, next]));
        }
    }
}

impl Walk for Scan<'_> {
    fn picture(&mut self, ch: char) {
        if self.gate.is_picture(ch) {
            self.signs |= Signs::PICTURE;
        }
    }

    fn gap(&mut self, ch: char, space: bool) {
        if matches!(ch, '@' | '$' | '!' | '|' | '€' | '£' | '¡' | '*')
            && self.last == Some(Class::Letter)
            && self.since == Since::Nothing
        {
            self.since = Since::Leet;
            return;
        }
        if self.since == Since::Leet {
            self.since = Since::Symbol;
        }
        self.since = self.since.max(if space { Since::Space } else { Since::Symbol });
    }

    fn unit(&mut self, face: Face, class: Class) {
        if self.since == Since::Leet {
            if class == Class::Letter {
                self.signs |= Signs::HEAD;
            }
            self.since = Since::Symbol;
        }
        let in_word = matches!(class, Class::Letter | Class::Digit);
        if self.since > Since::Nothing || !in_word {
            self.end_word(self.since == Since::Space || !in_word);
        }
        // A number before a unit of weight, or "per" and the unit: what is sold by weight is worth a second look.
        if face.has(Face::WEIGHT) && (self.last == Some(Class::Digit) || self.last_face.has(Face::PER)) {
            self.signs |= Signs::COVER;
        }
        if in_word {
            self.word_unit(face, class);
        } else {
            self.other_unit(face, class);
        }
        self.last = Some(class);
        self.last_face = face;
        self.since = Since::Nothing;
    }
}
