//! A readable twin of the program that chooses who steps in: on tiny cases every choice is tried. It
//! shares nothing with the program: who is free, who reaches what and what changes is counted here.

use std::collections::BTreeMap;

use plan::answer::{Certificates, Crew, Plan, Step};
use plan::deploy::{Deployment, Patient, Settings as Deploy, deploy};
use plan::measure::{Clock, Officers};
use plan::problem::{Ground, Problem, Shift, Unit, UnitKind, UnitZone};
use plan::repair::{Change, Incident, Place};
use plan::travel::{Point, time};
use proptest::prelude::*;

use crate::repair::{DAWN, MORNING, department, repaired, violations};

/// Eight sites and four units of few people.
fn tiny(seed: u64, strengths: [u32; 4]) -> (Problem, Plan, Certificates) {
    let (mut problem, plan, _) = department(seed);
    let commitments = plan.commitments;
    problem.sites.truncate(4);
    problem.sites.extend(department(seed).0.sites.into_iter().skip(20).take(4));
    problem.units.truncate(4);
    for (unit, strength) in problem.units.iter_mut().zip(strengths) {
        unit.strength = Officers(strength);
    }
    let settings = Deploy { seed: [3; 32], iterations: 3 };
    let Deployment { plan, certificates, .. } = deploy(&problem, &settings, commitments, &Patient);
    (problem, plan, certificates)
}

/// What the first three goals come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Goals {
    lacking: u64,
    given_up: u64,
    changed: u64,
}

/// Who serves each circuit in each shift (none: given up), and who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Roster {
    crews: Vec<Option<Vec<u32>>>,
    waiting: BTreeMap<(u32, u32), u32>,
    /// Crews at the incident, by unit.
    sent: BTreeMap<u32, u32>,
}

/// An incident at a site within one shift.
struct Fire {
    site: usize,
    crews: u32,
    shift: usize,
    until: Clock,
}

struct Case<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    lost: u32,
    fire: Option<Fire>,
}

