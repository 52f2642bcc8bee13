//! Which appendix and which class a name has on a day.
//!
//! Listings are hierarchical: a species that no table names has the listing of its genus, family or order. Where a higher taxon was
//! listed after the species itself, the stricter of the two holds. China's class comes from its own list, else from the rule of 1993
//! that gives species not native to China the class of their appendix.

use crate::date::Date;
use crate::load::Catalogue;
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
    /// `I`, `II`, `III`, several joined by `/` where populations differ, or `none`.
    pub appendix: String,
    /// First day of that listing (2017-01-02 stands for "on or before").
    pub since: Option<String>,
    /// The taxon under which it is listed, populations, and what the day asked leaves open.
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
        let Some(event) = latest(&taxon.cites, day) else { continue };
        best = match best {
            None => Some((at, event)),
            Some((_, held)) if event.from > held.from && event.says.strictness() > held.says.strictness() => {
                Some((at, event))
            }
            held => held,
        };
    }
    best
}

/// The last event for all populations that had begun by that day; splits by population are reported in notes only.
fn latest<T>(events: &[Event<T>], day: Date) -> Option<&Event<T>> {
    events.iter().rfind(|event| event.population.is_empty() && event.from <= day && event.to.is_none_or(|to| day <= to))
}

/// China's class of a taxon on a day, and by what.
#[must_use]
pub fn cn_on(taxa: &Taxa, index: u32, day: Date) -> (Option<CnClass>, String) {
    for (at, taxon) in taxa.lineage(index) {
        let event = taxon.cn.iter().rfind(|event| event.from <= day && event.to.is_none_or(|to| day <= to));
        if let Some(event) = event {
            let mut by = event.source.clone();
            if at != index {
                by.push_str(&format!(", as {}", taxon.name));
            }
            if !event.population.is_empty() {
                by.push_str(&format!(" ({})", event.population.join(", ")));
            }
            return (Some(event.says), by);
        }
    }
    equivalent(taxa, index, day)
}

/// Orders and families whose species MARA manages; for those, not native to China, its own table (notice 491 of 2021) gives the class.
const AQUATIC: &[&str] = &[
    "cetacea",
    "sirenia",
    "otariidae",
    "phocidae",
    "odobenidae",
    "lutrinae",
    "actinopteri",
    "elasmobranchii",
    "coelacanthi",
    "dipneusti",
    "cheloniidae",
    "dermochelyidae",
    "geoemydidae",
    "emydidae",
    "trionychidae",
    "chelydridae",
    "carettochelyidae",
    "podocnemididae",
    "platysternidae",
    "caudata",
    "anthozoa",
    "hydrozoa",
    "gastropoda",
    "bivalvia",
    "cephalopoda",
    "holothuroidea",
    "hirudinoidea",
];

fn equivalent(taxa: &Taxa, index: u32, day: Date) -> (Option<CnClass>, String) {
    let lineage: Vec<&Taxon> = taxa.lineage(index).map(|(_, taxon)| taxon).collect();
    let class = match cites_on(taxa, index, day).map_or(0, |(_, event)| event.says.strictness()) {
        3 => CnClass::I,
        2 => CnClass::II,
        _ => return (None, "not on China's key list".into()),
    };
    let is_plant = lineage.iter().any(|taxon| taxon.name == "Plantae");
    if is_plant {
        return (None, "plants have a list of their own, which the catalogue does not hold yet".into());
    }
    if lineage.iter().any(|taxon| taxon.native_cn) {
        return (None, "native to China and not on its key list".into());
    }
    if lineage.iter().any(|taxon| AQUATIC.contains(&taxon.name.to_lowercase().as_str())) {
        let by = "by appendix; for aquatic species not native to China MARA notice 491 (2021) decides and may say II";
        return (Some(class), by.into());
    }
    (Some(class), "by appendix, forestry ministry notice of 14 April 1993 (species not native to China)".into())
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
        if let Some(index) = self.vernacular(name) {
            return Some((index, "vernacular"));
        }
        let latin = |w: &&str| w.chars().all(|c| c.is_alphabetic() || c == '-') && w.is_ascii();
        if words.len() >= 2 && words.iter().take(2).all(latin) {
            for (length, how) in [(2, "species"), (1, "genus")] {
                let prefix: Vec<&str> = words.iter().take(length).copied().collect();
                if length < words.len()
                    && let Some((index, _)) = self.taxa.find(&prefix.join(" "))
                    && self.taxa.get(index).is_some_and(|t| length == 2 || t.rank == Rank::Genus)
                {
                    return Some((index, how));
                }
            }
        }
        None
    }

    fn describe(&self, asked: &str, index: u32, matched_by: &'static str, day: Date) -> Resolution {
        let taxon = self.taxa.get(index);
        let (appendix, since, note) = self.cites_answer(index, day);
        let (class, by) = cn_on(&self.taxa, index, day);
        let class = match class {
            Some(CnClass::I) => "I",
            Some(CnClass::II) => "II",
            None => "none",
        };
        Resolution {
            name: asked.into(),
            taxon: taxon.map(|t| t.name.clone()),
            rank: taxon.map(|t| t.rank.word()),
            matched_by,
            cites: CitesAnswer { appendix, since, note },
            cn: CnAnswer { class, by },
            groups: self.groups_of(index).into_iter().map(|g| g.id.clone()).collect(),
            other: taxon
                .map(|t| t.other.iter().map(|(list, says)| format!("{list}: {says}")).collect())
                .unwrap_or_default(),
        }
    }

    fn cites_answer(&self, index: u32, day: Date) -> (String, Option<String>, String) {
        let mut notes = Vec::new();
        if Date::new(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2).is_some_and(|first| day < first) {
            notes.push("the catalogue's first day is 2017-01-02; earlier days are not known".to_owned());
        }
        let Some((at, event)) = cites_on(&self.taxa, index, day) else {
            let other = "not on the appendices on that day".to_owned();
            notes.push(other);
            return ("none".into(), None, notes.join("; "));
        };
        if at != index
            && let Some(taxon) = self.taxa.get(at)
        {
            notes.push(format!("listed as {} {}", taxon.rank.word(), taxon.name));
        }
        if !event.note.is_empty() {
            notes.push(event.note.clone());
        }
        for (_, taxon) in self.taxa.lineage(index) {
            for split in taxon
                .cites
                .iter()
                .filter(|e| !e.population.is_empty() && e.from <= day && e.to.is_none_or(|to| day <= to))
            {
                notes.push(format!(
                    "{}: Appendix {}{}",
                    split.population.join(" "),
                    split.says.text(),
                    if split.note.is_empty() { String::new() } else { format!(" ({})", split.note) }
                ));
            }
        }
        (event.says.text(), Some(event.from.to_string()), notes.join("; "))
    }
}
