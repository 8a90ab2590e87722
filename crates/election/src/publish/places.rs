//! `places/ID.json`: one place, its progress and figures in every published round, and what is
//! inside it. How long the log was is not in it: the manifest says that of all files at once, and a
//! file that no message has touched stays the same file.

use super::{Snapshot, json::Json};
use crate::{
    definition::{Level, PlaceIx, StationIx},
    state::{Standing, StationState},
    total::Tally,
};

pub(super) fn write(snapshot: &Snapshot<'_>, ix: PlaceIx, out: &mut String) {
    let definition = snapshot.board.definition();
    let place = definition.place(ix);
    Json::new(out).object(|json| {
        json.name("format").text("vigie.place/v2");
        json.name("definition").display(definition.hash());
        json.name("mode").display(definition.parts().mode);
        json.name("id").display(place.id);
        json.name("level").display(place.level);
        json.name("name").text(&place.name);
        match place.parent {
            Some(parent) => json.name("parent").display(parent),
            None => json.name("parent").null(),
        }
        json.name("rounds").array(|json| {
            for round in snapshot.rounds() {
                self::round(snapshot, round, snapshot.board.tally(round, ix), json);
            }
        });
        if place.level == Level::Commune {
            json.name("stations").array(|json| {
                for station in definition.stations_of(ix) {
                    self::station(snapshot, *station, json);
                }
            });
        } else {
            json.name("places").array(|json| inside(snapshot, ix, json));
        }
    });
    out.push('\n');
}

fn inside(snapshot: &Snapshot<'_>, around: PlaceIx, json: &mut Json<'_>) {
    let definition = snapshot.board.definition();
    for child in definition.children(around) {
        json.object(|json| {
            json.name("id").display(definition.place(*child).id);
            json.name("name").text(&definition.place(*child).name);
            json.name("rounds").array(|json| {
                for round in snapshot.rounds() {
                    let progress = snapshot.board.tally(round, *child).progress;
                    json.object(|json| {
                        json.name("round").number(number_of(snapshot, round));
                        json.name("stations").number(progress.stations.into());
                        json.name("counted").number(progress.counted().into());
                    });
                }
            });
        });
    }
}

fn number_of(snapshot: &Snapshot<'_>, round: usize) -> u64 {
    snapshot.board.definition().rounds()[round].number.into()
}

fn round(snapshot: &Snapshot<'_>, round: usize, tally: &Tally, json: &mut Json<'_>) {
    let progress = &tally.progress;
    json.object(|json| {
        json.name("round").number(number_of(snapshot, round));
        let states = [
            ("stations", progress.stations),
            ("counted", progress.counted()),
            ("missing", progress.missing()),
            ("reported", progress.reported),
            ("corrected", progress.corrected),
            ("confirmed", progress.confirmed),
            ("returned", progress.returned),
            ("certified", progress.certified),
            ("conflict", progress.conflict),
            ("annulled", progress.annulled),
        ];
        for (name, stations) in states {
            json.name(name).number(stations.into());
        }
        // Nothing counted is nothing known, which is not zero.
        if progress.counted() == 0 {
            json.name("figures").null();
            return;
        }
        let s = &tally.sums;
        let fixed = [s.registered, s.signed_in, s.cast, s.blank, s.void, s.valid];
        json.name("figures");
        figures(snapshot, round, fixed, s.candidates.iter().copied(), json);
    });
}

fn figures(
    snapshot: &Snapshot<'_>,
    round: usize,
    fixed: [u64; 6],
    votes: impl Iterator<Item = u64>,
    json: &mut Json<'_>,
) {
    json.object(|json| {
        for (name, figure) in ["registered", "signed_in", "cast", "blank", "void", "valid"].iter().zip(fixed) {
            json.name(name).number(figure);
        }
        json.name("candidates").array(|json| {
            for (candidate, votes) in snapshot.board.definition().rounds()[round].candidates.iter().zip(votes) {
                json.object(|json| {
                    json.name("number").number(candidate.number.into());
                    json.name("name").text(&candidate.family);
                    json.name("votes").number(votes);
                });
            }
        });
    });
}

fn station(snapshot: &Snapshot<'_>, ix: StationIx, json: &mut Json<'_>) {
    let definition = snapshot.board.definition();
    json.object(|json| {
        json.name("id").display(definition.station(ix).id);
        json.name("rounds").array(|json| {
            for round in snapshot.rounds().filter(|round| definition.registered(ix, *round).is_some()) {
                state(snapshot, round, snapshot.board.state(round, ix), json);
            }
        });
    });
}

fn state(snapshot: &Snapshot<'_>, round: usize, state: &StationState, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("round").number(number_of(snapshot, round));
        json.name("state").text(state.word());
        match state.counted() {
            Some(standing) => self::standing(snapshot, round, standing, json),
            None => json.name("figures").null(),
        }
    });
}

fn standing(snapshot: &Snapshot<'_>, round: usize, standing: &Standing, json: &mut Json<'_>) {
    let c = &standing.counts;
    json.name("edition").number(standing.edition.into());
    json.name("report").display(standing.report);
    json.name("log_index").number(standing.index);
    let fixed = [c.registered, c.signed_in, c.cast, c.blank, c.void, c.valid].map(crate::Votes::wide);
    json.name("figures");
    figures(snapshot, round, fixed, c.candidates.iter().map(|votes| votes.wide()), json);
}
