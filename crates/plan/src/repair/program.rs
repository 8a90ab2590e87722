//! The program behind [`super::crews`]: its variables, rows and goals.

use std::collections::{BTreeMap, BTreeSet};

use super::crews::{Decision, Hole, Need, reserve};
use super::model::{Chosen, Model, Row, Var};
use super::roster::{Load, Loads, access, farthest, may_accompany, may_serve, overlapping, taken, units_of};
use super::rounds::points;
use super::world::World;
use crate::answer::{Crew, Plan};
use crate::problem::UnitKind;

/// Of the policy's reserve share so much has to be left when crews go to incidents, in thousandths.
const LEFT_IN_RESERVE: u64 = 500;
/// Units that are asked for one service or incident, the nearest: more make the program larger and
/// hardly ever better. Said in `specs/repair.md`.
const ASKED: usize = 40;
/// What a crew that an incident lacks counts, beside one that comes late and one the reserve lacks.
const LACKING: f64 = 100.0;

/// A crew that could step in, at its price in the last goal.
struct Choice {
    hole: Hole,
    crew: Crew,
    var: Var,
    way: u32,
}

struct Sent {
    need: usize,
    unit: u32,
    var: Var,
    way: u32,
}

pub(super) struct Program<'a> {
    world: &'a World,
    plan: &'a Plan,
    needs: &'a [Need],
    holes: &'a [Hole],
    model: Model,
    choices: Vec<Choice>,
    /// For each circuit with a hole the variable that gives it up.
    drops: BTreeMap<usize, Option<Var>>,
    sent: Vec<Sent>,
    /// For each need how many crews it lacks.
    short: Vec<Var>,
    /// By unit and shift: crews out of the reserve, and into it.
    out: BTreeMap<(u32, u32), Var>,
    into: BTreeMap<(u32, u32), Var>,
    /// Orders that change, by unit and shift.
    changed: BTreeMap<(u32, u32), Var>,
    /// Crews that the reserve lacks, by shift.
    lacking: Vec<Var>,
}

impl<'a> Program<'a> {
    pub(super) fn of(world: &'a World, plan: &'a Plan, department: u32, holes: &'a [Hole], needs: &'a [Need]) -> Self {
        let (drops, sets) = (BTreeMap::new(), BTreeMap::new());
        let mut program = Self {
            world,
            plan,
            needs,
            holes,
            model: Model::default(),
            choices: Vec::new(),
            drops,
            sent: Vec::new(),
            short: Vec::new(),
            out: sets.clone(),
            into: sets.clone(),
            changed: sets,
            lacking: Vec::new(),
        };
        let loads = Loads::of(world, plan, &|circuit, shift| is_hole(holes, circuit, shift));
        program.may_give_up();
        let units = program.helpers(department, &loads);
        for hole in holes {
            program.choices_of(*hole, &units);
        }
        needs.iter().enumerate().for_each(|(at, need)| program.helpers_of(at, need, &units));
        program.reserves(&units);
        program.keep_units(&loads);
        program.keep_reserve(department);
        program.count_changes();
        program
    }

    /// Circuits with a hole may be given up, unless an order of theirs is pinned.
    fn may_give_up(&mut self) {
        for hole in self.holes {
            let crews = (0_u32..).zip(&self.plan.circuits[hole.circuit].crews);
            let pinned =
                crews.into_iter().any(|(shift, crew)| units_of(*crew).any(|unit| self.world.is_pinned(unit, shift)));
            let world = &mut self.model;
            self.drops.entry(hole.circuit).or_insert_with(|| (!pinned).then(|| world.var(1)));
        }
    }

