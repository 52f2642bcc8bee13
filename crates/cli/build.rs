//! Compiles the catalogue into the binary, so that the program is one file that needs nothing beside it.
#![expect(clippy::panic, clippy::expect_used, reason = "a build script reports by failing the build")]

use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", folder.display());
    let (catalogue, faults) = match xiezhi_catalogue::load_dir(&folder) {
        Ok(loaded) => loaded,
        Err(error) => panic!("{error}"),
    };
    if !faults.is_empty() {
        println!("cargo::warning=the catalogue has {} faults: run `xiezhi catalogue check`", faults.len());
    }
    let bytes = match xiezhi_screen::Engine::compile(&catalogue) {
        Ok(pack) => pack.to_bytes(),
        Err(error) => panic!("{error}"),
    };
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    std::fs::write(Path::new(&out).join("catalogue.pack"), bytes).expect("OUT_DIR is writable");
}
