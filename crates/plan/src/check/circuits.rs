//! C111 to C119: what happens on a circuit.

use super::case::{Case, Found};
use super::ground::{Spot, time};
use super::rounds::leaving;
use super::rule::Rule;
use super::violation::At;
use crate::answer::{Circuit, Step};

pub(super) fn check(case: &Case<'_>, found: &mut Found) {
    for (nth, circuit) in (0..).zip(&case.plan.circuits) {
        sums(case, nth, circuit, found);
        let Some(round) = round(case, circuit) else {
            found.unless(false, Rule::Idle, At::Circuit(nth), [0, 1]);
            continue;
        };
        for way in &round.ways {
            check_way(case, nth, way, found);
        }
        for stay in &round.stays {
            check_stay(case, nth, circuit, stay, found);
        }
    }
}

fn sums(case: &Case<'_>, nth: u32, circuit: &Circuit, found: &mut Found) {
    let policy = &case.problem.policy;
    let whole: u64 = circuit.steps.iter().map(|step| u64::from(step.time().0)).sum();
    let rests = circuit.steps.iter().filter(|step| matches!(step, Step::Rest(_)));
    let rest: u64 = rests.map(|step| u64::from(step.time().0)).sum();
    let (period, due) = (u64::from(policy.period.0), u64::from(policy.rest.0));
    found.unless(whole == period, Rule::Period, At::Circuit(nth), [whole, period]);
    found.unless(rest >= due, Rule::Rest, At::Circuit(nth), [rest, due]);
}

/// A way from stop to stop; `None` if the plan has none between them.
struct Way {
    from: u32,
    to: u32,
    time: Option<u64>,
}

/// Stops at one site that no way parts.
struct Stay {
    site: u32,
    time: u64,
    /// The crew never leaves: the circuit is a post.
    endless: bool,
}

struct Round {
    ways: Vec<Way>,
    stays: Vec<Stay>,
}

/// Once around from the first stop to itself; `None` without a stop.
fn round(case: &Case<'_>, circuit: &Circuit) -> Option<Round> {
    let first = circuit.steps.iter().position(|step| matches!(step, Step::Stop { .. }))?;
    let mut round = Round { ways: Vec::new(), stays: Vec::new() };
    let mut way = None;
    for step in circuit.steps[first..].iter().chain(&circuit.steps[..first]) {
        match *step {
            Step::Rest(_) => {}
            Step::Way(time) => way = Some(way.unwrap_or(0) + u64::from(time.0)),
            Step::Stop { site, time } => arrive(case, &mut round, way.take(), site, u64::from(time.0)),
        }
    }
    close(case, &mut round, way);
    Some(round)
}

/// A stop, reached by `way` from the one before.
fn arrive(case: &Case<'_>, round: &mut Round, way: Option<u64>, site: u32, time: u64) {
    let stays_on = round.stays.last().is_some_and(|stay| stay.site == site && !leaves(case, way));
    if let Some(stay) = round.stays.last_mut().filter(|_| stays_on) {
        stay.time += time;
        return;
    }
    if let Some(before) = round.stays.last() {
        round.ways.push(Way { from: before.site, to: site, time: way });
    }
    round.stays.push(Stay { site, time, endless: false });
}

/// The way from the last stop back to the first.
fn close(case: &Case<'_>, round: &mut Round, way: Option<u64>) {
    let (Some(first), Some(last)) = (round.stays.first(), round.stays.last()) else {
        return;
    };
    let (from, to) = (last.site, first.site);
    if from != to || leaves(case, way) {
        round.ways.push(Way { from, to, time: way });
    } else if round.stays.len() == 1 {
        round.stays[0].endless = true;
    } else if let Some(last) = round.stays.pop() {
        round.stays[0].time += last.time;
    }
}

/// Whether a way from a site to itself is one: off and back again, each with its start.
fn leaves(case: &Case<'_>, way: Option<u64>) -> bool {
    way.is_some_and(|time| time >= leaving(case.problem))
}

fn check_way(case: &Case<'_>, circuit: u32, way: &Way, found: &mut Found) {
    let at = At::Way { circuit, from: way.from, to: way.to };
    let spot = |site: u32| {
        let site = &case.problem.sites[site as usize];
        Spot::new(site.position, site.density)
    };
    let needed = time(&case.problem.policy.travel, &spot(way.from), &spot(way.to)).least;
    match way.time {
        None => found.unless(way.from == way.to, Rule::NoWay, at, [0, whole(needed)]),
        Some(time) => found.unless(double(time) >= needed, Rule::ShortWay, at, [time, whole(needed)]),
    }
}

fn check_stay(case: &Case<'_>, nth: u32, circuit: &Circuit, stay: &Stay, found: &mut Found) {
    let policy = &case.problem.policy;
    let site = &case.problem.sites[stay.site as usize];
    let at = At::Stop { circuit: nth, site: stay.site };
    let here = (site.department, site.ground) == (circuit.department, circuit.ground);
    found.unless(here, Rule::Elsewhere, at, [u64::from(site.department), u64::from(circuit.department)]);
    let (shortest, longest) = (u64::from(policy.shortest_stop.0), u64::from(policy.longest_stop.0));
    let short_enough = site.may_post || (stay.time <= longest && !stay.endless);
    found.unless(short_enough, Rule::Post, at, [stay.time, longest]);
    found.unless(stay.time >= shortest, Rule::ShortStop, at, [stay.time, shortest]);
}

#[expect(clippy::cast_precision_loss, reason = "a time of a few days")]
pub(super) fn double(time: u64) -> f64 {
    time as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "for a message; a cast saturates")]
pub(super) fn whole(time: f64) -> u64 {
    time.ceil() as u64
}
