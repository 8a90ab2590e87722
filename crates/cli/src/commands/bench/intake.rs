//! `vigie bench intake`: a whole round over HTTP, durable, receipts included.
//!
//! The hub is a real `vigie serve` in a process of its own, on half of the cores; the stations are
//! this process, on the other half. The limits are measured in the same run: strict signature checks
//! on the hub's cores, and bare commits of the same rows in batches of the same size.

mod load;
mod machine;
mod process;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use election::{Definition, refusal::Language};
use server::{hub, journal};
use sim::country::Size;
use tlog::{Checkpoint, Hash, TlogProof, note::VerifierKey, tree::verify_inclusion};
use verifier::{Threads, wording::number};

use super::{BARE, LEAF_BYTES, Scratch, bare_checks, cpu_time};
use crate::{
    commands::{
        definition::open_sealed,
        demo,
        replay::{Order, due},
    },
    failure::Failure,
    keyring::{Keyring, Passphrase, Work},
};
use load::Load;
use machine::Halves;
use process::Hub;

/// The number of the round that is sent.
const ROUND: u8 = 1;

#[derive(clap::Args)]
pub struct Intake {
    /// How many invented stations
    #[arg(long, value_name = "N", default_value_t = Size::FULL.stations())]
    stations: u32,
    /// How many connections send at once
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=4_000))]
    connections: u32,
    /// Directory on the disk to be measured; else the system's temporary one
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What was measured.
struct Measured {
    reports: usize,
    errors: usize,
    /// From the first byte sent to the last answer.
    wall: Duration,
    latencies: Latencies,
    /// Of the hub's process, between first and last.
    cpu: Duration,
    peak_bytes: u64,
    batches: u64,
    /// From the sealed definition and the full log on the disk to a hub that can answer, its key
    /// being at hand.
    restart: Restart,
    /// From the start of the program on the full log to its first answer: with the unlocking of
    /// the key, which is slow on purpose.
    answers_after: Duration,
    cores: usize,
}

/// How long it took to be a hub again.
struct Restart {
    wall: Duration,
    cpu: Duration,
}

/// How long the receipts took.
struct Latencies {
    median: Duration,
    p99: Duration,
    worst: Duration,
}

/// What the machine could do at most.
struct Limits {
    /// Strict checks a second of wall time, on the hub's cores.
    checks: f64,
    /// Strict checks a second of processor time.
    checks_by_cpu: f64,
    /// Bare commits of such rows a second, in batches as large as the hub's.
    commits: f64,
}

