//! What each crew does in a shift as it was drawn, and who serves: a crew comes from its base
//! straight to its first stop, and goes home from its last.

use super::crews::{Crews, Member};
use crate::answer::{Call, DrawnService, Override, Plan};
use crate::draw::circuit::Refused;
use crate::draw::round::Round;
use crate::draw::seal::OpenedSeed;
use crate::measure::Clock;
use crate::problem::Problem;
use crate::travel::{Point, time};

/// What one crew does on its circuit in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Position of the circuit in the plan.
    pub circuit: u32,
    /// Position of the shift in the policy.
    pub shift: u32,
    /// Who serves: one crew, or soldiers and their liaison, who meet at the first stop.
    pub members: Vec<Member>,
    /// When each member leaves its base, at the latest; in the order of the members.
    pub leaves: Vec<Clock>,
    /// When each member is back, at the earliest.
    pub back: Vec<Clock>,
    /// From the first stop to the last, without a gap.
    pub calls: Vec<Call>,
}

/// A circuit cannot be drawn: the plan was not checked, or its ways are a second shorter than the
/// way takes, which the checker does not mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("circuit {circuit} of the plan: {refused}")]
pub struct Undrawn {
    /// Position in the plan.
    pub circuit: u32,
    /// Why.
    pub refused: Refused,
}

/// Draws a shift: for each circuit of the plan its timetable, in their order.
///
/// Every circuit has a stream of chance of its own, so that what happens to one changes no other.
/// The same seed gives the same timetable: whoever has the opened seed repeats it. Where an
/// override holds, chance decides what it leaves open; [`Refused::Pinned`] if that is nothing.
///
/// # Panics
/// If the plan names a position that the problem does not have.
pub fn timetable(
    problem: &Problem,
    plan: &Plan,
    shift: u32,
    opened: &OpenedSeed,
    overrides: &[Override],
) -> Result<Vec<Service>, Undrawn> {
    timetable_of(problem, plan, shift, opened, overrides, &|_| true)
}

/// The same of the circuits that are wanted, by their position: each is drawn from chance of its own,
/// so that it is what it is among all.
pub fn timetable_of(
    problem: &Problem,
    plan: &Plan,
    shift: u32,
    opened: &OpenedSeed,
    overrides: &[Override],
    wanted: &dyn Fn(u32) -> bool,
) -> Result<Vec<Service>, Undrawn> {
    let crews = Crews::of(problem, plan, shift).circuits;
    let services = (0_u32..).zip(&plan.circuits).zip(crews).filter(|((at, _), _)| wanted(*at));
    services
        .map(|((at, circuit), members)| {
            let over = overrides.iter().find(|over| (over.shift, over.circuit) == (shift, at));
            let round = Round::of(problem, circuit);
            let calls = round.draw(shift, at, over, opened).map_err(|refused| Undrawn { circuit: at, refused })?;
            Ok(staffed(problem, at, shift, members, calls))
        })
        .collect()
}

impl Service {
    /// The same crew with the times of an order that goes on: its first and last ways are its own.
    ///
    /// # Panics
    /// If the calls name a site that the problem does not have.
    #[must_use]
    pub fn carrying(&self, problem: &Problem, calls: Vec<Call>) -> Self {
        staffed(problem, self.circuit, self.shift, self.members.clone(), calls)
    }

    /// What of it was drawn.
    pub fn drawn(&self) -> DrawnService {
        DrawnService { shift: self.shift, circuit: self.circuit, calls: self.calls.clone() }
    }
}

fn staffed(problem: &Problem, circuit: u32, shift: u32, members: Vec<Member>, calls: Vec<Call>) -> Service {
    let ends = |call: Option<&Call>| match call {
        Some(Call::Stop { site, from, to }) => Some((*site, *from, *to)),
        _ => None,
    };
    let hours = &problem.policy.shifts[shift as usize];
    let way = |member: &Member, site: u32| {
        let (base, site) = (&problem.bases[member.base as usize], &problem.sites[site as usize]);
        time(&problem.policy.travel, &Point::new(base.position, base.density), &Point::new(site.position, site.density))
    };
    let leaves = |member: &Member| {
        let first = ends(calls.first());
        first.map_or(hours.duty_from, |(site, from, _)| Clock(from.0.saturating_sub(way(member, site).0)))
    };
    let back = |member: &Member| {
        let last = ends(calls.last());
        last.map_or(hours.duty_from, |(site, _, to)| Clock(to.0.saturating_add(way(member, site).0)))
    };
    let (leaves, back) = (members.iter().map(leaves).collect(), members.iter().map(back).collect());
    Service { circuit, shift, members, leaves, back, calls }
}
