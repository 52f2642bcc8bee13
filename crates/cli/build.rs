//! Compiles the catalogue into the binary, so that the program is one file that needs nothing beside it.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", folder.display());
    let (catalogue, faults) = xiezhi_catalogue::load_dir(&folder)?;
    if !faults.is_empty() {
        println!("cargo::warning=the catalogue has {} faults: run `xiezhi catalogue check`", faults.len());
    }
    let bytes = xiezhi_screen::Engine::compile(&catalogue)?.to_bytes();
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("catalogue.pack"), bytes)?;
    Ok(())
}
