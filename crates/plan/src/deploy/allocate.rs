//! Where movable units go: each to the department where the game's value is highest, until it is
//! the same wherever they help, or nothing helps any more.
//!
//! The value of a department falls as crews are added, by ever less: sending the next unit to
//! where the value is highest is then the exact answer to "least greatest value" for units of one
//! size, and off by at most one unit for mixed sizes. Travel is what the equilibrium cannot see:
//! each pool's need is divided by the share of their time that its crews are really on site.

use super::forces::{Forces, Troop, standing};
use super::pools::{Demand, Pools, double, least};
use crate::problem::{Ground, Problem, UnitKind, UnitZone};
use crate::travel::{Point, crow};

/// Share of their time that crews are on site before anybody has measured it.
pub(super) const GUESSED_EFFICIENCY: f64 = 0.85;

/// Crews of soldiers save people of an ordinary crew of two for each liaison.
const ORDINARY_CREW: f64 = 2.0;

/// Sends movable units.
pub(super) fn send(problem: &Problem, pools: &Pools, forces: &mut Forces, efficiencies: &[f64]) {
    let mut lands: Vec<Land<'_>> =
        (0..problem.departments.len()).map(|at| Land::of(problem, pools, efficiencies, at)).collect();
    let mut waiting: Vec<usize> = Vec::new();
    for (at, troop) in forces.troops.iter().enumerate() {
        let serves = matches!(troop.kind, UnitKind::Patrol | UnitKind::Soldiers);
        if troop.movable && serves {
            waiting.push(at);
        } else if serves {
            lands[troop.department as usize].add(problem, troop);
        }
    }
    let mut sending = Sending { problem, forces, lands, waiting };
    let sent = sending.send();
    let mut lodged: Vec<(usize, u32)> = Vec::new();
    for land in sending.lands {
        let here: Vec<(usize, &Troop)> =
            sent.iter().filter(|(_, to)| *to == land.department).map(|(at, _)| (*at, &forces.troops[*at])).collect();
        lodged.extend(land.lodge(problem, pools, &here));
    }
    for (troop, base) in lodged {
        let troop = &mut forces.troops[troop];
        (troop.department, troop.base) = (problem.bases[base as usize].department, base);
    }
}

/// What a department needs and has.
struct Land<'a> {
    department: usize,
    point: Point,
    needs: Vec<Need<'a>>,
    /// Crews a shift, less the reserve, that serve on one ground, and on any.
    own: [f64; 2],
    any: f64,
    officers: u64,
    most: u64,
    least: u64,
    bases: Vec<Base>,
}

struct Need<'a> {
    ground: Ground,
    demand: Demand<'a>,
    efficiency: f64,
    highest: f64,
}

/// A base of the department, and the crews a shift that its surroundings lack.
struct Base {
    at: u32,
    point: Point,
    lack: f64,
}

impl<'a> Land<'a> {
    fn of(problem: &'a Problem, pools: &Pools, efficiencies: &[f64], department: usize) -> Self {
        let needs = pools.of_department(department).map(|(at, pool)| {
            let demand = Demand::of(problem, pool, true);
            Need { ground: pool.ground, highest: demand.highest(), demand, efficiency: efficiencies[at] }
        });
        let place = &problem.departments[department];
        let rule = problem.policy.strengths.iter().find(|rule| rule.department == place.id);
        Self {
            department,
            point: Point::new(place.position, crate::problem::Density::Town),
            needs: needs.collect(),
            own: [0.0; 2],
            any: 0.0,
            officers: 0,
            least: rule.map_or(0, |rule| rule.least.0.into()),
            most: rule.map_or(u64::MAX, |rule| rule.most.0.into()),
            bases: bases(problem, department),
        }
    }

    fn add(&mut self, problem: &Problem, troop: &Troop) {
        let crews = crews_a_shift(problem, troop);
        match troop.zone {
            UnitZone::Any => self.any += crews,
            UnitZone::Gendarmerie => self.own[Ground::Gendarmerie as usize] += crews,
            UnitZone::Police => self.own[Ground::Police as usize] += crews,
        }
        self.officers += u64::from(troop.officers);
        if let Some(base) = self.bases.iter_mut().find(|base| base.at == troop.base) {
            base.lack -= crews;
        }
    }

