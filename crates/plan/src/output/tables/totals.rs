//! One row a department.

use crate::output::cells::{Table, TenThousandths, Thousandths};
use crate::output::dossier::Dossier;
use crate::output::lands::FORCES;
use crate::output::numbers::thousandths;
use crate::problem::text::words::Word as _;

/// Duties in the order of their columns.
const DUTIES: [&str; 4] = ["circuits", "liaison", "reserve", "details"];

pub(super) fn departments(dossier: &Dossier<'_>) -> Vec<u8> {
    let people: Vec<String> =
        FORCES.iter().flat_map(|force| DUTIES.iter().map(move |duty| format!("{}-{duty}", force.word()))).collect();
    let reserves: Vec<String> =
        dossier.problem.policy.shifts.iter().map(|shift| format!("reserve-crews-{}", shift.name)).collect();
    let mut header = vec!["department", "name", "sites", "stations", "circuits-gendarmerie", "circuits-police"];
    header.extend(people.iter().map(String::as_str));
    header.extend(reserves.iter().map(String::as_str));
    header.extend(["value", "bound", "ratio", "presence-thousandths", "presence-seconds", "travel-seconds"]);
    header.extend(["response-only", "first-kept", "first-missed", "second-kept", "second-missed"]);
    header.extend(["placed-around-commune", "placed-at-department"]);
    let mut table = Table::new(&header);
    for (department, land) in dossier.problem.departments.iter().zip(&dossier.lands) {
        table.put(department.id).text(&department.name).put(land.sites.len()).put(land.stations);
        land.circuits.iter().for_each(|count| _ = table.put(count));
        for duties in &land.duties {
            table.put(duties.circuits).put(duties.liaison).put(duties.reserve).put(duties.details);
        }
        land.reserves.iter().for_each(|crews| _ = table.put(crews));
        table.put(Thousandths(land.value.0)).put(Thousandths(land.bound.0)).maybe(land.ratio().map(TenThousandths));
        table.maybe(land.mean_presence().map(thousandths)).put(land.times.presence).put(land.times.way);
        table.put(land.response_only);
        land.promises.iter().for_each(|count| _ = table.put(count));
        land.placed.iter().for_each(|count| _ = table.put(count));
        table.end();
    }
    table.finish()
}
