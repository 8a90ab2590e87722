//! Whether a country is what it claims to be, by code that shares nothing with its making.

use std::collections::BTreeMap;

use election::{Counts, Id};

use super::Country;
use super::facts::{Department, Sums, departments};

/// What is wrong with a country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A list is out of order, or holds an identifier twice.
    Order(Id),
    /// A round does not have one record for every station.
    Length,
    /// A record of a station does not add up, has the wrong number of candidates, or does not
    /// have the register of the definition. Rounds count from 0.
    Record(usize, Id),
    /// The totals of a department are not those of 2017. Rounds count from 0.
    Totals(usize, Id),
    /// A department is missing or left out without reason.
    Department(Id),
}

/// All faults of a country: order and records first, then departments by round.
pub fn faults(country: &Country) -> Vec<Fault> {
    let mut found = Vec::new();
    order(country.stations.iter().map(|station| station.id), &mut found);
    order(country.venues.iter().map(|venue| venue.id), &mut found);
    let departments = departments();
    if country.counts.iter().any(|counts| counts.len() != country.stations.len()) {
        found.push(Fault::Length);
        return found;
    }
    for (round, counts) in country.counts.iter().enumerate() {
        records(country, round, counts, &mut found);
        totals(country, round, counts, &departments, &mut found);
    }
    found
}

fn order(ids: impl Iterator<Item = Id>, found: &mut Vec<Fault>) {
    let mut last = None;
    for id in ids {
        if last.is_some_and(|last| last >= id) {
            found.push(Fault::Order(id));
        }
        last = Some(id);
    }
}

fn records(country: &Country, round: usize, counts: &[Counts], found: &mut Vec<Fault>) {
    for (station, record) in country.stations.iter().zip(counts) {
        let register = station.registered[round] == Some(record.registered);
        let candidates = record.candidates.len() == country.rounds[round].candidates.len();
        if !(register && candidates && adds_up(record)) {
            found.push(Fault::Record(round, station.id));
        }
    }
}

fn adds_up(record: &Counts) -> bool {
    let votes: u64 = record.candidates.iter().map(|votes| votes.wide()).sum();
    votes == record.valid.wide()
        && record.blank.wide() + record.void.wide() + record.valid.wide() == record.cast.wide()
        && record.signed_in == record.cast
        && record.cast <= record.registered
}

fn totals(country: &Country, round: usize, counts: &[Counts], facts: &[Department], found: &mut Vec<Fault>) {
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    for (station, record) in country.stations.iter().zip(counts) {
        let code = station.id.as_str().split('-').next().unwrap_or_default();
        add(sums.entry(code).or_default(), record);
    }
    for fact in facts {
        let Ok(id) = Id::new(fact.code) else { unreachable!("codes of the table are identifiers") };
        match (sums.get(fact.code), country.left_out.contains(&id)) {
            (Some(sum), false) if *sum == fact.rounds[round] => {}
            (Some(_), false) => found.push(Fault::Totals(round, id)),
            (None, true) => {}
            (Some(_), true) | (None, false) => found.push(Fault::Department(id)),
        }
    }
}

fn add(sum: &mut Sums, record: &Counts) {
    sum.registered += record.registered.wide();
    sum.cast += record.cast.wide();
    sum.blank += record.blank.wide();
    sum.void += record.void.wide();
    sum.valid += record.valid.wide();
    sum.candidates.resize(record.candidates.len(), 0);
    sum.candidates.iter_mut().zip(&record.candidates).for_each(|(all, votes)| *all += votes.wide());
}
