//! A finding before the law: judged in every jurisdiction that the offer touches, and decided by the platform's policy.
//!
//! Findings repeat, so a docket keeps what was judged; the same finding costs a look-up.

use crate::answer::{Answer, Court, Judgement, Question};
use crate::day::Day;
use crate::model::Law;
use crate::policy::{Decided, Suspicion};
use crate::words::{Channel, Decision, Transaction};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use xiezhi_domain::{Finding, Place, Role};

/// Ids of the jurisdictions for listings that say nothing of places.
pub const DEFAULT: [&str; 2] = ["INT", "CN"];

/// The policy that decides unless another is asked for.
pub const DEFAULT_POLICY: &str = "zero-tolerance";

/// How offers are to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Jurisdictions; none: those that each offer touches.
    pub jurisdictions: Vec<u16>,
    /// The policy.
    pub policy: u16,
    /// The day.
    pub day: Day,
    /// Where the listings appear.
    pub channel: Channel,
}

/// What law and policy make of one finding.
#[derive(Debug, Clone)]
pub struct Considered {
    /// The law, one answer a jurisdiction.
    pub law: Rc<Vec<(Judgement<'static>, Answer)>>,
    /// The policy.
    pub decided: Rc<Decided>,
}

/// What tells findings apart for law and policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key<'a> {
    taxon: Cow<'a, str>,
    form: Cow<'a, str>,
    claims: Cow<'a, [String]>,
    origin: Cow<'a, str>,
    jurisdictions: Cow<'a, [u16]>,
    /// How many of the policy's thresholds the score reaches.
    step: usize,
}

impl Key<'_> {
    fn owned(self) -> Key<'static> {
        Key {
            taxon: Cow::Owned(self.taxon.into_owned()),
            form: Cow::Owned(self.form.into_owned()),
            claims: Cow::Owned(self.claims.into_owned()),
            origin: Cow::Owned(self.origin.into_owned()),
            jurisdictions: Cow::Owned(self.jurisdictions.into_owned()),
            step: self.step,
        }
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }
}

/// What was judged already. Belongs to one court and one setting.
#[derive(Default)]
pub struct Docket {
    judged: HashMap<u64, Vec<(Key<'static>, Considered)>>,
    thresholds: Option<Vec<f64>>,
}

/// Judgements that a docket keeps; beyond, it begins anew.
const KEPT: usize = 4096;

impl Docket {
    /// Judges and decides one finding.
    pub fn consider(
        &mut self,
        court: &Court<'_>,
        finding: &Finding,
        (places, jurisdictions): (&[Place], &[u16]),
        setting: &Setting,
    ) -> Considered {
        let thresholds = self.thresholds.get_or_insert_with(|| thresholds(court.law, setting.policy));
        let key = Key {
            taxon: Cow::Borrowed(&finding.taxon),
            // The engine says `other` where no words name the form.
            form: Cow::Borrowed(if finding.form == "other" { "" } else { &finding.form }),
            claims: Cow::Borrowed(&finding.claims),
            origin: Cow::Owned(origin(court.law, places)),
            jurisdictions: Cow::Borrowed(jurisdictions),
            step: thresholds.iter().filter(|threshold| finding.score >= **threshold).count(),
        };
        let hash = key.hash();
        let held = self.judged.get(&hash).and_then(|all| all.iter().find(|(other, _)| *other == key));
        if let Some((_, considered)) = held {
            return considered.clone();
        }
        let law = judge(court, &key, setting.day);
        let suspicion = Suspicion { score: finding.score, channel: setting.channel };
        let decided = Rc::new(court.decide_offer(setting.policy, &law, suspicion));
        let considered = Considered { law: Rc::new(law), decided };
        if self.judged.len() >= KEPT {
            self.judged.clear();
        }
        self.judged.entry(hash).or_default().push((key.owned(), considered.clone()));
        considered
    }
}

/// The scores at which a policy's rules begin to apply: between two of them nothing changes.
fn thresholds(law: &Law, policy: u16) -> Vec<f64> {
    let rules = law.policies.get(usize::from(policy)).map_or(&[][..], |policy| policy.rules.as_slice());
    let mut scores: Vec<f64> = rules.iter().map(|rule| rule.score).collect();
    scores.sort_by(f64::total_cmp);
    scores.dedup();
    scores
}

fn judge(court: &Court<'_>, key: &Key<'_>, day: Day) -> Vec<(Judgement<'static>, Answer)> {
    let mut all = Vec::new();
    for number in key.jurisdictions.iter() {
        let Some(jurisdiction) = court.law.jurisdiction_at(*number) else { continue };
        let question = Question {
            taxon: key.taxon.to_string(),
            form: key.form.to_string(),
            claims: key.claims.to_vec(),
            origin: key.origin.to_string(),
            jurisdiction: jurisdiction.id.clone(),
            day,
            transaction: Transaction::Offer,
        };
        if let Ok((judgement, answer)) = court.answer_with(&question) {
            all.push((judgement.owned(), answer));
        }
    }
    all
}

/// The strictest of several decisions, with all its reasons.
#[must_use]
pub fn strictest<'a>(decisions: impl Iterator<Item = &'a Decided>) -> Decided {
    let mut all = Decided { decision: Decision::Allow, because: Vec::new() };
    for one in decisions {
        if one.decision > all.decision {
            all = one.clone();
        } else if one.decision == all.decision {
            for because in &one.because {
                if !all.because.contains(because) {
                    all.because.push(because.clone());
                }
            }
        }
    }
    all
}

