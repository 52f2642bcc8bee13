//! Forms and CITES term codes as one vocabulary of bits.
//!
//! A form may be declared under several term codes, and a term code covers several forms. The bits stand for the pairs: a form is all of its
//! pairs, a code all pairs that bear it. So a row that restricts meets an offer that may be meant, and a row that lifts only one that is meant
//! in any case.

use serde::{Deserialize, Serialize};
use xiezhi_catalogue::forms::Form;

/// Words of 64 bits in a set of forms.
const WORDS: usize = 4;

/// A set of (form, term code) pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct FormSet([u64; WORDS]);

impl FormSet {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.word(at) & other.word(at)))
    }

    /// What is in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.word(at) | other.word(at)))
    }

    /// What is in this and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.word(at) & !other.word(at)))
    }

    /// Whether the two share anything.
    #[inline]
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |seen, (a, b)| seen | (a & b)) != 0
    }

    /// Whether all of this is in the other.
    #[inline]
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |seen, (a, b)| seen | (a & !b)) == 0
    }

    fn word(self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    fn insert(&mut self, bit: usize) {
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }
}

/// The vocabulary: every form, every term code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Forms {
    /// Form ids and codes with what they stand for, in the order of the tables.
    names: Vec<(String, FormSet)>,
    /// Everything.
    all: FormSet,
    bits: usize,
}

impl Forms {
    /// The vocabulary of a catalogue's forms and of further term codes (`code`, forms that it may mean).
    #[must_use]
    pub fn new(forms: &[Form], terms: &[(String, Vec<String>)]) -> Self {
        let mut made = Self::default();
        for form in forms {
            for term in &form.terms {
                let bit = made.bits;
                made.bits += 1;
                made.add(&form.id, bit);
                made.add(term, bit);
            }
        }
        for (code, means) in terms {
            let known: Vec<FormSet> = means.iter().filter_map(|form| made.find(form)).collect();
            if known.is_empty() {
                let bit = made.bits;
                made.bits += 1;
                made.add(code, bit);
            } else if made.find(code).is_none() {
                let set = known.into_iter().fold(FormSet::default(), FormSet::or);
                made.names.push((code.clone(), set));
            }
        }
        made
    }

    fn add(&mut self, name: &str, bit: usize) {
        self.all.insert(bit);
        match self.names.iter_mut().find(|(other, _)| other == name) {
            Some((_, set)) => set.insert(bit),
            None => {
                let mut set = FormSet::default();
                set.insert(bit);
                self.names.push((name.to_owned(), set));
            }
        }
    }

    /// What a form id or term code stands for.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FormSet> {
        self.names.iter().find(|(other, _)| other == name).map(|(_, set)| *set)
    }

    /// The numbers of the pairs in a set.
    pub fn bits(&self, set: FormSet) -> impl Iterator<Item = usize> + use<> {
        (0..self.bits.min(WORDS * 64)).filter(move |bit| set.word(bit / 64) >> (bit % 64) & 1 == 1)
    }

    /// Everything: what an unknown form may be.
    #[must_use]
    pub fn all(&self) -> FormSet {
        self.all
    }

    /// All names with what they stand for.
    pub fn names(&self) -> impl Iterator<Item = (&str, FormSet)> {
        self.names.iter().map(|(name, set)| (name.as_str(), *set))
    }

    /// Whether the tables have more pairs than a set can hold.
    #[must_use]
    pub fn overflows(&self) -> bool {
        self.bits > WORDS * 64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_forms_meet_in_their_pairs() {
        let form = |id: &str, terms: &[&str]| Form {
            id: id.into(),
            terms: terms.iter().map(|t| (*t).into()).collect(),
            titles: Default::default(),
        };
        let tables = [form("tusk", &["TUS"]), form("carving", &["IVC", "CAR"]), form("ring", &["IVC"])];
        let forms = Forms::new(&tables, &[("CST".into(), vec!["carving".into()]), ("ZZZ".into(), Vec::new())]);
        let set = |name: &str| forms.find(name).unwrap();
        for (offer, row, meets, within) in [
            ("IVC", "carving", true, false),
            ("ring", "IVC", true, true),
            ("carving", "IVC", true, false),
            ("tusk", "IVC", false, false),
            ("CST", "carving", true, true),
            ("ZZZ", "carving", false, false),
        ] {
            assert_eq!(set(offer).meets(&set(row)), meets, "{offer} {row}");
            assert_eq!(set(offer).is_within(&set(row)), within, "{offer} {row}");
        }
        assert!(set("ZZZ").is_within(&forms.all()) && forms.find("nothing").is_none());
    }
}
