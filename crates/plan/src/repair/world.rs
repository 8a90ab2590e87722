//! The problem as it is after what happened: units, sites, weights and events of their own, with
//! the positions that the plan's old ones became.

use std::collections::BTreeSet;

use election::Id;
use election::definition::Position;

use super::fault::{Fault, FaultKind};
use super::incidents::{Change, Incident, Line, Place};
use crate::measure::{Clock, Officers, Permille, Weight};
use crate::problem::{Event, EventKind, Problem, Shift, UnitKind};
use crate::travel::{Point, crow};

/// Further from every site of the plan than so many metres is taken for a slip of the pen.
const FAR: u32 = 30_000;

/// What is asked of the plan, beside what it promised already.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    pub(super) id: Id,
    pub(super) department: u32,
    pub(super) point: Point,
    /// How soon a second crew is promised there.
    pub(super) promise: u32,
    pub(super) crews: u32,
}

/// The changed problem, and how it came from the old one.
pub(super) struct World {
    pub(super) problem: Problem,
    pub(super) now: Clock,
    /// For each old site its position now: other ones only after [`World::compress`].
    pub(super) sites: Vec<Option<u32>>,
    /// For each old event its position now.
    pub(super) events: Vec<u32>,
    pub(super) demands: Vec<Demand>,
    /// Units whose orders stay, in one shift or in all.
    pins: BTreeSet<(u32, Option<u32>)>,
    /// Units that are there again.
    pub(super) returned: BTreeSet<u32>,
    /// Sites that moved.
    pub(super) moved: BTreeSet<u32>,
    /// Sites that need nobody any more: worth nothing until [`World::compress`] takes them out.
    pub(super) closed: BTreeSet<u32>,
    /// The least share of waiting crews that the file allows.
    pub(super) reserve: Option<Permille>,
    /// For each unit the base and department where it stands.
    pub(super) stands: Vec<(u32, u32)>,
}

impl World {
    /// Whether the orders of a unit in a shift may not be touched.
    pub(super) fn is_pinned(&self, unit: u32, shift: u32) -> bool {
        self.pins.contains(&(unit, None)) || self.pins.contains(&(unit, Some(shift)))
    }

    pub(super) fn shift(&self, shift: u32) -> &Shift {
        &self.problem.policy.shifts[shift as usize]
    }

