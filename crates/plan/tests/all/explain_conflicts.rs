//! Conflicts made by hand, of which the smallest set is known; and plans that are witnesses that
//! there is none.

use election::refusal::Language;
use plan::answer::{Plan, Step};
use plan::deploy::{Patient, Settings, deploy};
use plan::explain::Requirement::{
    Access, Bases, Ceiling, Dispatch, Duty, FirstPromise, Reserve, Rest, Strength, Value, Visits, Zones,
};
use plan::explain::{self, Amount, Conflict, Reason, Requirement, Stuck, WhyNot, Wish, json, words};
use plan::measure::{Officers, Permille, Seconds};
use plan::problem::{Problem, UnitZone};
use proptest::prelude::*;
use tlog::Hash;

use crate::small::country;

/// The site of the small country that nobody visits: 02-002-v1.
const WAITING: u32 = 6;
/// Its only neighbour on the gendarmerie's ground, and the gendarmes of the department.
const G02: usize = 3;

fn changed(change: impl FnOnce(&mut Problem, &mut Plan)) -> (Problem, Plan) {
    let (mut problem, mut plan, _) = country();
    change(&mut problem, &mut plan);
    (problem, plan)
}

/// The only conflict about visits.
#[track_caller]
fn visits(why: &WhyNot) -> &Conflict {
    let mut found = why.conflicts.iter().filter(|conflict| matches!(conflict.wish, Wish::Visits(_)));
    let first = found.next().expect("a conflict");
    assert_eq!(found.next(), None);
    first
}

fn amount(conflict: &Conflict, requirement: Requirement) -> (Amount, bool) {
    let relief = conflict.reliefs.iter().find(|relief| relief.requirement == requirement).expect("in the set");
    (relief.amount, relief.clears)
}

#[test]
fn a_site_beyond_every_base() {
    let (problem, plan) = changed(|problem, _| problem.sites[WAITING as usize].position.lon_e6 = 7_500_000);
    let why = explain::why_not(&problem, &plan);
    assert_eq!(visits(&why).requirements(), [Visits, Access]);
    assert_eq!(amount(visits(&why), Visits), (Amount::Sites(1), true));
    let reason = explain::site(&problem, &plan, WAITING).reason;
    // 116 km by the crow from 02-001, where the gendarmes are: at 60 km/h two hours and a half.
    let Some(Reason::Unreachable { nearest, limit: Seconds(3_600) }) = reason else { panic!("{reason:?}") };
    assert!((9_000..9_200).contains(&nearest.0), "{nearest}");
    // No reserve can be there either, wherever it waits.
    let promise = why.conflicts.iter().find(|conflict| conflict.requirements() == [FirstPromise, Bases]).unwrap();
    assert!(matches!(&promise.wish, Wish::FirstPromise { waiting, needed: None, .. } if *waiting == [WAITING]));
}

/// Within an hour of 02-010 only, where police stand, and a squad that was sent away.
fn near_the_police(problem: &mut Problem) {
    problem.sites[WAITING as usize].position.lon_e6 = 6_850_000;
}

#[test]
fn a_site_that_only_others_reach() {
    let (problem, plan) = changed(|problem, _| near_the_police(problem));
    let why = explain::why_not(&problem, &plan);
    let conflict = visits(&why);
    assert_eq!(conflict.requirements(), [Visits, Strength, Dispatch, Access, Zones]);
    assert!(conflict.reliefs.iter().all(|relief| relief.clears));
}

#[test]
fn a_squad_that_is_due_elsewhere_does_not_help() {
    let (problem, plan) = changed(|problem, _| {
        near_the_police(problem);
        // 27 who may not be moved stand in 01: all 20 of the squad are due there.
        problem.policy.strengths[0].least = Officers(47);
    });
    let why = explain::why_not(&problem, &plan);
    let conflict = visits(&why);
    assert_eq!(conflict.requirements(), [Visits, Strength, Dispatch, Access, Zones]);
    let clears: Vec<bool> = conflict.reliefs.iter().map(|relief| relief.clears).collect();
    // Another dispatch alone meets the other department's minimum.
    assert_eq!(clears, [true, true, false, true, true]);
}

#[test]
fn too_few_crews_for_the_stops() {
    let (problem, plan) = changed(|problem, _| {
        (problem.policy.shortest_stop, problem.policy.longest_stop) = (Seconds(1_500), Seconds(1_500));
    });
    let why = explain::why_not(&problem, &plan);
    let conflict = visits(&why);
    // Two stops and two ways are 3,470 s: too much beside a rest of 300 s in 3,600.
    assert_eq!(conflict.requirements(), [Visits, Strength, Dispatch, Access, Reserve, Rest, Duty]);
    let Wish::Visits(cut) = &conflict.wish else { panic!("a cut") };
    assert_eq!((cut.sites, cut.needed, cut.available), (2, 2, 1));
    assert_eq!(amount(conflict, Visits), (Amount::Sites(1), true));
    assert_eq!(amount(conflict, Strength), (Amount::Officers(4), true));
    // The police of 02-010 are too far and of the other ground: it takes both to have them.
    assert_eq!(amount(conflict, Access), (Amount::Circuits { needed: 2, available: 1 }, false));
    assert_eq!(amount(conflict, Rest), (Amount::Circuits { needed: 1, available: 1 }, true));
    assert_eq!(amount(conflict, Reserve), (Amount::Circuits { needed: 2, available: 2 }, true));
    let reason = explain::site(&problem, &plan, WAITING).reason;
    assert_eq!(reason, Some(Reason::Crews { sites: 2, needed: 2, available: 1 }));
}

