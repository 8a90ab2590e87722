//! The journal of the operation: search, pages, and a table for other programs.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use ops::event::{Fact, FieldFact, OperationFact, PostureFact};
use ops::operation::Operation;
use ops::operation::condition::Condition;
use ops::roles::{Act, Officer, Person, SeeingOperation, may};
use ops::{Event, Room};
use serde_json::Value;

use super::tables::Table;
use super::{Look, Top, ground_name, moment, text};
use crate::rooms::MAX_EVENTS_AT_ONCE;
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::journal::kind;
use crate::screens::page::{Page, show};

/// Lines of one page.
const PAGE: usize = 60;

/// Lines of one export: beyond, an earlier part is asked for by its number.
const MAX_EXPORT: usize = 20_000;

/// Events looked through for one page: who searches far back asks again.
const MAX_LOOKED: usize = 50_000;

/// Lines of the text that tell nothing that the columns do not.
const HEAD_LINES: usize = 6;

struct Line {
    number: u64,
    at: String,
    by: String,
    what: String,
    place: String,
    text: String,
}

#[derive(Template)]
#[template(path = "operation/journal.html")]
struct JournalPage {
    page: Page,
    top: Top,
    rows: Vec<Line>,
    query: String,
    older: Option<String>,
    export: String,
}

/// What a search goes through.
struct Search {
    look: Look,
    words: String,
    before: u64,
}

impl Search {
    fn of(screens: &Screens, person: &Person, query: &Value) -> Result<Self, Fault> {
        let look = Look::of(screens, person, query)?;
        let words = text(query, "q").trim().to_lowercase().chars().take(60).collect();
        Ok(Self { look, words, before: text(query, "before").parse().unwrap_or(u64::MAX) })
    }

    /// The events that are of the operation, in the place, and hold the words; and the number from
    /// which an earlier page goes on, if there may be one.
    fn events(&self, screens: &Screens, person: &Person, most: usize) -> Result<(Vec<Event>, Option<u64>), Fault> {
        let (mut found, mut before, mut looked) = (Vec::new(), self.before, 0);
        loop {
            let rooms = screens.rooms();
            let events = rooms.events(before, MAX_EVENTS_AT_ONCE)?;
            let Some(last) = events.last() else { return Ok((found, None)) };
            (before, looked) = (last.number, looked + events.len());
            for event in events {
                if !self.passes(rooms.room(), person, &event) {
                    continue;
                }
                let number = event.number;
                found.push(event);
                if found.len() == most {
                    return Ok((found, (number > 0).then_some(number)));
                }
            }
            if looked >= MAX_LOOKED {
                return Ok((found, Some(before)));
            }
        }
    }

    fn passes(&self, room: &Room, person: &Person, event: &Event) -> bool {
        let Fact::Operation(fact) = &event.fact else { return false };
        if kept(room, person, fact) {
            return false;
        }
        let place = place_of(room.operation(), fact);
        let within = place.is_none_or(|about| self.look.holds(room.definition(), about));
        within && (self.words.is_empty() || event.text().to_lowercase().contains(&self.words))
    }
}

/// Whether a fact is not for somebody: of votes that are not public yet, or of the plan.
fn kept(room: &Room, person: &Person, fact: &OperationFact) -> bool {
    match fact {
        OperationFact::Posture(fact) => of_votes(room, person, fact),
        OperationFact::Plan(_) => !may(person.role, Act::SeePlan),
        OperationFact::Field(fact) => of_plan(room.operation(), fact) && !may(person.role, Act::SeePlan),
        OperationFact::Day(_) | OperationFact::Incident(_) | OperationFact::Feed(_) => false,
    }
}

/// Whether a fact says what the plan has a unit do: its orders without an incident are the plan's.
fn of_plan(operation: &Operation, fact: &FieldFact) -> bool {
    match fact {
        FieldFact::OrderSent { incident, .. } => incident.is_none(),
        _ => fact.order().is_some_and(|order| {
            let order = operation.orders().get(&order);
            order.is_none_or(|order| order.incident.is_none())
        }),
    }
}

