//! How fast the journal is, and `SQLite` alone on the same disk, in one run.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use rustix::time::{ClockId, clock_gettime};
use thiserror::Error;
use tlog::note::Signer;
use tlog::{Hash, SecretKey};

use super::error::{JournalError, OpenRefused};
use super::{Journal, NewEntry, store};

/// What a run took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Entries made durable.
    pub entries: u64,
    /// Processor time of the whole process.
    pub cpu: Duration,
    /// Time on the clock.
    pub wall: Duration,
}

impl Rate {
    /// Entries a second of processor time.
    pub fn per_cpu_second(&self) -> u64 {
        per_second(self.entries, self.cpu)
    }

    /// Entries a second on the clock.
    pub fn per_second(&self) -> u64 {
        per_second(self.entries, self.wall)
    }
}

fn per_second(entries: u64, time: Duration) -> u64 {
    let rate = u128::from(entries) * 1_000_000 / time.as_micros().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}

/// The journal and raw group commits of the same rows, measured one after the
/// other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BenchReport {
    /// Through [`Journal::append`], everything included.
    pub journal: Rate,
    /// The same bytes into one `SQLite` table, WAL and `synchronous=FULL`, one
    /// commit a batch.
    pub sqlite: Rate,
}

impl BenchReport {
    /// Entries per processor second of the journal, in thousandths of those
    /// of `SQLite` alone.
    pub fn ratio_permille(&self) -> u64 {
        self.journal.per_cpu_second() * 1000 / self.sqlite.per_cpu_second().max(1)
    }
}

/// Why there is no measurement.
#[derive(Debug, Error)]
pub enum BenchFailed {
    /// The directory holds a journal already, or cannot be written.
    #[error("{0}")]
    Open(#[from] OpenRefused),
    /// A batch was refused or failed.
    #[error("{0}")]
    Append(#[from] JournalError),
    /// `SQLite` alone failed.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The directory cannot be used.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Appends `entries` entries of `entry_bytes` bytes in batches of
/// `batch_entries`, through a new journal in `dir/journal` and then through
/// `SQLite` alone in `dir/sqlite`. The caller removes `dir`, which must be on
/// the disk to be measured and must not hold the results of another run.
///
/// # Panics
/// Never: the name of the log that is thrown away is a legal one.
pub fn bench(dir: &Path, entries: u64, batch_entries: usize, entry_bytes: usize) -> Result<BenchReport, BenchFailed> {
    // This log is thrown away; its key protects nothing.
    let signer = Signer::new("bench.invalid/log", SecretKey::from_seed(&[1; 32]));
    let signer = signer.expect("the name has no illegal character");
    let mut journal = Journal::create(&dir.join("journal"), signer)?;
    let run = |append: &mut dyn FnMut(Vec<NewEntry>) -> Result<(), BenchFailed>| {
        measure(entries, batch_entries, entry_bytes, append)
    };
    let journal = run(&mut |batch| Ok(journal.append(batch).map(drop)?))?;

    std::fs::create_dir(dir.join("sqlite"))?;
    let mut sqlite = Connection::open(dir.join("sqlite/rows.sqlite"))?;
    store::durable(&sqlite)?;
    sqlite.execute_batch("CREATE TABLE rows (idx INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")?;
    let sqlite = run(&mut |batch| Ok(insert(&mut sqlite, &batch)?))?;
    Ok(BenchReport { journal, sqlite })
}

fn insert(connection: &mut Connection, batch: &[NewEntry]) -> rusqlite::Result<()> {
    let tx = connection.transaction()?;
    let mut statement = tx.prepare("INSERT INTO rows (bytes) VALUES (?)")?;
    for entry in batch {
        statement.execute(params![entry.bytes])?;
    }
    drop(statement);
    tx.commit()
}

/// Runs the batches, counting only the time inside `append`.
fn measure(
    entries: u64,
    batch_entries: usize,
    entry_bytes: usize,
    append: &mut dyn FnMut(Vec<NewEntry>) -> Result<(), BenchFailed>,
) -> Result<Rate, BenchFailed> {
    let (mut cpu, mut wall) = (Duration::ZERO, Duration::ZERO);
    let mut numbers = 0..entries;
    loop {
        let batch = numbers.by_ref().take(batch_entries);
        let batch: Vec<_> = batch.map(|number| invent(number, entry_bytes)).collect();
        if batch.is_empty() {
            return Ok(Rate { entries, cpu, wall });
        }
        let (cpu_before, before) = (cpu_time(), Instant::now());
        append(batch)?;
        cpu += cpu_time().saturating_sub(cpu_before);
        wall += before.elapsed();
    }
}

/// An entry that does not compress and does not repeat.
fn invent(number: u64, bytes: usize) -> NewEntry {
    let mut entry = Vec::with_capacity(bytes + 32);
    let mut block = Hash::of(&number.to_be_bytes());
    let id = block;
    while entry.len() < bytes {
        entry.extend_from_slice(&block.0);
        block = Hash::of(&block.0);
    }
    entry.truncate(bytes);
    NewEntry { id, bytes: entry }
}

/// Processor time of the process so far, all its threads, in user mode and in
/// the kernel.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanoseconds)
}
