//! Which appendix and which class a name has on a day.
//!
//! Listings are hierarchical: a species that no table names has the listing of its genus, family or order. Where a higher taxon was
//! listed after the species itself, the stricter of the two holds. A higher taxon that no list names is what its members are. A domesticated
//! form is on no list, whatever is said above it. Where only populations or subspecies are listed, the taxon itself is not.

pub use crate::china::cn_on;
use crate::date::Date;
use crate::load::Catalogue;
use crate::members::{Members, members_on};
use crate::taxa::{Appendix, CnClass, Event, Rank, Taxa, Taxon};
use serde::Serialize;

/// First day for which the tables of the appendices hold: CoP17 entered into force on it.
pub const FIRST_DAY: (u16, u8, u8) = (2017, 1, 2);

/// The answer to "what is this name on that day".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resolution {
    /// The name as asked.
    pub name: String,
    /// Accepted scientific name, or none where nothing matched.
    pub taxon: Option<String>,
    /// Rank of that taxon.
    pub rank: Option<&'static str>,
    /// `accepted`, `synonym`, `species` (of a subspecies), `genus`, `family`, `vernacular` or `none`.
    pub matched_by: &'static str,
    /// CITES.
    pub cites: CitesAnswer,
    /// China.
    pub cn: CnAnswer,
    /// Groups of the catalogue that hold the taxon.
    pub groups: Vec<String>,
    /// Other national lists that name it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<String>,
}

/// What CITES says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitesAnswer {
    /// `I`, `II`, `III`, several joined by `/` where populations or members differ, or `none`: also where only `parts` are listed.
    pub appendix: String,
    /// Populations and subspecies that are listed otherwise than the rest of the taxon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// First day of that listing (2017-01-02 stands for "on or before").
    pub since: Option<String>,
    /// The taxon under which it is listed, populations, and what the day asked leaves open.
    pub note: String,
}

/// A part of a taxon with a listing of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// ISO 3166 codes of the populations, separated by spaces, or the name of the subspecies.
    pub of: String,
    /// Its appendix, or `none`.
    pub appendix: String,
    /// What the appendices add.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What China's lists say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CnAnswer {
    /// `I`, `II` or `none`.
    pub class: &'static str,
    /// By which list or rule.
    pub by: String,
}

/// What CITES says of a taxon on a day, with the event that decides.
#[must_use]
pub fn cites_on(taxa: &Taxa, index: u32, day: Date) -> Option<(u32, &Event<Appendix>)> {
    let mut best: Option<(u32, &Event<Appendix>)> = None;
    for (at, taxon) in taxa.lineage(index) {
        let events = if at == index || taxon.below.is_empty() { &taxon.cites } else { &taxon.below };
        let event = events.iter().rfind(|event| event.population.is_empty() && event.holds(day));
        if let Some(event) = event {
            best = match best {
                None => Some((at, event)),
                Some((_, held)) if event.from > held.from && event.says.strictness() > held.says.strictness() => {
                    Some((at, event))
                }
                held => held,
            };
        }
        if taxon.domestic {
            break;
        }
    }
    best
}

/// The splits by population that hold on a day, the latest first, up to the taxon whose listing counts for all; a population that a
/// later one names again is not repeated.
fn splits(taxa: &Taxa, index: u32, day: Date) -> Vec<(Vec<&str>, &Event<Appendix>)> {
    let mut found: Vec<(Vec<&str>, &Event<Appendix>)> = Vec::new();
    for (_, taxon) in taxa.lineage(index).take_while(|(_, taxon)| !taxon.domestic) {
        for event in taxon.cites.iter().rev().filter(|event| event.holds(day)) {
            let named = |code: &str| found.iter().any(|(codes, _)| codes.contains(&code));
            let codes: Vec<&str> = event.population.iter().map(String::as_str).filter(|code| !named(code)).collect();
            if !codes.is_empty() {
                found.push((codes, event));
            }
        }
        if taxon.cites.iter().any(|event| event.population.is_empty() && event.holds(day)) {
            break;
        }
    }
    found
}

/// The populations, and the subspecies of a species, that are listed otherwise than `base`; and what all are on together.
fn parts(taxa: &Taxa, index: u32, day: Date, base: Appendix) -> (Vec<Part>, Appendix) {
    let (mut parts, mut all) = (Vec::new(), base);
    for (codes, split) in splits(taxa, index, day).into_iter().filter(|(_, split)| split.says != base) {
        all = all.or(split.says);
        parts.push(Part { of: codes.join(" "), appendix: split.says.text(), note: split.note.clone() });
    }
    if taxa.get(index).is_some_and(|taxon| taxon.rank == Rank::Species) {
        let listed = |taxon: &Taxon| !taxon.domestic && taxon.cites.iter().any(|event| event.holds(day));
        for (at, taxon) in taxa.children(index).filter(|(_, taxon)| listed(taxon)) {
            let says = cites_on(taxa, at, day).map_or(Appendix::NONE, |(_, event)| event.says);
            let says = splits(taxa, at, day).iter().fold(says, |all, (_, split)| all.or(split.says));
            if says != base {
                all = all.or(says);
                parts.push(Part { of: taxon.name.clone(), appendix: says.text(), note: String::new() });
            }
        }
    }
    (parts, all)
}

