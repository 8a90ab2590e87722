//! Without news: who should have said something by now, and did not. The most used list of the
//! day, at 8:10, 12:10, 17:10 and ten minutes after closing.

use std::collections::BTreeMap;

use election::{Board, Id, Stamp, definition::Hours, definition::PlaceIx, definition::StationIx};

use super::{
    Operation,
    day::{Day, Mark},
};

/// Seconds that a station has to say something before it is missed: its president opens the doors
/// first, and rings after.
pub const GRACE: i64 = 10 * 60;

/// What a station owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// That its doors are open.
    Opening,
    /// How many had voted at a mark.
    Turnout(Mark),
    /// That its doors are closed.
    Closing,
}

/// A station that owes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Which.
    pub station: StationIx,
    /// The first thing it owes.
    pub due: Due,
    /// Since when it is due.
    pub since: Stamp,
    /// Whom to ring, if anybody said.
    pub telephone: Option<String>,
}

/// The stations whose result of a round is in the log: of them nothing is due any more. Who has
/// counted has opened, voted and closed, whatever was never said of it, and a telephone that rings
/// for an opening at night is one that does not ring where nothing came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reported(Vec<bool>);

impl Reported {
    /// Those of a round (by position) whose report is among the first entries of the log, so many
    /// of them: a past moment knew fewer.
    pub fn among(board: &Board, round: usize, entries: u64) -> Self {
        let known = |ix| board.settled(round, ix).is_some_and(|index| index < entries);
        Self(board.definition().stations().map(|(ix, _)| known(ix)).collect())
    }

    /// Whether the result of a station is in.
    pub fn has(&self, station: StationIx) -> bool {
        self.0.get(station.at()).copied().unwrap_or(false)
    }
}

/// What is due of a station at a moment, in the order of the day. A station that closes before a
/// mark owes no turnout there.
pub fn owed(hours: &Hours, now: Stamp) -> Vec<(Due, Stamp)> {
    let marks = Mark::ALL.map(|mark| (Due::Turnout(mark), mark.moment(hours)));
    let within = |(_, at): &(Due, Stamp)| at.instant() > hours.opens.instant() && at.instant() < hours.closes.instant();
    let mut all = vec![(Due::Opening, hours.opens)];
    all.extend(marks.into_iter().filter(within));
    all.push((Due::Closing, hours.closes));
    all.retain(|(_, at)| at.instant() + GRACE <= now.instant());
    all
}

/// Whether a station said what is due.
pub fn said(day: Option<&Day>, due: Due) -> bool {
    match (day, due) {
        // Of a station that has closed nothing is feared any more; a turnout may still come late.
        (Some(Day::Closed(_)), _) | (Some(Day::Open(_)), Due::Opening) => true,
        (None | Some(Day::Installed(_)), _) | (Some(_), Due::Closing) => false,
        (Some(day), Due::Turnout(mark)) => day.people(mark).is_some(),
    }
}

impl Operation {
    /// The stations of a place that owe something at a moment, each with the first thing that it
    /// owes, in the order of their identifiers. Those whose result of the round is in owe nothing.
    pub fn silent(&self, round: u8, place: PlaceIx, now: Stamp, reported: &Reported) -> Vec<Silent> {
        let definition = self.definition();
        let Some(position) = definition.round_ix(round) else { return Vec::new() };
        // Tens of thousands of stations share a handful of classes of hours.
        let hours = definition.rounds()[position].hours.iter();
        let classes: BTreeMap<Id, Vec<(Due, Stamp)>> = hours.map(|hours| (hours.class, owed(hours, now))).collect();
        let stations = self.stations_within(place);
        let silent = stations.into_iter().filter_map(|ix| {
            definition.registered(ix, position).filter(|_| !reported.has(ix))?;
            let station = definition.station(ix);
            let (id, owed) = (station.id, classes.get(&station.hours)?);
            let day = self.day((round, id));
            let (due, since) = owed.iter().copied().find(|(due, _)| !said(day, *due))?;
            Some(Silent { station: ix, due, since, telephone: self.telephone(id).map(str::to_owned) })
        });
        silent.collect()
    }

    /// Whom to ring about a station or a place: its own number, else that of the commune around.
    pub fn telephone(&self, about: Id) -> Option<&str> {
        let own = self.contacts.get(&about);
        let definition = self.definition();
        let commune = definition.station_ix(about).map(|ix| definition.place(definition.commune(ix)).id);
        own.or_else(|| self.contacts.get(&commune?)).map(String::as_str)
    }
}
