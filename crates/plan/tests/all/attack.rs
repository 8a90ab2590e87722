//! An attacker who watches a hundred days and then strikes where and when it pays most.

use plan::chance::Chance;
use plan::draw::circuit::{Circuit, Stop, Timetable};
use plan::draw::leak::{Leak, Policy, leak};
use plan::draw::seal::OpenedSeed;
use plan::game::{Game, Solution, Target};

use crate::draw::opened;

const SITES: u32 = 60;
const CREWS: usize = 12;
const PERIOD: u32 = 4 * 3_600;
/// Minutes of a day: 8:00 to 18:00.
const DAY: u32 = 600;
const WATCHED: u32 = 100;
/// Days on which the attack is then made, to measure its gain.
const FRESH: u32 = 20_000;
/// How seldom a true statement may fail here.
const DOUBT: f64 = 1e-9;

struct Country {
    weights: Vec<f64>,
    /// Kilometres.
    at: Vec<(f64, f64)>,
    equilibrium: Solution,
    /// Stops of each crew.
    circuits: Vec<Vec<Stop>>,
}

impl Country {
    /// Sites of very different weight in a square of 15 km; each crew is on site 45 % of its time.
    fn new() -> Self {
        let mut chance = Chance::new(&[5; 32], "country", 0);
        let weights: Vec<f64> = (0..SITES).map(|_| 20.0 * (3.0 * chance.unit()).exp()).collect();
        let at = (0..SITES).map(|_| (15.0 * chance.unit(), 15.0 * chance.unit())).collect();
        let targets: Vec<Target> = weights.iter().map(|&weight| Target::weighing(weight).between(0.01, 0.7)).collect();
        let equilibrium = Game::new(&targets).unwrap().solve(12.0 * 0.45).unwrap();
        let circuits = Self::share_out(&equilibrium.presence);
        Self { weights, at, equilibrium, circuits }
    }

    /// The longest stop first, always to the crew with least to do.
    fn share_out(presence: &[f64]) -> Vec<Vec<Stop>> {
        let seconds = |presence: f64| (0..PERIOD).find(|&s| f64::from(s) >= presence * f64::from(PERIOD)).unwrap();
        let mut stops: Vec<Stop> = (0..).zip(presence).map(|(site, &p)| Stop { site, seconds: seconds(p) }).collect();
        stops.sort_by_key(|stop| (std::cmp::Reverse(stop.seconds), stop.site));
        let mut circuits = vec![Vec::new(); CREWS];
        let load = |stops: &Vec<Stop>| stops.iter().map(|stop: &Stop| stop.seconds + 600).sum::<u32>();
        for stop in stops {
            circuits.iter_mut().min_by_key(|stops| load(stops)).unwrap().push(stop);
        }
        circuits
    }

    fn circuit<'a>(&'a self, crew: usize, legs: &'a dyn Fn(u32, u32) -> u32) -> Circuit<'a> {
        Circuit {
            period: PERIOD,
            stops: &self.circuits[crew],
            allowance: 1_200,
            legs,
            one_place: &|one, other| one == other,
        }
    }

    /// A minute to start, a minute a kilometre, whole minutes.
    fn leg(&self, from: u32, to: u32) -> u32 {
        let ((ax, ay), (bx, by)) = (self.at[from as usize], self.at[to as usize]);
        let kilometres = (ax - bx).hypot(ay - by);
        60 * (1..60).find(|&minutes| f64::from(minutes) >= 1.0 + kilometres).unwrap()
    }

    /// One timetable a crew and period, drawn anew for each.
    fn drawn(&self, seed: &OpenedSeed, crew: usize, day: u32) -> Vec<Timetable> {
        let legs = |from, to| self.leg(from, to);
        let topic = format!("day {day}, crew {crew}");
        let periods = u64::from((DAY * 60).div_ceil(PERIOD));
        (0..periods).map(|period| self.circuit(crew, &legs).draw(&mut seed.draw(&topic, period)).unwrap()).collect()
    }

    fn fixed(&self, crew: usize) -> Vec<Timetable> {
        let legs = |from, to| self.leg(from, to);
        vec![self.circuit(crew, &legs).undrawn().unwrap(); 3]
    }

    fn value_with_whole_seconds(&self) -> f64 {
        let stops = self.circuits.iter().flatten();
        let left =
            stops.map(|stop| self.weights[stop.site as usize] * (1.0 - f64::from(stop.seconds) / f64::from(PERIOD)));
        left.fold(0.0, f64::max)
    }
}

