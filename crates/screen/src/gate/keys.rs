//! Chooses the gate's keys when the catalogue is compiled: for each head the rarest run that every reading of it shows.

use super::scan::{COMPOUND, INITIAL};
use super::{Gate, Salt, Signs, mix, step};
use crate::disguise::Disguises;
use crate::fold::{Class, Fold};
use crate::stream::{Gap, Stream};
use crate::term::{Kind, Terms};
use std::collections::HashMap;
use xiezhi_catalogue::lexicon::CUES;
use xiezhi_catalogue::readings::Endings;

/// Cues that make hiding likely: the seller diverts, hides, or says what only the real thing shows or does.
pub const COVERS: &[&str] = &["contact", "secrecy", "grade", "remedy", "hunt"];

/// Compiles the gate.
#[must_use]
pub fn compile(fold: &Fold, terms: &Terms, disguises: &Disguises, genera: &[String], endings: &[Endings]) -> Gate {
    let mut gate = Gate::new(disguises.faces(), disguises.pictures());
    let mut keys = Keys { gate: &gate, disguises, hashes: HashMap::new(), counts: HashMap::new() };
    let streams: Vec<Stream> = terms.terms.iter().map(|t| Stream::read(fold, &t.text)).collect();
    for stream in &streams {
        keys.count(stream);
    }
    for (stream, term) in streams.iter().zip(&terms.terms) {
        let flags = match term.kind {
            Kind::Name | Kind::Product => Signs::HEAD,
            Kind::Code => Signs::CODE,
            Kind::Cue(at) if CUES.get(usize::from(at)).is_some_and(|cue| COVERS.contains(cue)) => Signs::COVER,
            _ => continue,
        };
        keys.add(stream, flags, term.endings.and_then(|at| endings.get(usize::from(at))));
    }
    for genus in genera {
        keys.add(&Stream::read(fold, genus), Signs::HEAD, None);
    }
    let mut hashes: Vec<u64> = keys.hashes.into_iter().map(|(hash, flags)| hash | u64::from(flags)).collect();
    hashes.sort_unstable();
    gate.keys = hashes;
    gate.load();
    gate
}

