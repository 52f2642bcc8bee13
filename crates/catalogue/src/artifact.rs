//! The compiled catalogue: one file of named sections with a version and a content hash.
//!
//! INVARIANT: bytes are decoded only after their hash was checked, so a damaged or forged pack is refused before any parser sees it.

use crate::load::Catalogue;
use std::borrow::Cow;

/// First bytes of every pack; the last of them counts the versions of the format.
const MAGIC: &[u8; 8] = b"XIEZHI\x00\x05";
const HASH: usize = 32;
const NAME: usize = 16;

/// A compiled catalogue with what the engine made of it: sections, each under a hash of its own that is checked when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack<'a> {
    sections: Vec<(String, Cow<'a, [u8]>)>,
}

/// Why bytes are not a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Another kind of file, or another version of this one.
    #[error("not a compiled catalogue of this version: compile it again with `xiezhi catalogue compile`")]
    Magic,
    /// The content does not have the hash that it was written with.
    #[error("the compiled catalogue is damaged: section `{0}` does not have the hash it was written with")]
    Hash(String),
    /// A section is missing.
    #[error("the compiled catalogue has no section `{0}`: compile it again with `xiezhi catalogue compile`")]
    Section(&'static str),
    /// A section cannot be decoded or encoded.
    #[error(
        "section `{name}` of the compiled catalogue cannot be read: compile it again with `xiezhi catalogue compile`"
    )]
    Codec {
        /// The section.
        name: &'static str,
        /// What the codec said.
        source: postcard::Error,
    },
}

impl<'a> Pack<'a> {
    /// A pack that holds the catalogue; the engine adds its own sections.
    ///
    /// # Errors
    /// Where the catalogue cannot be encoded.
    pub fn new(catalogue: &Catalogue) -> Result<Self, PackError> {
        let encode =
            |name, part: &Catalogue| postcard::to_stdvec(part).map_err(|source| PackError::Codec { name, source });
        let (facts, words) = catalogue.split();
        let mut pack = Self { sections: Vec::new() };
        pack.push("facts", encode("facts", &facts)?);
        pack.push("words", encode("words", &words)?);
        Ok(pack)
    }

    /// Adds a section.
    pub fn push(&mut self, name: &str, bytes: Vec<u8>) {
        let mut section = blake3::hash(&bytes).as_bytes().to_vec();
        section.extend(bytes);
        self.sections.push((name.into(), Cow::Owned(section)));
    }

    /// A section's bytes, once their hash was checked.
    ///
    /// # Errors
    /// Where there is no such section, or it is damaged.
    pub fn section(&self, name: &'static str) -> Result<&[u8], PackError> {
        let (_, section) = self.sections.iter().find(|(other, _)| other == name).ok_or(PackError::Section(name))?;
        let (hash, bytes) = section.split_at_checked(HASH).ok_or_else(|| PackError::Hash(name.into()))?;
        if blake3::hash(bytes).as_bytes() == hash { Ok(bytes) } else { Err(PackError::Hash(name.into())) }
    }

    /// The catalogue without its words: all that screening needs besides the engine's own sections.
    ///
    /// # Errors
    /// Where the section is missing or cannot be decoded.
    pub fn facts(&self) -> Result<Catalogue, PackError> {
        postcard::from_bytes(self.section("facts")?).map_err(|source| PackError::Codec { name: "facts", source })
    }

    /// The whole catalogue.
    ///
    /// # Errors
    /// Where a section is missing or cannot be decoded.
    pub fn catalogue(&self) -> Result<Catalogue, PackError> {
        let words: Catalogue = postcard::from_bytes(self.section("words")?)
            .map_err(|source| PackError::Codec { name: "words", source })?;
        Ok(self.facts()?.join(words))
    }

    /// The file's bytes: magic, then for each section its name (padded), its length and its content.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for (name, section) in &self.sections {
            let mut padded = name.clone().into_bytes();
            padded.resize(NAME, 0);
            bytes.extend(padded);
            bytes.extend((section.len() as u64).to_le_bytes());
            bytes.extend_from_slice(section);
        }
        bytes
    }

    /// Reads a file's bytes without copying them.
    ///
    /// # Errors
    /// Where they are not a pack of this version.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, PackError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(PackError::Magic)?;
        let mut sections = Vec::new();
        while !rest.is_empty() {
            let (name, after) = rest.split_at_checked(NAME).ok_or(PackError::Magic)?;
            let (length, after) = after.split_first_chunk::<8>().ok_or(PackError::Magic)?;
            let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| PackError::Magic)?;
            let (section, after) = after.split_at_checked(length).ok_or(PackError::Magic)?;
            let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_owned();
            sections.push((name, Cow::Borrowed(section)));
            rest = after;
        }
        Ok(Self { sections })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_refuses_damage() {
        let mut catalogue = Catalogue::default();
        catalogue.hash = "abc".into();
        let mut pack = Pack::new(&catalogue).unwrap();
        pack.push("x", vec![1, 2, 3]);
        let mut bytes = pack.to_bytes();
        let back = Pack::from_bytes(&bytes).unwrap();
        assert_eq!(back.catalogue().unwrap(), catalogue);
        assert_eq!(back.section("x").unwrap(), [1, 2, 3]);
        assert!(matches!(back.section("y"), Err(PackError::Section("y"))));
        *bytes.last_mut().unwrap() ^= 1;
        assert!(matches!(Pack::from_bytes(&bytes).unwrap().section("x"), Err(PackError::Hash(_))));
        bytes.pop();
        assert!(matches!(Pack::from_bytes(&bytes), Err(PackError::Magic)));
        assert!(matches!(Pack::from_bytes(b"PK"), Err(PackError::Magic)));
    }
}
