//! What the plan has each unit do: a page for a department and a shift, a page for a unit. An order
//! is pinned here: a repair then keeps it.

mod bars;
mod duties;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use election::definition::Level;
use ops::operation::repair::Repair;
use ops::roles::{Act, Officer, Person, RepairingPlan, SeeingPlan, may};
use ops::{OperationCommand, Refusal};
use serde_json::Value;

pub use duties::{Block, Piece, duties};

use super::repair::{desk::Standing, said};
use super::{Look, Top, labels, moment, tabs, text};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, Tab, show};
use bars::Lane;

/// Most units on one page.
const MAX_LISTED: usize = 300;
/// Most repairs listed below a timetable, the latest first.
const MAX_REPAIRS: usize = 12;

struct Row {
    unit: Id,
    name: String,
    lanes: Vec<Lane>,
    /// The same in words.
    says: Vec<String>,
    pinned: bool,
}

/// A repair in a list.
pub struct RepairLine {
    /// Its number.
    pub number: u64,
    /// When it was asked for.
    pub at: String,
    /// How far it is.
    pub badge: Badge,
    /// What happened.
    pub changes: String,
}

#[derive(Template)]
#[template(path = "operation/timetable.html")]
struct TimetablePage {
    page: Page,
    top: Top,
    edition: u32,
    replaces: Option<String>,
    hash: String,
    shifts: Vec<(String, String, bool)>,
    shift: String,
    hours: Vec<String>,
    width: u32,
    now: Option<u32>,
    sealed: bool,
    rows: Vec<Row>,
    total: usize,
    pins: bool,
    repairs: Vec<RepairLine>,
    departments: Vec<(String, String)>,
}

/// `GET /hub/operation/timetable`
pub async fn timetable(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingPlan>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || page(&inner, &asking, officer.person(), &query)).await;
    screens.answer(&visit, made)
}

fn page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let look = Look::of(screens, person, query)?;
    let standing = screens.plan()?;
    let top = screens.top(visit, person, &look);
    let frame = screens.frame(visit, "Plan par unité", "Plan by unit");
    let Some(place) = department(screens, person, &standing, &look)? else {
        return Ok(show(StatusCode::OK, &choosing(screens, person, &standing, frame, top)));
    };
    let shown = Shown::of(screens, &standing, place, text(query, "shift"))?;
    let hours = shown.hours(&standing);
    let made = TimetablePage {
        page: frame,
        top,
        edition: standing.edition.number(),
        replaces: standing.edition.mark().map(|[french, english]| visit.t(&french, &english).to_owned()),
        hash: standing.hash.to_string()[..16].to_owned(),
        shifts: shown.shifts(visit, &standing, place),
        shift: standing.opened.problem.policy.shifts[shown.shift as usize].name.to_string(),
        width: hours.width(),
        hours: hours.labels(),
        now: hours.at(shown.now),
        sealed: shown.sealed(&standing)?,
        rows: rows(screens, visit, &standing, &shown)?,
        total: standing.stands.iter().filter(|own| **own == shown.department).count(),
        pins: may(person.role, Act::RepairPlan),
        repairs: repairs(screens, visit, |repair| repair.asked.place == place),
        departments: Vec::new(),
    };
    Ok(show(StatusCode::OK, &made))
}

/// The department that is looked at: that of the place, or none where the place is wider.
fn department(screens: &Screens, person: &Person, standing: &Standing, look: &Look) -> Result<Option<Id>, Fault> {
    let definition = screens.definition();
    let around = definition.upwards(look.place).find(|ix| definition.place(*ix).level == Level::Department);
    let Some(around) = around.map(|ix| definition.place(ix).id) else { return Ok(None) };
    // Whoever speaks for a commune sees no plan of all around it.
    if !person.covers(definition, around) {
        return Err(Refusal::Territory(around).into());
    }
    standing.department(around).map(|_| Some(around)).ok_or(Refusal::NoPlan.into())
}

