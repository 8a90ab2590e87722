//! Sending a unit: the nearest first, one key each.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use ops::operation::order::State as Now;
use ops::operation::travel::Travel;
use ops::operation::unit::OLD_POSITION;
use ops::operation::words::Word as _;
use ops::roles::{Act, Dispatching, FollowingOrders, Officer, Person, may};
use ops::{OperationCommand, Refusal};

use super::incidents::incident_page;
use super::{age, ground_name, labels, moment};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};

/// Most units offered at once: as many as there are digits.
const MAX_OFFERED: usize = 9;

/// A unit that may be sent.
pub struct Choice {
    /// The key that sends it.
    pub key: usize,
    /// Its name in orders.
    pub unit: Id,
    /// Name for people.
    pub name: String,
    /// What kind of force.
    pub force: &'static str,
    /// How many people.
    pub strength: String,
    /// Minutes to arrive.
    pub minutes: Option<u32>,
    /// Age of its position, where it is old.
    pub old: Option<String>,
    /// How to ring it.
    pub telephone: String,
}

/// The units that may be sent to an incident, the nearest first.
pub fn choices(screens: &Screens, visit: &Visit, person: &Person, incident: u64) -> Vec<Choice> {
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let Some(found) = operation.incidents().get(&incident) else { return Vec::new() };
    let near = operation.nearest(found.report.ground, person.scope, screens.now(), &Travel::USUAL);
    let offered = near.into_iter().take(MAX_OFFERED).enumerate();
    let choice = |(at, near): (usize, ops::operation::unit::Near)| {
        let own = &operation.units().get(&near.unit)?.particulars;
        Some(Choice {
            key: at + 1,
            unit: near.unit,
            name: own.name.clone(),
            force: own.force.label(visit.language),
            strength: own.strength.to_string(),
            minutes: near.seconds.map(|seconds| seconds.div_ceil(60)),
            old: near.age.filter(|seconds| *seconds > OLD_POSITION).map(age),
            telephone: own.telephone.clone().unwrap_or_default(),
        })
    };
    offered.filter_map(choice).collect()
}

/// `POST /hub/operation/incidents/{number}/orders`
pub async fn send(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Dispatching>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match order_of(&screens, &visit, number, &fields) {
        Ok(command) => screens.operate(person, command, &format!("/hub/operation/incidents/{number}")).await,
        Err(fault) => Err(fault),
    };
    let made = match made {
        Err(fault @ Fault::Refused(Refusal::NotFree | Refusal::Step | Refusal::Text)) => {
            incident_page(&screens, &visit, person, number, Some(fault.text(visit.language)))
        }
        made => made,
    };
    screens.answer(&visit, made)
}

/// Without a text of its own an order says where and what: one key is enough.
fn order_of(screens: &Screens, visit: &Visit, incident: u64, fields: &Fields) -> Result<OperationCommand, Fault> {
    let unit = Id::new(fields.required("unit")?).map_err(|_| Refusal::NoUnit)?;
    let typed = fields.at("text").trim();
    let text = if typed.is_empty() { usual(screens, visit, incident)? } else { typed.to_owned() };
    Ok(OperationCommand::SendOrder { incident, unit, text })
}

fn usual(screens: &Screens, visit: &Visit, incident: u64) -> Result<String, Fault> {
    let rooms = screens.rooms();
    let found = rooms.room().operation().incidents().get(&incident).ok_or(Refusal::NoIncident)?;
    let kind = found.report.kind.label(visit.language);
    let place = ground_name(screens.definition(), visit, found.report.ground.about);
    let text = match visit.t("fr", "en") {
        "fr" => format!("Rendez-vous sur place : {kind}, {place}. Rendez compte à l'arrivée."),
        _ => format!("Go there: {kind}, {place}. Report on arrival."),
    };
    // A phrase has its limit; a long name of a place is no reason to send nobody.
    let short = visit.t("Rendez-vous sur place et rendez compte.", "Go there and report.").to_owned();
    Ok(if election::text::is_phrase(&text) { text } else { short })
}

/// The incident that an order is about.
struct About {
    incident: u64,
    what: String,
    place: String,
    point: Option<String>,
    details: String,
    contact: String,
}

#[derive(Template)]
#[template(path = "operation/order.html")]
struct OrderPage {
    page: Page,
    number: u64,
    edition: u32,
    unit: String,
    text: String,
    badge: Badge,
    sent: String,
    by: String,
    about: Option<About>,
    /// Of an order of the plan what the plan has the unit do: shift, words, pieces.
    duties: Vec<(String, String, Vec<super::timetable::Piece>)>,
    stands: bool,
    unread: bool,
    may_change: bool,
    back: &'static str,
    notice: Option<String>,
}

