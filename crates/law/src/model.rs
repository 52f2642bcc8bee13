//! The law as the tables say it, each reference resolved: who says what of which taxa, forms, claims, places and days.

use crate::claims::{Claim, Condition};
use crate::day::Span;
use crate::forms::{FormSet, Forms};
use crate::names::Names;
use crate::origin::OriginSet;
use crate::selector::Selector;
use crate::words::{Decision, Ruling};
use serde::{Deserialize, Serialize};

/// Everything under `catalogue/law/`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Law {
    /// BLAKE3 hash of the tables, in hexadecimal: the law's identity.
    pub hash: String,
    /// Whose law it is.
    pub jurisdictions: Vec<Jurisdiction>,
    /// What a seller may say.
    pub claims: Vec<Claim>,
    /// Forms and term codes.
    pub forms: Forms,
    /// Names that only the law's lists know.
    pub names: Names,
    /// Statutes, orders, conventions.
    pub instruments: Vec<Instrument>,
    /// Papers and marks.
    pub documents: Vec<Document>,
    /// Words beside which sellers quote papers.
    pub cues: Vec<crate::papers::Cue>,
    /// What national lists say of taxa.
    pub listings: Vec<Listing>,
    /// Provisions.
    pub rows: Vec<Row>,
    /// Platform policies.
    pub policies: Vec<Policy>,
    /// What must hold of all offers.
    pub invariants: Vec<Invariant>,
    /// Questions with the answer that must hold. They are checks on the rows and are not packed.
    #[serde(skip)]
    pub cases: Vec<Case>,
}

/// A place in a table, for messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the catalogue's folder.
    pub file: String,
    /// Line number, from 1.
    pub line: u32,
}

/// Whose law it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jurisdiction {
    /// Id, such as `CN` or `CN-HI`.
    pub id: String,
    /// The jurisdiction whose law holds here too.
    pub parent: Option<u16>,
    /// Other codes and names.
    pub alias: Vec<String>,
    /// Display titles: English, Simplified and Traditional Chinese.
    pub titles: [String; 3],
}

/// A statute, an order, a convention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Id within the jurisdiction.
    pub id: String,
    /// Whose.
    pub jurisdiction: u16,
    /// Title in English.
    pub title: String,
    /// Title in the language of the law.
    pub local: String,
    /// Number, such as `Cap. 586`.
    pub number: String,
    /// When it was in force.
    pub span: Span,
    /// How sure: high, medium, low.
    pub confidence: String,
}

/// A paper or a mark that the law asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Id within the jurisdiction.
    pub id: String,
    /// Whose.
    pub jurisdiction: u16,
    /// The claims that it proves, with what they imply.
    pub proves: u64,
    /// Display titles: English, Simplified and Traditional Chinese.
    pub titles: [String; 3],
    /// What a plausible number looks like; empty where nobody knows.
    pub pattern: String,
    /// Months of validity.
    pub months: Option<u16>,
    /// Taxa for which it can be issued; empty for all.
    pub taxa: Vec<Selector>,
}

/// What a national list says of a taxon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The list.
    pub list: String,
    /// Whose list.
    pub jurisdiction: u16,
    /// Index of the taxon.
    pub taxon: u32,
    /// Class or schedule.
    pub class: String,
    /// The populations that it concerns.
    pub origin: OriginSet,
    /// When.
    pub span: Span,
    /// Whether the source is weak.
    pub doubtful: bool,
}

/// One provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Id, unique in the whole tree.
    pub id: String,
    /// Whose.
    pub jurisdiction: u16,
    /// Taxa that it is about.
    pub taxa: Vec<Selector>,
    /// Taxa taken out again.
    pub except: Vec<Selector>,
    /// Forms that it is about.
    pub forms: FormSet,
    /// Claims that must have been made.
    pub when: Condition,
    /// Origins that it is about.
    pub origin: OriginSet,
    /// Transactions, as bits.
    pub transactions: u8,
    /// What it says.
    pub result: Ruling,
    /// Papers that it asks for: all of these, each one of several. Indices of [`Law::documents`].
    pub documents: Vec<Vec<u32>>,
    /// Rows that it replaces where it applies. Indices of [`Law::rows`].
    pub lifts: Vec<u32>,
    /// Whether it is written as an exception, so that what is not known does not count for the seller.
    pub exception: bool,
    /// Index of [`Law::instruments`].
    pub instrument: Option<u32>,
    /// As lawyers cite it.
    pub article: String,
    /// When it was in force.
    pub span: Span,
    /// Whether the sources leave no doubt.
    pub sure: bool,
    /// Where the fact comes from.
    pub source: String,
    /// Our words.
    pub note: String,
    /// Where it stands.
    pub place: Place,
}

