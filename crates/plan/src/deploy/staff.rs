//! Who serves which circuit in which shift: crews matched to circuits that they reach in time.
//!
//! A matching with capacities by augmenting paths (Kuhn 1955): every circuit and shift asks the
//! nearest team first, and a team that is full passes on what another can take. If all can be
//! served, all are.

use super::circuits::{Formed, access};
use super::forces::{Team, standing};
use crate::answer::{Circuit, Crew, Step};
use crate::measure::Seconds;
use crate::patrol;
use crate::problem::{Ground, Problem};
use crate::travel::{Point, time};

/// Circuits with their crews, and what had to be given up.
pub(super) struct Served {
    pub(super) circuits: Vec<Circuit>,
    pub(super) response_only: Vec<u32>,
    pub(super) unserved: u32,
    /// Bases from which the circuits that were given up could have been served, one for each.
    pub(super) wanted: Vec<Wanted>,
    /// Which circuits were given up: positions of their pool in the list and in the pool, ordered.
    pub(super) lost: Vec<(usize, usize)>,
    /// Crews that serve nobody, in the order of the teams.
    pub(super) free: Vec<u32>,
}

/// A base that lacks a crew for one ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) base: u32,
    pub(super) ground: Ground,
}

/// Staffs the circuits of a department. A circuit that cannot be served in every shift is given
/// up: its sites are then response only, unless another circuit visits them.
pub(super) fn staff(problem: &Problem, teams: &[Team], formed: &[Formed]) -> Served {
    let shifts = problem.policy.shifts.len();
    let asks: Vec<(&Formed, &patrol::Circuit)> =
        formed.iter().flat_map(|pool| pool.patrols.circuits.iter().map(move |circuit| (pool, circuit))).collect();
    let names: Vec<(usize, usize)> = formed
        .iter()
        .enumerate()
        .flat_map(|(at, pool)| (0..pool.patrols.circuits.len()).map(move |nth| (at, nth)))
        .collect();
    let choices: Vec<Vec<usize>> = asks.iter().map(|(pool, circuit)| choices(problem, teams, pool, circuit)).collect();
    let (served, free) = Matching::of(teams, &choices, shifts).run();
    let mut result = Served {
        circuits: Vec::new(),
        response_only: Vec::new(),
        unserved: 0,
        wanted: Vec::new(),
        lost: Vec::new(),
        free,
    };
    let mut number = 0;
    let mut last = None;
    for (((pool, circuit), name), crews) in asks.iter().zip(names).zip(served) {
        let Some(crews) = crews else {
            result.unserved += 1;
            result.lost.push(name);
            result.wanted.extend(nearest(problem, pool, circuit));
            continue;
        };
        number = if last == Some(pool.pool) { number + 1 } else { 1 };
        last = Some(pool.pool);
        let crews = crews.into_iter().map(|team| teams[team].crew).collect();
        result.circuits.push(self::circuit(pool, circuit, number, crews));
    }
    result.response_only = response_only(formed, &result.circuits);
    result
}

/// Teams that may serve a circuit, the nearest first.
fn choices(problem: &Problem, teams: &[Team], pool: &Formed, circuit: &patrol::Circuit) -> Vec<usize> {
    let limit = access(problem);
    let stops = stops(problem, pool, circuit);
    let farthest = |team: &Team| stops.iter().map(|stop| team.way(problem, stop)).max().unwrap_or(0);
    let serves = teams.iter().enumerate().filter(|(_, team)| team.serves(pool.ground));
    let mut ways: Vec<(u32, usize)> =
        serves.map(|(at, team)| (farthest(team), at)).filter(|(way, _)| *way <= limit).collect();
    ways.sort_unstable();
    ways.into_iter().map(|(_, at)| at).collect()
}

/// The base of the department from which a circuit is reached soonest, if in time.
fn nearest(problem: &Problem, pool: &Formed, circuit: &patrol::Circuit) -> Option<Wanted> {
    let stops = stops(problem, pool, circuit);
    let here = (0_u32..).zip(&problem.bases).filter(|(_, base)| base.department == pool.department);
    let ways = here.map(|(at, base)| {
        let from = standing(base);
        (stops.iter().map(|stop| time(&problem.policy.travel, &from, stop).0).max().unwrap_or(0), at)
    });
    let (_, base) = ways.min().filter(|(way, _)| *way <= access(problem))?;
    Some(Wanted { base, ground: pool.ground })
}

