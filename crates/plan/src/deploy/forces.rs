//! Who can serve: people of units that are not yet taken, and where they stand.

use std::collections::BTreeMap;

use super::staff::Wanted;
use crate::answer::{Crew, Move};
use crate::problem::{Base, Force, Ground, Problem, Shift, Unit, UnitKind, UnitZone};
use crate::travel::{Point, time};

/// A unit on the day: where it stands and how many of its people are free. Everybody serves in
/// one shift only.
#[derive(Clone, Debug)]
pub(super) struct Troop {
    /// Position in the problem's list.
    pub(super) unit: u32,
    pub(super) kind: UnitKind,
    pub(super) zone: UnitZone,
    pub(super) movable: bool,
    /// Whether its people may be a liaison with soldiers.
    pub(super) liaison: bool,
    pub(super) crew: u32,
    /// Where it stands; `None` for a unit whose base has no department in this phase.
    pub(super) base: u32,
    pub(super) department: u32,
    pub(super) officers: u32,
    /// Crews that its vehicles still carry.
    pub(super) vehicles: u32,
}

impl Troop {
    /// Crews of its own that it can still form.
    pub(super) fn crews(&self) -> u32 {
        (self.officers / self.crew).min(self.vehicles)
    }

    /// Takes crews of its own.
    pub(super) fn take(&mut self, crews: u32) {
        self.officers -= crews * self.crew;
        self.vehicles -= crews;
    }

    pub(super) fn serves(&self, ground: Ground) -> bool {
        match self.zone {
            UnitZone::Any => true,
            UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
            UnitZone::Police => ground == Ground::Police,
        }
    }
}

/// All units that can do a whole duty of every shift, in the problem's order.
#[derive(Clone, Debug)]
pub(super) struct Forces {
    pub(super) troops: Vec<Troop>,
}

impl Forces {
    pub(super) fn of(problem: &Problem) -> Self {
        let apart = apart(&problem.policy.shifts);
        let able = |unit: &&Unit| problem.policy.shifts.iter().all(|shift| can_do(unit, shift));
        let units = (0_u32..).zip(&problem.units).filter(|(_, unit)| able(unit));
        Self { troops: units.filter_map(|(at, unit)| troop(problem, at, unit, apart)).collect() }
    }

    /// Troops that stand in a department.
    pub(super) fn of_department(&self, department: usize) -> Troops {
        let here = self.troops.iter().filter(|troop| troop.department as usize == department);
        Troops(here.cloned().collect())
    }
}

fn troop(problem: &Problem, at: u32, unit: &Unit, apart: bool) -> Option<Troop> {
    let base = problem.bases.binary_search_by_key(&unit.base, |base| base.commune).ok()?;
    // Vehicles that come back before the next shift leaves carry a crew in each.
    let shifts = if apart { problem.policy.shifts.len() } else { 1 };
    let shifts = u32::try_from(shifts).unwrap_or(u32::MAX);
    Some(Troop {
        unit: at,
        kind: unit.kind,
        zone: unit.zone,
        movable: unit.movable,
        liaison: matches!(unit.force, Force::Gendarmerie | Force::Police),
        crew: unit.crew.0.max(1),
        base: u32::try_from(base).unwrap_or_else(|_| unreachable!("bases are fewer than units")),
        department: problem.bases[base].department,
        officers: unit.strength.0,
        vehicles: unit.vehicles.saturating_mul(shifts),
    })
}

/// Whether a unit can do a duty of this shift.
pub(super) fn can_do(unit: &Unit, shift: &Shift) -> bool {
    let length = shift.duty_from.until(shift.duty_to);
    unit.from <= shift.duty_from && shift.duty_to <= unit.to && length.is_some_and(|length| length <= unit.longest_duty)
}

/// Whether no two shifts' duties are at the same time.
fn apart(shifts: &[Shift]) -> bool {
    shifts.windows(2).all(|pair| pair[0].duty_to <= pair[1].duty_from)
}

/// Troops of one department.
#[derive(Clone)]
pub(super) struct Troops(pub(super) Vec<Troop>);

/// Crews of one kind that go round circuits: each serves one circuit in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Team {
    pub(super) crew: Crew,
    /// The bases that it sets out from: one, or two for soldiers and their liaison.
    pub(super) bases: Vec<u32>,
    pub(super) zone: UnitZone,
    pub(super) crews: u32,
}

impl Team {
    /// The unit whose base may be chosen, if it is a movable one: soldiers before their liaison.
    pub(super) fn lodger(&self) -> u32 {
        match self.crew {
            Crew::Ordinary { unit } => unit,
            Crew::Accompanied { soldiers, .. } => soldiers,
        }
    }

