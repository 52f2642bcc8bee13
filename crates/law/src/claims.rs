//! What a seller says of the goods, and conditions on it.
//!
//! A claim counts together with what it implies. It is said, not shown: claims may call for papers and never replace them.

use serde::{Deserialize, Serialize};

/// Most claims that the tables may have.
pub const MOST: usize = 64;

/// One thing that a seller may say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Id, such as `pre-1947`.
    pub id: String,
    /// Other words for it.
    pub alike: Vec<String>,
    /// Itself and all that follows from it, as bits.
    pub means: u64,
    /// Display titles: English, Simplified and Traditional Chinese.
    pub titles: [String; 3],
}

/// A condition on claims: all of these, each one of several. Empty for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition(pub Vec<u64>);

impl Condition {
    /// Whether the claims made (with what they imply) meet it.
    #[must_use]
    pub fn is_met(&self, claims: u64) -> bool {
        self.0.iter().all(|any| any & claims != 0)
    }

    /// Every claim that it mentions.
    #[must_use]
    pub fn mentioned(&self) -> u64 {
        self.0.iter().fold(0, |all, any| all | any)
    }

    /// Reads `antique|pre-1947 worked`: a space is "and", `|` is "or".
    ///
    /// # Errors
    /// The word that is no claim.
    pub fn parse(text: &str, claims: &[Claim]) -> Result<Self, String> {
        let mut all = Vec::new();
        for word in text.split_whitespace() {
            let mut any = 0;
            for id in word.split('|') {
                any |= bit(claims, id).ok_or_else(|| id.to_owned())?;
            }
            all.push(any);
        }
        Ok(Self(all))
    }
}

/// A claim's number by its id or a word for it.
#[must_use]
pub fn find(claims: &[Claim], word: &str) -> Option<usize> {
    let word = word.trim().to_lowercase().replace(['_', ' '], "-");
    let exact = claims.iter().position(|claim| claim.id == word);
    exact.or_else(|| claims.iter().position(|claim| claim.alike.contains(&word)))
}

/// The bit of the claim itself.
#[must_use]
pub fn bit(claims: &[Claim], id: &str) -> Option<u64> {
    claims.iter().position(|claim| claim.id == id).filter(|at| *at < MOST).map(|at| 1 << at)
}

/// The claims of a set, in table order.
pub fn listed(claims: &[Claim], set: u64) -> impl Iterator<Item = &Claim> {
    claims.iter().take(MOST).enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, claim)| claim)
}

/// Fills in what follows from what: `implies[n]` are the claims that the table writes beside claim `n`.
pub fn close(claims: &mut [Claim], implies: &[u64]) {
    let mut means: Vec<u64> = implies.iter().enumerate().map(|(at, set)| set | 1 << at.min(MOST - 1)).collect();
    // Each round carries implications one step further; as many rounds as there are claims reach the end of every chain.
    for _ in 0..means.len() {
        let before = means.clone();
        for set in &mut means {
            *set =
                before.iter().enumerate().filter(|(at, _)| *set >> at & 1 == 1).fold(*set, |all, (_, more)| all | more);
        }
        if before == means {
            break;
        }
    }
    for (claim, set) in claims.iter_mut().zip(means) {
        claim.means = set;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_carry_what_they_imply() {
        let claim =
            |id: &str| Claim { id: id.into(), alike: vec![format!("{id}-x")], means: 0, titles: Default::default() };
        let mut claims = vec![claim("pre-1918"), claim("pre-1947"), claim("antique"), claim("worked")];
        close(&mut claims, &[0b10, 0b100, 0, 0]);
        assert_eq!(claims.iter().map(|c| c.means).collect::<Vec<_>>(), [0b111, 0b110, 0b100, 0b1000]);
        let when = Condition::parse("antique|pre-1918 worked", &claims).unwrap();
        for (made, met) in [(0b111, false), (0b1111, true), (0b1100, true), (0b1000, false)] {
            assert_eq!(when.is_met(made), met, "{made:b}");
        }
        assert_eq!(Condition::parse("antique old", &claims), Err("old".into()));
        assert_eq!(
            (find(&claims, "Pre_1947"), find(&claims, "worked-x"), find(&claims, "?")),
            (Some(1), Some(3), None)
        );
    }
}
