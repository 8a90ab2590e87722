//! What proves the covering bounds of a plan, and its canonical text. See `specs/plan.md`.

use core::fmt::{self, Write};

use election::text::{LineFault, Lines};
use tlog::Hash;

use super::names::Names;
use super::text::at;
use crate::problem::Problem;
use crate::problem::text::{MAX_DEPARTMENTS, MAX_SHIFTS, MAX_SITES, ascending, holds, repeat};

/// First line of a file of certificates.
pub const HEADER: &str = "vigie.plan-certificates/v1";

/// Multipliers of the covering bounds, ordered by shift and department. A bound without any is
/// checked as if all its multipliers were 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificates {
    /// SHA-256 of the problem's canonical text.
    pub problem: Hash,
    /// One for each bound, or none for some.
    pub covers: Vec<CoverCertificate>,
}

/// Proves the covering bound of one department in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverCertificate {
    /// Position of the shift in the policy.
    pub shift: u32,
    /// The department.
    pub department: u32,
    /// What one more crew in reach of a site costs in the relaxation, in points × millionths:
    /// position of the site and multiplier above 0, ordered by site. All others have 0.
    pub multipliers: Vec<(u32, u64)>,
}

impl Certificates {
    /// No proof of anything: every covering bound is then compared with the trivial one.
    pub fn none(problem: Hash) -> Self {
        Self { problem, covers: Vec::new() }
    }

    /// The canonical text, written piece by piece.
    ///
    /// # Panics
    /// If a position is not in the problem.
    pub fn seal(&self, problem: &Problem, out: &mut impl Write) -> fmt::Result {
        writeln!(out, "{HEADER}\nproblem {}\ncovers {}", self.problem, self.covers.len())?;
        for CoverCertificate { shift, department, multipliers } in &self.covers {
            let (shift, department) =
                (at(&problem.policy.shifts, *shift).name, at(&problem.departments, *department).id);
            writeln!(out, "cover {shift} {department}\nmultipliers {}", multipliers.len())?;
            for (site, multiplier) in multipliers {
                writeln!(out, "multiplier {} {multiplier}", at(&problem.sites, *site).id)?;
            }
        }
        Ok(())
    }

    /// Reads a canonical text back, and refuses what [`Certificates::seal`] does not write.
    pub fn open(sealed: &[u8], problem: &Problem) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(sealed)?;
        lines.exactly(HEADER)?;
        let names = Names::of(problem);
        let hash = lines.hash("problem")?;
        let covers = repeat(lines, "covers", MAX_SHIFTS * MAX_DEPARTMENTS, |lines| cover(lines, &names))?;
        ascending(lines, covers.iter().map(|cover| (cover.shift, cover.department)))?;
        lines.end()?;
        Ok(Self { problem: hash, covers })
    }
}

fn cover(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<CoverCertificate, LineFault> {
    let [shift, department] = lines.fields("cover")?;
    let (shift, department) = (names.shift(lines, shift)?, names.department(lines, department)?);
    let multipliers = repeat(lines, "multipliers", MAX_SITES, |lines| {
        let [site, multiplier] = lines.fields("multiplier")?;
        let (site, multiplier) = (names.site(lines, site)?, lines.parse_number(multiplier, u64::MAX)?);
        holds(lines, multiplier > 0, "a multiplier above 0")?;
        Ok((site, multiplier))
    })?;
    ascending(lines, multipliers.iter().map(|(site, _)| *site))?;
    Ok(CoverCertificate { shift, department, multipliers })
}
