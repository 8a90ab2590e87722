//! The places inside a place, one row each.

use askama::Template;
use election::definition::PlaceIx;

use super::round::Source;
use crate::{
    map::{arrays::place_state, colour},
    numbers::{share, whole},
    words::{self, Words},
};

/// `templates/places.html`
#[derive(Template)]
#[template(path = "places.html")]
pub(crate) struct PlacesView<'a> {
    w: &'static Words,
    heading: &'static str,
    prefix: &'static str,
    filter: bool,
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    id: &'a str,
    name: &'a str,
    counted: String,
    turnout: String,
    class: Option<String>,
    leads: &'a str,
    share: String,
}

/// From how many rows on a list can be filtered.
const FILTER: usize = 20;

impl<'a> Source<'a> {
    /// The list of `places` under a heading; `prefix` leads to their pages.
    pub(crate) fn places(
        &self,
        round: Option<usize>,
        places: &[PlaceIx],
        heading: &'static str,
        prefix: &'static str,
    ) -> PlacesView<'a> {
        let rows = places.iter().map(|place| self.row(round, *place)).collect();
        PlacesView { w: words::of(self.language), heading, prefix, filter: places.len() >= FILTER, rows }
    }

    fn row(&self, round: Option<usize>, place: PlaceIx) -> Row<'a> {
        let definition = self.snapshot.board.definition();
        let record = definition.place(place);
        let mut row = Row {
            id: record.id.as_str(),
            name: &record.name,
            counted: "–".to_owned(),
            turnout: String::new(),
            class: None,
            leads: "",
            share: String::new(),
        };
        let Some(round) = round else { return row };
        let tally = self.snapshot.board.tally(round, place);
        let (counted, stations) = (u64::from(tally.progress.counted()), u64::from(tally.progress.stations));
        row.counted = if counted == stations {
            format!("✓ {}", whole(stations, self.language))
        } else {
            format!("{} / {}", whole(counted, self.language), whole(stations, self.language))
        };
        if counted == 0 {
            return row;
        }
        row.turnout = share(tally.sums.cast, tally.sums.registered, self.language);
        match colour::leader(place_state(self.snapshot.board, round, place)) {
            Some((leader, _)) => {
                row.class = Some(format!("c{}", self.colours[round][leader]));
                row.leads = &definition.rounds()[round].candidates[leader].family;
                row.share = share(tally.sums.candidates[leader], tally.sums.valid, self.language);
            }
            None => row.leads = words::of(self.language).tied,
        }
        row
    }
}
