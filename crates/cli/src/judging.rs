//! What law and policy make of a screened listing, and how that is printed.

use crate::args::Judge;
use crate::catalogue::today;
use crate::pack::{self, Laws};
use anyhow::{Result, bail};
use serde::Serialize;
use std::path::Path;
use xiezhi_catalogue::Catalogue;
use xiezhi_domain::{Listing, Screening};
use xiezhi_law::answer::date_text;
use xiezhi_law::offer::{Considered, Docket, Setting, strictest, touched};
use xiezhi_law::policy::{Because, Decided};
use xiezhi_law::{Answer, Basis, Ruling, day};

/// The law with the settings of a run.
pub struct Judging {
    /// The law.
    pub laws: Laws,
    /// How offers are judged.
    pub setting: Setting,
}

/// A listing judged.
pub struct Judged {
    /// The jurisdictions in which it was judged.
    pub jurisdictions: Vec<u16>,
    /// What law and policy make of each finding, in their order.
    pub findings: Vec<Considered>,
    /// The strictest decision.
    pub decided: Decided,
}

/// What the law says of a finding in one jurisdiction.
#[derive(Serialize)]
pub struct LawLine<'a> {
    jurisdiction: &'a str,
    verdict: Ruling,
    documents: &'a [String],
    basis: &'a [Basis],
    uncertain: bool,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    missing: &'a [&'static str],
}

impl<'a> LawLine<'a> {
    /// The line of an answer.
    pub fn new(answer: &'a Answer) -> Self {
        Self {
            jurisdiction: &answer.jurisdiction,
            verdict: answer.verdict,
            documents: &answer.documents,
            basis: &answer.basis,
            uncertain: answer.uncertain,
            missing: &answer.missing,
        }
    }
}

/// The settings with which a verdict was made, so that it can be replayed.
#[derive(Serialize)]
pub struct Settings<'a> {
    on: String,
    policy: &'a str,
    channel: &'a str,
    jurisdictions: Vec<&'a str>,
    threshold: f64,
}

/// Why the policy decided so.
#[derive(Serialize)]
pub struct PolicyLine<'a> {
    name: &'a str,
    because: &'a [Because],
}

impl Judging {
    /// The law and the settings that the arguments ask for.
    pub fn new(args: &Judge, at: Option<&Path>, catalogue: &Catalogue) -> Result<Self> {
        let laws = pack::laws(at, catalogue)?;
        let Some(policy) = laws.law.policy(&args.policy) else {
            let names: Vec<&str> = laws.law.policies.iter().map(|policy| policy.id.as_str()).collect();
            bail!("there is no policy `{}`: {}", args.policy, names.join(", "));
        };
        let mut jurisdictions = Vec::new();
        for name in args.jurisdiction.iter().filter(|name| !name.trim().is_empty()) {
            match laws.law.jurisdiction(name) {
                Some(number) => jurisdictions.push(number),
                None => {
                    let names: Vec<&str> = laws.law.jurisdictions.iter().map(|j| j.id.as_str()).collect();
                    bail!("`{name}` is not a jurisdiction that the law tables have: {}", names.join(", "));
                }
            }
        }
        jurisdictions.sort_unstable();
        jurisdictions.dedup();
        let day = match args.on {
            Some(date) => date,
            None => today()?,
        };
        let setting = Setting { jurisdictions, policy, day: day::number(day), channel: args.channel };
        Ok(Self { laws, setting })
    }

    /// Judges a listing's findings.
    pub fn judge(
        &self,
        catalogue: &Catalogue,
        docket: &mut Docket,
        listing: &Listing,
        screening: &Screening,
    ) -> Judged {
        let court = self.laws.court(catalogue);
        let jurisdictions = if self.setting.jurisdictions.is_empty() {
            touched(&self.laws.law, &listing.places)
        } else {
            self.setting.jurisdictions.clone()
        };
        let place = (listing.places.as_slice(), jurisdictions.as_slice());
        let findings: Vec<Considered> =
            screening.findings.iter().map(|finding| docket.consider(&court, finding, place, &self.setting)).collect();
        let decided = strictest(findings.iter().map(|considered| considered.decided.as_ref()));
        Judged { jurisdictions, findings, decided }
    }

    /// The settings as a verdict records them.
    pub fn settings(&self, judged: &Judged, threshold: f64) -> Settings<'_> {
        let names = judged.jurisdictions.iter().filter_map(|at| self.laws.law.jurisdiction_at(*at));
        Settings {
            on: date_text(self.setting.day),
            policy: self.policy(),
            channel: self.setting.channel.word(),
            jurisdictions: names.map(|j| j.id.as_str()).collect(),
            threshold,
        }
    }

    /// The policy's name.
    pub fn policy(&self) -> &str {
        self.laws.law.policies.get(usize::from(self.setting.policy)).map_or("", |policy| policy.id.as_str())
    }

    /// The policy's line.
    pub fn policy_line<'a>(&'a self, judged: &'a Judged) -> PolicyLine<'a> {
        PolicyLine { name: self.policy(), because: &judged.decided.because }
    }
}
