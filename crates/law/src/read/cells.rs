//! Single cells: selectors, forms, claims, origins, transactions, days.

use super::Reader;
use crate::claims::Condition;
use crate::day::{self, LAST, Span};
use crate::forms::FormSet;
use crate::model::Place;
use crate::origin::{self, OriginSet};
use crate::selector::Selector;
use std::str::FromStr;
use xiezhi_catalogue::Date;
use xiezhi_catalogue::table::Row;

/// A row's place.
pub fn place(row: &Row<'_, '_>) -> Place {
    let fault = row.fault("", "");
    Place { file: fault.file, line: u32::try_from(row.line).unwrap_or(u32::MAX) }
}

/// The three titles.
pub fn titles(row: &Row<'_, '_>) -> [String; 3] {
    ["en", "zh-Hans", "zh-Hant"].map(|column| row.get(column).into())
}

impl Reader<'_> {
    /// Names a fault.
    pub(super) fn fault(&mut self, row: &Row<'_, '_>, rule: &'static str, message: impl Into<String>) {
        self.faults.push(row.fault(rule, message));
    }

    /// Names a cell that must not be empty.
    pub(super) fn required(&mut self, row: &Row<'_, '_>, column: &str) {
        if row.get(column).is_empty() {
            self.fault(row, "required", format!("`{column}` is empty"));
        }
    }

    /// Reads the selectors of a cell.
    pub(super) fn selectors(&mut self, row: &Row<'_, '_>, column: &str) -> Vec<Selector> {
        let read: Vec<_> = row.list(column).map(|item| Selector::parse(item, &self.known())).collect();
        let mut selectors = Vec::new();
        for item in read {
            match item {
                Ok(selector) => selectors.push(selector),
                Err((rule, message)) => self.fault(row, rule, format!("`{column}`: {message}")),
            }
        }
        selectors
    }

    /// Reads forms: ids, term codes, `@set`, `*`, and `!x` to take out.
    pub(super) fn forms(&mut self, row: &Row<'_, '_>, column: &str) -> FormSet {
        let (mut with, mut without) = (FormSet::default(), FormSet::default());
        let mut only_out = true;
        for item in row.list(column) {
            let (out, name) = item.strip_prefix('!').map_or((false, item), |name| (true, name));
            match self.form(name) {
                Some(set) if out => without = without.or(set),
                Some(set) => {
                    only_out = false;
                    with = with.or(set);
                }
                None => self.fault(
                    row,
                    "form",
                    format!("`{name}` is no form, no CITES term code and no set of sets.tsv (with @)"),
                ),
            }
        }
        let base = if only_out && !without.is_empty() { self.law.forms.all() } else { with };
        base.without(without)
    }

    fn form(&self, name: &str) -> Option<FormSet> {
        if name == "*" {
            return Some(self.law.forms.all());
        }
        match name.strip_prefix('@') {
            Some(set) => self.sets.iter().find(|(id, _)| id == set).map(|(_, set)| *set),
            None => self.law.forms.find(name),
        }
    }

    /// Reads a condition on claims.
    pub(super) fn condition(&mut self, row: &Row<'_, '_>, column: &str) -> Condition {
        match Condition::parse(row.get(column), &self.law.claims) {
            Ok(condition) => condition,
            Err(word) => {
                self.fault(row, "claim", format!("`{column}`: `{word}` is not in claims.tsv"));
                Condition::default()
            }
        }
    }

    /// Reads origins: country codes, `!XX` for "not XX".
    pub(super) fn origin(&mut self, row: &Row<'_, '_>, column: &str) -> OriginSet {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for item in row.list(column).filter(|item| *item != "*") {
            let (out, name) = item.strip_prefix('!').map_or((false, item), |name| (true, name));
            match origin::code(name) {
                Some(code) if out => without.push(code),
                Some(code) => with.push(code),
                None => self.fault(row, "origin", format!("`{name}` is not a two-letter country code")),
            }
        }
        let base = if with.is_empty() { OriginSet::all() } else { OriginSet::of(with) };
        base.and(OriginSet::of(without).others())
    }

    /// Reads words into bits; `*` and nothing stand for all of them.
    pub(super) fn bits<T: FromStr<Err = String>>(
        &mut self,
        row: &Row<'_, '_>,
        (column, rule): (&str, &'static str),
        bit: impl Fn(T) -> u8,
    ) -> u8 {
        let mut bits = 0;
        for item in row.list(column) {
            match item.parse::<T>() {
                _ if item == "*" => bits = u8::MAX,
                Ok(value) => bits |= bit(value),
                Err(message) => self.fault(row, rule, message),
            }
        }
        if row.get(column).is_empty() { u8::MAX } else { bits }
    }

    /// Reads first and last day; empty for always and for still.
    pub(super) fn span(&mut self, row: &Row<'_, '_>) -> Span {
        let from = self.day(row, "from").unwrap_or(0);
        let to = self.day(row, "to").unwrap_or(LAST);
        if from > to {
            self.fault(row, "date", format!("it ends on {} before it begins on {}", row.get("to"), row.get("from")));
        }
        Span { from, to }
    }

    /// Reads a day that may be left empty.
    pub(super) fn day(&mut self, row: &Row<'_, '_>, column: &str) -> Option<day::Day> {
        if row.get(column).is_empty() {
            return None;
        }
        row.parse::<Date>(column, "date", &mut self.faults).map(day::number)
    }

    /// Reads `yes` or `no`.
    pub(super) fn yes(&mut self, row: &Row<'_, '_>, column: &str) -> bool {
        match row.get(column) {
            "yes" => true,
            "no" => false,
            other => {
                self.fault(row, "sure", format!("`{column}` is `{other}`: write yes or no"));
                false
            }
        }
    }

    /// Checks the confidence of a row; anything but `high` and `medium` is doubtful.
    pub(super) fn confidence(&mut self, row: &Row<'_, '_>) -> String {
        let text = row.get("confidence");
        if !matches!(text, "high" | "medium" | "low") {
            self.fault(row, "confidence", format!("`{text}` is not a confidence: high, medium or low"));
        }
        text.into()
    }
}
