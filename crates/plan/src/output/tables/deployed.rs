//! Reserves, moved units, details.

use crate::answer::SweepOutcome;
use crate::measure::Clock;
use crate::output::cells::{Degrees, Table};
use crate::output::dossier::Dossier;
use crate::problem::text::words::Word as _;

pub(super) fn reserves(dossier: &Dossier<'_>) -> Vec<u8> {
    let mut table =
        Table::new(&["shift", "unit", "force", "department", "base", "base-name", "lon", "lat", "crews", "officers"]);
    for reserve in &dossier.plan.reserves {
        let unit = &dossier.problem.units[reserve.unit as usize];
        let base = &dossier.problem.bases[reserve.base as usize];
        table.put(dossier.shift_name(reserve.shift)).put(unit.id).put(unit.force.word());
        table.put(dossier.problem.departments[base.department as usize].id);
        table.put(base.commune).text(&dossier.base_name(reserve.base));
        table.put(Degrees(base.position.lon_e6)).put(Degrees(base.position.lat_e6));
        table.put(reserve.crews).put(u64::from(reserve.crews) * u64::from(unit.crew.0)).end();
    }
    table.finish()
}

pub(super) fn moves(dossier: &Dossier<'_>) -> Vec<u8> {
    let mut table = Table::new(&[
        "unit",
        "force",
        "officers",
        "from-department",
        "from-base",
        "to-department",
        "to-base",
        "to-base-name",
    ]);
    for sent in &dossier.plan.moves {
        let unit = &dossier.problem.units[sent.unit as usize];
        let base = &dossier.problem.bases[sent.base as usize];
        table.put(unit.id).put(unit.force.word()).put(unit.strength).put(unit.department).put(unit.base);
        table.put(dossier.problem.departments[base.department as usize].id).put(base.commune);
        table.text(&dossier.base_name(sent.base)).end();
    }
    table.finish()
}

pub(super) fn details(dossier: &Dossier<'_>) -> Vec<u8> {
    let mut table = Table::new(&["event", "name", "shift", "unit", "force", "department", "officers"]);
    for detail in &dossier.plan.details {
        let event = &dossier.problem.events[detail.event as usize];
        let unit = &dossier.problem.units[detail.unit as usize];
        let (_, department) = dossier.stands[detail.unit as usize];
        table.put(event.id).text(&event.name).put(dossier.shift_name(detail.shift)).put(unit.id);
        table.put(unit.force.word()).put(dossier.problem.departments[department as usize].id);
        table.put(detail.officers).end();
    }
    table.finish()
}

/// Who sweeps which event when, or why nobody does.
pub(super) fn sweeps(dossier: &Dossier<'_>) -> Vec<u8> {
    let mut table = Table::new(&["event", "name", "weight", "doors", "unit", "team", "from", "to", "why", "needed-at"]);
    for sweep in &dossier.plan.sweeps {
        let event = &dossier.problem.events[sweep.event as usize];
        table.put(event.id).text(&event.name).put(event.weight.0).put(event.doors());
        match &sweep.outcome {
            SweepOutcome::Swept { unit, team, from } => {
                let until = Clock(from.0 + event.sweep_time().0);
                table.put(dossier.unit_id(*unit)).put(team).put(from).put(until).put("").put("").end();
            }
            SweepOutcome::Unswept(why) => {
                let at = |&event: &u32| dossier.problem.events[event as usize].id.to_string();
                let elsewhere: Vec<String> = why.elsewhere().iter().map(at).collect();
                table.put("").put("").put("").put("").put(why.word()).put(elsewhere.join(" ")).end();
            }
        }
    }
    table.finish()
}
