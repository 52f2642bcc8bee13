//! Scientific names: any genus of the tables followed by an epithet, so that a species that no lexicon names is still read.

use crate::fold::Class;
use crate::matcher::Match;
use crate::stream::{Gap, Stream};
use crate::term::{Kind, Term};
use crate::verify::Reading;
use xiezhi_catalogue::resolve::cites_on;
use xiezhi_catalogue::taxa::{Rank, Taxa, Taxon};
use xiezhi_catalogue::{Catalogue, Date};

/// Term numbers from here on count the scientific names found in the listing at hand.
pub const TAXON_BASE: u32 = 1 << 30;

/// Genera of the tables (synonyms' genera too), in lower case, sorted.
#[must_use]
pub fn genera(taxa: &Taxa) -> Vec<String> {
    const SHORTEST: usize = 4;
    let mut genera: Vec<String> = taxa
        .all_names()
        .filter(|(_, index, _)| taxa.get(*index).is_some_and(|t| t.rank >= Rank::Species && protected(taxa, *index)))
        .filter_map(|(name, _, _)| name.split(' ').next())
        .filter(|genus| genus.len() >= SHORTEST && genus.bytes().all(|b| b.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect();
    genera.sort();
    genera.dedup();
    genera
}

/// Whether any list protects it on its latest day; budgerigars sit in a protected order and are not.
fn protected(taxa: &Taxa, index: u32) -> bool {
    if taxa.get(index).is_none_or(|taxon| taxon.domestic) {
        return false;
    }
    let cites = cites_on(taxa, index, Date::LATEST).is_some_and(|(_, event)| event.says.strictness() > 0);
    let split = |t: &Taxon| t.cites.iter().any(|event| !event.population.is_empty() && event.holds(Date::LATEST));
    cites || taxa.lineage(index).any(|(_, t)| !t.cn.is_empty() || split(t))
}

/// Adds the scientific names of a stream.
pub fn find(
    catalogue: &Catalogue,
    genera: &[String],
    stream: &Stream,
    field: u16,
    named: &mut Vec<Term>,
    out: &mut Vec<Match>,
) {
    let mut at = 0;
    let mut previous: Option<(usize, usize)> = None;
    while at < stream.units.len() {
        let end = word_end(stream, at);
        if end == at {
            previous = None;
            at += 1;
            continue;
        }
        if let Some((first, last)) = previous
            && stream.gap(at) == Gap::Space
        {
            pair(catalogue, genera, stream, field, named, (first, last, at, end), out);
        }
        previous = Some((at, end));
        at = end;
    }
}

/// The end of the run of plain Latin letters from here, which begins a word.
fn word_end(stream: &Stream, at: usize) -> usize {
    let begins = stream.gap(at) > Gap::Hidden
        || at.checked_sub(1).and_then(|i| stream.units.get(i)).is_none_or(|u| u.class != Class::Letter);
    if !begins {
        return at;
    }
    let letters = stream.units.iter().skip(at).enumerate();
    at + letters
        .take_while(|(i, u)| u.class == Class::Letter && u.ch.is_ascii_lowercase() && (*i == 0 || u.gap == Gap::None))
        .count()
}

fn pair(
    catalogue: &Catalogue,
    genera: &[String],
    stream: &Stream,
    field: u16,
    named: &mut Vec<Term>,
    words: (usize, usize, usize, usize),
    out: &mut Vec<Match>,
) {
    const SHORTEST: usize = 4;
    let (first, last, second, end) = words;
    if last - first < SHORTEST || end - second < SHORTEST - 1 {
        return;
    }
    let letters = |a: usize, b: usize| stream.units.get(a..b).unwrap_or(&[]).iter().map(|u| u.ch).collect::<String>();
    let genus = letters(first, last);
    if genera.binary_search(&genus).is_err() {
        return;
    }
    let epithet = letters(second, end);
    let found = catalogue.taxa.find(&format!("{genus} {epithet}")).map(|(index, _)| index).or_else(|| {
        let latin = [
            "us", "is", "um", "ae", "ii", "ensis", "ata", "atus", "ica", "icus", "ans", "ens", "oides", "ana", "ina",
            "osa",
        ];
        let likely = genus.len() >= 6 && epithet.len() >= 5 && latin.iter().any(|ending| epithet.ends_with(ending));
        likely.then(|| catalogue.taxa.genus(&genus)).flatten()
    });
    let Some(taxon) = found.filter(|t| protected(&catalogue.taxa, *t) && !catalogue.groups_of(*t).is_empty()) else {
        return;
    };
    let (Some(opening), Some(closing)) =
        (stream.units.get(first), end.checked_sub(1).and_then(|i| stream.units.get(i)))
    else {
        return;
    };
    let term = TAXON_BASE + u32::try_from(named.len()).unwrap_or(0);
    named.push(Term::of_taxon(catalogue, taxon));
    out.push(Match {
        term,
        kind: Kind::Name,
        field,
        start: opening.start,
        end: closing.end,
        units: u16::try_from(end - first).unwrap_or(u16::MAX),
        at: u32::try_from(first).unwrap_or(u32::MAX),
        reading: Reading::Name,
    });
}

/// The name as taxonomists write it: genus with a capital, the rest small.
#[must_use]
pub fn spelled(text: &str) -> String {
    let lower = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut chars = lower.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
