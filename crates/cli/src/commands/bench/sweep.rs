//! `vigie bench sweep`: which venues are swept by whom, at the least price of what is left, with
//! a proven bound.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use election::refusal::Language;
use plan::sweep::{Answer, CHANGES, Problem, Settings, check::check, read, solve};
use verifier::wording::number;

use super::{cover::source, cpu_time, gap, peak_memory, seconds, verdict};
use crate::failure::Failure;

#[derive(clap::Args)]
pub struct Sweep {
    /// Depots, venues, vehicles and travel times, JSON (plain, .gz or .xz)
    file: PathBuf,
    /// Stop after so many seconds of processor time, reading included, with the best found
    #[arg(long, value_name = "T", default_value = "20", value_parser = seconds)]
    seconds: Duration,
    /// Seed of the search's chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print one JSON object; gap is (value - bound) ÷ value
    #[arg(long)]
    json: bool,
}

impl Sweep {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let text = source::text(&self.file)?;
        let refused = |error| Failure::No(format!("{}, {error}", self.file.display()));
        let problem = read::parse(text.as_bytes()).map_err(refused)?;
        let mut seed = [0; 32];
        seed[24..].copy_from_slice(&self.seed.to_be_bytes());
        let answer = solve(&problem, &Settings { seed, changes: CHANGES }, &mut || cpu_time() >= self.seconds);
        let wall = started.elapsed().as_secs_f64();
        let checked = check(&problem, &answer.rounds);
        assert_eq!(checked, Ok(answer.value), "rounds that were found keep every rule");
        self.print(&problem, &answer, wall, language);
        Ok(())
    }

    fn print(&self, problem: &Problem, answer: &Answer, wall: f64, language: Language) {
        let (cpu, peak) = (cpu_time().as_secs_f64(), peak_memory());
        let Answer { value, bound, .. } = *answer;
        let (gap, proven) = (gap(value, bound), value == bound);
        let swept: Vec<usize> = answer.rounds.0.iter().flatten().copied().collect();
        let weight: u64 = swept.iter().map(|&venue| u64::from(problem.venues()[venue].weight)).sum();
        let (left, unswept) = (problem.weight() - weight, problem.venues().len() - swept.len());
        if self.json {
            println!(
                "{{\"value\":{value},\"bound\":{bound},\"gap\":{gap},\"proven\":{proven},\"unswept_weight\":{left},\"unswept_venues\":{unswept},\"cpu_seconds\":{cpu:.3},\"wall_seconds\":{wall:.3},\"peak_memory_bytes\":{peak},\"seed\":{}}}",
                self.seed
            );
            return;
        }
        let n = |figure: u64| number(language, figure);
        println!("{} venues, {} shifts", n(problem.venues().len() as u64), n(problem.shifts().len() as u64));
        println!("value {}, bound {}, {}", n(value), n(bound), verdict(value, bound));
        println!("unswept: {} venues of weight {}", n(unswept as u64), n(left));
        println!("CPU {cpu:.2} s, wall {wall:.2} s, peak memory {} MB, seed {}", peak / 1_000_000, self.seed);
    }
}
