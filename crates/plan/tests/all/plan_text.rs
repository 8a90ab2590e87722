//! The texts of problem, plan and certificates: one spelling, and every other one refused at its
//! line.

use election::definition::Position;
use election::text::{Fault, LineFault};
use plan::answer::{Certificates, Circuit, CoverCertificate, Crew, Detail, Plan, Reserve, Step, Value};
use plan::measure::{Clock, Officers, Seconds, Weight};
use plan::problem::text::problem_hash;
use plan::problem::{Ground, Problem};
use proptest::prelude::*;
use tlog::Hash;

use crate::small::{CERTIFICATES, PLAN, PROBLEM, country};

fn sealed(problem: &Problem) -> String {
    let mut text = String::new();
    problem.seal(&mut text).unwrap();
    text
}

fn sealed_plan(plan: &Plan, problem: &Problem) -> String {
    let mut text = String::new();
    plan.seal(problem, &mut text).unwrap();
    text
}

#[test]
fn the_small_country_comes_back_byte_for_byte() {
    let (problem, plan, certificates) = country();
    assert_eq!(sealed(&problem), PROBLEM);
    assert_eq!(problem_hash(&problem), Hash::of(PROBLEM.as_bytes()));
    assert_eq!(sealed_plan(&plan, &problem), PLAN);
    let mut text = String::new();
    certificates.seal(&problem, &mut text).unwrap();
    assert_eq!(text, CERTIFICATES);
}

#[test]
fn the_examples_of_the_specifications_are_the_small_country() {
    assert!(include_str!("../../../../specs/plan-problem.md").contains(PROBLEM));
    let page = include_str!("../../../../specs/plan.md");
    assert!(page.contains(PLAN) && page.contains(CERTIFICATES));
}

/// A text with one place changed, which must be there, and what reading it says.
fn refused<T: core::fmt::Debug>(
    text: &str,
    from: &str,
    to: &str,
    read: impl Fn(&[u8]) -> Result<T, LineFault>,
) -> Fault {
    assert!(text.contains(from), "{from}");
    let changed = text.replacen(from, to, 1);
    let line = text[..text.find(from).unwrap()].lines().count().max(1);
    let fault = read(changed.as_bytes()).unwrap_err();
    // At the line of the change, or at the end of the list it stands in.
    assert!(fault.line >= line, "{from} -> {to}: {fault:?}");
    fault.fault
}

#[test]
fn a_problem_has_one_spelling() {
    let refused = |from: &str, to: &str| refused(PROBLEM, from, to, Problem::open);
    let number = [
        ("period 3600", "period 03600"),
        ("period 3600", "period 604801"),
        ("ceiling 500", "ceiling 1001"),
        ("heavy 3000", "heavy 0"),
        ("1000,900", "1000,0"),
        ("1000,900", "1000,1000000000001"),
        ("5050000 46020000", "180000001 46020000"),
        ("5050000 46020000", "5050000 -0"),
        ("strength 01 20 60", "strength 01 20 10000001"),
        ("disorder 3 3", "disorder 0 3"),
        ("disorder 3 3", "disorder 3 6"),
    ];
    for (from, to) in number {
        assert_eq!(refused(from, to), Fault::Number, "{to}");
    }
    for to in ["7:00", "07:00:00", "07:00:60", "36:00:01", "07:60", "0700", "07:00:+1", "é7:00"] {
        assert_eq!(refused("shift early 07:00", &format!("shift early {to}")), Fault::Moment, "{to}");
    }
    for (from, to) in [
        ("sparse 1 900 no", "sparse 1 900 No"),
        ("police elite", "police Elite"),
        ("disorder 3 3 - 08:00 24:00 B2", "disorder 3 3 - 08:00 24:00 G2"),
        ("kind:headquarters", "all"),
    ] {
        assert!(matches!(refused(from, to), Fault::Word(_)), "{to}");
    }
}

#[test]
fn what_a_problem_needs_is_due_where_it_is_missing() {
    let refused = |from: &str, to: &str| refused(PROBLEM, from, to, Problem::open);
    let due = [
        ("vigie.plan-problem/v1", "vigie.plan-problem/v2"),
        ("2017-04-23 1", "23-04-2017 1"),
        ("hours 2", "hours 3"),
        ("class afternoon 13:00", "class afternoon 13:01"),
        ("class afternoon", "class morning"),
        ("13:00 19:00 900", "13:00 13:00 900"),
        ("shift early 07:00 14:00 08:00", "shift early 08:01 14:00 08:00"),
        ("14:00 08:00 13:00", "14:00 08:00 12:59"),
        ("shift late", "shift early"),
        ("\nrest 300", "\nrest 3600"),
        ("shortest-stop 300", "shortest-stop 1201"),
        ("speeds 60 40 25", "speeds 60 0 25"),
        ("department 02", "department 00"),
        ("site 01-002-v1", "site 01-000-v1"),
        ("site hq-1", "site 02-010-v1"),
        ("site 02-010-v1 venue 02-010 02", "site 02-010-v1 venue 02-010 03"),
        ("1000,900", "1000"),
        ("1000,900", "1000,900,900"),
        ("unit e-1 police elite 02", "unit e-1 police elite 03"),
        ("unit e-1 police elite 02 any 02-010", "unit e-1 police elite 02 any 02-011"),
        ("unit e-1", "unit a-1"),
        ("10 5 no", "10 0 no"),
        ("dog 2", "dog,cat 2"),
        ("base 01-010 01", "base 01-010 03"),
        ("base 02-001", "base 01-001"),
        ("threat t-2", "threat t-1"),
    ];
    for (from, to) in due {
        assert!(matches!(refused(from, to), Fault::Expected(_)), "{to}");
    }
    assert_eq!(refused("election fr-test", "election fr test"), Fault::Identifier);
    assert_eq!(refused("L'Ain", "-"), Fault::Phrase);
    assert_eq!(refused("stations ZZ 12\n", "stations ZZ 12\n\n"), Fault::Trailing);
    assert_eq!(refused("stations ZZ 12\n", "stations ZZ 12"), Fault::FinalNewline);
}

