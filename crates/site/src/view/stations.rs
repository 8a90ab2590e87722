//! The stations of a commune: each with an address of its own on the commune's page.

use askama::Template;
use election::{
    definition::{PlaceIx, StationIx},
    state::{Standing, StationState},
};

use super::round::Source;
use crate::{
    numbers::{self, whole},
    words::{self, Words},
};

/// `templates/stations.html`
#[derive(Template)]
#[template(path = "stations.html")]
pub(crate) struct StationsView<'a> {
    w: &'static Words,
    place: &'a str,
    check: &'static str,
    rounds: Vec<StationRound<'a>>,
}

struct StationRound<'a> {
    number: u8,
    label: String,
    /// A commune of one station has the station's figures already.
    one: bool,
    candidates: Vec<&'a str>,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    id: &'a str,
    anchor: String,
    name: String,
    word: &'static str,
    state: &'static str,
    figures: Vec<String>,
    standing: Option<StandingView>,
}

struct StandingView {
    edition: u16,
    since: String,
    report: String,
}

impl<'a> Source<'a> {
    /// The stations of a commune in every shown round, the last one first.
    pub(crate) fn stations(&self, commune: PlaceIx) -> StationsView<'a> {
        let definition = self.snapshot.board.definition();
        let mut rounds: Vec<usize> = self.snapshot.rounds().collect();
        rounds.reverse();
        let rounds =
            rounds.into_iter().map(|round| self.station_round(round, commune)).filter(|round| !round.rows.is_empty());
        StationsView {
            w: words::of(self.language),
            place: definition.place(commune).id.as_str(),
            check: "../check.html",
            rounds: rounds.collect(),
        }
    }

    fn station_round(&self, round: usize, commune: PlaceIx) -> StationRound<'a> {
        let definition = self.snapshot.board.definition();
        let record = &definition.rounds()[round];
        let opens = |ix: &&StationIx| definition.registered(**ix, round).is_some();
        let stations: Vec<StationIx> = definition.stations_of(commune).iter().filter(opens).copied().collect();
        let one = stations.len() == 1;
        StationRound {
            number: record.number,
            label: numbers::round(record.number, self.language),
            one,
            candidates: record.candidates.iter().map(|candidate| candidate.family.as_str()).collect(),
            rows: stations.into_iter().map(|ix| self.station(round, commune, ix, one)).collect(),
        }
    }

    fn station(&self, round: usize, commune: PlaceIx, ix: StationIx, one: bool) -> Row<'a> {
        let (w, definition) = (words::of(self.language), self.snapshot.board.definition());
        let id = definition.station(ix).id.as_str();
        let state = self.snapshot.board.state(round, ix);
        let number = definition.rounds()[round].number;
        let own = election::publish::pr17::code(id, definition.place(commune).id.as_str()).unwrap_or(id);
        let standing = state.counted();
        let width = 5 + definition.rounds()[round].candidates.len();
        let figures = standing.map_or_else(|| vec![String::new(); width], |standing| self.figures_of(standing));
        Row {
            id,
            // Identifiers of stations are names in HTML too; the round keeps two tables apart.
            anchor: if number == 1 { format!("s-{id}") } else { format!("s-{id}-{number}") },
            name: if one { w.station_text.replace("{}", own) } else { own.to_owned() },
            word: state.word(),
            state: state_text(state, w),
            figures: if one { Vec::new() } else { figures },
            standing: standing.map(|standing| StandingView {
                edition: standing.edition,
                since: w.standing_since.replace("{}", &whole(standing.index, self.language)),
                report: standing.report.to_string(),
            }),
        }
    }

    fn figures_of(&self, standing: &Standing) -> Vec<String> {
        // Signatures are in the files; the table is wide enough.
        let row = standing.counts.row().enumerate().filter(|(at, _)| *at != 1);
        row.map(|(_, figure)| whole(figure, self.language)).collect()
    }
}

fn state_text(state: &StationState, w: &'static Words) -> &'static str {
    match state {
        StationState::Expected => w.expected,
        StationState::Open => w.open,
        StationState::Closed => w.closed,
        StationState::Reported(_) => w.reported,
        StationState::Corrected(_) => w.corrected,
        StationState::Confirmed(_) => w.confirmed_state,
        StationState::Returned(_) => w.returned,
        StationState::Certified(_) => w.certified_state,
        StationState::Conflict(_) => w.conflict,
        StationState::Annulled(_) => w.annulled,
    }
}
