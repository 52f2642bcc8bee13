//! The second pass, for texts that show a reason to hide: two-character words of which one half is there and the other only sounds so.

use super::{Face, Gate, INITIAL, Salt, Signs, Walk, mix};
use crate::fold::Class;

/// A pass over one text.
pub(super) struct Halves<'a> {
    gate: &'a Gate,
    signs: u16,
    /// The last Chinese character, whatever stands between.
    han: Face,
    /// The cell before: a Chinese character or an initial; zero for anything else.
    cell: u32,
    /// Letters of the run being read.
    run: u32,
    run_letter: u32,
    gap: bool,
}

impl<'a> Halves<'a> {
    pub(super) fn new(gate: &'a Gate) -> Self {
        Self { gate, signs: 0, han: Face::default(), cell: 0, run: 0, run_letter: 0, gap: false }
    }

    pub(super) fn finish(mut self) -> Signs {
        self.end_run();
        Signs(self.signs)
    }

    /// A single letter is an initial; more of them are a word.
    fn end_run(&mut self) {
        match self.run {
            0 => return,
            1 => {
                if self.cell != 0 && self.cell & INITIAL == 0 {
                    let initial = self.run_letter | INITIAL;
                    self.signs |= self.gate.probe(mix(Salt::SpelledRight, &[self.cell, initial]));
                }
                self.cell = self.run_letter | INITIAL;
            }
            _ => self.cell = 0,
        }
        self.run = 0;
    }
}

impl Walk for Halves<'_> {
    fn gap(&mut self, _: char, _: bool) {
        self.gap = true;
    }

    fn picture(&mut self, _: char) {}

    fn unit(&mut self, face: Face, class: Class) {
        if self.gap || class != Class::Letter {
            self.end_run();
        }
        self.gap = false;
        match class {
            Class::Letter => {
                self.run += 1;
                self.run_letter = face.letter();
            }
            Class::Han => {
                if self.cell & INITIAL != 0 {
                    self.signs |= self.gate.probe(mix(Salt::SpelledLeft, &[self.cell, face.letter()]));
                }
                if self.han.is_some() {
                    self.signs |= self.gate.probe(mix(Salt::HalfLeft, &[self.han.letter(), face.sound()]))
                        | self.gate.probe(mix(Salt::HalfRight, &[self.han.sound(), face.letter()]));
                }
                self.han = face;
                self.cell = face.letter();
            }
            _ => self.cell = 0,
        }
    }
}
