//! Costlier readings: the stream rewritten as the seller may have meant it, then matched again.
//!
//! Each rewriting changes some units; only matches that touch a changed unit count, so a rewriting can add a reading and never repeat one.
//! For Chinese a character is replaced only where, with its neighbour, it makes a pair that some term has: homophones, look-alikes, initials
//! and pinyin are all edits of that kind.

use crate::fold::Class;
use crate::stream::{Gap, Stream, Unit};
use crate::verify::Reading;
use serde::{Deserialize, Serialize};
use xiezhi_catalogue::readings::Readings;

/// What the rewritings know, compiled from the catalogue's readings and the Chinese heads.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Disguises {
    /// Names of syllables, sorted; a syllable's number is its index.
    syllables: Vec<String>,
    /// (character, its syllables), sorted.
    sounds: Vec<(char, Vec<u16>)>,
    /// (character, characters it may stand in for), sorted.
    shapes: Vec<(char, Vec<char>)>,
    /// (parts, whole), sorted by parts.
    parts: Vec<(String, char)>,
    /// (letter, Latin letters), sorted.
    confusables: Vec<(char, String)>,
    /// (picture, Chinese, English), sorted.
    emoji: Vec<(char, String, String)>,
    /// (Bopomofo, syllable), sorted.
    zhuyin: Vec<(String, u16)>,
    /// (syllables of a Chinese head, the terms that sound so), sorted.
    spellings: Vec<(Vec<u16>, Vec<u32>)>,
    /// Bits over pairs of syllables with which a spelling begins.
    openings: Vec<u64>,
    /// For each character, what may follow it within a term; sorted.
    after: Vec<(char, Vec<char>)>,
    /// For each character, what may stand before it within a term; sorted.
    before: Vec<(char, Vec<char>)>,
}

/// A rewritten stream with the marks of what was changed.
#[derive(Debug, Default, Clone)]
pub struct Rewritten {
    /// The stream.
    pub stream: Stream,
    /// For each unit, whether it was rewritten.
    pub changed: Vec<bool>,
}

impl Rewritten {
    fn push(&mut self, unit: Unit, changed: bool) {
        self.stream.push(unit);
        self.changed.push(changed);
    }

    /// Whether a match of these units rests on the rewriting.
    #[must_use]
    pub fn touches(&self, first: usize, last: usize) -> bool {
        self.changed.get(first..last).is_some_and(|units| units.iter().any(|c| *c))
    }

    /// Whether a match of these units is a plausible reading: by sound or shape, two characters are an ordinary word unless the seller hides.
    #[must_use]
    pub fn is_plausible(&self, first: usize, last: usize, reading: Reading, cover: bool) -> bool {
        if !self.touches(first, last) {
            return false;
        }
        let Some(units) = self.changed.get(first..last) else { return false };
        let changed = units.iter().filter(|c| **c).count();
        // Two neighbours both disguised would read as anything.
        let apart = units.windows(3).all(|w| w.iter().filter(|c| **c).count() <= 1);
        match reading {
            Reading::Sound => changed == 1 && (cover || units.len() > 2),
            Reading::Shape => (cover && changed < units.len() && apart) || (units.len() > 2 && apart),
            _ => true,
        }
    }

    fn is_changed(&self) -> bool {
        self.changed.iter().any(|c| *c)
    }
}

fn list<'a, K: Ord, V>(table: &'a [(K, Vec<V>)], key: &K) -> &'a [V] {
    table
        .binary_search_by(|(k, _)| k.cmp(key))
        .ok()
        .and_then(|at| table.get(at))
        .map_or(&[], |(_, values)| values.as_slice())
}

