//! The project's own chores. `cargo xtask check | bench screen | bench law | fuzz [--runs N] [--seed S]`

mod bench;
mod bench_law;
mod check;
mod fuzz;

use anyhow::{Result, bail};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            println!("xtask: {}", causes.join(": "));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["check"] => check::run(),
        ["bench", "screen"] => bench::run(),
        ["bench", "law"] => bench_law::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        _ => bail!("say one of: check, bench screen, bench law, fuzz [--runs N] [--seed S] [--target NAME]"),
    }
}