#[test]
fn a_plan_has_one_spelling() {
    let (problem, ..) = country();
    let refused = |from: &str, to: &str| refused(PLAN, from, to, |bytes| Plan::open(bytes, &problem));
    let due = [
        ("vigie.plan/v1", "vigie.plan/v2"),
        ("commitments 2", "commitments 1"),
        ("move s-1 01-010", "move s-2 01-010"),
        ("move s-1 01-010", "move s-1 01-011"),
        ("circuit 01 police 1", "circuit 03 police 1"),
        ("circuit 01 police 2", "circuit 01 police 1"),
        ("crew g-01 -", "crew g-09 -"),
        ("crew m-01 g-01", "crew m-01 g-09"),
        ("crew m-01 g-01", "crew m-01"),
        ("way 450", "walk 450"),
        ("stop hq-1", "stop hq-2"),
        ("reserve early g-02 02-001 1", "reserve early g-02 02-001 0"),
        ("reserve early g-02", "reserve late g-02"),
        ("reserve late p-01", "reserve night p-01"),
        ("detail hq-1 early e-1 2", "detail hq-2 early e-1 2"),
        ("detail hq-1 early e-1 2", "detail hq-1 early e-1 0"),
        ("detail hq-1 late e-1", "detail hq-1 early e-1"),
        ("response-only 1\n", "response-only 2\nsite 02-002-v1\n"),
        ("pool 02 gendarmerie", "pool 01 gendarmerie"),
        ("cover early 02", "cover early 01"),
    ];
    for (from, to) in due {
        assert!(matches!(refused(from, to), Fault::Expected(_)), "{to}");
    }
    for (from, to) in [
        ("way 450", "way 604801"),
        ("bound 2000000", "bound 02"),
        ("iterations 1000", "iterations 4294967296"),
        ("commitments 2", "commitments 17"),
        ("circuits 5", "circuits 1000001"),
    ] {
        assert_eq!(refused(from, to), Fault::Number, "{to}");
    }
    assert_eq!(refused("commitment 1", "commitment A"), Fault::Digest);
    assert!(matches!(refused("circuit 01 police 1", "circuit 01 army 1"), Fault::Word(_)));
}

#[test]
fn certificates_have_one_spelling() {
    let (problem, ..) = country();
    let refused = |from: &str, to: &str| refused(CERTIFICATES, from, to, |bytes| Certificates::open(bytes, &problem));
    for (from, to) in [
        ("cover early 02", "cover late 02"),
        ("multiplier 02-002-v1", "multiplier 02-001-v1"),
        ("multiplier 02-002-v1 160000000", "multiplier 02-002-v1 0"),
        ("cover early 02", "cover early 03"),
    ] {
        assert!(matches!(refused(from, to), Fault::Expected(_)), "{to}");
    }
    assert_eq!(refused("160000000", "18446744073709551616"), Fault::Number);
}

/// A problem with other figures wherever they are free.
fn problem() -> impl Strategy<Value = Problem> {
    let place = (-180_000_000..=180_000_000_i32, -90_000_000..=90_000_000_i32);
    let figures = (place, 1..=1_000_000_000_000_u64, any::<u32>(), any::<bool>(), 0..6_usize);
    let site = prop::collection::vec(figures, 8);
    let text = "[a-zé'][a-z é']{0,40}[a-zé']";
    let moments = prop::collection::vec(0..=Clock::LAST.0 - 1, 4);
    (site, text, moments, prop::option::of(1..=255_u8)).prop_map(|(sites, text, moments, round)| {
        let (mut problem, ..) = country();
        for (site, ((lon_e6, lat_e6), weight, people, may_post, other)) in problem.sites.iter_mut().zip(sites) {
            site.position = Position { lon_e6, lat_e6 };
            site.weights = vec![Weight(weight), Weight(weight / 2 + 1)];
            (site.people, site.may_post) = (people, may_post);
            site.density =
                [plan::problem::Density::Sparse, plan::problem::Density::Town, plan::problem::Density::Dense]
                    [other % 3];
        }
        problem.departments[0].name.clone_from(&text);
        problem.threats[0].rationale = text;
        (problem.units[0].from, problem.units[0].to) =
            (Clock(moments[0].min(moments[1])), Clock(moments[0].max(moments[1]) + 1));
        (problem.threats[1].from, problem.threats[1].to) = (Clock(moments[2]), Clock(moments[3]));
        problem.phase.round = round;
        problem
    })
}

