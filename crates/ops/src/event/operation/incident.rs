//! Events of incidents.

use core::fmt::Write as _;

use election::{
    Id,
    text::{LineFault, Lines},
};

use super::{grade, optional_point, word, write_point};
use crate::{
    event::{MAX_EVENTS, phrase},
    operation::{
        ground::Ground,
        incident::{Audience, Grade, Report, Severity},
        words::Word as _,
    },
};

/// What happened to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncidentFact {
    /// Somebody reported it; the number of this event is its name.
    Reported(Report),
    /// It is so.
    Verified {
        /// Which.
        incident: u64,
    },
    /// Whoever wrote the event takes care of it.
    Claimed {
        /// Which.
        incident: u64,
    },
    /// It is judged anew.
    Weighed {
        /// Which.
        incident: u64,
        /// How bad it is.
        severity: Severity,
        /// Who may hear of it.
        audience: Audience,
        /// How far the source is to be believed.
        grade: Grade,
    },
    /// It is the same thing as another.
    Duplicate {
        /// Which.
        incident: u64,
        /// The one that goes on.
        of: u64,
    },
    /// It is not so.
    Unfounded {
        /// Which.
        incident: u64,
        /// How that was found.
        reason: String,
    },
    /// It is over.
    Closed {
        /// Which.
        incident: u64,
        /// How it ended.
        reason: String,
    },
}

impl IncidentFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Reported(_) => "incident-reported",
            Self::Verified { .. } => "incident-verified",
            Self::Claimed { .. } => "incident-claimed",
            Self::Weighed { .. } => "incident-weighed",
            Self::Duplicate { .. } => "incident-duplicate",
            Self::Unfounded { .. } => "incident-unfounded",
            Self::Closed { .. } => "incident-closed",
        }
    }

    /// The station or the place of a report; of all the rest, the incident tells.
    pub fn about(&self) -> Option<Id> {
        match self {
            Self::Reported(report) => Some(report.ground.about),
            _ => None,
        }
    }

    /// The incident; of a report, none yet.
    pub fn incident(&self) -> Option<u64> {
        match self {
            Self::Reported(_) => None,
            Self::Verified { incident }
            | Self::Claimed { incident }
            | Self::Weighed { incident, .. }
            | Self::Duplicate { incident, .. }
            | Self::Unfounded { incident, .. }
            | Self::Closed { incident, .. } => Some(*incident),
        }
    }

    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "incident-reported" => read_report(lines).map(Self::Reported),
            "incident-verified" => number(lines).map(|incident| Self::Verified { incident }),
            "incident-claimed" => number(lines).map(|incident| Self::Claimed { incident }),
            "incident-weighed" => read_weighed(lines),
            "incident-duplicate" => read_duplicate(lines),
            "incident-unfounded" => reasoned(lines).map(|(incident, reason)| Self::Unfounded { incident, reason }),
            "incident-closed" => reasoned(lines).map(|(incident, reason)| Self::Closed { incident, reason }),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Reported(report) => write_report(report, out),
            Self::Verified { incident } | Self::Claimed { incident } => _ = writeln!(out, "incident {incident}"),
            Self::Weighed { incident, severity, audience, grade } => {
                let (severity, audience) = (severity.word(), audience.word());
                let _ = writeln!(out, "incident {incident}\nseverity {severity}\naudience {audience}\ngrade {grade}");
            }
            Self::Duplicate { incident, of } => _ = writeln!(out, "incident {incident}\nof {of}"),
            Self::Unfounded { incident, reason } | Self::Closed { incident, reason } => {
                let _ = writeln!(out, "incident {incident}\nreason {reason}");
            }
        }
    }
}

fn number(lines: &mut Lines<'_>) -> Result<u64, LineFault> {
    lines.number("incident", MAX_EVENTS)
}

fn reasoned(lines: &mut Lines<'_>) -> Result<(u64, String), LineFault> {
    Ok((number(lines)?, phrase(lines, "reason")?))
}

fn read_weighed(lines: &mut Lines<'_>) -> Result<IncidentFact, LineFault> {
    let (incident, severity) = (number(lines)?, word(lines, "severity")?);
    Ok(IncidentFact::Weighed { incident, severity, audience: word(lines, "audience")?, grade: grade(lines)? })
}

fn read_duplicate(lines: &mut Lines<'_>) -> Result<IncidentFact, LineFault> {
    Ok(IncidentFact::Duplicate { incident: number(lines)?, of: lines.number("of", MAX_EVENTS)? })
}

fn read_report(lines: &mut Lines<'_>) -> Result<Report, LineFault> {
    let (kind, severity) = (word(lines, "what")?, word(lines, "severity")?);
    let ground = Ground { about: lines.id("about")?, point: optional_point(lines)? };
    let (when, audience) = (lines.stamp("when")?, word(lines, "audience")?);
    let (grade, source) = (grade(lines)?, phrase(lines, "source")?);
    Ok(Report { kind, severity, ground, when, audience, grade, source, text: phrase(lines, "says")? })
}

fn write_report(report: &Report, out: &mut String) {
    let Report { kind, severity, ground, when, audience, grade, source, text } = report;
    let (kind, severity, audience, about) = (kind.word(), severity.word(), audience.word(), ground.about);
    let _ = writeln!(out, "what {kind}\nseverity {severity}\nabout {about}");
    write_point(ground.point, out);
    let _ = writeln!(out, "when {when}\naudience {audience}\ngrade {grade}\nsource {source}\nsays {text}");
}
