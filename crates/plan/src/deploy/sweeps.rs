//! Sweeps before events: teams of bomb disposal are routed so that the weight that stays unswept is
//! least, then their ways; what is unswept has its reason.

use super::forces::standing;
use crate::answer::{Sweep, SweepOutcome, Unswept};
use crate::measure::Clock;
use crate::problem::{Event, Problem, UnitKind};
use crate::sweep::{self, CHANGES, MAX_VENUES, Rounds, Settings, Shift, Skills, Venue};
use crate::travel::{Point, time};

/// Changes tried for each event; questions after which the exact search ends.
const CHANGES_EACH: u64 = 500;
const MOST_STEPS: u64 = 4_000;
/// Points of weight that count as one.
const POINTS: u64 = 10;

/// What becomes of each event's sweep, ordered by event.
pub(super) fn sweeps(problem: &Problem, seed: &[u8; 32]) -> Vec<Sweep> {
    let work = Work::of(problem);
    let rounds = work.fill(work.routed(seed));
    work.told(&rounds)
}

/// The same where sweeps were planned before and events, units or ways are no longer the same: what
/// can stay stays, and what is open is taken in where it fits.
pub fn sweeps_again(problem: &Problem, before: &[Sweep]) -> Vec<Sweep> {
    let work = Work::of(problem);
    let mut stops: Vec<(usize, Clock, usize)> = Vec::new();
    for sweep in before {
        let SweepOutcome::Swept { unit, team, from } = &sweep.outcome else { continue };
        let nth = work.teams.iter().position(|one| (one.unit, one.number) == (*unit, *team));
        let place = work.places.iter().position(|place| place.event == sweep.event);
        if let (Some(nth), Some(place)) = (nth, place)
            && work.places[place].able[nth]
        {
            stops.push((nth, *from, place));
        }
    }
    stops.sort_unstable();
    let mut rounds = vec![Vec::new(); work.teams.len()];
    for (nth, _, place) in stops {
        rounds[nth].push(place);
    }
    work.told(&work.fill(rounds))
}

/// An event that must be swept.
struct Place<'a> {
    event: u32,
    record: &'a Event,
    point: Point,
    /// For each team whether it may sweep here.
    able: Vec<bool>,
}

struct Team {
    /// Its place among the teams.
    nth: usize,
    unit: u32,
    number: u32,
    point: Point,
}

struct Work<'a> {
    problem: &'a Problem,
    places: Vec<Place<'a>>,
    teams: Vec<Team>,
}

impl<'a> Work<'a> {
    fn told(&self, rounds: &[Vec<usize>]) -> Vec<Sweep> {
        let mut sweeps: Vec<Sweep> = self.places.iter().map(|place| self.unswept(place, rounds)).collect();
        for (team, round) in self.teams.iter().zip(rounds) {
            let starts = self.timed(team, round).unwrap_or_else(|| unreachable!("a round that was made is in time"));
            for (&at, from) in round.iter().zip(starts) {
                sweeps[at].outcome = SweepOutcome::Swept { unit: team.unit, team: team.number, from: Clock(from) };
            }
        }
        sweeps
    }

    fn of(problem: &'a Problem) -> Self {
        let mut teams = Vec::new();
        for (at, unit) in (0_u32..).zip(&problem.units).filter(|(_, unit)| unit.kind == UnitKind::BombDisposal) {
            let Ok(base) = problem.bases.binary_search_by_key(&unit.base, |base| base.commune) else { continue };
            let point = standing(&problem.bases[base]);
            for number in 1..=unit.sweep_teams() {
                teams.push(Team { nth: teams.len(), unit: at, number, point });
            }
        }
        let place = |(event, record): (u32, &'a Event)| {
            let site = problem.sites.iter().find(|site| site.id == record.id)?;
            let skills = problem.sweep_skills(record);
            let may = |team: &Team| problem.units[team.unit as usize].may_sweep(&skills, site.ground);
            let able = teams.iter().map(may).collect();
            Some(Place { event, record, point: Point::new(site.position, site.density), able })
        };
        let places = (0_u32..).zip(&problem.events).filter_map(place).collect();
        Self { problem, places, teams }
    }

    fn way(&self, from: &Point, to: &Point) -> u32 {
        time(&self.problem.policy.travel, from, to).0
    }

