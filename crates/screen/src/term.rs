//! Terms: lexicon entries as the matcher wants them, folded once when the catalogue is compiled.

use crate::fold::{Class, Fold};
use crate::romanise::romanise;
use crate::stream::{Gap, Stream};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::lexicon::{CLAIMS, CONTEXTS, CUES, Entry, EntryStatus, Role, SENSES, Strength};

/// A role in a byte or two: kinds are indices into the lists of `xiezhi_catalogue::lexicon`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Names a taxon.
    Name,
    /// Name and part.
    Product,
    /// Code word.
    Code,
    /// Part without taxon.
    Form,
    /// A claim.
    Claim(u8),
    /// A cue.
    Cue(u8),
    /// An innocent phrase.
    Sense(u8),
    /// A word of innocent goods.
    Context(u8),
}

impl Kind {
    fn of(role: &Role) -> Self {
        let at =
            |kinds: &[&str], kind: &str| u8::try_from(kinds.iter().position(|k| *k == kind).unwrap_or(0)).unwrap_or(0);
        match role {
            Role::Name => Self::Name,
            Role::Product => Self::Product,
            Role::Code => Self::Code,
            Role::Form => Self::Form,
            Role::Claim(kind) => Self::Claim(at(CLAIMS, kind)),
            Role::Cue(kind) => Self::Cue(at(CUES, kind)),
            Role::Sense(kind) => Self::Sense(at(SENSES, kind)),
            Role::Context(kind) => Self::Context(at(CONTEXTS, kind)),
        }
    }

    /// Whether a finding can stand on it.
    #[must_use]
    pub fn is_head(self) -> bool {
        matches!(self, Self::Name | Self::Product | Self::Code)
    }

    /// The role as the lexicon writes it.
    #[must_use]
    pub fn text(self) -> String {
        let of = |family: &str, kinds: &[&str], at: u8| {
            format!("{family}:{}", kinds.get(usize::from(at)).copied().unwrap_or("other"))
        };
        match self {
            Self::Name => "name".into(),
            Self::Product => "product".into(),
            Self::Code => "code".into(),
            Self::Form => "form".into(),
            Self::Claim(at) => of("claim", CLAIMS, at),
            Self::Cue(at) => of("cue", CUES, at),
            Self::Sense(at) => of("sense", SENSES, at),
            Self::Context(at) => of("context", CONTEXTS, at),
        }
    }
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The word as the catalogue writes it.
    pub text: CompactString,
    /// Its characters in lower case with marks, separators left out: what a match is held against.
    pub exact: CompactString,
    /// Bit `i` is set where a separator stands before character `i`.
    pub gaps: u64,
    /// Whether any of its letters carries a diacritic.
    pub marked: bool,
    /// Role.
    pub kind: Kind,
    /// Groups as indices into the catalogue's list, most likely first.
    pub groups: SmallVec<[u16; 4]>,
    /// Form as index into the catalogue's list.
    pub form: Option<u8>,
    /// How telling a head is.
    pub strength: Strength,
    /// Innocent senses, as bits over `SENSES`.
    pub senses: u16,
    /// Read and reported, but weighs nothing.
    pub candidate: bool,
    /// For common names of single taxa: the taxon.
    pub taxon: Option<u32>,
    /// Index into the endings table of its language, if the language has one.
    pub endings: Option<u8>,
    /// Whether the language is one whose letters may not gain marks (Vietnamese).
    pub tonal: bool,
    /// For a word spelled in Latin letters: the word itself.
    pub native: Option<CompactString>,
}

impl Term {
    /// A term for a scientific name met in a text.
    #[must_use]
    pub fn of_taxon(catalogue: &Catalogue, taxon: u32) -> Self {
        let name = catalogue.taxa.get(taxon).map(|t| t.name.clone()).unwrap_or_default();
        let groups = catalogue.groups_of(taxon);
        Self {
            exact: name.to_lowercase().into(),
            text: name.into(),
            gaps: 0,
            marked: false,
            kind: Kind::Name,
            groups: groups.iter().filter_map(|g| index_of(catalogue.groups.iter().map(|g| &g.id), &g.id)).collect(),
            form: None,
            strength: Strength::Fair,
            senses: 0,
            candidate: false,
            taxon: Some(taxon),
            endings: None,
            tonal: false,
            native: None,
        }
    }

    /// The word as people should see it.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.native.as_deref().unwrap_or(&self.text)
    }
}

/// All terms with the patterns that find them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Terms by number.
    pub terms: Vec<Term>,
    /// Term numbers by pattern: `offsets[p]..offsets[p + 1]` of `members`.
    offsets: Vec<u32>,
    members: Vec<u32>,
}

impl Terms {
    /// The terms that a pattern stands for.
    pub fn of_pattern(&self, pattern: u32) -> impl Iterator<Item = (u32, &Term)> {
        let at = pattern as usize;
        let range = self.offsets.get(at).copied().unwrap_or(0) as usize
            ..self.offsets.get(at + 1).copied().unwrap_or(0) as usize;
        self.members
            .get(range)
            .unwrap_or(&[])
            .iter()
            .filter_map(|number| Some((*number, self.terms.get(*number as usize)?)))
    }

