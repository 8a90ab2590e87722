//! What a form asks of a repair: one change in the words of the planner, and the pins of the
//! department.

use std::collections::BTreeSet;

use election::Id;
use ops::Refusal;
use ops::operation::ground::point_of;
use ops::operation::words::Word as _;
use plan::measure::{Clock, Weight};
use plan::repair::{Change, Incident, Line, MAX_CREWS, Place};

use super::desk::Standing;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::operation::{ground_name, incidents::read_point};

/// What a repair is asked about.
pub enum Subject {
    /// An incident of the rooms.
    Incident(u64),
    /// A unit of the plan.
    Unit(Id),
    /// A site of the plan.
    Site(Id),
}

impl Subject {
    /// As a form or an address names it; a station stands for its venue.
    pub fn of(screens: &Screens, at: impl Fn(&str) -> String) -> Result<Self, Fault> {
        let [incident, unit, site, station] = ["incident", "unit", "site", "station"].map(&at);
        let id = |text: &str| Id::new(text.trim()).map_err(|_| Fault::NotFound);
        if !incident.is_empty() {
            return incident.parse().map(Self::Incident).map_err(|_| Fault::NotFound);
        }
        if !unit.is_empty() {
            return id(&unit).map(Self::Unit);
        }
        if !site.is_empty() {
            return id(&site).map(Self::Site);
        }
        let definition = screens.definition();
        let station = definition.station_ix(id(&station)?).ok_or(Fault::NotFound)?;
        definition.station(station).venue.map(Self::Site).ok_or(Refusal::NoPlan.into())
    }

    /// The department whose plan it touches.
    pub fn place(&self, screens: &Screens, standing: &Standing) -> Result<Id, Fault> {
        let problem = &standing.opened.problem;
        match self {
            Self::Incident(number) => {
                let rooms = screens.rooms();
                let found = rooms.room().operation().incidents().get(number).ok_or(Refusal::NoIncident)?;
                let about = found.report.ground.about;
                let definition = screens.definition();
                let here = problem.departments.iter().find(|one| definition.covers(one.id, about));
                here.map(|one| one.id).ok_or(Refusal::NoPlan.into())
            }
            Self::Unit(unit) => {
                let at = standing.unit(*unit).ok_or(Refusal::NoUnit)?;
                standing.place_of_unit(at).ok_or(Refusal::NoPlan.into())
            }
            Self::Site(site) => {
                let found = problem.sites.iter().find(|one| one.id == *site).ok_or(Refusal::NoPlan)?;
                problem.departments.get(found.department as usize).map(|one| one.id).ok_or(Refusal::NoPlan.into())
            }
        }
    }

    /// The incident, if it is one.
    pub fn incident(&self) -> Option<u64> {
        if let Self::Incident(number) = self { Some(*number) } else { None }
    }
}

/// A moment of the day as a form sends it.
fn moment(fields: &Fields, name: &'static str) -> Result<Clock, Fault> {
    Clock::parse(fields.required(name)?.trim()).ok_or(Refusal::Moment.into())
}

/// The change that a form asks for.
pub fn change(
    screens: &Screens,
    visit: &Visit,
    standing: &Standing,
    subject: &Subject,
    fields: &Fields,
) -> Result<Change, Fault> {
    match subject {
        Subject::Incident(number) => incident(screens, visit, standing, *number, fields),
        Subject::Unit(unit) => match fields.required("change")? {
            "lost" => Ok(Change::Lost { unit: *unit }),
            "late" => Ok(Change::Late { unit: *unit, until: moment(fields, "until")? }),
            "returned" => Ok(Change::Returned { unit: *unit, until: moment(fields, "until")? }),
            _ => Err(Fault::Form("change")),
        },
        Subject::Site(site) => match fields.required("change")? {
            "closed" => Ok(Change::Closed { site: *site }),
            "moved" => {
                let to = read_point(fields)?.ok_or(Fault::Form("longitude"))?;
                Ok(Change::Moved { site: *site, to })
            }
            "threat" => {
                let points = fields.required("points")?.trim().parse().map_err(|_| Fault::Form("points"))?;
                let weight = Weight(points);
                let (from, to) = (moment(fields, "from")?, moment(fields, "until")?);
                Ok(Change::Threat { site: *site, weight, from, to })
            }
            _ => Err(Fault::Form("change")),
        },
    }
}

fn incident(
    screens: &Screens,
    visit: &Visit,
    standing: &Standing,
    number: u64,
    fields: &Fields,
) -> Result<Change, Fault> {
    let crews = fields.required("crews")?.trim().parse().ok().filter(|crews| (1..=MAX_CREWS).contains(crews));
    let crews = crews.ok_or(Fault::Form("crews"))?;
    let window = (moment(fields, "from")?, moment(fields, "until")?);
    needed(screens, visit, standing, number, (crews, window))
}

/// Crews for an incident of the rooms. Its identifier in the plan has the edition in it, since it may
/// need crews again.
pub fn needed(
    screens: &Screens,
    visit: &Visit,
    standing: &Standing,
    number: u64,
    (crews, (from, to)): (u32, (Clock, Clock)),
) -> Result<Change, Fault> {
    let rooms = screens.rooms();
    let found = rooms.room().operation().incidents().get(&number).ok_or(Refusal::NoIncident)?;
    let (definition, ground) = (screens.definition(), found.report.ground);
    let at = point_of(definition, ground).ok_or(Refusal::Outside)?;
    let name = format!("{}, {}", found.report.kind.label(visit.language), ground_name(definition, visit, ground.about));
    let id = format!("incident-{number}-{}", standing.edition.next());
    Ok(Change::Incident(Incident {
        id: Id::new(&id).map_err(|_| Refusal::Limit)?,
        place: Place::At(at),
        crews,
        from,
        to,
        name: if election::text::is_phrase(&name) { name } else { format!("{number}") },
    }))
}

/// The change, and a line for each pinned order of the department that the plan still has.
pub fn lines(screens: &Screens, standing: &Standing, place: Id, change: Change) -> Vec<Line> {
    let rooms = screens.rooms();
    let shifts: BTreeSet<Id> = standing.opened.problem.policy.shifts.iter().map(|shift| shift.name).collect();
    let pins = rooms.room().operation().planning().pins().iter();
    let known = |unit: &Id, shift: &Id| standing.unit(*unit).is_some() && shifts.contains(shift);
    let here = pins.filter(|((unit, shift), pin)| pin.place == place && known(unit, shift));
    let pinned = here.map(|((unit, shift), _)| Change::Pinned { unit: *unit, shift: Some(*shift) });
    (2..).zip(core::iter::once(change).chain(pinned)).map(|(line, change)| Line { line, change }).collect()
}
