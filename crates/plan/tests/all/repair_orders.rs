//! Orders of an edition that begins in the middle of a shift: what is handed out, and what the checker
//! says of it.

use std::collections::BTreeMap;

use plan::answer::{Call, Certificates, Plan, Step};
use plan::check::Handover;
use plan::draw::seal::{OpenedSeed, Seed, Shift};
use plan::measure::Clock;
use plan::output::{Continuing, Service, timetable};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use plan::repair::{Change, Fate, Reason, Repaired};
use proptest::prelude::*;

use crate::repair::{MORNING, department, repaired, violations};

/// In the middle of the early shift, which serves from 8 to 13.
const NOW: Clock = Clock(10 * 3_600 + 1_800);

fn opened(problem: &Problem, shift: usize, seed: u8) -> OpenedSeed {
    let name = problem.policy.shifts[shift].name;
    let (shift, seed) = (Shift::new(problem_hash(problem).0, name.as_str()).unwrap(), Seed([seed; 32]));
    shift.open(shift.commit(&seed), &seed).unwrap()
}

fn drawn(problem: &Problem, plan: &Plan, seed: u8) -> Vec<Service> {
    let all =
        (0_u32..2).map(|shift| timetable(problem, plan, shift, &opened(problem, shift as usize, seed), &[]).unwrap());
    all.flatten().collect()
}

/// One service before and after a repair.
struct Pair {
    before: Service,
    fresh: Service,
    issued: Service,
    kept: bool,
    manned: bool,
}

fn pairs(case: &(Problem, Plan, Certificates), found: &Repaired, now: Clock) -> Vec<Pair> {
    let (problem, plan, _) = case;
    let places = found.problem.sites.iter().map(|site| site.id).zip(0..).collect();
    let old: BTreeMap<(u32, u32), Service> =
        drawn(problem, plan, 1).into_iter().map(|one| ((one.circuit, one.shift), one)).collect();
    let pair = |fresh: Service| {
        let (origin, kept) = found.circuits[fresh.circuit as usize];
        let before = old[&(origin, fresh.shift)].clone();
        let follows = Continuing { now, old: problem, places: &places, before: &before, kept };
        let issued = fresh.continuing(&found.problem, &found.plan, &follows);
        let crew = |plan: &Plan, circuit: u32| plan.circuits[circuit as usize].crews[fresh.shift as usize];
        let manned = crew(&found.plan, fresh.circuit) == crew(plan, origin);
        Pair { before, fresh, issued, kept, manned }
    };
    drawn(&found.problem, &found.plan, 2).into_iter().map(pair).collect()
}

fn stops(found: &Repaired, circuit: u32) -> Vec<u32> {
    let steps = found.plan.circuits[circuit as usize].steps.iter();
    steps.filter_map(|step| if let Step::Stop { site, .. } = step { Some(*site) } else { None }).collect()
}

fn is_sound(case: &(Problem, Plan, Certificates), found: &Repaired, now: Clock, pair: &Pair, issued: &[Call]) -> bool {
    Handover {
        old: &case.0,
        before: &pair.before.calls,
        new: &found.problem,
        fresh: &pair.fresh.calls,
        issued,
        now,
        kept: pair.kept,
        manned: pair.manned,
        stops: &stops(found, pair.fresh.circuit),
    }
    .is_sound()
}

fn is_stop(call: &Call) -> bool {
    matches!(call, Call::Stop { .. })
}

fn past(calls: &[Call], problem: &Problem, now: Clock) -> Vec<(election::Id, Clock, Clock)> {
    let stop = |call: &Call| match *call {
        Call::Stop { site, from, to } if from < now => Some((problem.sites[site as usize].id, from, to)),
        _ => None,
    };
    calls.iter().filter_map(stop).collect()
}