fn site(periods: &[Timetable], minute: u32) -> Option<u32> {
    periods[(minute * 60 / PERIOD) as usize].at(minute * 60 % PERIOD)
}

/// What the attacker knows: on how many days somebody was at a site in a minute.
struct Notes {
    seen: Vec<u32>,
}

impl Notes {
    fn watch(days: impl Fn(u32, usize) -> Vec<Timetable>) -> Self {
        let mut seen = vec![0; (SITES * DAY) as usize];
        for day in 0..WATCHED {
            for crew in 0..CREWS {
                let periods = days(day, crew);
                for minute in 0..DAY {
                    if let Some(site) = site(&periods, minute) {
                        seen[(site * DAY + minute) as usize] += 1;
                    }
                }
            }
        }
        Self { seen }
    }

    /// Where and when to strike, and what the notes promise for it.
    fn best(&self, weights: &[f64]) -> (u32, u32, f64) {
        let cells = (0..).zip(&self.seen).map(|(cell, &seen): (u32, _)| {
            let promise = weights[(cell / DAY) as usize] * (1.0 - f64::from(seen) / f64::from(WATCHED));
            (cell / DAY, cell % DAY, promise)
        });
        cells.max_by(|a, b| a.2.total_cmp(&b.2)).unwrap()
    }
}

/// The mean gain of this strike on days that nobody has watched.
fn gain(
    country: &Country,
    (target, minute): (u32, u32),
    days: impl Fn(u32, usize) -> Vec<Timetable>,
    count: u32,
) -> f64 {
    let crew = country.circuits.iter().position(|stops| stops.iter().any(|stop| stop.site == target)).unwrap();
    let absent = (0..count).filter(|&day| site(&days(WATCHED + day, crew), minute) != Some(target)).count();
    country.weights[target as usize] * f64::from(u32::try_from(absent).unwrap()) / f64::from(count)
}

#[test]
fn watching_a_hundred_drawn_days_gains_no_more_than_the_equilibrium() {
    let (country, seed) = (Country::new(), opened(9));
    let (value, heaviest) = (country.equilibrium.value, country.weights.iter().copied().fold(0.0, f64::max));
    assert!(country.value_with_whole_seconds() <= value, "stops are rounded up");

    let drawn = |day, crew| country.drawn(&seed, crew, day);
    let (target, minute, promise) = Notes::watch(drawn).best(&country.weights);
    let gained = gain(&country, (target, minute), drawn, FRESH);
    // Hoeffding for one strike chosen before these days were drawn.
    let error = country.weights[target as usize] * ((1.0 / DOUBT).ln() / (2.0 * f64::from(FRESH))).sqrt();
    // What the notes promise is the best of all cells: Hoeffding with a union bound over them.
    let luck = heaviest * ((f64::from(SITES * DAY) / DOUBT).ln() / (2.0 * f64::from(WATCHED))).sqrt();

    let fixed = |_, crew| country.fixed(crew);
    let (place, when, _) = Notes::watch(fixed).best(&country.weights);
    let robbed = gain(&country, (place, when), fixed, 1);

    println!("equilibrium value                          {value:>8.2}   (heaviest site {heaviest:.2})");
    println!("gain against drawn days, {FRESH} fresh days  {gained:>8.2}   (allowed {:.2})", value + error);
    println!("  what its 100 days promised               {promise:>8.2}   (allowed {:.2})", value + luck);
    println!("gain against a fixed timetable             {robbed:>8.2}");
    assert!(gained <= value + error, "{gained} is more than {value} + {error}");
    assert!(promise <= value + luck, "{promise} is more than {value} + {luck}");
    assert!(robbed > 1.5 * gained, "{robbed} against {gained}");
}

#[test]
fn drawing_again_each_period_leaks_less() {
    let country = Country::new();
    let legs = |from, to| country.leg(from, to);
    let mean = |policy| {
        let crews = (0..CREWS).map(|crew| {
            let weight = country.circuits[crew].iter().map(|stop| country.weights[stop.site as usize]).sum();
            let undrawn = country.circuit(crew, &legs).undrawn().unwrap();
            (weight, leak(&[undrawn], policy, 30, 240).unwrap())
        });
        Leak::mean(&crews.collect::<Vec<_>>()).unwrap()
    };
    let (kept, redrawn) = (mean(Policy::KeepAllDay), mean(Policy::RedrawEachPeriod));
    println!("after 30 minutes, of the next 4 hours: kept all day {kept:?} {:.3}", kept.share());
    println!("                                drawn each period {redrawn:?} {:.3}", redrawn.share());
    assert!(redrawn.share() < 0.6 * kept.share());
}
