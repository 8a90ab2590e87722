//! The difference that a repair makes, as people read it before they accept.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use election::refusal::Language;
use election::{Id, Stamp};
use ops::operation::repair::{Repair, State};
use ops::roles::{Act, Person, may};
use ops::{Refusal, Room};
use plan::measure::Clock;
use plan::repair::{Fate, Order};

use super::desk::Outcome;
use super::work::{Missed, Waiting};
use super::{found, said, work};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
use crate::screens::operation::tables::since;
use crate::screens::operation::{ground_name, labels, moment, tabs};
use crate::screens::page::{Page, Tab, show};

/// Violations that are shown; the rest is counted.
const MAX_SHOWN: usize = 20;

struct Row {
    shift: String,
    unit: String,
    badge: Badge,
    was: String,
    is: String,
}

/// What a repair comes to, in words.
struct Told {
    before: u64,
    kept: u64,
    share: String,
    changed: u64,
    dropped: u64,
    new: u64,
    value: [String; 2],
    cover: String,
    milliseconds: u128,
    proven: bool,
    unmet: Vec<String>,
    violations: Vec<String>,
    more: usize,
    rows: Vec<Row>,
    /// Units that get no order, and why.
    missed: Vec<(String, String)>,
    more_missed: usize,
    /// Whether there is nothing to accept.
    nothing: bool,
    shown: String,
}

#[derive(Template)]
#[template(path = "operation/repair.html")]
struct DifferencePage {
    page: Page,
    tabs: Vec<Tab>,
    number: u64,
    badge: Badge,
    place: String,
    place_id: String,
    by: String,
    at: String,
    now: String,
    incident: Option<u64>,
    changes: Vec<String>,
    outcome: Option<Told>,
    /// Why it comes to something else by now: the plan has changed since, or too much time has passed.
    stale: Option<String>,
    /// Whether it was asked for long ago and comes to the same from now on.
    again: bool,
    open: bool,
    decides: bool,
    ending: Option<String>,
    notice: Option<String>,
}

/// The page of a repair.
pub fn page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    number: u64,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let repair = found(screens, person, number)?;
    let open = matches!(repair.state, State::Proposed(_));
    let (known, stale) = known(screens, visit, &repair, open)?;
    let Known { outcome, now, again } = known;
    let plan = screens.plan().ok();
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let name = |account: Option<election::Id>| {
        let rooms = screens.rooms();
        account.map_or_else(String::new, |account| {
            rooms.room().accounts().get(&account).map_or_else(|| account.to_string(), |own| own.name.clone())
        })
    };
    let page = DifferencePage {
        page: screens.frame(visit, &format!("Réparation {number}"), &format!("Repair {number}")),
        tabs: tabs(visit, person),
        number,
        badge: labels::repair(visit, &repair, screens.now()),
        place: ground_name(screens.definition(), visit, repair.asked.place),
        place_id: repair.asked.place.to_string(),
        by: name(repair.by),
        at: moment(repair.at, screens.now()),
        now: now.map_or_else(|| repair.asked.now.clone(), |now| said::hour(visit, now)),
        incident: repair.asked.incident,
        changes: repair.asked.changes.iter().map(|line| said::change(visit, plan.as_deref(), line)).collect(),
        outcome: outcome.as_deref().map(|outcome| {
            let said = said::Tasks { visit, problem: &outcome.repaired.problem, standing: plan.as_deref() };
            told(&said, outcome, missed(screens, visit, &repair, outcome))
        }),
        open: open && stale.is_none(),
        stale,
        again,
        decides: may(person.role, Act::RepairPlan),
        ending: ending(screens, visit, &repair, &name),
        notice,
    };
    Ok(show(status, &page))
}

/// What a page can show of a difference.
struct Known {
    outcome: Option<Arc<Outcome>>,
    now: Option<Clock>,
    again: bool,
}

/// What is known of the difference: worked out again while it waits, so that nobody is shown what is
/// not so any more, with the reason where it is not; as it was kept once it is decided.
fn known(screens: &Screens, visit: &Visit, repair: &Repair, open: bool) -> Result<(Known, Option<String>), Fault> {
    let now = Clock::parse(&repair.asked.now);
    if !open {
        let outcome = screens.0.desk.hold().kept(repair.asked.difference);
        return Ok((Known { outcome, now, again: false }, None));
    }
    match screens.plan().and_then(|standing| work::waiting(screens, &standing, repair)) {
        Ok(Waiting { outcome, now, again }) => {
            Ok((Known { outcome: Some(outcome), now: Some(now), again: again.is_some() }, None))
        }
        Err(Fault::Refused(why @ (Refusal::Changed | Refusal::NoPlan | Refusal::Stale))) => {
            let words = match why {
                Refusal::Changed => visit.t(CHANGED[0], CHANGED[1]).to_owned(),
                why => why.text(visit.language),
            };
            Ok((Known { outcome: None, now, again: false }, Some(words)))
        }
        Err(fault) => Err(fault),
    }
}

