//! Circuits, their stops, and the sites.

use crate::answer::{Circuit, Crew, Step, Value};
use crate::output::cells::{Degrees, Table, Thousandths};
use crate::output::dossier::Dossier;
use crate::output::lands::Times;
use crate::output::numbers::thousandths;
use crate::problem::text::words::Word as _;

pub(super) fn circuits(dossier: &Dossier<'_>) -> Vec<u8> {
    let shifts = &dossier.problem.policy.shifts;
    let crews: Vec<String> = shifts.iter().map(|shift| format!("crew-{}", shift.name)).collect();
    let mut header = vec![
        "circuit",
        "department",
        "ground",
        "stops",
        "presence-seconds",
        "travel-seconds",
        "period-seconds",
        "value",
    ];
    header.extend(crews.iter().map(String::as_str));
    let mut table = Table::new(&header);
    for (at, circuit) in (0_u32..).zip(&dossier.plan.circuits) {
        let times = Times::of(&circuit.steps);
        table.put(dossier.circuit_id(at)).put(dossier.problem.departments[circuit.department as usize].id);
        table.put(circuit.ground.word()).put(stops_of(circuit).count());
        table.put(times.presence).put(times.way).put(times.all).put(Thousandths(value(dossier, circuit).0));
        // A row has as many fields as the header, whatever the plan brings.
        for shift in 0..shifts.len() {
            table.maybe(circuit.crews.get(shift).map(|crew| crew_text(dossier, *crew)));
        }
        table.end();
    }
    table.finish()
}

/// The greatest value of the sites it visits.
fn value(dossier: &Dossier<'_>, circuit: &Circuit) -> Value {
    stops_of(circuit).map(|(site, _)| dossier.sites[site as usize].value).max().unwrap_or_default()
}

fn stops_of(circuit: &Circuit) -> impl Iterator<Item = (u32, u32)> + '_ {
    circuit.steps.iter().filter_map(|step| match step {
        Step::Stop { site, time } => Some((*site, time.0)),
        Step::Rest(_) | Step::Way(_) => None,
    })
}

/// `p-01`, or `m-01+g-01` for soldiers with their liaison: no identifier has a plus sign.
fn crew_text(dossier: &Dossier<'_>, crew: Crew) -> String {
    match crew {
        Crew::Ordinary { unit } => dossier.unit_id(unit).to_string(),
        Crew::Accompanied { soldiers, liaison } => {
            format!("{}+{}", dossier.unit_id(soldiers), dossier.unit_id(liaison))
        }
    }
}

pub(super) fn stops(dossier: &Dossier<'_>) -> Vec<u8> {
    let mut table = Table::new(&["circuit", "order", "site", "seconds", "share-thousandths"]);
    let period = dossier.problem.policy.period.0.max(1);
    for (at, circuit) in (0_u32..).zip(&dossier.plan.circuits) {
        for (order, (site, seconds)) in (1..).zip(stops_of(circuit)) {
            table.put(dossier.circuit_id(at)).put(order).put(dossier.problem.sites[site as usize].id);
            table.put(seconds).put(thousandths(f64::from(seconds) / f64::from(period))).end();
        }
    }
    table.finish()
}

pub(super) fn sites(dossier: &Dossier<'_>) -> Vec<u8> {
    let mut table = Table::new(&[
        "site",
        "name",
        "kind",
        "commune",
        "department",
        "ground",
        "lon",
        "lat",
        "stations",
        "weight",
        "presence-thousandths",
        "value",
        "circuits",
        "reserve",
        "reserve-seconds",
        "first-promise",
        "second-promise",
        "placed",
    ]);
    let shifts = u32::try_from(dossier.problem.policy.shifts.len()).unwrap_or(u32::MAX);
    for ((at, site), facts) in (0_u32..).zip(&dossier.problem.sites).zip(&dossier.sites) {
        table.put(site.id).text(&dossier.site_name(at)).put(site.kind.word()).put(site.commune);
        table.put(dossier.problem.departments[site.department as usize].id).put(site.ground.word());
        table.put(Degrees(site.position.lon_e6)).put(Degrees(site.position.lat_e6)).put(site.stations);
        table.put(site.weight()).put(thousandths(facts.presence)).put(Thousandths(facts.value.0));
        let circuits: Vec<String> = facts.circuits.iter().map(|circuit| dossier.circuit_id(*circuit)).collect();
        table.put(circuits.join(" "));
        table.maybe(facts.help.map(|help| dossier.problem.bases[help.base as usize].commune));
        table.maybe(facts.help.map(|help| help.time));
        table.put(kept(facts.first_kept, shifts)).put(kept(facts.second_kept, shifts));
        table.put(site.placed.word()).end();
    }
    table.finish()
}

fn kept(shifts: u32, of: u32) -> &'static str {
    if shifts == of { "kept" } else { "missed" }
}