/// The departments of the plan, for who looks at more than one.
fn choosing(screens: &Screens, person: &Person, standing: &Standing, page: Page, top: Top) -> TimetablePage {
    let definition = screens.definition();
    let own = standing.opened.problem.departments.iter().filter(|one| person.covers(definition, one.id));
    let departments = own.map(|one| (one.id.to_string(), one.name.clone())).collect();
    TimetablePage {
        page,
        top,
        edition: standing.edition.number(),
        replaces: None,
        hash: standing.hash.to_string()[..16].to_owned(),
        shifts: Vec::new(),
        shift: String::new(),
        hours: Vec::new(),
        width: 0,
        now: None,
        sealed: false,
        rows: Vec::new(),
        total: 0,
        pins: false,
        repairs: Vec::new(),
        departments,
    }
}

/// The department and the shift of a page.
struct Shown {
    department: u32,
    shift: u32,
    now: plan::measure::Clock,
}

impl Shown {
    /// The shift that is named, else the one that runs, else the next, else the last.
    fn of(screens: &Screens, standing: &Standing, place: Id, named: &str) -> Result<Self, Fault> {
        let department = standing.department(place).ok_or(Refusal::NoPlan)?;
        let now = screens.plan_clock(standing, place).unwrap_or(plan::measure::Clock::LAST);
        let shifts = &standing.opened.problem.policy.shifts;
        let at = match named {
            "" => shifts.iter().position(|shift| now < shift.serves_to).unwrap_or(shifts.len().saturating_sub(1)),
            named => shifts.iter().position(|shift| shift.name.as_str() == named).ok_or(Fault::NotFound)?,
        };
        Ok(Self { department, shift: u32::try_from(at).map_err(|_| Fault::NotFound)?, now })
    }

    fn hours(&self, standing: &Standing) -> bars::Hours {
        bars::Hours::of(&standing.opened.problem.policy.shifts[self.shift as usize])
    }

    fn shifts(&self, visit: &Visit, standing: &Standing, place: Id) -> Vec<(String, String, bool)> {
        let all = (0_u32..).zip(&standing.opened.problem.policy.shifts);
        let link = |(at, shift): (u32, &plan::problem::Shift)| {
            let href = format!("/hub/operation/timetable?place={place}&shift={}", shift.name);
            (href, format!("{} {}", shift.name, span(visit, shift)), at == self.shift)
        };
        all.map(link).collect()
    }

    /// Whether the times of this shift are nowhere here.
    fn sealed(&self, standing: &Standing) -> Result<bool, Fault> {
        let services = standing.services(self.department)?;
        Ok(!services.iter().any(|service| service.shift == self.shift))
    }
}

/// The duty of a shift.
fn span(visit: &Visit, shift: &plan::problem::Shift) -> String {
    [shift.duty_from, shift.duty_to].map(|clock| said::hour(visit, clock)).join("–")
}

fn rows(screens: &Screens, visit: &Visit, standing: &Standing, shown: &Shown) -> Result<Vec<Row>, Fault> {
    let services = standing.services(shown.department)?;
    let shift = &standing.opened.problem.policy.shifts[shown.shift as usize];
    let hours = shown.hours(standing);
    let here = (0_u32..).zip(&standing.stands).filter(|(_, department)| **department == shown.department);
    let units: Vec<u32> = here.map(|(unit, _)| unit).collect();
    let all = duties(visit, standing, &services, shown.shift, &units);
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let row = |(unit, blocks): (u32, Vec<Block>)| {
        let id = standing.opened.problem.units[unit as usize].id;
        let known = operation.units().get(&id).map(|own| own.particulars.name.clone());
        Row {
            unit: id,
            name: known.unwrap_or_default(),
            lanes: blocks.iter().map(|block| Lane::of(block, hours)).collect(),
            says: blocks.iter().map(|block| block.says(visit)).collect(),
            pinned: operation.planning().pins().contains_key(&(id, shift.name)),
        }
    };
    let busy = units.iter().copied().zip(all).filter(|(_, blocks)| !blocks.is_empty());
    Ok(busy.take(MAX_LISTED).map(row).collect())
}

