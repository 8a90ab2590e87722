//! Whether units, threats, events and leaves hold, each for itself and against the country.

use std::collections::{BTreeMap, BTreeSet};

use election::Id;
use election::definition::{Level, Position};
use election::text::is_phrase;

use super::atlas::Atlas;
use super::fault::{Faults, Item, Kind};
use super::lands::Lands;
use super::limits::{
    MAX_CREW, MAX_DUTY, MAX_EVENT_WEIGHT, MAX_EVENTS, MAX_LEAVES, MAX_OFFICERS, MAX_PEOPLE, MAX_REST, MAX_SKILLS,
    MAX_STRENGTH, MAX_THREATS, MAX_UNITS, MAX_VEHICLES,
};
use super::rules::window;
use super::{Event, Force, Inputs, Leave, Phase, Scope, Strength, Threat, Unit, UnitKind};
use crate::measure::{Officers, Seconds, Weight};

/// What the records are checked against; no atlas if the election does not hold together.
pub(super) struct Checked<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) land: Option<(&'a Atlas<'a>, &'a Lands)>,
}

impl Checked<'_> {
    pub(super) fn check(&self, faults: &mut Faults) {
        self.counts(faults);
        self.distinct(faults);
        for (at, unit) in self.inputs.forces.iter().enumerate() {
            self.unit(unit, Item::Unit(at), faults);
        }
        for (at, threat) in self.inputs.threats.iter().enumerate() {
            self.threat(threat, Item::Threat(at), faults);
        }
        for (at, event) in self.inputs.events.iter().enumerate() {
            self.event(event, Item::Event(at), faults);
        }
        self.leaves(&self.inputs.leaves, faults);
        self.strengths(faults);
    }

    fn counts(&self, faults: &mut Faults) {
        let Inputs { forces, threats, events, leaves, .. } = self.inputs;
        let limits = [
            (forces.len(), MAX_UNITS, Item::Unit(forces.len())),
            (threats.len(), MAX_THREATS, Item::Threat(threats.len())),
            (events.len(), MAX_EVENTS, Item::Event(events.len())),
            (leaves.len(), MAX_LEAVES, Item::Leave(leaves.len())),
        ];
        for (count, most, item) in limits {
            faults.unless(count <= most, item, "id", Kind::Limit, format_args!("{count} > {most}"));
        }
        let officers = total(forces.iter());
        let found = format_args!("{officers} > {MAX_OFFICERS}");
        faults.unless(officers <= MAX_OFFICERS, Item::Unit(forces.len()), "strength", Kind::Limit, found);
    }

    fn distinct(&self, faults: &mut Faults) {
        let Inputs { forces, threats, events, leaves, .. } = self.inputs;
        distinct(forces.iter().map(|unit| unit.id), Item::Unit, "id", faults);
        distinct(threats.iter().map(|threat| threat.id), Item::Threat, "id", faults);
        distinct(events.iter().map(|event| event.id), Item::Event, "id", faults);
        distinct(leaves.iter().map(|leave| leave.station), Item::Leave, "station", faults);
        let departments = self.inputs.policy.strengths.iter().map(|strength| strength.department);
        distinct(departments, Item::Strength, "department", faults);
    }

    fn unit(&self, unit: &Unit, item: Item, faults: &mut Faults) {
        faults.within(unit.strength, [Officers(1), Officers(MAX_STRENGTH)], item, "strength");
        faults.within(unit.crew, [Officers(1), Officers(MAX_CREW)], item, "crew");
        let found = format_args!("{} > {}", unit.crew, unit.strength);
        faults.unless(unit.crew <= unit.strength, item, "crew", Kind::Crew, found);
        faults.within(unit.vehicles, [1, MAX_VEHICLES], item, "vehicles");
        faults.within(unit.longest_duty, [Seconds(60), Seconds(MAX_DUTY)], item, "longest-duty");
        faults.within(unit.shortest_rest, [Seconds(0), Seconds(MAX_REST)], item, "shortest-rest");
        window([unit.from, unit.to], item, ["from", "to"], faults);
        skills(&unit.skills, item, faults);
        faults.unless(fits(unit.force, unit.kind), item, "kind", Kind::Force, "");
        let sent = matches!(unit.kind, UnitKind::Patrol | UnitKind::Soldiers);
        faults.unless(sent || !unit.movable, item, "movable", Kind::Movable, "");
        self.home(unit, item, faults);
    }

    /// Department and base of a unit.
    fn home(&self, unit: &Unit, item: Item, faults: &mut Faults) {
        let department = self.place(unit.department, Level::Department, item, "department", faults);
        let base = self.place(unit.base, Level::Commune, item, "base", faults);
        let Some((atlas, _)) = self.land else { return };
        if let (Some(department), Some(base)) = (department, base) {
            let found = format_args!("{} ∌ {}", unit.department, unit.base);
            faults.unless(atlas.department(base) == Some(department), item, "base", Kind::Elsewhere, found);
        }
    }

    /// A place of a level, in no excluded department.
    fn place(&self, id: Id, level: Level, item: Item, field: &'static str, faults: &mut Faults) -> Option<u32> {
        let (atlas, lands) = self.land?;
        let Some(place) = atlas.find(id) else {
            faults.push(item, field, Kind::Unknown, id);
            return None;
        };
        if atlas.level(place) != level {
            faults.push(item, field, Kind::Level, id);
            return None;
        }
        let excluded = atlas.department(place).and_then(|department| lands.excluded(department));
        faults.unless(excluded.is_none(), item, field, Kind::Excluded, id);
        Some(place)
    }

    fn threat(&self, threat: &Threat, item: Item, faults: &mut Faults) {
        window([threat.from, threat.to], item, ["from", "to"], faults);
        faults.unless(is_phrase(&threat.rationale), item, "rationale", Kind::Phrase, "");
        faults.ascending(&threat.phases, item, "phases");
        for phase in &threat.phases {
            faults.unless(self.has_phase(*phase), item, "phases", Kind::Unknown, phase);
        }
        if let (Scope::Place(place), Some((atlas, _))) = (threat.scope, self.land) {
            faults.unless(atlas.find(place).is_some(), item, "scope", Kind::Unknown, place);
        }
    }

    fn has_phase(&self, name: Id) -> bool {
        self.inputs.policy.phases.iter().any(|phase| phase.name == name)
    }

    fn event(&self, event: &Event, item: Item, faults: &mut Faults) {
        window([event.from, event.to], item, ["from", "to"], faults);
        faults.within(event.people, [0, MAX_PEOPLE], item, "people");
        faults.within(event.weight, [Weight(1), MAX_EVENT_WEIGHT], item, "weight");
        faults.unless(is_phrase(&event.name), item, "name", Kind::Phrase, "");
        faults.unless(event.position.is_none_or(on_earth), item, "lon", Kind::Range, "");
        skills(&event.skills, item, faults);
        for skill in &event.skills {
            let somebody = self.inputs.forces.iter().any(|unit| unit.skills.contains(skill));
            faults.unless(somebody, item, "skills", Kind::NoSkill, skill);
        }
        let commune = self.place(event.commune, Level::Commune, item, "commune", faults);
        if let (Some(commune), Some(point), Some((atlas, _))) =
            (commune, event.position.filter(|point| on_earth(*point)), self.land)
        {
            faults.unless(atlas.is_near(commune, point), item, "lon", Kind::Far, written(point));
        }
        if let Some(phase) = event.phase {
            faults.unless(self.has_phase(phase), item, "phase", Kind::Unknown, phase);
        }
        let officers = total(self.inputs.forces.iter());
        let found = format_args!("{} > {officers}", event.detail);
        faults.unless(u64::from(event.detail.0) <= officers, item, "detail", Kind::Forces, found);
    }

    fn leaves(&self, leaves: &[Leave], faults: &mut Faults) {
        let mut missing: BTreeMap<Id, usize> = leaves.iter().map(|leave| leave.station).zip(0..).collect();
        for (at, leave) in leaves.iter().enumerate() {
            faults.unless(is_phrase(&leave.reference), Item::Leave(at), "reference", Kind::Phrase, "");
        }
        let Some((atlas, _)) = self.land else { return };
        if !missing.is_empty() {
            atlas.country.stations.iter().for_each(|station| {
                missing.remove(&station.id);
            });
        }
        for (station, at) in missing {
            faults.push(Item::Leave(at), "station", Kind::Unknown, station);
        }
    }

    /// Whether each department can keep to its least and most, and all to their least together.
    fn strengths(&self, faults: &mut Faults) {
        let Inputs { forces, policy, .. } = self.inputs;
        let crews = || forces.iter().filter(|unit| matches!(unit.kind, UnitKind::Patrol | UnitKind::Soldiers));
        let movable = total(crews().filter(|unit| unit.movable));
        let mut fixed: BTreeMap<Id, u64> = BTreeMap::new();
        for unit in crews().filter(|unit| !unit.movable) {
            *fixed.entry(unit.department).or_default() += u64::from(unit.strength.0);
        }
        let mut wanted = 0;
        for (at, strength) in policy.strengths.iter().enumerate() {
            let item = Item::Strength(at);
            self.place(strength.department, Level::Department, item, "department", faults);
            let fixed = fixed.get(&strength.department).copied().unwrap_or(0);
            wanted += one_strength(strength, fixed, movable, item, faults);
        }
        let found = format_args!("{wanted} > {movable}");
        faults.unless(wanted <= movable, Item::Policy, "department", Kind::Forces, found);
    }
}

