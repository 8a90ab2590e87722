//! The text of Solomon (1987) and of Gehring and Homberger (1999): vehicles of one kind, every
//! customer visited once within its window.
//!
//! Distance is Euclidean in double precision, as the published values are; here it is counted in
//! millionths, rounded to the nearest.

use super::{
    anneal::{Schedule, anneal},
    fleet::fewest,
    model::{Crew, Job, Model, index},
    state::State,
};
use crate::chance::Chance;

/// Parts of a unit of distance and time.
pub const PARTS: i64 = 1_000_000;
/// Most customers that are read.
pub const MAX_CUSTOMERS: usize = 1_000;
/// Most vehicles.
pub const MAX_VEHICLES: usize = 1_000;
/// The largest number of a file, whatever it counts.
pub const MAX_NUMBER: u32 = 1_000_000;

/// Depot or customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it is.
    pub at: [u32; 2],
    /// What must be brought.
    pub demand: u32,
    /// Service starts no earlier, and no later; of the depot: leaving and being back.
    pub window: [u32; 2],
    /// How long it takes.
    pub service: u32,
}

/// A whole problem; the depot is the first place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solomon {
    /// Most vehicles.
    pub vehicles: usize,
    /// What each can carry.
    pub capacity: u32,
    /// The depot, then the customers.
    pub places: Vec<Place>,
}

/// Why a text is no problem. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {cause}")]
pub struct Refused {
    /// Which line.
    pub line: usize,
    /// Why.
    pub cause: Cause,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The text ends before everything was said.
    #[error("the file ends too early")]
    Short,
    /// Another line is due.
    #[error("`{0}` is due here")]
    Due(&'static str),
    /// A field that is no whole number, or above its limit.
    #[error("a whole number up to {0} is due, in decimal digits")]
    Number(u32),
    /// Fewer or more fields than there must be.
    #[error("{0} numbers are due on this line")]
    Fields(usize),
    /// Customers out of their order.
    #[error("places count from 0, one after the other")]
    Order,
    /// A window that ends before it starts.
    #[error("the window ends before it starts")]
    Window,
    /// A customer whom no vehicle can serve and be back in time.
    #[error("no vehicle can serve this customer and be back in time")]
    Hopeless,
    /// A customer who asks for more than a vehicle holds.
    #[error("the demand is more than a vehicle holds")]
    Heavy,
    /// More customers than the limit.
    #[error("more than {MAX_CUSTOMERS} customers")]
    TooMany,
}

/// What is made small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// First the vehicles, then the distance.
    Vehicles,
    /// The distance alone.
    Distance,
}

/// Reads a problem. Blank lines are free.
pub fn parse(text: &str) -> Result<Solomon, Refused> {
    let mut lines = Lines { rest: text.lines().enumerate(), number: 0 };
    lines.next()?;
    lines.words("VEHICLE")?;
    lines.words("NUMBER CAPACITY")?;
    let [vehicles, capacity] = lines.numbers([u32::try_from(MAX_VEHICLES).unwrap_or(u32::MAX), MAX_NUMBER])?;
    lines.words("CUSTOMER")?;
    lines.words("CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME")?;
    let mut problem = Solomon { vehicles: vehicles as usize, capacity, places: Vec::new() };
    while problem.places.is_empty() || !lines.ended() {
        let [number, x, y, demand, ready, due, service] = lines.numbers([MAX_NUMBER; 7])?;
        let refused = |cause| Err(Refused { line: lines.number, cause });
        if number as usize != problem.places.len() {
            return refused(Cause::Order);
        }
        if problem.places.len() > MAX_CUSTOMERS {
            return refused(Cause::TooMany);
        }
        if ready > due {
            return refused(Cause::Window);
        }
        if demand > problem.capacity {
            return refused(Cause::Heavy);
        }
        problem.places.push(Place { at: [x, y], demand, window: [ready, due], service });
        if !problem.served(number as usize) {
            return refused(Cause::Hopeless);
        }
    }
    Ok(problem)
}

