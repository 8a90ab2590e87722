//! Repairs: what must never change, what must end, and what the checker says of all of it.

use election::refusal::Language;
use plan::answer::{Certificates, Crew, Plan};
use plan::chance::Chance;
use plan::check::{Rule, check};
use plan::deploy::{Deployment, Patient, Settings as Deploy, deploy};
use plan::measure::{Clock, Weight};
use plan::problem::{Problem, UnitKind};
use plan::repair::{
    Before, Change, Fate, FaultKind, Incident, Line, Place, Reason, Repaired, Settings, arrival, read, repair, write,
};
use proptest::prelude::*;
use tlog::Hash;

use crate::small::country;

pub(crate) const DAWN: Clock = Clock(5 * 3_600);
pub(crate) const MORNING: Clock = Clock(9 * 3_600);

pub(crate) fn lines(changes: &[Change]) -> Vec<Line> {
    (2..).zip(changes.iter().cloned()).map(|(line, change)| Line { line, change }).collect()
}

pub(crate) fn repaired(case: &(Problem, Plan, Certificates), now: Clock, changes: &[Change]) -> Repaired {
    let (problem, plan, certificates) = case;
    repair(Before { problem, plan, certificates }, &lines(changes), &Settings::from(now)).unwrap()
}

/// A department of 40 sites with units of several sizes, planned by the planner.
pub(crate) fn department(seed: u64) -> (Problem, Plan, Certificates) {
    let (mut problem, ..) = country();
    problem = problem.of_department("01").unwrap();
    let model = problem.sites[0].clone();
    let police = problem.sites.iter().find(|site| site.id.as_str() == "01-010-v1").unwrap().clone();
    problem.sites.clear();
    problem.events.clear();
    problem.threats.clear();
    problem.policy.strengths.clear();
    let mut chance = Chance::new(&[7; 32], "department", seed);
    for nth in 0..40_u32 {
        let mut site = if nth < 20 { model.clone() } else { police.clone() };
        site.id = election::Id::new(&format!("v-{nth:03}")).unwrap();
        site.position.lon_e6 = 5_000_000 + i32::try_from(chance.below(80_000)).unwrap();
        site.position.lat_e6 = 46_000_000 + i32::try_from(chance.below(80_000)).unwrap();
        let weight = 500 + chance.below(4_000);
        site.weights = vec![Weight(weight); site.weights.len()];
        problem.sites.push(site);
    }
    problem.policy.reserve = plan::measure::Permille(150);
    let patrol = problem.units.iter().find(|unit| unit.kind == UnitKind::Patrol).unwrap().clone();
    problem.units.clear();
    for nth in 0..8_u32 {
        let mut unit = patrol.clone();
        unit.id = election::Id::new(&format!("u-{nth}")).unwrap();
        unit.base = problem.bases[nth as usize % problem.bases.len()].commune;
        unit.zone = if nth % 2 == 0 { plan::problem::UnitZone::Any } else { patrol.zone };
        unit.strength = plan::measure::Officers(4 + 3 * (nth % 4));
        unit.vehicles = 6;
        problem.units.push(unit);
    }
    let commitments = problem.policy.shifts.iter().map(|shift| Hash::of(shift.name.as_str().as_bytes())).collect();
    let settings = Deploy { seed: [3; 32], iterations: 3 };
    let Deployment { plan, certificates, .. } = deploy(&problem, &settings, commitments, &Patient);
    assert_eq!(check(&problem, &plan, &certificates).violations, []);
    (problem, plan, certificates)
}

pub(crate) fn violations(repaired: &Repaired) -> Vec<String> {
    let found = check(&repaired.problem, &repaired.plan, &repaired.certificates).violations;
    found.iter().map(|one| one.text(&repaired.problem, &repaired.plan, Language::English)).collect()
}

/// Shifts in which a unit has an order.
fn serves(repaired: &Repaired, unit: u32) -> Vec<u32> {
    let plan = &repaired.plan;
    let mut shifts = Vec::new();
    for circuit in &plan.circuits {
        for (shift, crew) in (0..).zip(&circuit.crews) {
            let units = match *crew {
                Crew::Ordinary { unit } => vec![unit],
                Crew::Accompanied { soldiers, liaison } => vec![soldiers, liaison],
            };
            shifts.extend(units.contains(&unit).then_some(shift));
        }
    }
    shifts.extend(plan.reserves.iter().filter(|one| one.unit == unit).map(|one| one.shift));
    shifts.extend(plan.details.iter().filter(|one| one.unit == unit).map(|one| one.shift));
    shifts
}

