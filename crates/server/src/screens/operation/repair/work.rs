//! Works out a repair, and accepts it. All of this runs beside the runtime.

use std::collections::BTreeSet;
use std::sync::Arc;

use election::refusal::Language;
use election::{Id, Stamp};
use ops::operation::repair::{Asked, Edition, Repair, State};
use ops::roles::Person;
use ops::step::{Actor, Command};
use ops::{Event, OperationCommand, Refusal, Room};
use plan::check::check;
use plan::measure::Clock;
use plan::repair::{self as planner, Change, Line, Order};
use tlog::Hash;

use super::ask::{self, Subject};
use super::desk::{Outcome, Standing};
use super::form::usual;
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

/// What a repair that waits comes to, as it was shown.
pub struct Waiting {
    /// What it comes to.
    pub outcome: Arc<Outcome>,
    /// From when its orders change.
    pub now: Clock,
    /// When it was worked out again, where it was asked for too long ago.
    pub again: Option<Stamp>,
}

/// What a repair that waits comes to on the plan as it stands. Once it was asked for too long ago, it is
/// worked out from this moment on: nobody is to be told to have been elsewhere.
pub fn waiting(screens: &Screens, standing: &Standing, repair: &Repair) -> Result<Waiting, Fault> {
    let (asked, moment) = (&repair.asked, screens.now());
    let again = repair.is_stale(moment).then_some(moment);
    let other = if again.is_some() { Refusal::Stale } else { Refusal::Changed };
    let lines = read_back(&asked.changes).ok_or(Refusal::Changed)?;
    let now = match again {
        Some(_) => screens.plan_clock(standing, asked.place)?,
        None => Clock::parse(&asked.now).ok_or(Refusal::Changed)?,
    };
    // What could be repaired and cannot now is not what was shown.
    let found = screens.0.desk.hold().outcome(standing, (asked.place, now, &lines));
    let outcome = found.map_err(|_| other)?;
    if outcome.found == asked.difference { Ok(Waiting { outcome, now, again }) } else { Err(other.into()) }
}

/// Asks for a repair again in its own words, on the plan as it stands and from now on; the old one is
/// left. Hours of an incident that are over begin anew.
pub fn again(screens: &Screens, visit: &Visit, person: &Person, number: u64) -> Result<u64, NotAsked> {
    let standing = screens.plan()?;
    let repair = screens.rooms().room().operation().planning().repairs().get(&number).cloned();
    let repair = repair.filter(Repair::waits).ok_or(Refusal::Step)?;
    let asked = &repair.asked;
    let lines = read_back(&asked.changes).ok_or(Refusal::Changed)?.into_iter().map(|line| line.change);
    let change = lines.into_iter().find(|change| !matches!(change, Change::Pinned { .. })).ok_or(Refusal::Changed)?;
    let now = screens.plan_clock(&standing, asked.place)?;
    let change = match (change, asked.incident) {
        (Change::Incident(own), Some(incident)) => {
            let window = if own.to > now { (own.from, own.to) } else { usual(now) };
            ask::needed(screens, visit, &standing, incident, (own.crews, window))?
        }
        (change, _) => change,
    };
    let made = propose(screens, person.account, (asked.place, asked.incident), change)?;
    let reason = format!("{} {made}", visit.t("demandée de nouveau : réparation", "asked for again: repair"));
    journal(screens, person.account, OperationCommand::LeaveRepair { repair: number, reason })?;
    Ok(made)
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
    let waiting = waiting(screens, &standing, &repair)?;
    let Waiting { outcome, again, .. } = &waiting;
    if outcome.is_nothing() {
        return Err(Refusal::Nothing.into());
    }
    if shown.is_some_and(|shown| shown != outcome.found.after.to_string()) {
        return Err(Refusal::Changed.into());
    }
    let (edition, directory) = written(&standing, &waiting, visit.language)?;
    let orders = orders(screens, visit, &repair, &waiting, edition.number);
    let (found, again) = (outcome.found, *again);
    let command = OperationCommand::AcceptRepair { repair: number, found, again, edition, orders };
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
    Waiting { outcome, now, .. }: &Waiting,
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
    Accepting {
        before: &standing.directory,
        repaired: &repaired,
        seeds: &seeds,
        verdict: &verdict,
        changes: &outcome.lines,
        now: *now,
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
fn orders(screens: &Screens, visit: &Visit, repair: &Repair, waiting: &Waiting, edition: u32) -> Vec<(Id, String)> {
    let (plan, outcome) = (screens.plan().ok(), &waiting.outcome);
    let said = said::Tasks { visit, problem: &outcome.repaired.problem, standing: plan.as_deref() };
    let rooms = screens.rooms();
    let changed = &outcome.repaired.difference.orders;
    let here = units(outcome).into_iter().filter(|unit| missed(rooms.room(), repair, *unit).is_none());
    let told = |unit: Id| {
        let own = changed.iter().filter(|order| order.unit == unit);
        (unit, order_text(&said, own, edition, waiting.now))
    };
    here.map(told).collect()
}

/// The units that have another order, each once.
pub fn units(outcome: &Outcome) -> BTreeSet<Id> {
    outcome.repaired.difference.orders.iter().map(|order| order.unit).collect()
}

/// Why a unit is not sent its order.
pub enum Missed {
    /// The rooms do not know it.
    Unknown,
    /// It is known at a place that is not of the department.
    Elsewhere(Id),
}

/// Why a unit would not be sent its order of a repair, if it would not.
pub fn missed(room: &Room, repair: &Repair, unit: Id) -> Option<Missed> {
    let known = room.operation().units().get(&unit).map(|unit| unit.particulars.place);
    match known {
        None => Some(Missed::Unknown),
        Some(place) if !room.definition().covers(repair.asked.place, place) => Some(Missed::Elsewhere(place)),
        Some(_) => None,
    }
}

/// An order in a line; where all of it does not fit, where to read it.
fn order_text<'a>(said: &said::Tasks<'_>, own: impl Iterator<Item = &'a Order>, edition: u32, now: Clock) -> String {
    let (visit, now) = (said.visit, said::hour(said.visit, now));
    let changed: Vec<String> = own
        .map(|order| {
            let [was, is] = said.both(order, visit.t("rien", "nothing"));
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
