//! From a draw to clock times: what each crew does in a shift, second by second.
//!
//! A circuit is drawn with its rest tied to the stop before it, so that the crew rests once, for
//! as long as the plan says. The drawn round is then laid over the hours of service: what is
//! under way when service begins or ends is cut there, so that at every second a site is occupied
//! with exactly its stops' share of the period. A crew comes from its base straight to its first
//! stop, and goes home from its last.

use super::crews::{Crews, Member};
use crate::answer::{Circuit, Plan, Step};
use crate::draw::circuit::{Circuit as Round, Refused, Stop, Timetable};
use crate::draw::seal::OpenedSeed;
use crate::measure::{Clock, Seconds};
use crate::problem::{Problem, TravelRule};
use crate::travel::{Point, time};

/// Topic of the chance that draws a circuit; its number is the circuit's position in the plan.
const TOPIC: &str = "circuit";

/// A drawn order may take a longer way than the plan's, up to this part of the period and never
/// more than what is left after stops and rest: more orders, less that an observer can foresee.
const ALLOWANCE_PARTS: u32 = 10;

/// What one crew does on its circuit in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Position of the circuit in the plan.
    pub circuit: u32,
    /// Position of the shift in the policy.
    pub shift: u32,
    /// Who serves: one crew, or soldiers and their liaison, who meet at the first stop.
    pub members: Vec<Member>,
    /// When each member leaves its base, at the latest; in the order of the members.
    pub leaves: Vec<Clock>,
    /// When each member is back, at the earliest.
    pub back: Vec<Clock>,
    /// From the first stop to the last, without a gap.
    pub calls: Vec<Call>,
}

/// A part of a crew's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Present at a site.
    Stop {
        /// The site.
        site: u32,
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
    },
    /// Rest where the crew stands, off presence.
    Rest {
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
    },
    /// On the way to the next stop, or near it and free until then.
    Way {
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
        /// How long the way takes at least.
        drive: Seconds,
    },
}

impl Call {
    /// When it begins and ends.
    pub fn span(self) -> [Clock; 2] {
        match self {
            Self::Stop { from, to, .. } | Self::Rest { from, to } | Self::Way { from, to, .. } => [from, to],
        }
    }
}

/// A circuit cannot be drawn: the plan was not checked, or its ways are a second shorter than the
/// way takes, which the checker does not mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("circuit {circuit} of the plan: {refused}")]
pub struct Undrawn {
    /// Position in the plan.
    pub circuit: u32,
    /// Why.
    pub refused: Refused,
}

/// Draws a shift: for each circuit of the plan its timetable, in their order.
///
/// Every circuit has a stream of chance of its own, so that what happens to one changes no other.
/// The same seed gives the same timetable: whoever has the opened seed repeats it.
///
/// # Panics
/// If the plan names a position that the problem does not have.
pub fn timetable(problem: &Problem, plan: &Plan, shift: u32, opened: &OpenedSeed) -> Result<Vec<Service>, Undrawn> {
    let crews = Crews::of(problem, plan, shift).circuits;
    let services = (0_u32..).zip(&plan.circuits).zip(crews);
    services
        .map(|((at, circuit), members)| {
            let calls =
                calls(problem, circuit, shift, opened, at).map_err(|refused| Undrawn { circuit: at, refused })?;
            Ok(staffed(problem, at, shift, members, calls))
        })
        .collect()
}

/// A stop with the rest that follows it.
struct Halt {
    site: u32,
    point: Point,
    stop: u32,
    rest: u32,
}

fn halts(problem: &Problem, circuit: &Circuit) -> Vec<Halt> {
    let mut halts: Vec<Halt> = Vec::new();
    // Rest before the first stop follows the last one: the steps are a cycle.
    let mut early = 0;
    for step in &circuit.steps {
        match *step {
            Step::Stop { site, time } => {
                let place = &problem.sites[site as usize];
                let point = Point::new(place.position, place.density);
                halts.push(Halt { site, point, stop: time.0, rest: 0 });
            }
            Step::Rest(time) => *halts.last_mut().map_or(&mut early, |halt| &mut halt.rest) += time.0,
            Step::Way(_) => {}
        }
    }
    if let Some(last) = halts.last_mut() {
        last.rest += early;
    }
    halts
}