struct Keys<'a> {
    gate: &'a Gate,
    disguises: &'a Disguises,
    hashes: HashMap<u64, u16>,
    /// How often each run occurs in the lexicon: the rarest makes the best key.
    counts: HashMap<u64, u32>,
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

    fn rarity(&self, hash: u64) -> (u32, u64) {
        (self.counts.get(&hash).copied().unwrap_or(0), hash)
    }

    fn add(&mut self, stream: &Stream, flags: u16, endings: Option<&Endings>) {
        let letters = self.letters(stream);
        let han: Option<Vec<char>> = stream.units.iter().map(|u| (u.class == Class::Han).then_some(u.ch)).collect();
        if let Some(han) = han.filter(|h| h.len() >= 2) {
            self.add_chinese(&han, &letters, flags);
        } else if stream.units.iter().all(|u| matches!(u.class, Class::Letter | Class::Digit)) {
            self.add_words(&words(&letters, stream), flags, endings);
        } else {
            self.add_run(stream, &letters, flags);
        }
    }

    /// Words apart: one word by itself, else the rarest two in a row; run together, the whole. Endings are cut off by the scan.
    fn add_words(&mut self, words: &[Vec<u32>], flags: u16, endings: Option<&Endings>) {
        const RUN_TOGETHER: usize = 3;
        let none = Vec::new();
        let spell = |text: &String| {
            text.chars().filter(|c| c.is_alphabetic()).map(|c| self.gate.letter(c)).collect::<Vec<u32>>()
        };
        let mut before: Vec<Vec<u32>> = endings.map_or(&none, |e| &e.prefixes).iter().map(spell).collect();
        before.push(Vec::new());
        let pair = words
            .windows(2)
            .enumerate()
            .min_by_key(|(_, pair)| pair.iter().map(|w| self.rarity(mix(Salt::Word, &[hash(w)])).0).min());
        let mut found = Vec::new();
        let whole: Vec<u32> = words.concat();
        let opens = endings.is_some_and(|e| e.compound > 0) && whole.len() >= COMPOUND as usize;
        for prefix in &before {
            if words.len() <= RUN_TOGETHER {
                found.push(mix(Salt::Word, &[hash(&[prefix.as_slice(), &whole].concat())]));
            }
            if let Some((at, [a, b])) = pair {
                let a = if at == 0 { [prefix.as_slice(), a].concat() } else { a.clone() };
                found.push(mix(Salt::Words, &[hash(&a), hash(b)]));
            }
            if opens {
                found.push(mix(Salt::Opening, &[hash(&[prefix.as_slice(), &whole].concat())]));
            }
        }
        if let Some((_, [a, _])) = pair.filter(|_| opens) {
            // A compound's last word runs on: the first of the pair must serve.
            found.push(mix(Salt::Word, &[hash(a)]));
        }
        for key in found {
            self.put(key, flags);
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
        let grams = letters.windows(length).enumerate().filter(|(at, _)| probed(*at)).map(|(_, gram)| mix(salt, gram));
        match grams.min_by_key(|hash| self.rarity(*hash)) {
            Some(key) => self.put(key, flags),
            // It ends in letters: the pair at the border, or the word at the end.
            None => self.add_border(stream, letters, flags),
        }
    }

    fn add_border(&mut self, stream: &Stream, letters: &[u32], flags: u16) {
        let tail: Vec<u32> = stream
            .units
            .iter()
            .zip(letters)
            .rev()
            .take_while(|(u, _)| matches!(u.class, Class::Letter | Class::Digit))
            .map(|(_, l)| *l)
            .collect();
        let word: Vec<u32> = tail.into_iter().rev().collect();
        self.put(mix(Salt::Word, &[hash(&word)]), flags);
        let other = stream.units.iter().zip(letters).filter(|(u, _)| !matches!(u.class, Class::Letter | Class::Digit));
        let run: Vec<u32> = other.map(|(_, l)| *l).collect();
        if let [.., a, b] = run.as_slice() {
            self.put(mix(Salt::Pair, &[*a, *b]), flags);
        }
    }

    fn add_chinese(&mut self, han: &[char], letters: &[u32], flags: u16) {
        if let [a, b] = han {
            self.put(mix(Salt::Pair, letters), flags);
            if flags == Signs::HEAD {
                self.add_halves(*a, *b);
            }
        } else {
            let window = han.windows(3).min_by_key(|w| {
                let gram: Vec<u32> = w.iter().map(|c| self.gate.letter(*c)).collect();
                self.rarity(mix(Salt::Triple, &gram)).0
            });
            if let Some([a, b, c]) = window {
                let exact = mix(Salt::Triple, &[self.gate.letter(*a), self.gate.letter(*b), self.gate.letter(*c)]);
                self.put(exact, flags);
                self.add_sounds([*a, *b, *c], flags);
            }
        }
        if flags == Signs::HEAD {
            for pair in han.windows(2) {
                if let [a, b] = pair {
                    self.add_spelled(*a, *b, if han.len() > 2 { Signs::SOUND } else { Signs::HALF });
                }
            }
            self.add_parts(han);
            self.add_pinyin(han);
        }
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
                        found.push((mix(Salt::Sounds, &[u32::from(x.0), u32::from(y.0), u32::from(z.0)]), flags));
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
        for (sound, _) in self.sounds_of(b) {
            self.put(mix(Salt::HalfLeft, &[a as u32, u32::from(sound)]), Signs::HALF);
        }
        for (sound, _) in self.sounds_of(a) {
            self.put(mix(Salt::HalfRight, &[u32::from(sound), b as u32]), Signs::HALF);
        }
    }

    /// Letters for one of two neighbours: its whole syllable, or its initial (which counts where the seller hides).
    fn add_spelled(&mut self, a: char, b: char, initial: u16) {
        for (ch, other, salt) in [(b, a, Salt::SpelledRight), (a, b, Salt::SpelledLeft)] {
            for name in self.disguises.spellings_of(ch) {
                let letters: Vec<u32> = name.chars().map(|c| self.gate.letter(c)).collect();
                for (length, seed, flags) in [(1, INITIAL, initial), (letters.len(), 0, Signs::SOUND)] {
                    let key = letters.iter().take(length).fold(seed, |hash, letter| step(hash, *letter));
                    let parts =
                        if matches!(salt, Salt::SpelledRight) { [other as u32, key] } else { [key, other as u32] };
                    self.put(mix(salt, &parts), flags);
                }
            }
        }
    }

    fn add_parts(&mut self, han: &[char]) {
        for ch in han {
            for parts in self.disguises.parts_of(*ch) {
                let pair: Vec<char> = parts.chars().take(2).collect();
                if let [a, b] = pair.as_slice() {
                    self.put(mix(Salt::Parts, &[*a as u32, *b as u32]), Signs::PARTS);
                }
            }
        }
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
                self.put(mix(Salt::Words, &[hash(a), hash(b)]), Signs::SOUND);
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
