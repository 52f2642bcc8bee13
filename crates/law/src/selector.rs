//! Selectors: which taxa a row is about.

use crate::names::Names;
use serde::{Deserialize, Serialize};
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::taxa::CnClass;

/// One selector of a cell; any of a cell's selectors may match.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Selector {
    /// Every taxon, listed or not.
    Any,
    /// A taxon and everything below it.
    Taxon(u32),
    /// A group of `groups.tsv`.
    Group(String),
    /// On the CITES appendices; a number for one of them.
    Cites(Option<u8>),
    /// On China's key list or equivalent; a class for one of the two.
    Cn(Option<CnClass>),
    /// On a national list; a class for a part of it.
    List(String, Option<String>),
}

/// What a cell's selector can refer to.
pub struct Known<'a> {
    /// The facts.
    pub catalogue: &'a Catalogue,
    /// The law's own names.
    pub names: &'a Names,
    /// Lists with their classes.
    pub lists: &'a [(String, Vec<String>)],
}

impl Selector {
    /// Reads one selector.
    ///
    /// # Errors
    /// A rule's name and what is wrong.
    pub fn parse(text: &str, known: &Known<'_>) -> Result<Self, (&'static str, String)> {
        if text == "*" {
            return Ok(Self::Any);
        }
        match text.split_once(':') {
            Some(("group", id)) => match known.catalogue.group(id) {
                Some(_) => Ok(Self::Group(id.into())),
                None => Err(("group", format!("`{id}` is not in groups.tsv"))),
            },
            Some(("cites", "any")) => Ok(Self::Cites(None)),
            Some(("cites", "I")) => Ok(Self::Cites(Some(1))),
            Some(("cites", "II")) => Ok(Self::Cites(Some(2))),
            Some(("cites", "III")) => Ok(Self::Cites(Some(3))),
            Some(("cn", "any")) => Ok(Self::Cn(None)),
            Some(("cn", "I")) => Ok(Self::Cn(Some(CnClass::I))),
            Some(("cn", "II")) => Ok(Self::Cn(Some(CnClass::II))),
            Some(("list", rest)) => Self::list(rest, known),
            Some(_) => Err((
                "selector",
                format!("`{text}` is no selector: a scientific name, group:, cites:, cn:, list: or *"),
            )),
            None => match known.names.find(known.catalogue, text) {
                Some(taxon) => Ok(Self::Taxon(taxon)),
                None => Err(("taxon", format!("`{text}` is neither in the tables of taxa nor on a list of the law"))),
            },
        }
    }

    fn list(text: &str, known: &Known<'_>) -> Result<Self, (&'static str, String)> {
        let (list, class) = text.split_once('=').map_or((text, None), |(list, class)| (list, Some(class)));
        let Some((_, classes)) = known.lists.iter().find(|(id, _)| id == list) else {
            return Err(("list", format!("no lists.tsv has a list `{list}`")));
        };
        match class {
            Some(class) if !classes.iter().any(|other| other == class) => {
                Err(("list", format!("list `{list}` has no class `{class}`: {}", classes.join(", "))))
            }
            class => Ok(Self::List(list.into(), class.map(Into::into))),
        }
    }
}
