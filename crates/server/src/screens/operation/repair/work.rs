//! Works out a repair, and accepts it. All of this runs beside the runtime.

use std::sync::Arc;

use election::refusal::Language;
use election::{Id, Stamp};
use ops::operation::repair::{Asked, Edition, Repair, State};
use ops::roles::Person;
use ops::step::{Actor, Command};
use ops::{Event, OperationCommand, Refusal};
use plan::check::check;
use plan::measure::Clock;
use plan::repair::{self as planner, Change, Line, Order};
use tlog::Hash;

use super::ask::{self, Subject};
use super::desk::{Outcome, Standing};
use super::said;
use crate::plans::{Accepting, fault, reseal};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;

/// Why a repair was not worked out.
pub enum NotAsked {
    /// Changes that cannot be.
    Faults(Vec<planner::Fault>),
    /// Everything else.
    Fault(Fault),
}

impl<F: Into<Fault>> From<F> for NotAsked {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<fault::Fault> for Fault {
    fn from(fault: fault::Fault) -> Self {
        Self::Failed(fault.text(Language::English))
    }
}

impl Screens {
    /// The plan as it stands.
    pub(in crate::screens) fn plan(&self) -> Result<Arc<Standing>, Fault> {
        self.0.desk.standing().ok_or(Refusal::NoPlan.into())
    }

    /// The moment on the plan's day, by the wall clock of a department.
    pub(in crate::screens) fn plan_clock(&self, standing: &Standing, place: Id) -> Result<Clock, Fault> {
        let shown = self.local(place).at(self.now().instant());
        shown.and_then(|local| standing.clock(local)).ok_or(Refusal::NoPlan.into())
    }