impl Disguises {
    /// Compiles the readings for the given Chinese heads: folded text, term number, and whether it is telling enough to be read by sound.
    #[must_use]
    pub fn compile(readings: &Readings, heads: &[(String, u32, bool)]) -> Self {
        let mut syllables: Vec<String> = readings.han.iter().flat_map(|han| han.syllables.iter().cloned()).collect();
        syllables.sort();
        syllables.dedup();
        let number = |name: &String| syllables.binary_search(name).ok().and_then(|at| u16::try_from(at).ok());
        let mut sounds: Vec<(char, Vec<u16>)> =
            readings.han.iter().map(|han| (han.ch, han.syllables.iter().filter_map(number).collect())).collect();
        sounds.sort();
        sounds.dedup_by_key(|(ch, _)| *ch);
        let mut zhuyin: Vec<(String, u16)> =
            readings.zhuyin.iter().filter_map(|(z, p)| Some((z.clone(), number(p)?))).collect();
        zhuyin.sort();
        let mut made = Self { sounds, zhuyin, ..Self::default() };
        made.shapes = sorted(readings.shapes.clone());
        made.parts = sorted(readings.parts.clone());
        made.confusables =
            sorted(readings.confusables.iter().filter(|(_, latin)| latin.chars().count() == 1).cloned().collect());
        made.emoji = sorted(readings.emoji.clone());
        made.syllables = syllables;
        let mut after: std::collections::BTreeMap<char, Vec<char>> = std::collections::BTreeMap::new();
        let mut before = after.clone();
        for (head, _, _) in heads {
            for (a, b) in head.chars().zip(head.chars().skip(1)) {
                after.entry(a).or_default().push(b);
                before.entry(b).or_default().push(a);
            }
        }
        let tidy =
            |map: std::collections::BTreeMap<char, Vec<char>>| map.into_iter().map(|(k, v)| (k, sorted(v))).collect();
        made.after = tidy(after);
        made.before = tidy(before);
        made.compile_spellings(heads);
        made
    }

    fn compile_spellings(&mut self, heads: &[(String, u32, bool)]) {
        const LONGEST: usize = 8;
        const VARIANTS: usize = 8;
        let mut table: std::collections::BTreeMap<Vec<u16>, Vec<u32>> = std::collections::BTreeMap::new();
        for (head, number, telling) in heads {
            let sounds: Vec<&[u16]> = head.chars().map(|c| list(&self.sounds, &c)).collect();
            if !telling || sounds.len() < 2 || sounds.len() > LONGEST || sounds.iter().any(|s| s.is_empty()) {
                continue;
            }
            let mut spellings: Vec<Vec<u16>> = vec![Vec::new()];
            for choices in sounds {
                spellings = spellings
                    .iter()
                    .flat_map(|start| choices.iter().map(|s| [start.as_slice(), &[*s]].concat()))
                    .take(VARIANTS)
                    .collect();
            }
            for spelling in spellings {
                table.entry(spelling).or_default().push(*number);
            }
        }
        self.spellings = table.into_iter().collect();
        self.openings = vec![0; SYLLABLES * SYLLABLES / 64];
        for (spelling, _) in &self.spellings {
            if let [a, b, ..] = spelling.as_slice()
                && let Some((word, bit)) = opening(*a, *b)
                && let Some(slot) = self.openings.get_mut(word)
            {
                *slot |= bit;
            }
        }
    }

    /// Whether some spelling begins with these two syllables.
    #[must_use]
    pub fn opens(&self, a: u16, b: u16) -> bool {
        opening(a, b).and_then(|(word, bit)| Some(self.openings.get(word)? & bit != 0)).unwrap_or(false)
    }

    /// Terms spelled in letters, in Bopomofo, or by characters of the same sound.
    ///
    /// Characters alone must share one with the term, unless `full` says that the listing gives reason to read by sound throughout.
    /// Letters alone (`bare`) must spell a word of six letters or more.
    pub fn by_spelling(&self, stream: &Stream, full: bool, bare: bool, mut found: impl FnMut(u32, Heard)) {
        const LONGEST: usize = 8;
        if !self.may_spell(stream) {
            return;
        }
        let cells = self.spell(stream);
        let sounds: Vec<Option<u16>> = cells.iter().map(|(cell, _)| self.sound(cell)).collect();
        for at in 0..cells.len() {
            let (Some(Some(first)), Some(Some(second))) = (sounds.get(at), sounds.get(at + 1)) else { continue };
            if !self.opens(*first, *second) || !joins(&cells, at + 1) {
                continue;
            }
            let mut spelling = vec![*first];
            for end in at + 1..cells.len().min(at + LONGEST) {
                let Some(Some(next)) = sounds.get(end) else { break };
                if !joins(&cells, end) {
                    break;
                }
                spelling.push(*next);
                let Ok(index) = self.spellings.binary_search_by(|(s, _)| s.cmp(&spelling)) else { continue };
                let whole = !runs_on(&cells, at) && !runs_on(&cells, end + 1);
                let heard = Heard { cells: cells.get(at..=end).unwrap_or(&[]), at, whole };
                if heard.is_reading(full, bare) {
                    for term in self.spellings.get(index).map_or(&[][..], |(_, terms)| terms) {
                        found(*term, heard);
                    }
                }
            }
        }
    }

