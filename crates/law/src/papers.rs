//! Permits and marks that a listing quotes: is the number plausible, is it in time, does it fit the species, does it stand on many listings.
//!
//! INVARIANT: never proof. A plausible number is a number that somebody could check; an implausible one is a reason to look.

use crate::answer::Court;
use crate::cedar::{Facts, facts};
use crate::day::{self, Day};
use crate::model::{Document, Law};
use crate::origin;
use crate::selector::Selector;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use xiezhi_catalogue::Date;
use xiezhi_catalogue::taxa::CnClass;

/// A word beside which numbers and dates of papers stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// The word, in lower case.
    pub word: String,
    /// `number`, `issued` or `expires`.
    pub what: String,
}

/// A quoted number and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quoted {
    /// As it stands in the text.
    pub number: String,
    /// Documents whose numbers look so: jurisdiction and id.
    pub documents: Vec<String>,
    /// `no-known-form`, `other-country`, `expired`, `not-yet-issued`, `other-species`.
    pub problems: Vec<&'static str>,
}

/// How far behind its word a number or date may stand, in characters.
const NEAR: usize = 40;

/// Listings from which on the same number is a reason to look.
pub const MANY: usize = 3;

/// What the offer is, as far as papers must fit it.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    /// Scientific name; empty where it is not known.
    pub taxon: &'a str,
    /// Country of origin; empty where it is not known.
    pub origin: &'a str,
    /// The jurisdictions that the offer touches.
    pub jurisdictions: &'a [u16],
    /// The day.
    pub day: Day,
}

/// Reads quoted numbers and checks them.
pub struct Clerk {
    number: Option<Regex>,
    date: Option<Regex>,
    forms: Vec<Option<Regex>>,
    seen: HashMap<String, BTreeSet<String>>,
}

