//! The form that asks for a repair, with what was wrong with it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use ops::Refusal;
use ops::operation::words::Word as _;
use ops::roles::Person;
use plan::measure::Clock;

use super::ask::Subject;
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::operation::{ground_name, tabs};
use crate::screens::page::{Page, Tab, show};

/// Seconds that an incident is first thought to need its crews.
const USUAL: u32 = 2 * 3_600;

/// From now until then, on the plan's day.
pub fn usual(now: Clock) -> (Clock, Clock) {
    (now, Clock((now.0 + USUAL).min(Clock::LAST.0)))
}

#[derive(Template)]
#[template(path = "operation/repair_form.html")]
struct FormPage {
    page: Page,
    tabs: Vec<Tab>,
    /// `incident`, `unit` or `site`.
    kind: &'static str,
    id: String,
    what: String,
    place: String,
    edition: u32,
    now: String,
    /// The same, as people say it.
    says: String,
    until: String,
    faults: Vec<String>,
}

/// The form about something.
pub fn page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    subject: &Subject,
    faults: &[String],
) -> Result<Response, Fault> {
    let standing = screens.plan()?;
    let place = subject.place(screens, &standing)?;
    let definition = screens.definition();
    if !person.covers(definition, place) {
        return Err(Refusal::Territory(place).into());
    }
    let now = screens.plan_clock(&standing, place)?;
    let (kind, id, what) = match subject {
        Subject::Incident(number) => ("incident", number.to_string(), incident(screens, visit, *number)?),
        Subject::Unit(unit) => ("unit", unit.to_string(), unit_name(screens, *unit)),
        Subject::Site(site) => ("site", site.to_string(), standing.name(*site)),
    };
    let page = FormPage {
        page: screens.frame(visit, "Réparer le plan", "Repair the plan"),
        tabs: tabs(visit, person),
        kind,
        id,
        what,
        place: ground_name(definition, visit, place),
        edition: standing.edition.number(),
        now: now.to_string(),
        says: super::said::hour(visit, now),
        until: usual(now).1.to_string(),
        faults: faults.to_vec(),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    Ok(show(status, &page))
}

fn incident(screens: &Screens, visit: &Visit, number: u64) -> Result<String, Fault> {
    let rooms = screens.rooms();
    let found = rooms.room().operation().incidents().get(&number).ok_or(Refusal::NoIncident)?;
    let (kind, place) = (found.report.kind.label(visit.language), found.report.ground.about);
    Ok(format!("{kind} n° {number}, {}", ground_name(screens.definition(), visit, place)))
}

/// A unit of the plan under the name that the rooms know, if they know it.
pub fn unit_name(screens: &Screens, unit: Id) -> String {
    let rooms = screens.rooms();
    let known = rooms.room().operation().units().get(&unit).map(|own| own.particulars.name.clone());
    known.unwrap_or_else(|| unit.to_string())
}
