//! `vigie bench`: promises of speed, each as a ratio to a limit measured in the same run.

mod cover;
mod game;
mod intake;
mod pmed;
mod project;
mod repair;
mod sweep;
mod vrptw;

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::{Duration, Instant};

use election::{intake::Hands as _, publish::json::Json, refusal::Language};
use rustix::time::{ClockId, clock_gettime};
use server::journal;
use sim::country::Size;
use tlog::{Hash, SecretKey};
use verifier::{Folder as PublicFolder, Threads, wording::number};
use verify::Trust;

use super::demo;
use crate::failure::Failure;

/// Measure against limits that are measured in the same run.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Full verification against bare signature checks and bare hashing
    Verify(Verify),
    /// Cover: the most weight within reach of so many bases
    Cover(cover::Cover),
    /// Cover on a file of the MCLP collection
    Mclp(cover::Mclp),
    /// The durable log against bare group commits of the same rows
    Log(Log),
    /// A whole round over HTTP, durable, against bare signature checks and bare commits
    Intake(intake::Intake),
    /// A p-median problem of the OR-Library, with the bound that is proven
    Pmed(pmed::Pmed),
    /// Projections of a night that is over, against the running share
    Project(project::Project),
    /// Repairs after seeded incidents in every department's plan: time, orders changed, value
    Repair(repair::Repair),
    /// Sweeps: rounds of teams with time windows, and what is left unswept at a price
    Sweep(sweep::Sweep),
    /// Vehicles with time windows, on a file of Solomon's form
    Vrptw(vrptw::Vrptw),
    /// The equilibrium of N targets, with its proven bound
    Game(game::Command),
}

#[derive(clap::Args)]
pub struct Verify {
    /// A published directory; else invented stations are replayed first
    #[arg(value_name = "PUBLIC")]
    public: Option<PathBuf>,
    /// How many invented stations
    #[arg(long, value_name = "N", default_value_t = Size::FULL.stations(), conflicts_with = "public")]
    stations: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// The measured process itself
    #[arg(long, hide = true, requires = "public")]
    inner: bool,
}

#[derive(clap::Args)]
pub struct Log {
    /// How many entries
    #[arg(long, value_name = "N", default_value_t = 69_242)]
    entries: u64,
    /// Entries a batch
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    batch: usize,
    /// Directory on the disk to be measured; else the system's temporary one
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Command {
    pub fn run(self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Verify(verify) => verify.run(language),
            Self::Cover(cover) => cover.run(language),
            Self::Mclp(mclp) => mclp.run(language),
            Self::Log(log) => log.run(language),
            Self::Intake(intake) => intake.run(language),
            Self::Pmed(pmed) => pmed.run(language),
            Self::Project(project) => project.run(language),
            Self::Repair(repair) => repair.run(language),
            Self::Sweep(sweep) => sweep.run(language),
            Self::Vrptw(vrptw) => vrptw.run(language),
            Self::Game(game) => game.run(language),
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "not a length of time".to_owned())
}

/// What the measured process says of itself.
struct Measured {
    wall: Duration,
    cpu: Duration,
    peak_bytes: u64,
    signatures: u64,
    entries: u64,
    files: u64,
}

impl Verify {
    fn run(&self, language: Language) -> Result<(), Failure> {
        if let Some(public) = self.public.as_ref().filter(|_| self.inner) {
            return inner(public);
        }
        let mut made = None;
        let public = match &self.public {
            Some(public) => public.clone(),
            None => made.insert(Scratch::new("vigie-bench-verify")?).demo(self.stations)?,
        };
        let measured = in_a_process_of_its_own(&public)?;
        let (checks, leaves) = (bare_checks(), bare_leaves());
        self.print(&measured, checks, leaves, language);
        Ok(())
    }