impl Case<'_> {
    fn unit(&self, unit: u32) -> &Unit {
        &self.problem.units[unit as usize]
    }

    fn shifts(&self) -> &[Shift] {
        &self.problem.policy.shifts
    }

    /// The plan as it is, without what the lost unit waits for.
    fn now(&self) -> Roster {
        let crew = |crew: &Crew| match *crew {
            Crew::Ordinary { unit } => unit,
            Crew::Accompanied { .. } => panic!("the tiny cases have no soldiers"),
        };
        let crews = self.plan.circuits.iter().map(|circuit| Some(circuit.crews.iter().map(crew).collect())).collect();
        let mut waiting = BTreeMap::new();
        for one in self.plan.reserves.iter().filter(|one| one.unit != self.lost) {
            *waiting.entry((one.unit, one.shift)).or_default() += one.crews;
        }
        Roster { crews, waiting, sent: BTreeMap::new() }
    }

    fn may(&self, unit: u32, circuit: usize, shift: usize) -> bool {
        let (own, shift) = (self.unit(unit), &self.shifts()[shift]);
        let ground = self.plan.circuits[circuit].ground;
        let zone = match own.zone {
            UnitZone::Any => true,
            UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
            UnitZone::Police => ground == Ground::Police,
        };
        let there = own.from <= shift.duty_from && shift.duty_to <= own.to;
        let base = self.problem.bases.iter().find(|base| base.commune == own.base).unwrap();
        let base = Point::new(base.position, base.density);
        let room = (shift.serves_from.0 - shift.duty_from.0).min(shift.duty_to.0 - shift.serves_to.0);
        let reaches = self.plan.circuits[circuit].steps.iter().all(|step| match step {
            Step::Stop { site, .. } => {
                let site = &self.problem.sites[*site as usize];
                time(&self.problem.policy.travel, &base, &Point::new(site.position, site.density)).0 <= room
            }
            _ => true,
        });
        unit != self.lost && own.kind == UnitKind::Patrol && zone && there && reaches
    }

    /// Seconds that a unit needs to the incident.
    fn way(&self, fire: &Fire, unit: u32) -> u32 {
        let own = self.unit(unit);
        let base = self.problem.bases.iter().find(|base| base.commune == own.base).unwrap();
        let site = &self.problem.sites[fire.site];
        let (base, site) = (Point::new(base.position, base.density), Point::new(site.position, site.density));
        time(&self.problem.policy.travel, &base, &site).0
    }

    /// Whether a unit is on duty and reaches the incident before it ends.
    fn helps(&self, fire: &Fire, unit: u32) -> bool {
        let (own, shift) = (self.unit(unit), &self.shifts()[fire.shift]);
        let there = own.from <= shift.duty_from && shift.duty_to <= own.to;
        let leaves = MORNING.max(shift.duty_from);
        own.kind == UnitKind::Patrol && there && leaves.0 + self.way(fire, unit) < fire.until.min(shift.duty_to).0
    }

    /// Nobody serves or rests at any moment who is not there.
    fn is_manned(&self, roster: &Roster) -> bool {
        (0..self.problem.units.len()).all(|unit| {
            let own = &self.problem.units[unit];
            let unit = u32::try_from(unit).unwrap();
            let crews = |shift: usize| {
                let serving = roster.crews.iter().flatten().filter(|crews| crews[shift] == unit).count();
                let waiting = roster.waiting.get(&(unit, u32::try_from(shift).unwrap())).copied().unwrap_or(0);
                u32::try_from(serving).unwrap() + waiting
            };
            let at_fire = |shift: usize| {
                let here = self.fire.as_ref().is_some_and(|fire| fire.shift == shift);
                if here { roster.sent.get(&unit).copied().unwrap_or(0) } else { 0 }
            };
            self.shifts().iter().all(|moment| {
                let on = |rest: u32, busy: &dyn Fn(usize) -> u32| -> u32 {
                    let held = self.shifts().iter().enumerate().filter(|(_, shift)| {
                        shift.duty_from <= moment.duty_from && moment.duty_from.0 < shift.duty_to.0 + rest
                    });
                    held.map(|(shift, _)| busy(shift)).sum()
                };
                // Crews at an incident are people; how they come there is not counted.
                let people = on(own.shortest_rest.0, &|shift| crews(shift) + at_fire(shift));
                people * own.crew.0 <= own.strength.0 && on(0, &crews) <= own.vehicles
            })
        })
    }

    fn goals(&self, roster: &Roster) -> Goals {
        let before = self.now();
        let given_up = roster.crews.iter().filter(|crews| crews.is_none()).count() as u64;
        let serving = roster.crews.len() as u64 - given_up;
        let share = u64::from(self.problem.policy.reserve.0);
        let mut goals = Goals { lacking: 0, given_up, changed: 0 };
        for shift in 0..self.shifts().len() {
            let key = |unit: u32| (unit, u32::try_from(shift).unwrap());
            let waits = |roster: &Roster, unit: u32| u64::from(roster.waiting.get(&key(unit)).copied().unwrap_or(0));
            let units = || (0..u32::try_from(self.problem.units.len()).unwrap()).filter(|unit| *unit != self.lost);
            let waiting: u64 = units().map(|unit| waits(roster, unit)).sum();
            let lacks = |share: u64, waiting: u64| {
                (share * (waiting + serving)).saturating_sub(1_000 * waiting + 999).div_ceil(1_000)
            };
            let fire = self.fire.as_ref().filter(|fire| fire.shift == shift);
            let away: u64 = fire.map_or(0, |_| roster.sent.values().copied().map(u64::from).sum());
            let half = if away > 0 { lacks(share / 2, waiting) } else { 0 };
            goals.lacking += lacks(share, waiting + away).max(half);
            if let Some(fire) = fire {
                let site = &self.problem.sites[fire.site];
                let promise = self.problem.policy.promise.second[site.density as usize].0;
                let late = roster.sent.iter().filter(|(unit, _)| self.way(fire, **unit) > promise);
                goals.lacking += 100 * (u64::from(fire.crews) - away);
                goals.lacking += late.map(|(_, crews)| u64::from(*crews)).sum::<u64>();
            }
            for unit in units() {
                let (mut ends, mut begins) = (0, 0);
                for (was, is) in before.crews.iter().zip(&roster.crews) {
                    let was = was.as_ref().is_some_and(|crews| crews[shift] == unit);
                    let is = is.as_ref().is_some_and(|crews| crews[shift] == unit);
                    ends += u64::from(was && !is);
                    begins += u64::from(is && !was);
                }
                let (was, is) = (waits(&before, unit), waits(roster, unit));
                begins += fire.map_or(0, |_| u64::from(roster.sent.get(&unit).copied().unwrap_or(0)));
                goals.changed += (ends + was.saturating_sub(is)).max(begins + is.saturating_sub(was));
            }
        }
        goals
    }

    /// Every roster: for each service of the lost unit somebody or nobody, and every number of
    /// waiting crews.
    fn best(&self) -> Option<Goals> {
        let start = self.now();
        let mut holes = Vec::new();
        for (circuit, crews) in start.crews.iter().enumerate() {
            let lost = crews.iter().flatten().enumerate().filter(|(_, unit)| **unit == self.lost);
            holes.extend(lost.map(|(shift, _)| (circuit, shift)));
        }
        let mut best = None;
        self.fill(&holes, &start, &mut best);
        best
    }

    fn fill(&self, holes: &[(usize, usize)], roster: &Roster, best: &mut Option<Goals>) {
        let Some(((circuit, shift), left)) = holes.split_first() else {
            let units = (0..u32::try_from(self.problem.units.len()).unwrap()).collect::<Vec<_>>();
            self.send(&units, roster, best);
            return;
        };
        let mut without = roster.clone();
        without.crews[*circuit] = None;
        self.fill(left, &without, best);
        for unit in 0..u32::try_from(self.problem.units.len()).unwrap() {
            if self.may(unit, *circuit, *shift) && roster.crews[*circuit].is_some() {
                let mut with = roster.clone();
                if let Some(crews) = &mut with.crews[*circuit] {
                    crews[*shift] = unit;
                }
                self.fill(left, &with, best);
            }
        }
    }

    /// Every way to send crews to the incident.
    fn send(&self, units: &[u32], roster: &Roster, best: &mut Option<Goals>) {
        let (Some(fire), Some((unit, left))) = (&self.fire, units.split_first()) else {
            self.wait(roster, best);
            return;
        };
        let open = fire.crews - roster.sent.values().sum::<u32>();
        for crews in 0..=if self.helps(fire, *unit) { open } else { 0 } {
            let mut with = roster.clone();
            with.sent.insert(*unit, crews);
            self.send(left, &with, best);
        }
    }

    fn wait(&self, roster: &Roster, best: &mut Option<Goals>) {
        let units = (0..u32::try_from(self.problem.units.len()).unwrap()).filter(|unit| *unit != self.lost);
        let shifts = u32::try_from(self.shifts().len()).unwrap();
        let keys: Vec<(u32, u32)> = units.flat_map(|unit| (0..shifts).map(move |shift| (unit, shift))).collect();
        let most = |unit: u32| self.unit(unit).strength.0 / self.unit(unit).crew.0;
        let total: u32 = keys.iter().map(|(unit, _)| most(*unit) + 1).product();
        for mut number in 0..total {
            let mut tried = roster.clone();
            for key in &keys {
                tried.waiting.insert(*key, number % (most(key.0) + 1));
                number /= most(key.0) + 1;
            }
            let goals = self.goals(&tried);
            if best.is_none_or(|best| goals < best) && self.is_manned(&tried) {
                *best = Some(goals);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_changes_fewer_orders(seed in 0_u64..5, lost in 0_u32..4, strengths in [2_u32..7, 2..7, 2..7, 2..7]) {
        let case = tiny(seed, strengths);
        let (problem, plan, _) = &case;
        prop_assume!(!plan.circuits.is_empty());
        let twin = Case { problem, plan, lost, fire: None };
        let found = repaired(&case, DAWN, &[Change::Lost { unit: problem.units[lost as usize].id }]);
        prop_assert_eq!(violations(&found), Vec::<String>::new());
        let mut roster = twin.now();
        roster.crews.fill(None);
        for (circuit, (origin, _)) in found.plan.circuits.iter().zip(&found.circuits) {
            let crew = |crew: &Crew| if let Crew::Ordinary { unit } = *crew { unit } else { u32::MAX };
            roster.crews[*origin as usize] = Some(circuit.crews.iter().map(crew).collect());
        }
        roster.waiting.clear();
        for one in &found.plan.reserves {
            *roster.waiting.entry((one.unit, one.shift)).or_default() += one.crews;
        }
        prop_assert!(twin.is_manned(&roster));
        let best = twin.best().unwrap();
        let goals = twin.goals(&roster);
        prop_assert!(goals >= best, "the twin tries everything: {:?} {:?}", goals, best);
        if found.proven {
            prop_assert_eq!(goals, best);
        }
    }

    #[test]
    fn nobody_is_sent_who_comes_when_it_is_over(
        seed in 0_u64..5,
        (site, crews, minutes) in (0_usize..8, 1_u32..3, 2_u32..30),
        strengths in [2_u32..6, 2..6, 2..6, 2..6],
    ) {
        let case = tiny(seed, strengths);
        let (problem, plan, _) = &case;
        let until = Clock(MORNING.0 + minutes * 60);
        let serving = problem.policy.shifts.iter().position(|shift| shift.serves_from < until && MORNING < shift.serves_to);
        let fire = Fire { site, crews, shift: serving.unwrap(), until };
        let incident = Incident {
            id: election::Id::new("fire").unwrap(),
            place: Place::Site(problem.sites[site].id),
            crews,
            from: MORNING,
            to: until,
            name: "Fire in the yard".to_owned(),
        };
        let twin = Case { problem, plan, lost: u32::MAX, fire: Some(fire) };
        let found = repaired(&case, MORNING, &[Change::Incident(incident)]);
        prop_assert_eq!(violations(&found), Vec::<String>::new());
        let mut roster = twin.now();
        roster.waiting.clear();
        for one in &found.plan.reserves {
            *roster.waiting.entry((one.unit, one.shift)).or_default() += one.crews;
        }
        let fire = twin.fire.as_ref().unwrap();
        for detail in &found.plan.details {
            prop_assert!(twin.helps(fire, detail.unit), "it comes when all is over: {:?}", detail);
            roster.sent.insert(detail.unit, detail.officers.0 / problem.units[detail.unit as usize].crew.0);
        }
        prop_assert!(twin.is_manned(&roster));
        let (best, goals) = (twin.best().unwrap(), twin.goals(&roster));
        prop_assert!(goals >= best, "the twin tries everything: {:?} {:?}", goals, best);
        if found.proven {
            prop_assert_eq!(goals, best);
        }
    }
}
