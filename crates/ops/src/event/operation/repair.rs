//! Events of the plan: repairs asked for, accepted and left; orders pinned.

use core::fmt::Write as _;

use election::{
    Id,
    text::{Fault, LineFault, Lines},
};

use super::or_dash;
use crate::{
    event::{MAX_EVENTS, phrase},
    operation::repair::{Asked, Difference, Edition, MAX_CHANGES, MAX_EDITIONS},
};

/// What happened to the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFact {
    /// Somebody asked for a repair, and was shown what it changes.
    Proposed(Asked),
    /// Somebody accepted it: the edition holds.
    Accepted {
        /// Number of the event that asked.
        repair: u64,
        /// What holds now.
        edition: Edition,
    },
    /// Somebody left it.
    Left {
        /// Number of the event that asked.
        repair: u64,
        /// Why.
        reason: String,
    },
    /// The orders of a unit in a shift stay as they are.
    Pinned(PinFact),
    /// They may change again.
    Unpinned(PinFact),
}

/// Which orders are pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinFact {
    /// Whose.
    pub unit: Id,
    /// In which shift.
    pub shift: Id,
    /// The department of the unit.
    pub place: Id,
}

impl PlanFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "repair-proposed",
            Self::Accepted { .. } => "repair-accepted",
            Self::Left { .. } => "repair-left",
            Self::Pinned(_) => "duty-pinned",
            Self::Unpinned(_) => "duty-unpinned",
        }
    }

    /// The place, where one is named.
    pub fn about(&self) -> Option<Id> {
        match self {
            Self::Proposed(asked) => Some(asked.place),
            Self::Pinned(pin) | Self::Unpinned(pin) => Some(pin.place),
            Self::Accepted { .. } | Self::Left { .. } => None,
        }
    }

    /// The repair that is named; of a new one, none yet.
    pub fn repair(&self) -> Option<u64> {
        match self {
            Self::Accepted { repair, .. } | Self::Left { repair, .. } => Some(*repair),
            Self::Proposed(_) | Self::Pinned(_) | Self::Unpinned(_) => None,
        }
    }

    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "repair-proposed" => read_asked(lines).map(Self::Proposed),
            "repair-accepted" => read_accepted(lines),
            "repair-left" => read_left(lines),
            "duty-pinned" => read_pin(lines).map(Self::Pinned),
            "duty-unpinned" => read_pin(lines).map(Self::Unpinned),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Proposed(asked) => write_asked(asked, out),
            Self::Accepted { repair, edition: Edition { number, plan } } => {
                let _ = writeln!(out, "repair {repair}\nedition {number}\nplan {plan}");
            }
            Self::Left { repair, reason } => _ = writeln!(out, "repair {repair}\nreason {reason}"),
            Self::Pinned(PinFact { unit, shift, place }) | Self::Unpinned(PinFact { unit, shift, place }) => {
                let _ = writeln!(out, "unit {unit}\nshift {shift}\nplace {place}");
            }
        }
    }
}

fn read_asked(lines: &mut Lines<'_>) -> Result<Asked, LineFault> {
    let place = lines.id("place")?;
    let difference = Difference { before: lines.hash("before")?, after: lines.hash("after")? };
    let (now, incident) = (phrase(lines, "now")?, incident(lines)?);
    let count = lines.number("changes", MAX_CHANGES as u64)?;
    let changes = (0..count).map(|_| phrase(lines, "change")).collect::<Result<_, _>>()?;
    Ok(Asked { place, difference, now, incident, changes })
}

fn write_asked(asked: &Asked, out: &mut String) {
    let Asked { place, difference: Difference { before, after }, now, incident, changes } = asked;
    let _ = writeln!(out, "place {place}\nbefore {before}\nafter {after}\nnow {now}");
    let _ = writeln!(out, "incident {}\nchanges {}", or_dash(*incident), changes.len());
    for change in changes {
        let _ = writeln!(out, "change {change}");
    }
}

/// `incident -` or its number.
pub(super) fn incident(lines: &mut Lines<'_>) -> Result<Option<u64>, LineFault> {
    match lines.value("incident")? {
        "-" => Ok(None),
        text => lines.parse_number(text, MAX_EVENTS).map(Some),
    }
}

fn read_accepted(lines: &mut Lines<'_>) -> Result<PlanFact, LineFault> {
    let repair = lines.number("repair", MAX_EVENTS)?;
    let number = lines.number("edition", MAX_EDITIONS.into())?;
    if number < 2 {
        return Err(lines.fault(Fault::Number));
    }
    let number = u32::try_from(number).unwrap_or_else(|_| unreachable!("limited to u32"));
    Ok(PlanFact::Accepted { repair, edition: Edition { number, plan: lines.hash("plan")? } })
}

fn read_left(lines: &mut Lines<'_>) -> Result<PlanFact, LineFault> {
    let repair = lines.number("repair", MAX_EVENTS)?;
    Ok(PlanFact::Left { repair, reason: phrase(lines, "reason")? })
}

fn read_pin(lines: &mut Lines<'_>) -> Result<PinFact, LineFault> {
    Ok(PinFact { unit: lines.id("unit")?, shift: lines.id("shift")?, place: lines.id("place")? })
}
