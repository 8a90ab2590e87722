//! The relaxation of a part over all its rounds: column generation.

use super::{
    column::{Column, MINUTES, Must, PARTS, Prices, weights},
    labels::{self, Question},
    master::Master,
    part::Part,
    problem::Problem,
    set::Set,
};

/// Most new rounds of one shift at a time.
const NEW: usize = 40;
/// Rounds that bring less than this beyond their cost, in parts of a minute, are not worth
/// another linear program: its own rounding is as large.
const TOLERANCE: i64 = PARTS / 64;
/// Most linear programs: a cap on cycling, far above what is ever needed.
const MOST_TURNS: usize = 500;

/// How many venues each remembers at first.
const FIRST_MEMORY: usize = 16;

/// What one turn of all shifts found, the better the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// No round that would raise the relaxation.
    Done,
    /// Only such as visit a venue twice.
    Cycles,
    /// Rounds that may be taken.
    New,
}

/// The venues that each remembers: so many of the nearest.
fn memories(problem: &Problem, part: &Part, size: usize) -> Vec<Set> {
    let place = |at: usize| problem.place(part.venues[at]);
    let memory = |at: usize| {
        let mut others: Vec<usize> = (0..part.venues.len()).collect();
        others.sort_by_key(|&other| (problem.travel(place(other), place(at)), other));
        let near = others.iter().take(size);
        near.fold(Set::default().with(at), |set, &other| set.with(other))
    };
    (0..part.venues.len()).map(memory).collect()
}

/// What is known of a part before any branching.
pub struct Root {
    /// The weight of each venue.
    pub weights: Vec<i64>,
    /// The prices of the best bound.
    pub prices: Prices,
    /// That bound, in parts of a minute.
    pub bound: i64,
    /// The rounds that were generated.
    pub columns: Vec<Column>,
}

impl Root {
    /// Prices at which every venue costs what it is worth prove a bound before any work.
    pub fn new(problem: &Problem, part: &Part) -> Self {
        let weights = weights(problem, part);
        let venues: Vec<i64> = weights.iter().map(|weight| weight * MINUTES * PARTS).collect();
        let bound = venues.iter().sum();
        let prices = Prices { venues, shifts: vec![0; part.shifts.len()], ..Prices::default() };
        Self { weights, prices, bound, columns: Vec::new() }
    }

    /// What a visit brings after prices, in parts of a minute.
    pub fn worth(&self, prices: &Prices) -> Vec<i64> {
        let weight = MINUTES * PARTS - prices.most + prices.least;
        self.weights.iter().zip(&prices.venues).map(|(units, price)| units * weight - price).collect()
    }

    /// Generates rounds until none is left that would raise the relaxation; `stop` is asked before
    /// each shift's turn. True if it came to its end.
    pub fn generate(&mut self, problem: &Problem, part: &Part, stop: &mut dyn FnMut() -> bool) -> bool {
        let must = Must::nothing(&self.weights, part.shifts.len());
        let mut size = FIRST_MEMORY;
        let mut memory = memories(problem, part, size);
        let mut prices = self.prices.clone();
        prices.venues.iter_mut().for_each(|price| *price /= 2);
        let mut master = Master::new(&must, &[], 0.0, must.most);
        let mut held = 0;
        for _ in 0..MOST_TURNS {
            match self.turn(part, &prices, &memory, stop) {
                None => return false,
                Some(Turn::Done) => return true,
                Some(Turn::Cycles) if size >= part.venues.len() => return false,
                Some(Turn::Cycles) => {
                    size *= 2;
                    memory = memories(problem, part, size);
                }
                Some(Turn::New) => {
                    for column in &self.columns[held..] {
                        master.add(column);
                    }
                    held = self.columns.len();
                    match master.prices() {
                        Some(better) => prices = better,
                        None => return false,
                    }
                }
            }
        }
        false
    }

    /// One turn of all shifts at these prices; `None` when stopped.
    fn turn(&mut self, part: &Part, prices: &Prices, memory: &[Set], stop: &mut dyn FnMut() -> bool) -> Option<Turn> {
        let worth = self.worth(prices);
        let (mut proven, mut turn) = (prices.clone(), Turn::Done);
        for (shift, net) in part.nets.iter().enumerate() {
            let above = prices.shifts[shift];
            let question = Question { net, worth: &worth, minute: PARTS, memory, above, most: NEW };
            let best = labels::best(&question)?;
            proven.shifts[shift] = best.first().map_or(above, |best| best.gain);
            for priced in best.into_iter().filter(|priced| priced.gain > above + TOLERANCE) {
                let column = Column::new(shift, net, &self.weights, priced.venues);
                turn = turn.max(if column.is_some() { Turn::New } else { Turn::Cycles });
                self.columns.extend(column);
            }
            if stop() {
                return None;
            }
        }
        let bound = proven.fixed(&Must::nothing(&self.weights, part.shifts.len())) + proven.shifts.iter().sum::<i64>();
        if bound < self.bound {
            (self.bound, self.prices) = (bound, proven);
        }
        Some(turn)
    }

    /// Every round that an answer better than `value` minutes could use,
    /// or `None` if they are too many.
    pub fn pool(&self, part: &Part, value: i64, most: usize, stop: &mut dyn FnMut() -> bool) -> Option<Vec<Column>> {
        let worth = self.worth(&self.prices);
        let slack = self.bound - (value + 1) * PARTS;
        let mut pool = Vec::new();
        for (shift, net) in part.nets.iter().enumerate() {
            let least = self.prices.shifts[shift] - slack;
            if stop() {
                return None;
            }
            let found = super::enumerate::all(net, &worth, least, most)?;
            pool.extend(found.into_values().filter_map(|(_, venues)| Column::new(shift, net, &self.weights, venues)));
        }
        Some(pool)
    }
}
