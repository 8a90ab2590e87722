//! `counts/round-N.csv`: what the paper records of a round say, station by station.

use std::collections::{BTreeMap, BTreeSet};

use election::definition::{Candidate, Station};
use election::{Counts, Id};

use super::table::{self, Row};
use super::{Draft, Source};
use crate::cause::Cause;
use crate::fault::{Fault, Faults, Refused};
use crate::line::Table;
use crate::official::{Figures, wrong_sums};

const FIXED: [&str; 7] = ["station", "registered", "signed-in", "cast", "blank", "void", "valid"];

/// The figures of one station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationCounts {
    /// The station.
    pub station: Id,
    /// Its figures, candidates in panel order.
    pub counts: Counts,
}

/// Name of the file of a round's counts inside the directory.
pub fn file_name(round: u8) -> String {
    format!("counts/round-{round}.csv")
}

/// Reads the counts of a round. Stations must be open in it, none may stand twice, sums must
/// hold; a station left out has no counts (missing is missing, never zero).
pub fn read(source: &Source<'_>, draft: &Draft, round: u8) -> Result<Vec<StationCounts>, Refused> {
    let name = file_name(round);
    let Some(at) = draft.round_ix(round) else {
        return Err(Fault::of_file(&name, Cause::RoundNumber, round.to_string()).into());
    };
    let mut faults = Faults::default();
    let text = super::required(source, &name, &mut faults);
    let open: BTreeMap<Id, &Station> = draft
        .stations
        .iter()
        .filter(|station| station.registered[at].is_some())
        .map(|station| (station.id, station))
        .collect();
    let counts = rows(&text.unwrap_or_default(), &draft.rounds[at].candidates, &open, &mut faults);
    let mut told = Faults::default();
    if let Some(refused) = faults.refusal() {
        // The reader of tables names every file of counts alike: say which round it is.
        let renamed = refused.faults.into_iter().map(|fault| Fault { file: name.clone(), ..fault }).collect();
        told.absorb(Refused { faults: renamed, ..refused });
    }
    told.unless(counts)
}

fn rows(
    text: &str,
    candidates: &[Candidate],
    open: &BTreeMap<Id, &Station>,
    faults: &mut Faults,
) -> Vec<StationCounts> {
    let columns = columns(candidates);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    let (counts, _) = table::read("counts", text, &|names| table::exactly(&columns, names), faults, |row| {
        let station = row.id(0);
        let counts = figures(row, candidates.len());
        let (station, counts) = (station?, counts?);
        if !open.contains_key(&station) {
            row.fault(0, Cause::CountsStation);
        }
        if !seen.insert(station) {
            row.fault(0, Cause::CountsOrder);
        }
        check_sums(row, &counts);
        Some(StationCounts { station, counts })
    });
    counts
}

fn figures(row: &mut Row<'_>, candidates: usize) -> Option<Counts> {
    let [registered, signed_in, cast, blank, void, valid] = [1, 2, 3, 4, 5, 6].map(|column| row.votes(column));
    let votes: Vec<_> = (0..candidates).map(|at| row.votes(FIXED.len() + at)).collect();
    Some(Counts {
        registered: registered?,
        signed_in: signed_in?,
        cast: cast?,
        blank: blank?,
        void: void?,
        valid: valid?,
        candidates: votes.into_iter().collect::<Option<_>>()?,
    })
}

fn check_sums(row: &mut Row<'_>, counts: &Counts) {
    let Counts { registered, cast, blank, void, valid, .. } = *counts;
    let figures = Figures { registered, abstentions: None, cast, blank, void, valid };
    let votes = counts.candidates.iter().map(|votes| votes.wide()).sum();
    for wrong in wrong_sums(&figures, votes) {
        let column = if wrong.cause == Cause::ValidSum { 6 } else { 3 };
        row.fault_with(column, wrong.cause, wrong.found);
    }
}

/// Writes the counts of a round, ordered by station: the file's name and its bytes.
pub fn write(draft: &Draft, round: u8, counts: &[StationCounts]) -> Option<(String, Vec<u8>)> {
    let candidates = &draft.rounds.get(draft.round_ix(round)?)?.candidates;
    let mut ordered: Vec<&StationCounts> = counts.iter().collect();
    ordered.sort_by_key(|counts| counts.station);
    let mut table = Table::new(columns(candidates));
    for StationCounts { station, counts } in ordered {
        let fixed = [counts.registered, counts.signed_in, counts.cast, counts.blank, counts.void, counts.valid];
        let figures = fixed.iter().chain(&counts.candidates).map(ToString::to_string);
        table.push(std::iter::once(station.to_string()).chain(figures));
    }
    Some((file_name(round), table.into_bytes()))
}

fn columns(candidates: &[Candidate]) -> Vec<String> {
    let numbers = candidates.iter().map(|candidate| candidate.number.to_string());
    FIXED.iter().map(|name| (*name).to_owned()).chain(numbers).collect()
}
