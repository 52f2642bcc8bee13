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
    /// The last two Chinese characters, newest first, whatever stands between.
    han: [Face; 2],
    /// A single letter among Chinese, which may be an initial, and how many more characters it matters to.
    initial: u32,
    reach: u8,
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
}

impl<'a> Scan<'a> {
    pub(super) fn new(gate: &'a Gate) -> Self {
        Self {
            gate,
            signs: 0,
            window: [0; 6],
            han: [Face::default(); 2],
            initial: 0,
            reach: 0,
            last: None,
            last_face: Face::default(),
            since: Since::Nothing,
            words: Words::new(),
            border: Face::default(),
            before_run: Face::default(),
            run: 0,
            run_length: 0,
            digits: 0,
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
        self.reach = 0;
        if let Some(letter) = self.words.single() {
            self.begin_initial(letter | INITIAL);
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
            if let Some(letter) = self.words.single() {
                self.begin_initial(letter | INITIAL);
            }
            self.reach = 0;
            if self.border.is_some() && self.words.in_letters() {
                let word = self.words.letters_hash();
                self.signs |= self.gate.probe(mix(Salt::Border, &[self.border.letter(), word]));
            }
            self.digits = if self.last == Some(Class::Digit) { self.digits + 1 } else { 1 };
            // A number as long as a telephone number makes hiding likely.
            if self.digits >= PHONE {
                self.signs |= Signs::COVER;
            }
            self.signs |= self.words.digit(self.gate, letter);
            self.run_length = 0;
        } else {
            // Letters torn by symbols are one run, as the reading by sound has it.
            if self.last != Some(Class::Letter) || self.since >= Since::Space {
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
    }

    fn slide(&mut self, letter: u32) {
        let [a, b, c, d, e, _] = self.window;
        self.window = [letter, a, b, c, d, e];
    }

    fn other_unit(&mut self, face: Face, class: Class) {
        self.slide(face.letter());
        if class == Class::Zhuyin || (class == Class::Hangul && is_jamo(face)) {
            self.signs |= Signs::SOUND;
        }
        self.grams(face, class);
        self.reach = 0;
    }

    /// Probes the runs that end with the unit just read.
    fn grams(&mut self, face: Face, class: Class) {
        let [a, b, c, d, e, f] = self.window;
        if face.has(Face::CLOSES_PAIR) && b != 0 && class != Class::Thai {
            self.signs |= self.gate.probe(mix(Salt::Pair, &[b, a]));
        }
        if face.has(Face::CLOSES_TRIPLE) && c != 0 {
            self.signs |= self.gate.probe(mix(Salt::Triple, &[c, b, a]));
        }
        if face.has(Face::CLOSES_LONG) && d != 0 && self.gate.may_close(c, b, a) {
            self.signs |= self.gate.probe(mix(Salt::Four, &[d, c, b, a]));
            if f != 0 {
                self.signs |= self.gate.probe(mix(Salt::Six, &[f, e, d, c, b, a]));
            }
        }
    }

    /// A unit that may end a word, or begin one.
    fn turn(&mut self, face: Face, class: Class) {
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
        // A number before a unit of weight: what is sold by weight is worth a second look.
        if face.has(Face::WEIGHT) && self.last == Some(Class::Digit) {
            self.signs |= Signs::COVER;
        }
        match class {
            Class::Letter | Class::Digit => self.word_unit(face, class),
            Class::Han => self.chinese(face),
            _ => self.other_unit(face, class),
        }
    }

    /// Probes the keys of Chinese that end with this character.
    fn chinese(&mut self, face: Face) {
        let [b, a] = self.han;
        if face.has(Face::RARE) {
            self.signs |= Signs::COVER;
        }
        if b.is_some() {
            if b.has(Face::OPENS_PAIR) && face.has(Face::CLOSES_PAIR) {
                self.signs |= self.gate.probe(mix(Salt::Pair, &[b.letter(), face.letter()]));
            }
            if face.has(Face::WEIGHT) && b.has(Face::PER) {
                self.signs |= Signs::COVER;
            }
            if a.is_some() {
                self.three(a, b, face);
            }
        }
        if self.last == Some(Class::Letter) && self.since < Since::Space && self.run_length > 1 {
            self.spelled_before(face.letter());
        }
        if self.reach > 0 {
            self.after_initial(b.letter(), face.letter());
        }
        self.slide(face.letter());
        // Three Chinese in a row are looked up by their sounds; other scripts before this one make runs of their own.
        let [_, before, first, ..] = self.window;
        if before != b.letter() || first != a.letter() {
            self.grams(face, Class::Han);
        }
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

    /// A single letter: the last of three, for now.
    fn begin_initial(&mut self, initial: u32) {
        let [b, a] = self.han;
        if a.is_some() {
            self.signs |= self.gate.probe(mix(Salt::Initial, &[a.letter(), b.letter(), initial]));
        }
        (self.initial, self.reach) = (initial, 2);
    }

    /// The first or second character after a single letter.
    fn after_initial(&mut self, before: u32, letter: u32) {
        let parts = if self.reach == 2 { [before, self.initial, letter] } else { [self.initial, before, letter] };
        self.signs |= self.gate.probe(mix(Salt::Initial, &parts));
        self.reach -= 1;
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

    #[inline]
    fn unit(&mut self, face: Face, class: Class) {
        if class == Class::Han && self.last == Some(Class::Han) && self.since != Since::Leet {
            self.chinese(face);
        } else {
            self.turn(face, class);
        }
        self.last = Some(class);
        self.last_face = face;
        self.since = Since::Nothing;
    }
}

/// Whether it is a Hangul letter by itself, of which words may be put together.
fn is_jamo(face: Face) -> bool {
    char::from_u32(face.letter()).is_some_and(crate::disguise::is_jamo)
}
