//! The structure of the house: crate arrows, file sizes, and that each file opens by saying what it is.

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, MetadataCommand};
use std::path::{Path, PathBuf};

/// Which crate may use which: every other arrow fails the check.
const ARROWS: &[(&str, &[&str])] = &[
    ("xiezhi-domain", &[]),
    ("xiezhi-catalogue", &["xiezhi-domain"]),
    ("xiezhi-screen", &["xiezhi-domain", "xiezhi-catalogue"]),
    ("xiezhi-law", &["xiezhi-domain", "xiezhi-catalogue"]),
    ("xiezhi", &["xiezhi-domain", "xiezhi-catalogue", "xiezhi-screen", "xiezhi-law"]),
    ("xiezhi-fuzz", &["xiezhi-domain", "xiezhi-catalogue", "xiezhi-screen", "xiezhi-law", "xiezhi"]),
    ("xtask", &["xiezhi-domain", "xiezhi-catalogue", "xiezhi-screen", "xiezhi-law", "xiezhi-fuzz"]),
];

/// Lines of code a file may have.
const LONGEST: usize = 500;

/// Checks everything and names each fault.
pub fn run() -> Result<()> {
    let mut faults = arrows()?;
    faults.extend(licences()?);
    for folder in ["crates", "xtask", "fuzz"] {
        for file in sources(Path::new(folder))? {
            check_file(&file, &mut faults)?;
        }
    }
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("structure: no faults");
        return Ok(());
    }
    bail!("{} faults of structure", faults.len())
}

fn arrows() -> Result<Vec<String>> {
    let metadata = MetadataCommand::new().no_deps().exec().context("cargo metadata")?;
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let name = package.name.to_string();
        let Some((_, allowed)) = ARROWS.iter().find(|(other, _)| *other == name) else {
            faults.push(format!("crate `{name}` has no arrows in xtask/src/check.rs: say which crates it may use"));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development) {
            let ours = ARROWS.iter().any(|(other, _)| *other == dependency.name);
            if ours && !allowed.contains(&dependency.name.as_str()) {
                faults.push(format!("crate `{name}` must not use `{}`", dependency.name));
            }
        }
    }
    Ok(faults)
}

/// Licences that permit what we do; a dependency must offer one of them.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
    "0BSD",
    "BSL-1.0",
    "MIT-0",
];

fn licences() -> Result<Vec<String>> {
    let metadata = MetadataCommand::new().exec().context("cargo metadata")?;
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let expression = package.license.clone().unwrap_or_default();
        // Every part joined by AND must offer a permitted licence among its ORs.
        let permitted =
            expression.split(" AND ").all(|part| part.split([' ', '/', '(', ')']).any(|word| LICENCES.contains(&word)));
        if !permitted {
            faults.push(format!("dependency `{}` is under `{expression}`, which is not permitted", package.name));
        }
    }
    Ok(faults)
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("`{}`", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

fn check_file(file: &Path, faults: &mut Vec<String>) -> Result<()> {
    let text = std::fs::read_to_string(file)?;
    let lines = text.lines().count();
    if lines > LONGEST {
        faults.push(format!("{}: {lines} lines: which room inside it wants its own file?", file.display()));
    }
    if !text.starts_with("//!") {
        faults.push(format!("{}: does not open by saying what it is (//!)", file.display()));
    }
    Ok(())
}