impl Clerk {
    /// A clerk for a law.
    #[must_use]
    pub fn new(law: &Law) -> Self {
        let form = |document: &Document| {
            let whole = format!("^(?:{})$", document.pattern);
            Some(document.pattern.as_str()).filter(|pattern| !pattern.is_empty()).and_then(|_| Regex::new(&whole).ok())
        };
        Self {
            number: Regex::new(r"[A-Z0-9][A-Za-z0-9/.\-]{3,28}").ok(),
            date: Regex::new(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})").ok(),
            forms: law.documents.iter().map(form).collect(),
            seen: HashMap::new(),
        }
    }

    /// The papers that a text quotes.
    pub fn read(&mut self, court: &Court<'_>, listing: &str, text: &str, goods: Goods<'_>) -> Vec<Quoted> {
        let lower = text.to_lowercase();
        // Lower case may have another length; then the places do not carry over and the text is read as it is.
        let lower = if lower.len() == text.len() { lower } else { text.to_owned() };
        let after = |what: &str| -> Vec<&str> {
            let cues = court.law.cues.iter().filter(|cue| cue.what == what);
            let places = cues.flat_map(|cue| lower.match_indices(cue.word.as_str()).map(|(at, word)| at + word.len()));
            places.filter_map(|at| near(text, at)).collect()
        };
        let date = |piece: &&str| self.date.as_ref().and_then(|date| read_date(date, piece));
        let issued: Option<Day> = after("issued").iter().filter_map(date).min();
        let expires: Option<Day> = after("expires").iter().filter_map(date).max();
        let mut numbers: BTreeSet<String> = BTreeSet::new();
        for piece in after("number") {
            let found = self.number.iter().flat_map(|number| number.find_iter(piece)).map(|m| m.as_str());
            let cut = |text: &str| text.trim_end_matches(['.', '-', '/']).to_owned();
            let first = found.map(cut).find(|n| n.chars().filter(char::is_ascii_digit).count() >= 3 && !is_date(n));
            numbers.extend(first);
        }
        let placed = court.law.names.place(court.catalogue, goods.taxon);
        let known =
            placed.map(|p| facts(court.law, court.catalogue, Some(p.taxon), origin::code(goods.origin), goods.day));
        let check = |number: String| self.check(court.law, number, goods, known.as_ref(), (issued, expires));
        let quoted: Vec<Quoted> = numbers.into_iter().map(check).collect();
        for paper in &quoted {
            self.seen.entry(paper.number.clone()).or_default().insert(listing.to_owned());
        }
        quoted
    }

    fn check(
        &self,
        law: &Law,
        number: String,
        goods: Goods<'_>,
        known: Option<&Facts>,
        (issued, expires): (Option<Day>, Option<Day>),
    ) -> Quoted {
        let mut problems = Vec::new();
        let alike: Vec<&Document> = law
            .documents
            .iter()
            .zip(&self.forms)
            .filter(|(document, form)| {
                let here = goods.jurisdictions.contains(&document.jurisdiction);
                here && form.as_ref().is_some_and(|form| form.is_match(&number))
            })
            .map(|(document, _)| document)
            .collect();
        if alike.is_empty() {
            problems.push("no-known-form");
        }
        let fits = |document: &&Document| {
            document.taxa.is_empty() || known.is_none_or(|facts| document.taxa.iter().any(|s| selects(s, facts)))
        };
        if !alike.is_empty() && !alike.iter().any(fits) {
            problems.push("other-species");
        }
        let country = number.get(..2).filter(|letters| letters.bytes().all(|b| b.is_ascii_uppercase()));
        let stated = origin::code(goods.origin).is_some();
        if stated && country.is_some_and(|c| !c.eq_ignore_ascii_case(goods.origin)) && number.contains(['/', ' ', '-'])
        {
            problems.push("other-country");
        }
        let months = alike.iter().filter_map(|document| document.months).max();
        let end = expires.or_else(|| Some(add_months(issued?, months?)));
        if end.is_some_and(|end| end < goods.day) {
            problems.push("expired");
        }
        if issued.is_some_and(|issued| issued > goods.day) {
            problems.push("not-yet-issued");
        }
        let name =
            |d: &&Document| format!("{}:{}", law.jurisdiction_at(d.jurisdiction).map_or("", |j| j.id.as_str()), d.id);
        Quoted { number, documents: alike.iter().map(name).collect(), problems }
    }

    /// Numbers that stand on many listings, with the listings.
    #[must_use]
    pub fn repeated(&self) -> Vec<(&str, Vec<&str>)> {
        let many = self.seen.iter().filter(|(_, listings)| listings.len() >= MANY);
        let mut all: Vec<(&str, Vec<&str>)> =
            many.map(|(number, listings)| (number.as_str(), listings.iter().map(String::as_str).collect())).collect();
        all.sort();
        all
    }
}

/// Whether a selector matches the facts of a taxon.
fn selects(selector: &Selector, facts: &Facts) -> bool {
    match selector {
        Selector::Any => true,
        Selector::Taxon(taxon) => facts.lineage.contains(taxon),
        Selector::Group(group) => facts.groups.contains(group),
        Selector::Cites(appendix) => appendix.map_or(facts.cites != 0, |number| facts.cites == number),
        Selector::Cn(class) => class.map_or(facts.cn != 0, |class| facts.cn == if class == CnClass::I { 1 } else { 2 }),
        Selector::List(list, class) => {
            facts.possibly.contains(&class.as_ref().map_or(list.clone(), |class| format!("{list}={class}")))
        }
    }
}

/// The text that follows a place, as far as is near.
fn near(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let end = rest.char_indices().nth(NEAR).map_or(rest.len(), |(end, _)| end);
    rest.get(..end)
}

fn is_date(text: &str) -> bool {
    text.split(['-', '/', '.']).count() == 3
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
}

fn read_date(pattern: &Regex, text: &str) -> Option<Day> {
    let found = pattern.captures(text)?;
    let part = |at: usize| found.get(at).map_or("", |m| m.as_str());
    let date = Date::new(part(1).parse().ok()?, part(2).parse().ok()?, part(3).parse().ok()?)?;
    Some(day::number(date))
}

fn add_months(from: Day, months: u16) -> Day {
    let month = from / 100 % 100 - 1 + u32::from(months);
    (from / 10_000 + month / 12) * 10_000 + (month % 12 + 1) * 100 + from % 100
}
