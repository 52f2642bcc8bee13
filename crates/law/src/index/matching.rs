//! On which days and for which populations the selectors of a row match a taxon.

use super::profile::{Lists, Profile, class_number, populations};
use crate::day::{Day, LAST, Span};
use crate::origin::OriginSet;
use crate::selector::Selector;
use std::collections::BTreeSet;

/// What the selectors can ask of a taxon.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Traits {
    /// The taxon and all above it that any selector names, sorted.
    pub named: Vec<u32>,
    /// Its groups.
    pub groups: Vec<String>,
    /// National lists.
    pub lists: Lists,
    /// Appendices and China's class.
    pub profile: Profile,
}

/// A match: the days, the populations, and how it came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The days.
    pub span: Span,
    /// The populations.
    pub origin: OriginSet,
    /// Whether an offer of unknown origin counts among them.
    pub unknown: bool,
    /// Whether only entries of weak source match.
    pub weak: bool,
    /// Whether only `*` matches.
    pub general: bool,
}

/// Where any of `taxa` matches and none of `except`. For an exception only what is certain counts for the seller.
#[must_use]
pub fn matches(traits: &Traits, taxa: &[Selector], except: &[Selector], exception: bool) -> Vec<Match> {
    let with: Vec<Match> = taxa.iter().flat_map(|selector| one(traits, selector, exception)).collect();
    if with.is_empty() {
        return with;
    }
    // Whoever says that the goods are of an excepted population must say which: for a row that restricts, not knowing is no exception.
    let without: Vec<Match> = except.iter().flat_map(|selector| one(traits, selector, !exception)).collect();
    if let ([only], true) = (with.as_slice(), without.is_empty()) {
        return vec![*only];
    }
    let mut days: BTreeSet<Day> = BTreeSet::new();
    for found in with.iter().chain(&without) {
        days.insert(found.span.from);
        if found.span.to < LAST {
            days.insert(found.span.to + 1);
        }
    }
    let days: Vec<Day> = days.into_iter().collect();
    let mut all: Vec<Match> = Vec::new();
    for (at, from) in days.iter().enumerate() {
        let to = days.get(at + 1).map_or(LAST, |next| next - 1);
        let here = with.iter().filter(|m| m.span.holds(*from));
        let (mut out, mut out_unknown) = (OriginSet::NONE, false);
        for found in without.iter().filter(|m| m.span.holds(*from)) {
            out = out.or(found.origin);
            out_unknown |= found.unknown;
        }
        let (mut origin, mut unknown, mut weak, mut general) = (OriginSet::NONE, false, true, true);
        for found in here {
            origin = origin.or(found.origin);
            unknown |= found.unknown;
            weak &= found.weak;
            general &= found.general;
        }
        let origin = origin.and(out.others());
        let unknown = unknown && !out_unknown;
        if origin.is_empty() && !unknown {
            continue;
        }
        match all.last_mut() {
            Some(last)
                if last.span.to + 1 == *from
                    && (last.origin, last.unknown, last.weak, last.general) == (origin, unknown, weak, general) =>
            {
                last.span.to = to;
            }
            _ => all.push(Match { span: Span { from: *from, to }, origin, unknown, weak, general }),
        }
    }
    all
}

fn one(traits: &Traits, selector: &Selector, exception: bool) -> Vec<Match> {
    let found = |span, origin, unknown, weak| Match { span, origin, unknown, weak, general: false };
    let always = found(Span::ALWAYS, OriginSet::all(), true, false);
    let whole = |is: bool| if is { vec![always] } else { Vec::new() };
    match selector {
        Selector::Any => vec![Match { general: true, ..always }],
        Selector::Taxon(taxon) => whole(traits.named.binary_search(taxon).is_ok()),
        Selector::Group(group) => whole(traits.groups.contains(group)),
        Selector::Cites(appendix) => traits
            .profile
            .iter()
            .map(|says| {
                let (origin, unknown) = populations(&says.parts, *appendix);
                found(says.span, origin, unknown, false)
            })
            .filter(|m| m.unknown || !m.origin.is_empty())
            .collect(),
        Selector::Cn(class) => traits
            .profile
            .iter()
            .filter(|says| class.map_or(says.cn != 0, |class| says.cn == class_number(class)))
            .map(|says| found(says.span, OriginSet::all(), true, false))
            .collect(),
        Selector::List(list, class) => {
            let entries = traits.lists.iter().filter(|(name, _)| name == list).flat_map(|(_, entries)| entries);
            entries
                .filter(|(_, held, _, _)| class.as_ref().is_none_or(|class| class == held))
                .map(|(span, _, origin, weak)| found(*span, *origin, !exception || origin.is_all(), *weak))
                .collect()
        }
    }
}