/// Checks one department; gives how many movable people its least asks for.
fn one_strength(strength: &Strength, fixed: u64, movable: u64, item: Item, faults: &mut Faults) -> u64 {
    let (least, most) = (u64::from(strength.least.0), u64::from(strength.most.0));
    faults.unless(least <= most, item, "least", Kind::LeastOverMost, format_args!("{least} > {most}"));
    faults.unless(fixed <= most, item, "most", Kind::Forces, format_args!("{fixed} > {most}"));
    let found = format_args!("{least} > {fixed} + {movable}");
    faults.unless(least <= fixed + movable, item, "least", Kind::Forces, found);
    least.saturating_sub(fixed)
}

fn total<'a>(units: impl Iterator<Item = &'a Unit>) -> u64 {
    units.map(|unit| u64::from(unit.strength.0)).sum()
}

fn distinct(ids: impl Iterator<Item = Id>, item: fn(usize) -> Item, field: &'static str, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (at, id) in ids.enumerate() {
        faults.unless(seen.insert(id), item(at), field, Kind::Duplicate, id);
    }
}

fn skills(skills: &[Id], item: Item, faults: &mut Faults) {
    let found = format_args!("{} > {MAX_SKILLS}", skills.len());
    faults.unless(skills.len() <= MAX_SKILLS, item, "skills", Kind::Limit, found);
    faults.ascending(skills, item, "skills");
}