#[test]
fn nothing_happened_nothing_changes() {
    for case in [country(), department(1)] {
        let none = repaired(&case, MORNING, &[]);
        assert_eq!((&none.problem, &none.plan, &none.certificates), (&case.0, &case.1, &case.2));
        assert_eq!(none.difference.orders, []);
        assert!(none.proven && none.unmet.is_empty());
    }
}

#[test]
fn a_lost_unit_has_no_order_after_the_hour_and_the_plan_keeps_every_rule() {
    let case = department(1);
    for (at, unit) in (0_u32..).zip(&case.0.units) {
        for now in [DAWN, MORNING, Clock(15 * 3_600)] {
            let found = repaired(&case, now, &[Change::Lost { unit: unit.id }]);
            assert_eq!(violations(&found), Vec::<String>::new(), "{} at {now}", unit.id);
            let shifts = &case.0.policy.shifts;
            assert!(serves(&found, at).iter().all(|shift| shifts[*shift as usize].duty_to <= now), "{}", unit.id);
            assert!(
                found.difference.orders.iter().any(|order| order.unit == unit.id && order.fate == Fate::Dropped)
                    || serves(&repaired(&case, now, &[]), at)
                        .iter()
                        .all(|shift| shifts[*shift as usize].duty_to <= now)
            );
        }
    }
}

#[test]
fn a_late_unit_has_no_order_of_a_duty_that_began_without_it() {
    let case = department(2);
    let until = Clock(10 * 3_600);
    for (at, unit) in (0_u32..).zip(&case.0.units) {
        let found = repaired(&case, DAWN, &[Change::Late { unit: unit.id, until }]);
        assert_eq!(violations(&found), Vec::<String>::new());
        let begun = |shift: &u32| case.0.policy.shifts[*shift as usize].duty_from < until;
        assert!(!serves(&found, at).iter().any(begun), "{}", unit.id);
    }
}

#[test]
fn a_closed_site_is_visited_no_more_and_a_moved_one_in_time() {
    let case = department(3);
    for site in &case.0.sites {
        let found = repaired(&case, MORNING, &[Change::Closed { site: site.id }]);
        assert_eq!(violations(&found), Vec::<String>::new(), "{}", site.id);
        assert!(found.problem.sites.iter().all(|other| other.id != site.id));
        let mut to = site.position;
        to.lon_e6 += 30_000;
        let found = repaired(&case, MORNING, &[Change::Moved { site: site.id, to }]);
        assert_eq!(violations(&found), Vec::<String>::new(), "{}", site.id);
    }
}

#[test]
fn a_threat_is_answered_within_the_budget() {
    let case = department(4);
    let mut answered = 0;
    for site in &case.0.sites {
        let weight = Weight(site.weight().0 * 8);
        let threat = Change::Threat { site: site.id, weight, from: MORNING, to: Clock(18 * 3_600) };
        let found = repaired(&case, DAWN, core::slice::from_ref(&threat));
        assert_eq!(violations(&found), Vec::<String>::new());
        let orders = found.difference.before;
        assert!(found.difference.orders.len() as u64 <= orders / 20, "{}: {:?}", site.id, found.difference);
        // With a budget of nothing the plan stays, and is worth no less.
        let (problem, plan, certificates) = &case;
        let still_threat = [threat.clone()];
        let stingy = Settings { most: plan::measure::Permille(0), ..Settings::from(DAWN) };
        let still = repair(Before { problem, plan, certificates }, &lines(&[threat]), &stingy).unwrap();
        assert_eq!(still.difference.orders, []);
        assert!(found.value[1] <= still.value[1]);
        let generous = Settings { most: plan::measure::Permille(500), ..Settings::from(DAWN) };
        let more = repair(Before { problem, plan, certificates }, &lines(&still_threat), &generous).unwrap();
        assert_eq!(violations(&more), Vec::<String>::new());
        answered += usize::from(more.value[1] < still.value[1]);
    }
    assert!(answered > 0, "a threat of eight times the weight is worth an order somewhere");
}

fn incident(crews: u32, site: election::Id) -> Change {
    Change::Incident(Incident {
        id: election::Id::new("fire").unwrap(),
        place: Place::Site(site),
        crews,
        from: MORNING,
        to: Clock(11 * 3_600),
        name: "Fire in the yard".to_owned(),
    })
}

