//! `xiezhi law`: puts questions to the law and prints what it says.

pub mod args;
pub mod ask;
mod changes;
mod check;
mod papers;
mod prove;
mod text;
pub mod words;

use anyhow::Result;
use args::Law as Command;
use std::path::Path;
use std::process::ExitCode;

/// Runs the command.
pub fn run(command: &Command, at: Option<&Path>) -> Result<ExitCode> {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    match command {
        Command::Ask(args) => ask::run(&mut out, args, at),
        Command::Explain(one) => ask::explain(&mut out, one, at),
        Command::Diff { from, to, jurisdiction, json } => {
            changes::diff(&mut out, (*from, *to), jurisdiction, *json, at)
        }
        Command::Table { on } => changes::table(&mut out, *on, at),
        Command::Papers { files, on } => papers::run(&mut out, files, *on, at),
        Command::Prove => prove::run(&mut out, at),
        Command::Check { folder, warnings } => check::run(&mut out, folder, *warnings),
    }
}
