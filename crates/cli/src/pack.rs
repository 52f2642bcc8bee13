//! Finds the catalogue to work with: the one built in, a folder, or a compiled file.

use anyhow::{Context, Result, bail};
use std::path::Path;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::artifact::Pack;
use xiezhi_screen::Engine;

static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.pack"));

/// The engine over the catalogue asked for.
pub fn engine(at: Option<&Path>) -> Result<Engine> {
    match at {
        Some(folder) if folder.is_dir() => Ok(Engine::new(&read_folder(folder)?)?),
        Some(file) => with_file(file, |pack| Ok(Engine::load(pack)?)),
        None => Ok(Engine::load(&Pack::from_bytes(BUILT_IN)?)?),
    }
}

/// The catalogue asked for, without the engine.
pub fn catalogue(at: Option<&Path>) -> Result<Catalogue> {
    match at {
        Some(folder) if folder.is_dir() => read_folder(folder),
        Some(file) => with_file(file, |pack| Ok(pack.catalogue()?)),
        None => Ok(Pack::from_bytes(BUILT_IN)?.catalogue()?),
    }
}

fn with_file<T>(file: &Path, read: impl Fn(&Pack<'_>) -> Result<T>) -> Result<T> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read the catalogue `{}`", file.display()))?;
    Pack::from_bytes(&bytes)
        .map_err(anyhow::Error::from)
        .and_then(|pack| read(&pack))
        .with_context(|| format!("`{}`", file.display()))
}

fn read_folder(folder: &Path) -> Result<Catalogue> {
    let (catalogue, faults) = xiezhi_catalogue::load_dir(folder)?;
    if catalogue.groups.is_empty() {
        bail!("`{}` holds no catalogue: it has no readable groups.tsv", folder.display());
    }
    if let Some(first) = faults.first() {
        bail!(
            "the catalogue in `{}` has {} faults, the first: {first}; `xiezhi catalogue check {}` lists them",
            folder.display(),
            faults.len(),
            folder.display()
        );
    }
    Ok(catalogue)
}
