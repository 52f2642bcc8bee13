//! The command line: what can be asked, with the help that explains it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Finds offers of protected wildlife among marketplace listings and says why.
#[derive(Parser)]
#[command(name = "xiezhi", version, about, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// Use this catalogue instead of the built-in one: a folder, or a file that `catalogue compile` wrote
    #[arg(long, global = true, value_name = "PATH")]
    pub catalogue: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Screen listings: NDJSON, CSV, TSV or plain lines; gzip and zstd; any usual character set
    Screen(Screen),
    /// Measure the engine on labelled listings
    Eval(Eval),
    /// Fit the weights of the score from labelled listings
    Fit(Fit),
    /// Look into the facts: taxa, groups, words
    #[command(subcommand)]
    Catalogue(Catalogue),
    /// Make a verdict again from what it records, and say whether it comes out the same to the byte
    Replay {
        /// Verdicts of `screen --format ndjson` or answers of `law ask`; `-` for standard input
        file: PathBuf,
    },
    /// Ask the law: what an offer breaks, where, on which day
    #[command(subcommand)]
    Law(crate::law::args::Law),
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Output of `screen`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people: readings highlighted, reasons, a summary
    Terminal,
    /// One JSON object a line, in the order of the input
    Ndjson,
    /// One JSON array
    Json,
    /// A table, one row a listing
    Csv,
}

/// Language for people.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English
    #[value(name = "en")]
    En,
    /// Simplified Chinese
    #[value(name = "zh-Hans")]
    Hans,
    /// Traditional Chinese
    #[value(name = "zh-Hant")]
    Hant,
}

/// Screen listings.
#[derive(Args)]
pub struct Screen {
    /// Files to screen; `-` for standard input
    #[arg(default_value = "-")]
    pub files: Vec<PathBuf>,
    /// How to print; the default is `terminal` on a terminal or file of few listings
    #[arg(long, short, value_enum, default_value = "terminal")]
    pub format: OutputFormat,
    /// Flag listings whose score reaches this
    #[arg(long, default_value_t = xiezhi_screen::THRESHOLD, value_parser = probability)]
    pub threshold: f64,
    /// Print flagged listings only
    #[arg(long)]
    pub only_flagged: bool,
    /// Explain this listing (id or line number) in full and print nothing else
    #[arg(long, value_name = "ID")]
    pub explain: Option<String>,
    /// Keep records that cannot be read in this file
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Worker threads; all cores by default
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Language of what is printed for people; by default that of the environment
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
    /// Print no progress
    #[arg(long, short)]
    pub quiet: bool,
    /// Law and policy
    #[command(flatten)]
    pub judge: Judge,
}

/// How law and policy judge.
#[derive(Args, Clone)]
pub struct Judge {
    /// Judge by the law of these places (CN, INT, GB; several with commas); by default the places that the listing names, else INT and CN
    #[arg(long, short, value_name = "ID", value_delimiter = ',')]
    pub jurisdiction: Vec<String>,
    /// The platform's policy: zero-tolerance, coalition or law-only
    #[arg(long, value_name = "NAME", default_value = xiezhi_law::offer::DEFAULT_POLICY)]
    pub policy: String,
    /// Judge by the law of this day, as 2026-03-05; today by default
    #[arg(long, value_name = "DATE")]
    pub on: Option<xiezhi_catalogue::Date>,
    /// Where the listings appear: b2c, c2c, b2b, social or search
    #[arg(long, default_value = "c2c")]
    pub channel: xiezhi_law::Channel,
}

/// Measure the engine.
#[derive(Args)]
pub struct Eval {
    /// Labelled listings (NDJSON with `label`, or a table with a `label` column); folders are read whole
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Flag listings whose score reaches this
    #[arg(long, default_value_t = xiezhi_screen::THRESHOLD, value_parser = probability)]
    pub threshold: f64,
    /// Which listings: all, those used for fitting, or those held out
    #[arg(long, value_enum, default_value = "all")]
    pub part: Part,
    /// Seed of the split into fitting and held-out listings
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// Write each offer in every disguise and print recall by disguise
    #[arg(long)]
    pub perturb: bool,
    /// Print what changed against the verdicts of an earlier run (a file written with `--save`)
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Save this run's verdicts for a later `--against`
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// How many mistakes to list
    #[arg(long, default_value_t = 20)]
    pub worst: usize,
}

/// Part of a labelled corpus.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Everything
    All,
    /// The listings that `fit` uses
    Fit,
    /// The listings that `fit` never sees
    Held,
}

/// Fit weights.
#[derive(Args)]
pub struct Fit {
    /// Labelled listings
    #[arg(default_value = "corpus")]
    pub files: Vec<PathBuf>,
    /// Where to write the weights
    #[arg(long, short, default_value = "catalogue/weights.tsv")]
    pub output: PathBuf,
    /// Seed of the split into fitting and held-out listings
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// Penalty on the square of each weight
    #[arg(long, default_value_t = 1.0)]
    pub penalty: f64,
}

/// Look into the facts.
#[derive(Subcommand)]
pub enum Catalogue {
    /// Name every fault with file, line and rule; the exit status is 1 if there is one
    Check {
        /// The catalogue's folder
        #[arg(default_value = "catalogue")]
        folder: PathBuf,
    },
    /// Print what is covered, by language, group and source
    Stats {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell what a scientific or common name is, and how it is protected on a day
    Resolve {
        /// The names
        #[arg(required = true)]
        names: Vec<String>,
        /// The day, as 2026-03-05; today by default
        #[arg(long, value_name = "DATE")]
        on: Option<xiezhi_catalogue::Date>,
        /// How to print
        #[arg(long, value_enum, default_value = "text")]
        format: TextOrJson,
    },
    /// Tell what a word does: entries, senses, sources, and how it reads
    Explain {
        /// The word
        term: String,
    },
    /// Print what changed between two catalogues (folders or compiled files)
    Diff {
        /// The old one
        old: PathBuf,
        /// The new one
        new: PathBuf,
    },
    /// Turn an official list into tables of the catalogue
    #[command(subcommand)]
    Import(Import),
    /// Compile a catalogue's folder into one file
    Compile {
        /// The catalogue's folder
        #[arg(default_value = "catalogue")]
        folder: PathBuf,
        /// Where to write it
        #[arg(long, short, default_value = "catalogue.pack")]
        output: PathBuf,
        /// Compile in spite of faults; what is at fault is left out
        #[arg(long)]
        despite_faults: bool,
    },
}

/// Official lists.
#[derive(Subcommand)]
pub enum Import {
    /// A CSV export of Species+ (index of CITES species)
    SpeciesPlus(SpeciesPlus),
    /// A transcription of China's list of key protected wild animals
    CnList(ImportFile),
}

/// An export of Species+.
#[derive(Args)]
pub struct SpeciesPlus {
    /// The file.
    #[command(flatten)]
    pub file: ImportFile,
    /// Day of the export, which names the folder `taxa/cites-DATE`; by default the day in the file's name
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<xiezhi_catalogue::Date>,
}

/// A file to import.
#[derive(Args)]
pub struct ImportFile {
    /// The list; gzip is undone
    pub file: PathBuf,
    /// First day on which its listings hold
    #[arg(long, value_name = "DATE")]
    pub from: xiezhi_catalogue::Date,
    /// Folder below which the tables are written
    #[arg(long, short, default_value = "catalogue")]
    pub output: PathBuf,
    /// Name of the source, as written beside each fact
    #[arg(long, default_value = "key list 2021")]
    pub source: String,
}

/// Text or JSON.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a threshold lies between 0 and 1".into()),
    }
}
