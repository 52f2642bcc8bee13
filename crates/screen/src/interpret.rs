//! From matches to findings: which words stand, which taxon and form they mean together, and what speaks for and against an offer.
//!
//! An innocent phrase swallows the wildlife word inside it; a longer name swallows a shorter one. What is left is grouped by the
//! catalogue's groups, one finding a group, with features that the score weighs.

use crate::extract::Numbers;
use crate::matcher::Match;
use crate::score::Features;
use crate::stream::{Gap, Stream};
use crate::term::{Kind, Term, Terms};
use crate::verify::Reading;
use std::collections::BTreeMap;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::groups::Status;
use xiezhi_catalogue::lexicon::{CLAIMS, CONTEXTS, CUES, SENSES, Strength};

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

/// Which kinds of goods make which sense likely.
const SUPPORTS: &[(&str, &[&str])] = &[
    (
        "colour",
        &["apparel", "textile", "cosmetics", "home", "paint", "stationery", "electronics", "material", "jewellery"],
    ),
    (
        "brand",
        &["apparel", "food", "electronics", "software", "tool", "vehicle", "cosmetics", "service", "media", "toy"],
    ),
    ("plant", &["garden", "home"]),
    ("food", &["food"]),
    ("toy", &["toy", "media", "material", "textile"]),
    ("print", &["apparel", "textile", "home", "electronics", "stationery", "cosmetics"]),
    ("place", &["travel", "service", "media"]),
    ("media", &["media", "software", "stationery", "toy"]),
    ("tool", &["tool", "vehicle", "electronics", "material", "home"]),
    ("medicine", &["cosmetics", "food"]),
    ("person", &["media", "apparel"]),
    ("animal", &["petcare", "food", "livestock"]),
    ("mineral", &["jewellery", "material"]),
];

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

    /// How many kinds of reason there are to take a code word for what it stands for; a way to write to the seller alone is a weak one.
    fn cover_features(&self, standing: &[Match], features: &mut Features) {
        let said = |cue: &str| {
            standing.iter().any(|m| matches!(m.kind, Kind::Cue(at) if CUES.get(usize::from(at)) == Some(&cue)))
        };
        let contact = said("contact") || self.numbers.contact.is_some();
        let weighed = self.numbers.weight.is_some() || self.numbers.per_weight;
        let others = ["secrecy", "grade", "remedy", "hunt"].iter().filter(|cue| said(cue)).count();
        let kinds = others + usize::from(contact) + usize::from(weighed);
        features.add(format!("code:reasons:{}", kinds.min(3)));
        if kinds == 1 && contact {
            features.add("code:contact-only");
        }
        if kinds == 1 && weighed {
            features.add("code:weight-only");
        }
    }

    /// The most exact taxon: a name of a single taxon, else what the heads' groups have in common.
    fn taxon(&self, group: u16, heads: &[Match]) -> Option<u32> {
        if let Some(taxon) = heads.iter().find_map(|m| self.term(m)?.taxon) {
            return Some(taxon);
        }
        let shared: Vec<u16> = heads
            .iter()
            .filter_map(|m| self.term(m))
            .map(|t| t.groups.clone())
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

    fn head_features(&self, best: &Match, heads: &[Match], group: u16, features: &mut Features) {
        let Some(term) = self.term(best) else { return };
        let family = if best.reading == Reading::Name {
            "scientific".to_owned()
        } else if term.taxon.is_some() {
            "species".to_owned()
        } else {
            best.kind.text()
        };
        features.add(format!("head:{family}:{}", term.strength));
        features.add(format!("head:{}", term.strength));
        features.add(format!("head:{family}"));
        // The same place read in two languages is one name.
        let mut places: Vec<&Match> = heads.iter().collect();
        places.dedup_by_key(|m| (m.field, m.start));
        let mut names: Vec<&str> = places.into_iter().filter_map(|m| self.term(m)).map(|t| t.exact.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > 1 {
            features.add("head:several");
        }
        let disguise = heads.iter().map(|m| m.reading).filter(|r| r.is_disguise()).min();
        let plain = heads.iter().any(|m| !m.reading.is_disguise());
        // An animal's picture by itself hides no word.
        let picture = disguise == Some(Reading::Emoji) && best.kind == Kind::Name;
        if picture {
            features.add("reading:picture");
        } else if let Some(reading) = disguise {
            features.add(format!("reading:{}{}", reading.word(), if plain { ":beside-plain" } else { "" }));
            if !plain {
                features.add("reading:disguised");
            }
            if !plain && best.units <= 3 && matches!(reading, Reading::Sound | Reading::Shape) {
                features.add("reading:short");
            }
        } else if best.reading == Reading::Diacritics {
            features.add("reading:diacritics");
        }
        // A word alone is a query or a heading; a listing says something of the thing.
        let mut places: Vec<(u16, u32, u32)> =
            heads.iter().map(|m| (m.field, m.at, m.at + u32::from(m.units))).collect();
        places.sort_unstable();
        let mut covered = 0;
        let mut reach = (u16::MAX, 0);
        for (field, start, end) in places {
            let from = if reach.0 == field { start.max(reach.1) } else { start };
            covered += end.saturating_sub(from);
            reach = (field, end.max(if reach.0 == field { reach.1 } else { 0 }));
        }
        let rest = self.length.saturating_sub(covered);
        let length = match rest {
            0..=2 => "bare",
            3..=6 => "short",
            7..=14 => "middling",
            _ => "full",
        };
        features.add(format!("text:{length}"));
        features.add(format!("text:{length}:{}:{}", best.kind.text(), term.strength));
        if let Some(band) = self.numbers.price.map(band) {
            features.add(format!("price:{band}:{}:{}", best.kind.text(), term.strength));
        }
        let field = self.fields.get(usize::from(best.field)).copied().unwrap_or("");
        if field != "title" {
            features.add(format!("where:{}", field.split('.').next().unwrap_or(field)));
        }
        match self.catalogue.groups.get(usize::from(group)).map(|g| g.status) {
            Some(Status::Extinct) => features.add("group:extinct"),
            Some(Status::Unlisted) => features.add("group:unlisted"),
            _ => {}
        }
    }

    fn surroundings(
        &self,
        best: &Match,
        heads: &[Match],
        standing: &[Match],
        features: &mut Features,
        evidence: &mut Vec<Match>,
    ) {
        let firm = self.term(best).is_some_and(|t| t.strength >= Strength::Fair && best.kind == Kind::Product);
        let class = if firm { "firm" } else { "loose" };
        let senses = self.term(best).map_or(0, |t| t.senses);
        for matched in standing.iter().filter(|m| !m.kind.is_head() && m.kind != Kind::Form) {
            let near = heads.iter().map(|h| distance(h, matched)).min().is_some_and(|d| d <= NEAR);
            let place = if near { "near" } else { "far" };
            match matched.kind {
                Kind::Cue(kind) => {
                    let kind = CUES.get(usize::from(kind)).copied().unwrap_or("");
                    features.add(format!("cue:{kind}"));
                    features.add(format!("cue:{kind}:{}", best.kind.text()));
                    evidence.push(*matched);
                }
                Kind::Claim(kind) => {
                    let kind = CLAIMS.get(usize::from(kind)).copied().unwrap_or("");
                    features.add(format!("claim:{kind}:{place}"));
                    features.add(format!("claim:{kind}"));
                    evidence.push(*matched);
                }
                Kind::Context(kind) if CONTEXTS.get(usize::from(kind)) == Some(&"denial") => {
                    if heads.iter().any(|h| self.denies(matched, h)) {
                        features.add("head:denied");
                        evidence.push(*matched);
                    }
                }
                Kind::Context(kind) => {
                    let kind = CONTEXTS.get(usize::from(kind)).copied().unwrap_or("");
                    // From the particular to the general, so that a rare kind borrows from the common ones.
                    features.add(format!("context:{kind}:{place}:{class}"));
                    features.add(format!("context:{kind}"));
                    features.add(format!("context:{place}:{class}"));
                    for (sense, kinds) in SUPPORTS {
                        let bit = SENSES.iter().position(|s| s == sense).unwrap_or(15);
                        if near && kinds.contains(&kind) && senses & (1 << bit) != 0 {
                            features.add(format!("sense:{sense}:likely:{class}"));
                            features.add(format!("sense:likely:{class}"));
                        }
                    }
                    if near {
                        evidence.push(*matched);
                    }
                }
                Kind::Sense(kind) => {
                    features.add(format!("sense:{}:beside", SENSES.get(usize::from(kind)).copied().unwrap_or("")));
                    features.add(format!("sense:beside:{place}:{class}"));
                }
                _ => {}
            }
        }
    }

    /// Whether a word of denial belongs to a head: before it in the same clause, or right after it.
    fn denies(&self, denial: &Match, head: &Match) -> bool {
        const REACH: u32 = 6;
        if denial.field != head.field {
            return false;
        }
        let ends = denial.at + u32::from(denial.units);
        let clause = |from: u32, to: u32| {
            let units = self.streams.get(usize::from(denial.field)).map_or(&[][..], |s| &s.units);
            units.get(from as usize..=to as usize).is_some_and(|units| units.iter().all(|u| u.gap < Gap::Break))
        };
        let before = ends <= head.at && head.at - ends <= REACH && clause(ends, head.at);
        let after = denial.at == head.at + u32::from(head.units) && clause(denial.at, denial.at);
        before || after
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

    fn number_features(&self, form: Option<u8>, features: &mut Features) {
        if let Some(kind) = form.and_then(|f| self.form_id(f)) {
            let family = match kind {
                "live" | "egg" => "live",
                "tusk" | "tusk_piece" | "horn" | "horn_piece" | "scale" | "skin" | "bone" | "skull" | "tooth"
                | "claw" | "casque" | "rostrum" | "shell" | "coral" | "fin" | "maw" | "gill" => "raw",
                "meat" | "caviar" | "nest" => "food",
                "medicine" | "glue" | "wine" | "bile" | "musk" | "powder" | "dried" | "oil" | "paw" => "remedy",
                "leather" | "fur" | "wool" => "wear",
                "plant" | "root" | "seed" | "wood" | "chips" => "plant",
                "taxidermy" | "specimen" => "mounted",
                "other" => "other",
                _ => "worked",
            };
            features.add(format!("form:kind:{family}"));
        } else {
            features.add("form:none");
        }
        if let Some(price) = self.numbers.price {
            features.add(format!("price:{}", band(price)));
        }
        if self.numbers.per_weight {
            features.add("price:per-weight");
        }
        if self.numbers.length.is_some() {
            features.add("size:stated");
        }
        if self.numbers.weight.is_some() {
            features.add("weight:stated");
        }
        if self.numbers.contact.is_some() {
            features.add("cue:contact");
        }
    }
}

/// How dear a thing is, in US dollars.
fn band(price: f64) -> &'static str {
    match price {
        p if p < 4.0 => "tiny",
        p if p < 25.0 => "low",
        p if p < 150.0 => "middle",
        p if p < 1000.0 => "high",
        _ => "very-high",
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
