//! Compiles the catalogue into the binary, so that the program is one file that needs nothing beside it.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", folder.display());
    let files = xiezhi_catalogue::load::read_files(&folder)?;
    let (catalogue, faults) = xiezhi_catalogue::load::load_files(&files);
    if !faults.is_empty() {
        println!("cargo::warning=the catalogue has {} faults: run `xiezhi catalogue check`", faults.len());
    }
    let reading = xiezhi_law::read(&files, &catalogue);
    if !reading.faults.is_empty() {
        println!("cargo::warning=the law has {} faults: run `xiezhi law check`", reading.faults.len());
    }
    let mut pack = xiezhi_screen::Engine::compile(&catalogue)?;
    let index = xiezhi_law::index::build(&reading.law, &catalogue)?;
    pack.push(xiezhi_law::packed::SECTION, xiezhi_law::packed::pack(&reading.law, &index)?);
    let bytes = pack.to_bytes();
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("catalogue.pack"), bytes)?;
    Ok(())
}
