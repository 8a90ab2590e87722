//! The equilibrium as a linear program for `HiGHS`: minimise v subject to v ≥ the utility of every
//! target and Σ cost × presence ≤ budget.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use highs::{HighsModelStatus, RowProblem, Sense};
use plan::chance::Chance;
use plan::game::{Game, Target, certify};

use crate::clock;

/// What `peers game` may be told.
pub const ARGUMENTS: &str = "[TARGETS [SEED [simplex|ipm]]]";

/// Measured by others of this project on other days, on two shared cores: not in this run.
const QUOTED: &str = "\
quoted, not of this run (67,000 / 1,000,000 targets, plain weights):
  ORIGAMI in numpy        0.015 / 0.30 CPU-s
  HiGHS interior point    9.0 / - CPU-s;  simplex not in 400 s
  HiGHS PDLP (inexact)    1.3 / 22.7 CPU-s;  OR-Tools PDLP 2.9 / -";

/// Which method of `HiGHS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Dual simplex.
    Simplex,
    /// Interior point with crossover.
    InteriorPoint,
}

impl FromStr for Method {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "simplex" => Ok(Self::Simplex),
            "ipm" => Ok(Self::InteriorPoint),
            other => Err(format!("\"{other}\" is neither simplex nor ipm")),
        }
    }
}

/// A random game of one of four kinds, by its seed: plain weights; general payoffs; both with
/// floors, ceilings and costs. Gives the targets and a budget that neither floors nor ceilings
/// decide alone.
pub fn random(targets: usize, seed: u64) -> (Vec<Target>, f64) {
    let mut key = [0; 32];
    key[24..].copy_from_slice(&seed.to_be_bytes());
    let mut chance = Chance::new(&key, "peers game", 0);
    let all: Vec<Target> = (0..targets).map(|_| target(&mut chance, seed % 4)).collect();
    let (floors, ceilings) = all.iter().fold((0.0, 0.0), |(floors, ceilings), target| {
        (floors + target.cost * target.floor, ceilings + target.cost * target.ceiling)
    });
    let part = 0.02 + 0.4 * chance.unit();
    (all, floors + part * (ceilings - floors))
}

fn target(chance: &mut Chance, kind: u64) -> Target {
    let heavy: f64 = (0..6).map(|_| 0.5 + 1.5 * chance.unit()).product();
    let payoff = match kind % 2 {
        0 => Target::weighing(100.0 * heavy),
        _ => Target::paying(50.0 * heavy - 20.0, -30.0 * chance.unit() - 20.0),
    };
    if kind < 2 {
        return payoff;
    }
    let floor = 0.3 * chance.unit();
    // Few ceilings are hard, or one of them would decide every game.
    let ceiling = if chance.below(20) == 0 { 1.0 - (1.0 - floor) * 0.5 * chance.unit() } else { 1.0 };
    payoff.between(floor, ceiling).costing(0.5 + chance.unit())
}

/// The value by `HiGHS`, on one thread, at its tightest tolerances.
pub fn highs(targets: &[Target], budget: f64, method: Method) -> Result<f64, String> {
    let mut problem = RowProblem::default();
    let value = problem.add_column::<f64, _>(1.0, ..);
    let mut costs = Vec::with_capacity(targets.len());
    for target in targets {
        let presence = problem.add_column(0.0, target.floor..=target.ceiling);
        problem.add_row(target.uncovered().., [(value, 1.0), (presence, target.uncovered() - target.covered())]);
        costs.push((presence, target.cost));
    }
    problem.add_row(..=budget, costs);
    let mut model = problem.optimise(Sense::Minimise);
    model.make_quiet();
    model.set_threads(NonZeroU32::MIN);
    let solver = match method {
        Method::Simplex => "simplex",
        Method::InteriorPoint => "ipm",
    };
    model.set_option("solver", solver);
    model.set_option("primal_feasibility_tolerance", 1e-10);
    model.set_option("dual_feasibility_tolerance", 1e-10);
    let solved = model.solve();
    match solved.status() {
        HighsModelStatus::Optimal => Ok(solved.objective_value()),
        other => Err(format!("HiGHS: {other:?}")),
    }
}

/// Our value and the bound that our certificate proves.
pub fn ours(targets: &[Target], budget: f64) -> Result<(f64, f64), String> {
    let solution = Game::new(targets).and_then(|game| game.solve(budget)).map_err(|refused| refused.to_string())?;
    let bound = certify(targets, budget, &solution.certificate).map_err(|fault| fault.to_string())?;
    Ok((solution.value, bound))
}

/// Difference of two values as a share of the larger.
pub fn apart(left: f64, right: f64) -> f64 {
    (left - right).abs() / left.abs().max(right.abs()).max(f64::MIN_POSITIVE)
}

/// Prints ours beside `HiGHS` on one random game of each kind.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let number = |nth: usize, default: u64| match arguments.get(nth) {
        Some(text) => text.parse().map_err(|_| format!("\"{text}\" is not a number; {ARGUMENTS}")),
        None => Ok(default),
    };
    let targets = usize::try_from(number(0, 2_000)?).map_err(|error| error.to_string())?;
    let seed = number(1, 0)?;
    let method = arguments.get(2).map_or(Ok(Method::Simplex), |text| text.parse())?;
    println!("{targets} targets, HiGHS by {method:?}; CPU-s of our solving with its proof, and of HiGHS");
    for (kind, name) in
        ["weights", "general payoffs", "weights, bounds, costs", "payoffs, bounds, costs"].iter().enumerate()
    {
        let (targets, budget) = random(targets, 4 * seed + kind as u64);
        let (ours, mine) = clock::cpu(|| ours(&targets, budget));
        let (theirs, highs) = clock::cpu(|| highs(&targets, budget, method));
        line(name, ours?, theirs?, mine, highs);
    }
    println!("{QUOTED}");
    Ok(())
}

fn line(name: &str, (value, bound): (f64, f64), theirs: f64, mine: Duration, highs: Duration) {
    let difference = apart(value, theirs);
    println!("{name:<24} ours {value:.10} (bound {bound:.10}) in {:.6} s", mine.as_secs_f64());
    println!("{:<24} HiGHS {theirs:.10} in {:.6} s; apart {difference:.1e}", "", highs.as_secs_f64());
}
