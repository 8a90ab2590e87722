//! C173 to C176, and what sweeps share with other duties: every event that is a site is swept by a
//! team that can, between the earliest seal and the doors, or told unswept for a reason that holds.

use election::Id;

use super::case::{Case, Found};
use super::crews::may_serve;
use super::ground::{Spot, time};
use super::rule::Rule;
use super::violation::At;
use crate::answer::{SweepOutcome, Unswept};
use crate::problem::{Event, Ground, UnitKind};

pub(super) fn check(case: &Case<'_>, found: &mut Found) {
    let rooms = Rooms::of(case);
    let teams = rooms.teams();
    for (event, room) in (0_u32..).zip(&rooms.by_event) {
        let told = case.plan.sweeps.iter().find(|sweep| sweep.event == event).map(|sweep| &sweep.outcome);
        let at = At::Sweep(event);
        found.unless(
            told.is_some() == room.is_some(),
            Rule::SweepTold,
            at,
            [told.is_some(), room.is_some()].map(u64::from),
        );
        match (told, room) {
            (Some(SweepOutcome::Swept { unit, team, from }), Some(room)) => {
                rooms.swept(event, room, *unit, *team, from.0, found);
            }
            (Some(SweepOutcome::Unswept(why)), Some(room)) => rooms.unswept((event, room), &teams, why, found),
            _ => {}
        }
    }
    for team in &teams {
        rooms.way(team, found);
    }
}

/// A place to sweep.
struct Room<'a> {
    event: &'a Event,
    spot: Spot,
    ground: Ground,
    skills: Vec<Id>,
}

/// What a team sweeps: start and event, in the order of time.
struct Team {
    unit: u32,
    stops: Vec<(u32, u32)>,
}

struct Rooms<'a> {
    case: &'a Case<'a>,
    by_event: Vec<Option<Room<'a>>>,
}