    /// Whether any two sounds in a row begin a term, as far as a glance tells: letters and Bopomofo always may.
    fn may_spell(&self, stream: &Stream) -> bool {
        let mut last = None;
        stream.units.iter().any(|unit| match unit.class {
            Class::Letter | Class::Zhuyin => true,
            Class::Han => {
                let sound = self.syllable(unit.ch);
                let opens = last.zip(sound).is_some_and(|(a, b)| self.opens(a, b));
                last = sound;
                opens
            }
            _ => {
                last = None;
                false
            }
        })
    }

    fn sound(&self, cell: &Cell) -> Option<u16> {
        match cell {
            Cell::Syllable(syllable) => Some(*syllable),
            Cell::Char(ch) => self.syllable(*ch),
            _ => None,
        }
    }

    /// Whether, beside these neighbours, some term has `wanted` here.
    fn fits(&self, previous: Option<char>, next: Option<char>, wanted: impl Fn(char) -> bool, out: &mut Vec<char>) {
        out.clear();
        if let Some(next) = next {
            out.extend(list(&self.before, &next).iter().copied().filter(|c| wanted(*c)));
        }
        if let Some(previous) = previous {
            out.extend(list(&self.after, &previous).iter().copied().filter(|c| wanted(*c)));
        }
        out.sort_unstable();
        out.dedup();
    }

    /// All syllables of a character.
    #[must_use]
    pub fn syllables_of(&self, ch: char) -> &[u16] {
        list(&self.sounds, &ch)
    }

    /// The syllables of a character as they are spelled.
    #[must_use]
    pub fn spellings_of(&self, ch: char) -> Vec<&str> {
        self.syllables_of(ch).iter().filter_map(|s| self.syllables.get(usize::from(*s))).map(String::as_str).collect()
    }

    /// Characters that may stand in for a character by their look.
    #[must_use]
    pub fn imitators(&self, ch: char) -> Vec<char> {
        self.shapes.iter().filter(|(_, like)| like.contains(&ch)).map(|(v, _)| *v).collect()
    }

    /// The rows of parts that make up a character.
    #[must_use]
    pub fn parts_of(&self, ch: char) -> Vec<&str> {
        self.parts.iter().filter(|(_, whole)| *whole == ch).map(|(parts, _)| parts.as_str()).collect()
    }

    /// Pictures that stand for words, sorted.
    #[must_use]
    pub fn pictures(&self) -> Vec<char> {
        self.emoji.iter().map(|(picture, _, _)| *picture).collect()
    }

    /// For the gate: (character, first syllable + 1 or 0, skeleton letter or NUL).
    #[must_use]
    pub fn faces(&self) -> Vec<(char, u16, char)> {
        let mut faces: Vec<(char, u16, char)> =
            self.sounds.iter().filter_map(|(ch, s)| Some((*ch, s.first()? + 1, '\0'))).collect();
        faces.extend(self.confusables.iter().filter_map(|(ch, latin)| Some((*ch, 0, latin.chars().next()?))));
        faces
    }

    /// The first (most common) syllable of a character.
    #[must_use]
    pub fn syllable(&self, ch: char) -> Option<u16> {
        list(&self.sounds, &ch).first().copied()
    }

    /// The characters that a character may stand in for, because some term has them beside its neighbours.
    fn alike(&self, ch: char) -> &[char] {
        list(&self.shapes, &ch)
    }