impl Intake {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let scratch = match &self.dir {
            Some(dir) => Scratch::inside(dir, "vigie-bench-intake")?,
            None => Scratch::new("vigie-bench-intake")?,
        };
        let election = scratch.0.join("election");
        let night = prepared(election, self.stations, language)?;
        let halves = Halves::of_this_machine();
        let measured = self.measure(&night, &scratch.0.join("public"), &halves)?;
        let limits = limits(&scratch.0.join("limits"), &measured, &halves)?;
        self.print(&measured, &limits, language);
        if measured.errors == 0 { Ok(()) } else { Err(Failure::No(String::new())) }
    }

    fn measure(&self, night: &Prepared, public: &Path, halves: &Halves) -> Result<Measured, Failure> {
        let Prepared { election, messages, .. } = night;
        let hub = halves.as_hub(|| Hub::start(election, public))?;
        let before = hub.cpu();
        hub.forget_peak();
        let connections = usize::try_from(self.connections).unwrap_or(usize::MAX);
        let Load { answers, wall } = halves.as_stations(|| load::send(hub.address(), messages, connections))?;
        let (cpu, peak_bytes) = (hub.cpu().saturating_sub(before), hub.peak_memory());
        let batches = hub.batches()?;
        hub.stop()?;
        let mut times: Vec<Duration> = answers.iter().map(|answer| answer.time).collect();
        let receipts = messages.iter().zip(&answers).map(|(message, answer)| (message, &answer.body));
        let errors = wrong(receipts, night.definition.log());
        // Nobody sends now: the hub has the machine to itself.
        let restart = night.restart()?;
        let again = Hub::start(election, public)?;
        let answers_after = again.started_in();
        again.stop()?;
        Ok(Measured {
            reports: messages.len(),
            errors,
            wall,
            latencies: Latencies::of(&mut times),
            cpu,
            peak_bytes,
            batches,
            restart,
            answers_after,
            cores: halves.hub_cores(),
        })
    }

    fn print(&self, m: &Measured, limits: &Limits, language: Language) {
        let f = Figures::of(m, limits);
        if self.json {
            println!("{}", f.json(m, limits));
            return;
        }
        let n = |figure: u64| number(language, figure);
        println!("strict Ed25519 checks, the hub's cores {:>12.0} /s", limits.checks);
        println!("bare commits of such rows              {:>12.0} /s", limits.commits);
        println!("intake: {} reports over HTTP, {} errors, {} batches", n(m.reports as u64), m.errors, n(m.batches));
        println!(
            "  {:.0} reports/s; receipt after {:.3} s (median), {:.3} s (p99), {:.3} s (worst)",
            f.rate,
            m.latencies.median.as_secs_f64(),
            m.latencies.p99.as_secs_f64(),
            m.latencies.worst.as_secs_f64()
        );
        println!(
            "  hub: {} of the cores, CPU {:.2} s, peak memory {} MB; restart {:.2} s, with its key to unlock {:.2} s",
            m.cores,
            m.cpu.as_secs_f64(),
            m.peak_bytes / 1_000_000,
            m.restart.wall.as_secs_f64(),
            m.answers_after.as_secs_f64()
        );
        println!("  ratio to signature checks {:.2} (at least 0.50), by processor time {:.2}", f.to_checks, f.by_cpu);
        println!("  ratio to bare commits {:.2}", f.to_commits);
    }
}

/// A country on the eve of its vote, its reports signed.
struct Prepared {
    election: PathBuf,
    definition: Arc<Definition>,
    messages: Vec<Vec<u8>>,
    ring: Keyring,
}

impl Prepared {
    /// How long it takes to be a hub again.
    fn restart(&self) -> Result<Restart, Failure> {
        let (started, before) = (Instant::now(), cpu_time());
        let definition = open_sealed(&self.election.join("definition"))?;
        let log = self.ring.signer(definition.log().name())?;
        let hub = hub::Hub::start(&self.election.join("hub"), definition, log, &Threads::all());
        let (hub, _) = hub.map_err(|error| Failure::Outside(error.to_string()))?;
        assert_eq!(hub.board().size(), self.messages.len() as u64 + 1, "the log is full");
        Ok(Restart { wall: started.elapsed(), cpu: cpu_time().saturating_sub(before) })
    }
}

/// Makes the country; the hub's directory is left with the log's key alone, as on a real night.
fn prepared(election: PathBuf, stations: u32, language: Language) -> Result<Prepared, Failure> {
    let (night, counts) = demo::make_eve(&election, stations, language)?;
    let first = counts.into_iter().next().unwrap_or_default();
    let due = due(night.definition(), ROUND, first, Order::Arrival, 1)?;
    let messages = night.signed(ROUND, due)?;
    let definition = Arc::clone(night.definition());
    let ring = night.log_key().ok_or_else(|| Failure::outside("pas de clé du journal", "no key of the log"))?;
    drop(night);
    let private = election.join("private/keys.age");
    std::fs::remove_file(&private).map_err(Failure::at(&private))?;
    ring.save(&private, &Passphrase::in_file(&election.join("private/passphrase")).obtain()?, Work::Night)?;
    Ok(Prepared { election, definition, messages, ring })
}