impl<'a> Rooms<'a> {
    fn of(case: &'a Case<'a>) -> Self {
        let room = |event: &'a Event| {
            let site = case.problem.sites.iter().find(|site| site.id == event.id)?;
            Some(Room {
                event,
                spot: Spot::new(site.position, site.density),
                ground: site.ground,
                skills: case.problem.sweep_skills(event),
            })
        };
        Self { case, by_event: case.problem.events.iter().map(room).collect() }
    }

    fn can(&self, unit: u32, room: &Room<'_>) -> [bool; 3] {
        let record = self.case.unit(unit);
        let skilled = room.skills.iter().all(|skill| record.skills.contains(skill));
        [record.kind == UnitKind::BombDisposal, may_serve(record, room.ground), skilled]
    }

    fn swept(&self, event: u32, room: &Room<'_>, unit: u32, team: u32, from: u32, found: &mut Found) {
        let at = At::Sweep(event);
        let [kind, zone, skilled] = self.can(unit, room);
        found.unless(kind, Rule::Kind, at, [1, 0]);
        found.unless(zone, Rule::Zone, at, [1, 0]);
        found.unless(skilled, Rule::Skill, at, [0, 1]);
        let record = self.case.unit(unit);
        let crews = record.strength.0.checked_div(record.crew.0).unwrap_or(0);
        found.unless(team <= crews, Rule::Strength, at, [team.into(), crews.into()]);
        found.unless(team <= record.vehicles, Rule::Vehicles, at, [team.into(), record.vehicles.into()]);
        let window = room.event.sweep_window().map(|window| window.map(|clock| clock.0));
        let due = window.map_or(0, |[early, late]| if from < early { early } else { late });
        let within = window.is_some_and(|[early, late]| (early..=late).contains(&from));
        found.unless(within, Rule::SweepTime, at, [from.into(), due.into()]);
    }

    /// Every team that the problem has or the plan names.
    fn teams(&self) -> Vec<Team> {
        let mut names: Vec<(u32, u32)> = (0_u32..)
            .zip(&self.case.problem.units)
            .flat_map(|(unit, record)| (1..=record.sweep_teams()).map(move |number| (unit, number)))
            .collect();
        let mut stops: Vec<((u32, u32), u32, u32)> = Vec::new();
        for sweep in &self.case.plan.sweeps {
            let here = self.by_event[sweep.event as usize].is_some();
            if let SweepOutcome::Swept { unit, team, from } = &sweep.outcome
                && here
            {
                names.push((*unit, *team));
                stops.push(((*unit, *team), from.0, sweep.event));
            }
        }
        stops.sort_unstable();
        names.sort_unstable();
        names.dedup();
        let of = |(unit, number)| {
            let own = stops.iter().filter(|(team, _, _)| *team == (unit, number));
            Team { unit, stops: own.map(|(_, from, event)| (*from, *event)).collect() }
        };
        names.into_iter().map(of).collect()
    }

    fn room(&self, event: u32) -> &Room<'a> {
        self.by_event[event as usize].as_ref().unwrap_or_else(|| unreachable!("only events that are sites are asked"))
    }

    fn base(&self, unit: u32) -> Spot {
        let base = &self.case.problem.bases[self.case.stand(unit).base as usize];
        Spot::new(base.position, base.density)
    }

    /// Whether a team can be at each of its sweeps, and is there, and not for too long.
    fn way(&self, team: &Team, found: &mut Found) {
        let (Some(&(first, _)), Some(&(_, last))) = (team.stops.first(), team.stops.last()) else { return };
        let (unit, base) = (self.case.unit(team.unit), self.base(team.unit));
        let travel = |from: &Spot, to: &Spot| time(&self.case.problem.policy.travel, from, to).least;
        let mut free = f64::from(first) - travel(&base, &self.room(team.stops[0].1).spot);
        let leaves = free;
        let mut spot = base;
        for &(from, event) in &team.stops {
            let room = self.room(event);
            let there = free + travel(&spot, &room.spot);
            let seconds = [u64::from(from), super::circuits::whole(there)];
            found.unless(there <= f64::from(from) + BLUR, Rule::SweepWay, At::Sweep(event), seconds);
            (free, spot) = (f64::from(from) + f64::from(room.event.sweep_time().0), room.spot);
        }
        let back = free + travel(&spot, &base);
        let (duty, at) = (super::circuits::whole(back - leaves), At::Sweep(last));
        found.unless(
            back - leaves <= f64::from(unit.longest_duty.0) + BLUR,
            Rule::LongDuty,
            at,
            [duty, unit.longest_duty.0.into()],
        );
        let there = leaves >= f64::from(unit.from.0) - BLUR && back <= f64::from(unit.to.0) + BLUR;
        found.unless(there, Rule::Absent, at, [super::circuits::whole(back), unit.to.0.into()]);
    }

    fn unswept(&self, (event, room): (u32, &Room<'_>), teams: &[Team], why: &Unswept, found: &mut Found) {
        let at = At::Sweep(event);
        let able: Vec<&Team> = teams.iter().filter(|team| self.can(team.unit, room) == [true; 3]).collect();
        let elsewhere = |team: &&&Team| !team.stops.is_empty();
        let idle = able.iter().any(|team| self.fits(team, event));
        let holds = !idle
            && match why {
                Unswept::Skill => able.is_empty(),
                Unswept::Time => !able.is_empty(),
                Unswept::Needed(events) => {
                    let busy: Vec<u32> =
                        able.iter().filter(elsewhere).flat_map(|team| &team.stops).map(|(_, event)| *event).collect();
                    !events.is_empty() && events.iter().all(|event| busy.contains(event))
                }
            };
        let timely = able.iter().any(|team| self.slack(&[], team.unit, event, true));
        let needed = matches!(why, Unswept::Needed(_));
        // A way within the blur may count or not: then either reason is one.
        let hardly = able.iter().any(|team| self.slack(&[], team.unit, event, false));
        let right = if needed { hardly } else { !timely };
        found.unless(holds && right, Rule::SweepWhy, at, [u64::from(idle), 0]);
    }

    /// Whether a team could sweep one more event, all ways as long as they can be.
    fn fits(&self, team: &Team, event: u32) -> bool {
        let events: Vec<u32> = team.stops.iter().map(|(_, event)| *event).collect();
        self.slack(&events, team.unit, event, true)
    }

    /// Whether there is a place for one more event in a round: by how far the departure can be put
    /// off without being back later (forward time slack, Savelsbergh 1992).
    fn slack(&self, round: &[u32], unit: u32, event: u32, slow: bool) -> bool {
        let (record, base) = (self.case.unit(unit), self.base(unit));
        let travel = |from: &Spot, to: &Spot| {
            let time = time(&self.case.problem.policy.travel, from, to);
            if slow { time.most } else { time.least }
        };
        (0..=round.len()).any(|place| {
            let order = round[..place].iter().chain([&event]).chain(&round[place..]);
            let (mut now, mut spot, mut waited, mut put_off) = (f64::from(record.from.0), base, 0.0, f64::INFINITY);
            for room in order.map(|&event| self.room(event)) {
                let Some([open, close]) = room.event.sweep_window() else { return false };
                let there = now + travel(&spot, &room.spot);
                let start = there.max(f64::from(open.0));
                waited += start - there;
                put_off = f64::min(put_off, waited + f64::from(close.0) - start);
                if start > f64::from(close.0) {
                    return false;
                }
                (now, spot) = (start + f64::from(room.event.sweep_time().0), room.spot);
            }
            let back = now + travel(&spot, &base);
            let duty = back - f64::from(record.from.0) - f64::min(put_off, waited);
            back <= f64::from(record.to.0) && duty <= f64::from(record.longest_duty.0)
        })
    }
}

/// Seconds that rounding may explain.
const BLUR: f64 = 1e-6;
