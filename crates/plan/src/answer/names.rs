//! Identifiers, turned back into positions.

use election::Id;
use election::text::{LineFault, Lines};

use crate::problem::Problem;
use crate::problem::text::holds;

/// The lists of a problem, and where each site stands: sites are ordered by pool, so their
/// identifiers need an order of their own.
pub(super) struct Names<'a> {
    problem: &'a Problem,
    sites: Vec<(Id, u32)>,
}

impl<'a> Names<'a> {
    pub(super) fn of(problem: &'a Problem) -> Self {
        let mut sites: Vec<(Id, u32)> = problem.sites.iter().map(|site| site.id).zip(0..).collect();
        // A stable sort merges the pools, each of which is in order already.
        sites.sort();
        Self { problem, sites }
    }

    pub(super) fn site(&self, lines: &Lines<'_>, text: &str) -> Result<u32, LineFault> {
        let id = lines.parse_id(text)?;
        let found = self.sites.binary_search_by_key(&id, |(site, _)| *site);
        let found = found.ok().map(|at| self.sites[at].1);
        known(lines, found, "a site of the problem")
    }

    pub(super) fn department(&self, lines: &Lines<'_>, text: &str) -> Result<u32, LineFault> {
        let id = lines.parse_id(text)?;
        let found = self.problem.departments.binary_search_by_key(&id, |department| department.id);
        known(lines, position(found.ok()), "a department of the problem")
    }

    pub(super) fn unit(&self, lines: &Lines<'_>, text: &str) -> Result<u32, LineFault> {
        let id = lines.parse_id(text)?;
        let found = self.problem.units.binary_search_by_key(&id, |unit| unit.id);
        known(lines, position(found.ok()), "a unit of the problem")
    }

    pub(super) fn base(&self, lines: &Lines<'_>, text: &str) -> Result<u32, LineFault> {
        let id = lines.parse_id(text)?;
        let found = self.problem.bases.binary_search_by_key(&id, |base| base.commune);
        known(lines, position(found.ok()), "a base of the problem")
    }

    pub(super) fn event(&self, lines: &Lines<'_>, text: &str) -> Result<u32, LineFault> {
        let id = lines.parse_id(text)?;
        let found = self.problem.events.binary_search_by_key(&id, |event| event.id);
        known(lines, position(found.ok()), "an event of the problem")
    }

    pub(super) fn shift(&self, lines: &Lines<'_>, text: &str) -> Result<u32, LineFault> {
        let id = lines.parse_id(text)?;
        let found = self.problem.policy.shifts.iter().position(|shift| shift.name == id);
        known(lines, position(found), "a shift of the policy")
    }
}

pub(super) fn position(found: Option<usize>) -> Option<u32> {
    found.and_then(|at| u32::try_from(at).ok())
}

pub(super) fn known(lines: &Lines<'_>, found: Option<u32>, due: &'static str) -> Result<u32, LineFault> {
    holds(lines, found.is_some(), due)?;
    Ok(found.unwrap_or_else(|| unreachable!("just refused")))
}
