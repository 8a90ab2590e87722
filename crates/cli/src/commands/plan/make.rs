//! `vigie plan ELECTION …`: makes a plan, checks it, and writes its directory.

use std::path::{Path, PathBuf};
use std::time::Instant;

use election::Id;
use election::refusal::Language;
use import::directory::Draft;
use import::planning::{self, File, Files};
use indicatif::ProgressBar;
use plan::check::{Verdict, check};
use plan::deploy::{Deployment, Settings, Stage, Watcher, deploy};
use plan::draw::seal::{Seed, Shift};
use plan::output::{Dossier, Names};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use tlog::Hash;
use verifier::wording::say;

use super::exhibits::exhibits;
use super::folder::{CERTIFICATES, NAMES, PLAN, PROBLEM, SEEDS, country, names, write, write_names};
use super::summary::{Costs, Summary};
use crate::commands::bench::{cpu_time, peak_memory};
use crate::failure::Failure;
use crate::folder::{Folder, read_limited};
use crate::progress;

/// Largest file of forces, threats, policy, events or leave.
const MAX_INPUT_BYTES: u64 = 256 << 20;

#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory, as `vigie import` writes it
    #[arg(value_name = "ELECTION", required = true)]
    election: Option<PathBuf>,
    /// Units: who, where, how many
    #[arg(long, value_name = "FILE", required = true)]
    forces: Option<PathBuf>,
    /// Threats: what is feared, where, how likely, how bad
    #[arg(long, value_name = "FILE", required = true)]
    threats: Option<PathBuf>,
    /// Rules: phases, hours, shifts, travel, presence, reserves
    #[arg(long, value_name = "FILE", required = true)]
    policy: Option<PathBuf>,
    /// Headquarters and gatherings
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Recorded leaves for posts at stations
    #[arg(long, value_name = "FILE")]
    leave: Option<PathBuf>,
    /// Which phase of the policy
    #[arg(long, value_name = "NAME", required = true)]
    phase: Option<String>,
    /// Only this department, with the units that stand in it
    #[arg(long, value_name = "ID")]
    department: Option<String>,
    /// Any text: the same seed gives the same plan; else chance gives one. Whoever can guess it
    /// can foresee the draw
    #[arg(long, value_name = "SEED")]
    seed: Option<String>,
    /// How long circuits are worked on: 10 is good, 100 better
    #[arg(long, value_name = "N", default_value_t = 10)]
    iterations: u32,
    /// Directory for the plan; it must not be there yet
    #[arg(long, value_name = "DIR", required = true)]
    out: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let out = given(self.out.as_ref());
        let draft = Folder::open(given(self.election.as_ref()))?.draft()?;
        let problem = self.problem(&draft)?;
        let made = Made::of(problem, seed(self.seed.as_deref())?, self.iterations, started, language)?;
        made.write(out, names(&draft), language)?;
        if self.json {
            println!("{}", made.summary().json());
        } else {
            print!("{}", made.summary().text(language, out));
        }
        if made.verdict.violations.is_empty() { Ok(()) } else { Err(Failure::No(String::new())) }
    }

    fn problem(&self, draft: &Draft) -> Result<Problem, Failure> {
        let written = planning::read(Files {
            forces: file(given(self.forces.as_ref()))?,
            threats: file(given(self.threats.as_ref()))?,
            policy: file(given(self.policy.as_ref()))?,
            events: self.events.as_deref().map(file).transpose()?,
            leaves: self.leave.as_deref().map(file).transpose()?,
        })?;
        let name = self.phase.as_deref().unwrap_or_default();
        let phase = Id::new(name).map_err(|bad| {
            Failure::usage(format!("--phase {name} : pas un identifiant"), format!("--phase {name}: {bad}"))
        })?;
        let problem = written.problem(&country(draft), phase)?;
        let Some(id) = &self.department else {
            return Ok(problem);
        };
        problem.of_department(id).ok_or_else(|| {
            Failure::usage(
                format!("{id} : pas un département de ce plan"),
                format!("{id}: not a department of this plan"),
            )
        })
    }
}

/// A plan that was made and checked.
pub struct Made {
    problem: Problem,
    deployment: Deployment,
    verdict: Verdict,
    seed: Chosen,
    /// For each shift its name and the seed of its draw.
    draws: Vec<(Id, [u8; 32])>,
    costs: Costs,
}

impl Made {
    fn of(
        problem: Problem,
        seed: Chosen,
        iterations: u32,
        started: Instant,
        language: Language,
    ) -> Result<Self, Failure> {
        let seeds = draw_seeds(&problem, &seed.bytes)?;
        let commitments = seeds.iter().map(|(_, _, commitment)| *commitment).collect();
        let settings = Settings { seed: seed.bytes, iterations };
        let bar = progress::bar(say(language, "planification", "planning"), 1);
        let deployment = deploy(&problem, &settings, commitments, &Bar(&bar));
        bar.finish_and_clear();
        let verdict = check(&problem, &deployment.plan, &deployment.certificates);
        let costs = Costs { cpu: cpu_time(), wall: started.elapsed(), peak_bytes: peak_memory() };
        let draws = seeds.into_iter().map(|(name, seed, _)| (name, seed)).collect();
        Ok(Self { problem, deployment, verdict, seed, draws, costs })
    }

