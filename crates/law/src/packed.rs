//! The law as a section of the pack, so that the program need not compile it at each start.

use crate::index::Index;
use crate::model::Law;
use xiezhi_catalogue::Catalogue;

/// Name of the section.
pub const SECTION: &str = "law";

/// Why a packed law cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PackedError {
    /// The bytes cannot be decoded or encoded.
    #[error("the law in the compiled catalogue cannot be read: compile it again with `xiezhi catalogue compile`")]
    Codec(#[from] postcard::Error),
    /// It was compiled with other taxa.
    #[error("the law was compiled with another catalogue (`{0}`): compile both with `xiezhi catalogue compile`")]
    Catalogue(String),
}

/// The section's bytes.
///
/// # Errors
/// Where the law cannot be encoded.
pub fn pack(law: &Law, index: &Index) -> Result<Vec<u8>, PackedError> {
    Ok(postcard::to_stdvec(&(law, index))?)
}

/// The law of a section's bytes; it must belong to the catalogue.
///
/// # Errors
/// Where the bytes are no law, or that of another catalogue.
pub fn unpack(bytes: &[u8], catalogue: &Catalogue) -> Result<(Law, Index), PackedError> {
    let (law, index): (Law, Index) = postcard::from_bytes(bytes)?;
    if index.catalogue != catalogue.hash {
        return Err(PackedError::Catalogue(index.catalogue));
    }
    Ok((law, index))
}
