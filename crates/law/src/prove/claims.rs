//! Sets of claims that meet the same conditions.
//!
//! A condition is words, each met by one of several claims. What a set of claims meets is the union of what its members meet, so the sets
//! that differ are the unions that single claims can build: few, however many claims there are.

use crate::claims::Claim;
use std::collections::HashMap;

/// The sets of claims that meet exactly the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimClass {
    /// A smallest one of them: the claims said.
    pub said: u64,
    /// The same with what they imply.
    pub means: u64,
    /// The words met, as bits.
    pub met: u128,
    /// How many there are.
    pub count: u128,
}

/// The words that each claim meets. `words` are at most 128.
fn effects(claims: &[Claim], words: &[u64]) -> Vec<u128> {
    let met = |means: u64| {
        words
            .iter()
            .take(128)
            .enumerate()
            .filter(|(_, word)| *word & means != 0)
            .fold(0, |all, (at, _)| all | 1u128 << at)
    };
    claims.iter().map(|claim| met(claim.means)).collect()
}

/// All classes of sets of claims, as the words tell them apart; the empty set's first, then by size.
#[must_use]
pub fn classes(claims: &[Claim], words: &[u64]) -> Vec<ClaimClass> {
    let effects = effects(claims, words);
    let mut classes = vec![ClaimClass { said: 0, means: 0, met: 0, count: 0 }];
    let mut at = 0;
    while let Some(class) = classes.get(at).copied() {
        at += 1;
        for (number, (claim, effect)) in claims.iter().zip(&effects).enumerate() {
            let met = class.met | effect;
            if !classes.iter().any(|other| other.met == met) {
                let (said, means) = (class.said | 1 << number, class.means | claim.means);
                classes.push(ClaimClass { said, means, met, count: 0 });
            }
        }
    }
    let mut counts: HashMap<u128, u128> = HashMap::from([(0, 1)]);
    for effect in &effects {
        let mut next = counts.clone();
        for (met, count) in counts {
            *next.entry(met | effect).or_default() += count;
        }
        counts = next;
    }
    for class in &mut classes {
        class.count = counts.get(&class.met).copied().unwrap_or(0);
    }
    classes
}

/// The class of a set of claims (with what they imply).
#[must_use]
pub fn class_of(classes: &[ClaimClass], words: &[u64], means: u64) -> Option<ClaimClass> {
    let met = words.iter().take(128).enumerate().filter(|(_, word)| *word & means != 0);
    let met = met.fold(0, |all, (at, _)| all | 1u128 << at);
    classes.iter().find(|class| class.met == met).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_is_counted_once() {
        let claim = |means| Claim { id: String::new(), alike: Vec::new(), means, titles: Default::default() };
        // The second implies the first; the fourth is in no word.
        let claims = [claim(0b1), claim(0b11), claim(0b100), claim(0b1000)];
        let classes = classes(&claims, &[0b1, 0b10, 0b101]);
        assert_eq!(classes.iter().map(|c| c.count).sum::<u128>(), 16);
        let sizes: Vec<u32> = classes.iter().map(|c| c.said.count_ones()).collect();
        assert_eq!(sizes, [0, 1, 1, 1], "{classes:?}");
        assert_eq!(class_of(&classes, &[0b1, 0b10, 0b101], 0b1000).unwrap().said, 0);
    }
}