/// Repairs of the plan that somebody asked for, the latest first.
pub fn repairs(screens: &Screens, visit: &Visit, wanted: impl Fn(&Repair) -> bool) -> Vec<RepairLine> {
    let plan = screens.plan().ok();
    let rooms = screens.rooms();
    let planning = rooms.room().operation().planning();
    let own = planning.repairs().values().rev().filter(|repair| wanted(repair));
    let line = |repair: &Repair| RepairLine {
        number: repair.number,
        at: moment(repair.at, screens.now()),
        badge: labels::repair(visit, repair, screens.now()),
        changes: repair
            .asked
            .changes
            .first()
            .map(|line| said::change(visit, plan.as_deref(), line))
            .unwrap_or_default(),
    };
    own.take(MAX_REPAIRS).map(line).collect()
}

struct ShiftOfUnit {
    shift: String,
    span: String,
    blocks: Vec<(String, Vec<Piece>)>,
    pinned: bool,
    over: bool,
}

#[derive(Template)]
#[template(path = "operation/duties.html")]
struct UnitPage {
    page: Page,
    tabs: Vec<Tab>,
    unit: Id,
    name: String,
    place: String,
    mark: Option<String>,
    now: String,
    shifts: Vec<ShiftOfUnit>,
    repairs: bool,
}

/// `GET /hub/operation/timetable/{unit}`
pub async fn unit(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingPlan>,
    Path(unit): Path<String>,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || unit_page(&inner, &asking, officer.person(), &unit)).await;
    screens.answer(&visit, made)
}

fn unit_page(screens: &Screens, visit: &Visit, person: &Person, unit: &str) -> Result<Response, Fault> {
    let id = Id::new(unit).map_err(|_| Fault::NotFound)?;
    let standing = screens.plan()?;
    let place = place_of(screens, person, &standing, id)?;
    let now = screens.plan_clock(&standing, place).unwrap_or(plan::measure::Clock::LAST);
    let page = UnitPage {
        page: screens.frame(visit, &format!("Ordres du plan : {id}"), &format!("Orders of the plan: {id}")),
        tabs: tabs(visit, person),
        unit: id,
        name: super::repair::unit_name(screens, id),
        place: super::ground_name(screens.definition(), visit, place),
        mark: standing.edition.mark().map(|[french, english]| visit.t(&french, &english).to_owned()),
        now: said::hour(visit, now),
        shifts: shifts_of(screens, visit, &standing, id, now)?,
        repairs: may(person.role, Act::RepairPlan),
    };
    Ok(show(StatusCode::OK, &page))
}

/// The department of a unit, which must be of the person's territory.
fn place_of(screens: &Screens, person: &Person, standing: &Standing, unit: Id) -> Result<Id, Fault> {
    let at = standing.unit(unit).ok_or(Fault::NotFound)?;
    let place = standing.place_of_unit(at).ok_or(Refusal::NoPlan)?;
    if person.covers(screens.definition(), place) { Ok(place) } else { Err(Refusal::Territory(place).into()) }
}

fn shifts_of(
    screens: &Screens,
    visit: &Visit,
    standing: &Standing,
    id: Id,
    now: plan::measure::Clock,
) -> Result<Vec<ShiftOfUnit>, Fault> {
    let unit = standing.unit(id).ok_or(Fault::NotFound)?;
    let department = standing.stands.get(unit as usize).copied().ok_or(Fault::NotFound)?;
    let services = standing.services(department)?;
    let rooms = screens.rooms();
    let pins = rooms.room().operation().planning().pins();
    let shifts = (0_u32..).zip(&standing.opened.problem.policy.shifts);
    let one = |(at, shift): (u32, &plan::problem::Shift)| {
        let blocks = duties(visit, standing, &services, at, &[unit]).into_iter().flatten();
        ShiftOfUnit {
            shift: shift.name.to_string(),
            span: span(visit, shift),
            blocks: blocks.map(|block| (block.says(visit), block.pieces)).collect(),
            pinned: pins.contains_key(&(id, shift.name)),
            over: shift.duty_to <= now,
        }
    };
    Ok(shifts.map(one).collect())
}

