//! Places of origin: sets of two-letter country codes.

use serde::{Deserialize, Serialize};

/// Two letters make 676 codes.
pub const CODES: u16 = 26 * 26;
const WORDS: usize = 11;

/// The number of a two-letter code, capitals or not.
#[must_use]
pub fn code(text: &str) -> Option<u16> {
    let mut letters = text.trim().bytes().map(|b| b.to_ascii_uppercase());
    let (first, second) = (letters.next()?, letters.next()?);
    let valid = first.is_ascii_uppercase() && second.is_ascii_uppercase() && letters.next().is_none();
    valid.then(|| u16::from(first - b'A') * 26 + u16::from(second - b'A'))
}

/// The letters of a code's number.
#[must_use]
pub fn letters(code: u16) -> String {
    let letter = |value: u16| char::from(b'A' + u8::try_from(value % 26).unwrap_or(0));
    [letter(code / 26), letter(code)].iter().collect()
}

/// A set of countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OriginSet([u64; WORDS]);

impl OriginSet {
    /// No country.
    pub const NONE: Self = Self([0; WORDS]);

    /// Every country.
    #[must_use]
    pub fn all() -> Self {
        Self::NONE.others()
    }

    /// The countries of these codes.
    #[must_use]
    pub fn of(codes: impl IntoIterator<Item = u16>) -> Self {
        let mut set = Self::NONE;
        for code in codes {
            if let Some(word) = set.0.get_mut(usize::from(code / 64)) {
                *word |= 1 << (code % 64);
            }
        }
        set
    }

    /// The countries outside it.
    #[must_use]
    pub fn others(self) -> Self {
        let mut set = Self(self.0.map(|word| !word));
        // The last word has room for more than there are codes.
        if let Some(last) = set.0.last_mut() {
            *last &= (1 << (CODES % 64)) - 1;
        }
        set
    }

    /// The countries of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.word(at) & other.word(at)))
    }

    /// The countries of either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.word(at) | other.word(at)))
    }

    fn word(self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// Whether the country is in it.
    #[inline]
    #[must_use]
    pub fn holds(&self, code: u16) -> bool {
        self.0.get(usize::from(code / 64)).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    /// Whether no country is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether every country is in it.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_countries_behave() {
        let (cn, za) = (code("cn").unwrap(), code("ZA").unwrap());
        let set = OriginSet::of([cn, za]);
        assert!(
            set.holds(cn)
                && !set.others().holds(cn)
                && set.others().or(set).is_all()
                && set.and(set.others()).is_empty()
        );
        assert_eq!((letters(cn), letters(za), code("C"), code("CHN")), ("CN".into(), "ZA".into(), None, None));
        assert!(OriginSet::of([code("ZZ").unwrap()]).holds(CODES - 1));
    }
}
