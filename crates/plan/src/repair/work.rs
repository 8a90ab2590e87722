//! The repair of one department after the other, and what comes out.

use std::collections::BTreeSet;

use super::crews::{Decision, Need, decide, holes, reserve};
use super::difference::{Side, difference};
use super::hold::waiting;
use super::improve::{Budget, Improving, is_pinned};
use super::rounds::{Layout, Presence, halts};
use super::unmet::{Reason, Unmet};
use super::world::World;
use super::{Before, Repaired, Settings, claims};
use crate::answer::{Certificates, Detail, Plan, Reserve, Step, Value, circuit_id};
use crate::measure::{Clock, Officers};
use crate::problem::Ground;

pub(super) struct Work {
    world: World,
    plan: Plan,
    certificates: Certificates,
    /// For each circuit its position in the plan before.
    origins: Vec<u32>,
    /// Circuits, by their position in the plan before, whose round is another.
    rewritten: BTreeSet<u32>,
    /// Pinned circuits that lost a stop and keep all other times.
    held: BTreeSet<u32>,
    unmet: Vec<Unmet>,
    proven: bool,
    /// Orders of the department before, and claims of its pools.
    before: Plan,
}

impl Work {
    pub(super) fn new(world: World, before: Before<'_>) -> Self {
        let mut plan = before.plan.clone();
        plan.details.iter_mut().for_each(|detail| detail.event = world.events[detail.event as usize]);
        plan.details.sort_unstable();
        plan.sweeps.iter_mut().for_each(|sweep| sweep.event = world.events[sweep.event as usize]);
        plan.response_only.retain(|site| !world.closed.contains(site));
        Self {
            origins: (0..u32::try_from(plan.circuits.len()).unwrap_or(u32::MAX)).collect(),
            world,
            plan,
            certificates: before.certificates.clone(),
            rewritten: BTreeSet::new(),
            held: BTreeSet::new(),
            unmet: Vec::new(),
            proven: true,
            before: before.plan.clone(),
        }
    }

    pub(super) fn repair(&mut self, department: u32, settings: &Settings) {
        let all = self.orders(department);
        self.renew_rounds(department);
        self.release(department);
        let holes = holes(&self.world, &self.plan, department);
        let needs = self.needs(department);
        let decision = decide((&self.world, &self.plan), department, &holes, &needs, settings.branches);
        self.proven &= decision.proven;
        self.tell(&decision, &needs);
        self.tell_uncrewed(&holes, &decision);
        self.apply(&decision, &needs);
        self.give_back(department);
        self.improve(department, all * u64::from(settings.most.0) / 1_000, settings.worth.0);
        self.list_unvisited(department);
    }

    fn orders(&self, department: u32) -> u64 {
        let open: Vec<u32> = self.world.open_shifts().collect();
        let circuits = self.plan.circuits.iter().filter(|circuit| circuit.department == department).count();
        let waiting = open.iter().map(|shift| u64::from(reserve(&self.world, &self.plan, department, *shift)[0]));
        (circuits * open.len()) as u64 + waiting.sum::<u64>()
    }

    /// Rounds without the sites that are closed, and on the ways to those that moved.
    fn renew_rounds(&mut self, department: u32) {
        let mut presence = None;
        let here = |circuit: &crate::answer::Circuit| circuit.department == department;
        let circuits: Vec<usize> =
            self.plan.circuits.iter().enumerate().filter(|(_, one)| here(one)).map(|(at, _)| at).collect();
        let mut emptied = Vec::new();
        for at in circuits {
            let presence = presence.get_or_insert_with(|| Presence::of(&self.plan, department));
            let touched: BTreeSet<u32> = halts(&self.plan.circuits[at]).iter().map(|halt| halt.site).collect();
            for site in touched.intersection(&self.world.moved).copied().collect::<Vec<_>>() {
                let now = halts(&self.plan.circuits[at]);
                let layout = Layout { world: &self.world, presence, at };
                let steps = layout.again(&now).or_else(|| layout.without(&now, site));
                self.change(at, site, steps, &mut emptied);
                presence.replace(at, &self.plan.circuits[at]);
            }
        }
        self.close(department, &mut emptied);
        emptied.sort_unstable();
        emptied.dedup();
        for at in emptied.into_iter().rev() {
            self.give_up(at);
        }
    }

