//! The second opinion: the rows as Cedar policies, evaluated by cedar-policy, agree with the index on every case and on a large seeded
//! sample of questions.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests fail by panicking"
)]

mod common;

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression};
use common::{CATALOGUE, court, law};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use xiezhi_law::cedar::{Facts, facts, policies};
use xiezhi_law::claims::listed;
use xiezhi_law::index::Asked;
use xiezhi_law::origin::letters;
use xiezhi_law::{Ruling, Transaction};

const QUESTIONS: usize = 20_000;

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let at = self.below(items.len());
        &items[at]
    }
}

fn strings(items: impl IntoIterator<Item = String>) -> RestrictedExpression {
    RestrictedExpression::new_set(items.into_iter().map(RestrictedExpression::new_string))
}

fn longs(items: impl IntoIterator<Item = i64>) -> RestrictedExpression {
    RestrictedExpression::new_set(items.into_iter().map(RestrictedExpression::new_long))
}

fn context(facts: &Facts, asked: &Asked) -> Context {
    let law = law();
    let transaction = Transaction::ALL.into_iter().find(|t| t.bit() == asked.transaction).unwrap();
    let mut pairs = vec![
        ("lineage".to_owned(), longs(facts.lineage.iter().map(|t| i64::from(*t)))),
        ("groups".to_owned(), strings(facts.groups.clone())),
        ("cites".to_owned(), RestrictedExpression::new_long(facts.cites.into())),
        ("cn".to_owned(), RestrictedExpression::new_long(facts.cn.into())),
        ("possibly".to_owned(), strings(facts.possibly.clone())),
        ("certainly".to_owned(), strings(facts.certainly.clone())),
        ("forms".to_owned(), longs(law.forms.bits(asked.forms).map(|bit| bit as i64))),
        ("claims".to_owned(), strings(listed(&law.claims, asked.claims).map(|c| c.id.clone()))),
        ("day".to_owned(), RestrictedExpression::new_long(asked.day.into())),
        ("transaction".to_owned(), RestrictedExpression::new_string(transaction.word().into())),
    ];
    pairs.extend(asked.origin.map(|code| ("origin".to_owned(), RestrictedExpression::new_string(letters(code)))));
    Context::from_pairs(pairs).unwrap()
}

fn ruling(set: &PolicySet, facts: &Facts, asked: &Asked) -> Ruling {
    let uid = |text: &str| -> EntityUid { text.parse().unwrap() };
    for (action, ruling) in [("prohibited", Ruling::Prohibited), ("needs_document", Ruling::NeedsDocument)] {
        let action = uid(&format!("Action::\"{action}\""));
        let request =
            Request::new(uid("Seller::\"any\""), action, uid("Offer::\"any\""), context(facts, asked), None).unwrap();
        let response = Authorizer::new().is_authorized(&request, set, &Entities::empty());
        let errors: Vec<String> = response.diagnostics().errors().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:?}");
        if response.decision() == Decision::Allow {
            return ruling;
        }
    }
    Ruling::Allowed
}

fn sets() -> Vec<PolicySet> {
    let read = |at| policies(law(), at).parse().unwrap();
    (0u16..).take(law().jurisdictions.len()).map(read).collect()
}

fn check(sets: &[PolicySet], taxon: Option<u32>, asked: &Asked) {
    let facts = facts(law(), &CATALOGUE, taxon, asked.origin, asked.day);
    let (ours, theirs) = (court().index.judge(asked).ruling, ruling(&sets[asked.place as usize], &facts, asked));
    let name = taxon.and_then(|t| law().names.describe(&CATALOGUE, t));
    assert_eq!(ours, theirs, "{name:?} {asked:?}\n{facts:?}\n{:?}", court().index.applied(asked));
}

#[test]
fn cedar_agrees_on_every_case() {
    let sets = sets();
    for case in &law().cases {
        let (judgement, _) = court().answer_with(&case.question).unwrap();
        let taxon = law().names.place(&CATALOGUE, &case.question.taxon).map(|placed| placed.taxon);
        check(&sets, taxon, &judgement.asked);
    }
}

#[test]
fn cedar_agrees_on_a_large_sample() {
    let sets = sets();
    // Taxa that rows tell apart come up as often as the thousands of orchids that none does.
    let mut by_class: HashMap<u32, u32> = HashMap::new();
    for taxon in 0..court().index.taxa() {
        by_class.entry(court().index.class(Some(taxon))).or_insert(taxon);
    }
    let mut telling: Vec<u32> = by_class.into_values().collect();
    telling.sort_unstable();
    let forms: Vec<_> = law().forms.names().map(|(_, set)| set).chain([law().forms.all()]).collect();
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for worker in 0..2u64 {
            let (sets, telling, forms, done) = (&sets, &telling, &forms, &done);
            scope.spawn(move || {
                let mut random = Random(2026 + worker);
                for number in 0..QUESTIONS / 2 {
                    let taxon = match number % 3 {
                        0 => random.below(court().index.taxa() as usize) as u32,
                        _ => *random.pick(telling),
                    };
                    let said = (0..random.below(4)).fold(0, |all, _| all | random.pick(&law().claims).means);
                    let day = (1985 + random.below(45)) * 10_000 + (1 + random.below(12)) * 100 + 1 + random.below(28);
                    let asked = Asked {
                        class: court().index.class(Some(taxon)),
                        forms: *random.pick(forms),
                        claims: said,
                        origin: (random.below(2) == 0).then(|| random.below(676) as u16),
                        place: random.below(law().jurisdictions.len()) as u32,
                        day: day as u32,
                        transaction: random.pick(&Transaction::ALL).bit(),
                    };
                    check(sets, Some(taxon), &asked);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(done.into_inner(), QUESTIONS);
}