#[test]
fn an_incident_gets_crews_or_a_reason() {
    let case = department(5);
    for crews in [1, 2, 30] {
        let found = repaired(&case, MORNING, &[incident(crews, case.0.sites[0].id)]);
        assert_eq!(violations(&found), Vec::<String>::new());
        let sent: u32 = found.plan.details.iter().map(|one| one.officers.0).sum();
        let short = found
            .unmet
            .iter()
            .any(|unmet| matches!(unmet.reason, Reason::Crews { asked, found } if asked == crews && found < crews));
        assert_eq!(short, sent < crews * 2, "{crews}: {:?}", found.unmet);
        assert!(sent >= 2, "somebody goes");
    }
}

#[test]
fn a_crew_that_comes_when_it_is_over_is_no_crew() {
    let case = department(5);
    let until = |to: Clock| {
        let Change::Incident(asked) = incident(3, case.0.sites[0].id) else { unreachable!() };
        Change::Incident(Incident { to, ..asked })
    };
    // Every base is further away than a minute.
    let found = repaired(&case, MORNING, &[until(Clock(MORNING.0 + 60))]);
    assert_eq!(violations(&found), Vec::<String>::new());
    assert_eq!(found.plan.details, [], "nobody goes");
    assert_eq!(found.difference.orders, [], "and nothing is given up for it");
    let short = |found: &Repaired| found.unmet.iter().find(|one| one.what == "fire").map(|one| one.reason);
    assert_eq!(short(&found), Some(Reason::Crews { asked: 3, found: 0 }));
    // To the second: the first crew is asked for what ends a second after it comes.
    let whole = repaired(&case, MORNING, &[until(Clock(11 * 3_600))]);
    let detail = whole.plan.details[0];
    let comes = arrival(&whole.problem, &whole.plan, &detail, MORNING).unwrap();
    let goes = |to: Clock| {
        let found = repaired(&case, MORNING, &[until(to)]);
        found.plan.details.iter().any(|one| one.unit == detail.unit)
    };
    assert!(!goes(comes) && goes(Clock(comes.0 + 1)));
    let unit = whole.problem.units[detail.unit as usize].id;
    let told = whole.difference.orders.iter().find(|order| order.unit == unit).unwrap();
    assert_eq!(told.there, Some(Clock(comes.0.div_ceil(60) * 60)), "its order says when it is there");
}

#[test]
fn a_pinned_order_never_changes() {
    let case = department(6);
    let pinned = case.0.units[2].id;
    for unit in case.0.units.iter().filter(|unit| unit.id != pinned) {
        let changes = [
            Change::Pinned { unit: pinned, shift: None },
            Change::Lost { unit: unit.id },
            incident(3, case.0.sites[1].id),
        ];
        let found = repaired(&case, MORNING, &changes);
        assert!(found.difference.orders.iter().all(|order| order.unit != pinned), "{}", unit.id);
    }
    let (problem, plan, certificates) = &case;
    let both = lines(&[Change::Pinned { unit: pinned, shift: None }, Change::Lost { unit: pinned }]);
    let faults = repair(Before { problem, plan, certificates }, &both, &Settings::from(DAWN)).unwrap_err();
    assert_eq!(faults[0].kind, FaultKind::PinnedGone);
}

#[test]
fn a_unit_that_returns_waits_in_reserve_later() {
    let case = department(7);
    let unit = case.0.units[1].id;
    let lost = repaired(&case, DAWN, &[Change::Lost { unit }]);
    assert!(serves(&lost, 1).is_empty());
    let again = (lost.problem, lost.plan, lost.certificates);
    let back = repaired(&again, MORNING, &[Change::Returned { unit, until: Clock(24 * 3_600) }]);
    assert_eq!(violations(&back), Vec::<String>::new());
    let shifts = serves(&back, 1);
    assert!(
        !shifts.is_empty() && shifts.iter().all(|shift| case.0.policy.shifts[*shift as usize].duty_from >= MORNING)
    );
}

#[test]
fn the_checker_finds_a_broken_repair() {
    let case = department(1);
    let unit = case.0.units[0].id;
    let mut found = repaired(&case, DAWN, &[Change::Lost { unit }]);
    assert_eq!(violations(&found), Vec::<String>::new());
    found.plan.circuits[0].crews[0] = Crew::Ordinary { unit: 0 };
    let codes: Vec<Rule> =
        check(&found.problem, &found.plan, &found.certificates).violations.iter().map(|one| one.rule).collect();
    assert!(codes.contains(&Rule::Absent), "{codes:?}");
}

