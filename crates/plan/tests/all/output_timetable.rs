//! Drawn timetables of a whole plan: presence, ways, rest, bases.

use plan::answer::{Plan, Step};
use plan::draw::circuit::Refused;
use plan::draw::seal::{OpenedSeed, Seed, Shift};
use plan::measure::{Clock, Seconds};
use plan::output::{Call, Crews, Service, timetable};
use plan::problem::Problem;
use plan::travel::{Point, time};

use crate::small::country;

pub fn opened(seed: u32) -> OpenedSeed {
    let mut bytes = [3; 32];
    bytes[..4].copy_from_slice(&seed.to_be_bytes());
    let (shift, seed) = (Shift::new([1; 32], "early").unwrap(), Seed(bytes));
    shift.open(shift.commit(&seed), &seed).unwrap()
}

fn point(problem: &Problem, site: u32) -> Point {
    let site = &problem.sites[site as usize];
    Point::new(site.position, site.density)
}

/// What every timetable keeps, whatever was drawn.
#[track_caller]
fn lawful(problem: &Problem, plan: &Plan, service: &Service) {
    let shift = &problem.policy.shifts[service.shift as usize];
    let (mut until, mut last, mut rested) = (None, None::<u32>, 0);
    for call in &service.calls {
        let [from, to] = call.span();
        assert!(from < to, "{call:?}");
        assert!(until.is_none_or(|until| until == from), "no gap before {call:?}");
        until = Some(to);
        match *call {
            Call::Stop { site, .. } => last = Some(site),
            Call::Rest { .. } => rested += to.0 - from.0,
            Call::Way { drive, .. } => assert!(from.until(to).unwrap() >= drive),
        }
    }
    ways(problem, service);
    let [first, end] = [service.calls.first(), service.calls.last()].map(|call| call.unwrap().span());
    assert!(first[0] >= shift.serves_from && end[1] <= shift.serves_to);
    assert!(matches!(service.calls.last(), Some(Call::Stop { .. })), "nobody waits before going home");
    assert!(last.is_some());
    for (leaves, back) in service.leaves.iter().zip(&service.back) {
        assert!(shift.duty_from <= *leaves && *leaves <= first[0], "{service:?}");
        assert!(end[1] <= *back && *back <= shift.duty_to, "{service:?}");
    }
    // One rest in each whole period but the ones cut at both ends.
    let periods = (shift.serves_to.0 - shift.serves_from.0) / problem.policy.period.0;
    let steps = &plan.circuits[service.circuit as usize].steps;
    let rest: u32 = steps.iter().map(|step| if let Step::Rest(time) = step { time.0 } else { 0 }).sum();
    assert!(rested >= (periods - 1) * rest && rested <= (periods + 1) * rest, "{service:?}");
}

/// From one stop to the next there is at least the way, and the drive told is the travel time.
#[track_caller]
fn ways(problem: &Problem, service: &Service) {
    let mut before: Option<(u32, Clock)> = None;
    let (mut driven, mut rest) = (None, 0);
    for call in &service.calls {
        match *call {
            Call::Stop { site, from, to } => {
                if let Some((other, left)) = before {
                    let due = time(&problem.policy.travel, &point(problem, other), &point(problem, site));
                    // Off and back again is a way too, two starts long.
                    let back = 2 * problem.policy.travel.start.0;
                    let leaves = other == site && from.0 - left.0 - rest >= back;
                    let due = if leaves { Seconds(back) } else { due };
                    assert!(from.0 - left.0 - rest >= due.0, "{other} to {site}");
                    assert_eq!(driven.unwrap_or(Seconds(0)), due);
                }
                (before, driven, rest) = (Some((site, to)), None, 0);
            }
            Call::Rest { from, to } => rest += to.0 - from.0,
            Call::Way { drive, .. } => driven = Some(drive),
        }
    }
}

#[test]
fn every_drawn_day_is_lawful() {
    let (problem, plan, _) = country();
    for day in 0..300 {
        for shift in 0..2 {
            let services = timetable(&problem, &plan, shift, &opened(day), &[]).unwrap();
            assert_eq!(services.len(), plan.circuits.len());
            for service in &services {
                lawful(&problem, &plan, service);
            }
        }
    }
}

