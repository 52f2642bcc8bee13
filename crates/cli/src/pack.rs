//! Finds the catalogue and the law to work with: those built in, a folder, or a compiled file.

use anyhow::{Context, Result, bail};
use std::path::Path;
use xiezhi_catalogue::Catalogue;
use xiezhi_catalogue::artifact::Pack;
use xiezhi_catalogue::load::{load_files, read_files};
use xiezhi_law::answer::Court;
use xiezhi_law::{Index, Law, packed};
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

/// A law with its index.
pub struct Laws {
    /// The law.
    pub law: Law,
    /// The same, compiled.
    pub index: Index,
}

impl Laws {
    /// What questions are put to; the catalogue is the one that the law was read with.
    pub fn court<'a>(&'a self, catalogue: &'a Catalogue) -> Court<'a> {
        Court { law: &self.law, index: &self.index, catalogue }
    }
}

/// The law asked for, over a catalogue that came from the same place.
pub fn laws(at: Option<&Path>, catalogue: &Catalogue) -> Result<Laws> {
    match at {
        Some(folder) if folder.is_dir() => read_law(folder, catalogue),
        Some(file) => with_file(file, |pack| unpack(pack, catalogue)),
        None => unpack(&Pack::from_bytes(BUILT_IN)?, catalogue),
    }
}

fn unpack(pack: &Pack<'_>, catalogue: &Catalogue) -> Result<Laws> {
    let (law, index) = packed::unpack(pack.section(packed::SECTION)?, catalogue)?;
    Ok(Laws { law, index })
}

fn read_law(folder: &Path, catalogue: &Catalogue) -> Result<Laws> {
    let reading = xiezhi_law::read(&read_files(folder)?, catalogue);
    if let Some(first) = reading.faults.first() {
        bail!(
            "the law in `{}` has {} faults, the first: {first}; `xiezhi law check {}` lists them",
            folder.display(),
            reading.faults.len(),
            folder.display()
        );
    }
    let index = xiezhi_law::index::build(&reading.law, catalogue)?;
    Ok(Laws { law: reading.law, index })
}

/// Compiles a folder into a pack: catalogue, engine and law. With `despite` what is at fault is left out.
pub fn compile(folder: &Path, despite: bool) -> Result<(Catalogue, Pack<'static>)> {
    let catalogue = if despite { load_files(&read_files(folder)?).0 } else { read_folder(folder)? };
    let laws = if despite {
        let law = xiezhi_law::read(&read_files(folder)?, &catalogue).law;
        let index = xiezhi_law::index::build(&law, &catalogue)?;
        Laws { law, index }
    } else {
        read_law(folder, &catalogue)?
    };
    let mut pack = Engine::compile(&catalogue)?;
    pack.push(packed::SECTION, packed::pack(&laws.law, &laws.index)?);
    Ok((catalogue, pack))
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