#[test]
fn every_change_that_cannot_be_is_told_with_its_line() {
    let (problem, plan, certificates) = country();
    let text = "vigie.plan-incidents/v1\nlost nobody\nclosed nowhere\nlost p-01\nlate p-01 10:00\npinned g-01 night\n\
                incident hq-1 site:01-010-v1 1 09:00 10:00 Name of an event\nthreat hq-1 9000 06:00 06:30\n\
                moved 01-001-v1 46.0 5.0\n";
    let changes = read(text.as_bytes()).unwrap();
    let settings = Settings::from(Clock(7 * 3_600));
    let faults = repair(Before { problem: &problem, plan: &plan, certificates: &certificates }, &changes, &settings);
    let found: Vec<(usize, &str)> = faults.unwrap_err().iter().map(|fault| (fault.line, fault.kind.code())).collect();
    let due = [(2, "P301"), (3, "P302"), (5, "P304"), (6, "P303"), (7, "P305"), (8, "P306"), (9, "P308")];
    assert_eq!(found, due);
    let page = include_str!("../../../../specs/repair.md");
    for kind in FaultKind::ALL {
        let row =
            format!("| {} | {} | {} |", kind.code(), kind.text(Language::English), kind.remedy(Language::English));
        assert!(page.contains(&row), "{row}");
        assert!(!kind.text(Language::French).is_empty() && !kind.remedy(Language::French).is_empty());
    }
}

#[test]
fn the_file_has_one_meaning_and_bad_lines_are_refused() {
    let page = include_str!("../../../../specs/repair.md");
    let example = page.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let changes = read(example.as_bytes()).unwrap();
    let mut text = String::new();
    write(&changes, &mut text).unwrap();
    assert_eq!(read(text.as_bytes()).unwrap(), changes);
    let comma = read(b"vigie.plan-incidents/v1\nmoved v 5,25 -46,5\n").unwrap();
    assert_eq!(comma, read(b"vigie.plan-incidents/v1\nmoved v 5.25 -46.5\n").unwrap());
    for wrong in [
        "lost",
        "lost a b",
        "gone a",
        "late a 25h",
        "moved a 5.1234567 46",
        "moved a 181 46",
        "threat a 0 08:00 09:00",
        "threat a 5 09:00 08:00",
        "incident i nowhere 1 08:00 09:00 x",
        "incident i 5;46 0 08:00 09:00 x",
        "incident i 5;46 101 08:00 09:00 x",
        "reserve 1001",
        "incident i 5;46 1 08:00 09:00 <script>\u{202e}",
    ] {
        let text = format!("vigie.plan-incidents/v1\n{wrong}\n");
        assert_eq!(read(text.as_bytes()).unwrap_err().line, 2, "{wrong}");
    }
}

/// The solver may run out of branches before it finds anything, or before it proves anything.
#[test]
fn without_branches_the_plan_keeps_every_rule_and_nothing_is_called_proven() {
    let case = department(1);
    let (problem, plan, certificates) = &case;
    let mut unproven = 0;
    for unit in &case.0.units {
        let changes = lines(&[Change::Lost { unit: unit.id }, incident(2, case.0.sites[3].id)]);
        let best = repair(Before { problem, plan, certificates }, &changes, &Settings::from(DAWN)).unwrap();
        for branches in [0, 1, 3] {
            let settings = Settings { branches, ..Settings::from(DAWN) };
            let found = repair(Before { problem, plan, certificates }, &changes, &settings).unwrap();
            assert_eq!(violations(&found), Vec::<String>::new(), "{} with {branches}", unit.id);
            if !found.proven {
                unproven += 1;
            }
            assert!(!found.proven || found.difference.orders.len() == best.difference.orders.len());
            let sent = found.plan.details.iter().filter(|one| problem.events.len() <= one.event as usize).count();
            assert!(sent > 0 || found.unmet.iter().any(|unmet| matches!(unmet.reason, Reason::Crews { .. })), "told");
        }
    }
    assert!(unproven > 0, "somewhere no branch is not enough");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happens_the_plan_keeps_every_rule(
        seed in 0_u64..6, minutes in 300_u32..1_200, units in proptest::collection::btree_set(0_usize..8, 0..4),
        sites in proptest::collection::btree_set(0_usize..40, 0..4), crews in 0_u32..5,
    ) {
        let case = department(seed);
        let now = Clock(minutes * 60);
        let mut changes: Vec<Change> = units.iter().map(|at| Change::Lost { unit: case.0.units[*at].id }).collect();
        changes.extend(sites.iter().map(|at| Change::Closed { site: case.0.sites[*at].id }));
        if crews > 0 {
            let mut fire = incident(crews, case.0.sites[0].id);
            if let Change::Incident(fire) = &mut fire {
                (fire.from, fire.to) = (now, Clock(now.0 + 3_600));
            }
            if !sites.contains(&0) { changes.push(fire); }
        }
        let found = repaired(&case, now, &changes);
        prop_assert_eq!(violations(&found), Vec::<String>::new());
    }
}