/// The danger: the whole new round handed out tells crews to have been elsewhere all morning.
#[test]
fn a_new_round_in_a_running_shift_leaves_the_past_as_it_was() {
    let case = department(3);
    let mut joined = 0;
    for site in &case.0.sites {
        let found = repaired(&case, NOW, &[Change::Closed { site: site.id }]);
        for pair in pairs(&case, &found, NOW).iter().filter(|pair| !pair.kept && pair.manned && pair.fresh.shift == 0) {
            let issued = &pair.issued.calls;
            let mut was = past(&pair.before.calls, &case.0, NOW);
            was.retain(|(stop, ..)| *stop != site.id);
            assert_eq!(past(issued, &found.problem, NOW), was, "{}", site.id);
            assert!(is_sound(&case, &found, NOW, pair, issued), "{}: {issued:?}", site.id);
            assert!(!is_sound(&case, &found, NOW, pair, &pair.fresh.calls), "handed out for the whole shift");
            let new = issued.iter().filter(|call| is_stop(call) && pair.fresh.calls.contains(call));
            joined += usize::from(new.count() > 2);
        }
    }
    assert!(joined > 5, "the new round is joined: {joined}");
}

#[test]
fn the_checker_finds_what_was_changed_in_a_joined_order() {
    let case = department(3);
    let mut tried = 0;
    for site in &case.0.sites {
        let found = repaired(&case, NOW, &[Change::Closed { site: site.id }]);
        let all = pairs(&case, &found, NOW);
        let Some(pair) = all.iter().find(|pair| !pair.kept && pair.manned && pair.fresh.shift == 0) else { continue };
        let issued = &pair.issued.calls;
        let wrong = |at: usize, change: &dyn Fn(&mut Clock, &mut Clock)| {
            let mut calls = issued.clone();
            if let Call::Stop { from, to, .. } = &mut calls[at] {
                change(from, to);
            }
            !is_sound(&case, &found, NOW, pair, &calls)
        };
        for at in (0..issued.len()).filter(|at| is_stop(&issued[*at])) {
            assert!(wrong(at, &|from, _| from.0 += 1), "later by a second");
            assert!(wrong(at, &|_, to| to.0 -= 1), "shorter by a second");
        }
        assert!(!is_sound(&case, &found, NOW, pair, &issued[2..]), "without the first stop of the past");
        // Sent to the new round at once, from wherever the crew is.
        let next = pair.fresh.calls.iter().position(|call| is_stop(call) && call.span()[0] >= NOW).unwrap();
        let gone = issued.iter().rposition(|call| is_stop(call) && call.span()[0] < NOW).unwrap();
        let mut calls: Vec<Call> = issued[..=gone].to_vec();
        let [from, to] = [calls[gone].span()[1], pair.fresh.calls[next].span()[0]];
        if from < to {
            calls.push(Call::Way { from, to, drive: plan::measure::Seconds(to.0 - from.0) });
            calls.extend(&pair.fresh.calls[next..]);
            tried += usize::from(!is_sound(&case, &found, NOW, pair, &calls) || calls == *issued);
        }
    }
    assert!(tried > 0, "somewhere the next stop cannot be reached in time");
}

#[test]
fn a_crew_that_takes_over_is_not_told_where_the_other_was() {
    let mut taken = 0;
    for (case, unit) in (0..4).map(department).flat_map(|case| (0..8).map(move |unit| (case.clone(), unit))) {
        let unit = &case.0.units[unit];
        let found = repaired(&case, NOW, &[Change::Lost { unit: unit.id }]);
        for pair in pairs(&case, &found, NOW).iter().filter(|pair| !pair.manned && pair.fresh.shift == 0) {
            let first = pair.issued.calls.first().map(|call| call.span()[0]);
            assert!(first.is_none_or(|first| first > NOW), "{first:?}");
            assert!(
                pair.issued.leaves.iter().all(|leaves| *leaves >= NOW || first.is_none()),
                "{:?}",
                pair.issued.leaves
            );
            assert!(is_sound(&case, &found, NOW, pair, &pair.issued.calls));
            assert!(!is_sound(&case, &found, NOW, pair, &pair.before.calls), "the other's morning");
            taken += 1;
        }
    }
    assert!(taken > 2, "{taken}");
}