    pub(super) fn serves(&self, ground: Ground) -> bool {
        match self.zone {
            UnitZone::Any => true,
            UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
            UnitZone::Police => ground == Ground::Police,
        }
    }

    /// Seconds from its farther base to a site.
    pub(super) fn way(&self, problem: &Problem, to: &Point) -> u32 {
        let from = |base: &u32| time(&problem.policy.travel, &standing(&problem.bases[*base as usize]), to).0;
        self.bases.iter().map(from).max().unwrap_or(0)
    }
}

/// Where crews of a base set out.
pub(super) fn standing(base: &Base) -> Point {
    Point::new(base.position, base.density)
}

impl Troops {
    /// Movable units and where they stand.
    pub(super) fn stands(&self) -> Vec<Move> {
        self.0.iter().filter(|troop| troop.movable).map(|troop| Move { unit: troop.unit, base: troop.base }).collect()
    }

    /// Gives movable units other bases: for each base that lacks a crew the unit with most crews
    /// free that may serve there, until their crews are spoken for. Says whether any moved.
    pub(super) fn lodge(&mut self, wanted: &[Wanted], free: &[(u32, u32)]) -> bool {
        let mut idle: BTreeMap<u32, u32> = BTreeMap::new();
        for (unit, crews) in free {
            *idle.entry(*unit).or_default() += crews;
        }
        let mut lodged: BTreeMap<u32, u32> = BTreeMap::new();
        for want in wanted {
            let room = |troop: &&mut Troop| {
                let elsewhere = lodged.get(&troop.unit).is_some_and(|base| *base != want.base);
                troop.movable
                    && troop.serves(want.ground)
                    && !elsewhere
                    && idle.get(&troop.unit).copied().unwrap_or(0) > 0
            };
            let spare = |troop: &&mut Troop| (idle.get(&troop.unit).copied(), core::cmp::Reverse(troop.unit));
            let Some(troop) = self.0.iter_mut().filter(room).max_by_key(spare) else { continue };
            lodged.insert(troop.unit, want.base);
            troop.base = want.base;
            if let Some(crews) = idle.get_mut(&troop.unit) {
                *crews -= 1;
            }
        }
        !lodged.is_empty()
    }

    /// All the crews that can go round: soldiers first, each with a liaison from the unit that has
    /// most people free and serves where they may, then what is left in crews of its own.
    pub(super) fn teams(mut self, problem: &Problem) -> Vec<Team> {
        let mut teams: Vec<Team> = Vec::new();
        let soldiers: Vec<Troop> = self.0.iter().filter(|troop| troop.kind == UnitKind::Soldiers).cloned().collect();
        for troop in &soldiers {
            for _ in 0..troop.crews() {
                let Some(host) = self.host(problem, troop) else { break };
                add(&mut teams, accompanied(troop, host));
            }
        }
        for troop in self.0.iter().filter(|troop| troop.kind == UnitKind::Patrol && troop.crews() > 0) {
            let crew = Crew::Ordinary { unit: troop.unit };
            teams.push(Team { crew, bases: vec![troop.base], zone: troop.zone, crews: troop.crews() });
        }
        teams
    }

    /// Takes the liaison of one crew of soldiers from the unit that can spare it best: the nearest
    /// with an odd person, else the nearest with anybody.
    fn host(&mut self, problem: &Problem, soldiers: &Troop) -> Option<&Troop> {
        let liaison = problem.policy.liaison.0;
        let from = standing(&problem.bases[soldiers.base as usize]);
        let way = |troop: &Troop| time(&problem.policy.travel, &from, &standing(&problem.bases[troop.base as usize])).0;
        let fits = |troop: &&mut Troop| {
            let zones = soldiers.zone == UnitZone::Any || troop.zone == UnitZone::Any || soldiers.zone == troop.zone;
            troop.kind == UnitKind::Patrol && troop.liaison && zones && troop.officers >= liaison
        };
        let odd =
            |troop: &Troop| troop.officers % troop.crew >= liaison || troop.officers / troop.crew > troop.vehicles;
        let host = self.0.iter_mut().filter(fits).min_by_key(|troop| (!odd(troop), way(troop), troop.unit))?;
        host.officers -= liaison;
        Some(host)
    }
}

fn accompanied(soldiers: &Troop, host: &Troop) -> Team {
    let crew = Crew::Accompanied { soldiers: soldiers.unit, liaison: host.unit };
    let zone = if soldiers.zone == UnitZone::Any { host.zone } else { soldiers.zone };
    let mut bases = vec![soldiers.base, host.base];
    bases.dedup();
    Team { crew, bases, zone, crews: 1 }
}

fn add(teams: &mut Vec<Team>, team: Team) {
    match teams.iter_mut().find(|other| other.crew == team.crew) {
        Some(other) => other.crews += 1,
        None => teams.push(team),
    }
}
