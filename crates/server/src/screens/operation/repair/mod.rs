//! Repair in the operations rooms: somebody asks, the difference is shown, somebody accepts it or
//! leaves it. The planner repairs, the checker checks, the journal says who did what.

pub mod ask;
pub mod desk;
mod form;
pub mod play;
pub mod said;
mod shown;
mod work;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use ops::operation::repair::Repair;
use ops::roles::{Officer, Person, RepairingPlan, SeeingPlan};
use ops::{OperationCommand, Refusal};
use serde_json::Value;

use super::text;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use ask::Subject;
pub use form::unit_name;

/// `GET /hub/operation/repair`: what happened to an incident, a unit, a site or a station.
pub async fn form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<RepairingPlan>,
    Query(query): Query<Value>,
) -> Response {
    let made = Subject::of(&screens, |name| text(&query, name).to_owned())
        .and_then(|subject| form::page(&screens, &visit, officer.person(), &subject, &[]));
    screens.answer(&visit, made)
}

/// `POST /hub/operation/repairs`: the repair is worked out, and its difference shown.
pub async fn ask(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<RepairingPlan>,
    fields: Fields,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || asked(&inner, &asking, officer.person(), &fields)).await;
    screens.answer(&visit, made)
}

fn asked(screens: &Screens, visit: &Visit, person: &Person, fields: &Fields) -> Result<Response, Fault> {
    let subject = Subject::of(screens, |name| fields.at(name).to_owned())?;
    match work::ask(screens, visit, person, &subject, fields) {
        Ok(number) => Ok(Redirect::to(&format!("/hub/operation/repairs/{number}")).into_response()),
        Err(work::NotAsked::Faults(faults)) => {
            let told: Vec<String> = faults.iter().map(|fault| fault.text(visit.language)).collect();
            form::page(screens, visit, person, &subject, &told)
        }
        Err(work::NotAsked::Fault(fault @ (Fault::Refused(Refusal::Moment | Refusal::Outside) | Fault::Form(_)))) => {
            form::page(screens, visit, person, &subject, &[fault.text(visit.language)])
        }
        Err(work::NotAsked::Fault(fault)) => Err(fault),
    }
}

/// `GET /hub/operation/repairs/{number}`: the difference, with what may be done about it.
pub async fn difference(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingPlan>,
    Path(number): Path<u64>,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || shown::page(&inner, &asking, officer.person(), number, None)).await;
    screens.answer(&visit, made)
}

/// `POST /hub/operation/repairs/{number}/{act}`: accepted or left.
pub async fn decide(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<RepairingPlan>,
    Path((number, act)): Path<(u64, String)>,
    fields: Fields,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || decided(&inner, &asking, officer.person(), (number, &act), &fields)).await;
    screens.answer(&visit, made)
}

fn decided(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    (number, act): (u64, &str),
    fields: &Fields,
) -> Result<Response, Fault> {
    found(screens, person, number)?;
    if act == "again" {
        return again(screens, visit, person, number);
    }
    let done = match act {
        "accept" => work::accept(screens, visit, person.account, number, Some(fields.required("shown")?)),
        "leave" => {
            let reason = fields.at("reason").trim().to_owned();
            work::journal(screens, person.account, OperationCommand::LeaveRepair { repair: number, reason })
        }
        _ => Err(Fault::NotFound),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hub/operation/repairs/{number}")).into_response()),
        Err(Fault::Refused(
            refusal @ (Refusal::Changed
            | Refusal::Nothing
            | Refusal::Stale
            | Refusal::Step
            | Refusal::Text
            | Refusal::Unsound),
        )) => shown::page(screens, visit, person, number, Some(refusal.text(visit.language))),
        Err(fault) => Err(fault),
    }
}

/// The same words, asked again.
fn again(screens: &Screens, visit: &Visit, person: &Person, number: u64) -> Result<Response, Fault> {
    let told = match work::again(screens, visit, person, number) {
        Ok(made) => return Ok(Redirect::to(&format!("/hub/operation/repairs/{made}")).into_response()),
        Err(work::NotAsked::Faults(faults)) => {
            let told: Vec<String> = faults.iter().map(|fault| fault.text(visit.language)).collect();
            told.join(" ")
        }
        Err(work::NotAsked::Fault(Fault::Refused(refusal @ Refusal::Step))) => refusal.text(visit.language),
        Err(work::NotAsked::Fault(fault)) => return Err(fault),
    };
    shown::page(screens, visit, person, number, Some(told))
}

/// A repair of the person's territory.
fn found(screens: &Screens, person: &Person, number: u64) -> Result<Repair, Fault> {
    let rooms = screens.rooms();
    let found = rooms.room().operation().planning().repairs().get(&number).ok_or(Fault::NotFound)?;
    if !person.covers(screens.definition(), found.asked.place) {
        return Err(Refusal::Territory(found.asked.place).into());
    }
    Ok(found.clone())
}