/// What the plan has a unit do, for the page of its order: shift, words, pieces.
pub fn of_unit(screens: &Screens, visit: &Visit, unit: Id) -> Vec<(String, String, Vec<Piece>)> {
    let Ok(standing) = screens.plan() else { return Vec::new() };
    let now = plan::measure::Clock(0);
    let shifts = shifts_of(screens, visit, &standing, unit, now).unwrap_or_default();
    let told = |one: ShiftOfUnit| {
        let shift = format!("{} {}", one.shift, one.span);
        one.blocks.into_iter().map(move |(says, pieces)| (shift.clone(), says, pieces))
    };
    shifts.into_iter().flat_map(told).collect()
}

/// What a crew does, in words and in its parts.
pub type OfCrew = (String, Vec<Piece>);

/// What the plan that stands has a unit do, for files that its people take along.
pub struct Taken {
    /// The day that the plan's hours count from.
    pub date: String,
    /// Which edition says so.
    pub edition: u32,
    /// Shift, crews.
    pub shifts: Vec<(String, Vec<OfCrew>)>,
}

/// The same for who may see what the plan has this unit do: whoever leads it, and who may see the plan
/// of its department. Nothing for others, nor where the rooms know a unit of that name elsewhere.
pub fn taken(screens: &Screens, visit: &Visit, person: &Person, id: Id) -> Option<Taken> {
    let standing = screens.plan().ok()?;
    let place = standing.place_of_unit(standing.unit(id)?)?;
    let particulars = screens.rooms().room().operation().units().get(&id)?.particulars.clone();
    let here = screens.definition().covers(place, particulars.place);
    let sees = may(person.role, Act::SeePlan) && person.covers(screens.definition(), place);
    if !here || !(sees || particulars.leader == Some(person.account)) {
        return None;
    }
    let shifts = shifts_of(screens, visit, &standing, id, plan::measure::Clock(0)).ok()?;
    Some(Taken {
        date: standing.opened.problem.phase.date.clone(),
        edition: standing.edition.number(),
        shifts: shifts.into_iter().map(|one| (one.shift, one.blocks)).collect(),
    })
}

impl Screens {
    /// Whether the plan knows the venue of a station.
    pub(super) fn has_planned_site(&self, station: Id) -> bool {
        let definition = self.definition();
        let venue = definition.station_ix(station).and_then(|ix| definition.station(ix).venue);
        let known = |venue: Id| {
            self.plan().is_ok_and(|standing| standing.opened.problem.sites.iter().any(|site| site.id == venue))
        };
        venue.is_some_and(known)
    }

    /// Whether the plan knows a unit, for who may see what it does.
    pub(super) fn has_planned(&self, visit: &Visit, unit: Id) -> bool {
        let sees = visit.person.as_ref().is_some_and(|person| may(person.role, Act::SeePlan));
        sees && self.plan().is_ok_and(|standing| standing.unit(unit).is_some())
    }
}

/// `POST /hub/operation/timetable/{unit}/{act}`: an order of a shift is pinned, or may change again.
pub async fn pin(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<RepairingPlan>,
    Path((unit, act)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match pinned(&screens, person, &unit, &act, &fields) {
        Ok((command, back)) => screens.operate(person, command, &back).await,
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

fn pinned(
    screens: &Screens,
    person: &Person,
    unit: &str,
    act: &str,
    fields: &Fields,
) -> Result<(OperationCommand, String), Fault> {
    let id = Id::new(unit).map_err(|_| Fault::NotFound)?;
    let standing = screens.plan()?;
    let place = place_of(screens, person, &standing, id)?;
    let shift = Id::new(fields.required("shift")?).map_err(|_| Fault::Form("shift"))?;
    if !standing.opened.problem.policy.shifts.iter().any(|known| known.name == shift) {
        return Err(Fault::Form("shift"));
    }
    let back = match fields.at("from") {
        "unit" => format!("/hub/operation/timetable/{id}"),
        _ => format!("/hub/operation/timetable?place={place}&shift={shift}#{id}"),
    };
    let command = match act {
        "pin" => OperationCommand::Pin { unit: id, shift, place },
        "unpin" => OperationCommand::Unpin { unit: id, shift },
        _ => return Err(Fault::NotFound),
    };
    Ok((command, back))
}
