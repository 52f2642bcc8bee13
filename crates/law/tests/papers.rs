//! Numbers of permits and marks that texts quote, and what is to be said of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{court, law};
use xiezhi_law::papers::{Clerk, Goods};

#[test]
fn quoted_papers_are_checked_for_plausibility() {
    let place = |id: &str| law().jurisdiction(id).unwrap();
    // text, taxon, origin, jurisdiction; number and problems, or nothing
    let cases: &[(&str, &str, &str, &str, Option<(&str, &[&str])>)] = &[
        ("elephant carving, no papers", "Loxodonta africana", "", "INT", None),
        ("CITES registration A-US-123 for the breeder", "Panthera tigris", "", "INT", Some(("A-US-123", &[]))),
        ("permit only on request", "Panthera tigris", "", "INT", None),
        ("Art. 10 certificate no. 123456/21", "Panthera tigris", "", "GB", Some(("123456/21", &[]))),
        (
            "certificate 12345678901234567890",
            "Panthera tigris",
            "",
            "GB",
            Some(("12345678901234567890", &["no-known-form"])),
        ),
        (
            "CITES permit 22DE001234, valid until 2022-05-01",
            "Python regius",
            "",
            "INT",
            Some(("22DE001234", &["expired"])),
        ),
        (
            "caviar, CITES label PER/W/IR/2001/xxx-1",
            "Panthera tigris",
            "",
            "EU",
            Some(("PER/W/IR/2001/xxx-1", &["other-species"])),
        ),
    ];
    for (text, taxon, origin, jurisdiction, want) in cases {
        let mut clerk = Clerk::new(law());
        let jurisdictions = [place(jurisdiction)];
        let goods = Goods { taxon, origin, jurisdictions: &jurisdictions, day: 20_240_501 };
        let got = clerk.read(&court(), "1", text, goods);
        let got: Vec<(&str, &[&str])> = got.iter().map(|q| (q.number.as_str(), q.problems.as_slice())).collect();
        assert_eq!(got.first().copied(), *want, "{text}: {got:?}");
    }
}

#[test]
fn one_number_on_many_listings_is_named() {
    let mut clerk = Clerk::new(law());
    let goods = Goods { taxon: "", origin: "", jurisdictions: &[0], day: 20_240_501 };
    for listing in ["a", "b", "b", "c"] {
        clerk.read(&court(), listing, "专用标识 编号 1234-5678", goods);
    }
    assert_eq!(clerk.repeated(), [("1234-5678", vec!["a", "b", "c"])]);
}
