//! Feeds the fuzz targets with seeded inputs: random bytes, random text, and mutations of real words and records. The same seed gives the
//! same inputs, and a failing input is printed.

use anyhow::{Result, bail};
use std::panic::AssertUnwindSafe;
use std::time::Instant;

type Target = (&'static str, fn(&[u8]));

const TARGETS: &[Target] = &[
    ("reader", xiezhi_fuzz::reader),
    ("normaliser", xiezhi_fuzz::normaliser),
    ("matcher", xiezhi_fuzz::matcher),
    ("tables", xiezhi_fuzz::tables),
    ("law", xiezhi_fuzz::law),
];

/// Pieces that inputs are made of.
const PIECES: &[&str] = &[
    "象牙",
    "虎骨酒",
    "穿山甲鳞片",
    "犀牛角",
    "手串",
    "加微",
    "懂的来",
    "🐘",
    "🐯",
    "xiangya",
    "ㄒㄧㄤ",
    "·",
    "\u{200b}",
    "<b>",
    "</b>",
    "&#29273;",
    "&amp;",
    "ngà voi",
    "cao hổ cốt",
    "vảy tê tê",
    "งาช้าง",
    "เกล็ดลิ่น",
    "ivory",
    "1v0ry",
    "Panthera tigris",
    " ",
    "\n",
    "\t",
    ",",
    ";",
    "\"",
    "{\"title\":\"",
    "\"}",
    "id,title,price\n",
    "标题;价格\n",
    "80/g",
    "900 USD",
    "é",
    "e\u{301}",
    "ﬁ",
    "Ｉ",
    "象 牙",
    "0",
    "𝓲",
    "name\trank\tparent\tlisting\tfrom\tcn\tsynonyms\n",
    "GENUS",
    "2017-01-02",
    "text\tlang\trole\n",
    "\u{1f}\u{8b}",
    "id\ttaxa\texcept\tforms\twhen\torigin\ttransaction\tresult\tdocuments\tlifts\tinstrument\tarticle\tfrom\tto\tsure\tsource\tnote\n",
    "cn-x\tcites:I\t\t*\tantique|pre-1947\t!CN\toffer\tneeds_document\tcn-mark\tcn-*\tx\tArt. 1\t2017-01-02\t\tyes\tx\t\n",
    "cites:any",
    "list:L=I",
    "prohibited",
    "@dead",
    "(µ/ý",
    "\u{feff}",
];

/// A small generator with good enough mixing (SplitMix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).unwrap_or(0)
    }
}

fn input(random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..random.below(12) {
        match random.below(8) {
            0 => bytes.extend(random.next().to_le_bytes().iter().take(random.below(8))),
            1 => {
                let code = u32::try_from(random.below(0x1_1000)).unwrap_or(0);
                bytes.extend(char::from_u32(code).unwrap_or('x').to_string().into_bytes());
            }
            _ => bytes.extend(PIECES.get(random.below(PIECES.len())).map(|p| p.as_bytes()).unwrap_or(b"")),
        }
    }
    for _ in 0..random.below(4) {
        let at = random.below(bytes.len());
        match random.below(3) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            _ => bytes.insert(at.min(bytes.len()), u8::try_from(random.below(256)).unwrap_or(0)),
        }
    }
    bytes
}

/// Runs the targets.
pub fn run(args: &[&str]) -> Result<()> {
    let value = |name: &str| args.iter().position(|a| *a == name).and_then(|at| args.get(at + 1)).copied();
    let runs: u64 = value("--runs").map(str::parse).transpose()?.unwrap_or(20_000);
    let seed: u64 = value("--seed").map(str::parse).transpose()?.unwrap_or(1);
    let only = value("--target");
    std::panic::set_hook(Box::new(|info| println!("{info}")));
    for (name, target) in TARGETS.iter().filter(|(name, _)| only.is_none_or(|o| o == *name)) {
        let mut random = Random(seed);
        // A whole tree of law tables is read for each input.
        let runs = if *name == "law" { (runs / 40).max(1) } else { runs };
        let start = Instant::now();
        for number in 0..runs {
            let bytes = input(&mut random);
            if std::panic::catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
                bail!(
                    "target {name}, seed {seed}, run {number} failed on {:?} (bytes {bytes:?})",
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
        println!("fuzz {name}: {runs} inputs, seed {seed}, {:.1} s, no failure", start.elapsed().as_secs_f64());
    }
    Ok(())
}