/// Soldiers accompany and are the army's; the army lends bomb disposal too, and towns patrols only.
fn fits(force: Force, kind: UnitKind) -> bool {
    match force {
        Force::Military => matches!(kind, UnitKind::Soldiers | UnitKind::BombDisposal),
        Force::Municipal => kind == UnitKind::Patrol,
        Force::Gendarmerie | Force::Police => kind != UnitKind::Soldiers,
    }
}

/// A point in degrees.
fn written(point: Position) -> String {
    let degrees = |millionths: i32| f64::from(millionths) / 1e6;
    format!("{} {}", degrees(point.lon_e6), degrees(point.lat_e6))
}

fn on_earth(position: Position) -> bool {
    position.lon_e6.unsigned_abs() <= 180_000_000 && position.lat_e6.unsigned_abs() <= 90_000_000
}

/// Whether a threat holds in a phase.
pub(super) fn holds(threat: &Threat, phase: &Phase) -> bool {
    threat.phases.is_empty() || threat.phases.contains(&phase.name)
}

/// Whether an event belongs to a phase.
pub(super) fn belongs(event: &Event, phase: &Phase) -> bool {
    event.phase.is_none_or(|name| name == phase.name)
}

/// The round of a phase as a position in the registers, if the country has it.
pub(super) fn round(phase: &Phase, at: usize, rounds: usize, faults: &mut Faults) -> Option<usize> {
    let number = usize::from(phase.round?);
    faults.unless((1..=rounds).contains(&number), Item::Phase(at), "round", Kind::Unknown, number);
    number.checked_sub(1).filter(|round| *round < rounds)
}
