//! `vigie bench pmed`: a p-median problem of the OR-Library, solved and, where time allows, proven.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use election::refusal::Language;
use plan::median::{Answer, Budget, Problem, read, solve};
use verifier::wording::number;

use super::{cpu_time, gap, peak_memory, seconds, verdict};
use crate::failure::Failure;

/// Longest file that is read: above what the reader's limits on edges allow in plain spelling.
const MAX_BYTES: u64 = 128 << 20;

#[derive(clap::Args)]
pub struct Pmed {
    /// A problem in the OR-Library's form: `nodes edges medians`, then `node node length` an edge
    file: PathBuf,
    /// Stop after so many seconds with the best found and what is proven of it
    #[arg(long, value_name = "T", default_value = "60", value_parser = seconds)]
    seconds: Duration,
    /// Seed of the search's chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Pmed {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let problem = problem(&self.file)?;
        let mut seed = [0; 32];
        seed[24..].copy_from_slice(&self.seed.to_be_bytes());
        let budget = Budget { iterations: u64::MAX };
        let answer = solve(&problem, &seed, budget, &|| started.elapsed() >= self.seconds);
        self.print(&problem, &answer, started.elapsed().as_secs_f64(), language);
        Ok(())
    }

    fn print(&self, problem: &Problem, answer: &Answer, wall: f64, language: Language) {
        let Answer { value, bound, .. } = *answer;
        let (cpu, peak, gap) = (cpu_time().as_secs_f64(), peak_memory(), gap(value, bound));
        if self.json {
            println!(
                "{{\"value\":{value},\"bound\":{bound},\"gap\":{gap},\"cpu_seconds\":{cpu:.3},\"wall_seconds\":{wall:.3},\"peak_memory_bytes\":{peak},\"seed\":{}}}",
                self.seed
            );
            return;
        }
        let n = |figure: u64| number(language, figure);
        println!("{} medians among {} nodes", n(problem.medians() as u64), n(problem.sites() as u64));
        println!("value {}, bound {}, {}", n(value), n(bound), verdict(value, bound));
        let nodes: Vec<String> = answer.medians.iter().map(|site| (site + 1).to_string()).collect();
        println!("medians at nodes {}", nodes.join(" "));
        println!("bound at the root {}, {} nodes of the tree", n(answer.root_bound), n(answer.nodes));
        println!("CPU {cpu:.2} s, wall {wall:.2} s, peak memory {} MB, seed {}", peak / 1_000_000, self.seed);
    }
}

fn problem(path: &Path) -> Result<Problem, Failure> {
    let refused = |cause: &dyn std::fmt::Display| Failure::No(format!("{}: {cause}", path.display()));
    let mut text = Vec::new();
    let file = File::open(path).map_err(Failure::at(path))?;
    file.take(MAX_BYTES + 1).read_to_end(&mut text).map_err(Failure::at(path))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(refused(&format_args!("longer than {MAX_BYTES} bytes")));
    }
    let graph = read::parse(&text).map_err(|error| refused(&error))?;
    graph.problem().map_err(|error| refused(&error))
}
