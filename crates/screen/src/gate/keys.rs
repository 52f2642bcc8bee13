//! Chooses the gate's keys when the catalogue is compiled: for each head the rarest run that every reading of it shows.

use super::words::{BEGINNING, COMPOUND, ENDING};
use super::{FIRST, Face, Gate, INITIAL, Salt, Signs, mix, step};
use crate::disguise::Disguises;
use crate::fold::{Class, Fold};
use crate::stream::{Gap, Stream, Unit as Letter};
use crate::term::{Kind, Term, Terms};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use xiezhi_catalogue::lexicon::CUES;
use xiezhi_catalogue::readings::Endings;
use xiezhi_catalogue::units::{Measure, Unit};

/// Cues that make hiding likely: the seller diverts, hides, or says what only the real thing shows or does.
pub const COVERS: &[&str] = &["contact", "secrecy", "grade", "remedy", "hunt"];

/// What the gate's keys are made of.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// All terms.
    pub terms: &'a Terms,
    /// The costlier readings.
    pub disguises: &'a Disguises,
    /// Genera that scientific names begin with, in lower case.
    pub genera: &'a [String],
    /// What languages hang on words.
    pub endings: &'a [Endings],
    /// Units, of which those of weight are signs of a trade.
    pub units: &'a [Unit],
}

/// Compiles the gate.
#[must_use]
pub fn compile(fold: &Fold, lexicon: Lexicon<'_>) -> Gate {
    let mut gate = Gate::new(lexicon.disguises.faces(), lexicon.disguises.pictures(), fold);
    let mut keys = Keys {
        gate: &gate,
        disguises: lexicon.disguises,
        hashes: HashMap::new(),
        counts: HashMap::new(),
        marks: BTreeMap::new(),
        sounds: Default::default(),
        closings: BTreeSet::new(),
    };
    let streams: Vec<Stream> = lexicon.terms.terms.iter().map(|t| Stream::read(fold, &t.text)).collect();
    for stream in &streams {
        keys.count(stream);
    }
    // Short ones first: where a longer term holds one of them, its key serves for both.
    let mut order: Vec<(&Stream, &Term)> = streams.iter().zip(&lexicon.terms.terms).collect();
    order.sort_by_key(|(stream, _)| stream.units.len());
    for (stream, term) in order {
        let flags = match term.kind {
            Kind::Name | Kind::Product => Signs::HEAD,
            Kind::Code => Signs::CODE,
            Kind::Cue(at) if CUES.get(usize::from(at)).is_some_and(|cue| COVERS.contains(cue)) => Signs::COVER,
            _ => continue,
        };
        keys.add(stream, flags, term.endings.and_then(|at| lexicon.endings.get(usize::from(at))));
    }
    for genus in lexicon.genera {
        keys.add(&Stream::read(fold, genus), Signs::HEAD, None);
    }
    for unit in lexicon.units.iter().filter(|u| u.measure == Measure::Weight && u.text.is_ascii()) {
        let letters: Vec<u32> = unit.text.chars().map(|c| gate.letter(c)).collect();
        keys.put(mix(Salt::Weight, &[hash(&letters)]), Signs::COVER);
    }
    let known = gate.faces.iter().map(|(ch, _, _)| *ch).chain(lexicon.disguises.look_alikes());
    for ch in known {
        if lexicon.disguises.is_rare(ch) && fold.fold(ch).class == Class::Han && fold.fold(ch).ch == ch {
            keys.mark(gate.letter(ch), Face::RARE);
        }
    }
    let Keys { hashes, marks, sounds, closings, .. } = keys;
    gate.keys = hashes.into_iter().map(|(hash, flags)| hash | u64::from(flags)).collect();
    gate.keys.sort_unstable();
    gate.marks = marks.into_iter().collect();
    gate.sounds = sounds.map(|pairs| pairs.into_iter().collect());
    let suffixes = lexicon.endings.iter().flat_map(|e| &e.suffixes);
    gate.endings = suffixes
        .map(|s| s.chars().filter(|c| c.is_alphabetic()).map(|c| gate.letter(c)).collect::<Vec<u32>>())
        .filter(|s| s.len() <= ENDING)
        .collect();
    gate.endings.sort_unstable();
    gate.endings.dedup();
    gate.closings = closings.into_iter().collect();
    gate.load(fold);
    gate
}

