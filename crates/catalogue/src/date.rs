//! A day, as ISO 8601 writes it. Law changes by the day; no clock and no time zone come into it here.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A calendar day, ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that lies after every listing of the catalogue.
    pub const LATEST: Self = Self { year: 9999, month: 12, day: 31 };

    /// The day, if the calendar has it.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=last).contains(&day).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not a day: write it as 2026-03-05");
        let parts: Vec<&str> = text.trim().split('-').collect();
        let [year, month, day] = parts.as_slice() else { return Err(wrong()) };
        let number = |part: &str| part.parse::<u16>().map_err(|_| wrong());
        let small = |part: &str| part.parse::<u8>().map_err(|_| wrong());
        Self::new(number(year)?, small(month)?, small(day)?).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn reads_days_of_the_calendar_only() {
        for (text, ok) in
            [("2026-03-05", true), ("2024-02-29", true), ("2023-02-29", false), ("2026-13-01", false), ("soon", false)]
        {
            assert_eq!(text.parse::<Date>().is_ok(), ok, "{text}");
        }
    }
}
