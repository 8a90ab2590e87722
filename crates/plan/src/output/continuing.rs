//! Orders of an edition that begins in the middle of a shift: what a crew has done stays as it was
//! drawn, and what it is told to do from now on it can still do.
//!
//! - A round that goes on keeps every time; where it does not stop any more, the crew waits.
//! - A round that is another is joined at its first stop that the crew reaches in time from where it
//!   is: the stop where it stands is finished first, a way that has begun is gone to its end.
//! - A crew that takes over from another begins at the first stop that it reaches from its base.

use std::collections::{BTreeMap, BTreeSet};

use election::Id;

use super::timetable::Service;
use crate::answer::{Call, Plan, Step};
use crate::measure::{Clock, Seconds};
use crate::problem::{Problem, Site};
use crate::travel::{Point, time};

/// What a service follows.
#[derive(Clone, Copy, Debug)]
pub struct Continuing<'a> {
    /// From when the new edition holds.
    pub now: Clock,
    /// The problem of the edition before.
    pub old: &'a Problem,
    /// For each site of the new edition its position: one map for all services.
    pub places: &'a BTreeMap<Id, u32>,
    /// The service of the same circuit in the edition before, as its orders said.
    pub before: &'a Service,
    /// Whether the round is the same.
    pub kept: bool,
}

impl Service {
    /// The service as it is handed out, where an edition follows another. `self` is drawn from the
    /// seeds of the new edition.
    ///
    /// # Panics
    /// If a call names a site that its problem does not have.
    #[must_use]
    pub fn continuing(&self, problem: &Problem, plan: &Plan, follows: &Continuing<'_>) -> Self {
        let steps = plan.circuits[self.circuit as usize].steps.iter();
        let stops = steps.filter_map(|step| if let Step::Stop { site, .. } = step { Some(*site) } else { None });
        let joining = Joining { problem, follows, stops: stops.collect() };
        let calls = if follows.kept { joining.waited() } else { joining.joined(&self.calls) };
        let calls =
            if self.is_manned_as(follows.before) { calls } else { self.taken_over(problem, calls, follows.now) };
        self.carrying(problem, calls)
    }

    fn is_manned_as(&self, before: &Self) -> bool {
        let units = |service: &Self| service.members.iter().map(|member| member.unit).collect::<Vec<_>>();
        units(self) == units(before)
    }

    /// What is left for a crew that comes from its base now. Before its duty begins that is all.
    fn taken_over(&self, problem: &Problem, calls: Vec<Call>, now: Clock) -> Vec<Call> {
        if now <= problem.policy.shifts[self.shift as usize].duty_from {
            return calls;
        }
        let reached = |call: &Call| match *call {
            Call::Stop { site, from, .. } => {
                let there = point(&problem.sites[site as usize]);
                let way = |base: u32| {
                    let base = &problem.bases[base as usize];
                    time(&problem.policy.travel, &Point::new(base.position, base.density), &there).0
                };
                let longest = self.members.iter().map(|member| way(member.base)).max().unwrap_or(0);
                from.0 >= now.0.saturating_add(longest)
            }
            _ => false,
        };
        calls.into_iter().skip_while(|call| !reached(call)).collect()
    }
}

fn point(site: &Site) -> Point {
    Point::new(site.position, site.density)
}

struct Joining<'a> {
    problem: &'a Problem,
    follows: &'a Continuing<'a>,
    /// Where the new round stops.
    stops: BTreeSet<u32>,
}