struct Keys<'a> {
    gate: &'a Gate,
    disguises: &'a Disguises,
    hashes: HashMap<u64, u16>,
    /// How often each run occurs in the lexicon: the rarest makes the best key.
    counts: HashMap<u64, u32>,
    marks: BTreeMap<u32, u8>,
    sounds: [BTreeSet<(u16, u16)>; 2],
    closings: BTreeSet<[u32; 3]>,
}

impl Keys<'_> {
    fn letters(&self, stream: &Stream) -> Vec<u32> {
        stream.units.iter().map(|u| self.gate.letter(u.ch)).collect()
    }

    fn count(&mut self, stream: &Stream) {
        let letters = self.letters(stream);
        for (salt, length) in [(Salt::Triple, 3), (Salt::Four, 4), (Salt::Six, 6)] {
            for gram in letters.windows(length) {
                *self.counts.entry(mix(salt, gram)).or_default() += 1;
            }
        }
        for word in words(&letters, stream) {
            *self.counts.entry(mix(Salt::Word, &[hash(&word)])).or_default() += 1;
        }
    }

    fn put(&mut self, hash: u64, flags: u16) {
        *self.hashes.entry(hash).or_default() |= flags;
    }

    fn mark(&mut self, letter: u32, mark: u8) {
        *self.marks.entry(letter).or_default() |= mark;
    }

    /// A key of letters in a row.
    fn put_run(&mut self, salt: Salt, gram: &[u32], flags: u16) {
        self.put(mix(salt, gram), flags);
        let closing = match salt {
            Salt::Pair => Face::CLOSES_PAIR,
            Salt::Triple => Face::CLOSES_TRIPLE,
            _ => Face::CLOSES_LONG,
        };
        if let (Face::CLOSES_LONG, [.., c, b, a]) = (closing, gram) {
            self.closings.insert([*c, *b, *a]);
        }
        if let (Some(first), Some(last)) = (gram.first(), gram.last()) {
            self.mark(*last, closing);
            if matches!(salt, Salt::Pair) {
                self.mark(*first, Face::OPENS_PAIR);
            }
        }
    }

    fn put_words(&mut self, first: u32, second: u32, flags: u16) {
        self.put(mix(Salt::Words, &[first, second]), flags);
        self.put(mix(Salt::First, &[first]), FIRST);
    }

    fn put_sounds(&mut self, sounds: [u16; 3], flags: u16) {
        let [a, b, c] = sounds;
        self.put(mix(Salt::Sounds, &sounds.map(u32::from)), flags);
        let [openings, closings] = &mut self.sounds;
        openings.insert((a, b));
        closings.insert((b, c));
    }

    /// Whether a key says by itself that a head may be there.
    fn is_head(&self, key: u64) -> bool {
        self.hashes.get(&key).is_some_and(|flags| flags & Signs::HEAD != 0)
    }

    fn rarity(&self, hash: u64) -> (u32, u64) {
        (self.counts.get(&hash).copied().unwrap_or(0), hash)
    }

    fn add(&mut self, stream: &Stream, flags: u16, endings: Option<&Endings>) {
        let letters = self.letters(stream);
        let han: Option<Vec<char>> = stream.units.iter().map(|u| (u.class == Class::Han).then_some(u.ch)).collect();
        if let Some(han) = han.filter(|h| h.len() >= 2) {
            self.add_chinese(&han, &letters, flags);
        } else if stream.units.iter().all(|u| matches!(u.class, Class::Letter | Class::Digit)) {
            self.add_words(stream, &words(&letters, stream), flags, endings);
        } else {
            self.add_run(stream, &letters, flags);
        }
    }

    /// Words apart: one word by itself, else the rarest two in a row; run together or torn, the whole. Endings are cut off by the scan.
    fn add_words(&mut self, stream: &Stream, words: &[Vec<u32>], flags: u16, endings: Option<&Endings>) {
        let none = Vec::new();
        let spell = |text: &String| {
            text.chars().filter(|c| c.is_alphabetic()).map(|c| self.gate.letter(c)).collect::<Vec<u32>>()
        };
        let mut before: Vec<Vec<u32>> = endings.map_or(&none, |e| &e.prefixes).iter().map(spell).collect();
        before.push(Vec::new());
        let whole: Vec<u32> = words.concat();
        let opens = endings.is_some_and(|e| e.compound > 0) && whole.len() >= COMPOUND;
        if stream.units.iter().all(|u| u.class == Class::Digit) {
            self.put(mix(Salt::Number, &[hash(&whole)]), flags);
        }
        for prefix in &before {
            let whole = [prefix.as_slice(), &whole].concat();
            self.put(mix(Salt::Word, &[hash(&whole)]), flags);
            if opens {
                self.put(mix(Salt::Opening, &[hash(&whole)]), flags);
            }
        }
        // A word that is a head by itself serves; not the first or last where more may hang on it, nor where hiding is at stake.
        let stands = words.len().saturating_sub(usize::from(opens));
        let prefixed = usize::from(before.len() > 1);
        let known = |word: &Vec<u32>| self.is_head(mix(Salt::Word, &[hash(word)]));
        if flags & Signs::COVER == 0 && words.len() > 1 && words.iter().take(stands).skip(prefixed).any(known) {
            return;
        }
        let pair = words
            .windows(2)
            .enumerate()
            .min_by_key(|(_, pair)| pair.iter().map(|w| self.rarity(mix(Salt::Word, &[hash(w)])).0).min());
        let Some((at, [a, b])) = pair else { return };
        for prefix in before.iter().filter(|prefix| at == 0 || prefix.is_empty()) {
            let a = hash(&[prefix.as_slice(), a].concat());
            self.put_words(a, hash(b), flags);
            if opens && at + 2 == words.len() {
                // A compound's last word runs on.
                let short = b.len() < BEGINNING;
                self.put(if short { mix(Salt::Word, &[a]) } else { mix(Salt::WordsOpening, &[a, hash(b)]) }, flags);
            }
        }
    }

    /// Other scripts, or scripts mixed: a short run of letters.
    fn add_run(&mut self, stream: &Stream, letters: &[u32], flags: u16) {
        let ideographs = stream.units.iter().any(|u| matches!(u.class, Class::Han | Class::Hangul));
        let words = stream.units.iter().any(|u| matches!(u.class, Class::Letter | Class::Digit));
        let (salt, length) = match letters.len() {
            0 | 1 => return,
            2 => (Salt::Pair, 2),
            3 => (Salt::Triple, 3),
            _ if ideographs || words => (Salt::Triple, 3),
            4 | 5 => (Salt::Four, 4),
            _ => (Salt::Six, 6),
        };
        // Runs are probed where they end in a unit that is no letter of a word, and only up to three long where they end in Chinese.
        let probed = |at: usize| {
            stream.units.get(at + length - 1).is_some_and(|u| match u.class {
                Class::Letter | Class::Digit => false,
                Class::Han => length <= 3,
                Class::Thai => length > 2,
                _ => true,
            })
        };
        let grams: Vec<(usize, &[u32])> = letters.windows(length).enumerate().filter(|(at, _)| probed(*at)).collect();
        if flags & Signs::COVER == 0 && grams.iter().any(|(_, gram)| self.is_head(mix(salt, gram))) {
            return;
        }
        match grams.iter().min_by_key(|(_, gram)| self.rarity(mix(salt, gram))) {
            Some((at, gram)) => {
                self.put_run(salt, gram, flags);
                // Three Chinese characters in a row are met by their sounds.
                let sounds: Option<Vec<u16>> = stream
                    .units
                    .get(*at..at + length)
                    .unwrap_or(&[])
                    .iter()
                    .map(|u| (u.class == Class::Han).then(|| self.gate.sound(u.ch)))
                    .collect();
                if let Some([a, b, c]) = sounds.as_deref() {
                    self.put_sounds([*a, *b, *c], flags);
                }
            }
            // It ends in letters: the pair at the border, or the word there.
            None => self.add_border(stream, letters, flags),
        }
    }

    fn add_border(&mut self, stream: &Stream, letters: &[u32], flags: u16) {
        let in_word = |u: &Letter| matches!(u.class, Class::Letter | Class::Digit);
        let tail = stream.units.iter().rev().take_while(|u| in_word(u)).count();
        let start = stream.units.len() - tail;
        let before = |back: usize| {
            let at = start.checked_sub(back)?;
            stream.units.get(at).filter(|u| !in_word(u) && u.class != Class::Thai).and(letters.get(at)).copied()
        };
        if let (Some(a), Some(b)) = (before(2), before(1)) {
            return self.put_run(Salt::Pair, &[a, b], flags);
        }
        let word = letters.get(start..).unwrap_or(&[]);
        if (start + 1..stream.units.len()).any(|at| stream.gap(at) > Gap::Hidden) {
            self.put(mix(Salt::Word, &[hash(word)]), flags);
            let first: Vec<u32> = (start..stream.units.len())
                .take_while(|at| *at == start || stream.gap(*at) <= Gap::Hidden)
                .filter_map(|at| letters.get(at).copied())
                .collect();
            self.put(mix(Salt::Word, &[hash(&first)]), flags);
        } else if let Some(border) = start.checked_sub(1).and_then(|at| letters.get(at)) {
            self.put(mix(Salt::Border, &[*border, hash(word)]), flags);
        }
    }

    fn add_chinese(&mut self, han: &[char], letters: &[u32], flags: u16) {
        if let [a, b] = letters {
            self.put_run(Salt::Pair, &[*a, *b], flags);
            if let (Signs::HEAD, [a, b]) = (flags, han) {
                self.add_halves(*a, *b);
            }
        } else if let Some((at, gram)) = self.window(letters) {
            self.put_run(Salt::Triple, gram, flags);
            if let Some([a, b, c]) = han.get(at..at + 3) {
                self.add_sounds([*a, *b, *c], flags);
            }
        }
        if flags == Signs::HEAD {
            for pair in han.windows(2) {
                if let [a, b] = pair {
                    self.add_spelled(*a, *b, han.len() == 2);
                }
            }
            self.add_initials(han);
            self.add_parts(han);
            self.add_pinyin(han);
        }
    }

    /// The three characters that serve best: those of a shorter head, else those around a head of two, else the rarest.
    fn window<'l>(&self, letters: &'l [u32]) -> Option<(usize, &'l [u32])> {
        letters.windows(3).enumerate().min_by_key(|(_, gram)| {
            let triple = mix(Salt::Triple, gram);
            let around = gram.windows(2).any(|pair| self.is_head(mix(Salt::Pair, pair)));
            (!self.is_head(triple), !around, self.rarity(triple).0)
        })
    }

    /// The sounds of a window, of its look-alikes too; and each place by sound beside the other two as they are.
    fn add_sounds(&mut self, window: [char; 3], flags: u16) {
        let [a, b, c] = window.map(|ch| self.sounds_of(ch));
        let [la, lb, lc] = window.map(|ch| self.gate.letter(ch));
        let mut found = Vec::new();
        for x in &a {
            for y in &b {
                for z in &c {
                    // A look-alike in one place at most.
                    if u8::from(x.1) + u8::from(y.1) + u8::from(z.1) <= 1 {
                        self.put_sounds([x.0, y.0, z.0], flags);
                    }
                }
            }
        }
        if flags == Signs::HEAD {
            found.extend(a.iter().map(|(s, _)| (mix(Salt::SoundFirst, &[u32::from(*s), lb, lc]), Signs::SOUND)));
            found.extend(b.iter().map(|(s, _)| (mix(Salt::SoundMiddle, &[la, u32::from(*s), lc]), Signs::SOUND)));
            found.extend(c.iter().map(|(s, _)| (mix(Salt::SoundLast, &[la, lb, u32::from(*s)]), Signs::SOUND)));
        }
        for (key, flags) in found {
            self.put(key, flags);
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
        let [la, lb] = [a, b].map(|c| self.gate.letter(c));
        for (sound, _) in self.sounds_of(b) {
            self.put(mix(Salt::HalfLeft, &[la, u32::from(sound)]), Signs::HALF);
        }
        for (sound, _) in self.sounds_of(a) {
            self.put(mix(Salt::HalfRight, &[u32::from(sound), lb]), Signs::HALF);
        }
    }

    /// A whole syllable in letters for one of two neighbours; of a word of two the initial too, which counts where the seller hides.
    fn add_spelled(&mut self, a: char, b: char, two: bool) {
        for (ch, other, salt) in [(b, a, Salt::SpelledRight), (a, b, Salt::SpelledLeft)] {
            let other = self.gate.letter(other);
            let keys = |letters: u32| {
                let parts = if matches!(salt, Salt::SpelledRight) { [other, letters] } else { [letters, other] };
                mix(salt, &parts)
            };
            for name in self.disguises.spellings_of(ch) {
                let letters: Vec<u32> = name.chars().map(|c| self.gate.letter(c)).collect();
                if letters.len() > 1 {
                    self.put(keys(hash(&letters)), Signs::SOUND);
                }
                if let Some(initial) = letters.first().filter(|_| two) {
                    self.put(keys(initial | INITIAL), Signs::HALF);
                }
            }
        }
    }

    /// For each character of a longer word its initial, beside two of the others.
    fn add_initials(&mut self, han: &[char]) {
        for at in 0..han.len() {
            let start = at.saturating_sub(1).min(han.len().saturating_sub(3));
            let Some([a, b, c]) = han.get(start..start + 3) else { return };
            let letters = [*a, *b, *c].map(|ch| self.gate.letter(ch));
            let Some(ch) = han.get(at) else { return };
            for name in self.disguises.spellings_of(*ch) {
                let mut cells = letters;
                if let (Some(slot), Some(initial)) = (cells.get_mut(at - start), name.chars().next()) {
                    *slot = self.gate.letter(initial) | INITIAL;
                    self.put(mix(Salt::Initial, &cells), Signs::SOUND);
                }
            }
        }
    }

    /// For each character the parts that make it, beside what follows (or, at the end, stands before) whole or in parts.
    fn add_parts(&mut self, han: &[char]) {
        for (at, ch) in han.iter().enumerate() {
            for parts in self.disguises.parts_of(*ch) {
                let parts: Vec<u32> = parts.chars().map(|c| self.gate.letter(c)).collect();
                let [a, b, third @ ..] = parts.as_slice() else { continue };
                let mut found = Vec::new();
                if let Some(third) = third.first() {
                    found.push([*a, *b, *third]);
                } else if let Some(next) = han.get(at + 1) {
                    found.extend(self.edges(*next, false).into_iter().map(|n| [*a, *b, n]));
                } else if let Some(before) = at.checked_sub(1).and_then(|i| han.get(i)) {
                    found.extend(self.edges(*before, true).into_iter().map(|n| [n, *a, *b]));
                }
                for [x, y, z] in found {
                    self.put(mix(Salt::Parts, &[x, y, z]), Signs::PARTS);
                    self.mark(*a, Face::PART);
                }
            }
        }
    }

    /// A character as it stands beside another: itself, or its first (or last) part.
    fn edges(&self, ch: char, last: bool) -> Vec<u32> {
        let part = |parts: &str| if last { parts.chars().next_back() } else { parts.chars().next() };
        let parts = self.disguises.parts_of(ch).into_iter().filter_map(part);
        [ch].into_iter().chain(parts).map(|c| self.gate.letter(c)).collect()
    }

    /// The word in pinyin, in one piece or in syllables.
    fn add_pinyin(&mut self, han: &[char]) {
        const VARIANTS: usize = 8;
        let mut spellings: Vec<Vec<String>> = vec![Vec::new()];
        for ch in han {
            let names = self.disguises.spellings_of(*ch);
            spellings = spellings
                .iter()
                .flat_map(|start| names.iter().map(move |name| [start.as_slice(), &[(*name).to_owned()]].concat()))
                .take(VARIANTS)
                .collect();
        }
        for spelling in spellings {
            let words: Vec<Vec<u32>> =
                spelling.iter().map(|s| s.chars().map(|c| self.gate.letter(c)).collect()).collect();
            self.put(mix(Salt::Word, &[hash(&words.concat())]), Signs::SOUND);
            if let [a, b, ..] = words.as_slice() {
                self.put_words(hash(a), hash(b), Signs::SOUND);
            }
        }
    }
}

fn hash(letters: &[u32]) -> u32 {
    letters.iter().fold(0, |hash, letter| step(hash, *letter))
}

/// The words of a term.
fn words(letters: &[u32], stream: &Stream) -> Vec<Vec<u32>> {
    let mut words: Vec<Vec<u32>> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        match words.last_mut() {
            Some(word) if stream.gap(at) <= Gap::Hidden => word.push(*letter),
            _ => words.push(vec![*letter]),
        }
    }
    words
}
