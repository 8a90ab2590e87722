//! From an election and its counts back to a file of results.

use std::collections::BTreeMap;

use election::Id;
use election::definition::{Place, Station};

use crate::cause::Cause;
use crate::directory::Draft;
use crate::directory::counts::{StationCounts, file_name};
use crate::fault::{Fault, Faults, Refused};
use crate::official::{Layout, ResultFile, Row};

/// The results of a round as a file, ordered by station; [`crate::official::pr17::write`] writes it.
pub fn to_results(draft: &Draft, round: u8, counts: &[StationCounts]) -> Result<ResultFile, Refused> {
    let name = file_name(round);
    let Some(at) = draft.round_ix(round) else {
        return Err(Fault::of_file(&name, Cause::RoundNumber, round.to_string()).into());
    };
    let places: BTreeMap<Id, &Place> = draft.places.iter().map(|place| (place.id, place)).collect();
    let stations: BTreeMap<Id, &Station> = draft.stations.iter().map(|station| (station.id, station)).collect();
    let mut faults = Faults::default();
    let mut rows = Vec::with_capacity(counts.len());
    for StationCounts { station, counts } in counts {
        let row = stations.get(station).and_then(|station| row(station, &places, counts));
        if row.is_none() {
            faults.push(Fault::of_file(&name, Cause::CountsStation, station.as_str()));
        }
        rows.extend(row);
    }
    rows.sort_by_key(|row| row.station);
    faults.unless(ResultFile { layout: Layout::Unnumbered, candidates: draft.rounds[at].candidates.clone(), rows })
}

fn row(station: &Station, places: &BTreeMap<Id, &Place>, counts: &election::Counts) -> Option<Row> {
    let commune = places.get(&station.commune)?;
    let department = places.get(&commune.parent?)?;
    Some(Row {
        station: station.id,
        commune: commune.id,
        department: department.id,
        constituency: station.constituency,
        department_label: department.name.as_str().into(),
        commune_label: commune.name.as_str().into(),
        counts: counts.clone(),
    })
}