    /// Units of the department that have people free in an open shift, now or when circuits are
    /// given up.
    fn helpers(&self, department: u32, loads: &Loads) -> Vec<u32> {
        let circuits: BTreeSet<usize> = self.holes.iter().map(|hole| hole.circuit).collect();
        let freed: BTreeSet<u32> =
            circuits.iter().flat_map(|at| &self.plan.circuits[*at].crews).flat_map(|crew| units_of(*crew)).collect();
        let waiting: BTreeSet<u32> = self.plan.reserves.iter().map(|reserve| reserve.unit).collect();
        let able = |unit: &u32| {
            let (record, stand) = (&self.world.problem.units[*unit as usize], self.world.stands[*unit as usize]);
            let free =
                || self.world.open_shifts().any(|shift| loads.free(self.world, *unit, shift).people >= record.crew.0);
            let helps = freed.contains(unit) || waiting.contains(unit) || free();
            record.kind == UnitKind::Patrol && stand.1 == department && helps
        };
        (0..u32::try_from(self.world.problem.units.len()).unwrap_or(u32::MAX)).filter(able).collect()
    }

    fn choices_of(&mut self, hole: Hole, units: &[u32]) {
        let circuit = &self.plan.circuits[hole.circuit];
        let stops = points(self.world, &circuit.steps);
        let limit = access(self.world, hole.shift);
        let fits = |unit: &u32| {
            let record = &self.world.problem.units[*unit as usize];
            let free = self.world.can_do(*unit, hole.shift) && !self.world.is_pinned(*unit, hole.shift);
            free && may_serve(record, circuit.ground)
        };
        let ways = units.iter().filter(|unit| fits(unit)).map(|unit| (farthest(self.world, *unit, &stops), *unit));
        let mut ways: Vec<(u32, u32)> = ways.filter(|(way, _)| *way <= limit).collect();
        ways.sort_unstable();
        ways.truncate(ASKED);
        for (way, unit) in ways {
            let crews = self.crews_with(circuit.crews[hole.shift as usize], unit, hole.shift);
            for crew in crews {
                let var = self.model.var(1);
                self.choices.push(Choice { hole, crew, var, way });
            }
        }
        let mine = self.choices.iter().filter(|choice| choice.hole == hole).map(|choice| (choice.var, 1.0));
        let drop = self.drops[&hole.circuit].map(|var| (var, 1.0));
        let mut terms: Vec<(Var, f64)> = mine.chain(drop).collect();
        if drop.is_none() {
            // A pinned circuit that finds nobody: its order stands, and is told as not served.
            let nobody = self.model.var(1);
            terms.push((nobody, 1.0));
            self.lacking.push(nobody);
        }
        self.model.row(terms, Row::Equal, 1.0);
    }

    /// Crews that a unit can form in place of another: its own, or the liaison of the soldiers.
    fn crews_with(&self, old: Crew, unit: u32, shift: u32) -> Vec<Crew> {
        let mut crews = vec![Crew::Ordinary { unit }];
        if let Crew::Accompanied { soldiers, .. } = old {
            let stays = self.world.can_do(soldiers, shift);
            if stays && may_accompany(&self.world.problem.units[unit as usize]) {
                crews.push(Crew::Accompanied { soldiers, liaison: unit });
            }
        }
        crews
    }

    fn helpers_of(&mut self, at: usize, need: &Need, units: &[u32]) {
        let way = |unit: u32| need.point.map_or(0, |to| self.world.way(unit, &to));
        let fits = |unit: &u32| self.world.can_do(*unit, need.shift) && !self.world.is_pinned(*unit, need.shift);
        let ways = units.iter().copied().filter(fits).map(|unit| (way(unit), unit));
        // Whoever comes when all is over helps nobody, and would be missing where it is now.
        let mut ways: Vec<(u32, u32)> =
            ways.filter(|(way, _)| self.world.comes(need.shift, *way) < need.until).collect();
        ways.sort_unstable();
        ways.truncate(ASKED);
        let short = self.model.var(need.crews);
        let mut terms = vec![(short, 1.0)];
        for (way, unit) in ways {
            let var = self.model.var(need.crews);
            terms.push((var, 1.0));
            self.sent.push(Sent { need: at, unit, var, way });
        }
        self.short.push(short);
        self.model.row(terms, Row::Equal, f64::from(need.crews));
    }

