//! Events of postures, of the threat, and of the phase.

use core::fmt::Write as _;

use election::{
    Id,
    text::{Fault, LineFault, Lines},
};

use super::{grade, people};
use crate::{
    event::phrase,
    operation::{
        condition::{Condition, HIGHEST_LEVEL, Met},
        incident::Grade,
        people::People,
        phase::Phase,
        posture::{MAX_PARTS, Plan},
        unit::Force,
        words::Word as _,
    },
};

/// What happened to a posture, to the threat, or to the phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostureFact {
    /// The threat at a place has a level.
    Threat {
        /// Where.
        place: Id,
        /// 1 to 5.
        level: u8,
        /// How far the source is to be believed.
        grade: Grade,
        /// Why.
        reason: String,
    },
    /// The vote is in another phase.
    Phase {
        /// Which.
        phase: Phase,
    },
    /// A posture was written, or written again.
    Prepared(Plan),
    /// Its conditions hold.
    Proposed {
        /// Which.
        posture: Id,
        /// Each condition with what was found.
        reasons: Vec<Met>,
    },
    /// It is not wanted now.
    SetAside {
        /// Which.
        posture: Id,
        /// Why.
        reason: String,
    },
    /// A first person wants it.
    Asked {
        /// Which.
        posture: Id,
    },
    /// A second person wants it: it holds.
    Active {
        /// Which.
        posture: Id,
    },
    /// It is over.
    Ended {
        /// Which.
        posture: Id,
        /// Why.
        reason: String,
    },
}

impl PostureFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Threat { .. } => "threat-level",
            Self::Phase { .. } => "phase",
            Self::Prepared(_) => "posture-prepared",
            Self::Proposed { .. } => "posture-proposed",
            Self::SetAside { .. } => "posture-set-aside",
            Self::Asked { .. } => "posture-asked",
            Self::Active { .. } => "posture-active",
            Self::Ended { .. } => "posture-ended",
        }
    }

    /// The place, where one is named.
    pub fn about(&self) -> Option<Id> {
        match self {
            Self::Threat { place, .. } => Some(*place),
            Self::Prepared(plan) => Some(plan.place),
            _ => None,
        }
    }

    /// The posture that is named.
    pub fn posture(&self) -> Option<Id> {
        match self {
            Self::Threat { .. } | Self::Phase { .. } => None,
            Self::Prepared(plan) => Some(plan.posture),
            Self::Proposed { posture, .. }
            | Self::SetAside { posture, .. }
            | Self::Asked { posture }
            | Self::Active { posture }
            | Self::Ended { posture, .. } => Some(*posture),
        }
    }

    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "threat-level" => read_threat(lines),
            "phase" => read_phase(lines),
            "posture-prepared" => read_plan(lines).map(Self::Prepared),
            "posture-proposed" => read_proposed(lines),
            "posture-set-aside" => reasoned(lines).map(|(posture, reason)| Self::SetAside { posture, reason }),
            "posture-asked" => lines.id("posture").map(|posture| Self::Asked { posture }),
            "posture-active" => lines.id("posture").map(|posture| Self::Active { posture }),
            "posture-ended" => reasoned(lines).map(|(posture, reason)| Self::Ended { posture, reason }),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Threat { place, level, grade, reason } => {
                let _ = writeln!(out, "place {place}\nlevel {level}\ngrade {grade}\nreason {reason}");
            }
            Self::Phase { phase } => _ = writeln!(out, "phase {phase}"),
            Self::Prepared(plan) => plan.write(out),
            Self::Proposed { posture, reasons } => {
                let _ = writeln!(out, "posture {posture}");
                for met in reasons {
                    met.write(out);
                }
            }
            Self::Asked { posture } | Self::Active { posture } => _ = writeln!(out, "posture {posture}"),
            Self::SetAside { posture, reason } | Self::Ended { posture, reason } => {
                let _ = writeln!(out, "posture {posture}\nreason {reason}");
            }
        }
    }
}

fn reasoned(lines: &mut Lines<'_>) -> Result<(Id, String), LineFault> {
    Ok((lines.id("posture")?, phrase(lines, "reason")?))
}

fn read_threat(lines: &mut Lines<'_>) -> Result<PostureFact, LineFault> {
    let place = lines.id("place")?;
    let level = lines.number("level", HIGHEST_LEVEL.into())?;
    let level = u8::try_from(level).ok().filter(|level| *level >= 1).ok_or(lines.fault(Fault::Number))?;
    Ok(PostureFact::Threat { place, level, grade: grade(lines)?, reason: phrase(lines, "reason")? })
}

fn read_phase(lines: &mut Lines<'_>) -> Result<PostureFact, LineFault> {
    let text = lines.value("phase")?;
    let phase = Phase::parse(text).ok_or(lines.fault(Fault::Word("before, round-N, between-N, after")))?;
    Ok(PostureFact::Phase { phase })
}

fn read_plan(lines: &mut Lines<'_>) -> Result<Plan, LineFault> {
    let (posture, title, place) = (lines.id("posture")?, phrase(lines, "title")?, lines.id("place")?);
    let conditions =
        each(lines, "condition", |lines, text| Condition::parse(text).ok_or(lines.fault(Fault::Word("a condition"))))?;
    let duties = each(lines, "duty", |lines, text| lines.parse_phrase(text).map(str::to_owned))?;
    let forces = each(lines, "force", read_force)?;
    Ok(Plan { posture, title, place, conditions, duties, forces })
}

fn read_force(lines: &Lines<'_>, text: &str) -> Result<(Force, People), LineFault> {
    let (force, number) = text.split_once(' ').ok_or(lines.fault(Fault::Expected("force")))?;
    Ok((Force::parse(force).ok_or(lines.fault(Fault::Word("a force")))?, people(lines, number)?))
}

fn read_proposed(lines: &mut Lines<'_>) -> Result<PostureFact, LineFault> {
    let posture = lines.id("posture")?;
    Ok(PostureFact::Proposed { posture, reasons: each(lines, "met", read_met)? })
}

fn read_met(lines: &Lines<'_>, text: &str) -> Result<Met, LineFault> {
    let mut fields = text.splitn(3, ' ');
    let mut number = || {
        let number = lines.parse_number(fields.next().unwrap_or_default(), u32::MAX.into())?;
        Ok(u32::try_from(number).unwrap_or_else(|_| unreachable!("limited to u32")))
    };
    let found = [number()?, number()?];
    let condition = fields.next().and_then(Condition::parse).ok_or(lines.fault(Fault::Word("a condition")))?;
    Ok(Met { condition, found })
}

/// All lines with one key, at most [`MAX_PARTS`].
fn each<'a, T>(
    lines: &mut Lines<'a>,
    key: &'static str,
    read: impl Fn(&Lines<'a>, &'a str) -> Result<T, LineFault>,
) -> Result<Vec<T>, LineFault> {
    let mut all = Vec::new();
    while lines.peek(key) {
        let text = lines.value(key)?;
        if all.len() == MAX_PARTS {
            return Err(lines.fault(Fault::Limit("MAX_PARTS")));
        }
        all.push(read(lines, text)?);
    }
    Ok(all)
}