    /// Rewrites initials that stand for a character (`X牙`).
    #[must_use]
    pub fn by_initial(&self, stream: &Stream) -> Vec<Rewritten> {
        let cells = self.spell(stream);
        if !cells.iter().any(|(cell, _)| matches!(cell, Cell::Initial(_))) {
            return Vec::new();
        }
        self.edit(&cells, |previous, cell, next, found| {
            if let Cell::Initial(letter) = cell {
                let begins = |c: char| {
                    list(&self.sounds, &c)
                        .iter()
                        .any(|s| self.syllables.get(usize::from(*s)).is_some_and(|name| name.starts_with(*letter)))
                };
                self.fits(previous, next, begins, found);
            }
        })
    }

    /// Rewrites look-alike characters.
    #[must_use]
    pub fn by_shape(&self, stream: &Stream) -> Vec<Rewritten> {
        let cells: Vec<(Cell, Unit)> = stream.units.iter().map(|unit| (Cell::of(unit), *unit)).collect();
        self.edit(&cells, |previous, cell, next, found| {
            if let Cell::Char(ch) = cell {
                found.extend(
                    self.alike(*ch)
                        .iter()
                        .copied()
                        .filter(|c| c != ch && (self.is_pair(previous, Some(*c)) || self.is_pair(Some(*c), next))),
                );
            }
        })
    }

    /// Whether some term has these two in a row.
    fn is_pair(&self, a: Option<char>, b: Option<char>) -> bool {
        a.zip(b).is_some_and(|(a, b)| list(&self.after, &a).binary_search(&b).is_ok())
    }

    fn edit(
        &self,
        cells: &[(Cell, Unit)],
        propose: impl Fn(Option<char>, &Cell, Option<char>, &mut Vec<char>),
    ) -> Vec<Rewritten> {
        const RANKS: usize = 3;
        let mut choices: Vec<Vec<char>> = vec![Vec::new(); cells.len()];
        let mut found = Vec::new();
        for at in 0..cells.len() {
            let Some((cell, unit)) = cells.get(at) else { continue };
            if matches!(cell, Cell::Other) {
                continue;
            }
            let known = |index: Option<usize>| {
                let index = index?;
                match cells.get(index)? {
                    (Cell::Char(ch), _) => Some(*ch),
                    _ => choices.get(index).and_then(|c| c.first()).copied(),
                }
            };
            let previous = known(at.checked_sub(1)).filter(|_| unit.gap < Gap::Space);
            let next = known(Some(at + 1)).filter(|_| cells.get(at + 1).is_some_and(|(_, u)| u.gap < Gap::Space));
            found.clear();
            propose(previous, cell, next, &mut found);
            if let Some(slot) = choices.get_mut(at) {
                slot.extend(found.iter().take(RANKS * 2));
            }
        }
        let ranks = choices.iter().map(Vec::len).max().unwrap_or(0).min(RANKS * 2);
        (0..ranks)
            .map(|rank| {
                let mut rewritten = Rewritten::default();
                for ((cell, unit), choice) in cells.iter().zip(&choices) {
                    match choice.get(rank.min(choice.len().saturating_sub(1))) {
                        Some(ch) => rewritten
                            .push(Unit { ch: *ch, exact: *ch, class: Class::Han, marked: false, ..*unit }, true),
                        None => rewritten.push(Unit { ch: cell.face(unit), ..*unit }, false),
                    }
                }
                rewritten
            })
            .collect()
    }

