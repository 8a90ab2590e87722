//! `vigie bench vrptw`: vehicles with time windows, on the files of Solomon and of Gehring and
//! Homberger.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use election::refusal::Language;
use plan::route::solomon::{Objective, PARTS, Solomon, parse};
use verifier::wording::number;

use super::{cover::source, cpu_time, peak_memory, seconds};
use crate::failure::Failure;

#[derive(clap::Args)]
pub struct Vrptw {
    /// A problem in Solomon's form (plain, .gz or .xz)
    file: PathBuf,
    /// What is made small: first the vehicles, then the distance; or the distance alone
    #[arg(long, value_name = "WHAT", default_value = "vehicles", value_parser = objective)]
    objective: Objective,
    /// Stop after so many seconds of processor time, reading included, with the best found
    #[arg(long, value_name = "T", default_value = "10", value_parser = seconds)]
    seconds: Duration,
    /// Seed of the search's chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print one JSON object; value is the distance, which no bound is proven for but a plain one
    #[arg(long)]
    json: bool,
}

fn objective(text: &str) -> Result<Objective, String> {
    match text {
        "vehicles" => Ok(Objective::Vehicles),
        "distance" => Ok(Objective::Distance),
        _ => Err("either vehicles or distance".to_owned()),
    }
}

impl Vrptw {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let text = source::text(&self.file)?;
        let problem = parse(&text).map_err(|error| Failure::No(format!("{}, {error}", self.file.display())))?;
        let mut seed = [0; 32];
        seed[24..].copy_from_slice(&self.seed.to_be_bytes());
        let mut spent = |_: u64| cpu_time().as_secs_f64() / self.seconds.as_secs_f64().max(1e-9);
        let Some(rounds) = problem.solve(self.objective, &seed, &mut spent) else {
            let cause = "no rounds were found that serve everybody";
            return Err(Failure::No(format!(
                "{}: {cause}. → give more seconds, or more vehicles.",
                self.file.display()
            )));
        };
        let wall = started.elapsed().as_secs_f64();
        let distance = problem.check(&rounds);
        let distance = distance.unwrap_or_else(|wrong| unreachable!("rounds that were found keep every rule: {wrong}"));
        self.print(&problem, distance, rounds.len(), wall, language);
        Ok(())
    }

    fn print(&self, problem: &Solomon, distance: i64, vehicles: usize, wall: f64, language: Language) {
        let (cpu, peak) = (cpu_time().as_secs_f64(), peak_memory());
        let (value, bound) = (units(distance), units(problem.bound().min(distance)));
        let gap = if distance == 0 { 0.0 } else { (value - bound) / value };
        if self.json {
            println!(
                "{{\"value\":{value},\"distance\":{value},\"vehicles\":{vehicles},\"bound\":{bound},\"gap\":{gap},\"proven\":{},\"cpu_seconds\":{cpu:.3},\"wall_seconds\":{wall:.3},\"peak_memory_bytes\":{peak},\"seed\":{}}}",
                gap <= 0.0,
                self.seed
            );
            return;
        }
        println!("{} customers, {vehicles} vehicles", number(language, problem.places.len() as u64 - 1));
        println!("distance {value:.2}; no rounds are shorter than {bound:.2}");
        println!("CPU {cpu:.2} s, wall {wall:.2} s, peak memory {} MB, seed {}", peak / 1_000_000, self.seed);
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn units(distance: i64) -> f64 {
    distance as f64 / PARTS as f64
}