    /// The term of that number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Term> {
        self.terms.get(number as usize)
    }

    /// Folds all entries and common names; returns the patterns too, in order of their numbers.
    #[must_use]
    pub fn compile(catalogue: &Catalogue, fold: &Fold) -> (Self, Vec<String>) {
        let mut by_pattern: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut terms = Vec::new();
        let mut add = |pattern: String, term: Term| {
            let number = u32::try_from(terms.len()).unwrap_or(u32::MAX);
            by_pattern.entry(pattern).or_default().push(number);
            terms.push(term);
        };
        for entry in &catalogue.entries {
            if let Some((pattern, term)) = from_entry(catalogue, fold, entry) {
                add(pattern, term);
            }
            if let Some((pattern, term)) = spelled(catalogue, fold, entry) {
                add(pattern, term);
            }
        }
        let known: std::collections::HashSet<String> =
            catalogue.entries.iter().filter(|e| e.role.is_head()).map(|e| e.text.to_lowercase()).collect();
        for (name, lang, taxon) in catalogue.vernacular.iter().filter(|(name, _, _)| !known.contains(name)) {
            if let Some((pattern, term)) = from_common_name(catalogue, fold, name, lang, *taxon) {
                add(pattern, term);
            }
        }
        let mut compiled = Self { terms, offsets: vec![0], members: Vec::new() };
        let mut patterns = Vec::with_capacity(by_pattern.len());
        for (pattern, members) in by_pattern {
            level(&mut compiled.terms, &members);
            compiled.members.extend(members);
            compiled.offsets.push(u32::try_from(compiled.members.len()).unwrap_or(u32::MAX));
            patterns.push(pattern);
        }
        (compiled, patterns)
    }
}

/// One word in several languages is as telling as in its most innocent one, and has the senses of all: texts mix languages.
fn level(terms: &mut [Term], members: &[u32]) {
    let heads = || members.iter().filter_map(|m| usize::try_from(*m).ok());
    let same: Vec<(Strength, u16)> = heads()
        .filter_map(|at| terms.get(at))
        .filter(|t| t.kind.is_head() && t.taxon.is_none())
        .map(|t| (t.strength, t.senses))
        .collect();
    let Some(weakest) = same.iter().map(|(strength, _)| *strength).min() else { return };
    let senses = same.iter().fold(0, |all, (_, senses)| all | senses);
    for at in heads().collect::<Vec<_>>() {
        if let Some(term) = terms.get_mut(at).filter(|t| t.kind.is_head()) {
            term.strength = weakest;
            term.senses |= senses;
        }
    }
}

fn from_entry(catalogue: &Catalogue, fold: &Fold, entry: &Entry) -> Option<(String, Term)> {
    let (pattern, mut term) = shape(catalogue, fold, &entry.text, &entry.lang)?;
    term.kind = Kind::of(&entry.role);
    term.groups = entry.groups.iter().filter_map(|id| index_of(catalogue.groups.iter().map(|g| &g.id), id)).collect();
    term.form = index_of(catalogue.forms.iter().map(|f| &f.id), &entry.form).and_then(|at| u8::try_from(at).ok());
    term.strength = entry.strength;
    term.senses =
        entry.senses.iter().filter_map(|s| SENSES.iter().position(|k| k == s)).fold(0, |bits, at| bits | 1 << at);
    term.candidate = entry.status == EntryStatus::Candidate;
    Some((pattern, term))
}

/// A name or product of another script in Latin letters.
fn spelled(catalogue: &Catalogue, fold: &Fold, entry: &Entry) -> Option<(String, Term)> {
    let named = matches!(entry.role, Role::Name | Role::Product) && matches!(entry.lang.as_str(), "ko" | "ja" | "ru");
    let text = romanise(&entry.text).filter(|_| named && entry.status == EntryStatus::Active)?;
    let (pattern, mut term) = from_entry(catalogue, fold, &Entry { text, ..entry.clone() })?;
    term.endings = None;
    term.native = Some(entry.text.as_str().into());
    Some((pattern, term))
}

fn from_common_name(catalogue: &Catalogue, fold: &Fold, name: &str, lang: &str, taxon: u32) -> Option<(String, Term)> {
    let (pattern, mut term) = shape(catalogue, fold, name, lang)?;
    let groups = catalogue.groups_of(taxon);
    term.groups = groups.iter().filter_map(|g| index_of(catalogue.groups.iter().map(|g| &g.id), &g.id)).collect();
    term.taxon = Some(taxon);
    (!term.groups.is_empty()).then_some((pattern, term))
}

fn index_of<'a>(ids: impl Iterator<Item = &'a String>, id: &str) -> Option<u16> {
    let mut ids = ids;
    ids.position(|other| other == id).and_then(|at| u16::try_from(at).ok())
}

/// Folds a word into its pattern; none where nothing is left or it is too long to be a word.
fn shape(catalogue: &Catalogue, fold: &Fold, text: &str, lang: &str) -> Option<(String, Term)> {
    const LONGEST: usize = 64;
    let stream = Stream::read(fold, text);
    if stream.units.is_empty() || stream.units.len() > LONGEST {
        return None;
    }
    let spaced = |unit: usize| stream.gap(unit) > Gap::Hidden && unit > 0;
    let gaps = (0..stream.units.len()).filter(|unit| spaced(*unit)).fold(0u64, |bits, unit| bits | 1 << unit);
    let term = Term {
        text: text.into(),
        exact: stream.units.iter().map(|unit| unit.exact).collect(),
        gaps,
        marked: stream.units.iter().any(|unit| unit.marked && unit.class == Class::Letter),
        kind: Kind::Name,
        groups: SmallVec::new(),
        form: None,
        strength: Strength::Weak,
        senses: 0,
        candidate: false,
        taxon: None,
        endings: catalogue.readings.endings.iter().position(|e| e.lang == lang).and_then(|at| u8::try_from(at).ok()),
        tonal: lang == "vi",
        native: None,
    };
    Some((stream.text, term))
}