#[test]
fn nobody_of_its_ground() {
    let (problem, plan) = changed(|problem, _| problem.units[G02].zone = UnitZone::Police);
    let why = explain::why_not(&problem, &plan);
    assert_eq!(visits(&why).requirements(), [Visits, Strength, Dispatch, Zones]);
    assert_eq!(explain::site(&problem, &plan, WAITING).reason, Some(Reason::NoCrews));
}

#[test]
fn a_ceiling_below_the_shortest_stop() {
    // 5 % of an hour are three minutes; a stop takes five.
    let (problem, plan) = changed(|problem, _| problem.policy.ceiling = Permille(50));
    let why = explain::why_not(&problem, &plan);
    assert_eq!(visits(&why).requirements(), [Visits, Ceiling]);
    assert_eq!(explain::site(&problem, &plan, WAITING).reason, Some(Reason::Ceiling));
}

#[test]
fn what_is_not_proven_is_not_called_a_conflict() {
    let (problem, plan, _) = country();
    let why = explain::why_not(&problem, &plan);
    assert!(!why.conflicts.iter().any(|conflict| matches!(conflict.wish, Wish::Visits(_))));
    let [Stuck::Visits(cut)] = &why.stuck[..] else { panic!("{:?}", why.stuck) };
    assert_eq!((&cut.waiting[..], cut.needed, cut.available), (&[WAITING][..], 1, 1));
    assert!(matches!(
        explain::site(&problem, &plan, WAITING).reason,
        Some(Reason::Unproven { needed: 1, circuits: 1, .. })
    ));
}

#[test]
fn one_crew_cannot_wait_at_two_bases() {
    let (problem, plan, _) = country();
    let why = explain::why_not(&problem, &plan);
    let [conflict] = &why.conflicts[..] else { panic!("{:?}", why.conflicts) };
    assert_eq!(conflict.requirements(), [FirstPromise, Strength, Reserve, Bases]);
    let Wish::FirstPromise { department: 1, waiting, crews: 1, needed: Some(2) } = &conflict.wish else {
        panic!("{:?}", conflict.wish)
    };
    assert_eq!(waiting[..], [7]);
    assert_eq!(amount(conflict, Strength), (Amount::Officers(2), true));
}

#[test]
fn the_nations_value_falls_by_what_is_dropped() {
    let (problem, plan, _) = country();
    let conflict = explain::why_not(&problem, &plan).value.expect("a bound above nothing");
    let Wish::Below(bound) = conflict.wish else { panic!("a value") };
    assert_eq!(conflict.requirements().first(), Some(&Value));
    assert!(conflict.reliefs.len() > 1);
    for relief in &conflict.reliefs {
        let Amount::Bound(then) = relief.amount else { panic!("{relief:?}") };
        assert_eq!(relief.clears, then < bound || relief.requirement == Value, "{relief:?}");
    }
}

#[test]
fn conflicts_have_words_and_json() {
    let (problem, plan) = changed(|problem, _| near_the_police(problem));
    let why = explain::why_not(&problem, &plan);
    let english = words::why_not(&why, &problem, Language::English);
    assert!(english.contains("02/gendarmerie: 1 site without a visit (02-002-v1)"), "{english}");
    assert!(
        english.contains("cannot keep together: every site visited in each class of hours · strength"),
        "{english}"
    );
    assert!(words::why_not(&why, &problem, Language::French).contains("ne peuvent pas tenir ensemble"));
    assert!(json::why_not(&why, &problem).contains("\"waiting\":[\"02-002-v1\"]"));
    let nothing = WhyNot { value: None, conflicts: Vec::new(), stuck: Vec::new() };
    assert_eq!(
        words::why_not(&nothing, &problem, Language::English),
        "every site is visited, and every first promise kept\n"
    );
}

/// The same plan, a site's stops turned into ways.
fn without(plan: &Plan, site: u32) -> Plan {
    let mut plan = plan.clone();
    for step in plan.circuits.iter_mut().flat_map(|circuit| &mut circuit.steps) {
        if let Step::Stop { site: at, time } = *step
            && at == site
        {
            *step = Step::Way(time);
        }
    }
    plan.response_only.push(site);
    plan.response_only.sort_unstable();
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A plan that visits a pool is a witness: nothing is proven against any of its sites.
    #[test]
    fn what_a_plan_does_is_never_called_impossible(
        east in prop::array::uniform8(-250_000..250_000_i32),
        strengths in prop::array::uniform8(0..24_u32),
        shortest in 60..700_u32,
        reserve in 0..400_u16,
    ) {
        let (mut problem, ..) = country();
        for (site, east) in problem.sites.iter_mut().zip(east) {
            site.position.lon_e6 += east;
        }
        for (unit, more) in problem.units.iter_mut().zip(strengths) {
            unit.strength = Officers(unit.strength.0 + more);
            unit.vehicles += more;
        }
        problem.policy.shortest_stop = Seconds(shortest);
        problem.policy.reserve = Permille(reserve);
        let settings = Settings { seed: [3; 32], iterations: 3 };
        let plan = deploy(&problem, &settings, vec![Hash([0; 32]); 2], &Patient).plan;
        for (at, site) in (0_u32..).zip(&problem.sites) {
            let pool = |other: &u32| {
                let other = &problem.sites[*other as usize];
                (other.department, other.ground) == (site.department, site.ground)
            };
            if plan.response_only.iter().any(pool) {
                continue;
            }
            let why = explain::why_not(&problem, &without(&plan, at));
            let against = |conflict: &Conflict| matches!(&conflict.wish, Wish::Visits(cut) if cut.waiting.contains(&at));
            prop_assert!(!why.conflicts.iter().any(against), "{} {:?}", site.id, why.conflicts);
        }
    }
}