    fn reserves(&mut self, units: &[u32]) {
        let open: Vec<u32> = self.world.open_shifts().collect();
        for unit in units {
            for shift in &open {
                let key = (*unit, *shift);
                if self.world.is_pinned(*unit, *shift) || !self.world.can_do(*unit, *shift) {
                    continue;
                }
                let here = self.plan.reserves.iter().filter(|one| (one.unit, one.shift) == key);
                let waiting: u32 = here.map(|one| one.crews).sum();
                if waiting > 0 {
                    let var = self.model.var(waiting);
                    self.out.insert(key, var);
                }
                let record = &self.world.problem.units[*unit as usize];
                let var = self.model.var(record.strength.0 / record.crew.0.max(1));
                self.into.insert(key, var);
            }
        }
    }

    /// People and vehicles that the variables take of a unit in a shift, and give back.
    fn terms(&self, unit: u32, shift: u32, take: &dyn Fn(Load) -> u32) -> Vec<(Var, f64)> {
        let record = &self.world.problem.units[unit as usize];
        let own = f64::from(take(Load { people: record.crew.0.max(1), vehicles: 1 }));
        let mut terms = Vec::new();
        for choice in self.choices.iter().filter(|choice| choice.hole.shift == shift) {
            let loads = taken(self.world, choice.crew);
            let load = loads.iter().find(|(other, _)| *other == unit).map(|(_, load)| f64::from(take(*load)));
            terms.extend(load.map(|load| (choice.var, load)));
        }
        let key = (unit, shift);
        terms.extend(self.into.get(&key).map(|var| (*var, own)));
        terms.extend(self.out.get(&key).map(|var| (*var, -own)));
        let people = f64::from(take(Load { people: record.crew.0.max(1), vehicles: 0 }));
        let here = self.sent.iter().filter(|sent| sent.unit == unit && self.needs[sent.need].shift == shift);
        terms.extend(here.map(|sent| (sent.var, people)));
        for (circuit, var) in self.drops.iter().filter_map(|(circuit, var)| var.map(|var| (*circuit, var))) {
            if is_hole(self.holes, circuit, shift) {
                continue;
            }
            let Some(crew) = self.plan.circuits[circuit].crews.get(shift as usize) else { continue };
            let load = taken(self.world, *crew).into_iter().find(|(other, _)| *other == unit);
            terms.extend(load.map(|(_, load)| (var, -f64::from(take(load)))));
        }
        terms.retain(|(_, factor)| *factor != 0.0);
        terms
    }

    /// Pairs of a unit and a shift that any variable speaks of.
    fn duties(&self) -> BTreeSet<(u32, u32)> {
        let mut duties: BTreeSet<(u32, u32)> = self.into.keys().chain(self.out.keys()).copied().collect();
        for choice in &self.choices {
            duties.extend(units_of(choice.crew).map(|unit| (unit, choice.hole.shift)));
        }
        duties
    }

    /// No unit gives more people and vehicles than it has, at the moment any duty begins.
    fn keep_units(&mut self, loads: &Loads) {
        let units: BTreeSet<u32> = self.duties().into_iter().map(|(unit, _)| unit).collect();
        let shifts = u32::try_from(self.world.problem.policy.shifts.len()).unwrap_or(u32::MAX);
        for unit in units {
            let record = &self.world.problem.units[unit as usize];
            for shift in 0..shifts {
                let [people, vehicles] = overlapping(self.world, unit, shift);
                let held: u32 = people.iter().map(|at| loads.at(unit, *at).people).sum();
                let out: u32 = vehicles.iter().map(|at| loads.at(unit, *at).vehicles).sum();
                let sum = |shifts: &[u32], take: &dyn Fn(Load) -> u32| -> Vec<(Var, f64)> {
                    shifts.iter().flat_map(|at| self.terms(unit, *at, take)).collect()
                };
                let taken = sum(&people, &|load| load.people);
                let driven = sum(&vehicles, &|load| load.vehicles);
                // A unit that was overdrawn before stays as it is: the checker tells it.
                self.model.row(taken, Row::Most, f64::from(record.strength.0) - f64::from(held));
                self.model.row(driven, Row::Most, f64::from(record.vehicles) - f64::from(out));
            }
        }
    }

