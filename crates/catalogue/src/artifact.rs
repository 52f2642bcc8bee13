//! The compiled catalogue: one file of named sections with a version and a content hash.
//!
//! INVARIANT: bytes are decoded only after their hash was checked, so a damaged or forged pack is refused before any parser sees it.

use crate::load::Catalogue;

/// First bytes of every pack.
const MAGIC: &[u8; 8] = b"XIEZHI\x00\x01";
const HASH: usize = 32;

/// A compiled catalogue with what the engine made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    sections: Vec<(String, Vec<u8>)>,
}

/// Why bytes are not a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Another kind of file, or another version of this one.
    #[error("not a compiled catalogue of this version: compile it again with `xiezhi catalogue compile`")]
    Magic,
    /// The content does not have the hash that it was written with.
    #[error("the compiled catalogue is damaged: its content does not have the hash it was written with")]
    Hash,
    /// A section is missing.
    #[error("the compiled catalogue has no section `{0}`: compile it again with `xiezhi catalogue compile`")]
    Section(&'static str),
    /// A section cannot be decoded or encoded.
    #[error("section `{name}` of the compiled catalogue cannot be read: compile it again with `xiezhi catalogue compile`")]
    Codec {
        /// The section.
        name: &'static str,
        /// What the codec said.
        source: postcard::Error,
    },
}

impl Pack {
    /// A pack that holds the catalogue; the engine adds its own sections.
    ///
    /// # Errors
    /// Where the catalogue cannot be encoded.
    pub fn new(catalogue: &Catalogue) -> Result<Self, PackError> {
        let encode = |name, part: &Catalogue| postcard::to_stdvec(part).map_err(|source| PackError::Codec { name, source });
        let (facts, words) = catalogue.split();
        Ok(Self { sections: vec![("facts".into(), encode("facts", &facts)?), ("words".into(), encode("words", &words)?)] })
    }

    /// Adds a section.
    pub fn push(&mut self, name: &str, bytes: Vec<u8>) {
        self.sections.push((name.into(), bytes));
    }

    /// A section's bytes.
    ///
    /// # Errors
    /// Where there is no such section.
    pub fn section(&self, name: &'static str) -> Result<&[u8], PackError> {
        let found = self.sections.iter().find(|(other, _)| other == name);
        found.map(|(_, bytes)| bytes.as_slice()).ok_or(PackError::Section(name))
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
        let words: Catalogue = postcard::from_bytes(self.section("words")?).map_err(|source| PackError::Codec { name: "words", source })?;
        Ok(self.facts()?.join(words))
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// Where the sections cannot be encoded.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackError> {
        let body = postcard::to_stdvec(&self.sections).map_err(|source| PackError::Codec { name: "pack", source })?;
        let mut bytes = Vec::with_capacity(MAGIC.len() + HASH + body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(blake3::hash(&body).as_bytes());
        bytes.extend_from_slice(&body);
        Ok(bytes)
    }

    /// Reads a file's bytes.
    ///
    /// # Errors
    /// Where they are not a pack of this version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(PackError::Magic)?;
        let (hash, body) = rest.split_at_checked(HASH).ok_or(PackError::Magic)?;
        if blake3::hash(body).as_bytes() != hash {
            return Err(PackError::Hash);
        }
        let sections = postcard::from_bytes(body).map_err(|source| PackError::Codec { name: "pack", source })?;
        Ok(Self { sections })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_refuses_damage() {
        let catalogue = Catalogue { hash: "abc".into(), ..Catalogue::default() };
        let mut pack = Pack::new(&catalogue).unwrap();
        pack.push("x", vec![1, 2, 3]);
        let mut bytes = pack.to_bytes().unwrap();
        let back = Pack::from_bytes(&bytes).unwrap();
        assert_eq!(back.catalogue().unwrap(), catalogue);
        assert_eq!(back.section("x").unwrap(), [1, 2, 3]);
        assert!(matches!(back.section("y"), Err(PackError::Section("y"))));
        *bytes.last_mut().unwrap() ^= 1;
        assert!(matches!(Pack::from_bytes(&bytes), Err(PackError::Hash)));
        assert!(matches!(Pack::from_bytes(b"PK"), Err(PackError::Magic)));
    }
}