    /// Plans a round of a draft with the example's forces, written beside the plan.
    pub fn of_example(
        draft: &Draft,
        round: u8,
        inputs: &Path,
        seed: &str,
        language: Language,
    ) -> Result<Self, Failure> {
        let started = Instant::now();
        let land = country(draft);
        let example = sim::forces::example(&land);
        Folder::create(inputs)?.write(&planning::write(&example))?;
        let mut phases = example.policy.phases.iter();
        let phase = phases.find(|phase| phase.round == Some(round)).map(|phase| phase.name);
        let phase = phase.unwrap_or_else(|| unreachable!("the example has a phase for each round"));
        let problem = Problem::new(&land, &example, phase)
            .unwrap_or_else(|faults| unreachable!("the example fits any country: {:?}", faults.first()));
        Self::of(problem, self::seed(Some(seed))?, DEMO_ITERATIONS, started, language)
    }

    pub fn summary(&self) -> Summary<'_> {
        let Self { problem, deployment, verdict, seed, costs, .. } = self;
        Summary { problem, deployment, verdict, seed: &seed.text, costs }
    }

    /// Writes the plan's directory.
    pub fn write(&self, out: &Path, names: Vec<(Id, String)>, language: Language) -> Result<(), Failure> {
        let line = |(name, seed): &(Id, [u8; 32])| format!("{name} {}\n", Hash(*seed));
        let private: Vec<String> = self.draws.iter().map(line).collect();
        let mut all = files(&self.problem, &self.deployment);
        all.push((NAMES.to_owned(), write_names(&names)));
        if let Some(figures) = &self.verdict.figures {
            let names = Names::new(names);
            let dossier = Dossier::new(&self.problem, &self.deployment.plan, figures, &names);
            all.extend(exhibits(&dossier, language));
        }
        Ok(write(out, &all, &[(SEEDS.to_owned(), private.concat().into_bytes())])?)
    }
}

/// The demo has a minute for everything.
const DEMO_ITERATIONS: u32 = 3;

/// Clap has seen to it that what is required is there.
fn given(path: Option<&PathBuf>) -> &Path {
    path.map_or(Path::new(""), PathBuf::as_path)
}

fn file(path: &Path) -> Result<File, Failure> {
    let bytes = read_limited(path, MAX_INPUT_BYTES)?;
    Ok(File { name: path.display().to_string(), bytes })
}

/// The seed of everything, and how it is told.
struct Chosen {
    bytes: [u8; 32],
    /// As it was given; nothing where chance gave it, since the draw hangs on it.
    text: Option<String>,
}

fn seed(text: Option<&str>) -> Result<Chosen, Failure> {
    if let Some(text) = text {
        let bytes = Hash::of(format!("vigie-plan-seed/1\0{text}").as_bytes()).0;
        return Ok(Chosen { bytes, text: Some(text.to_owned()) });
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::outside(format!("pas de hasard du système : {error}"), format!("no chance from the system: {error}"))
    })?;
    Ok(Chosen { bytes, text: None })
}

/// For each shift its name, its seed, and the commitment to it.
fn draw_seeds(problem: &Problem, seed: &[u8; 32]) -> Result<Vec<(Id, [u8; 32], Hash)>, Failure> {
    let hash = problem_hash(problem);
    let of = |shift: &plan::problem::Shift| {
        let name = shift.name;
        let text = [b"vigie-draw-seed/1\0", seed.as_slice(), name.as_str().as_bytes()].concat();
        let seed = Hash::of(&text).0;
        let shift = Shift::new(hash.0, name.as_str())
            .map_err(|bad| Failure::usage(format!("{name} : {bad}"), format!("{name}: {bad}")))?;
        Ok((name, seed, Hash(shift.commit(&Seed(seed)).0)))
    };
    problem.policy.shifts.iter().map(of).collect()
}

fn files(problem: &Problem, deployment: &Deployment) -> Vec<(String, Vec<u8>)> {
    let (mut problem_text, mut plan_text, mut certificates) = (String::new(), String::new(), String::new());
    let sealed = problem
        .seal(&mut problem_text)
        .and_then(|()| deployment.plan.seal(problem, &mut plan_text))
        .and_then(|()| deployment.certificates.seal(problem, &mut certificates));
    sealed.unwrap_or_else(|_| unreachable!("a string takes every text"));
    vec![
        (PROBLEM.to_owned(), problem_text.into_bytes()),
        (PLAN.to_owned(), plan_text.into_bytes()),
        (CERTIFICATES.to_owned(), certificates.into_bytes()),
    ]
}

/// Shows how far the search is.
struct Bar<'a>(&'a ProgressBar);

impl Watcher for Bar<'_> {
    fn at(&self, stage: Stage) {
        if let Stage::Departments { done, of } = stage {
            self.0.set_length(of as u64);
            self.0.set_position(done as u64);
        }
    }

    fn enough(&self) -> bool {
        false
    }
}