    /// Shifts whose duty is not over.
    pub(super) fn open_shifts(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.problem.policy.shifts).filter(|(_, shift)| shift.duty_to > self.now).map(|(at, _)| at)
    }

    /// Whether a unit can do the whole duty of a shift, or what is left of it if it was there when
    /// the duty began.
    pub(super) fn can_do(&self, unit: u32, shift: u32) -> bool {
        let (unit_at, unit, shift) = (unit, &self.problem.units[unit as usize], self.shift(shift));
        let length = shift.duty_from.until(shift.duty_to);
        let comes_late = self.returned.contains(&unit_at) && shift.duty_from < self.now;
        let within = unit.from <= shift.duty_from && shift.duty_to <= unit.to;
        within && !comes_late && length.is_some_and(|length| length <= unit.longest_duty)
    }

    /// Shifts that serve while something goes on; those on duty where none serves.
    pub(super) fn shifts_within(&self, from: Clock, to: Clock) -> Vec<u32> {
        let open = || self.open_shifts();
        let serving: Vec<u32> =
            open().filter(|at| from < self.shift(*at).serves_to && self.shift(*at).serves_from < to).collect();
        if !serving.is_empty() {
            return serving;
        }
        let late = open().filter(|at| from < self.shift(*at).duty_to && self.shift(*at).duty_from < to);
        late.last().into_iter().collect()
    }

    pub(super) fn site_point(&self, site: u32) -> Point {
        let site = &self.problem.sites[site as usize];
        Point::new(site.position, site.density)
    }

    pub(super) fn base_point(&self, unit: u32) -> Point {
        let base = &self.problem.bases[self.stands[unit as usize].0 as usize];
        Point::new(base.position, base.density)
    }

    /// Takes the closed sites out: positions are then those of the changed problem.
    pub(super) fn compress(&mut self) {
        let mut next = 0;
        for (at, site) in (0_u32..).zip(&mut self.sites) {
            let open = !self.closed.contains(&at);
            *site = open.then_some(next);
            next += u32::from(open);
        }
        let mut at = 0;
        self.problem.sites.retain(|_| {
            at += 1;
            !self.closed.contains(&(at - 1))
        });
    }

    /// People of the smallest crew of a department's patrols: what one crew of an incident is at least.
    pub(super) fn smallest_crew(&self, department: u32) -> u32 {
        let here = self.problem.units.iter().zip(&self.stands).filter(|(_, stand)| stand.1 == department);
        let patrols = here.filter(|(unit, _)| unit.kind == UnitKind::Patrol);
        patrols.map(|(unit, _)| unit.crew.0.max(1)).min().unwrap_or(1)
    }

    /// Departments that a change is about.
    pub(super) fn touched(&self, changes: &[Line]) -> Vec<u32> {
        let unit = |id: Id| self.problem.units.binary_search_by_key(&id, |unit| unit.id).ok();
        let site = |id: Id| self.problem.sites.iter().find(|site| site.id == id).map(|site| site.department);
        let of = |line: &Line| match &line.change {
            Change::Lost { unit: id } | Change::Late { unit: id, .. } | Change::Returned { unit: id, .. } => {
                unit(*id).map(|at| self.stands[at].1)
            }
            Change::Closed { site: id } | Change::Moved { site: id, .. } | Change::Threat { site: id, .. } => site(*id),
            Change::Incident(incident) => {
                self.demands.iter().find(|demand| demand.id == incident.id).map(|demand| demand.department)
            }
            Change::Pinned { .. } | Change::Reserve { .. } => None,
        };
        let touched: BTreeSet<u32> = changes.iter().filter_map(of).collect();
        touched.into_iter().collect()
    }

    /// Applies what happened; tells every change that cannot be.
    pub(super) fn of(
        before: (&Problem, &crate::answer::Plan),
        changes: &[Line],
        now: Clock,
        department: Option<u32>,
    ) -> Result<Self, Vec<Fault>> {
        let (problem, plan) = before;
        let mut making = Making {
            old: problem,
            plan,
            world: Self {
                problem: problem.clone(),
                now,
                sites: (0..u32::try_from(problem.sites.len()).unwrap_or(u32::MAX)).map(Some).collect(),
                events: Vec::new(),
                demands: Vec::new(),
                pins: BTreeSet::new(),
                returned: BTreeSet::new(),
                moved: BTreeSet::new(),
                closed: BTreeSet::new(),
                reserve: None,
                stands: stands(problem, plan),
            },
            department,
            seen: BTreeSet::new(),
            line: 0,
            faults: Vec::new(),
        };
        for line in changes {
            making.line = line.line;
            making.apply(&line.change);
        }
        making.finish()
    }
}

/// For each unit the positions of the base and of the department where it stands on the day.
pub fn stands(problem: &Problem, plan: &crate::answer::Plan) -> Vec<(u32, u32)> {
    let base = |id: Id| problem.bases.binary_search_by_key(&id, |base| base.commune).ok();
    let stand = |at: usize| (u32::try_from(at).unwrap_or(u32::MAX), problem.bases[at].department);
    let own = |unit: &crate::problem::Unit| base(unit.base).map_or((0, u32::MAX), stand);
    let mut stands: Vec<(u32, u32)> = problem.units.iter().map(own).collect();
    for sent in &plan.moves {
        stands[sent.unit as usize] = stand(sent.base as usize);
    }
    stands
}

struct Making<'a> {
    old: &'a Problem,
    plan: &'a crate::answer::Plan,
    world: World,
    department: Option<u32>,
    /// What was said of whom: a second word on the same matter is a fault.
    seen: BTreeSet<(&'static str, Id, Option<Id>)>,
    line: usize,
    faults: Vec<Fault>,
}