struct Lines<'a> {
    rest: std::iter::Enumerate<std::str::Lines<'a>>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn ended(&self) -> bool {
        self.rest.clone().all(|(_, line)| line.trim().is_empty())
    }

    fn refused<T>(&self, cause: Cause) -> Result<T, Refused> {
        Err(Refused { line: self.number, cause })
    }

    fn next(&mut self) -> Result<&'a str, Refused> {
        for (at, line) in self.rest.by_ref() {
            self.number = at + 1;
            if !line.trim().is_empty() {
                return Ok(line);
            }
        }
        self.number += 1;
        self.refused(Cause::Short)
    }

    fn words(&mut self, due: &'static str) -> Result<(), Refused> {
        let line = self.next()?;
        if line.split_whitespace().eq(due.split_whitespace()) { Ok(()) } else { self.refused(Cause::Due(due)) }
    }

    fn numbers<const N: usize>(&mut self, limits: [u32; N]) -> Result<[u32; N], Refused> {
        let line = self.next()?;
        let fields: Vec<&str> = line.split_whitespace().collect();
        let Ok(fields) = <[&str; N]>::try_from(fields) else { return self.refused(Cause::Fields(N)) };
        let mut numbers = [0; N];
        for at in 0..N {
            let digits = fields[at].bytes().all(|byte| byte.is_ascii_digit());
            match fields[at].parse() {
                Ok(number) if digits && number <= limits[at] => numbers[at] = number,
                _ => return self.refused(Cause::Number(limits[at])),
            }
        }
        Ok(numbers)
    }
}

impl Solomon {
    /// From one place to another, in millionths.
    #[expect(clippy::cast_possible_truncation, reason = "below 2^22 units")]
    pub fn distance(&self, from: usize, to: usize) -> i64 {
        let [x, y] = [0, 1].map(|axis| f64::from(self.places[from].at[axis]) - f64::from(self.places[to].at[axis]));
        (libm::sqrt(x * x + y * y) * 1e6).round() as i64
    }

    fn served(&self, at: usize) -> bool {
        let [ready, due] = self.places[at].window.map(|time| i64::from(time) * PARTS);
        let [leave, back] = self.places[0].window.map(|time| i64::from(time) * PARTS);
        let start = ready.max(leave + self.distance(0, at));
        let home = start + i64::from(self.places[at].service) * PARTS + self.distance(at, 0);
        at == 0 || (start <= due && home <= back && self.places[at].demand <= self.capacity)
    }

    /// Vehicles that the load alone needs.
    pub fn fewest(&self) -> usize {
        let demand: u64 = self.places[1..].iter().map(|place| u64::from(place.demand)).sum();
        let least = demand.div_ceil(u64::from(self.capacity.max(1)));
        usize::try_from(least).unwrap_or(usize::MAX)
    }

