//! The rules of sweeps before events, which planner and checker both read: `specs/sweep.md`.

use election::Id;

use super::{Event, Ground, Problem, Unit, UnitKind, UnitZone};
use crate::measure::{Clock, Seconds};

/// A place stays sealed no longer before its event begins.
const SEALED: u32 = 4 * 3_600;
/// Doors open so long before the event begins.
const DOORS: u32 = 45 * 60;
/// A sweep takes so many minutes, one more for every so many people, and no more than so many.
const MINUTES: u32 = 30;
const PEOPLE: u32 = 100;
const MOST_MINUTES: u32 = 120;

impl Event {
    /// How long its sweep takes.
    pub fn sweep_time(&self) -> Seconds {
        Seconds(60 * (MINUTES + self.people.div_ceil(PEOPLE)).min(MOST_MINUTES))
    }

    /// When its doors open: swept and sealed by then.
    pub fn doors(&self) -> Clock {
        Clock(self.from.0.saturating_sub(DOORS))
    }

    /// The earliest and the latest start of its sweep; none on a day that begins too late for it.
    pub fn sweep_window(&self) -> Option<[Clock; 2]> {
        let latest = self.from.0.checked_sub(DOORS + self.sweep_time().0)?;
        Some([Clock(self.from.0.saturating_sub(SEALED)), Clock(latest)])
    }
}

impl Unit {
    /// Teams that may sweep at one time: crews that have a vehicle; none of other units.
    pub fn sweep_teams(&self) -> u32 {
        let crews = self.strength.0.checked_div(self.crew.0).unwrap_or(0);
        if self.kind == UnitKind::BombDisposal { crews.min(self.vehicles) } else { 0 }
    }

    /// Whether its teams may sweep what needs these skills on this ground.
    pub fn may_sweep(&self, skills: &[Id], ground: Ground) -> bool {
        let zone = match self.zone {
            UnitZone::Any => true,
            UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
            UnitZone::Police => ground == Ground::Police,
        };
        zone && self.sweep_teams() > 0 && skills.iter().all(|skill| self.skills.contains(skill))
    }
}

impl Problem {
    /// What a team needs to sweep an event: of its skills those that any unit of bomb disposal has;
    /// the others are for its detail.
    pub fn sweep_skills(&self, event: &Event) -> Vec<Id> {
        let teams = || self.units.iter().filter(|unit| unit.kind == UnitKind::BombDisposal);
        let known = |skill: &&Id| teams().any(|unit| unit.skills.contains(skill));
        event.skills.iter().filter(known).copied().collect()
    }
}
