//! Days as numbers in order, for comparing; and spans of days.

use serde::{Deserialize, Serialize};
use xiezhi_catalogue::Date;

/// A day as `yyyymmdd`: ordered by time, and as good as a calendar for comparing.
pub type Day = u32;

/// A day after every law.
pub const LAST: Day = 99_991_231;

/// The day's number.
#[must_use]
pub fn number(date: Date) -> Day {
    date.to_string().bytes().filter(u8::is_ascii_digit).fold(0, |sum, digit| sum * 10 + Day::from(digit - b'0'))
}

/// The date of a day's number; none where the calendar has no such day.
#[must_use]
pub fn date(day: Day) -> Option<Date> {
    let part = |value: u32| u8::try_from(value).ok();
    Date::new(u16::try_from(day / 10_000).ok()?, part(day / 100 % 100)?, part(day % 100)?)
}

/// The day after.
#[must_use]
pub fn after(day: Day) -> Day {
    for candidate in [day + 1, (day / 100 + 1) * 100 + 1, (day / 10_000 + 1) * 10_000 + 101] {
        if date(candidate).is_some() {
            return candidate;
        }
    }
    day
}

/// Days since 1 January of the year 1, to count how long a span is.
#[must_use]
pub fn ordinal(day: Day) -> u64 {
    let (year, month, dom) = (u64::from(day / 10_000), u64::from(day / 100 % 100), u64::from(day % 100));
    // Years begin in March, so that the leap day is the last one.
    let (year, month) = if month < 3 { (year.saturating_sub(1), month + 9) } else { (year, month - 3) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + dom
}

/// First and last day of something in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Span {
    /// Every day.
    pub const ALWAYS: Self = Self { from: 0, to: LAST };

    /// Whether the day lies in it.
    #[must_use]
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days of both; none where they do not meet.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_as_the_calendar_does() {
        let day = |text: &str| number(text.parse().unwrap());
        for (first, second, apart) in
            [("2020-02-28", "2020-03-01", 2), ("2017-12-31", "2018-01-01", 1), ("2023-02-28", "2023-03-01", 1)]
        {
            assert_eq!(ordinal(day(second)) - ordinal(day(first)), apart, "{first}");
        }
        assert_eq!(after(day("2020-02-28")), day("2020-02-29"));
        assert_eq!(after(day("2017-12-31")), day("2018-01-01"));
        assert_eq!(date(20_231_301), None);
    }
}