#[test]
fn presence_over_many_draws_is_the_plan_s_share_at_every_minute() {
    const DAYS: u32 = 1_500;
    let (problem, plan, _) = country();
    let shift = &problem.policy.shifts[0];
    // Circuit, site, and the seconds of the period at it.
    let watched = [(0, 1, 1_200), (1, 2, 1_100), (2, 4, 820), (3, 5, 1_200), (4, 7, 3_300)];
    let moments: Vec<u32> = (shift.serves_from.0..shift.serves_to.0).step_by(1_187).collect();
    let mut seen = vec![vec![0_u32; moments.len()]; watched.len()];
    let mut all = vec![0_u64; watched.len()];
    for day in 0..DAYS {
        let services = timetable(&problem, &plan, 0, &opened(day), &[]).unwrap();
        for (nth, (circuit, site, _)) in watched.iter().enumerate() {
            for call in &services[*circuit].calls {
                let Call::Stop { site: here, from, to } = *call else { continue };
                if here == *site {
                    all[nth] += u64::from(to.0 - from.0);
                    let inside = |moment: &u32| (from.0..to.0).contains(moment);
                    moments.iter().zip(&mut seen[nth]).for_each(|(moment, seen)| *seen += u32::from(inside(moment)));
                }
            }
        }
    }
    let served = f64::from(shift.serves_to.0 - shift.serves_from.0) * f64::from(DAYS);
    for (nth, (_, site, seconds)) in watched.iter().enumerate() {
        let share = f64::from(*seconds) / 3_600.0;
        // The hours of service are whole periods: the seconds of presence are the same every day.
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let mean = all[nth] as f64 / served;
        assert!((mean - share).abs() < 1e-9, "site {site}: {mean} for {share}");
        // Five standard deviations of each minute's frequency.
        let blur = 5.0 * (share * (1.0 - share) / f64::from(DAYS)).sqrt();
        for (moment, count) in moments.iter().zip(&seen[nth]) {
            let frequency = f64::from(*count) / f64::from(DAYS);
            assert!((frequency - share).abs() < blur, "site {site} at {moment}: {frequency} for {share}");
        }
    }
}

#[test]
fn circuits_are_drawn_apart_and_the_same_seed_draws_the_same() {
    let (problem, plan, _) = country();
    let all = timetable(&problem, &plan, 0, &opened(1), &[]).unwrap();
    assert_eq!(all, timetable(&problem, &plan, 0, &opened(1), &[]).unwrap());
    assert_ne!(all, timetable(&problem, &plan, 0, &opened(2), &[]).unwrap());
    // What another circuit does moves none.
    let mut changed = plan.clone();
    changed.circuits[0].steps.swap(0, 2);
    let others = timetable(&problem, &changed, 0, &opened(1), &[]).unwrap();
    assert_eq!(all[1..], others[1..]);
}

#[test]
fn crews_of_a_unit_are_numbered_over_circuits_then_reserves() {
    let (problem, plan, _) = country();
    let crews = Crews::of(&problem, &plan, 1);
    let numbers = |unit: u32| -> Vec<u32> {
        let circuits = crews.circuits.iter().flatten();
        let reserves = crews.reserves.iter().flat_map(|(_, members)| members);
        circuits.chain(reserves).filter(|member| member.unit == unit).map(|member| member.number).collect()
    };
    assert_eq!((numbers(2), numbers(4), numbers(5), numbers(7)), (vec![1], vec![1], vec![1, 2], vec![1]));
    let [soldiers, liaison] = crews.circuits[0].as_slice() else { panic!("soldiers with their liaison") };
    assert!(!soldiers.liaison && liaison.liaison && liaison.officers == problem.policy.liaison);
    // The squad that was moved starts from where it was sent.
    assert_eq!(crews.circuits[2][0].base, plan.moves[0].base);
}

#[test]
fn a_circuit_that_cannot_be_driven_is_told() {
    let (problem, mut plan, _) = country();
    plan.circuits[1].steps =
        vec![Step::Stop { site: 0, time: Seconds(1_800) }, Step::Stop { site: 1, time: Seconds(1_800) }];
    let undrawn = timetable(&problem, &plan, 0, &opened(1), &[]).unwrap_err();
    assert_eq!(undrawn.circuit, 1);
    assert!(matches!(undrawn.refused, Refused::TooLong { .. }), "{undrawn}");
    plan.circuits[1].steps.clear();
    assert!(timetable(&problem, &plan, 0, &opened(1), &[]).is_err());
}