fn stops(problem: &Problem, pool: &Formed, circuit: &patrol::Circuit) -> Vec<Point> {
    let sites = circuit.steps.iter().filter_map(|step| match step {
        patrol::Step::Stop { site, .. } => Some(&problem.sites[pool.sites[*site as usize] as usize]),
        patrol::Step::Rest { .. } | patrol::Step::Way { .. } => None,
    });
    sites.map(|site| Point::new(site.position, site.density)).collect()
}

/// Who serves whom so far.
struct Matching<'a> {
    choices: &'a [Vec<usize>],
    shifts: usize,
    /// Crews that each team has free.
    free: Vec<u32>,
    /// For each circuit and shift its team.
    team: Vec<Option<usize>>,
    /// For each team the circuits and shifts that it serves.
    serves: Vec<Vec<usize>>,
}

impl<'a> Matching<'a> {
    fn of(teams: &[Team], choices: &'a [Vec<usize>], shifts: usize) -> Self {
        Self {
            choices,
            shifts,
            free: teams.iter().map(|team| team.crews).collect(),
            team: vec![None; choices.len() * shifts],
            serves: vec![Vec::new(); teams.len()],
        }
    }

    /// For each circuit its teams by shift, or none if one shift stays without.
    /// And the crews that are left.
    fn run(mut self) -> (Vec<Option<Vec<usize>>>, Vec<u32>) {
        let mut order: Vec<usize> = (0..self.choices.len()).collect();
        order.sort_by_key(|circuit| self.choices[*circuit].len());
        for circuit in order {
            let asks: Vec<usize> = (0..self.shifts).map(|shift| circuit * self.shifts + shift).collect();
            let all = asks.iter().all(|ask| self.serve(*ask));
            if !all {
                for ask in asks {
                    self.give_up(ask);
                }
            }
        }
        let rows = self.team.chunks(self.shifts.max(1));
        (rows.map(|teams| teams.iter().copied().collect()).collect(), self.free)
    }

    /// Finds a team by the shortest chain of exchanges (breadth first).
    fn serve(&mut self, ask: usize) -> bool {
        let mut from: Vec<Option<usize>> = vec![None; self.free.len()];
        let mut seen = vec![false; self.free.len()];
        let mut queue = std::collections::VecDeque::from([ask]);
        while let Some(asking) = queue.pop_front() {
            for &team in &self.choices[asking / self.shifts] {
                if core::mem::replace(&mut seen[team], true) {
                    continue;
                }
                from[team] = Some(asking);
                if self.free[team] > 0 {
                    self.free[team] -= 1;
                    self.exchange(ask, team, &from);
                    return true;
                }
                queue.extend(&self.serves[team]);
            }
        }
        false
    }

    /// Walks the chain back: each asker takes the team it found, and frees the one it had.
    fn exchange(&mut self, ask: usize, last: usize, from: &[Option<usize>]) {
        let mut team = last;
        while let Some(asking) = from[team] {
            let before = self.team[asking].replace(team);
            self.serves[team].push(asking);
            if asking == ask {
                return;
            }
            let Some(before) = before else { unreachable!("only the first asker had no team") };
            self.serves[before].retain(|served| *served != asking);
            team = before;
        }
    }

    fn give_up(&mut self, ask: usize) {
        if let Some(team) = self.team[ask].take() {
            self.serves[team].retain(|served| *served != ask);
            self.free[team] += 1;
        }
    }
}

fn circuit(pool: &Formed, circuit: &patrol::Circuit, number: u32, crews: Vec<Crew>) -> Circuit {
    let step = |step: &patrol::Step| match *step {
        patrol::Step::Rest { seconds } => Step::Rest(Seconds(seconds)),
        patrol::Step::Stop { site, seconds } => Step::Stop { site: pool.sites[site as usize], time: Seconds(seconds) },
        patrol::Step::Way { seconds } => Step::Way(Seconds(seconds)),
    };
    let steps = circuit.steps.iter().map(step).collect();
    Circuit { department: pool.department, ground: pool.ground, number, steps, crews }
}

/// Sites of the department that no circuit visits.
fn response_only(formed: &[Formed], circuits: &[Circuit]) -> Vec<u32> {
    let stops = circuits.iter().flat_map(|circuit| &circuit.steps).filter_map(|step| match step {
        Step::Stop { site, .. } => Some(*site),
        Step::Rest(_) | Step::Way(_) => None,
    });
    let visited: std::collections::BTreeSet<u32> = stops.collect();
    let all = formed.iter().flat_map(|pool| pool.sites.iter().chain(&pool.unreachable));
    let mut missed: Vec<u32> = all.copied().filter(|site| !visited.contains(site)).collect();
    missed.sort_unstable();
    missed
}
