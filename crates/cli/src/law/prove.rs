//! `xiezhi law prove`: decides the statements of `law/invariants/` over all offers.

use crate::pack;
use anyhow::Result;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use xiezhi_law::prove::{Broken, prove};

/// Proves and prints what was found; the exit status is 1 where a statement does not hold.
pub fn run(out: &mut impl Write, at: Option<&Path>) -> Result<ExitCode> {
    let catalogue = pack::catalogue(at)?;
    let laws = pack::laws(at, &catalogue)?;
    let court = laws.court(&catalogue);
    let start = Instant::now();
    let proof = prove(&court);
    for (number, (invariant, held)) in laws.law.invariants.iter().zip(&proof.held).enumerate() {
        let broken = proof.broken.iter().find(|broken| broken.invariant == number);
        let mark = if broken.is_some() { "BROKEN" } else { "holds " };
        writeln!(out, "{mark} {:<26} {:>9} classes  {}", invariant.id, held, invariant.statement)?;
        if let Some(broken) = broken {
            explain(out, broken)?;
        }
    }
    writeln!(
        out,
        "{} statements, {} broken · {} classes visited, standing for {} offers · {:.1} s · law {}",
        laws.law.invariants.len(),
        proof.broken.len(),
        proof.classes,
        grouped(proof.offers),
        start.elapsed().as_secs_f64(),
        laws.law.hash
    )?;
    out.flush()?;
    Ok(if proof.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn explain(out: &mut impl Write, broken: &Broken) -> Result<()> {
    let Some(example) = &broken.example else {
        writeln!(out, "       it is about no offer at all: look at its taxa, forms and days")?;
        return Ok(());
    };
    let question = &example.question;
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    writeln!(
        out,
        "       in {} classes; the smallest: {} {} · {} · form {} · claims {} · origin {} · {}: {}{}",
        broken.classes,
        question.jurisdiction,
        xiezhi_law::answer::date_text(question.day),
        question.taxon,
        or(&question.form, "unknown"),
        or(&question.claims.join(","), "none"),
        or(&question.origin, "unknown"),
        question.transaction.word(),
        example.ruling,
        if example.note.is_empty() { String::new() } else { format!("; {}", example.note) }
    )?;
    Ok(())
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}