/// Whether a fact tells somebody of votes that are not public yet: that a posture was proposed, and
/// with which shares, and what followed before it was decided. Conditions stay kept whatever was
/// decided later, those of a posture that was since written again as well.
fn of_votes(room: &Room, person: &Person, fact: &PostureFact) -> bool {
    let keeps = |condition: &Condition| room.keeps_condition_from(person, condition);
    let told = match fact {
        PostureFact::Prepared(plan) => plan.conditions.iter().any(keeps),
        PostureFact::Proposed { reasons, .. } => reasons.iter().any(|met| keeps(&met.condition)),
        _ => false,
    };
    let posture = fact.posture().and_then(|posture| room.operation().postures().get(&posture));
    told || posture.is_some_and(|own| room.keeps_from(person, own))
}

/// The station or the place that a fact is about, through the incident, the unit or the posture
/// that it names.
fn place_of(operation: &Operation, fact: &OperationFact) -> Option<Id> {
    let incident = |number: u64| operation.incidents().get(&number).map(|found| found.report.ground.about);
    let unit = |unit: Id| operation.units().get(&unit).map(|unit| unit.particulars.place);
    let order = |order: u64| operation.orders().get(&order).and_then(|order| unit(order.unit));
    match fact {
        OperationFact::Day(fact) => Some(fact.about()),
        OperationFact::Incident(fact) => fact.about().or_else(|| incident(fact.incident()?)),
        OperationFact::Field(fact) => fact.unit().and_then(unit).or_else(|| order(fact.order()?)),
        OperationFact::Plan(fact) => fact.about().or_else(|| {
            let repair = operation.planning().repairs().get(&fact.repair()?)?;
            Some(repair.asked.place)
        }),
        OperationFact::Feed(fact) => operation.feeds().get(&fact.feed()).map(ops::operation::feed::Feed::place),
        OperationFact::Posture(fact) => {
            fact.about().or_else(|| operation.postures().get(&fact.posture()?).map(|own| own.plan.place))
        }
    }
}

/// `GET /hub/operation/journal`
pub async fn journal(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || page(&inner, &asked, officer.person(), &query)).await;
    screens.answer(&visit, made)
}

fn page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let search = Search::of(screens, person, query)?;
    let (events, older) = search.events(screens, person, PAGE)?;
    let top = screens.top(visit, person, &search.look);
    let rooms = screens.rooms();
    let words = crate::screens::access::encoded(&search.words);
    let link = format!("/hub/operation/journal?place={}&q={words}", search.look.id);
    let page = JournalPage {
        page: screens.frame(visit, "Main courante", "Journal"),
        top,
        rows: events.iter().map(|event| line(screens, visit, rooms.room(), event)).collect(),
        older: older.map(|number| format!("{link}&before={number}")),
        export: format!("/hub/operation/journal.csv?place={}&q={words}", search.look.id),
        query: search.words,
    };
    Ok(show(StatusCode::OK, &page))
}

fn line(screens: &Screens, visit: &Visit, room: &Room, event: &Event) -> Line {
    let name = |account: Id| room.accounts().get(&account).map_or(account.to_string(), |own| own.name.clone());
    let place = match &event.fact {
        Fact::Operation(fact) => place_of(room.operation(), fact),
        other => other.about(),
    };
    Line {
        number: event.number,
        at: moment(event.at, screens.now()),
        by: event.by.map(name).unwrap_or_default(),
        what: kind(visit, event.fact.kind()).to_owned(),
        place: place.map(|about| ground_name(screens.definition(), visit, about)).unwrap_or_default(),
        text: event.text().lines().skip(HEAD_LINES).collect::<Vec<_>>().join(" · "),
    }
}

/// `GET /hub/operation/journal.csv`: number, moment, account, kind, place, what the event says.
pub async fn export(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let inner = screens.clone();
    let made = screens.aside(move || table(&inner, officer.person(), &query)).await;
    screens.answer(&visit, made)
}

fn table(screens: &Screens, person: &Person, query: &Value) -> Result<Response, Fault> {
    let search = Search::of(screens, person, query)?;
    let (events, _) = search.events(screens, person, MAX_EXPORT)?;
    let rooms = screens.rooms();
    let mut table = Table::new(&["number", "at", "by", "kind", "place", "says"])?;
    for event in &events {
        let place = match &event.fact {
            Fact::Operation(fact) => place_of(rooms.room().operation(), fact),
            other => other.about(),
        };
        let dash = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
        let says = event.text().lines().skip(HEAD_LINES).collect::<Vec<_>>().join(" · ");
        table.line(&[
            event.number.to_string(),
            event.at.to_string(),
            dash(event.by),
            event.fact.kind().to_owned(),
            dash(place),
            says,
        ])?;
    }
    table.file("journal")
}
