//! `stations.csv`.

use election::definition::{MAX_ROUNDS, Station};

use super::Draft;
use super::table::{self, Rows};
use crate::fault::Faults;
use crate::line::Table;

const FIXED: [&str; 5] = ["id", "commune", "venue", "constituency", "hours"];

/// `rounds` are the numbers of `election.toml`, if that could be read: each has its register.
pub(crate) fn read(text: &str, rounds: Option<&[u8]>, faults: &mut Faults) -> (Vec<Station>, Rows) {
    let header = |names: &[String]| -> Option<usize> {
        let numbers: Vec<u8> = match rounds {
            Some(numbers) => numbers.to_vec(),
            None => (1..).take(names.len().saturating_sub(FIXED.len())).collect(),
        };
        let columns = columns(&numbers);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let limited = numbers.len() <= MAX_ROUNDS;
        table::exactly(&columns, names).or_else(|| (!limited).then_some(FIXED.len() + MAX_ROUNDS))
    };
    table::read("stations.csv", text, &header, faults, |row| {
        let (id, commune, venue) = (row.id(0), row.id(1), row.optional_id(2));
        let (constituency, hours) = (row.optional_id(3), row.id(4));
        let mut registered = [None; MAX_ROUNDS];
        let mut whole = true;
        for (at, register) in registered.iter_mut().enumerate() {
            let voters = row.optional_votes(FIXED.len() + at);
            whole &= voters.is_ok();
            *register = voters.ok().flatten();
        }
        let station = Station {
            id: id?,
            commune: commune?,
            venue: venue.ok()?,
            constituency: constituency.ok()?,
            hours: hours?,
            registered,
        };
        whole.then_some(station)
    })
}

pub(crate) fn write(draft: &Draft) -> Vec<u8> {
    let mut ordered: Vec<&Station> = draft.stations.iter().collect();
    ordered.sort_by_key(|station| station.id);
    let numbers: Vec<u8> = draft.rounds.iter().map(|round| round.number).collect();
    let mut table = Table::new(columns(&numbers));
    for station in ordered {
        let registers = station.registered.iter().take(numbers.len());
        let registers: Vec<String> =
            registers.map(|voters| voters.map_or_else(String::new, |voters| voters.to_string())).collect();
        let venue = station.venue.map_or_else(String::new, |id| id.to_string());
        let constituency = station.constituency.map_or_else(String::new, |id| id.to_string());
        let mut fields =
            vec![station.id.as_str(), station.commune.as_str(), &venue, &constituency, station.hours.as_str()];
        fields.extend(registers.iter().map(String::as_str));
        table.push(fields);
    }
    table.into_bytes()
}

fn columns(rounds: &[u8]) -> Vec<String> {
    let registers = rounds.iter().map(|number| format!("registered-{number}"));
    FIXED.iter().map(|name| (*name).to_owned()).chain(registers).collect()
}
