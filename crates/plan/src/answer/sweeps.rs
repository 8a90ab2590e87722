//! The lines of sweeps in a plan's text. They stand only where there is an event to sweep.

use core::fmt::{self, Write};

use election::text::{LineFault, Lines};

use super::names::Names;
use super::text::at;
use super::{Sweep, SweepOutcome, Unswept};
use crate::problem::Problem;
use crate::problem::text::words::{clock, ids, number};
use crate::problem::text::{MAX_OFFICERS, ascending, holds, repeat};

/// Most events of a plan.
const MAX_SWEEPS: usize = 100_000;

pub(super) fn write(sweeps: &[Sweep], problem: &Problem, out: &mut impl Write) -> fmt::Result {
    if sweeps.is_empty() {
        return Ok(());
    }
    let event = |event: u32| at(&problem.events, event).id;
    writeln!(out, "sweeps {}", sweeps.len())?;
    for sweep in sweeps {
        let id = event(sweep.event);
        match &sweep.outcome {
            SweepOutcome::Swept { unit, team, from } => {
                writeln!(out, "sweep {id} {} {team} {from}", at(&problem.units, *unit).id)?;
            }
            SweepOutcome::Unswept(why) => {
                let elsewhere: Vec<_> = why.elsewhere().iter().map(|&at| event(at).to_string()).collect();
                let elsewhere = if elsewhere.is_empty() { "-".to_owned() } else { elsewhere.join(",") };
                writeln!(out, "unswept {id} {} {elsewhere}", why.word())?;
            }
        }
    }
    Ok(())
}

pub(super) fn read(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Vec<Sweep>, LineFault> {
    if !lines.peek("sweeps") {
        return Ok(Vec::new());
    }
    let sweeps = repeat(lines, "sweeps", MAX_SWEEPS, |lines| {
        if lines.peek("unswept") { unswept(lines, names) } else { swept(lines, names) }
    })?;
    holds(lines, !sweeps.is_empty(), "at least 1 sweep")?;
    ascending(lines, sweeps.iter().map(|sweep| sweep.event))?;
    Ok(sweeps)
}

fn swept(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Sweep, LineFault> {
    let [event, unit, team, from] = lines.fields("sweep")?;
    let (event, unit) = (names.event(lines, event)?, names.unit(lines, unit)?);
    let team = number(lines, team, MAX_OFFICERS)?;
    holds(lines, team > 0, "teams count from 1")?;
    Ok(Sweep { event, outcome: SweepOutcome::Swept { unit, team, from: clock(lines, from)? } })
}

fn unswept(lines: &mut Lines<'_>, names: &Names<'_>) -> Result<Sweep, LineFault> {
    let [event, why, elsewhere] = lines.fields("unswept")?;
    let event = names.event(lines, event)?;
    let elsewhere = ids(lines, elsewhere)?;
    let elsewhere = elsewhere.iter().map(|id| names.event(lines, id.as_str())).collect::<Result<Vec<_>, _>>()?;
    let (why, fits) = match why {
        "skill" => (Unswept::Skill, elsewhere.is_empty()),
        "time" => (Unswept::Time, elsewhere.is_empty()),
        other => {
            let fits = other == "needed" && !elsewhere.is_empty();
            (Unswept::Needed(elsewhere), fits)
        }
    };
    holds(lines, fits, "skill -, time -, needed EVENTS")?;
    Ok(Sweep { event, outcome: SweepOutcome::Unswept(why) })
}

impl Unswept {
    /// The word of the text.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Time => "time",
            Self::Needed(_) => "needed",
        }
    }

    /// The events at which all that could are needed more.
    pub fn elsewhere(&self) -> &[u32] {
        match self {
            Self::Needed(events) => events,
            Self::Skill | Self::Time => &[],
        }
    }
}
