//! The difference that a repair makes, as people read it before they accept.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use election::refusal::Language;
use ops::operation::repair::{Repair, State};
use ops::roles::{Act, Person, may};
use plan::repair::{Fate, Order};

use super::desk::Outcome;
use super::{found, said, work};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
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
    /// In words, and as the planner reads them.
    changes: Vec<(String, String)>,
    outcome: Option<Told>,
    /// Whether the plan has changed since, or the question cannot be asked of it any more.
    stale: bool,
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
    let (outcome, stale) = known(screens, &repair, open)?;
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
        now: repair.asked.now.clone(),
        incident: repair.asked.incident,
        changes: repair
            .asked
            .changes
            .iter()
            .map(|line| (said::change(visit, plan.as_deref(), line), line.clone()))
            .collect(),
        outcome: outcome.as_deref().map(|outcome| told(visit, outcome)),
        stale,
        open: open && !stale,
        decides: may(person.role, Act::RepairPlan),
        ending: ending(screens, visit, &repair, &name),
        notice,
    };
    Ok(show(status, &page))
}

/// What is known of the difference: worked out again while it waits, so that nobody is shown what is
/// not so any more; as it was kept once it is decided.
fn known(screens: &Screens, repair: &Repair, open: bool) -> Result<(Option<Arc<Outcome>>, bool), Fault> {
    if !open {
        return Ok((screens.0.desk.hold().kept(repair.asked.difference), false));
    }
    match work::outcome(screens, repair) {
        Ok(outcome) if outcome.found == repair.asked.difference => Ok((Some(outcome), false)),
        Ok(_) | Err(Fault::Refused(ops::Refusal::Changed | ops::Refusal::NoPlan)) => Ok((None, true)),
        Err(fault) => Err(fault),
    }
}

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

fn told(visit: &Visit, outcome: &Outcome) -> Told {
    let (language, repaired) = (visit.language, &outcome.repaired);
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
        rows: difference.orders.iter().map(|order| row(visit, order)).collect(),
        shown: outcome.found.after.to_string(),
    }
}

fn row(visit: &Visit, order: &Order) -> Row {
    let (kind, french, english) = match order.fate {
        Fate::Changed => ("now", "changé", "changed"),
        Fate::Dropped => ("wait", "retiré", "dropped"),
        Fate::New => ("good", "nouveau", "new"),
    };
    let task = |task: &Option<String>| task.as_deref().map_or_else(|| "–".to_owned(), |task| said::task(visit, task));
    Row {
        shift: order.shift.to_string(),
        unit: order.unit.to_string(),
        badge: Badge { kind, text: visit.t(french, english).to_owned() },
        was: task(&order.was),
        is: task(&order.is),
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