    /// Turns runs of Latin letters beside Chinese, and Bopomofo, into syllables; single letters into initials.
    fn spell(&self, stream: &Stream) -> Vec<(Cell, Unit)> {
        let mut cells = Vec::with_capacity(stream.units.len());
        let mut at = 0;
        while let Some(unit) = stream.units.get(at) {
            let is_zhuyin = unit.class == Class::Zhuyin;
            if !is_zhuyin && !(unit.class == Class::Letter && unit.ch.is_ascii()) {
                cells.push((Cell::of(unit), *unit));
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while stream
                .units
                .get(end)
                .is_some_and(|u| u.class == unit.class && u.gap <= Gap::Symbol && (is_zhuyin || u.ch.is_ascii()))
            {
                end += 1;
            }
            let run = stream.units.get(at..end).unwrap_or(&[]);
            match self.syllabify(run, is_zhuyin) {
                Some(spelled) => cells.extend(spelled),
                None if run.len() == 1 => cells.push((Cell::Initial(unit.ch), *unit)),
                None => cells.extend(run.iter().map(|u| (Cell::Other, *u))),
            }
            at = end;
        }
        cells
    }

    fn syllabify(&self, run: &[Unit], is_zhuyin: bool) -> Option<Vec<(Cell, Unit)>> {
        const LONGEST: usize = 6;
        const RUN: usize = 24;
        if run.len() > RUN || (run.len() < 2 && !is_zhuyin) {
            return None;
        }
        let letters: String = run.iter().map(|unit| unit.ch).collect();
        let chars: Vec<char> = letters.chars().collect();
        // best[i]: how the first i letters split, longest syllables first.
        let mut best: Vec<Option<(usize, u16)>> = vec![None; chars.len() + 1];
        let mut reach = vec![false; chars.len() + 1];
        if let Some(first) = reach.first_mut() {
            *first = true;
        }
        for start in 0..chars.len() {
            if !reach.get(start).copied().unwrap_or(false) {
                continue;
            }
            for length in 1..=LONGEST.min(chars.len() - start) {
                let piece: String = chars.iter().skip(start).take(length).collect();
                let number = if is_zhuyin {
                    self.zhuyin
                        .binary_search_by(|(z, _)| z.as_str().cmp(&piece))
                        .ok()
                        .and_then(|i| self.zhuyin.get(i))
                        .map(|(_, s)| *s)
                } else {
                    self.syllables.binary_search(&piece).ok().and_then(|i| u16::try_from(i).ok())
                };
                if let (Some(number), Some(slot), Some(flag)) =
                    (number, best.get_mut(start + length), reach.get_mut(start + length))
                {
                    *slot = Some((start, number));
                    *flag = true;
                }
            }
        }
        let mut pieces = Vec::new();
        let mut at = chars.len();
        while at > 0 {
            let (start, number) = (*best.get(at)?)?;
            let (first, last) = (run.get(start)?, run.get(at - 1)?);
            pieces.push((Cell::Syllable(number), Unit { end: last.end, class: Class::Han, ..*first }));
            at = start;
        }
        pieces.reverse();
        Some(pieces)
    }

    /// Rewrites characters taken apart.
    #[must_use]
    pub fn by_parts(&self, stream: &Stream) -> Option<Rewritten> {
        let mut rewritten = Rewritten::default();
        let mut at = 0;
        while let Some(unit) = stream.units.get(at) {
            let whole = if unit.class == Class::Han { self.whole(stream, at) } else { None };
            match whole {
                Some((ch, length)) => {
                    let end = stream.units.get(at + length - 1).map_or(unit.end, |u| u.end);
                    rewritten.push(Unit { ch, exact: ch, end, ..*unit }, true);
                    at += length;
                }
                None => {
                    rewritten.push(*unit, false);
                    at += 1;
                }
            }
        }
        rewritten.is_changed().then_some(rewritten)
    }

    fn whole(&self, stream: &Stream, at: usize) -> Option<(char, usize)> {
        for length in [3usize, 2] {
            let units = stream.units.get(at..at + length)?;
            if units.iter().skip(1).any(|u| u.gap > Gap::Symbol || u.class != Class::Han) {
                continue;
            }
            let parts: String = units.iter().map(|u| u.ch).collect();
            if let Some((_, whole)) =
                self.parts.binary_search_by(|(p, _)| p.as_str().cmp(&parts)).ok().and_then(|i| self.parts.get(i))
            {
                let neighbour = |index: Option<usize>| index.and_then(|i| stream.units.get(i)).map(|u| u.ch);
                let mut found = Vec::new();
                self.fits(neighbour(at.checked_sub(1)), neighbour(Some(at + length)), |c| c == *whole, &mut found);
                let apart = neighbour(Some(at + length)).is_some() || neighbour(at.checked_sub(1)).is_some();
                if !found.is_empty() || !apart || self.whole_next(stream, at + length, *whole) {
                    return Some((*whole, length));
                }
            }
        }
        None
    }

    /// Whether the next characters are parts too, of a character that follows `ch` in a term.
    fn whole_next(&self, stream: &Stream, at: usize, ch: char) -> bool {
        [3usize, 2].iter().any(|length| {
            let parts: String = stream.units.get(at..at + length).unwrap_or(&[]).iter().map(|u| u.ch).collect();
            let whole =
                self.parts.binary_search_by(|(p, _)| p.as_str().cmp(&parts)).ok().and_then(|i| self.parts.get(i));
            whole.is_some_and(|(_, next)| list(&self.after, &ch).contains(next))
        })
    }

    /// Rewrites pictures into words: Chinese beside Chinese, English otherwise.
    #[must_use]
    pub fn by_emoji(&self, stream: &Stream) -> Option<Rewritten> {
        let chinese =
            stream.units.iter().any(|u| matches!(u.class, Class::Han | Class::Kana)) || stream.units.is_empty();
        let mut rewritten = Rewritten::default();
        let mut pictures = stream.pictures.iter().peekable();
        for (at, unit) in stream.units.iter().map(Some).chain([None]).enumerate() {
            let mut after = None;
            while let Some(picture) = pictures.next_if(|p| p.at as usize <= at) {
                after = Some(picture.after);
                let found =
                    self.emoji.binary_search_by(|(e, _, _)| e.cmp(&picture.ch)).ok().and_then(|i| self.emoji.get(i));
                let Some((_, zh, en)) = found else { continue };
                let (word, class) = if chinese { (zh, Class::Han) } else { (en, Class::Letter) };
                for (number, ch) in word.chars().enumerate() {
                    let gap = if number > 0 || chinese { Gap::None } else { Gap::Space };
                    rewritten.push(
                        Unit { ch, exact: ch, class, marked: false, gap, start: picture.start, end: picture.end },
                        true,
                    );
                }
            }
            if let Some(unit) = unit {
                let gap = match (after, chinese) {
                    (Some(Gap::None | Gap::Hidden), true) => Gap::None,
                    (Some(after), true) => after,
                    (Some(after), false) => after.max(Gap::Space),
                    (None, _) => unit.gap,
                };
                rewritten.push(Unit { gap, ..*unit }, false);
            }
        }
        rewritten.is_changed().then_some(rewritten)
    }

    /// Drops digits and single letters between Chinese characters.
    #[must_use]
    pub fn without_noise(&self, stream: &Stream) -> Option<Rewritten> {
        let mut rewritten = Rewritten::default();
        let mut dropped = false;
        for (at, unit) in stream.units.iter().enumerate() {
            let is_noise = matches!(unit.class, Class::Digit | Class::Letter) && at > 0;
            let beside = |index: usize| stream.units.get(index).is_some_and(|u| u.class == Class::Han);
            if is_noise
                && at.checked_sub(1).is_some_and(beside)
                && beside(at + 1)
                && unit.gap < Gap::Space
                && stream.gap(at + 1) < Gap::Space
            {
                dropped = true;
                continue;
            }
            let changed = dropped;
            rewritten.push(Unit { gap: if dropped { Gap::Hidden } else { unit.gap }, ..*unit }, changed);
            if changed {
                // The character before the dropped one counts as changed too: a match must span the gap.
                let length = rewritten.changed.len();
                if let Some(slot) = length.checked_sub(2).and_then(|i| rewritten.changed.get_mut(i)) {
                    *slot = true;
                }
            }
            dropped = false;
        }
        rewritten.is_changed().then_some(rewritten)
    }

    /// Rewrites look-alike letters, digits and symbols inside words; one stream for each way to read `1`, `!` and `*`.
    #[must_use]
    pub fn by_skeleton(&self, stream: &Stream, text: &str) -> Vec<Rewritten> {
        let ambiguous = text.contains(['1', '!', '|', '¡']);
        let wild = text.contains('*');
        let mut readings: Vec<(char, Option<char>)> = vec![('i', None)];
        if ambiguous {
            readings.push(('l', None));
        }
        if wild {
            readings.extend("aeiou".chars().map(|vowel| ('i', Some(vowel))));
        }
        readings.into_iter().filter_map(|(one, star)| self.skeleton(stream, text, one, star)).collect()
    }

    fn skeleton(&self, stream: &Stream, text: &str, one: char, star: Option<char>) -> Option<Rewritten> {
        let mut rewritten = Rewritten::default();
        let mut from = 0u32;
        for (at, unit) in stream.units.iter().enumerate() {
            // One symbol between two letters that stands for a letter.
            let between = text.get(from as usize..unit.start as usize).unwrap_or("");
            let after_letter =
                at.checked_sub(1).and_then(|i| stream.units.get(i)).is_some_and(|u| u.class == Class::Letter);
            let mut symbols = between.chars();
            let symbol =
                symbols.next().filter(|_| symbols.next().is_none() && after_letter && unit.class == Class::Letter);
            if let Some(ch) = symbol.and_then(|symbol| leet_symbol(symbol, one, star)) {
                rewritten.push(
                    Unit {
                        ch,
                        exact: ch,
                        class: Class::Letter,
                        marked: false,
                        gap: Gap::None,
                        start: from,
                        end: unit.start,
                    },
                    true,
                );
                self.push_letter(&mut rewritten, stream, at, Unit { gap: Gap::None, ..*unit }, one);
            } else {
                self.push_letter(&mut rewritten, stream, at, *unit, one);
            }
            from = unit.end;
        }
        rewritten.is_changed().then_some(rewritten)
    }

    fn push_letter(&self, rewritten: &mut Rewritten, stream: &Stream, at: usize, unit: Unit, one: char) {
        let beside = |index: Option<usize>, gap: Gap| {
            gap <= Gap::Symbol && index.and_then(|i| stream.units.get(i)).is_some_and(|u| u.class == Class::Letter)
        };
        let in_word = beside(at.checked_sub(1), unit.gap) || beside(Some(at + 1), stream.gap(at + 1));
        match unit.class {
            Class::Digit if in_word => match leet_digit(unit.ch, one) {
                Some(ch) => rewritten.push(Unit { ch, exact: ch, class: Class::Letter, ..unit }, true),
                None => rewritten.push(unit, false),
            },
            Class::Letter if !unit.ch.is_ascii() || !unit.exact.is_ascii() => {
                let key = |ch: char| {
                    self.confusables.binary_search_by(|(c, _)| c.cmp(&ch)).ok().and_then(|i| self.confusables.get(i))
                };
                match key(unit.exact).or_else(|| key(unit.ch)) {
                    Some((_, latin)) => {
                        for (number, ch) in latin.chars().enumerate() {
                            let gap = if number == 0 { unit.gap } else { Gap::None };
                            rewritten.push(Unit { ch, exact: ch, marked: false, gap, ..unit }, true);
                        }
                    }
                    None => rewritten.push(unit, false),
                }
            }
            _ => rewritten.push(unit, false),
        }
    }
}

/// Syllables of Mandarin without tone number about 410.
const SYLLABLES: usize = 512;

fn opening(a: u16, b: u16) -> Option<(usize, u64)> {
    let (a, b) = (usize::from(a), usize::from(b));
    let at = (a < SYLLABLES && b < SYLLABLES).then_some(a * SYLLABLES + b)?;
    Some((at / 64, 1 << (at % 64)))
}

/// Whether a cell continues a run of letters begun before it.
fn runs_on(cells: &[(Cell, Unit)], at: usize) -> bool {
    let is_letters =
        |index: Option<usize>| index.and_then(|i| cells.get(i)).is_some_and(|(cell, _)| !matches!(cell, Cell::Char(_)));
    is_letters(Some(at))
        && is_letters(at.checked_sub(1))
        && cells.get(at).is_some_and(|(_, unit)| unit.gap <= Gap::Hidden)
}

/// Whether a cell follows closely enough on the one before: letters may be spaced, characters may not.
fn joins(cells: &[(Cell, Unit)], at: usize) -> bool {
    let is_letters = |index: usize| cells.get(index).is_some_and(|(cell, _)| matches!(cell, Cell::Syllable(_)));
    cells.get(at).is_some_and(|(_, unit)| {
        unit.gap < Gap::Space || (unit.gap == Gap::Space && is_letters(at) && at.checked_sub(1).is_some_and(is_letters))
    })
}

/// A run of cells that sounds like a term.
#[derive(Clone, Copy)]
pub struct Heard<'a> {
    cells: &'a [(Cell, Unit)],
    /// Number of the first cell.
    pub at: usize,
    /// Whether letters neither precede nor follow within the same run.
    whole: bool,
}

