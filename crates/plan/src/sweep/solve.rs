//! The search as a whole: a first answer by removals and insertions, then, part by part, the
//! relaxation, the rounds a better answer could use, and the exact choice among them.

use super::{
    certificate::{Certificate, Proof},
    column::{Column, MINUTES, Must, PARTS},
    part::{Part, parts},
    problem::{PRICE, Problem, Rounds},
    rest,
    root::Root,
    set,
    tree::{Case, Tree},
};
use crate::chance::Chance;
use crate::route::{self, Crew, Job, Model, Schedule, State};

/// What the answer depends on, besides the problem.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// All chance comes from here.
    pub seed: [u8; 32],
    /// Changes tried for the first answer.
    pub changes: u64,
}

/// Changes tried for the first answer, unless told otherwise.
pub const CHANGES: u64 = 20_000;

/// Rounds, what they cost, and the proof that nothing costs less than the bound.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The venues that each shift sweeps, in their order.
    pub rounds: Rounds,
    /// The price of all weight that stays unswept, and the minutes of travel.
    pub value: u64,
    /// Nothing costs less.
    pub bound: u64,
    /// The proof of the bound.
    pub certificate: Certificate,
}

/// Finds rounds and a bound. `stop` is asked between small steps of work; without it the answer
/// depends on the problem and the settings alone.
///
/// # Panics
/// If a bound were above the value: that is a fault of this code.
pub fn solve(problem: &Problem, settings: &Settings, stop: &mut dyn FnMut() -> bool) -> Answer {
    let mut rounds = first(problem, settings, stop);
    let mut certificate = Certificate { parts: Vec::new() };
    let mut gain = 0;
    let parts = parts(problem);
    let mut works: Vec<Work<'_>> = parts.iter().map(|part| Work::new(problem, part, &rounds, stop)).collect();
    while !stop()
        && let Some(work) = works.iter_mut().filter(|work| work.open() > 0).min_by_key(|work| work.cases())
    {
        work.run(stop);
    }
    for work in works {
        work.take(&mut rounds);
        gain += work.bound().div_euclid(PARTS);
        certificate.parts.push(work.proof());
    }
    let worth = problem.weight() * PRICE;
    let bound = worth.saturating_sub(gain.unsigned_abs());
    let value = cost(problem, &rounds);
    assert!(bound <= value, "a bound above the value of rounds proves nothing");
    Answer { rounds, value, bound, certificate }
}

/// What rounds cost that keep the rules.
fn cost(problem: &Problem, rounds: &Rounds) -> u64 {
    let mut cost = problem.weight() * PRICE;
    for (shift, round) in problem.shifts().iter().zip(&rounds.0) {
        let mut place = shift.depot;
        for &venue in round {
            cost += u64::from(problem.travel(place, problem.place(venue)));
            cost -= u64::from(problem.venues()[venue].weight) * PRICE;
            place = problem.place(venue);
        }
        cost += if round.is_empty() { 0 } else { u64::from(problem.travel(place, shift.depot)) };
    }
    cost
}

/// From most of a venue's weight to a short way.
const HEAT: Schedule = Schedule { hot: 600.0, cold: 40.0 };

fn first(problem: &Problem, settings: &Settings, stop: &mut dyn FnMut() -> bool) -> Rounds {
    let model = model(problem);
    let mut chance = Chance::new(&settings.seed, "sweep", 0);
    let mut state = State::new(&model);
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let mut spent = |tried: u64| if stop() { 1.0 } else { tried as f64 / settings.changes.max(1) as f64 };
    route::anneal(&mut state, HEAT, &mut chance, &mut spent);
    Rounds(state.rounds.iter().map(|round| round.jobs.iter().map(|&job| job as usize).collect()).collect())
}

fn model(problem: &Problem) -> Model {
    let jobs = problem.venues().iter().map(|venue| Job {
        open: i64::from(venue.earliest),
        close: i64::from(venue.latest),
        service: i64::from(venue.service),
        demand: 0,
        price: i64::from(venue.weight) * MINUTES,
    });
    let crews = problem.shifts().iter().enumerate().map(|(at, shift)| Crew {
        depot: shift.depot,
        start: i64::from(shift.start),
        end: i64::from(shift.end),
        capacity: 0,
        class: problem.shifts().iter().position(|other| same(other, shift)).unwrap_or(at),
    });
    let places = problem.depots() + problem.venues().len();
    let travel = (0..places * places).map(|at| i64::from(problem.travel(at / places, at % places))).collect();
    let able = |crew: usize, job: usize| problem.shifts()[crew].skills.has(problem.venues()[job].needs);
    Model::new(jobs.collect(), crews.collect(), problem.depots(), travel, able)
}

/// Whether two shifts can do the same.
fn same(one: &super::problem::Shift, other: &super::problem::Shift) -> bool {
    (one.depot, one.start, one.end, one.skills) == (other.depot, other.start, other.end, other.skills)
}