    /// The least value its crews can hold; above every weight where they cannot even carry the floors.
    fn value(&self, more: f64) -> f64 {
        let highest = self.needs.iter().map(|need| need.highest).fold(0.0, f64::max);
        let supply = self.any + more;
        let short = |value: f64| -> Option<f64> {
            let missing = self.needs.iter().map(|need| {
                let circuits = need.demand.circuits(value)? / need.efficiency;
                Some((circuits - self.own[need.ground as usize]).max(0.0))
            });
            missing.sum()
        };
        match short(highest) {
            Some(missing) if missing <= supply => {
                least(highest, |value| short(value).is_some_and(|missing| missing <= supply))
            }
            missing => highest * (1.0 + missing.unwrap_or(0.0) - supply),
        }
    }

    /// Gives each of the units sent here a base: always the one around which most is lacking.
    /// Every site's need counts for the base that is nearest to it.
    fn lodge(mut self, problem: &Problem, pools: &Pools, troops: &[(usize, &Troop)]) -> Vec<(usize, u32)> {
        let value = self.value(0.0);
        for need in &self.needs {
            for site in need.demand.positions() {
                let seconds = need.demand.seconds(&problem.sites[site], value).unwrap_or(0.0);
                let point = pools.point(site);
                if let Some(base) = self.bases.iter_mut().min_by_key(|base| crow(&base.point, point)) {
                    base.lack += need.demand.crews(seconds) / need.efficiency;
                }
            }
        }
        let order = |one: &&mut Base, other: &&mut Base| one.lack.total_cmp(&other.lack).then(other.at.cmp(&one.at));
        let mut lodged = Vec::new();
        for (at, troop) in troops {
            if let Some(base) = self.bases.iter_mut().max_by(order) {
                base.lack -= crews_a_shift(problem, troop);
                lodged.push((*at, base.at));
            }
        }
        lodged
    }
}

fn bases(problem: &Problem, department: usize) -> Vec<Base> {
    let here = (0_u32..).zip(&problem.bases).filter(|(_, base)| base.department as usize == department);
    here.map(|(at, base)| Base { at, point: standing(base), lack: 0.0 }).collect()
}

/// What a troop adds to the circuits of each shift.
fn crews_a_shift(problem: &Problem, troop: &Troop) -> f64 {
    let shifts = double(problem.policy.shifts.len() as u64).max(1.0);
    let crews = f64::from(troop.crews()) / shifts;
    match troop.kind {
        UnitKind::Soldiers => crews * (1.0 - f64::from(problem.policy.liaison.0) / ORDINARY_CREW).max(0.0),
        _ => crews * (1.0 - f64::from(problem.policy.reserve.0) / 1_000.0),
    }
}

struct Sending<'a> {
    problem: &'a Problem,
    forces: &'a Forces,
    lands: Vec<Land<'a>>,
    /// Positions of the troops that nobody has sent yet.
    waiting: Vec<usize>,
}

impl Sending<'_> {
    /// Troops and the departments they are sent to.
    fn send(&mut self) -> Vec<(usize, usize)> {
        let mut sent = Vec::new();
        for at in 0..self.lands.len() {
            while self.lands[at].officers < self.lands[at].least {
                let Some(order) = self.next(at) else { break };
                sent.push(order);
            }
        }
        let mut values: Vec<f64> = self.lands.iter().map(|land| land.value(0.0)).collect();
        while !self.waiting.is_empty() {
            let highest =
                (0..values.len()).max_by(|one, other| values[*one].total_cmp(&values[*other]).then(other.cmp(one)));
            let Some(at) = highest.filter(|at| values[*at] > f64::NEG_INFINITY) else { break };
            let before = values[at];
            let helped = self.next(at);
            sent.extend(helped);
            values[at] = self.lands[at].value(0.0);
            // Nobody may be sent there any more, or nobody helps: its sites are at their ceilings.
            if helped.is_none() || values[at] >= before {
                values[at] = f64::NEG_INFINITY;
            }
        }
        sent
    }

    /// Sends the nearest unit that may go there.
    fn next(&mut self, at: usize) -> Option<(usize, usize)> {
        let land = &self.lands[at];
        if land.bases.is_empty() {
            return None;
        }
        let distance = |troop: &Troop| crow(&standing(&self.problem.bases[troop.base as usize]), &land.point);
        let may = |troop: &Troop| land.officers + u64::from(troop.officers) <= land.most;
        let nearest = (0..self.waiting.len())
            .filter(|nth| may(&self.forces.troops[self.waiting[*nth]]))
            .min_by_key(|nth| (distance(&self.forces.troops[self.waiting[*nth]]), self.waiting[*nth]))?;
        let troop = self.waiting.swap_remove(nearest);
        // It has no base there yet: what it adds counts for the department only.
        self.lands[at].add(self.problem, &Troop { base: u32::MAX, ..self.forces.troops[troop].clone() });
        Some((troop, at))
    }
}
