//! What can be asked of the law, with the help that explains it.

use crate::args::Language;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use xiezhi_catalogue::Date;
use xiezhi_law::Transaction;

/// Ask the law.
#[derive(Subcommand)]
pub enum Law {
    /// Answer questions: one by flags, or NDJSON, one a line
    Ask(Ask),
    /// Answer one question in full: every row, what is missing, what would change it
    Explain(One),
    /// Check the numbers of permits and marks that listings quote: plausible form, dates, species, the same number on many listings
    Papers {
        /// Listings, NDJSON or any other input of `screen`
        files: Vec<PathBuf>,
        /// The day; today by default
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
    },
    /// Print which taxa and forms changed verdict between two days, by jurisdiction
    Diff {
        /// The earlier day
        #[arg(long, value_name = "DATE")]
        from: Date,
        /// The later day
        #[arg(long, value_name = "DATE")]
        to: Date,
        /// Whose law; several with commas; all by default
        #[arg(long, short, value_delimiter = ',')]
        jurisdiction: Vec<String>,
        /// Print NDJSON, with every taxon
        #[arg(long)]
        json: bool,
    },
    /// Print what the tables cover, as Markdown
    Table {
        /// The day of the verdicts shown
        #[arg(long, value_name = "DATE", default_value = "2026-06-01")]
        on: Date,
    },
    /// Decide the statements of `law/invariants/` over all offers; the exit status is 1 where one does not hold
    Prove,
    /// Name every fault of the law's tables with file, line and rule, and every case that does not hold; the exit status is 1 if there is one
    Check {
        /// The catalogue's folder
        #[arg(default_value = "catalogue")]
        folder: PathBuf,
        /// Name what somebody should look at, too
        #[arg(long)]
        warnings: bool,
    },
}

/// Output of `ask`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AskFormat {
    /// One JSON object a line
    Ndjson,
    /// For people
    Text,
}

/// Questions.
#[derive(Args)]
pub struct Ask {
    /// Files of questions, NDJSON; `-` for standard input, which is read where neither files nor `--taxon` are given
    pub files: Vec<PathBuf>,
    /// How to print; text for a question by flags, ndjson otherwise
    #[arg(long, short, value_enum)]
    pub format: Option<AskFormat>,
    /// The question
    #[command(flatten)]
    pub one: One,
}

/// One question by flags.
#[derive(Args, Clone)]
pub struct One {
    /// Scientific or common name, of any rank
    #[arg(long)]
    pub taxon: Option<String>,
    /// Form id (tusk, carving, live) or CITES term code
    #[arg(long, default_value = "")]
    pub form: String,
    /// What the seller says: `antique`, `pre-1947`, `captive-bred`; several with commas
    #[arg(long, value_delimiter = ',')]
    pub claims: Vec<String>,
    /// Country of origin, two letters
    #[arg(long, default_value = "")]
    pub origin: String,
    /// Whose law; several with commas, or `all`
    #[arg(long, short, value_delimiter = ',')]
    pub jurisdiction: Vec<String>,
    /// The day, as 2026-03-05; today by default
    #[arg(long, visible_alias = "date", value_name = "DATE")]
    pub on: Option<Date>,
    /// offer, display, advertise, buy or transport
    #[arg(long, default_value = "offer")]
    pub transaction: Transaction,
    /// Language of what is printed for people; by default that of the environment
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
}
