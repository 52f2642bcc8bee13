//! Opens a file or standard input and undoes compression and character set.

use anyhow::{Context, Result};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::detect;

/// Bytes looked at to tell what a file is.
const LOOK: usize = 64 * 1024;

/// An opened source: UTF-8 text, and what is known of it.
pub struct Source {
    /// The text, decoded.
    pub reader: Box<dyn BufRead + Send>,
    /// Its first bytes, decoded.
    pub head: String,
}

/// Counts what is read from the file itself, for the progress bar.
struct Counting<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Opens `path` (`-` for standard input); `read` counts the raw bytes consumed.
pub fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Source> {
    let raw: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(
            File::open(path)
                .with_context(|| format!("cannot open `{}`: check the path and its permissions", path.display()))?,
        )
    };
    let counted = Counting { inner: raw, read: Arc::clone(read) };
    source(counted).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Undoes compression and character set of any byte stream.
pub fn source(raw: impl Read + Send + 'static) -> Result<Source> {
    let (first, reader) = peek(raw, 4)?;
    let plain: Box<dyn Read + Send> = match first.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(reader))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(Zstd::new(reader)?),
        _ => reader,
    };
    let (look, reader) = peek(plain, LOOK)?;
    let charset = detect::charset(&look);
    let (decoded, _, _) = charset.decode(&look);
    let head = decoded.into_owned();
    let decoder = DecodeReaderBytesBuilder::new().encoding(Some(charset)).bom_override(true).build(reader);
    Ok(Source { reader: Box::new(BufReader::with_capacity(256 * 1024, decoder)), head })
}

/// Reads up to `length` bytes ahead and gives back a reader that starts over.
fn peek(mut reader: impl Read + Send + 'static, length: usize) -> Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    reader.by_ref().take(length as u64).read_to_end(&mut head)?;
    let again = Cursor::new(head.clone()).chain(reader);
    Ok((head, Box::new(again)))
}

/// A zstd stream of one or more frames.
struct Zstd {
    decoder: Option<ruzstd::decoding::StreamingDecoder<Box<dyn BufRead + Send>, ruzstd::decoding::FrameDecoder>>,
}

impl Zstd {
    fn new(reader: Box<dyn Read + Send>) -> Result<Self> {
        let reader: Box<dyn BufRead + Send> = Box::new(BufReader::new(reader));
        let decoder = ruzstd::decoding::StreamingDecoder::new(reader)
            .map_err(|error| anyhow::anyhow!("not a readable zstd stream: {error}"))?;
        Ok(Self { decoder: Some(decoder) })
    }
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let Some(decoder) = self.decoder.as_mut() else { return Ok(0) };
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            // The frame is over; another may follow.
            let Some(finished) = self.decoder.take() else { return Ok(0) };
            let mut reader = finished.into_inner();
            if reader.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let next = ruzstd::decoding::StreamingDecoder::new(reader)
                .map_err(|error| std::io::Error::other(error.to_string()))?;
            self.decoder = Some(next);
        }
    }
}