    /// The limit is the time bare checks and bare hashing alone would take on all cores.
    fn print(&self, m: &Measured, checks: f64, leaves: f64, language: Language) {
        #[expect(clippy::cast_precision_loss, reason = "figures of a benchmark")]
        let limit = m.signatures as f64 / checks + m.entries as f64 / leaves;
        let (wall, cpu) = (m.wall.as_secs_f64(), m.cpu.as_secs_f64());
        let ratio = limit / wall;
        if self.json {
            println!(
                "{{\"entries\":{},\"signatures\":{},\"files\":{},\"signature_checks_per_second\":{checks:.0},\"leaves_per_second\":{leaves:.0},\"wall_seconds\":{wall:.3},\"cpu_seconds\":{cpu:.3},\"peak_memory_bytes\":{},\"ratio\":{ratio:.3}}}",
                m.entries, m.signatures, m.files, m.peak_bytes
            );
            return;
        }
        let n = |figure: u64| number(language, figure);
        println!("bare strict Ed25519 checks, all cores  {checks:>12.0} /s");
        println!("bare SHA-256 of 938-byte leaves        {leaves:>12.0} /s");
        println!("verification: {} entries, {} signatures, {} files", n(m.entries), n(m.signatures), n(m.files));
        println!("  wall {wall:.2} s, CPU {cpu:.2} s, peak memory {} MB", m.peak_bytes / 1_000_000);
        println!("  ratio to the limit {ratio:.2} (at least 0.50)");
    }
}

/// Verifies in a process of its own, so that its memory is its own.
fn in_a_process_of_its_own(public: &Path) -> Result<Measured, Failure> {
    let outside = |error: std::io::Error| Failure::Outside(error.to_string());
    let vigie = std::env::current_exe().map_err(outside)?;
    let output = Process::new(vigie).args(["bench", "verify", "--inner"]).arg(public).output().map_err(outside)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<u64> = text.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [wall, cpu, peak_bytes, signatures, entries, files] = figures[..] else {
        return Err(Failure::No(String::from_utf8_lossy(&output.stderr).into_owned()));
    };
    let (wall, cpu) = (Duration::from_micros(wall), Duration::from_micros(cpu));
    Ok(Measured { wall, cpu, peak_bytes, signatures, entries, files })
}

fn inner(public: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let folder = PublicFolder::open(public, |_, _| {}).map_err(Failure::at(public))?;
    let audit = verify::audit(&folder, &Threads::all(), &verifier::register, &Trust::default());
    let wall = started.elapsed().as_micros();
    if !audit.findings.is_clean() {
        return Err(Failure::No(audit.findings.kept().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")));
    }
    let entries: u64 = audit.kinds.values().sum();
    println!("{wall} {} {} {} {entries} {}", cpu_time().as_micros(), peak_memory(), audit.signatures, audit.files);
    Ok(())
}

pub fn cpu_time() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or(0))
}

/// (value - bound) ÷ value of what is made small; nothing is cheaper than nothing.
#[expect(clippy::cast_precision_loss, reason = "a share to be printed")]
fn gap(value: u64, bound: u64) -> f64 {
    match value {
        0 => 0.0,
        value => (value - bound) as f64 / value as f64,
    }
}

/// What is proven of a value that is made small.
#[expect(clippy::cast_precision_loss, reason = "a share to be printed")]
fn verdict(value: u64, bound: u64) -> String {
    match bound {
        _ if value == bound => "proven to be the optimum".to_owned(),
        0 => "nothing is proven yet: more seconds may".to_owned(),
        bound => format!("at most {:.4} % above the optimum", (value - bound) as f64 / bound as f64 * 100.0),
    }
}

/// Peak of the resident memory, from the kernel's own account; 0 where there is none.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// A report with its two signatures, in bytes.
const LEAF_BYTES: usize = 938;

/// How long each bare measurement takes.
const BARE: Duration = Duration::from_secs(2);

/// Strict signature checks per second on all cores, each under a key of its own, decompressed
/// anew as in a real log, on a text as long as a report's.
fn bare_checks() -> f64 {
    let text = [b'x'; 600];
    let keys: Vec<_> = (0..256_u32)
        .map(|n| SecretKey::from_seed(&Hash::of(&n.to_be_bytes()).0))
        .map(|secret| (secret.public().compact(), secret.sign(&text)))
        .collect();
    rate(|| {
        for (key, signature) in &keys {
            assert!(key.verify(&text, signature), "our own signature verifies");
        }
        256
    })
}

/// Leaf hashes per second on all cores.
fn bare_leaves() -> f64 {
    let leaf = vec![b'x'; LEAF_BYTES];
    rate(|| {
        for _ in 0..1_000 {
            std::hint::black_box(Hash::leaf(std::hint::black_box(&leaf)));
        }
        1_000
    })
}

fn rate(work: impl Fn() -> u32 + Sync) -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let done = Threads::all().each(vec![(); cores], |()| {
        let started = Instant::now();
        let mut done = 0.0;
        while started.elapsed() < BARE {
            done += f64::from(work());
        }
        done / started.elapsed().as_secs_f64()
    });
    done.iter().sum()
}

impl Log {
    fn run(&self, language: Language) -> Result<(), Failure> {
        let scratch = match &self.dir {
            Some(dir) => Scratch::inside(dir, "vigie-bench-log")?,
            None => Scratch::new("vigie-bench-log")?,
        };
        let report = journal::bench(&scratch.0, self.entries, self.batch, LEAF_BYTES)
            .map_err(|error| Failure::Outside(error.to_string()))?;
        let ratio = report.ratio_permille();
        if self.json {
            let mut out = String::new();
            Json::new(&mut out).object(|json| {
                json.name("entries").number(self.entries);
                json.name("batch").number(self.batch as u64);
                json.name("log_per_cpu_second").number(report.journal.per_cpu_second());
                json.name("log_per_second").number(report.journal.per_second());
                json.name("raw_per_cpu_second").number(report.sqlite.per_cpu_second());
                json.name("raw_per_second").number(report.sqlite.per_second());
                json.name("ratio_permille").number(ratio);
            });
            println!("{out}");
            return Ok(());
        }
        let n = |figure: u64| number(language, figure);
        println!(
            "durable log        {:>12} entries per CPU-second, {:>12} per second",
            n(report.journal.per_cpu_second()),
            n(report.journal.per_second())
        );
        println!(
            "bare group commits {:>12} rows per CPU-second,    {:>12} per second",
            n(report.sqlite.per_cpu_second()),
            n(report.sqlite.per_second())
        );
        println!("ratio {}.{:03}", ratio / 1000, ratio % 1000);
        Ok(())
    }
}

/// A directory that is removed when the benchmark ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Result<Self, Failure> {
        Self::inside(&std::env::temp_dir(), name)
    }

    fn inside(dir: &Path, name: &str) -> Result<Self, Failure> {
        let path = dir.join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(Failure::at(&path))?;
        Ok(Self(path))
    }

    /// Runs a demo of this many stations; gives its published directory.
    fn demo(&self, stations: u32) -> Result<PathBuf, Failure> {
        demo::make(&self.0.join("demo"), stations, 1, Language::English)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing depends on it: a leftover directory in a temporary place.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