/// Answers that are no receipt of the message that was sent, checked as its sender would.
fn wrong<'a>(receipts: impl Iterator<Item = (&'a Vec<u8>, &'a Option<String>)>, log: &VerifierKey) -> usize {
    let mut known: Option<(String, u64, Hash)> = None;
    let mut good = |message: &[u8], body: &str| {
        let proof = TlogProof::parse(body.as_bytes()).ok()?;
        // Many receipts are under one checkpoint, which is opened once.
        if known.as_ref().is_none_or(|(note, ..)| *note != proof.checkpoint) {
            let (checkpoint, _) = Checkpoint::open(proof.checkpoint.as_bytes(), log).ok()?;
            known = Some((proof.checkpoint.clone(), checkpoint.size, checkpoint.root));
        }
        let (_, size, root) = known.as_ref()?;
        verify_inclusion(&Hash::leaf(message), proof.index, *size, &proof.path, root).ok()
    };
    receipts.filter(|(message, body)| body.as_ref().and_then(|body| good(message, body)).is_none()).count()
}

fn limits(dir: &Path, m: &Measured, halves: &Halves) -> Result<Limits, Failure> {
    let (checks, spent) = halves.as_hub(|| {
        let before = cpu_time();
        (bare_checks(), cpu_time().saturating_sub(before))
    });
    let entries = m.reports as u64;
    let batch = usize::try_from(entries.div_ceil(m.batches.max(1))).unwrap_or(usize::MAX);
    let raw = halves.as_hub(|| journal::bench(dir, entries, batch, LEAF_BYTES));
    let raw = raw.map_err(|error| Failure::Outside(error.to_string()))?;
    #[expect(clippy::cast_precision_loss, reason = "figures of a benchmark")]
    let commits = raw.sqlite.per_second() as f64;
    Ok(Limits { checks, checks_by_cpu: checks * BARE.as_secs_f64() / spent.as_secs_f64(), commits })
}

/// Reports a second, and how that stands to the limits.
struct Figures {
    rate: f64,
    to_checks: f64,
    by_cpu: f64,
    to_commits: f64,
}

impl Figures {
    fn of(m: &Measured, limits: &Limits) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "figures of a benchmark")]
        let reports = m.reports as f64;
        let rate = reports / m.wall.as_secs_f64();
        let by_cpu = 2.0 * reports / limits.checks_by_cpu / m.cpu.as_secs_f64();
        Self { rate, to_checks: rate / (limits.checks / 2.0), by_cpu, to_commits: rate / limits.commits }
    }

    fn json(&self, m: &Measured, limits: &Limits) -> String {
        format!(
            "{{\"reports\":{},\"errors\":{},\"seconds\":{:.3},\"reports_per_second\":{:.0},\"p50_seconds\":{:.4},\"p99_seconds\":{:.4},\"max_seconds\":{:.4},\"signature_checks_per_second\":{:.0},\"ratio_to_signature_checks\":{:.3},\"ratio_by_processor_time\":{:.3},\"raw_commits_per_second\":{:.0},\"ratio_to_raw_commits\":{:.3},\"batches\":{},\"hub_cores\":{},\"hub_cpu_seconds\":{:.3},\"hub_peak_memory_bytes\":{},\"restart_seconds\":{:.3},\"restart_cpu_seconds\":{:.3},\"answers_after_seconds\":{:.3}}}",
            m.reports,
            m.errors,
            m.wall.as_secs_f64(),
            self.rate,
            m.latencies.median.as_secs_f64(),
            m.latencies.p99.as_secs_f64(),
            m.latencies.worst.as_secs_f64(),
            limits.checks,
            self.to_checks,
            self.by_cpu,
            limits.commits,
            self.to_commits,
            m.batches,
            m.cores,
            m.cpu.as_secs_f64(),
            m.peak_bytes,
            m.restart.wall.as_secs_f64(),
            m.restart.cpu.as_secs_f64(),
            m.answers_after.as_secs_f64()
        )
    }
}

impl Latencies {
    fn of(times: &mut [Duration]) -> Self {
        times.sort_unstable();
        let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
        let at = |share| at(share).copied().unwrap_or_default();
        Self { median: at(50), p99: at(99), worst: at(100) }
    }
}