fn calls(problem: &Problem, circuit: &Circuit, shift: u32, opened: &OpenedSeed, at: u32) -> Result<Vec<Call>, Refused> {
    let halts = halts(problem, circuit);
    let rule = &problem.policy.travel;
    let legs = |from: u32, to: u32| time(rule, &halts[from as usize].point, &halts[to as usize].point).0;
    let stops: Vec<Stop> =
        (0..).zip(&halts).map(|(site, halt)| Stop { site, seconds: halt.stop.saturating_add(halt.rest) }).collect();
    let period = circuit.steps.iter().map(|step| step.time().0).fold(0, u32::saturating_add);
    let round = Round { period, stops: &stops, allowance: period / ALLOWANCE_PARTS, legs: &legs };
    let drawn = round.draw(&mut opened.draw(TOPIC, at.into()))?;
    let hours = &problem.policy.shifts[shift as usize];
    Ok(Laid { rule, halts: &halts, hours: [hours.serves_from.0, hours.serves_to.0] }.calls(&drawn))
}

/// A drawn round, laid over the hours of service.
struct Laid<'a> {
    rule: &'a TravelRule,
    halts: &'a [Halt],
    hours: [u32; 2],
}

impl Laid<'_> {
    fn calls(&self, drawn: &Timetable) -> Vec<Call> {
        let mut calls: Vec<Call> = Vec::new();
        let mut last: Option<(u32, &Halt)> = None;
        for (begins, halt) in self.halts_in_time(drawn) {
            let stop = self.cut(begins, halt.stop);
            if let (Some((until, before)), Some([from, _])) = (last, stop)
                && until < from
            {
                let drive = time(self.rule, &before.point, &halt.point);
                calls.push(Call::Way { from: Clock(until), to: Clock(from), drive });
            }
            if let Some([from, to]) = stop {
                calls.push(Call::Stop { site: halt.site, from: Clock(from), to: Clock(to) });
            }
            // A crew that would begin with what is left of a rest comes later.
            let rest = self.cut(begins + i64::from(halt.stop), halt.rest).filter(|_| stop.is_some());
            calls.extend(rest.map(|[from, to]| Call::Rest { from: Clock(from), to: Clock(to) }));
            if let Some([_, to]) = rest.or(stop) {
                last = Some((to, halt));
            }
        }
        // Nobody rests before going home.
        while calls.last().is_some_and(|call| !matches!(call, Call::Stop { .. })) {
            calls.pop();
        }
        calls
    }

    /// Every time a halt begins, from the round under way when service begins to its end.
    fn halts_in_time(&self, drawn: &Timetable) -> Vec<(i64, &Halt)> {
        let period = i64::from(drawn.period);
        let rounds = (i64::from(self.hours[1]) - i64::from(self.hours[0])) / period + 1;
        let begins = |round: i64, from: u32| i64::from(self.hours[0]) + round * period + i64::from(from);
        let mut halts: Vec<(i64, &Halt)> = (-1..=rounds)
            .flat_map(|round| drawn.visits.iter().map(move |visit| (round, visit)))
            .map(|(round, visit)| (begins(round, visit.from), &self.halts[visit.site as usize]))
            .collect();
        halts.sort_by_key(|(begins, _)| *begins);
        halts
    }

    /// The part of a span that lies in the hours of service.
    fn cut(&self, begins: i64, seconds: u32) -> Option<[u32; 2]> {
        let [first, last] = self.hours.map(i64::from);
        let (from, to) = (begins.max(first), (begins + i64::from(seconds)).min(last));
        let whole = |moment: i64| u32::try_from(moment).unwrap_or_else(|_| unreachable!("within the hours of service"));
        (from < to).then(|| [whole(from), whole(to)])
    }
}

fn staffed(problem: &Problem, circuit: u32, shift: u32, members: Vec<Member>, calls: Vec<Call>) -> Service {
    let ends = |call: Option<&Call>| match call {
        Some(Call::Stop { site, from, to }) => Some((*site, *from, *to)),
        _ => None,
    };
    let hours = &problem.policy.shifts[shift as usize];
    let way = |member: &Member, site: u32| {
        let (base, site) = (&problem.bases[member.base as usize], &problem.sites[site as usize]);
        time(&problem.policy.travel, &Point::new(base.position, base.density), &Point::new(site.position, site.density))
    };
    let leaves = |member: &Member| {
        let first = ends(calls.first());
        first.map_or(hours.duty_from, |(site, from, _)| Clock(from.0.saturating_sub(way(member, site).0)))
    };
    let back = |member: &Member| {
        let last = ends(calls.last());
        last.map_or(hours.duty_from, |(site, _, to)| Clock(to.0.saturating_add(way(member, site).0)))
    };
    let (leaves, back) = (members.iter().map(leaves).collect(), members.iter().map(back).collect());
    Service { circuit, shift, members, leaves, back, calls }
}
