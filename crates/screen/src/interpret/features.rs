//! What speaks for and against an offer, as named features: the words it stands on, what stands around them, and the numbers.

use super::{NEAR, Situation, distance};
use crate::matcher::Match;
use crate::score::Features;
use crate::stream::Gap;
use crate::term::Kind;
use crate::verify::Reading;
use xiezhi_catalogue::groups::Status;
use xiezhi_catalogue::lexicon::{CLAIMS, CONTEXTS, CUES, SENSES, Strength};

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

impl Situation<'_> {
    pub(super) fn head_features(&self, best: &Match, heads: &[Match], group: u16, features: &mut Features) {
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

    pub(super) fn surroundings(
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
                Kind::Context(kind)
                    if CONTEXTS.get(usize::from(kind)) == Some(&"denial")
                        && heads.iter().any(|h| self.denies(matched, h)) =>
                {
                    features.add("head:denied");
                    evidence.push(*matched);
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

    /// How many kinds of reason there are to take a code word for what it stands for; a way to write to the seller alone is a weak one.
    pub(super) fn cover_features(&self, standing: &[Match], features: &mut Features) {
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

    pub(super) fn number_features(&self, form: Option<u8>, features: &mut Features) {
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