impl Heard<'_> {
    /// First and last byte in the original.
    #[must_use]
    pub fn place(&self) -> Option<(u32, u32)> {
        Some((self.cells.first()?.1.start, self.cells.last()?.1.end))
    }

    /// How many characters of the term are spelled.
    #[must_use]
    pub fn length(&self) -> usize {
        self.cells.len()
    }

    /// How many of the term's characters stand there as they are.
    #[must_use]
    pub fn shared(&self, term: &str) -> usize {
        self.cells.iter().zip(term.chars()).filter(|((cell, _), c)| matches!(cell, Cell::Char(ch) if ch == c)).count()
    }

    /// Whether of any three characters in a row at most one differs from the term's.
    #[must_use]
    pub fn is_apart(&self, term: &str) -> bool {
        let changed: Vec<bool> = self
            .cells
            .iter()
            .zip(term.chars())
            .map(|((cell, _), c)| !matches!(cell, Cell::Char(ch) if *ch == c))
            .collect();
        changed.windows(3).all(|w| w.iter().filter(|c| **c).count() <= 1)
    }

    /// Whether all of it is written in letters or Bopomofo.
    #[must_use]
    pub fn is_spelled(&self) -> bool {
        self.cells.iter().all(|(cell, _)| matches!(cell, Cell::Syllable(_)))
    }

    /// How many of its characters are written in letters or Bopomofo.
    #[must_use]
    pub fn spelled(&self) -> usize {
        self.cells.iter().filter(|(cell, _)| matches!(cell, Cell::Syllable(_))).count()
    }

    /// Whether any of it is.
    #[must_use]
    pub fn has_letters(&self) -> bool {
        self.cells.iter().any(|(cell, _)| matches!(cell, Cell::Syllable(_)))
    }

    fn is_reading(&self, full: bool, bare: bool) -> bool {
        const LETTERS: u32 = 6;
        const FEWEST: u32 = 4;
        let letters: u32 = self.cells.iter().map(|(_, unit)| unit.end - unit.start).sum();
        if bare || self.is_spelled() {
            // In one piece, or syllable by syllable.
            let pieces = self.cells.iter().skip(1).filter(|(_, unit)| unit.gap > Gap::Hidden).count();
            let even = pieces == 0 || pieces + 1 == self.cells.len();
            return self.is_spelled() && self.whole && even && letters >= if bare { LETTERS } else { FEWEST };
        }
        full || self.has_letters() || self.cells.iter().any(|(cell, _)| matches!(cell, Cell::Char(_)))
    }
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}

fn leet_digit(ch: char, one: char) -> Option<char> {
    Some(match ch {
        '0' => 'o',
        '1' => one,
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '6' => 'g',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => return None,
    })
}

fn leet_symbol(ch: char, one: char, star: Option<char>) -> Option<char> {
    Some(match ch {
        '@' => 'a',
        '$' => 's',
        '!' | '|' | '¡' => one,
        '€' => 'e',
        '£' => 'l',
        '*' => return star,
        _ => return None,
    })
}

/// What a place offers to the editor.
#[derive(Clone, Copy)]
enum Cell {
    /// A Chinese character.
    Char(char),
    /// A syllable written in letters or Bopomofo.
    Syllable(u16),
    /// A single Latin letter that may be an initial.
    Initial(char),
    /// Anything else.
    Other,
}

impl Cell {
    fn of(unit: &Unit) -> Self {
        if unit.class == Class::Han { Self::Char(unit.ch) } else { Self::Other }
    }

    /// The character that stands for it in a rewritten stream.
    fn face(&self, unit: &Unit) -> char {
        match self {
            Self::Char(ch) => *ch,
            _ => unit.ch,
        }
    }
}