    /// When each sweep of a round starts: the team is back as early as can be, and for that leaves
    /// as late as it can. `None` where it cannot be in time, or not within its longest duty.
    fn timed(&self, team: &Team, round: &[usize]) -> Option<Vec<u32>> {
        let unit = &self.problem.units[team.unit as usize];
        let (mut free, mut point) = (unit.from.0, &team.point);
        for place in round.iter().map(|&at| &self.places[at]) {
            let [open, close] = place.record.sweep_window()?;
            let start = (free + self.way(point, &place.point)).max(open.0);
            if start > close.0 {
                return None;
            }
            (free, point) = (start + place.record.sweep_time().0, &place.point);
        }
        let back = free + self.way(point, &team.point);
        let mut starts = Vec::with_capacity(round.len());
        let (mut until, mut point) = (back, &team.point);
        for place in round.iter().rev().map(|&at| &self.places[at]) {
            let done = until - self.way(&place.point, point);
            let start = (done - place.record.sweep_time().0).min(place.record.sweep_window()?[1].0);
            starts.push(start);
            (until, point) = (start, &place.point);
        }
        starts.reverse();
        let leaves = until.saturating_sub(self.way(&team.point, point));
        (back <= unit.to.0 && back - leaves <= unit.longest_duty.0).then_some(starts)
    }

    fn alone(&self, team: &Team, at: usize) -> bool {
        self.places[at].able[team.nth] && self.timed(team, &[at]).is_some()
    }

    /// The routing with prizes over the heaviest events.
    fn routed(&self, seed: &[u8; 32]) -> Vec<Vec<usize>> {
        let mut chosen: Vec<usize> = (0..self.places.len()).collect();
        chosen.retain(|&at| self.teams.iter().any(|team| self.alone(team, at)));
        chosen.sort_by_key(|&at| (core::cmp::Reverse(self.places[at].record.weight), at));
        chosen.truncate(MAX_VENUES);
        chosen.sort_unstable();
        let nobody = vec![Vec::new(); self.teams.len()];
        let Some(posed) = self.posed(&chosen) else { return nobody };
        let mut steps = 0;
        let mut stop = || {
            steps += 1;
            steps > MOST_STEPS
        };
        let changes = CHANGES.min(CHANGES_EACH * chosen.len() as u64);
        let Rounds(rounds) = sweep::solve(&posed, &Settings { seed: *seed, changes }, &mut stop).rounds;
        let whole = |round: Vec<usize>| round.into_iter().map(|at| chosen[at]).collect();
        rounds.into_iter().map(whole).collect()
    }

    /// The same in whole minutes; `None` where it is beyond the limits of a routing.
    fn posed(&self, chosen: &[usize]) -> Option<sweep::Problem> {
        let classes = self.classes(chosen);
        let venue = |&at: &usize| {
            let place = &self.places[at];
            let [open, close] = place.record.sweep_window()?;
            Some(Venue {
                day: 0,
                earliest: open.0.div_ceil(60).min(close.0 / 60),
                latest: close.0 / 60,
                service: place.record.sweep_time().0 / 60,
                weight: u32::try_from(place.record.weight.0.div_ceil(POINTS)).ok()?,
                needs: needs(&classes, place)?,
            })
        };
        let venues = chosen.iter().map(venue).collect::<Option<Vec<_>>>()?;
        let windows = self.windows(chosen);
        let shift = |(depot, (team, [start, end])): (usize, (&Team, [u32; 2]))| {
            let unit = self.problem.units[team.unit as usize].id;
            let skills = has(&classes, team);
            Shift { name: unit.to_string(), depot, start: start.div_ceil(60), end: end / 60, skills }
        };
        let shifts = self.teams.iter().zip(windows).enumerate().map(shift).collect();
        let bases = self.teams.iter().map(|team| &team.point);
        let points: Vec<&Point> = bases.chain(chosen.iter().map(|&at| &self.places[at].point)).collect();
        let row = |from: &&Point| points.iter().map(|to| self.way(from, to).div_ceil(60)).collect::<Vec<_>>();
        let travel = points.iter().flat_map(row).collect();
        sweep::Problem::new(self.teams.len(), venues, shifts, travel).ok()
    }

    /// Events that the same teams may sweep are of one class: a bit each.
    fn classes(&self, chosen: &[usize]) -> Vec<Vec<bool>> {
        let mut classes: Vec<Vec<bool>> = chosen.iter().map(|&at| self.places[at].able.clone()).collect();
        classes.sort();
        classes.dedup();
        classes
    }