/// What the appendices say of a taxon by its own listing or that of one above.
struct Listing {
    base: Appendix,
    all: Appendix,
    since: Option<Date>,
    parts: Vec<Part>,
    notes: Vec<String>,
}

impl Catalogue {
    /// Resolves a scientific or a common name on a day.
    #[must_use]
    pub fn resolve(&self, name: &str, day: Date) -> Resolution {
        let asked = name.trim();
        match self.place(asked) {
            Some((index, matched_by)) => self.describe(asked, index, matched_by, day),
            None => Resolution {
                name: asked.into(),
                taxon: None,
                rank: None,
                matched_by: "none",
                cites: CitesAnswer {
                    appendix: "none".into(),
                    parts: Vec::new(),
                    since: None,
                    note: "no such name in the catalogue".into(),
                },
                cn: CnAnswer { class: "none", by: "no such name in the catalogue".into() },
                groups: Vec::new(),
                other: Vec::new(),
            },
        }
    }

    /// Finds the taxon that a name stands for, and how.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<(u32, &'static str)> {
        let words: Vec<&str> =
            name.split_whitespace().filter(|w| !matches!(*w, "spp." | "spp" | "sp." | "sp")).collect();
        let joined = words.join(" ");
        if let Some((index, synonym)) = self.taxa.find(&joined) {
            return Some((index, if synonym { "synonym" } else { "accepted" }));
        }
        let latin = |w: &&str| w.chars().all(|c| c.is_alphabetic() || c == '-') && w.is_ascii();
        let scientific = words.len() >= 2 && words.iter().take(2).all(latin);
        if scientific && let Some(index) = self.other_gender(&words) {
            return Some((index, "synonym"));
        }
        let above = || {
            let (species, genus) = (words.get(..2)?.join(" "), words.first()?);
            let species = self.taxa.find(&species).filter(|_| words.len() > 2).map(|(index, _)| (index, "species"));
            species.or_else(|| self.taxa.genus(genus).map(|index| (index, "genus"))).filter(|_| scientific)
        };
        // `Rhodiola kirilowii` names a plant of its genus, whatever group a word list gives it.
        if words.get(1).is_some_and(|epithet| reads_latin(epithet))
            && let Some(found) = above()
        {
            return Some(found);
        }
        if let Some(index) = self.vernacular(name) {
            return Some((index, "vernacular"));
        }
        above()
    }

    /// The species whose epithet differs in nothing but gender: `Ptyas mucosa` is `Ptyas mucosus`.
    fn other_gender(&self, words: &[&str]) -> Option<u32> {
        const ENDINGS: &[&[&str]] = &[&["us", "a", "um"], &["is", "e"], &["er", "ra", "rum"]];
        let (last, stem) = words.split_last()?;
        let last = last.to_lowercase();
        let found = ENDINGS.iter().flat_map(|endings| {
            let at = endings.iter().filter_map(|ending| last.strip_suffix(ending)).filter(|stem| stem.len() >= 3);
            at.flat_map(|root| endings.iter().map(move |ending| format!("{root}{ending}"))).collect::<Vec<_>>()
        });
        let mut found = found.filter_map(|epithet| self.taxa.find(&format!("{} {epithet}", stem.join(" "))));
        found.next().map(|(index, _)| index)
    }

    fn describe(&self, asked: &str, index: u32, matched_by: &'static str, day: Date) -> Resolution {
        let taxon = self.taxa.get(index);
        // Of a species that no table knows, the others of its genus say something only where they are all there are.
        let members = members_on(&self.taxa, index, day).filter(|members| members.whole || matched_by != "genus");
        let mut cites = self.cites_answer(index, members.as_ref(), day);
        if let Some(names) = self.also(asked, index, day) {
            cites.note = [cites.note, names].into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; ");
        }
        Resolution {
            name: asked.into(),
            taxon: taxon.map(|t| t.name.clone()),
            rank: taxon.map(|t| t.rank.word()),
            matched_by,
            cites,
            cn: self.cn_answer(index, day),
            groups: self.groups_of(index).into_iter().map(|g| g.id.clone()).collect(),
            other: self.others(index, day),
        }
    }

    /// Other taxa of the same name.
    fn also(&self, asked: &str, index: u32, day: Date) -> Option<String> {
        let others = self.taxa.homonyms(asked).filter(|(other, _)| *other != index);
        let names: Vec<String> = others
            .filter_map(|(other, _)| {
                let taxon = self.taxa.get(other)?;
                let parent = self.taxa.get(taxon.parent?)?;
                let appendix = cites_on(&self.taxa, other, day).map_or(Appendix::NONE, |(_, event)| event.says);
                Some(format!("also a {} of {}: {}", taxon.rank.word(), parent.name, spoken(appendix)))
            })
            .collect();
        (!names.is_empty()).then(|| names.join("; "))
    }

    fn others(&self, index: u32, day: Date) -> Vec<String> {
        let mut found = Vec::new();
        for (at, taxon) in self.taxa.lineage(index) {
            for other in taxon.other.iter().filter(|other| other.holds(day) && (at == index || other.is_list())) {
                let above = if at == index { String::new() } else { format!(", as {}", taxon.name) };
                let line = format!("{}: {}{above}", other.list, other.says);
                if !found.contains(&line) {
                    found.push(line);
                }
            }
            if taxon.domestic {
                break;
            }
        }
        found
    }

    fn cn_answer(&self, index: u32, day: Date) -> CnAnswer {
        let (class, by) = cn_on(&self.taxa, index, day);
        let class = match class {
            Some(CnClass::I) => "I",
            Some(CnClass::II) => "II",
            None => "none",
        };
        CnAnswer { class, by }
    }

    fn cites_answer(&self, index: u32, members: Option<&Members>, day: Date) -> CitesAnswer {
        let mut listing = self.listing(index, day);
        if Date::new(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2).is_some_and(|first| day < first) {
            let early = "the catalogue's first day is 2017-01-02; earlier days are not known";
            listing.notes.insert(0, early.to_owned());
        }
        let Listing { base, all, since, parts, mut notes } = listing;
        for part in &parts {
            let appendix =
                if part.appendix == "none" { "not listed".into() } else { format!("Appendix {}", part.appendix) };
            let note = if part.note.is_empty() { String::new() } else { format!(" ({})", part.note) };
            notes.push(format!("{}: {appendix}{note}", part.of));
        }
        let (appendix, since) = match members.filter(|_| base.strictness() == 0) {
            Some(members) => {
                notes.push(as_members(members));
                (members.appendix, members.since)
            }
            None if base.strictness() == 0 => {
                let domestic = self.taxa.get(index).is_some_and(|taxon| taxon.domestic);
                notes.push(match (domestic, parts.is_empty()) {
                    (true, _) => "a domesticated form, not on the appendices".into(),
                    (false, true) => "not on the appendices on that day".into(),
                    (false, false) => "no other part of it is listed".into(),
                });
                (Appendix::NONE, None)
            }
            None => (all, since),
        };
        CitesAnswer {
            appendix: appendix.text(),
            parts,
            since: since.map(|day| day.to_string()),
            note: notes.join("; "),
        }
    }

    fn listing(&self, index: u32, day: Date) -> Listing {
        let found = cites_on(&self.taxa, index, day);
        let base = found.map_or(Appendix::NONE, |(_, event)| event.says);
        let (parts, all) = parts(&self.taxa, index, day, base);
        let mut notes = Vec::new();
        if let Some((at, event)) = found {
            if at != index
                && let Some(taxon) = self.taxa.get(at)
            {
                notes.push(format!("listed as {} {}", taxon.rank.word(), taxon.name));
            }
            if !event.note.is_empty() {
                notes.push(event.note.clone());
            }
        }
        let since = found.filter(|_| base.strictness() > 0).map(|(_, event)| event.from);
        Listing { base, all, since, parts, notes }
    }
}

