//! Repairs in an exercise, as somebody would ask for them at a screen elsewhere.

use std::collections::BTreeMap;
use std::path::Path;

use election::Id;
use election::definition::Mode;
use election::refusal::Language;
use ops::Refusal;
use ops::operation::repair::State;
use ops::roles::Act;
use plan::problem::{Force, UnitKind};
use tlog::Hash;

use super::ask::{self, Subject};
use super::desk::Standing;
use super::form::usual;
use super::work::{self, NotAsked};
use crate::plans::fault::Fault as NotRead;
use crate::plans::lineage;
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;

impl Screens {
    /// Gives the hub a plan: the one in a directory, or the edition of it that the journal says was
    /// accepted last.
    ///
    /// # Errors
    /// What is missing, not what it says, or not what was accepted.
    pub fn open_plan(&self, directory: &Path) -> Result<(), NotRead> {
        let (accepted, editions) = {
            let rooms = self.rooms();
            let planning = rooms.room().operation().planning();
            let editions = planning.repairs().values().filter_map(|repair| match &repair.state {
                State::Accepted(accepted) => Some((accepted.edition.number, accepted.edition.plan)),
                State::Proposed(_) | State::Left(_) => None,
            });
            (planning.standing(), editions.collect::<BTreeMap<u32, Hash>>())
        };
        let standing = Standing::read(directory, accepted)?;
        let number = accepted.map(|edition| edition.number);
        lineage::check(&standing.directory, &standing.opened.plan, number, &editions)?;
        lineage::sweep(directory);
        self.0.desk.put(standing);
        Ok(())
    }

    /// The patrols of the plan that stand in a department, with their force.
    pub fn planned(&self, department: Id) -> Vec<(Id, Force)> {
        let Ok(standing) = self.plan() else { return Vec::new() };
        let units = standing.opened.problem.units.iter();
        let here = units.filter(|unit| unit.department == department && unit.kind == UnitKind::Patrol);
        here.map(|unit| (unit.id, unit.force)).collect()
    }

    /// Asks in an exercise for a repair that brings crews to an incident for the rest of the day; the
    /// number of the repair, whose page is `/hub/operation/repairs/NUMBER`. In a live vote nothing.
    ///
    /// # Errors
    /// Why the rooms or the planner refused.
    pub async fn play_repair(
        &self,
        account: Id,
        incident: u64,
        crews: u32,
        language: Language,
    ) -> Result<u64, Refusal> {
        let live = self.definition().parts().mode == Mode::Live;
        if live {
            return Err(Refusal::NotAllowed(Act::RepairPlan));
        }
        let screens = self.clone();
        refusal(self.aside(move || asked(&screens, account, incident, crews, language)).await)
    }
}

fn asked(screens: &Screens, account: Id, incident: u64, crews: u32, language: Language) -> Result<u64, Fault> {
    let visit = Visit { person: None, csrf: String::new(), language, path: String::new() };
    let standing = screens.plan()?;
    let place = Subject::Incident(incident).place(screens, &standing)?;
    let now = screens.plan_clock(&standing, place)?;
    // For as long as crews are on duty: an exercise runs fast, and whoever comes in later finds it open.
    let last = standing.opened.problem.policy.shifts.iter().map(|shift| shift.duty_to).max();
    let window = last.filter(|last| *last > now).map_or_else(|| usual(now), |last| (now, last));
    let change = ask::needed(screens, &visit, &standing, incident, (crews, window))?;
    work::propose(screens, account, (place, Some(incident)), change).map_err(|not| match not {
        NotAsked::Fault(fault) => fault,
        NotAsked::Faults(_) => Fault::Refused(Refusal::Text),
    })
}

fn refusal<T>(done: Result<T, Fault>) -> Result<T, Refusal> {
    done.map_err(|fault| match fault {
        Fault::Refused(refusal) => refusal,
        // The disk: nothing was done, as when it is refused for a moment.
        _ => Refusal::Step,
    })
}
