//! The small words of the law tables: results, transactions, and how sure a table is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What the law says of an offer, loosest first, so that the strictest is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// Nothing stands against it.
    Allowed,
    /// Lawful only with papers.
    NeedsDocument,
    /// Not lawful, whatever is shown.
    Prohibited,
}

impl Ruling {
    /// All rulings, loosest first.
    pub const ALL: [Self; 3] = [Self::Allowed, Self::NeedsDocument, Self::Prohibited];

    /// The word of the tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::NeedsDocument => "needs_document",
            Self::Prohibited => "prohibited",
        }
    }
}

impl fmt::Display for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Ruling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|ruling| ruling.word() == text);
        found.ok_or_else(|| format!("`{text}` is not a result: allowed, needs_document or prohibited"))
    }
}

/// What is done with the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transaction {
    /// Offered for sale: what a marketplace listing does.
    Offer,
    /// Shown.
    Display,
    /// Advertised.
    Advertise,
    /// Bought, or sought to buy.
    Buy,
    /// Moved; over the border for international trade.
    Transport,
}

impl Transaction {
    /// All transactions.
    pub const ALL: [Self; 5] = [Self::Offer, Self::Display, Self::Advertise, Self::Buy, Self::Transport];

    /// The word of the tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Display => "display",
            Self::Advertise => "advertise",
            Self::Buy => "buy",
            Self::Transport => "transport",
        }
    }

    /// Its bit in a set of transactions.
    #[must_use]
    pub fn bit(self) -> u8 {
        match self {
            Self::Offer => 1,
            Self::Display => 2,
            Self::Advertise => 4,
            Self::Buy => 8,
            Self::Transport => 16,
        }
    }
}

impl FromStr for Transaction {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|transaction| transaction.word() == text);
        found.ok_or_else(|| format!("`{text}` is not a transaction: offer, display, advertise, buy or transport"))
    }
}

/// What the platform does with a listing, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing.
    Allow,
    /// Let it stand and tell the seller what the law asks.
    Educate,
    /// A person looks before it appears.
    Review,
    /// It does not appear.
    Block,
}

impl Decision {
    /// All decisions, mildest first.
    pub const ALL: [Self; 4] = [Self::Allow, Self::Educate, Self::Review, Self::Block];

    /// The word of the tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Educate => "educate",
            Self::Review => "review",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Decision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|decision| decision.word() == text);
        found.ok_or_else(|| format!("`{text}` is not a decision: allow, educate, review or block"))
    }
}

/// Where a listing appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A shop sells to people.
    B2c,
    /// People sell to people.
    C2c,
    /// Shops sell to shops.
    B2b,
    /// Posts, chats, streams.
    Social,
    /// Search results and advertisements.
    Search,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 5] = [Self::B2c, Self::C2c, Self::B2b, Self::Social, Self::Search];

    /// The word of the tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::B2c => "b2c",
            Self::C2c => "c2c",
            Self::B2b => "b2b",
            Self::Social => "social",
            Self::Search => "search",
        }
    }

    /// Its bit in a set of channels.
    #[must_use]
    pub fn bit(self) -> u8 {
        match self {
            Self::B2c => 1,
            Self::C2c => 2,
            Self::B2b => 4,
            Self::Social => 8,
            Self::Search => 16,
        }
    }
}

impl FromStr for Channel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|channel| channel.word() == text);
        found.ok_or_else(|| format!("`{text}` is not a channel: b2c, c2c, b2b, social or search"))
    }
}