    /// share × (waiting + going round) ≤ 1,000 × waiting + 999: whole numbers of what the checker
    /// rounds down. Crews that go to incidents count as waiting, since that is what they waited
    /// for, and half of the share is left all the same. A share that the file gives takes the place of both.
    fn keep_reserve(&mut self, department: u32) {
        let share = u64::from(self.world.problem.policy.reserve.0);
        let open: Vec<u32> = self.world.open_shifts().collect();
        for shift in open {
            let [waiting, serving] = reserve(self.world, self.plan, department, shift);
            let mut joins: Vec<(Var, f64)> = Vec::new();
            joins.extend(self.into.iter().filter(|(key, _)| key.1 == shift).map(|(_, var)| (*var, 1.0)));
            joins.extend(self.out.iter().filter(|(key, _)| key.1 == shift).map(|(_, var)| (*var, -1.0)));
            let needs = self.needs;
            let here = |sent: &&Sent| needs[sent.need].shift == shift && needs[sent.need].is_incident;
            let away: Vec<(Var, f64)> = self.sent.iter().filter(here).map(|sent| (sent.var, 1.0)).collect();
            let drops: Vec<(Var, f64)> = self.drops.values().flatten().map(|var| (*var, -1.0)).collect();
            let lacking = self.model.var(waiting + serving);
            self.lacking.push(lacking);
            let floors = match self.world.reserve {
                Some(given) => vec![(u64::from(given.0), false)],
                None if away.is_empty() => vec![(share, false)],
                None => vec![(share, true), (share * LEFT_IN_RESERVE / 1_000, false)],
            };
            for (share, away_counts) in floors {
                let share = double(share);
                let waits: Vec<(Var, f64)> = joins.iter().chain(away.iter().filter(|_| away_counts)).copied().collect();
                let mut terms: Vec<(Var, f64)> =
                    waits.iter().map(|(var, factor)| (*var, factor * (1_000.0 - share))).collect();
                terms.extend(drops.iter().map(|(var, factor)| (*var, -factor * share)));
                terms.push((lacking, 1_000.0));
                let held = f64::from(waiting) * (1_000.0 - share) - f64::from(serving) * share;
                self.model.row(terms, Row::Least, -held - 999.0);
            }
        }
    }

    /// For each unit and shift the greater of what ends and what begins.
    fn count_changes(&mut self) {
        let mut duties = self.duties();
        for circuit in self.drops.keys() {
            for (shift, crew) in (0_u32..).zip(&self.plan.circuits[*circuit].crews) {
                duties.extend(units_of(*crew).map(|unit| (unit, shift)));
            }
        }
        let open: BTreeSet<u32> = self.world.open_shifts().collect();
        for key in duties.into_iter().filter(|key| open.contains(&key.1)) {
            let [ends, begins] = self.flows(key);
            let most = ends.len() + begins.len();
            let most = u32::try_from(most).unwrap_or(u32::MAX).saturating_mul(1_000).min(1_000_000);
            let changed = self.model.var(most);
            for flow in [ends, begins] {
                let terms = core::iter::once((changed, 1.0)).chain(flow.into_iter().map(|var| (var, -1.0)));
                self.model.row(terms.collect(), Row::Least, 0.0);
            }
            self.changed.insert(key, changed);
        }
    }

    /// Orders of a unit in a shift that end, and that begin.
    fn flows(&self, (unit, shift): (u32, u32)) -> [Vec<Var>; 2] {
        let mut ends: Vec<Var> = self.out.get(&(unit, shift)).copied().into_iter().collect();
        for (circuit, var) in self.drops.iter().filter_map(|(circuit, var)| var.map(|var| (*circuit, var))) {
            let crew = self.plan.circuits[circuit].crews.get(shift as usize).copied();
            let serves = crew.is_some_and(|crew| units_of(crew).any(|other| other == unit));
            if serves && !is_hole(self.holes, circuit, shift) {
                ends.push(var);
            }
        }
        let mut begins: Vec<Var> = self.into.get(&(unit, shift)).copied().into_iter().collect();
        let here = self.choices.iter().filter(|choice| choice.hole.shift == shift);
        begins.extend(here.filter(|choice| units_of(choice.crew).any(|other| other == unit)).map(|choice| choice.var));
        let sent = self.sent.iter().filter(|sent| sent.unit == unit && self.needs[sent.need].shift == shift);
        begins.extend(sent.map(|sent| sent.var));
        [ends, begins]
    }

