//! What a repair comes to: what was conceded, claims made again, and the difference.

use super::super::Order;
use super::{BTreeSet, Before, Reason, Repaired, Side, Unmet, Value, Work, claims, difference};
use crate::answer::{Plan, Step};
use crate::deploy::sweeps_again;
use crate::measure::{Clock, Officers, Permille};

impl Work {
    pub(in crate::repair) fn finish(mut self, before: Before<'_>, departments: Vec<u32>) -> Repaired {
        let wanted: BTreeSet<u32> = departments.iter().copied().collect();
        self.concede(&wanted);
        self.world.compress();
        self.renumber();
        self.plan.sweeps = sweeps_again(&self.world.problem, &self.plan.sweeps);
        if !wanted.is_empty() {
            claims::renew(&self.world, &mut self.plan, &mut self.certificates, &wanted);
        }
        let circuits: Vec<(u32, bool)> =
            self.origins.iter().map(|origin| (*origin, !self.rewritten.contains(origin))).collect();
        let difference = self.difference(before, &circuits, &wanted);
        let open: Vec<u32> = self.world.open_shifts().collect();
        let worst = |plan: &Plan| {
            let here = plan.pools.iter().filter(|claim| wanted.contains(&claim.department));
            here.map(|claim| claim.realised).max().unwrap_or(Value(0))
        };
        let cover = |plan: &Plan| {
            let here = plan.covers.iter().filter(|claim| wanted.contains(&claim.department));
            here.filter(|claim| open.contains(&claim.shift)).map(|claim| claim.value).sum()
        };
        self.unmet.sort_unstable();
        self.unmet.dedup();
        Repaired {
            value: [worst(before.plan), worst(&self.plan)],
            cover: [cover(before.plan), cover(&self.plan)],
            problem: self.world.problem,
            plan: self.plan,
            certificates: self.certificates,
            circuits,
            departments,
            difference,
            unmet: self.unmet,
            proven: self.proven,
        }
    }

    /// What could not be had is taken out of the problem, and told: the plan then keeps what is left,
    /// and the checker looks at all of it.
    fn concede(&mut self, departments: &BTreeSet<u32>) {
        let world = &mut self.world;
        for (at, event) in (0_u32..).zip(&mut world.problem.events) {
            let shifts = (0_u32..).zip(&world.problem.policy.shifts);
            let touched = shifts.filter(|(_, shift)| event.from < shift.serves_to && shift.serves_from < event.to);
            let held = touched.map(|(shift, _)| {
                let here = self.plan.details.iter().filter(|one| (one.event, one.shift) == (at, shift));
                here.map(|one| one.officers.0).sum::<u32>()
            });
            let asked =
                world.demands.iter().any(|demand| demand.id == event.id) || self.plan.details != self.before.details;
            if let Some(least) = held.min().filter(|_| asked) {
                event.detail = event.detail.min(Officers(least));
            }
        }
        self.concede_reserve(departments);
    }

    /// The greatest share that the reserves of these departments still are, where the policy's is more.
    fn concede_reserve(&mut self, departments: &BTreeSet<u32>) {
        let policy = self.world.problem.policy.reserve;
        let mut share = u64::from(policy.0);
        for department in departments {
            for shift in (0_u32..).take(self.world.problem.policy.shifts.len()) {
                let [waiting, serving] = super::reserve(&self.world, &self.plan, *department, shift).map(u64::from);
                let crews = waiting + serving;
                if crews > 0 && share * crews / 1_000 > waiting {
                    share = (1_000 * (waiting + 1) - 1) / crews;
                }
            }
        }
        let share = u16::try_from(share).unwrap_or(policy.0);
        if share < policy.0 {
            self.world.problem.policy.reserve = Permille(share);
            self.unmet.push(Unmet { what: "reserve".to_owned(), shift: None, reason: Reason::Reserve { share } });
        }
    }

    /// Positions of sites become those of the changed problem.
    fn renumber(&mut self) {
        let sites = &self.world.sites;
        let place = |site: u32| sites[site as usize].unwrap_or_else(|| unreachable!("closed sites were taken out"));
        for circuit in &mut self.plan.circuits {
            for step in &mut circuit.steps {
                if let Step::Stop { site, .. } = step {
                    *site = place(*site);
                }
            }
        }
        self.plan.response_only.iter_mut().for_each(|site| *site = place(*site));
    }

    /// Circuits are the same where their round is: the mark is their position before, and one more bit.
    fn difference(
        &self,
        before: Before<'_>,
        circuits: &[(u32, bool)],
        departments: &BTreeSet<u32>,
    ) -> super::super::Difference {
        let old_marks = (0..before.plan.circuits.len() as u64).map(|at| 2 * at).collect();
        let other = |origin: u32, same: bool| !same || self.held.contains(&origin);
        let mark = |(origin, same): &(u32, bool)| 2 * u64::from(*origin) + u64::from(other(*origin, *same));
        let new_marks = circuits.iter().map(mark).collect();
        let old = Side { problem: before.problem, plan: before.plan, marks: old_marks };
        let new = Side { problem: &self.world.problem, plan: &self.plan, marks: new_marks };
        let stands = &self.world.stands;
        let mut found = difference(&old, &new, &|unit| departments.contains(&stands[unit as usize].1));
        found.orders.iter_mut().for_each(|order| order.there = self.there(order));
        found
    }

    /// When the crews of an order can be at the incident that it sends them to, if that is after it began.
    fn there(&self, order: &Order) -> Option<Clock> {
        let problem = &self.world.problem;
        let id = order.is.as_deref()?.strip_prefix("event ")?;
        let demand = self.world.demands.iter().find(|demand| demand.id.as_str() == id)?;
        let event = problem.events.iter().find(|event| event.id == demand.id)?;
        let unit = (0_u32..).zip(&problem.units).find(|(_, unit)| unit.id == order.unit)?.0;
        let shift = (0_u32..).zip(&problem.policy.shifts).find(|(_, shift)| shift.name == order.shift)?.0;
        let comes = self.world.comes(shift, self.world.way(unit, &demand.point));
        (comes > event.from).then_some(comes.minute())
    }
}
