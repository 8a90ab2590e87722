//! What is left open is given to circuits around, as far as it is worth the orders it changes:
//! sites that nobody visits any more, and sites that weigh more than before.

use std::collections::BTreeSet;

use super::roster::{access, farthest, units_of};
use super::rounds::{Layout, Presence, halts, points};
use super::world::World;
use crate::answer::{Plan, Step};
use crate::problem::Ground;
use crate::travel::crow;

/// Circuits that are tried for one site, the nearest.
const TRIED: usize = 12;

/// How far a plan may be changed for its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// What an order has to bring, in thousandths of a point.
    pub(super) worth: u64,
    /// Orders that may still change.
    pub(super) orders: u64,
}

/// One pool that is improved.
pub(super) struct Improving<'a> {
    pub(super) world: &'a World,
    pub(super) plan: &'a mut Plan,
    pub(super) presence: &'a mut Presence,
    pub(super) department: u32,
    pub(super) ground: Ground,
    /// What the plan reached here before, in thousandths of a point.
    pub(super) level: u64,
    /// Circuits whose orders have changed already.
    pub(super) rewritten: &'a mut BTreeSet<usize>,
}

impl Improving<'_> {
    /// Works on the site that is worst above the level, until nothing is worth its orders.
    pub(super) fn run(&mut self, budget: &mut Budget) {
        let pool = (self.department, self.ground);
        let sites = (0_u32..).zip(&self.world.problem.sites);
        let mut open: BTreeSet<u32> =
            sites.filter(|(_, site)| (site.department, site.ground) == pool).map(|(at, _)| at).collect();
        loop {
            let worst = open.iter().map(|site| (self.presence.value(self.world, *site), *site)).max();
            let Some((_, site)) = worst.filter(|(value, _)| *value > self.level) else { return };
            let Some((at, steps, price)) = self.best(site, *budget) else {
                open.remove(&site);
                continue;
            };
            budget.orders -= price;
            self.rewritten.insert(at);
            self.plan.circuits[at].steps = steps;
            self.presence.replace(at, &self.plan.circuits[at]);
        }
    }

    /// The circuit that helps most for each order it changes, how, and how many orders.
    fn best(&self, site: u32, budget: Budget) -> Option<(usize, Vec<Step>, u64)> {
        let mut best: Option<(u64, usize, Vec<Step>, u64)> = None;
        for at in self.around(site) {
            let price = if self.rewritten.contains(&at) { 0 } else { self.orders(at) };
            let Some(steps) = self.changed(at, site).filter(|_| price <= budget.orders) else { continue };
            let gain = self.gain(at, &steps);
            let each = gain / price.max(1);
            if gain > 0 && each >= budget.worth && best.as_ref().is_none_or(|(found, ..)| each > *found) {
                best = Some((each, at, steps, price));
            }
        }
        best.map(|(_, at, steps, price)| (at, steps, price))
    }

    /// Circuits of the pool, the nearest to a site first; those with pinned orders left out.
    fn around(&self, site: u32) -> Vec<usize> {
        let here = self.world.site_point(site);
        let circuits = self.plan.circuits.iter().enumerate();
        let mine =
            circuits.filter(|(_, circuit)| (circuit.department, circuit.ground) == (self.department, self.ground));
        let way = |steps: &[Step]| points(self.world, steps).iter().map(|stop| crow(&here, stop)).min();
        let mut ways: Vec<_> =
            mine.filter(|(at, _)| !self.is_pinned(*at)).map(|(at, circuit)| (way(&circuit.steps), at)).collect();
        ways.sort_unstable();
        ways.into_iter().take(TRIED).map(|(_, at)| at).collect()
    }

    fn is_pinned(&self, at: usize) -> bool {
        is_pinned(self.world, self.plan, at)
    }

    fn orders(&self, at: usize) -> u64 {
        let crews = &self.plan.circuits[at].crews;
        self.world
            .open_shifts()
            .filter_map(|shift| crews.get(shift as usize))
            .map(|crew| units_of(*crew).count() as u64)
            .sum()
    }

    /// The steps of a circuit that does more for a site; none if they do not fit, or no crew of it is
    /// there and back in time.
    fn changed(&self, at: usize, site: u32) -> Option<Vec<Step>> {
        let circuit = &self.plan.circuits[at];
        let halts = halts(circuit);
        let layout = Layout { world: self.world, presence: self.presence, at };
        let visits = halts.iter().any(|halt| halt.site == site);
        let steps = if visits { layout.again(&halts) } else { layout.with(&halts, site) }?;
        let stops = points(self.world, &steps);
        let shifts = (0_u32..).zip(&circuit.crews);
        let reaches = |(shift, crew): (u32, &crate::answer::Crew)| {
            units_of(*crew).all(|unit| farthest(self.world, unit, &stops) <= access(self.world, shift))
        };
        (shifts.into_iter().all(reaches) && steps != circuit.steps).then_some(steps)
    }

    /// By how much what is above the level falls, over the sites of a circuit.
    fn gain(&self, at: usize, steps: &[Step]) -> u64 {
        let mut circuit = self.plan.circuits[at].clone();
        let mut sites: BTreeSet<u32> = halts(&circuit).iter().map(|halt| halt.site).collect();
        circuit.steps = steps.to_vec();
        sites.extend(halts(&circuit).iter().map(|halt| halt.site));
        let above = |value: u64| value.saturating_sub(self.level);
        let layout = Layout { world: self.world, presence: self.presence, at };
        let before: u64 = sites.iter().map(|site| above(self.presence.value(self.world, *site))).sum();
        let after: u64 = sites.iter().map(|site| above(layout.value_with(&circuit, *site))).sum();
        before.saturating_sub(after)
    }
}

/// Whether an open order of a circuit is pinned.
pub(super) fn is_pinned(world: &World, plan: &Plan, at: usize) -> bool {
    let crews = &plan.circuits[at].crews;
    let mut open = world.open_shifts().filter_map(|shift| Some((shift, *crews.get(shift as usize)?)));
    open.any(|(shift, crew)| units_of(crew).any(|unit| world.is_pinned(unit, shift)))
}
