//! A real process dies at every effect of a night, and at moments that nobody chose; the next one
//! goes on.
//!
//! This program starts itself again as the process to be killed. It is told by its environment
//! where the journal is and at which effect to die, and says on its standard output, line by line,
//! what was acknowledged.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::env;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use server::disk::{Disk, Effect, RealDisk};
use server::journal::{Journal, NewEntry, OpenRefused};
use tlog::Hash;

#[path = "../all/outsider.rs"]
#[expect(dead_code, reason = "not every check is needed here")]
mod outsider;

#[path = "../all/outside.rs"]
mod outside;

#[path = "../all/country.rs"]
#[expect(dead_code, reason = "what is refused is tested elsewhere")]
mod country;

mod hub;
mod serve;

const DIR: &str = "VIGIE_CRASH_DIR";
const EFFECT: &str = "VIGIE_CRASH_EFFECT";
const AFTER: &str = "VIGIE_CRASH_AFTER";
const ENDLESS: &str = "VIGIE_CRASH_ENDLESS";
const HUB: &str = "VIGIE_CRASH_HUB";
const SERVE: &str = "VIGIE_CRASH_SERVE";

/// Batches of a night that ends: one entry comes twice, bundles fill up.
const NIGHT: [std::ops::Range<u64>; 4] = [0..3, 2..270, 270..512, 512..514];
const ENTRIES: u64 = 514;

/// Entries a batch of a night that does not end.
const ENDLESS_BATCH: u64 = 37;

/// Processes killed at moments that nobody chose, and the steps of those moments.
const KILLS: u64 = 30;
const KILL_STEP: Duration = Duration::from_millis(7);

/// Gives the number of processes that died for it.
type Test = fn() -> u64;

/// What is tested.
const TESTS: [(&str, Test); 7] = [
    ("the_journal_dies_before_every_effect", || every_effect("before", false)),
    ("the_journal_dies_after_every_effect", || every_effect("after", true)),
    ("the_journal_is_killed_at_any_moment", any_moment),
    ("a_second_process_is_refused", a_second_process),
    ("the_hub_dies_before_every_effect", || hub::every_effect(false)),
    ("the_hub_dies_after_every_effect", || hub::every_effect(true)),
    ("a_hub_that_serves_is_killed_under_load", serve::killed_under_load),
];

/// The arguments that cargo passes to a test's program are not looked at.
fn main() -> ExitCode {
    match env::var_os(DIR) {
        None => return all_tests(),
        Some(dir) if env::var_os(SERVE).is_some() => serve::run(Path::new(&dir)),
        Some(dir) if env::var_os(HUB).is_some() => hub::run(deadly(), Path::new(&dir)),
        Some(dir) => run(deadly(), Path::new(&dir)),
    }
    ExitCode::SUCCESS
}

/// Speaks as the programs of cargo's own harness do, so as to be counted with them.
fn all_tests() -> ExitCode {
    let (begin, count) = (Instant::now(), TESTS.len());
    println!("\nrunning {count} tests");
    let mut killed = 0;
    let mut passed = 0;
    for (name, test) in TESTS {
        let outcome = std::panic::catch_unwind(test);
        println!("test {name} ... {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        passed += usize::from(outcome.is_ok());
        killed += outcome.unwrap_or(0);
    }
    let verdict = if passed == count { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {verdict}. {passed} passed; {} failed; 0 ignored; 0 measured; 0 filtered out; finished in {:.2}s\n",
        count - passed,
        begin.elapsed().as_secs_f64()
    );
    println!("{killed} processes were killed");
    if passed == count { ExitCode::SUCCESS } else { ExitCode::from(101) }
}

// The process that dies.

/// A disk on which the process ends at an effect, without a chance to clean up.
struct Deadly {
    effects: AtomicU64,
    at: u64,
    after: bool,
}

impl Disk for Deadly {
    fn perform(&self, effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let now = self.effects.fetch_add(1, Ordering::SeqCst) == self.at;
        if now && !self.after {
            std::process::abort();
        }
        let outcome = RealDisk.perform(effect, act);
        if now {
            std::process::abort();
        }
        outcome
    }
}

/// The disk that the environment asks for.
fn deadly() -> Arc<dyn Disk> {
    let at = env::var(EFFECT).map_or(u64::MAX, |at| at.parse().unwrap());
    let after = env::var_os(AFTER).is_some();
    Arc::new(Deadly { effects: AtomicU64::new(0), at, after })
}

fn run(disk: Arc<dyn Disk>, dir: &Path) {
    let mut journal = start(disk, dir);
    if env::var_os(ENDLESS).is_some() {
        loop {
            let next = journal.size();
            append(&mut journal, next..next + ENDLESS_BATCH);
        }
    }
    for numbers in NIGHT {
        append(&mut journal, numbers);
    }
    println!("done");
}

fn start(disk: Arc<dyn Disk>, dir: &Path) -> Journal {
    match Journal::open_on(Arc::clone(&disk), dir, outsider::signer()) {
        Ok((journal, recovery)) => {
            assert_eq!(recovery.rebuilt, None, "files that a checkpoint spoke of were not durable");
            journal
        }
        Err(OpenRefused::Missing) => Journal::create_on(disk, dir, outsider::signer()).unwrap(),
        Err(refused) => panic!("{refused}"),
    }
}

fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}\n").into_bytes()
}

