//! From matches to findings: which words stand, which taxon and form they mean together, and what speaks for and against an offer.
//!
//! An innocent phrase swallows the wildlife word inside it; a longer name swallows a shorter one. What is left is grouped by the
//! catalogue's groups, one finding a group, with features that the score weighs.

mod features;

use crate::extract::Numbers;
use crate::matcher::Match;
use crate::score::Features;
use crate::stream::Stream;
use crate::term::{Kind, Term, Terms};
use crate::verify::Reading;
use std::collections::BTreeMap;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::lexicon::{CLAIMS, Strength};

/// A finding before it is scored.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Group number.
    pub group: u16,
    /// Form number.
    pub form: Option<u8>,
    /// The most exact taxon that the words name.
    pub taxon: Option<u32>,
    /// What speaks for and against.
    pub features: Features,
    /// Matches it stands on and that shaped it.
    pub evidence: Vec<Match>,
    /// Kinds of claim made.
    pub claims: Vec<String>,
    /// Whether it rests on candidates of the lexicon alone.
    pub unconfirmed: bool,
}

/// What a listing says besides its matches.
pub struct Situation<'a> {
    /// The facts.
    pub catalogue: &'a Catalogue,
    /// The terms.
    pub terms: &'a Terms,
    /// Scientific names met in this listing, numbered from `names::TAXON_BASE`.
    pub named: &'a [Term],
    /// Names of the fields, by number.
    pub fields: &'a [&'a str],
    /// The fields as they were read plainly.
    pub streams: &'a [Stream],
    /// Whether the seller hides, or says what only the real thing shows: without it a code word is an ordinary word.
    pub cover: bool,
    /// How many characters the listing has in all.
    pub length: u32,
    /// Numbers in the text; the listing's own price is in it too.
    pub numbers: &'a Numbers,
}

/// Distance in characters within which words belong together.
const NEAR: u32 = 24;