    /// A round whose site is closed or moved: a pinned one waits instead, any other is laid out again.
    fn change(&mut self, at: usize, site: u32, steps: Option<Vec<Step>>, emptied: &mut Vec<usize>) {
        let pinned = is_pinned(&self.world, &self.plan, at);
        let steps = if pinned { waiting(&self.plan.circuits[at], site) } else { steps };
        if pinned {
            let gone = self.world.problem.sites[site as usize].id;
            let reason = if steps.is_some() { Reason::Waits { site: gone } } else { Reason::Pinned };
            self.unmet.push(Unmet { what: self.circuit(at), shift: None, reason });
            self.held.insert(self.origins[at]);
        } else {
            self.rewritten.insert(self.origins[at]);
        }
        match steps {
            Some(steps) => self.plan.circuits[at].steps = steps,
            None => emptied.push(at),
        }
    }

    fn close(&mut self, department: u32, emptied: &mut Vec<usize>) {
        let mut presence = Presence::of(&self.plan, department);
        let closed: Vec<(usize, u32)> = self.closed_stops(department);
        for (at, site) in closed {
            let now = halts(&self.plan.circuits[at]);
            let layout = Layout { world: &self.world, presence: &presence, at };
            let steps = layout.without(&now, site);
            self.change(at, site, steps, emptied);
            // The next round that is laid out counts what this one gives now: presence has a ceiling.
            presence.replace(at, &self.plan.circuits[at]);
        }
    }

    fn closed_stops(&self, department: u32) -> Vec<(usize, u32)> {
        let circuits = self.plan.circuits.iter().enumerate().filter(|(_, one)| one.department == department);
        let stops = circuits.flat_map(|(at, one)| halts(one).into_iter().map(move |halt| (at, halt.site)));
        let mut closed: Vec<(usize, u32)> = stops.filter(|(_, site)| self.world.closed.contains(site)).collect();
        closed.sort_unstable();
        closed.dedup();
        closed
    }

    /// `01-police-003` as it was called before.
    fn circuit(&self, at: usize) -> String {
        circuit_id(&self.world.problem, &self.before, self.origins[at])
    }

    /// Takes a circuit out. The last of its pool gets its number, so that the others keep theirs.
    fn give_up(&mut self, at: usize) {
        let pool = |plan: &Plan, at: usize| (plan.circuits[at].department, plan.circuits[at].ground);
        let mine = pool(&self.plan, at);
        let last = (at..self.plan.circuits.len()).take_while(|other| pool(&self.plan, *other) == mine).last();
        let last = last.unwrap_or(at);
        let number = self.plan.circuits[at].number;
        self.plan.circuits.swap(at, last);
        self.origins.swap(at, last);
        self.plan.circuits[at].number = number;
        self.plan.circuits.remove(last);
        self.origins.remove(last);
    }

    /// Reserves and details of units that cannot do their duty end.
    fn release(&mut self, department: u32) {
        let open: BTreeSet<u32> = self.world.open_shifts().collect();
        let world = &self.world;
        let stays = |unit: u32, shift: u32| {
            world.stands[unit as usize].1 != department || !open.contains(&shift) || world.can_do(unit, shift)
        };
        self.plan.reserves.retain(|one| stays(one.unit, one.shift));
        self.plan.details.retain(|one| stays(one.unit, one.shift));
    }

