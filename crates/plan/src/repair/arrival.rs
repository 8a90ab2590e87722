//! When a crew that is sent somewhere can be there.

use super::world::{World, stands};
use crate::answer::{Detail, Plan};
use crate::measure::Clock;
use crate::problem::{Density, Problem, Shift};
use crate::travel::{Point, crow, time};

/// It leaves its base once the repair holds and its duty has begun.
fn after(now: Clock, shift: &Shift, way: u32) -> Clock {
    Clock(now.max(shift.duty_from).0.saturating_add(way))
}

impl World {
    /// Seconds from a unit's base to a place.
    pub(super) fn way(&self, unit: u32, to: &Point) -> u32 {
        time(&self.problem.policy.travel, &self.base_point(unit), to).0
    }

    /// When a crew on duty in a shift is at a place so many seconds from its base.
    pub(super) fn comes(&self, shift: u32, way: u32) -> Clock {
        after(self.now, self.shift(shift), way)
    }
}

/// When the crews of a detail can be at its event, if the repair that sent them held from `now`; `None`
/// where the event has no position.
///
/// # Panics
/// If the plan names what the problem does not have.
pub fn arrival(problem: &Problem, plan: &Plan, detail: &Detail, now: Clock) -> Option<Clock> {
    let to = problem.events[detail.event as usize].position?;
    let far =
        |site: &crate::problem::Site| crow(&Point::new(site.position, site.density), &Point::new(to, site.density));
    // The event is taken to stand on the roads of the site nearest to it, as when it was asked for.
    let near = problem.sites.iter().min_by_key(|site| far(site));
    let to = Point::new(to, near.map_or(Density::Sparse, |site| site.density));
    let base = &problem.bases[stands(problem, plan)[detail.unit as usize].0 as usize];
    let way = time(&problem.policy.travel, &Point::new(base.position, base.density), &to);
    Some(after(now, &problem.policy.shifts[detail.shift as usize], way.0))
}