/// A question with the answer that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Id.
    pub id: String,
    /// Index of the jurisdiction.
    pub jurisdiction: u16,
    /// The question.
    pub question: crate::answer::Question,
    /// The answer.
    pub ruling: Ruling,
    /// Ids of the papers, sorted.
    pub documents: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A platform's own rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Name: the file's.
    pub id: String,
    /// Its rules, in file order.
    pub rules: Vec<Rule>,
}

/// One rule of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Id.
    pub id: String,
    /// Taxa that it is about.
    pub taxa: Vec<Selector>,
    /// Taxa taken out again.
    pub except: Vec<Selector>,
    /// Forms that it is about.
    pub forms: FormSet,
    /// Verdicts of the law to which it applies, as bits by [`Ruling`].
    pub rulings: u8,
    /// Lowest score from which it applies.
    pub score: f64,
    /// Channels, as bits.
    pub channels: u8,
    /// What is done.
    pub decision: Decision,
    /// Why, for the seller.
    pub reason: String,
    /// Where it stands.
    pub place: Place,
}

/// A statement over all offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invariant {
    /// Id.
    pub id: String,
    /// Jurisdictions, as indices; all where empty.
    pub jurisdictions: Vec<u16>,
    /// Taxa that it is about.
    pub taxa: Vec<Selector>,
    /// Taxa taken out again.
    pub except: Vec<Selector>,
    /// Forms that it is about.
    pub forms: FormSet,
    /// Claims that must have been made.
    pub claims: Condition,
    /// Origins that it is about.
    pub origin: OriginSet,
    /// Transactions, as bits.
    pub transactions: u8,
    /// The days.
    pub span: Span,
    /// What must never be.
    pub never: Never,
    /// The statement, for people.
    pub statement: String,
    /// Where it stands.
    pub place: Place,
}

/// What must never be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Never {
    /// A verdict among these, as bits by [`Ruling`].
    Rulings(u8),
    /// A verdict without basis or without the papers that it asks for.
    Unanswered,
    /// A claim that makes the verdict looser without a paper being asked for.
    LoosenedByClaim,
    /// A policy (its index) that is milder than the law: what is prohibited not blocked, what wants papers not at least reviewed.
    MilderThanLaw(u16),
    /// A policy (its index) that decides milder than this.
    MilderThan(u16, Decision),
}

impl Law {
    /// The number of a jurisdiction, by id or alias, capitals or not.
    #[must_use]
    pub fn jurisdiction(&self, name: &str) -> Option<u16> {
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let fits = |j: &Jurisdiction| {
            j.id.eq_ignore_ascii_case(name)
                || j.alias.iter().chain(&j.titles).any(|alias| alias.to_lowercase() == name.to_lowercase())
        };
        let at = self.jurisdictions.iter().position(fits)?;
        u16::try_from(at).ok()
    }

    /// The jurisdiction of that number.
    #[must_use]
    pub fn jurisdiction_at(&self, index: u16) -> Option<&Jurisdiction> {
        self.jurisdictions.get(usize::from(index))
    }

    /// A jurisdiction and those above it, itself first.
    pub fn lineage(&self, index: u16) -> impl Iterator<Item = u16> {
        // Tables are checked for circles, but an unchecked one must not hang.
        std::iter::successors(Some(index), |at| self.jurisdiction_at(*at)?.parent).take(8)
    }

    /// The row of that number.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<&Row> {
        self.rows.get(usize::try_from(index).ok()?)
    }

    /// The entries of a jurisdiction's lists.
    #[must_use]
    pub fn listings_of(&self, jurisdiction: u16) -> Vec<&Listing> {
        self.listings.iter().filter(|listing| listing.jurisdiction == jurisdiction).collect()
    }

    /// The policy of that name.
    #[must_use]
    pub fn policy(&self, id: &str) -> Option<u16> {
        u16::try_from(self.policies.iter().position(|policy| policy.id == id)?).ok()
    }

    /// The document of that number.
    #[must_use]
    pub fn document(&self, index: u32) -> Option<&Document> {
        self.documents.get(usize::try_from(index).ok()?)
    }
}

impl Ruling {
    /// Its bit in a set of rulings.
    #[must_use]
    pub fn bit(self) -> u8 {
        match self {
            Self::Allowed => 1,
            Self::NeedsDocument => 2,
            Self::Prohibited => 4,
        }
    }
}
