//! Which runs of two and three characters the Chinese heads have: a rewriting that makes none of them is not worth matching.

use super::Around;
use serde::{Deserialize, Serialize};

/// Bits over hashes of runs; a run of a head is always found, and seldom another.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Heads {
    bits: Vec<u64>,
}

const BITS: u32 = 21;

impl Heads {
    /// The runs of these heads: all of three, and the heads of two.
    pub(super) fn new(heads: &[(String, u32, bool)]) -> Self {
        let mut made = Self { bits: vec![0; 1 << (BITS - 6)] };
        for (head, _, _) in heads {
            let chars: Vec<char> = head.chars().collect();
            for run in chars.windows(3) {
                if let [a, b, c] = run {
                    made.put([*a, *b, *c]);
                }
            }
            if let [a, b] = chars.as_slice() {
                made.put([*a, *b, '\0']);
            }
        }
        made
    }

    fn put(&mut self, run: [char; 3]) {
        let (word, bit) = place(run);
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= bit;
        }
    }

    fn has(&self, run: [char; 3]) -> bool {
        let (word, bit) = place(run);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Whether the place in the middle belongs to a run of three; with `two`, or of two.
    pub(super) fn holds(&self, around: &Around, two: bool) -> bool {
        let [first, before, ch, after, last] = around.cells;
        let whole = |run: [char; 3]| !run.contains(&'\0') && self.has(run);
        whole([before, ch, after])
            || whole([ch, after, last])
            || whole([first, before, ch])
            || (two
                && ((after != '\0' && self.has([ch, after, '\0'])) || (before != '\0' && self.has([before, ch, '\0']))))
    }
}

fn place(run: [char; 3]) -> (usize, u64) {
    let [a, b, c] = run.map(u64::from);
    let hash = (a | b << 21 | c << 42).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let at = (hash ^ hash << 29) >> (64 - BITS);
    (usize::try_from(at >> 6).unwrap_or(0), 1 << (at & 63))
}