    /// The distance of rounds that keep every rule; what is wrong with them otherwise.
    pub fn check(&self, rounds: &[Vec<usize>]) -> Result<i64, &'static str> {
        let mut times = vec![0_u32; self.places.len()];
        for &customer in rounds.iter().flatten() {
            *times.get_mut(customer).ok_or("a customer who does not exist")? += 1;
        }
        if times[0] > 0 || times[1..].iter().any(|&times| times != 1) {
            return Err("not every customer is served once");
        }
        if rounds.len() > self.vehicles {
            return Err("more rounds than vehicles");
        }
        rounds.iter().map(|round| self.driven(round)).sum()
    }

    /// The distance of one round.
    fn driven(&self, round: &[usize]) -> Result<i64, &'static str> {
        let window = |place: usize| self.places[place].window.map(|time| i64::from(time) * PARTS);
        let load: u64 = round.iter().map(|&place| u64::from(self.places[place].demand)).sum();
        if load > u64::from(self.capacity) {
            return Err("a vehicle is overloaded");
        }
        let (mut at, mut free, mut driven) = (0, window(0)[0], 0);
        for &next in round.iter().chain([&0]) {
            let way = self.distance(at, next);
            let start = (free + way).max(window(next)[0]);
            if start > window(next)[1] {
                return Err(if next == 0 { "a vehicle is back too late" } else { "a service starts too late" });
            }
            (at, free, driven) = (next, start + i64::from(self.places[next].service) * PARTS, driven + way);
        }
        Ok(driven)
    }

    /// No rounds are shorter: somebody comes to every customer, from the nearest other place; and
    /// somebody goes to the farthest customer and back.
    pub fn bound(&self) -> i64 {
        let places = self.places.len();
        let nearest = |to: usize| (0..places).filter(|&from| from != to).map(|from| self.distance(from, to)).min();
        let farthest = (1..places).map(|to| self.distance(0, to)).max().unwrap_or(0);
        (1..places).filter_map(nearest).sum::<i64>().max(2 * farthest)
    }

    fn model(&self) -> Model {
        let time = |units: u32| i64::from(units) * PARTS;
        let job = |place: &Place| Job {
            open: time(place.window[0]),
            close: time(place.window[1]),
            service: time(place.service),
            demand: i64::from(place.demand),
            price: LEFT_OUT,
        };
        let crew = Crew {
            depot: 0,
            start: time(self.places[0].window[0]),
            end: time(self.places[0].window[1]),
            capacity: i64::from(self.capacity),
            class: 0,
        };
        let places = self.places.len();
        let travel = (0..places * places).map(|at| self.distance(at / places, at % places)).collect();
        let jobs = self.places[1..].iter().map(job).collect();
        Model::new(jobs, vec![crew; self.vehicles], 1, travel, |_, _| true)
    }

    /// The best rounds found, customers by their number; `None` if not all could be served.
    /// `spent` is told the changes tried in a phase and says how much of the whole budget is
    /// spent: nothing is 0, all is 1.
    pub fn solve(
        &self,
        objective: Objective,
        seed: &[u8; 32],
        spent: &mut dyn FnMut(u64) -> f64,
    ) -> Option<Vec<Vec<usize>>> {
        let mut model = self.model();
        let mut chance = Chance::new(seed, "solomon", 0);
        let mut first = None;
        if objective == Objective::Vehicles {
            let mut part = |tried: u64| spent(tried) / FLEET;
            let rounds = fewest(&model, self.fewest(), COOL, &mut chance, &mut part)?;
            model.crews.truncate(rounds.len());
            let crews = model.crews.len();
            model.able.iter_mut().for_each(|able| able.retain(|&crew| (crew as usize) < crews));
            first = Some(rounds);
        }
        let mut state = State::new(&model);
        for (crew, jobs) in first.iter().flatten().enumerate() {
            state.absent.retain(|job| !jobs.contains(job));
            jobs.iter().enumerate().for_each(|(at, &job)| state.insert(index(crew), at, job));
        }
        anneal(&mut state, HEAT, &mut chance, spent);
        let number = |&job: &u32| job as usize + 1;
        let used = state.rounds.iter().filter(|round| !round.jobs.is_empty());
        let rounds = used.map(|round| round.jobs.iter().map(number).collect()).collect();
        state.absent.is_empty().then_some(rounds)
    }
}

/// What it costs to leave a customer out: more than any way, so that it is never worth it.
const LEFT_OUT: i64 = 10_000_000 * PARTS;
/// Part of the budget for giving up vehicles, if that does not end before.
const FLEET: f64 = 0.3;
/// While vehicles are given up: one unit of distance to a tenth; warmer, rounds stay too loose.
const COOL: Schedule = Schedule { hot: 1e6, cold: 0.1e6 };
/// A hundred units of distance to a tenth.
const HEAT: Schedule = Schedule { hot: 100e6, cold: 0.1e6 };