    /// What is minimised, goal after goal.
    pub(super) fn goals(&self) -> Vec<Vec<(Var, f64)>> {
        let late = |sent: &&Sent| sent.way > self.needs[sent.need].promise;
        let mut needed: Vec<(Var, f64)> = self.short.iter().map(|var| (*var, LACKING)).collect();
        needed.extend(self.sent.iter().filter(late).map(|sent| (sent.var, 1.0)));
        needed.extend(self.lacking.iter().map(|var| (*var, 1.0)));
        let dropped = self.drops.values().flatten().map(|var| (*var, 1.0)).collect();
        let changed = self.changed.values().map(|var| (*var, 1.0)).collect();
        vec![needed, dropped, changed, self.last_goal()]
    }

    /// Minutes to incidents; a thousandth of the minutes to circuits; what the reserve loses and the
    /// sites of a circuit that is given up, as parts of a minute: ties only.
    fn last_goal(&self) -> Vec<(Var, f64)> {
        let minutes = |way: u32| f64::from(way) / 60.0;
        let mut goal: Vec<(Var, f64)> = self.sent.iter().map(|sent| (sent.var, minutes(sent.way))).collect();
        goal.extend(self.choices.iter().map(|choice| (choice.var, minutes(choice.way) / 1_000.0)));
        goal.extend(self.out.values().map(|var| (*var, 0.5)));
        goal.extend(self.into.values().map(|var| (*var, -0.4)));
        let weight = |circuit: &usize| {
            let sites = super::rounds::halts(&self.plan.circuits[*circuit]);
            let all = sites.iter().map(|halt| self.world.problem.sites[halt.site as usize].weight().0);
            all.fold(0.0, |sum, weight| sum + double(weight))
        };
        let weights: Vec<f64> = self.drops.keys().map(weight).collect();
        let heaviest = weights.iter().copied().fold(1.0, f64::max);
        let dropped = self.drops.values().zip(weights).filter_map(|(var, weight)| Some(((*var)?, weight / heaviest)));
        goal.extend(dropped);
        goal
    }

    pub(super) fn solve(self, branches: u64) -> Option<Decision> {
        let chosen = self.model.clone().solve(self.goals(), branches)?;
        Some(self.read(&chosen))
    }

    fn read(&self, chosen: &Chosen) -> Decision {
        let mut decision = Decision { proven: chosen.proven, ..Decision::default() };
        let taken = self.choices.iter().filter(|choice| chosen.of(choice.var) > 0);
        decision.crews = taken.map(|choice| (choice.hole, choice.crew)).collect();
        let drops = self.drops.iter().filter(|(_, var)| var.is_some_and(|var| chosen.of(var) > 0));
        decision.given_up = drops.map(|(circuit, _)| *circuit).collect();
        let sent = self.sent.iter().map(|sent| (sent.need, sent.unit, chosen.of(sent.var)));
        decision.sent = sent.filter(|(_, _, crews)| *crews > 0).collect();
        for (sets, side) in [(&self.out, 0), (&self.into, 1)] {
            for (key, var) in sets.iter().filter(|(_, var)| chosen.of(**var) > 0) {
                decision.reserve.entry(*key).or_default()[side] += chosen.of(*var);
            }
        }
        decision
    }
}

fn is_hole(holes: &[Hole], circuit: usize, shift: u32) -> bool {
    holes.binary_search(&Hole { circuit, shift }).is_ok()
}

#[expect(clippy::cast_precision_loss, reason = "weights are far below 2^53")]
fn double(weight: u64) -> f64 {
    weight as f64
}
