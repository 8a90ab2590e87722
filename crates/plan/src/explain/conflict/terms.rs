//! What a plan must keep, as names that can be dropped one by one.

/// Something that stands in the way of a wish, or the wish itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Requirement {
    /// Every site of the cut is visited in each class of hours.
    Visits,
    /// The first response promise.
    FirstPromise,
    /// No site is worth more than some value.
    Value,
    /// Most presence at a venue without leave.
    Ceiling,
    /// Units' windows, longest duties and shortest rests between duties.
    Duty,
    /// Officers attached to events.
    Details,
    /// Least and most officers of departments.
    Minima,
    /// Grounds on which units may serve.
    Zones,
    /// Crews reach their circuit from their base within their duty.
    Access,
    /// Rest within each period.
    Rest,
    /// The share of the crews that waits.
    Reserve,
    /// Reserves wait at the bases that there are.
    Bases,
    /// Units serve where the plan sent them, and the other ground keeps its circuits.
    Dispatch,
    /// Units that may not be moved stay in their department.
    Fixed,
    /// There are as many people as there are.
    Strength,
}

/// Requirements that hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Terms(u16);

impl Terms {
    /// All of them.
    pub fn all() -> Self {
        Self(u16::MAX)
    }

    /// All of these but one.
    #[must_use]
    pub fn without(&self, requirement: Requirement) -> Self {
        Self(self.0 & !(1 << requirement as u16))
    }

    /// Whether one holds.
    pub fn hold(&self, requirement: Requirement) -> bool {
        self.0 & (1 << requirement as u16) != 0
    }
}
