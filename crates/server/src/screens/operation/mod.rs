//! The screens of the operations rooms and of the field. The nation and the departments have the
//! same ones: a person sees the place of the account, and may look at any place in it.

pub mod arrivals;
pub mod chart;
pub mod conditions;
pub mod days;
pub mod dispatch;
pub mod feeds;
pub mod forecast;
pub mod incidents;
pub mod labels;
pub mod layers;
pub mod live;
pub mod main_room;
pub mod map;
pub mod network;
pub mod orders;
pub mod past;
pub mod phase;
pub mod postures;
pub mod record;
pub mod repair;
pub mod routes;
pub mod shelf;
pub mod situation;
pub mod tables;
pub mod timetable;
pub mod unit_files;
pub mod units;

use axum::response::{IntoResponse as _, Redirect, Response};
use election::definition::PlaceIx;
use election::{Definition, Id, Stamp};
use ops::operation::day::Mark;
use ops::roles::{Act, Person, may};
use ops::step::{Actor, Command};
use ops::{OperationCommand, Room};
use serde_json::Value;

use super::Screens;
use super::access::Visit;
use super::fault::Fault;
use super::page::{Page, Tab, hour};
use past::Moment;

/// What every page of the operation has, above the frame of the hub.
pub struct Top {
    /// Links to the other pages of the operation.
    pub tabs: Vec<Tab>,
    /// The place that is looked at.
    pub place: String,
    /// Its identifier.
    pub place_id: Id,
    /// The round that is looked at.
    pub round: u8,
    /// The phase.
    pub phase: String,
    /// The threat level of the place.
    pub level: u8,
    /// The moment of the figures.
    pub at: String,
    /// Number of events: pages know by it that they are old.
    pub size: u64,
}

/// Where somebody looks, and from where.
pub struct Look {
    /// The place.
    pub place: PlaceIx,
    /// Its identifier.
    pub id: Id,
    /// The round.
    pub round: u8,
}

impl Look {
    /// The place and the round of a query: the person's own place where none is named.
    pub fn of(screens: &Screens, person: &Person, query: &Value) -> Result<Self, Fault> {
        let definition = screens.definition();
        let id = match text(query, "place") {
            "" => person.scope,
            named => Id::new(named).map_err(|_| Fault::NotFound)?,
        };
        let place = definition.place_ix(id).ok_or(Fault::NotFound)?;
        if !person.covers(definition, id) {
            return Err(ops::Refusal::Territory(id).into());
        }
        Ok(Self { place, id, round: screens.round_of(query) })
    }

    /// Whether something lies in the place.
    pub fn holds(&self, definition: &Definition, about: Id) -> bool {
        definition.covers(self.id, about)
    }

    /// The last mark whose moment has come somewhere in the round.
    pub fn mark(&self, definition: &Definition, now: Stamp) -> Option<Mark> {
        let round = definition.round_ix(self.round).map(|ix| &definition.rounds()[ix])?;
        let come = |mark: &Mark| round.hours.iter().any(|hours| mark.moment(hours).instant() <= now.instant());
        Mark::ALL.into_iter().rev().find(come)
    }
}

/// A text of a query.
pub fn text<'a>(query: &'a Value, name: &str) -> &'a str {
    query.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl Screens {
    /// The top of a page of the operation.
    pub(super) fn top(&self, visit: &Visit, person: &Person, look: &Look) -> Top {
        self.top_of(visit, person, look, self.rooms().room(), self.now())
    }

    /// The top of a page that shows a moment.
    pub(super) fn top_at(&self, visit: &Visit, person: &Person, look: &Look, moment: &Moment) -> Top {
        match moment {
            Moment::Now(_) => self.top(visit, person, look),
            // Of what is past nothing is new: the page is as old as the journal is now.
            Moment::Past(at, room) => {
                let size = self.rooms().room().size();
                Top { size, ..self.top_of(visit, person, look, room, *at) }
            }
        }
    }

    fn top_of(&self, visit: &Visit, person: &Person, look: &Look, room: &Room, at: Stamp) -> Top {
        let operation = room.operation();
        Top {
            tabs: tabs(visit, person),
            place: self.definition().place(look.place).name.clone(),
            place_id: look.id,
            round: look.round,
            phase: labels::phase(visit, operation.phase()),
            level: operation.level(look.id),
            at: clock(at),
            size: room.size(),
        }
    }

    /// The frame of a page of the operation.
    pub(super) fn frame(&self, visit: &Visit, french: &str, english: &str) -> Page {
        Page::new(self.definition(), visit, visit.t(french, english))
    }

    /// Does what somebody of the operation wants, and goes back to a page.
    pub(super) async fn operate(
        &self,
        person: &Person,
        command: OperationCommand,
        back: &str,
    ) -> Result<Response, Fault> {
        self.act(Actor::Account(person.account), Command::Operation(command)).await?;
        Ok(Redirect::to(back).into_response())
    }
}

/// Hours, minutes and seconds of a stamp.
pub fn clock(stamp: Stamp) -> String {
    stamp.to_string().get(11..19).unwrap_or_default().to_owned()
}

/// Hour of a moment of today, day and hour of another.
pub fn moment(stamp: Stamp, now: Stamp) -> String {
    let (text, today) = (stamp.to_string(), now.to_string());
    if text.get(..10) == today.get(..10) { hour(stamp) } else { format!("{} {}", &text[8..10], hour(stamp)) }
}

/// How long ago, in minutes or hours.
pub fn age(seconds: i64) -> String {
    match seconds.max(0) {
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds if seconds < 2 * 60 * 60 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

fn tabs(visit: &Visit, person: &Person) -> Vec<Tab> {
    let all = [
        (Act::SeeOperation, "/hub/operation", ["Situation", "Situation"]),
        (Act::SeeOperation, "/hub/operation/map", ["Carte", "Map"]),
        (Act::SeeOperation, "/hub/operation/incidents", ["Incidents", "Incidents"]),
        (Act::ReportIncident, "/hub/operation/report", ["Signaler", "Report"]),
        (Act::SeeOperation, "/hub/operation/stations", ["Bureaux", "Stations"]),
        (Act::SeeOperation, "/hub/operation/units", ["Unités", "Units"]),
        (Act::FollowOrders, "/hub/orders", ["Ordres", "Orders"]),
        (Act::SeePlan, "/hub/operation/timetable", ["Plan", "Plan"]),
        (Act::SeeOperation, "/hub/operation/postures", ["Postures", "Postures"]),
        (Act::SeeOperation, "/hub/operation/journal", ["Main courante", "Journal"]),
        (Act::SeeOperation, "/hub/operation/situation", ["Point de situation", "Situation report"]),
        (Act::SeeOperation, "/hub/operation/wall", ["Mur", "Wall"]),
        (Act::KeepFeeds, "/hub/operation/feeds", ["Flux", "Feeds"]),
    ];
    let own = all.into_iter().filter(|(act, ..)| may(person.role, *act));
    own.map(|(_, href, [french, english])| Tab {
        href: href.to_owned(),
        label: if visit.language == election::refusal::Language::French { french } else { english },
        current: visit.path == href,
    })
    .collect()
}

/// A station or a place for people: its name and the commune around it.
pub fn ground_name(definition: &Definition, visit: &Visit, about: Id) -> String {
    if let Some(ix) = definition.place_ix(about) {
        return definition.place(ix).name.clone();
    }
    let station = super::sheet::station_name(definition, about, visit.language);
    super::sheet::commune_of(definition, about).map_or(station.clone(), |(_, name)| format!("{station}, {name}"))
}