    /// When each team is on duty: no longer than it may be, and where most weight is that other
    /// teams are not there for.
    fn windows(&self, chosen: &[usize]) -> Vec<[u32; 2]> {
        let mut there = vec![1_u64; self.places.len()];
        let mut windows = Vec::new();
        for team in &self.teams {
            let unit = &self.problem.units[team.unit as usize];
            let spans: Vec<(usize, [u32; 2])> = chosen
                .iter()
                .filter(|&&at| self.alone(team, at))
                .filter_map(|&at| Some((at, self.span(team, at)?)))
                .collect();
            let last = unit.to.0.saturating_sub(unit.longest_duty.0).max(unit.from.0);
            let begins = spans.iter().map(|(_, [leaves, _])| *leaves).chain([unit.from.0, last]);
            let begins = begins.map(|begin| begin.clamp(unit.from.0, last));
            let within = |begin: u32, span: &[u32; 2]| begin <= span[0] && span[1] <= begin + unit.longest_duty.0;
            let worth = |begin: u32| -> u64 {
                let held = spans.iter().filter(|(_, span)| within(begin, span));
                held.map(|(at, _)| 1_000 * self.places[*at].record.weight.0 / there[*at]).sum()
            };
            let begin = begins.max_by_key(|&begin| (worth(begin), core::cmp::Reverse(begin))).unwrap_or(unit.from.0);
            for (at, _) in spans.iter().filter(|(_, span)| within(begin, span)) {
                there[*at] += 1;
            }
            windows.push([begin, (begin + unit.longest_duty.0).min(unit.to.0)]);
        }
        windows
    }

    /// When a team with one event leaves and is back.
    fn span(&self, team: &Team, at: usize) -> Option<[u32; 2]> {
        let start = *self.timed(team, &[at])?.first()?;
        let place = &self.places[at];
        let way = self.way(&team.point, &place.point);
        Some([start.saturating_sub(way), start + place.record.sweep_time().0 + self.way(&place.point, &team.point)])
    }

    /// Rounds in whole minutes leave room: whatever still fits is taken in, the heaviest first.
    fn fill(&self, mut rounds: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
        for (team, round) in self.teams.iter().zip(&mut rounds) {
            while self.timed(team, round).is_none() {
                round.pop();
            }
        }
        let mut open: Vec<usize> =
            (0..self.places.len()).filter(|at| rounds.iter().all(|round| !round.contains(at))).collect();
        open.sort_by_key(|&at| (core::cmp::Reverse(self.places[at].record.weight), at));
        for at in open {
            let fits = |(nth, team): (usize, &Team)| self.with(team, &rounds[nth], at).map(|round| (nth, round));
            if let Some((nth, round)) = self.teams.iter().enumerate().find_map(fits) {
                rounds[nth] = round;
            }
        }
        rounds
    }

    /// A team's round with one more event, if there is a place for it.
    fn with(&self, team: &Team, round: &[usize], at: usize) -> Option<Vec<usize>> {
        if !self.alone(team, at) {
            return None;
        }
        let longer = |place: usize| [&round[..place], &[at], &round[place..]].concat();
        (0..=round.len()).map(longer).find(|round| self.timed(team, round).is_some())
    }

    /// Why an event would not be swept.
    fn unswept(&self, place: &Place<'_>, rounds: &[Vec<usize>]) -> Sweep {
        let at = self.places.iter().position(|other| other.event == place.event);
        let at = at.unwrap_or_else(|| unreachable!("a place is among the places"));
        let able: Vec<usize> = (0..self.teams.len()).filter(|&team| place.able[team]).collect();
        let timely = able.iter().filter(|&&team| self.alone(&self.teams[team], at));
        let mut elsewhere: Vec<u32> =
            timely.flat_map(|&team| &rounds[team]).map(|&other| self.places[other].event).collect();
        elsewhere.sort_unstable();
        elsewhere.dedup();
        let why = match (able.is_empty(), elsewhere.is_empty()) {
            (true, _) => Unswept::Skill,
            (false, true) => Unswept::Time,
            (false, false) => Unswept::Needed(elsewhere),
        };
        Sweep { event: place.event, outcome: SweepOutcome::Unswept(why) }
    }
}

/// What a place asks for: the bit of its class; `None` where there are too many.
fn needs(classes: &[Vec<bool>], place: &Place<'_>) -> Option<Skills> {
    let bit = classes.iter().position(|class| *class == place.able)?;
    (bit < sweep::MAX_SKILLS).then_some(Skills(1 << bit))
}

/// The bits of the classes that a team may sweep.
fn has(classes: &[Vec<bool>], team: &Team) -> Skills {
    let bits = classes.iter().take(sweep::MAX_SKILLS).enumerate().filter(|(_, class)| class[team.nth]);
    Skills(bits.fold(0, |all, (bit, _)| all | 1 << bit))
}