/// Appends, and only then says that it did.
fn append(journal: &mut Journal, numbers: std::ops::Range<u64>) {
    let entries = numbers.clone().map(entry).map(|bytes| NewEntry { id: Hash::of(&bytes), bytes });
    let appended = journal.append(entries.collect()).unwrap();
    let mut out = io::stdout().lock();
    for (number, appended) in numbers.zip(appended) {
        writeln!(out, "{number} {}", appended.index).unwrap();
    }
    out.flush().unwrap();
}

// The one that starts it and looks.

/// What a process has acknowledged, number and index, and whether it came to its end.
struct Said {
    acknowledged: Vec<(u64, u64)>,
    done: bool,
}

fn spawn(dir: &Path, variables: &[(&str, &str)]) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(DIR, dir).stdout(Stdio::piped()).stderr(Stdio::null());
    command.envs(variables.iter().copied()).spawn().unwrap()
}

/// Waits for its end. A line that was cut off was not said.
fn listen(child: &mut Child) -> Said {
    let mut said = Said { acknowledged: Vec::new(), done: false };
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
        match line.trim_end().split_once(' ') {
            Some((number, index)) => said.acknowledged.push((number.parse().unwrap(), index.parse().unwrap())),
            None => said.done = line == "done\n",
        }
        line.clear();
    }
    child.wait().unwrap();
    said
}

/// One process dies at an effect, the next goes on to the end; for every effect of a night.
fn every_effect(name: &str, after: bool) -> u64 {
    for at in 0.. {
        let scratch = scratch();
        let dir = scratch.path().join("night");
        let number = at.to_string();
        let mut variables = vec![(EFFECT, number.as_str())];
        variables.extend(after.then_some((AFTER, "")));
        let first = listen(&mut spawn(&dir, &variables));
        check(&dir, &first.acknowledged);
        let second = listen(&mut spawn(&dir, &[]));
        assert!(second.done, "after a death {name} effect {at} the journal does not go on");
        let entries = check(&dir, &[first.acknowledged, second.acknowledged].concat());
        assert_eq!(entries, ENTRIES, "after a death {name} effect {at}");
        if first.done {
            assert!(at > 80, "the night has only {at} effects");
            return at;
        }
    }
    unreachable!("a night has an end")
}

/// Processes on one journal, killed from outside.
fn any_moment() -> u64 {
    let scratch = scratch();
    let dir = scratch.path().join("night");
    let mut acknowledged = Vec::new();
    for kill in 0..KILLS {
        let mut child = spawn(&dir, &[(ENDLESS, "")]);
        let pause = KILL_STEP * u32::try_from(kill).unwrap();
        let listener = thread::scope(|scope| {
            let id = child.id();
            let listener = scope.spawn(|| listen(&mut child));
            thread::sleep(pause);
            kill_process(id);
            listener.join().unwrap()
        });
        acknowledged.extend(listener.acknowledged);
        check(&dir, &acknowledged);
    }
    assert!(acknowledged.len() > 1_000, "only {} entries in {KILLS} processes", acknowledged.len());
    KILLS
}

/// A process has the journal: another is told which one, and disturbs nothing.
fn a_second_process() -> u64 {
    let scratch = scratch();
    let dir = scratch.path().join("night");
    let mut first = spawn(&dir, &[(ENDLESS, "")]);
    let mut said = String::new();
    BufReader::new(first.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "0 0\n");
    let refused = Journal::open(&dir, outsider::signer()).err().map(|refused| refused.to_string()).unwrap_or_default();
    assert!(refused.contains(&format!("in use by process {}", first.id())), "{refused}");
    assert!(Journal::create(&dir, outsider::signer()).is_err());
    assert!(first.try_wait().unwrap().is_none(), "the first process goes on");
    kill_process(first.id());
    first.wait().unwrap();
    Journal::open(&dir, outsider::signer()).unwrap();
    assert!(check(&dir, &[]) >= ENDLESS_BATCH);
    1
}

fn kill_process(id: u32) {
    let killed = Command::new("kill").arg("-KILL").arg(id.to_string()).status().unwrap();
    assert!(killed.success());
}

/// Requires a whole log in which every acknowledged entry stands at its index and none stands
/// twice. Returns its size.
fn check(dir: &Path, acknowledged: &[(u64, u64)]) -> u64 {
    let entries = outsider::entries(&dir.join("log")).unwrap_or_default();
    for (number, index) in acknowledged {
        let at = usize::try_from(*index).unwrap();
        assert_eq!(entries.get(at), Some(&entry(*number)), "acknowledged entry {number} is lost");
    }
    let mut different = entries.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), entries.len(), "an entry is in the log twice");
    entries.len() as u64
}

fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