impl Situation<'_> {
    fn term(&self, matched: &Match) -> Option<&Term> {
        match matched.term.checked_sub(crate::names::TAXON_BASE) {
            Some(at) => self.named.get(at as usize),
            None => self.terms.get(matched.term),
        }
    }

    /// Groups what was matched into candidates.
    #[must_use]
    pub fn candidates(&self, matches: &[Match]) -> Vec<Candidate> {
        let standing = self.standing(matches);
        let mut groups: BTreeMap<u16, Vec<Match>> = BTreeMap::new();
        for head in standing.iter().filter(|m| m.kind.is_head()) {
            if let Some(group) = self.group_of(head, &standing) {
                groups.entry(group).or_default().push(*head);
            }
        }
        let stands = |heads: &[Match]| self.cover || heads.iter().any(|m| m.kind != Kind::Code);
        groups
            .into_iter()
            .filter(|(_, heads)| stands(heads))
            .map(|(group, heads)| self.candidate(group, &heads, &standing))
            .collect()
    }

    /// The matches that nothing swallows, in the order of the text.
    #[must_use]
    pub fn standing(&self, matches: &[Match]) -> Vec<Match> {
        let mut sorted: Vec<Match> = matches.to_vec();
        sorted.sort_by_key(|m| (m.field, m.start, std::cmp::Reverse(m.end), m.reading, m.kind));
        let longer = |a: &Match, b: &Match| a.covers(b) && (a.end - a.start) > (b.end - b.start);
        let swallowed = |m: &Match| {
            sorted.iter().any(|other| {
                let plain = other.reading <= m.reading || other.reading < Reading::Joined;
                match (other.kind, m.kind) {
                    // The same place read twice: the plainer reading stands.
                    _ if other.covers(m) && m.covers(other) => {
                        (other.term == m.term && other.reading < m.reading)
                            || (matches!(other.kind, Kind::Sense(_)) && m.kind.is_head() && other.reading <= m.reading)
                            || (other.kind.is_head() && m.kind.is_head() && other.reading < m.reading)
                            || (other.kind == Kind::Product && m.kind == Kind::Name && other.reading <= m.reading)
                            || (other.kind.is_head() && matches!(m.kind, Kind::Form))
                            || (matches!(other.kind, Kind::Context(_))
                                && m.kind.is_head()
                                && m.reading.is_disguise()
                                && !other.reading.is_disguise())
                    }
                    (Kind::Sense(_), _) => longer(other, m) && plain,
                    (Kind::Name | Kind::Product | Kind::Code, Kind::Sense(_)) => {
                        longer(other, m) && plain && other.reading < Reading::Sound
                    }
                    // Who writes the animal's name plainly hides nothing: the rest of the word is what it says.
                    (Kind::Name | Kind::Product, kind)
                        if kind.is_head() && m.reading >= Reading::Sound && m.reading != Reading::Name =>
                    {
                        other.reading < Reading::Joined && m.covers(other) && !other.covers(m)
                            || (plain && longer(other, m))
                    }
                    // Without a reason to hide a code word is an ordinary one, and what it holds says what it says.
                    (Kind::Code, Kind::Name | Kind::Product) if !self.cover => false,
                    (
                        Kind::Product | Kind::Name | Kind::Code,
                        Kind::Name | Kind::Product | Kind::Code | Kind::Form | Kind::Context(_),
                    ) => longer(other, m) && plain,
                    // What the thing is said to be made of is no claim beside the code word that says so.
                    (Kind::Code, Kind::Claim(_)) => longer(other, m) && plain,
                    (Kind::Context(_), Kind::Name) => longer(other, m) && plain,
                    (Kind::Form | Kind::Cue(_) | Kind::Claim(_), Kind::Form | Kind::Cue(_) | Kind::Claim(_)) => {
                        longer(other, m) && plain
                    }
                    // A disguise read across words that stand there plainly is no disguise.
                    (_, kind) => {
                        kind.is_head()
                            && m.reading >= Reading::Sound
                            && other.reading < Reading::Joined
                            && longer(other, m)
                    }
                }
            })
        };
        sorted.iter().filter(|m| !swallowed(m)).copied().collect()
    }

    /// The group of a head: of several possible ones, the one that most heads share.
    fn group_of(&self, head: &Match, standing: &[Match]) -> Option<u16> {
        let own = &self.term(head)?.groups;
        let votes = |group: &u16| {
            standing
                .iter()
                .filter(|m| m.kind.is_head() && self.term(m).is_some_and(|t| t.groups.contains(group)))
                .count()
        };
        let mut best = own.first()?;
        for group in own.iter().skip(1) {
            if votes(group) > votes(best) {
                best = group;
            }
        }
        Some(*best)
    }

    fn candidate(&self, group: u16, heads: &[Match], standing: &[Match]) -> Candidate {
        let mut features = Features::default();
        let rank = |m: &Match| {
            let term = self.term(m);
            let kind = match m.kind {
                Kind::Product => 2,
                Kind::Name => 1,
                _ => 0,
            };
            (!term.is_some_and(|t| t.candidate), term.map_or(Strength::Weak, |t| t.strength), kind, m.units)
        };
        let best = heads.iter().copied().max_by_key(rank);
        let unconfirmed = heads.iter().all(|m| self.term(m).is_some_and(|t| t.candidate));
        let mut evidence: Vec<Match> = heads.to_vec();
        let form = self.form(group, heads, standing, &mut features, &mut evidence);
        if let Some(best) = best {
            self.head_features(&best, heads, group, &mut features);
            self.surroundings(&best, heads, standing, &mut features, &mut evidence);
        }
        if heads.iter().all(|m| m.kind == Kind::Code) {
            self.cover_features(standing, &mut features);
        }
        let claims = self.claims(standing);
        self.number_features(form, &mut features);
        evidence.sort_by_key(|m| (m.field, m.start, m.end));
        evidence.dedup();
        Candidate { group, form, taxon: self.taxon(group, heads), features, evidence, claims, unconfirmed }
    }

    /// The most exact taxon: a name of a single taxon, else what the heads' groups have in common.
    fn taxon(&self, group: u16, heads: &[Match]) -> Option<u32> {
        if let Some(taxon) = heads.iter().find_map(|m| self.term(m)?.taxon) {
            return Some(taxon);
        }
        let shared: Vec<u16> = heads
            .iter()
            .filter_map(|m| self.term(m))
            .map(|t| t.groups.to_vec())
            .reduce(|a, b| a.into_iter().filter(|g| b.contains(g)).collect())?;
        let ids: Vec<String> =
            shared.iter().filter_map(|g| Some(self.catalogue.groups.get(usize::from(*g))?.id.clone())).collect();
        let own = self.catalogue.groups.get(usize::from(group))?.id.clone();
        self.catalogue.taxon_of(if ids.is_empty() { std::slice::from_ref(&own) } else { &ids })
    }

    fn form(
        &self,
        group: u16,
        heads: &[Match],
        standing: &[Match],
        features: &mut Features,
        evidence: &mut Vec<Match>,
    ) -> Option<u8> {
        let known: Vec<u8> = self.group_forms(group);
        let own = heads.iter().filter(|m| m.kind != Kind::Name).find_map(|m| self.term(m)?.form);
        let mut near: Option<(u32, bool, Match, u8)> = None;
        for matched in standing.iter().filter(|m| m.kind == Kind::Form) {
            let Some(form) = self.term(matched).and_then(|t| t.form) else { continue };
            let distance = heads.iter().map(|h| distance(h, matched)).min().unwrap_or(u32::MAX);
            let fits = known.contains(&form);
            if near.as_ref().is_none_or(|(d, f, _, _)| (!fits, distance) < (!*f, *d)) {
                near = Some((distance, fits, *matched, form));
            }
        }
        if let Some((distance, fits, matched, _)) = &near {
            let place = if *distance <= NEAR { "near" } else { "far" };
            features.add(format!("form:{place}{}", if *fits { "" } else { ":unusual" }));
            if *distance <= NEAR || *fits {
                evidence.push(*matched);
            }
        }
        let own_or_name = own
            .or_else(|| near.as_ref().filter(|(d, fits, _, _)| *fits || *d <= NEAR / 2).map(|(_, _, _, form)| *form));
        let form = own_or_name.or_else(|| heads.iter().find_map(|m| self.term(m)?.form));
        // A general form of the product gives way to a more exact one beside it ("ivory ... bangle").
        match (form.and_then(|f| self.form_id(f)), &near) {
            (
                Some("other" | "tusk" | "tusk_piece" | "jewellery" | "carving" | "medicine"),
                Some((distance, true, _, exact)),
            ) if *distance <= NEAR => Some(*exact),
            _ => form,
        }
    }

    fn form_id(&self, form: u8) -> Option<&str> {
        self.catalogue.forms.get(usize::from(form)).map(|f| f.id.as_str())
    }

    fn group_forms(&self, group: u16) -> Vec<u8> {
        let ids = self.catalogue.groups.get(usize::from(group)).map(|g| g.forms.as_slice()).unwrap_or(&[]);
        let at =
            |id: &String| self.catalogue.forms.iter().position(|f| f.id == *id).and_then(|at| u8::try_from(at).ok());
        ids.iter().filter_map(at).collect()
    }

    fn claims(&self, standing: &[Match]) -> Vec<String> {
        let mut claims: Vec<String> = standing
            .iter()
            .filter_map(|m| match m.kind {
                Kind::Claim(kind) => CLAIMS.get(usize::from(kind)).map(|k| (*k).to_owned()),
                _ => None,
            })
            .collect();
        claims.sort();
        claims.dedup();
        claims
    }
}

/// Characters between two matches of one field; far apart for different fields.
fn distance(a: &Match, b: &Match) -> u32 {
    if a.field != b.field {
        return NEAR * 4;
    }
    let (first, second) = if a.at <= b.at { (a, b) } else { (b, a) };
    second.at.saturating_sub(first.at + u32::from(first.units))
}
