//! An election out of official files: one file a round, in any order.
//!
//! Identifiers: the nation is `FR`, a region `R84`, a department `75`, a commune `75-056`, a
//! station `75-056-0101`. Regions and departments come from [`crate::departments`], positions
//! and zones of communes from an optional file of communes. No venue is invented: the files of
//! results do not say where a station stands.

pub mod communes;
pub mod export;
mod hours;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use election::Id;
use election::definition::{MAX_ROUNDS, Mode, Round, Station};

use crate::cause::Cause;
use crate::directory::counts::StationCounts;
use crate::directory::{Draft, Log};
use crate::fault::{Fault, Faults, Refused};
use crate::official::ResultFile;
use crate::official::known::{self, Contest};
use communes::Communes;

/// What the files cannot say.
#[derive(Clone, Debug)]
pub struct Options {
    /// Live or test. Test unless asked: results of the past are an exercise, and a live election
    /// made by oversight could not be told from a real one.
    pub mode: Mode,
    /// Short name of the election; known for the candidates of some first rounds.
    pub election: Option<Id>,
    /// Title for people; known for the elections of [`known::CONTESTS`].
    pub title: Option<String>,
    /// Date of the vote in France, `YYYY-MM-DD`; known for the same elections.
    pub date: Option<String>,
    /// Origin of the log; the short name with `.log` unless given.
    pub log: Option<String>,
    /// Positions and populations of communes.
    pub communes: Option<Communes>,
}

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Test, election: None, title: None, date: None, log: None, communes: None }
    }
}

/// An election with one more round, and the counts of that round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The election, records ordered by identifier.
    pub draft: Draft,
    /// The counts of the round, ordered by station.
    pub counts: Vec<StationCounts>,
}

/// A new election of one round out of a file of results; `name` is the file's, for the faults.
pub fn from_results(file: &ResultFile, name: &str, round: u8, options: &Options) -> Result<Imported, Refused> {
    let contest = contest_of(file);
    if let Some(contest) = contest.filter(|contest| contest.round != round) {
        return Err(Fault::of_file(name, Cause::OtherRound, format!("{} ≠ {round}", contest.round)).into());
    }
    let told = options.election.or_else(|| contest.and_then(|contest| Id::new(contest.election).ok()));
    let unknown = || Refused::from(Fault::of_file(name, Cause::UnknownElection, ""));
    let election = told.ok_or_else(unknown)?;
    let known_title = known::title_of(election.as_str()).map(str::to_owned);
    let title = options.title.clone().or(known_title).ok_or_else(unknown)?;
    let origin = options.log.clone().unwrap_or_else(|| format!("{election}.log"));
    let empty = Draft {
        election,
        title,
        mode: options.mode,
        log: Log::Named(origin),
        quorum: 0,
        witnesses: Vec::new(),
        thresholds: Vec::new(),
        rounds: Vec::new(),
        places: Vec::new(),
        venues: Vec::new(),
        stations: Vec::new(),
        keys: Vec::new(),
    };
    add_round(empty, file, name, round, options)
}

/// Adds a round to an election: stations are matched by identifier, new ones added, and names
/// and constituencies must agree.
///
/// Of `options` only the date and the communes count here.
pub fn add_round(
    mut draft: Draft,
    file: &ResultFile,
    name: &str,
    round: u8,
    options: &Options,
) -> Result<Imported, Refused> {
    let at = insertion(&draft, name, round)?;
    if let Some(contest) =
        contest_of(file).filter(|contest| contest.election == draft.election.as_str() && contest.round != round)
    {
        return Err(Fault::of_file(name, Cause::OtherRound, format!("{} ≠ {round}", contest.round)).into());
    }
    let date = options.date.as_deref().or_else(|| known::date_of(draft.election.as_str(), round));
    let day =
        date.and_then(hours::Day::of).ok_or_else(|| Fault::of_file(name, Cause::UnknownDate, date.unwrap_or("")))?;
    let mut faults = Faults::default();
    places::add(&mut draft.places, file, name, options.communes.as_ref(), &mut faults);
    add_stations(&mut draft, file, name, at, &mut faults);
    draft.rounds.insert(at, new_round(file, round, day, &open_classes(&draft.stations, at)));
    faults.unless(Imported { draft, counts: counts(file) })
}

/// The contest the candidates tell, unless two elections had the same ones: the second rounds
/// of 2017 and 2022 did.
pub fn contest_of(file: &ResultFile) -> Option<&'static Contest> {
    let families: Vec<&str> = file.candidates.iter().map(|candidate| candidate.family.as_str()).collect();
    known::contest_of(&families).filter(|contest| contest.round == 1)
}

fn insertion(draft: &Draft, name: &str, round: u8) -> Result<usize, Refused> {
    if round == 0 || usize::from(round) > MAX_ROUNDS || draft.rounds.len() >= MAX_ROUNDS {
        return Err(Fault::of_file(name, Cause::RoundNumber, round.to_string()).into());
    }
    if draft.round_ix(round).is_some() {
        return Err(Fault::of_file(name, Cause::RoundThere, round.to_string()).into());
    }
    Ok(draft.rounds.iter().filter(|there| there.number < round).count())
}

/// Opens the stations of the file at position `at` of the rounds; registers behind it move on.
fn add_stations(draft: &mut Draft, file: &ResultFile, name: &str, at: usize, faults: &mut Faults) {
    for station in &mut draft.stations {
        station.registered[at..].rotate_right(1);
        station.registered[at] = None;
    }
    let classes = hours::classes(file, &draft.stations);
    let mut stations: BTreeMap<Id, Station> = draft.stations.drain(..).map(|station| (station.id, station)).collect();
    // Row `i` of a file stands on line `i + 2`: one line a row, after the header.
    for (line, row) in (2..).zip(&file.rows) {
        let station = stations.entry(row.station).or_insert_with(|| Station {
            id: row.station,
            commune: row.commune,
            venue: None,
            constituency: row.constituency,
            hours: classes.of(row.department, row.commune),
            registered: [None; MAX_ROUNDS],
        });
        if row.constituency.is_some() && station.constituency.is_some() && row.constituency != station.constituency {
            let code = |id: Option<Id>| id.map_or_else(String::new, |id| id.to_string());
            let found = format!("{}: {} ≠ {}", row.station, code(row.constituency), code(station.constituency));
            faults.push(Fault { line: Some(line), ..Fault::of_file(name, Cause::OtherConstituency, found) });
        }
        station.constituency = station.constituency.or(row.constituency);
        station.registered[at] = Some(row.counts.registered);
    }
    draft.stations = stations.into_values().collect();
}

/// The classes of hours of the stations that open in a round.
fn open_classes(stations: &[Station], at: usize) -> BTreeSet<Id> {
    stations.iter().filter(|station| station.registered[at].is_some()).map(|station| station.hours).collect()
}

fn new_round(file: &ResultFile, number: u8, day: hours::Day, classes: &BTreeSet<Id>) -> Round {
    Round { number, publishes: day.publishes(), hours: day.hours(classes), candidates: file.candidates.clone() }
}

fn counts(file: &ResultFile) -> Vec<StationCounts> {
    let mut counts: Vec<StationCounts> =
        file.rows.iter().map(|row| StationCounts { station: row.station, counts: row.counts.clone() }).collect();
    counts.sort_by_key(|counts| counts.station);
    counts
}