    /// What incidents and events of the department lack.
    fn needs(&mut self, department: u32) -> Vec<Need> {
        let mut needs = Vec::new();
        for demand in self.world.demands.clone().iter().filter(|demand| demand.department == department) {
            let found = self.world.problem.events.binary_search_by_key(&demand.id, |event| event.id);
            let at = found.unwrap_or_else(|_| unreachable!("it was put there"));
            let event = &self.world.problem.events[at];
            let to = event.to;
            let shifts = self.world.shifts_within(event.from, to);
            if shifts.is_empty() {
                self.unmet.push(Unmet { what: demand.id.to_string(), shift: None, reason: Reason::NoShift });
            }
            let event = u32::try_from(at).unwrap_or(u32::MAX);
            let need = |shift| Need {
                event,
                shift,
                crews: demand.crews,
                point: Some(demand.point),
                promise: demand.promise,
                until: to.min(self.world.shift(shift).duty_to),
                is_incident: true,
            };
            needs.extend(shifts.into_iter().map(need));
        }
        needs.extend(self.lacking_details(department));
        needs
    }

    /// Events that had their detail before, and lack people now.
    fn lacking_details(&self, department: u32) -> Vec<Need> {
        let open: Vec<u32> = self.world.open_shifts().collect();
        let crews = |(event, shift): (u32, u32)| {
            let here = |one: &&Detail| (one.event, one.shift) == (event, shift);
            let held: u32 = self.plan.details.iter().filter(here).map(|one| one.officers.0).sum();
            let due = self.world.problem.events[event as usize].detail.0;
            due.saturating_sub(held).div_ceil(self.world.smallest_crew(department))
        };
        let mut lacking: Vec<Need> = Vec::new();
        for old in &self.before.details {
            let (event, shift) = (self.world.events[old.event as usize], old.shift);
            let here = self.world.stands[old.unit as usize].1 == department && open.contains(&shift);
            let known = lacking.iter().any(|need| (need.event, need.shift) == (event, shift));
            let crews = if here && !known { crews((event, shift)) } else { 0 };
            if crews > 0 {
                lacking.push(Need {
                    event,
                    shift,
                    crews,
                    point: None,
                    promise: u32::MAX,
                    until: Clock(u32::MAX),
                    is_incident: false,
                });
            }
        }
        lacking
    }

    fn tell(&mut self, decision: &Decision, needs: &[Need]) {
        for (at, need) in needs.iter().enumerate() {
            let sent = decision.sent.iter().filter(|(of, _, _)| *of == at);
            let found = sent.clone().map(|(_, _, crews)| *crews).sum();
            let (what, shift) = (
                self.world.problem.events[need.event as usize].id.to_string(),
                Some(self.world.shift(need.shift).name),
            );
            if found < need.crews {
                let reason = Reason::Crews { asked: need.crews, found };
                self.unmet.push(Unmet { what: what.clone(), shift, reason });
            }
            let way = |unit: u32| need.point.map_or(0, |to| self.world.way(unit, &to));
            let late: Vec<u32> = sent.map(|(_, unit, _)| way(*unit)).filter(|way| *way > need.promise).collect();
            let late = late.into_iter().map(|way| Reason::Late { minutes: way.div_ceil(60) });
            self.unmet.extend(late.map(|reason| Unmet { what: what.clone(), shift, reason }));
        }
        let given_up: Vec<String> = decision.given_up.iter().map(|at| self.circuit(*at)).collect();
        let told = given_up.into_iter().map(|what| Unmet { what, shift: None, reason: Reason::GivenUp });
        self.unmet.extend(told);
    }

    /// A pinned round that finds no crew keeps its order: it is told, and the checker refuses it.
    fn tell_uncrewed(&mut self, holes: &[super::crews::Hole], decision: &Decision) {
        for hole in holes {
            let served = decision.crews.iter().any(|(known, _)| known == hole);
            if !served && !decision.given_up.contains(&hole.circuit) {
                let shift = Some(self.world.shift(hole.shift).name);
                let what = self.circuit(hole.circuit);
                self.unmet.push(Unmet { what, shift, reason: Reason::Pinned });
            }
        }
    }

