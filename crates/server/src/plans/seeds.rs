//! The seeds of the shifts' draws: a line `shift seed` for each that may be opened.

use std::path::{Path, PathBuf};

use plan::answer::Plan;
use plan::draw::seal::{Commitment, OpenedSeed, Seed, Shift};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use tlog::Hash;

use super::fault::{Fault, Words};
use super::folder::{SEEDS, read_limited};

/// Largest file of seeds: a line a shift.
const MAX_BYTES: u64 = 4_096;

/// Seeds as they were brought, by shift; none for a shift that is not opened yet.
#[derive(Clone, Debug)]
pub struct Seeds {
    path: PathBuf,
    /// By shift.
    pub by_shift: Vec<Option<[u8; 32]>>,
}

impl Seeds {
    /// Reads a file of seeds; without one, that of the plan's private directory.
    ///
    /// # Errors
    /// The disk, or a line that is none.
    pub fn read(given: Option<&Path>, plan: &Path, problem: &Problem) -> Result<Self, Fault> {
        let path = given.map_or_else(|| plan.join(SEEDS), Path::to_owned);
        let bytes = read_limited(&path, MAX_BYTES)?;
        let shifts = &problem.policy.shifts;
        let mut by_shift = vec![None; shifts.len()];
        for (nth, line) in (1..).zip(String::from_utf8_lossy(&bytes).lines()) {
            let read = line.split_once(' ').and_then(|(name, seed)| {
                let shift = shifts.iter().position(|shift| shift.name.as_str() == name)?;
                Some((shift, Hash::from_hex(seed)?.0))
            });
            let read = read.filter(|(shift, _)| by_shift[*shift].is_none());
            let (shift, seed) = read.ok_or_else(|| malformed(&path, nth))?;
            by_shift[shift] = Some(seed);
        }
        if by_shift.iter().all(Option::is_none) {
            return Err(malformed(&path, 1));
        }
        Ok(Self { path, by_shift })
    }

    /// Opens the seed of a shift against its commitment; none where there is no seed yet.
    ///
    /// # Errors
    /// A seed that is not the one committed to.
    pub fn opened(&self, problem: &Problem, plan: &Plan, shift: usize) -> Result<Option<OpenedSeed>, Fault> {
        let Some(seed) = self.by_shift[shift] else { return Ok(None) };
        let name = problem.policy.shifts[shift].name;
        let sealed = Shift::new(problem_hash(problem).0, name.as_str()).ok();
        let commitment = plan.commitments.get(shift).map(|commitment| Commitment(commitment.0));
        let opened = sealed.zip(commitment).and_then(|(sealed, of)| sealed.open(of, &Seed(seed)).ok());
        opened.map(Some).ok_or_else(|| not_committed(&self.path, name.as_str()))
    }
}

fn malformed(path: &Path, line: usize) -> Fault {
    let path = path.display();
    Fault::Refused(Words::new(
        format!("{path}, ligne {line} : pas « vacation graine », une vacation du plan et 64 chiffres hexadécimaux"),
        format!("{path}, line {line}: not `shift seed`, a shift of the plan and 64 hexadecimal digits"),
    ))
}

fn not_committed(path: &Path, shift: &str) -> Fault {
    let path = path.display();
    Fault::Refused(Words::new(
        format!("{path} : pas la graine scellée de la vacation {shift}"),
        format!("{path}: not the seed that was sealed for shift {shift}"),
    ))
}