impl Making<'_> {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Lost { unit } => self.lost(*unit),
            Change::Late { unit, until } => self.late(*unit, *until),
            Change::Returned { unit, until } => self.returned(*unit, *until),
            Change::Closed { site } => {
                if let Some(at) = self.site(*site, "site") {
                    self.world.closed.insert(at);
                    self.world.problem.sites[at as usize].weights.fill(Weight(0));
                }
            }
            Change::Moved { site, to } => self.moved(*site, *to),
            Change::Threat { site, weight, from, to } => self.threat(*site, *weight, *from, *to),
            Change::Incident(incident) => self.incident(incident),
            Change::Pinned { unit, shift } => self.pinned(*unit, *shift),
            Change::Reserve { share } => {
                let twice = self.world.reserve.replace(*share).is_some();
                if twice {
                    self.fault(FaultKind::Twice, &share);
                }
            }
        }
    }

    fn fault(&mut self, kind: FaultKind, found: &dyn ToString) {
        self.faults.push(Fault { line: self.line, kind, found: found.to_string() });
    }

    /// Notes that something is said of something, once.
    fn once(&mut self, matter: &'static str, id: Id, part: Option<Id>) {
        if !self.seen.insert((matter, id, part)) {
            self.fault(FaultKind::Twice, &id);
        }
    }

    fn here(&mut self, department: u32, id: Id) {
        if self.department.is_some_and(|wanted| wanted != department) {
            self.fault(FaultKind::Elsewhere, &id);
        }
    }

    fn unit(&mut self, id: Id) -> Option<u32> {
        let found = self.old.units.binary_search_by_key(&id, |unit| unit.id).ok();
        let Some(at) = found.and_then(|at| u32::try_from(at).ok()) else {
            self.fault(FaultKind::Unit, &id);
            return None;
        };
        self.here(self.world.stands[at as usize].1, id);
        Some(at)
    }

    fn site(&mut self, id: Id, matter: &'static str) -> Option<u32> {
        let Some(at) = (0_u32..).zip(&self.old.sites).find(|(_, site)| site.id == id).map(|(at, _)| at) else {
            self.fault(FaultKind::Site, &id);
            return None;
        };
        self.once(matter, id, None);
        self.here(self.old.sites[at as usize].department, id);
        Some(at)
    }

    fn lost(&mut self, id: Id) {
        let Some(at) = self.unit(id) else { return };
        self.once("unit", id, None);
        let now = self.world.now;
        let unit = &mut self.world.problem.units[at as usize];
        // Its window has to have a length: with one second nobody does a duty.
        unit.to = unit.to.min(now.max(Clock(unit.from.0 + 1)));
    }

    fn late(&mut self, id: Id, until: Clock) {
        let Some(at) = self.unit(id) else { return };
        self.once("unit", id, None);
        if until <= self.world.now {
            self.fault(FaultKind::Over, &id);
            return;
        }
        if self.has_finished(at) {
            self.fault(FaultKind::Served, &id);
            return;
        }
        let unit = &mut self.world.problem.units[at as usize];
        unit.from = unit.from.max(until).min(Clock(Clock::LAST.0 - 1));
        unit.to = unit.to.max(Clock(unit.from.0 + 1));
    }

    /// Whether a unit has orders that are over.
    fn has_finished(&self, unit: u32) -> bool {
        let over = |shift: usize| self.old.policy.shifts[shift].duty_to <= self.world.now;
        let mut crews = self.plan.circuits.iter().flat_map(|circuit| circuit.crews.iter().enumerate());
        crews.any(|(shift, crew)| over(shift) && super::roster::units_of(*crew).any(|other| other == unit))
            || self.plan.reserves.iter().any(|one| one.unit == unit && over(one.shift as usize))
            || self.plan.details.iter().any(|one| one.unit == unit && over(one.shift as usize))
    }

    fn returned(&mut self, id: Id, until: Clock) {
        let Some(at) = self.unit(id) else { return };
        self.once("unit", id, None);
        if until <= self.world.now {
            self.fault(FaultKind::Over, &id);
            return;
        }
        let unit = &mut self.world.problem.units[at as usize];
        unit.to = unit.to.max(until);
        self.world.returned.insert(at);
    }

    fn moved(&mut self, id: Id, to: Position) {
        let Some(at) = self.site(id, "site") else { return };
        let (_, metres) = self.nearest(to, Some(self.old.sites[at as usize].department));
        if metres > FAR {
            self.fault(FaultKind::Far, &id);
            return;
        }
        let site = &mut self.world.problem.sites[at as usize];
        (site.position, site.placed) = (to, crate::problem::Placed::Known);
        self.world.moved.insert(at);
    }

    fn threat(&mut self, id: Id, weight: Weight, from: Clock, to: Clock) {
        let Some(at) = self.site(id, "threat") else { return };
        if to <= self.world.now {
            self.fault(FaultKind::Over, &id);
            return;
        }
        let from = from.max(self.world.now);
        let hours = &self.old.policy.hours;
        let site = &mut self.world.problem.sites[at as usize];
        for (held, class) in site.weights.iter_mut().zip(hours) {
            if class.from < to && from < class.to {
                *held = (*held).max(weight);
            }
        }
    }

    fn pinned(&mut self, id: Id, shift: Option<Id>) {
        let Some(at) = self.unit(id) else { return };
        self.once("pin", id, shift);
        let Some(name) = shift else {
            self.world.pins.insert((at, None));
            return;
        };
        match (0_u32..).zip(&self.old.policy.shifts).find(|(_, shift)| shift.name == name) {
            Some((shift, _)) => {
                self.world.pins.insert((at, Some(shift)));
            }
            None => self.fault(FaultKind::Shift, &name),
        }
    }

    /// The old position of the nearest site, and how far it is.
    fn nearest(&self, to: Position, department: Option<u32>) -> (u32, u32) {
        let point = |density| Point::new(to, density);
        let sites = (0_u32..).zip(&self.old.sites);
        let here = sites.filter(|(_, site)| department.is_none_or(|wanted| wanted == site.department));
        let ways = here.map(|(at, site)| (crow(&point(site.density), &Point::new(site.position, site.density)).0, at));
        ways.min().map_or((0, u32::MAX), |(metres, at)| (at, metres))
    }

    fn incident(&mut self, incident: &Incident) {
        let Incident { id, place, crews, from, to, name } = incident;
        self.once("incident", *id, None);
        let taken = self.old.events.iter().any(|event| event.id == *id);
        if taken || self.old.sites.iter().any(|site| site.id == *id) {
            self.fault(FaultKind::Name, &id);
        }
        if *to <= self.world.now {
            self.fault(FaultKind::Over, &id);
        }
        let (site, position) = match place {
            Place::Site(site) => {
                let found = (0_u32..).zip(&self.old.sites).find(|(_, known)| known.id == *site);
                let Some((at, known)) = found else {
                    self.fault(FaultKind::Site, &site);
                    return;
                };
                (at, known.position)
            }
            Place::At(position) => {
                let (at, metres) = self.nearest(*position, None);
                if metres > FAR {
                    self.fault(FaultKind::Far, &id);
                    return;
                }
                (at, *position)
            }
        };
        let near = &self.old.sites[site as usize];
        let (department, density, commune) = (near.department, near.density, near.commune);
        self.here(department, *id);
        let event = Event {
            id: *id,
            kind: EventKind::Rally,
            phase: Some(self.old.phase.name),
            commune,
            position: Some(position),
            from: (*from).max(self.world.now),
            to: *to,
            people: 0,
            weight: Weight(1),
            detail: Officers(crews.saturating_mul(self.world.smallest_crew(department))),
            skills: Vec::new(),
            name: name.clone(),
        };
        self.world.problem.events.push(event);
        self.world.demands.push(Demand {
            id: *id,
            department,
            point: Point::new(position, density),
            promise: self.old.policy.promise.second[density as usize].0,
            crews: *crews,
        });
    }

    fn finish(mut self) -> Result<World, Vec<Fault>> {
        self.check_pins();
        if !self.faults.is_empty() {
            self.faults.sort_by_key(|fault| fault.line);
            return Err(self.faults);
        }
        let World { problem, events, .. } = &mut self.world;
        problem.events.sort_by_key(|event| event.id);
        let place = |id: Id| problem.events.binary_search_by_key(&id, |event| event.id).ok();
        let place = |event: &Event| place(event.id).and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX);
        *events = self.old.events.iter().map(place).collect();
        Ok(self.world)
    }

    /// A pin on orders that can only end is refused: which of the two is meant?
    fn check_pins(&mut self) {
        for (unit, shift) in self.world.pins.clone() {
            let shifts: Vec<u32> = shift.map_or_else(|| self.world.open_shifts().collect(), |shift| vec![shift]);
            let (old, new) = (&self.old.units[unit as usize], &self.world.problem.units[unit as usize]);
            let changed = (old.from, old.to) != (new.from, new.to) && !self.world.returned.contains(&unit);
            let gone = changed && shifts.iter().any(|shift| !self.world.can_do(unit, *shift));
            if gone {
                self.line = 0;
                self.fault(FaultKind::PinnedGone, &old.id);
            }
        }
    }
}