    fn apply(&mut self, decision: &Decision, needs: &[Need]) {
        for (hole, crew) in &decision.crews {
            if !decision.given_up.contains(&hole.circuit) {
                self.plan.circuits[hole.circuit].crews[hole.shift as usize] = *crew;
            }
        }
        for ((unit, shift), [out, into]) in &decision.reserve {
            self.wait(*unit, *shift, i64::from(*into) - i64::from(*out));
        }
        for (need, unit, crews) in &decision.sent {
            let Need { event, shift, .. } = needs[*need];
            let officers = Officers(self.world.problem.units[*unit as usize].crew.0.max(1) * crews);
            let key = (event, shift, *unit);
            match self.plan.details.iter_mut().find(|one| (one.event, one.shift, one.unit) == key) {
                Some(detail) => detail.officers = detail.officers + officers,
                None => self.plan.details.push(Detail { event, shift, unit: *unit, officers }),
            }
        }
        self.plan.details.sort_unstable();
        for at in decision.given_up.iter().rev() {
            self.give_up(*at);
        }
    }

    /// Puts crews of a unit into the reserve of a shift, or takes them out.
    fn wait(&mut self, unit: u32, shift: u32, crews: i64) {
        let base = self.world.stands[unit as usize].0;
        let reserves = &mut self.plan.reserves;
        if !reserves.iter().any(|one| (one.unit, one.shift) == (unit, shift)) {
            reserves.push(Reserve { shift, unit, base, crews: 0 });
        }
        for one in reserves.iter_mut().filter(|one| (one.unit, one.shift) == (unit, shift)) {
            one.crews = u32::try_from((i64::from(one.crews) + crews).max(0)).unwrap_or(0);
        }
        reserves.retain(|one| one.crews > 0);
        reserves.sort_unstable();
    }

    /// A unit that is there again waits in reserve in the shifts that begin later, with as many crews as
    /// it has left.
    fn give_back(&mut self, department: u32) {
        let here = |unit: &u32| self.world.stands[*unit as usize].1 == department;
        let returned: Vec<u32> = self.world.returned.iter().copied().filter(here).collect();
        for unit in returned {
            for shift in self.world.open_shifts().collect::<Vec<_>>() {
                let crews = super::crews::spare(&self.world, &self.plan, unit, shift);
                if crews > 0 && !self.world.is_pinned(unit, shift) {
                    self.wait(unit, shift, i64::from(crews));
                }
            }
        }
    }

    /// Rounds nearby take what is left open, as far as it is worth the orders.
    fn improve(&mut self, department: u32, orders: u64, worth: u16) {
        let mut presence = Presence::of(&self.plan, department);
        let mut rewritten: BTreeSet<usize> =
            (0..self.origins.len()).filter(|at| self.rewritten.contains(&self.origins[*at])).collect();
        let mut left = orders;
        for ground in [Ground::Gendarmerie, Ground::Police] {
            let claim = self.before.pools.iter().find(|claim| (claim.department, claim.ground) == (department, ground));
            let level = claim.map_or(0, |claim| claim.realised.0);
            let mut budget = Budget { worth: (level * u64::from(worth) / 1_000).max(1), orders: left };
            let (world, plan, presence, rewritten) = (&self.world, &mut self.plan, &mut presence, &mut rewritten);
            Improving { world, plan, presence, department, ground, level, rewritten }.run(&mut budget);
            left = budget.orders;
        }
        self.rewritten.extend(rewritten.into_iter().map(|at| self.origins[at]));
    }

    fn list_unvisited(&mut self, department: u32) {
        let presence = Presence::of(&self.plan, department);
        let known: BTreeSet<u32> = self.plan.response_only.iter().copied().collect();
        let sites = (0_u32..).zip(&self.world.problem.sites).filter(|(_, site)| site.department == department);
        for (at, site) in sites {
            let visited = presence.is_visited(at);
            if visited {
                self.plan.response_only.retain(|listed| *listed != at);
            } else if !known.contains(&at) && !self.world.closed.contains(&at) {
                self.plan.response_only.push(at);
                self.unmet.push(Unmet { what: site.id.to_string(), shift: None, reason: Reason::Unvisited });
            }
        }
        self.plan.response_only.sort_unstable();
    }
}

mod finish;
