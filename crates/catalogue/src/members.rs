//! What the members of a taxon say of it: a genus that no list names is what its species are.

use crate::china::cn_on;
use crate::date::Date;
use crate::resolve::cites_on;
use crate::taxa::{Appendix, CnClass, Rank, Taxa, Taxon};

/// The listed species of a higher taxon on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// Their appendices together.
    pub appendix: Appendix,
    /// The first day of their listing, where it is one for all.
    pub since: Option<Date>,
    /// Names of the listed ones with their appendix, in the tables' order.
    pub listed: Vec<(String, Appendix)>,
    /// Whether every living species is listed.
    pub whole: bool,
}

/// The members that CITES lists, where the taxon is above the species and any is listed.
#[must_use]
pub fn members_on(taxa: &Taxa, index: u32, day: Date) -> Option<Members> {
    let mut members =
        Members { appendix: Appendix::NONE, since: None, listed: Vec::new(), whole: taxa.get(index)?.whole };
    let mut days = Vec::new();
    for (at, taxon) in species(taxa, index) {
        let event = cites_on(taxa, at, day).map(|(_, event)| event);
        let splits = taxon.cites.iter().filter(|event| !event.population.is_empty() && event.holds(day));
        let says = splits.fold(event.map_or(Appendix::NONE, |event| event.says), |all, split| all.or(split.says));
        if says.strictness() == 0 {
            members.whole = false;
            continue;
        }
        members.whole &= event.is_some_and(|event| event.says.strictness() > 0);
        members.appendix = members.appendix.or(says);
        members.listed.push((taxon.name.clone(), says));
        days.extend(event.map(|event| event.from));
    }
    days.sort();
    days.dedup();
    members.since = days.first().copied().filter(|_| days.len() == 1);
    (!members.listed.is_empty()).then_some(members)
}

/// China's classes of the species of a higher taxon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes {
    /// The strictest.
    pub strictest: CnClass,
    /// Whether every species that the tables know has it.
    pub same: bool,
    /// Whether every species that the tables know has one.
    pub every: bool,
    /// How many have one.
    pub count: usize,
}

/// China's classes of the species, where the taxon is above the species and any has one.
#[must_use]
pub fn classes_on(taxa: &Taxa, index: u32, day: Date) -> Option<Classes> {
    let all: Vec<Option<CnClass>> = species(taxa, index).into_iter().map(|(at, _)| cn_on(taxa, at, day).0).collect();
    let strictest = all.iter().flatten().min().copied()?;
    let count = all.iter().flatten().count();
    let same = all.iter().all(|class| *class == Some(strictest));
    Some(Classes { strictest, same, every: count == all.len(), count })
}

/// The living wild species below a higher taxon, in the tables' order.
fn species(taxa: &Taxa, index: u32) -> Vec<(u32, &Taxon)> {
    let Some(top) = taxa.get(index).filter(|taxon| (Rank::Order..Rank::Species).contains(&taxon.rank)) else {
        return Vec::new();
    };
    let (mut found, mut pending) = (Vec::new(), vec![(index, top)]);
    while let Some((at, taxon)) = pending.pop() {
        if taxon.domestic || taxon.other.iter().any(|other| other.list == "extinct") {
            continue;
        }
        if taxon.rank == Rank::Species {
            found.push((at, taxon));
        } else {
            pending.extend(taxa.children(at));
        }
    }
    found.sort_unstable_by_key(|(at, _)| *at);
    found
}
