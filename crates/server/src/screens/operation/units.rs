//! Units: the list, a new one, and what each says of itself.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use ops::operation::people::People;
use ops::operation::unit::{Force, OLD_POSITION, Particulars, State as Now, Unit};
use ops::operation::words::Word;
use ops::roles::{Act, FollowingOrders, KeepingUnits, Officer, Person, SeeingOperation, may};
use ops::{OperationCommand, Refusal};
use serde_json::Value;

use super::incidents::{Options, degrees, options, read_point};
use super::main_room::filter;
use super::{Look, Top, age, labels};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};

/// Most units on one page.
const MAX_LISTED: usize = 300;

/// A unit in a list.
pub struct Line {
    /// Its name in orders.
    pub unit: Id,
    /// Name for people.
    pub name: String,
    /// What kind of force.
    pub force: &'static str,
    /// How many people.
    pub strength: String,
    /// The room that commands it.
    pub place: String,
    /// What it does.
    pub badge: Badge,
    /// Since when.
    pub since: String,
    /// Where it was last.
    pub point: String,
    /// How old that is.
    pub age: String,
    /// Whether it is old.
    pub old: bool,
    /// The order it has.
    pub order: Option<u64>,
    /// Whether the plan has orders for it, which the person may see.
    pub planned: bool,
    /// How to ring it.
    pub telephone: String,
    /// What it can say next: act, French or English label.
    pub acts: Vec<(&'static str, String)>,
}

/// A unit as a line of a list.
pub fn line(screens: &Screens, visit: &Visit, unit: &Unit) -> Line {
    let (own, now, definition) = (&unit.particulars, screens.now(), screens.definition());
    let seen = unit.seen.map(|seen| now.instant() - seen.at.instant());
    let place = definition.place_ix(own.place).map(|ix| definition.place(ix).name.clone());
    let acts: &[(&str, &str, &str)] = match unit.state {
        Now::OffDuty(_) => &[("on-duty", "Prendre le service", "Go on duty")],
        Now::Available(_) => &[("off-duty", "Fin de service", "Go off duty")],
        Now::EnRoute(_) => &[("arrive", "Sur place", "Arrived")],
        Now::OnSite(_) => &[],
    };
    Line {
        unit: own.unit,
        name: own.name.clone(),
        force: own.force.label(visit.language),
        strength: own.strength.to_string(),
        place: place.unwrap_or_default(),
        badge: labels::unit(visit, unit.state),
        since: age(now.instant() - unit.state.since().instant()),
        point: unit.seen.map(|seen| degrees(seen.point)).unwrap_or_default(),
        age: seen.map(age).unwrap_or_default(),
        old: seen.is_some_and(|seconds| seconds > OLD_POSITION),
        order: unit.state.order(),
        planned: screens.has_planned(visit, own.unit),
        telephone: own.telephone.clone().unwrap_or_default(),
        acts: acts.iter().map(|(act, french, english)| (*act, visit.t(french, english).to_owned())).collect(),
    }
}

#[derive(Template)]
#[template(path = "operation/units.html")]
struct UnitsPage {
    page: Page,
    top: Top,
    filters: Vec<(String, String, usize, bool)>,
    rows: Vec<Line>,
    total: usize,
    forces: Options,
    keeps: bool,
    follows: bool,
}

/// The filters of the list: word, French, English, and which states pass.
type Filter = (&'static str, &'static str, &'static str, fn(&Unit) -> bool);

const FILTERS: [Filter; 4] = [
    ("all", "Toutes", "All", |_| true),
    ("free", "Libres", "Available", Unit::is_free),
    ("engaged", "Engagées", "Engaged", |unit| unit.state.order().is_some()),
    ("off", "Hors service", "Off duty", |unit| matches!(unit.state, Now::OffDuty(_))),
];

/// `GET /hub/operation/units`
pub async fn list(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let made = list_page(&screens, &visit, officer.person(), &query);
    screens.answer(&visit, made)
}

fn list_page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let look = Look::of(screens, person, query)?;
    let top = screens.top(visit, person, &look);
    let wanted = filter(query);
    let (word, _, _, passes) = FILTERS.into_iter().find(|(word, ..)| *word == wanted).unwrap_or(FILTERS[0]);
    let (definition, rooms) = (screens.definition(), screens.rooms());
    let own = rooms.room().operation().units().values();
    let own: Vec<&Unit> = own.filter(|unit| look.holds(definition, unit.particulars.place)).collect();
    let filters = FILTERS.into_iter().map(|(own_word, french, english, passes)| {
        let href = format!("/hub/operation/units?place={}&filter={own_word}", look.id);
        let count = own.iter().filter(|unit| passes(unit)).count();
        (href, visit.t(french, english).to_owned(), count, own_word == word)
    });
    let filters = filters.collect();
    let found: Vec<&&Unit> = own.iter().filter(|unit| passes(unit)).collect();
    let page = UnitsPage {
        page: screens.frame(visit, "Unités", "Units"),
        top,
        filters,
        total: found.len(),
        rows: found.into_iter().take(MAX_LISTED).map(|unit| line(screens, visit, unit)).collect(),
        forces: options::<Force>(visit, Force::Police.word()),
        keeps: may(person.role, Act::KeepUnits),
        follows: may(person.role, Act::FollowOrders),
    };
    Ok(show(StatusCode::OK, &page))
}

/// `POST /hub/operation/units`
pub async fn make(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<KeepingUnits>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match particulars(person, &fields).and_then(|made| screens.planned_here(made)) {
        Ok(made) => screens.operate(person, OperationCommand::MakeUnit(made), "/hub/operation/units").await,
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

impl Screens {
    /// A unit where the plan has it, if it has it. Under its name in the plan it is given the plan's
    /// orders: made known elsewhere, it would get none, and its own department could not make it known.
    fn planned_here(&self, made: Particulars) -> Result<Particulars, Fault> {
        let standing = self.0.desk.standing();
        let of_plan = standing.and_then(|standing| standing.place_of_unit(standing.unit(made.unit)?));
        match of_plan {
            Some(own) if !self.definition().covers(own, made.place) => Err(Refusal::Planned(own).into()),
            _ => Ok(made),
        }
    }
}

fn particulars(person: &Person, fields: &Fields) -> Result<Particulars, Fault> {
    let id = |name: &'static str| Id::new(fields.at(name).trim()).map_err(|_| Fault::Form(name));
    let optional = |name: &'static str| match fields.at(name).trim() {
        "" => Ok(None),
        _ => id(name).map(Some),
    };
    let strength = fields.required("strength")?.trim();
    Ok(Particulars {
        unit: id("unit")?,
        name: fields.at("name").trim().to_owned(),
        force: Force::parse(fields.required("force")?).ok_or(Fault::Form("force"))?,
        strength: People::parse(strength).ok_or(Fault::Form("strength"))?,
        place: optional("place")?.unwrap_or(person.scope),
        leader: optional("leader")?,
        telephone: Some(fields.at("telephone").trim().to_owned()).filter(|number| !number.is_empty()),
    })
}

/// `POST /hub/operation/units/{unit}/{act}`
pub async fn say(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<FollowingOrders>,
    Path((unit, act)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let back = if may(person.role, Act::SeeOperation) { "/hub/operation/units" } else { "/hub/orders" };
    let made = match said(&screens, &unit, &act, &fields) {
        Ok(command) => screens.operate(person, command, back).await,
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

fn said(screens: &Screens, unit: &str, act: &str, fields: &Fields) -> Result<OperationCommand, Fault> {
    let unit = Id::new(unit).map_err(|_| Refusal::NoUnit)?;
    Ok(match act {
        "on-duty" => OperationCommand::Duty { unit, on: true },
        "off-duty" => OperationCommand::Duty { unit, on: false },
        "arrive" => OperationCommand::Arrive { unit },
        "locate" => {
            let point = read_point(fields)?.ok_or(Fault::Form("longitude"))?;
            OperationCommand::Locate { unit, point, at: screens.now() }
        }
        _ => return Err(Fault::NotFound),
    })
}