#[test]
fn a_pinned_round_waits_where_its_site_is_closed_or_moved() {
    let case = department(6);
    let mut held = 0;
    for site in &case.0.sites {
        let mut to = site.position;
        to.lon_e6 += 20_000;
        for change in [Change::Closed { site: site.id }, Change::Moved { site: site.id, to }] {
            let pins = case.0.units.iter().map(|unit| Change::Pinned { unit: unit.id, shift: None });
            let changes: Vec<Change> = core::iter::once(change).chain(pins).collect();
            let found = repaired(&case, MORNING, &changes);
            assert_eq!(violations(&found), Vec::<String>::new(), "{}", site.id);
            let waits = found.unmet.iter().filter(|unmet| unmet.reason == Reason::Waits { site: site.id }).count();
            let told = found.difference.orders.iter().filter(|order| order.fate == Fate::Changed).count();
            let emptied = found.unmet.iter().any(|unmet| unmet.reason == Reason::Pinned);
            assert!(waits > 0 || emptied, "told plainly: {:?}", found.unmet);
            assert!(told > 0 || emptied, "who does not stop there any more is told: {:?}", found.difference);
            for pair in pairs(&case, &found, NOW) {
                assert!(pair.kept, "a pinned round is never drawn again");
                let visited = stops(&found, pair.fresh.circuit);
                let due = pair.before.calls.iter().filter(|call| match call {
                    Call::Stop { site: at, from, .. } => {
                        let id = case.0.sites[*at as usize].id;
                        let now = found.problem.sites.iter().position(|other| other.id == id);
                        now.is_some_and(|now| *from < NOW || visited.contains(&u32::try_from(now).unwrap()))
                    }
                    _ => false,
                });
                let due: Vec<[Clock; 2]> = due.map(|call| call.span()).collect();
                let issued: Vec<[Clock; 2]> =
                    pair.issued.calls.iter().filter(|call| is_stop(call)).map(|call| call.span()).collect();
                assert_eq!(issued, due, "every other time stays to the second");
                assert!(is_sound(&case, &found, NOW, &pair, &pair.issued.calls));
            }
            held += waits;
        }
    }
    assert!(held > 20, "{held}");
}

/// Found by chance: at a minute past one the early shift is over and the late one has begun.
#[test]
fn a_minute_after_the_shifts_change() {
    let (case, now) = (department(5), Clock(781 * 60));
    let closed = [3, 31].map(|at: usize| Change::Closed { site: case.0.sites[at].id });
    let changes: Vec<Change> = core::iter::once(Change::Lost { unit: case.0.units[2].id }).chain(closed).collect();
    let found = repaired(&case, now, &changes);
    assert_eq!(violations(&found), Vec::<String>::new());
    for pair in pairs(&case, &found, now) {
        let Pair { before, fresh, issued, kept, manned } = &pair;
        assert!(
            is_sound(&case, &found, now, &pair, &issued.calls),
            "{kept} {manned} {:?}\n{:?}\n{:?}",
            before.calls,
            fresh.calls,
            issued.calls
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_happens_orders_can_be_handed_out(
        seed in 0_u64..6, minutes in 420_u32..1_200, units in proptest::collection::btree_set(0_usize..8, 0..3),
        sites in proptest::collection::btree_set(0_usize..40, 0..4), pinned in proptest::option::of(0_usize..8),
    ) {
        let case = department(seed);
        let now = Clock(minutes * 60);
        let mut changes: Vec<Change> = units.iter().map(|at| Change::Lost { unit: case.0.units[*at].id }).collect();
        changes.extend(sites.iter().map(|at| Change::Closed { site: case.0.sites[*at].id }));
        let pin = pinned.filter(|at| !units.contains(at)).map(|at| Change::Pinned { unit: case.0.units[at].id, shift: None });
        changes.extend(pin);
        let found = repaired(&case, now, &changes);
        // Where a pinned round loses the crew of its other shift, the pin cannot be kept: the repair
        // says so, and then only may the checker find anything.
        let is_told = found.unmet.iter().any(|unmet| unmet.reason == Reason::Pinned);
        let found_wrong = violations(&found);
        prop_assert!(is_told || found_wrong.is_empty(), "{:?} {:?}", found.unmet, found_wrong);
        for pair in pairs(&case, &found, now) {
            prop_assert!(is_sound(&case, &found, now, &pair, &pair.issued.calls), "{:?} {:?}", pair.before.calls, pair.issued.calls);
        }
    }
}