/// The jurisdictions that an offer touches: seller's place, where it is sent from and to, the site; and international trade where it
/// crosses a border. Those of [`DEFAULT`] where the listing names no place that the tables know.
#[must_use]
pub fn touched(law: &Law, places: &[Place]) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for place in places.iter().filter(|place| place.role != Role::Origin) {
        let jurisdiction = find(law, place);
        if let Some(number) = jurisdiction.filter(|number| !found.contains(number)) {
            found.push(number);
        }
        // A country that the tables do not know is another country all the same.
        let country = jurisdiction
            .map(|number| law.lineage(number).last().unwrap_or(number).to_string())
            .unwrap_or_else(|| place.text.to_lowercase());
        match place.role {
            Role::Seller | Role::ShipFrom => from.push(country),
            Role::ShipTo => to.push(country),
            Role::Site | Role::Origin => {}
        }
    }
    let border = from.iter().any(|a| to.iter().any(|b| a != b));
    let convention = law.jurisdiction("INT").filter(|number| border && !found.contains(number));
    found.extend(convention);
    if found.is_empty() {
        found.extend(DEFAULT.iter().filter_map(|id| law.jurisdiction(id)));
    }
    found.sort_unstable();
    found
}

/// The jurisdiction of a place: by code or name, by the last part of an address, by the country's part of a domain.
fn find(law: &Law, place: &Place) -> Option<u16> {
    let text = place.text.trim();
    law.jurisdiction(text)
        .or_else(|| text.split([',', '，', '/']).rev().map(str::trim).find_map(|part| law.jurisdiction(part)))
        .or_else(|| law.jurisdiction(text.split([' ', '-']).next_back()?))
        .or_else(|| {
            let domain = text.trim_start_matches("https://").trim_start_matches("http://").split('/').next()?;
            let (_, country) = domain.rsplit_once('.')?;
            law.jurisdiction(country)
        })
}

/// The country of origin: a two-letter code as it stands, or the code of a jurisdiction's name.
fn origin(law: &Law, places: &[Place]) -> String {
    let Some(place) = places.iter().find(|place| place.role == Role::Origin) else { return String::new() };
    if crate::origin::code(&place.text).is_some() {
        return place.text.to_uppercase();
    }
    let known = find(law, place).and_then(|number| law.jurisdiction_at(number));
    known.map(|j| j.id.clone()).filter(|id| crate::origin::code(id).is_some()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Jurisdiction;

    #[test]
    fn an_offer_touches_the_places_that_it_names() {
        let jurisdiction = |id: &str, parent, alias: &[&str]| Jurisdiction {
            id: id.into(),
            parent,
            alias: alias.iter().map(|a| (*a).into()).collect(),
            titles: Default::default(),
        };
        let law = Law {
            jurisdictions: vec![
                jurisdiction("INT", None, &["worldwide"]),
                jurisdiction("CN", None, &["China", "中国"]),
                jurisdiction("CN-HI", Some(1), &["海南"]),
                jurisdiction("GB", None, &["UK"]),
            ],
            ..Law::default()
        };
        use Role::{Origin, Seller, ShipFrom, ShipTo, Site};
        let cases: &[(&[(Role, &str)], &[&str])] = &[
            (&[], &["INT", "CN"]),
            (&[(Origin, "ZW")], &["INT", "CN"]),
            (&[(Seller, "Guangzhou, China")], &["CN"]),
            (&[(Seller, "中国"), (ShipTo, "UK")], &["INT", "CN", "GB"]),
            (&[(Seller, "海南"), (ShipTo, "cn")], &["CN", "CN-HI"]),
            (&[(Site, "https://www.example.co.uk/item")], &["GB"]),
            (&[(ShipFrom, "Nigeria"), (ShipTo, "UK")], &["INT", "GB"]),
            (&[(Seller, "GB"), (ShipTo, "worldwide")], &["INT", "GB"]),
            (&[(Seller, "Nigeria")], &["INT", "CN"]),
        ];
        for (places, want) in cases {
            let places: Vec<Place> =
                places.iter().map(|(role, text)| Place { role: *role, text: (*text).into() }).collect();
            let got: Vec<&str> =
                touched(&law, &places).iter().map(|at| law.jurisdictions[usize::from(*at)].id.as_str()).collect();
            assert_eq!(&got, want, "{places:?}");
        }
    }
}