impl Joining<'_> {
    fn old_site(&self, site: u32) -> &Site {
        &self.follows.old.sites[site as usize]
    }

    /// A call of the edition before: a stop at a site that is no more becomes time on the way.
    fn mapped(&self, call: Call) -> Call {
        let Call::Stop { site, from, to } = call else { return call };
        match self.follows.places.get(&self.old_site(site).id) {
            Some(site) => Call::Stop { site: *site, from, to },
            None => Call::Way { from, to, drive: Seconds(0) },
        }
    }

    /// The same times, without the stops that the round does not have any more.
    fn waited(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        for call in &self.follows.before.calls {
            let call = match self.mapped(*call) {
                // What was done before the hour was done.
                Call::Stop { site, from, to } if from >= self.follows.now && !self.stops.contains(&site) => {
                    Call::Way { from, to, drive: Seconds(0) }
                }
                call => call,
            };
            push(&mut calls, call);
        }
        trimmed(calls)
    }

    /// What was begun before the hour, and the new round from the first stop that can be reached.
    fn joined(&self, fresh: &[Call]) -> Vec<Call> {
        let now = self.follows.now;
        let begun: Vec<Call> = self.follows.before.calls.iter().filter(|call| call.span()[0] < now).copied().collect();
        let Some(last) = begun.last().copied() else {
            return trimmed(fresh.iter().skip_while(|call| call.span()[0] < now).copied().collect());
        };
        let mut calls = Vec::new();
        for call in &begun[..begun.len() - 1] {
            push(&mut calls, self.mapped(*call));
        }
        let (ready, at) = self.ready(last, &begun);
        let [from, _] = last.span();
        match self.mapped(last) {
            Call::Way { drive, .. } => push(&mut calls, Call::Way { from, to: ready, drive }),
            done => push(&mut calls, done),
        }
        let stands = matches!(last, Call::Stop { .. } | Call::Rest { .. });
        // A service that is over before the hour has nothing to join: what is drawn is not told as done.
        let reached = |call: &Call| match *call {
            Call::Stop { site, from, .. } => {
                from >= now && from.0 >= ready.0.saturating_add(self.way(&at, site, stands))
            }
            _ => false,
        };
        let Some(nth) = fresh.iter().position(reached) else { return trimmed(calls) };
        if let Call::Stop { site, from: to, .. } = fresh[nth] {
            push(&mut calls, Call::Way { from: ready, to, drive: Seconds(self.way(&at, site, stands)) });
        }
        for call in &fresh[nth..] {
            push(&mut calls, *call);
        }
        trimmed(calls)
    }

    /// When a crew may turn to the new round, and where it is then.
    fn ready(&self, last: Call, begun: &[Call]) -> (Clock, Point) {
        let now = self.follows.now;
        let stood = |calls: &[Call]| {
            let last =
                calls.iter().rev().find_map(|call| if let Call::Stop { site, .. } = call { Some(*site) } else { None });
            last.map(|site| point(self.old_site(site)))
        };
        let nowhere = || Point::new(self.problem.sites[0].position, self.problem.sites[0].density);
        match last {
            Call::Stop { site, to, .. } => {
                let open = self.follows.places.contains_key(&self.old_site(site).id);
                (if open { to } else { to.min(now) }, point(self.old_site(site)))
            }
            Call::Rest { to, .. } => (to, stood(begun).unwrap_or_else(nowhere)),
            Call::Way { from, to, drive } => {
                // It may be anywhere on its way: it goes on to where it was going.
                let next = self.follows.before.calls.iter().find(|call| call.span()[0] >= to);
                let at = next.and_then(|call| if let Call::Stop { site, .. } = call { Some(*site) } else { None });
                let ready = now.max(Clock(from.0.saturating_add(drive.0))).min(to);
                (ready, at.map(|site| point(self.old_site(site))).or_else(|| stood(begun)).unwrap_or_else(nowhere))
            }
        }
    }

    /// Seconds to a site; from where the crew stands to the same place it is off and back again, or
    /// two stays would be one.
    fn way(&self, at: &Point, site: u32, stands: bool) -> u32 {
        let way = time(&self.problem.policy.travel, at, &point(&self.problem.sites[site as usize])).0;
        let apart = if stands { 2 * self.problem.policy.travel.start.0 } else { 0 };
        way.max(if way == 0 { apart } else { 0 })
    }
}

/// Ways that follow each other are one.
fn push(calls: &mut Vec<Call>, call: Call) {
    if call.span()[0] == call.span()[1] && !matches!(call, Call::Way { .. }) {
        return;
    }
    match (calls.last_mut(), call) {
        (Some(Call::Way { to, drive, .. }), Call::Way { to: later, drive: more, .. }) => {
            *to = later;
            *drive = *drive + more;
        }
        _ => calls.push(call),
    }
}

/// From the first stop to the last.
fn trimmed(mut calls: Vec<Call>) -> Vec<Call> {
    let stop = |call: &Call| matches!(call, Call::Stop { .. });
    let last = calls.iter().rposition(stop).map_or(0, |last| last + 1);
    calls.truncate(last);
    let first = calls.iter().position(stop).unwrap_or(calls.len());
    calls.split_off(first)
}