    /// A stamp with the offset of a place's opening hours.
    fn local(&self, place: Id) -> Stamp {
        let definition = self.definition();
        let rooms = self.rooms();
        let place = definition.place_ix(place).map(|ix| rooms.room().operation().stations_within(ix));
        let class = place.and_then(|stations| stations.first().map(|ix| definition.station(*ix).hours));
        let hours = definition.rounds().iter().flat_map(|round| &round.hours);
        hours.clone().find(|hours| Some(hours.class) == class).map_or_else(|| self.now(), |hours| hours.opens)
    }
}

/// Works out what a form asks for; the number of the repair.
pub fn ask(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    subject: &Subject,
    fields: &Fields,
) -> Result<u64, NotAsked> {
    let standing = screens.plan()?;
    let place = subject.place(screens, &standing)?;
    if !person.covers(screens.definition(), place) {
        return Err(Refusal::Territory(place).into());
    }
    let change = ask::change(screens, visit, &standing, subject, fields)?;
    propose(screens, person.account, (place, subject.incident()), change)
}

/// Works out a repair and notes that it was asked for.
pub fn propose(
    screens: &Screens,
    account: Id,
    (place, incident): (Id, Option<u64>),
    change: Change,
) -> Result<u64, NotAsked> {
    let standing = screens.plan()?;
    let now = screens.plan_clock(&standing, place)?;
    let lines = ask::lines(screens, &standing, place, change);
    let changes: Vec<String> = lines.iter().map(|line| line.change.to_string()).collect();
    // What is kept is text: what does not read back as it was would be another repair.
    if read_back(&changes).as_deref() != Some(&lines) {
        return Err(Refusal::Text.into());
    }
    let outcome = screens.0.desk.hold().outcome(&standing, (place, now, &lines)).map_err(NotAsked::Faults)?;
    let asked = Asked { place, difference: outcome.found, now: now.to_string(), incident, changes };
    let events = act(screens, account, OperationCommand::ProposeRepair(asked))?;
    events.first().map(|event| event.number).ok_or(NotAsked::Fault(Fault::NotFound))
}

/// Changes of the journal as the planner reads them.
pub fn read_back(changes: &[String]) -> Option<Vec<Line>> {
    let text = format!("{}\n{}\n", planner::HEADER, changes.join("\n"));
    planner::read(text.as_bytes()).ok()
}

/// What a repair that waits comes to on the plan as it stands.
pub fn outcome(screens: &Screens, repair: &Repair) -> Result<Arc<Outcome>, Fault> {
    let standing = screens.plan()?;
    outcome_on(screens, &standing, repair)
}

fn outcome_on(screens: &Screens, standing: &Standing, repair: &Repair) -> Result<Arc<Outcome>, Fault> {
    let asked = &repair.asked;
    let lines = read_back(&asked.changes).ok_or(Refusal::Changed)?;
    let now = Clock::parse(&asked.now).ok_or(Refusal::Changed)?;
    // What could be repaired and cannot now is not what was shown.
    let found = screens.0.desk.hold().outcome(standing, (asked.place, now, &lines));
    found.map_err(|_| Refusal::Changed.into())
}

/// Does what a command says, durably.
fn act(screens: &Screens, account: Id, command: OperationCommand) -> Result<Vec<Event>, Fault> {
    Ok(screens.rooms().act(screens.now(), Actor::Account(account), Command::Operation(command))?)
}

/// The same, for nothing but that it is done.
pub fn journal(screens: &Screens, account: Id, command: OperationCommand) -> Result<(), Fault> {
    act(screens, account, command).map(drop)
}

/// Accepts a repair: checked, written as an edition beside the plan, noted, its orders issued. Where
/// any of this fails, the plan before stands.
pub fn accept(screens: &Screens, visit: &Visit, account: Id, number: u64, shown: Option<&str>) -> Result<(), Fault> {
    let desk = &screens.0.desk;
    let accepting = desk.accepting();
    let standing = screens.plan()?;
    let repair = screens.rooms().room().operation().planning().repairs().get(&number).cloned();
    let repair = repair.ok_or(Refusal::NoRepair)?;
    if !matches!(repair.state, State::Proposed(_)) {
        return Err(Refusal::Step.into());
    }
    let outcome = outcome_on(screens, &standing, &repair)?;
    let seen = shown.is_none_or(|shown| shown == outcome.found.after.to_string());
    if outcome.found != repair.asked.difference || !seen {
        return Err(Refusal::Changed.into());
    }
    let (edition, directory) = written(&standing, &outcome, &repair, visit.language)?;
    let orders = orders(screens, visit, &repair, &outcome, edition.number);
    let command = OperationCommand::AcceptRepair { repair: number, found: outcome.found, edition, orders };
    if let Err(fault) = act(screens, account, command) {
        // Nobody accepted it: what lies there is no edition of anything.
        let _ = std::fs::remove_dir_all(&directory);
        return Err(fault);
    }
    desk.put(Standing::read(standing.root(), Some(edition))?);
    drop(accepting);
    Ok(())
}

/// Writes the edition, if the checker finds nothing against it.
fn written(
    standing: &Standing,
    outcome: &Outcome,
    repair: &Repair,
    language: Language,
) -> Result<(Edition, std::path::PathBuf), Fault> {
    if !outcome.verdict.violations.is_empty() {
        return Err(Refusal::Unsound.into());
    }
    let mut repaired = outcome.repaired.clone();
    let seeds = reseal(&mut repaired)?;
    let verdict = check(&repaired.problem, &repaired.plan, &repaired.certificates);
    if !verdict.violations.is_empty() {
        return Err(Refusal::Unsound.into());
    }
    let edition = Edition { number: standing.edition.next(), plan: plan_hash(&repaired)? };
    let directory = standing.place_of(edition);
    let now = Clock::parse(&repair.asked.now).ok_or(Refusal::Changed)?;
    Accepting {
        before: &standing.directory,
        repaired: &repaired,
        seeds: &seeds,
        verdict: &verdict,
        changes: &outcome.lines,
        now,
        edition: edition.number,
    }
    .write(&directory, language)?;
    Ok((edition, directory))
}

/// SHA-256 of the text that is written.
fn plan_hash(repaired: &planner::Repaired) -> Result<Hash, Fault> {
    let mut text = String::new();
    repaired.plan.seal(&repaired.problem, &mut text).map_err(|error| Fault::Failed(error.to_string()))?;
    Ok(Hash::of(text.as_bytes()))
}

/// What each unit is told that has another order and that the rooms know under its name in the plan.
fn orders(screens: &Screens, visit: &Visit, repair: &Repair, outcome: &Outcome, edition: u32) -> Vec<(Id, String)> {
    let rooms = screens.rooms();
    let units = rooms.room().operation().units();
    let mut told: Vec<(Id, String)> = Vec::new();
    for order in &outcome.repaired.difference.orders {
        let known = units.get(&order.unit).map(|unit| unit.particulars.place);
        let here = known.is_some_and(|place| screens.definition().covers(repair.asked.place, place));
        if here && !told.iter().any(|(unit, _)| *unit == order.unit) {
            let own = outcome.repaired.difference.orders.iter().filter(|other| other.unit == order.unit);
            told.push((order.unit, order_text(visit, own, edition, &repair.asked.now)));
        }
    }
    told
}

/// An order in a line; where all of it does not fit, where to read it.
fn order_text<'a>(visit: &Visit, own: impl Iterator<Item = &'a Order>, edition: u32, now: &str) -> String {
    let changed: Vec<String> = own
        .map(|order| {
            let nothing = visit.t("rien", "nothing").to_owned();
            let [was, is] = [&order.was, &order.is]
                .map(|task| task.as_deref().map_or(nothing.clone(), |task| said::task(visit, task)));
            format!("{}{} {was} → {is}", order.shift, visit.language.colon())
        })
        .collect();
    let head = match visit.language {
        Language::French => format!("Plan, édition {edition}, à partir de {now}"),
        Language::English => format!("Plan, edition {edition}, from {now}"),
    };
    let whole = format!("{head}. {}", changed.join(" ; "));
    let short = format!("{head}. {}", visit.t("Lisez vos nouveaux ordres.", "Read your new orders."));
    if election::text::is_phrase(&whole) { whole } else { short }
}
