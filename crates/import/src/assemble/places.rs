//! Nation, regions, departments and communes of a file of results.

use std::collections::BTreeMap;

use election::Id;
use election::definition::{Level, Place, Zone};

use super::communes::Communes;
use crate::cause::Cause;
use crate::departments::Departments;
use crate::fault::{Fault, Faults};
use crate::official::{ResultFile, Row};

/// Departments that are police ground as a whole: Paris and the three around it.
const POLICE_DEPARTMENTS: [&str; 4] = ["75", "92", "93", "94"];
/// People from which a commune is police ground, where nothing better is known.
pub const POLICE_POPULATION: u32 = 20_000;

/// Adds the places of the file that are not there; the names of communes must agree.
pub(crate) fn add(
    places: &mut Vec<Place>,
    file: &ResultFile,
    name: &str,
    communes: Option<&Communes>,
    faults: &mut Faults,
) {
    let departments = Departments::new();
    let mut known: BTreeMap<Id, Place> = places.drain(..).map(|place| (place.id, place)).collect();
    for (line, row) in (2..).zip(&file.rows) {
        if let Some(there) = known.get_mut(&row.commune) {
            if there.name != *row.commune_label {
                let found = format!("{}: {} ≠ {}", row.commune, row.commune_label, there.name);
                faults.push(Fault { line: Some(line), ..Fault::of_file(name, Cause::OtherName, found) });
            }
        } else {
            around(&mut known, row, &departments);
            known.insert(row.commune, commune(row, communes));
        }
    }
    if let Some(facts) = communes {
        known.values_mut().filter(|place| place.level == Level::Commune).for_each(|place| complete(place, facts));
    }
    *places = known.into_values().collect();
    places.sort_by_key(|place| (place.level, place.id));
}

/// The department, region and nation around a row.
fn around(known: &mut BTreeMap<Id, Place>, row: &Row, departments: &Departments) {
    let Some(facts) = departments.find(row.department.as_str()) else {
        unreachable!("the reader of results admits known departments only");
    };
    let (nation, region) = (id("FR"), id(&facts.region));
    let place = |id, level, parent, name: &str| Place {
        id,
        level,
        parent,
        position: None,
        zone: Zone::Unstated,
        name: name.to_owned(),
    };
    known.entry(nation).or_insert_with(|| place(nation, Level::Nation, None, "France"));
    known.entry(region).or_insert_with(|| place(region, Level::Region, Some(nation), &facts.region_label));
    known
        .entry(row.department)
        .or_insert_with(|| place(row.department, Level::Department, Some(region), &row.department_label));
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap_or_else(|_| unreachable!("the ids of the program's own table are read by a test"))
}

fn commune(row: &Row, communes: Option<&Communes>) -> Place {
    let police = POLICE_DEPARTMENTS.contains(&row.department.as_str());
    let mut place = Place {
        id: row.commune,
        level: Level::Commune,
        parent: Some(row.department),
        position: None,
        zone: if police { Zone::Police } else { Zone::Unstated },
        name: row.commune_label.to_string(),
    };
    if let Some(facts) = communes {
        complete(&mut place, facts);
    }
    place
}

/// Fills in what is not yet said. The rule for the zone is the one to use where the real ground
/// is unknown: police around Paris and from 20,000 people, gendarmerie elsewhere.
fn complete(place: &mut Place, communes: &Communes) {
    let Some(facts) = communes.find(place.id) else {
        return;
    };
    place.position = place.position.or(facts.position);
    if let (Zone::Unstated, Some(population)) = (place.zone, facts.population) {
        place.zone = if population >= POLICE_POPULATION { Zone::Police } else { Zone::Gendarmerie };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_and_department_is_an_identifier() {
        for department in Departments::new().all() {
            assert_eq!(id(&department.region).as_str(), department.region);
            assert_eq!(id(&department.code).as_str(), department.code);
        }
    }
}