/// Said of a difference whose plan is another by now.
const CHANGED: [&str; 2] = [
    "Le plan de ce département a changé depuis : cette différence n'est plus la sienne. Demandez la réparation de nouveau.",
    "The plan of this department has changed since: this difference is not its own any more. Ask for the repair again.",
];

fn ending(
    screens: &Screens,
    visit: &Visit,
    repair: &Repair,
    name: &dyn Fn(Option<election::Id>) -> String,
) -> Option<String> {
    let now = screens.now();
    match &repair.state {
        State::Proposed(_) => None,
        State::Accepted(accepted) => {
            let words = visit.t("Édition", "Edition");
            let (number, by, at) = (accepted.edition.number, name(accepted.by), moment(accepted.at, now));
            Some(format!("{words} {number} · {by} · {at} · {}", &accepted.edition.plan.to_string()[..16]))
        }
        State::Left(left) => Some(format!("{} · {} · {}", left.reason, name(left.by), moment(left.at, now))),
    }
}

fn told(said: &said::Tasks<'_>, outcome: &Outcome, missed: Vec<(String, String)>) -> Told {
    let (language, repaired) = (said.visit.language, &outcome.repaired);
    let difference = &repaired.difference;
    let violations = &outcome.verdict.violations;
    let violation = |one: &plan::check::Violation| one.text(&repaired.problem, &repaired.plan, language);
    Told {
        before: difference.before,
        kept: difference.kept,
        share: share(difference.before - difference.kept, difference.before, language),
        changed: difference.count(Fate::Changed),
        dropped: difference.count(Fate::Dropped),
        new: difference.count(Fate::New),
        value: repaired.value.map(|value| value.text(language)),
        cover: share(repaired.cover[1], repaired.cover[0], language),
        milliseconds: outcome.took.as_millis(),
        proven: repaired.proven,
        unmet: repaired.unmet.iter().map(|unmet| unmet.text(language)).collect(),
        violations: violations.iter().take(MAX_SHOWN).map(violation).collect(),
        more: violations.len().saturating_sub(MAX_SHOWN),
        rows: difference.orders.iter().map(|order| row(said, order)).collect(),
        more_missed: missed.len().saturating_sub(MAX_SHOWN),
        missed: missed.into_iter().take(MAX_SHOWN).collect(),
        nothing: outcome.is_nothing(),
        shown: outcome.found.after.to_string(),
    }
}

/// The units whose order changes and that are not sent it: while the repair waits, as the rooms know
/// them now; once it is accepted, those that the journal has no order for.
fn missed(screens: &Screens, visit: &Visit, repair: &Repair, outcome: &Outcome) -> Vec<(String, String)> {
    let rooms = screens.rooms();
    let room = rooms.room();
    let accepted = match &repair.state {
        State::Proposed(_) => None,
        State::Accepted(accepted) => Some(accepted.at),
        State::Left(_) => return Vec::new(),
    };
    let why = |unit: Id| match (work::missed(room, repair, unit), accepted) {
        (_, Some(at)) if was_sent(room, unit, at) => None,
        (Some(Missed::Unknown), _) => {
            Some(visit.t("pas enregistrée en salle", "not made known to the rooms").to_owned())
        }
        (Some(Missed::Elsewhere(place)), _) => {
            let place = ground_name(screens.definition(), visit, place);
            Some(format!("{} {place}", visit.t("enregistrée ailleurs :", "made known elsewhere:")))
        }
        (None, Some(_)) => Some(visit.t("enregistrée depuis", "made known since").to_owned()),
        (None, None) => None,
    };
    let units = work::units(outcome).into_iter();
    units.filter_map(|unit| Some((unit.to_string(), why(unit)?))).collect()
}

/// Whether a unit was sent an order of the plan at a moment or later.
fn was_sent(room: &Room, unit: Id, at: Stamp) -> bool {
    let mut own = room.operation().orders().values().filter(|order| order.unit == unit && order.incident.is_none());
    own.any(|order| since(order).instant() >= at.instant())
}

fn row(said: &said::Tasks<'_>, order: &Order) -> Row {
    let (kind, french, english) = match order.fate {
        Fate::Changed => ("now", "changé", "changed"),
        Fate::Dropped => ("wait", "retiré", "dropped"),
        Fate::New => ("good", "nouveau", "new"),
    };
    let [was, is] = said.both(order, "–");
    Row {
        shift: order.shift.to_string(),
        unit: order.unit.to_string(),
        badge: Badge { kind, text: said.visit.t(french, english).to_owned() },
        was,
        is,
    }
}

/// A part of a whole in hundredths, with one decimal.
fn share(part: u64, whole: u64, language: Language) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = u128::from(part) * 1_000 / u128::from(whole);
    match language {
        Language::French => format!("{},{} %", tenths / 10, tenths % 10),
        Language::English => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}