fn step() -> impl Strategy<Value = Step> {
    let time = || (0..=604_800_u32).prop_map(Seconds);
    prop_oneof![
        time().prop_map(Step::Rest),
        time().prop_map(Step::Way),
        (0..8_u32, time()).prop_map(|(site, time)| Step::Stop { site, time }),
    ]
}

fn crew() -> impl Strategy<Value = Crew> {
    let ordinary = (0..8_u32).prop_map(|unit| Crew::Ordinary { unit });
    let accompanied = (0..8_u32, 0..8_u32).prop_map(|(soldiers, liaison)| Crew::Accompanied { soldiers, liaison });
    prop_oneof![ordinary, accompanied]
}

fn circuit() -> impl Strategy<Value = Circuit> {
    let place = (0..2_u32, any::<bool>(), any::<u32>());
    let parts = (prop::collection::vec(step(), 0..9), prop::collection::vec(crew(), 0..4));
    (place, parts).prop_map(|((department, police, number), (steps, crews))| {
        let ground = if police { Ground::Police } else { Ground::Gendarmerie };
        Circuit { department, ground, number, steps, crews }
    })
}

/// A plan that can be written, good or bad.
fn plan() -> impl Strategy<Value = Plan> {
    let reserve = (0..2_u32, 0..8_u32, 0..4_u32, 1..=10_000_000_u32);
    let reserve = reserve.prop_map(|(shift, unit, base, crews)| Reserve { shift, unit, base, crews });
    let detail = (0..2_u32, 0..8_u32, 1..=10_000_000_u32);
    let detail = detail.prop_map(|(shift, unit, people)| Detail { event: 0, shift, unit, officers: Officers(people) });
    let lists = (
        prop::collection::vec(circuit(), 0..6),
        prop::collection::vec(reserve, 0..6),
        prop::collection::vec(detail, 0..6),
        prop::collection::btree_set(0..8_u32, 0..8),
        prop::collection::vec(any::<[u8; 32]>(), 0..4),
    );
    (lists, any::<u64>(), any::<u32>()).prop_map(|((circuits, reserves, details, sites, seals), figure, iterations)| {
        let (_, mut plan, _) = country();
        (plan.circuits, plan.reserves, plan.details, plan.iterations) = (circuits, reserves, details, iterations);
        plan.circuits.sort_by_key(|circuit| (circuit.department, circuit.ground, circuit.number));
        plan.circuits.dedup_by_key(|circuit| (circuit.department, circuit.ground, circuit.number));
        plan.reserves.sort();
        plan.reserves.dedup_by_key(|reserve| (reserve.shift, reserve.unit, reserve.base));
        plan.details.sort();
        plan.details.dedup_by_key(|detail| (detail.event, detail.shift, detail.unit));
        plan.response_only = sites.into_iter().collect();
        plan.commitments = seals.into_iter().map(Hash).collect();
        (plan.bound, plan.pools[0].realised, plan.covers[0].bound) = (Value(figure), Value(figure), figure);
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_problem_comes_back(problem in problem()) {
        let text = sealed(&problem);
        let again = Problem::open(text.as_bytes());
        prop_assert_eq!(again.as_ref(), Ok(&problem));
        prop_assert_eq!(problem_hash(&problem), Hash::of(text.as_bytes()));
    }

    #[test]
    fn every_plan_comes_back_and_is_checked_without_panic(plan in plan()) {
        let (problem, _, certificates) = country();
        let text = sealed_plan(&plan, &problem);
        let again = Plan::open(text.as_bytes(), &problem);
        prop_assert_eq!(again.as_ref(), Ok(&plan));
        let verdict = plan::check::check(&problem, &plan, &certificates);
        prop_assert!(verdict.figures.is_some());
    }

    #[test]
    fn every_certificate_comes_back(multipliers in prop::collection::btree_map(0..8_u32, 1..=u64::MAX, 0..8)) {
        let (problem, plan, mut certificates) = country();
        let multipliers: Vec<(u32, u64)> = multipliers.into_iter().collect();
        certificates.covers[0] = CoverCertificate { shift: 0, department: 1, multipliers };
        let mut text = String::new();
        certificates.seal(&problem, &mut text).unwrap();
        let again = Certificates::open(text.as_bytes(), &problem);
        prop_assert_eq!(again.as_ref(), Ok(&certificates));
        let figures = plan::check::check(&problem, &plan, &certificates).figures.unwrap();
        // Whatever the multipliers, what they prove is above the best place for one crew.
        let cover = figures.covers.iter().find(|cover| (cover.shift, cover.department) == (0, 1)).unwrap();
        prop_assert!(cover.bound >= 2_000_000_000);
    }
}