/// Most states that are looked at for one shift's rounds, and most rounds of a pool.
const MOST_STATES: usize = 2_000_000;
const MOST_ROUNDS: usize = 400_000;
/// Most moments in the tables of a shift.
const MOST_MOMENTS: usize = 4_000_000;

/// How far below the relaxation the optimum is looked for, in minutes: first near to it.
const REACHES: [i64; 4] = [3 * MINUTES / 2, 4 * MINUTES, 16 * MINUTES, i64::MAX / PARTS / 4];
/// Cases of one part before another may have its turn.
const CASES: usize = 4;

/// One part while it is worked on.
struct Work<'a> {
    part: &'a Part,
    root: Root,
    /// What the rounds known bring, in minutes.
    known: i64,
    reach: usize,
    tree: Option<Tree>,
}

impl<'a> Work<'a> {
    fn new(problem: &Problem, part: &'a Part, rounds: &Rounds, stop: &mut dyn FnMut() -> bool) -> Self {
        let mut root = Root::new(problem, part);
        let fits = part.venues.len() <= set::MOST && part.nets.iter().all(|net| rest::moments(net) <= MOST_MOMENTS);
        let known = known(part, &root, rounds);
        let mut work = Self { part, known, reach: REACHES.len(), tree: None, root: Root::new(problem, part) };
        if fits && !stop() {
            root.generate(problem, part, stop);
            work.root = root;
            work.reach = 0;
            work.look(stop);
        }
        work
    }

    /// The rounds that an answer could use that is within reach of the relaxation.
    fn look(&mut self, stop: &mut dyn FnMut() -> bool) {
        let near = self.root.bound.div_euclid(PARTS) - REACHES[self.reach];
        let value = self.known.max(near);
        let pool = self.root.pool(self.part, value, MOST_STATES, stop).filter(|pool| pool.len() <= MOST_ROUNDS);
        let Some(pool) = pool else {
            self.reach = REACHES.len();
            return;
        };
        let nothing = Must::nothing(&self.root.weights, self.part.shifts.len());
        self.tree = Some(Tree::new(pool, nothing, self.root.prices.clone(), self.root.bound, value));
    }

    /// How far the value known may be from the optimum, in parts of a minute; 0 where no more can
    /// be done.
    fn open(&self) -> i64 {
        let value = self.tree.as_ref().and_then(|tree| tree.best.as_ref().map(|_| tree.value));
        let open = self.bound() - value.unwrap_or(self.known) * PARTS;
        if self.reach < REACHES.len() && open >= PARTS { open } else { 0 }
    }

    /// Cases so far: parts take turns, lest one that is hard keeps the others from an answer.
    fn cases(&self) -> usize {
        self.tree.as_ref().map_or(0, |tree| tree.cases.len())
    }

    /// Works on some cases. If nothing is within reach, it looks farther next time.
    fn run(&mut self, stop: &mut dyn FnMut() -> bool) {
        let Some(tree) = &mut self.tree else {
            self.reach = REACHES.len();
            return;
        };
        for _ in 0..CASES {
            if stop() {
                return;
            }
            if !tree.step() {
                break;
            }
        }
        if !tree.idle() {
            return;
        }
        if !tree.ended() || tree.best.is_some() || tree.value <= self.known {
            self.reach = REACHES.len();
            return;
        }
        self.reach += 1;
        if self.reach < REACHES.len() {
            self.look(stop);
        }
    }

    fn bound(&self) -> i64 {
        self.tree.as_ref().map_or(self.root.bound, |tree| tree.bound().min(self.root.bound))
    }

    /// The better rounds, if any were found.
    fn take(&self, rounds: &mut Rounds) {
        let Some(tree) = &self.tree else { return };
        let Some(best) = &tree.best else { return };
        self.part.shifts.iter().for_each(|&shift| rounds.0[shift].clear());
        for column in best.iter().map(|&at| &tree.pool[at as usize]) {
            let venues = column.venues.iter().map(|&at| self.part.venues[usize::from(at)]);
            rounds.0[self.part.shifts[column.shift]] = venues.collect();
        }
    }

    fn proof(self) -> Proof {
        let whole = Case { prices: self.root.prices, split: None };
        let (above, cases) = self.tree.map_or((0, Vec::new()), |tree| (tree.value, tree.cases));
        Proof { venues: self.part.venues.clone(), shifts: self.part.shifts.clone(), whole, above, cases }
    }
}

/// What the rounds known bring in this part, in minutes.
fn known(part: &Part, root: &Root, rounds: &Rounds) -> i64 {
    let at = |venue: &usize| {
        let at = part.venues.binary_search(venue);
        super::net::short(at.unwrap_or_else(|_| unreachable!("a shift sweeps venues of its own part")))
    };
    let gain = |(shift, net): (usize, &super::net::Net)| {
        let venues = rounds.0[part.shifts[shift]].iter().map(at).collect();
        Column::new(shift, net, &root.weights, venues).map_or(0, |column| column.gain)
    };
    part.nets.iter().enumerate().map(gain).sum()
}
