//! Records through all cores and out again in order, with flat memory.
//!
//! One thread reads batches, the workers turn each into an output, the caller's thread takes the outputs in the order of the input. The
//! channels are short, so whoever is slowest sets the pace.

use crate::input::{Record, Records};
use anyhow::Result;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Records per batch.
const BATCH: usize = 256;

struct Batch {
    number: u64,
    records: Vec<Record>,
}

/// Runs `work` over the records of all sources on `threads` cores and hands each batch's output to `take`, in order.
///
/// `stop` ends reading; what was read is still worked on and taken.
///
/// # Errors
/// The first error of reading or of `take`.
pub fn run<T: Send>(
    sources: impl Iterator<Item = Result<Records>> + Send,
    threads: usize,
    stop: &AtomicBool,
    work: impl Fn(&[Record]) -> T + Sync,
    mut take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let (to_work, work_from) = bounded::<Batch>(threads * 2);
    let (to_take, take_from) = bounded::<(u64, T)>(threads * 2);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || read(sources, stop, &to_work));
        for _ in 0..threads {
            let (work_from, to_take, work) = (work_from.clone(), to_take.clone(), &work);
            scope.spawn(move || worker(&work_from, &to_take, work));
        }
        drop((to_take, work_from));
        let taken = in_order(&take_from, &mut take);
        if taken.is_err() {
            stop.store(true, Ordering::Relaxed);
            // Let the workers finish: drain what they still send.
            take_from.iter().for_each(drop);
        }
        let read = reading.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the reading thread ended unexpectedly")));
        taken.and(read)
    })
}

fn read(sources: impl Iterator<Item = Result<Records>>, stop: &AtomicBool, to_work: &Sender<Batch>) -> Result<()> {
    let mut number = 0;
    for source in sources {
        let mut records = source?;
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            while batch.len() < BATCH && !stop.load(Ordering::Relaxed) {
                match records.read()? {
                    Some(record) => batch.push(record),
                    None => break,
                }
            }
            let done = batch.len() < BATCH;
            if !batch.is_empty() {
                if to_work.send(Batch { number, records: batch }).is_err() {
                    return Ok(());
                }
                number += 1;
            }
            if done {
                break;
            }
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    Ok(())
}

fn worker<T>(work_from: &Receiver<Batch>, to_take: &Sender<(u64, T)>, work: &impl Fn(&[Record]) -> T) {
    for batch in work_from {
        if to_take.send((batch.number, work(&batch.records))).is_err() {
            return;
        }
    }
}

fn in_order<T>(take_from: &Receiver<(u64, T)>, take: &mut impl FnMut(T) -> Result<()>) -> Result<()> {
    let mut waiting = BTreeMap::new();
    let mut expected = 0;
    for (number, output) in take_from {
        waiting.insert(number, output);
        while let Some(output) = waiting.remove(&expected) {
            take(output)?;
            expected += 1;
        }
    }
    Ok(())
}
