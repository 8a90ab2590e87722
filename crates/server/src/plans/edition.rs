//! Editions of a plan: what a repaired plan replaces.
//!
//! A repaired plan's directory holds the plans it replaces, the newest with the highest number:
//! `editions/1`, `editions/2`, their seeds under `private`. `edition.txt` says which circuits go
//! on as they were: their times come from the draw of the plan before, so that an order that
//! nothing changed stays the same to the second.

use std::fmt::Write as _;
use std::path::Path;

use election::text::{Fault as TextFault, LineFault, Lines};
use plan::measure::Clock;
use tlog::Hash;

use super::fault::Fault;
use super::folder::optional;

/// First line of an edition.
const HEADER: &str = "vigie.plan-edition/v1";
/// Name inside the directory of a plan.
pub const EDITION: &str = "edition.txt";
/// More repairs of one plan are refused: plan it anew.
pub const MAX_EDITIONS: u32 = 99;

/// Which edition a plan is; the first has no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// 0 for the first, else the edition that it replaces.
    pub replaces: u32,
    /// From when it holds.
    pub now: Option<Clock>,
    /// For each circuit its position in the plan before, and whether its round is the same.
    pub circuits: Vec<(u32, bool)>,
}

impl Edition {
    /// Reads what a plan's directory says of itself.
    ///
    /// # Errors
    /// The disk, or another text.
    pub fn of(directory: &Path) -> Result<Self, Fault> {
        let path = directory.join(EDITION);
        let Some(bytes) = optional(&path)? else { return Ok(Self::default()) };
        Self::read(&bytes).map_err(|fault| Fault::unreadable(&path, &fault))
    }

    /// Reads an edition's text.
    ///
    /// # Errors
    /// What is wrong in which line.
    pub fn read(bytes: &[u8]) -> Result<Self, LineFault> {
        Self::parts(bytes).map(|(edition, _)| edition)
    }

    /// The hash of the plan that a directory's plan says it replaces; none for the first.
    ///
    /// # Errors
    /// As [`Edition::of`].
    pub fn before(directory: &Path) -> Result<Option<Hash>, Fault> {
        let path = directory.join(EDITION);
        let Some(bytes) = optional(&path)? else { return Ok(None) };
        let read = Self::parts(&bytes).map_err(|fault| Fault::unreadable(&path, &fault));
        read.map(|(_, before)| Some(before))
    }

    fn parts(bytes: &[u8]) -> Result<(Self, Hash), LineFault> {
        let lines = &mut Lines::new(bytes)?;
        lines.exactly(HEADER)?;
        let replaces = lines.number("replaces", u64::from(MAX_EDITIONS) - 1)?;
        let replaces = u32::try_from(replaces).unwrap_or_else(|_| unreachable!("within its limit"));
        let before = lines.hash("before")?;
        let now = lines.value("now")?;
        let now = Clock::parse(now).ok_or(lines.fault(TextFault::Word("HH:MM")))?;
        let count = lines.number("circuits", plan::answer::MAX_CIRCUITS as u64)?;
        let mut circuits = Vec::new();
        for _ in 0..count {
            let [origin, round] = lines.fields("circuit")?;
            let origin = lines.parse_number(origin, u64::from(u32::MAX))?;
            let origin = u32::try_from(origin).unwrap_or_else(|_| unreachable!("within its limit"));
            match round {
                "kept" => circuits.push((origin, true)),
                "new" => circuits.push((origin, false)),
                _ => return Err(lines.fault(TextFault::Word("kept, new"))),
            }
        }
        lines.end()?;
        Ok((Self { replaces, now: Some(now), circuits }, before))
    }

    /// What [`Edition::read`] reads; `before` is the hash of the plan that it replaces.
    pub fn text(&self, before: Hash) -> String {
        let (replaces, count) = (self.replaces, self.circuits.len());
        let now = self.now.unwrap_or_default();
        let mut out = format!("{HEADER}\nreplaces {replaces}\nbefore {before}\nnow {now}\ncircuits {count}\n");
        for (origin, kept) in &self.circuits {
            let _ = writeln!(out, "circuit {origin} {}", if *kept { "kept" } else { "new" });
        }
        out
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.replaces + 1
    }

    /// The number of the one that replaces it.
    pub fn next(&self) -> u32 {
        self.number() + 1
    }

    /// What stands on every page of its orders, in French and English; nothing for the first.
    pub fn mark(&self) -> Option<[String; 2]> {
        let (number, replaces, now) = (self.number(), self.replaces, self.now?);
        Some([
            format!("Édition {number} – remplace l'édition {replaces} à partir de {now}"),
            format!("Edition {number} – replaces edition {replaces} from {now}"),
        ])
    }
}