/// "as its listed members", with the names where they are few.
fn as_members(members: &Members) -> String {
    const NAMED: usize = 4;
    let mut by: Vec<(Appendix, Vec<&str>)> = Vec::new();
    for (name, says) in &members.listed {
        match by.iter_mut().find(|(other, _)| other == says) {
            Some((_, names)) => names.push(name),
            None => by.push((*says, vec![name])),
        }
    }
    by.sort_by_key(|(says, _)| std::cmp::Reverse(says.strictness()));
    let lists: Vec<String> = by
        .iter()
        .map(|(says, names)| {
            let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            let more = names.len().saturating_sub(NAMED);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("{}: {shown}{more}", spoken(*says))
        })
        .collect();
    let rest = if members.whole { "" } else { "; others need not be listed" };
    format!("as its listed members ({}){rest}", lists.join("; "))
}

/// An appendix in a sentence.
fn spoken(appendix: Appendix) -> String {
    if appendix == Appendix::NONE { "not listed".into() } else { format!("Appendix {}", appendix.text()) }
}

/// Whether a word ends as epithets do.
fn reads_latin(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "us", "is", "um", "ae", "ii", "ensis", "ense", "ata", "ica", "ans", "ens", "oides", "ana", "ina", "osa",
        "lata", "ifolia", "oxa",
    ];
    word.len() >= 5
        && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        && ENDINGS.iter().any(|ending| word.ends_with(ending))
}
