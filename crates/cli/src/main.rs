//! The binary `xiezhi`: reads arguments, starts the parts, prints what they say. It decides nothing itself.

mod args;
mod catalogue;
mod eval;
mod fit;
mod judging;
mod labelled;
mod law;
mod messages;
mod output;
mod pack;
mod perturb;
mod pipeline;
mod replay;
mod screen;

use anyhow::Result;
use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use std::io::Write;
use std::process::ExitCode;
use xiezhi::input;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            // Nothing is left to report to if standard error itself is closed.
            let _ = writeln!(anstream::stderr(), "xiezhi: {}", causes.join(": "));
            ExitCode::from(1)
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let at = cli.catalogue.as_deref();
    match &cli.command {
        Command::Screen(args) => screen::run(args, at),
        Command::Eval(args) => eval::run(args, at),
        Command::Fit(args) => fit::run(args, at),
        Command::Catalogue(command) => catalogue::run(command, at),
        Command::Replay { file } => replay::run(file, at),
        Command::Law(command) => law::run(command, at),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "xiezhi", &mut script);
            std::io::stdout().write_all(&script)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Whoever reads our output may stop when they have seen enough (`| head`).
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(closed))
}
