//! China's class of a taxon on a day, and by which list or rule.
//!
//! The nearest entry of its own lists counts. A species that no entry reaches has the class of its appendix by the rule of 1993, unless
//! it lives in China: that the list would then have to say. Whether it lives there is known of species only; where it is not known,
//! the rule holds. A higher taxon without an entry has the class that all its species have. An entry for a whole genus or family covers what lives in China of it; of other species the stricter of entry and rule.

use crate::date::Date;
use crate::members::{Classes, classes_on};
use crate::resolve::cites_on;
use crate::taxa::{CnClass, Event, Rank, Taxa, Taxon};

/// China's class of a taxon on a day, and by what.
#[must_use]
pub fn cn_on(taxa: &Taxa, index: u32, day: Date) -> (Option<CnClass>, String) {
    let Some(asked) = taxa.get(index) else { return (None, String::new()) };
    if asked.domestic {
        return (None, "a domesticated form: no list of wild animals has it".into());
    }
    let Some((at, taxon, event)) = entry(taxa, index, day) else {
        return match classes_on(taxa, index, day) {
            Some(classes) => by_members(taxa, index, day, classes),
            None => equivalent(taxa, index, day),
        };
    };
    let mut by = event.source.clone();
    if at != index {
        by.push_str(&format!(", as {}", taxon.name));
    }
    if !event.population.is_empty() {
        by.push_str(&format!(" ({})", event.population.join(", ")));
    }
    let broad = taxon.rank < Rank::Species && asked.rank >= Rank::Species && !native(taxa, index);
    if broad
        && let (Some(class), rule) = equivalent(taxa, index, day)
        && class < event.says
    {
        return (Some(class), rule);
    }
    (Some(event.says), by)
}

/// The class of a higher taxon: that of its species, where they agree and are all there are.
fn by_members(taxa: &Taxa, index: u32, day: Date, classes: Classes) -> (Option<CnClass>, String) {
    let whole = taxa.get(index).is_some_and(|taxon| taxon.whole);
    let (rule, by) = equivalent(taxa, index, day);
    if classes.same && (whole || rule.is_some()) {
        return (Some(classes.strictest), "as its species".into());
    }
    if rule.is_some() {
        return (rule, by);
    }
    if classes.every && whole {
        return (Some(classes.strictest), "as the strictest of its species".into());
    }
    (None, format!("not as a whole; {} of its species that the catalogue knows have a class", classes.count))
}

/// The nearest entry of China's lists, up to a domesticated form.
fn entry(taxa: &Taxa, index: u32, day: Date) -> Option<(u32, &Taxon, &Event<CnClass>)> {
    let wild = taxa.lineage(index).take_while(|(_, taxon)| !taxon.domestic);
    wild.filter_map(|(at, taxon)| Some((at, taxon, taxon.cn.iter().rfind(|event| event.holds(day))?))).next()
}

/// Whether it is known to live in China: itself, or the species that a subspecies belongs to.
fn native(taxa: &Taxa, index: u32) -> bool {
    taxa.lineage(index).take_while(|(_, taxon)| taxon.rank >= Rank::Species).any(|(_, taxon)| taxon.native_cn)
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

/// Kingdoms other than the animals stand in the tables where a class would.
fn is_plant(taxon: &Taxon) -> bool {
    matches!(taxon.name.as_str(), "Plantae" | "Fungi")
}

fn equivalent(taxa: &Taxa, index: u32, day: Date) -> (Option<CnClass>, String) {
    if taxa.lineage(index).any(|(_, taxon)| is_plant(taxon)) {
        return (None, "not on the part of China's list of wild plants that the catalogue holds".into());
    }
    let class = match cites_on(taxa, index, day).map_or(0, |(_, event)| event.says.strictness()) {
        3 => CnClass::I,
        2 => CnClass::II,
        _ => return (None, "not on China's key list".into()),
    };
    if native(taxa, index) {
        return (None, "native to China and not on its key list".into());
    }
    if taxa.lineage(index).any(|(_, taxon)| AQUATIC.contains(&taxon.name.to_lowercase().as_str())) {
        let by = "by appendix; for aquatic species not native to China MARA notice 491 (2021) decides and may say II";
        return (Some(class), by.into());
    }
    (Some(class), "by appendix, forestry ministry notice of 14 April 1993 (species not native to China)".into())
}