/// `GET /hub/operation/orders/{number}`: the order as it is read and printed.
pub async fn order(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<FollowingOrders>,
    Path(number): Path<u64>,
) -> Response {
    let made = order_page(&screens, &visit, officer.person(), number, None);
    screens.answer(&visit, made)
}

fn order_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    number: u64,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let duties = duties(screens, visit, number);
    let (definition, rooms) = (screens.definition(), screens.rooms());
    let operation = rooms.room().operation();
    let order = operation.orders().get(&number).ok_or(Fault::NotFound)?;
    let unit = operation.units().get(&order.unit).ok_or(Fault::NotFound)?;
    readable(screens, person, unit)?;
    let incident = order.incident.and_then(|incident| operation.incidents().get(&incident));
    let by = order.by.and_then(|by| rooms.room().accounts().get(&by)).map(|account| account.name.clone());
    let sent = match &order.state {
        Now::Sent(sent) => sent.at,
        Now::Acknowledged(read) => read.sent,
        Now::Done(done) => done.at,
        Now::Withdrawn(withdrawn) => withdrawn.at,
    };
    let dispatches = may(person.role, Act::Dispatch);
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = OrderPage {
        page: Page::new(definition, visit, format!("{} {number}", visit.t("Ordre", "Order"))),
        number,
        edition: order.edition,
        unit: unit.particulars.name.clone(),
        text: order.text.clone(),
        badge: labels::order(visit, &order.state),
        sent: moment(sent, screens.now()),
        by: by.unwrap_or_default(),
        about: incident.map(|incident| About {
            incident: incident.number,
            what: incident.report.kind.label(visit.language).to_owned(),
            place: ground_name(definition, visit, incident.report.ground.about),
            point: incident.report.ground.point.map(super::incidents::degrees),
            details: incident.report.text.clone(),
            contact: operation.telephone(incident.report.ground.about).unwrap_or_default().to_owned(),
        }),
        duties,
        stands: order.stands(),
        unread: matches!(order.state, Now::Sent(_)),
        may_change: dispatches && order.stands(),
        back: if dispatches { "/hub/operation" } else { "/hub/orders" },
        notice,
    };
    Ok(show(status, &page))
}

/// What the plan has a unit do, where the order is of the plan. Asked for before the rooms are held:
/// the plan's own page asks them too.
fn duties(screens: &Screens, visit: &Visit, number: u64) -> Vec<(String, String, Vec<super::timetable::Piece>)> {
    let order = screens.rooms().room().operation().orders().get(&number).cloned();
    let of_plan = order.filter(|order| order.incident.is_none() && order.stands());
    of_plan.map(|order| super::timetable::of_unit(screens, visit, order.unit)).unwrap_or_default()
}

/// Whoever leads units reads the orders of their own, a room those of its territory.
pub fn readable(screens: &Screens, person: &Person, unit: &ops::operation::unit::Unit) -> Result<(), Fault> {
    let own = &unit.particulars;
    match person.role {
        ops::Role::Leader if own.leader == Some(person.account) => Ok(()),
        ops::Role::Leader => Err(Refusal::NotYours.into()),
        _ if person.covers(screens.definition(), own.place) => Ok(()),
        _ => Err(Refusal::Territory(own.place).into()),
    }
}

/// `POST /hub/operation/orders/{number}/acknowledge`
pub async fn acknowledge(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<FollowingOrders>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let command = edition(&fields).map(|edition| OperationCommand::Acknowledge { order: number, edition });
    changed(&screens, &visit, officer.person(), number, command).await
}

/// `POST /hub/operation/orders/{number}/{act}`: another text, or taken back.
pub async fn change(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Dispatching>,
    Path((number, act)): Path<(u64, String)>,
    fields: Fields,
) -> Response {
    let typed = |name: &str| fields.at(name).trim().to_owned();
    let command = match act.as_str() {
        "change" => edition(&fields).map(|edition| OperationCommand::ChangeOrder {
            order: number,
            edition,
            text: typed("text"),
        }),
        "withdraw" => Ok(OperationCommand::WithdrawOrder { order: number, reason: typed("reason") }),
        _ => Err(Fault::NotFound),
    };
    changed(&screens, &visit, officer.person(), number, command).await
}

fn edition(fields: &Fields) -> Result<u32, Fault> {
    fields.required("edition")?.parse().map_err(|_| Fault::Form("edition"))
}

async fn changed(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    number: u64,
    command: Result<OperationCommand, Fault>,
) -> Response {
    let made = match command {
        Ok(command) => screens.operate(person, command, &format!("/hub/operation/orders/{number}")).await,
        Err(fault) => Err(fault),
    };
    let made = match made {
        Err(fault @ Fault::Refused(Refusal::Changed | Refusal::Step | Refusal::Text)) => {
            order_page(screens, visit, person, number, Some(fault.text(visit.language)))
        }
        made => made,
    };
    screens.answer(visit, made)
}
