//! A circuit of a plan, drawn and laid over the hours of a shift.
//!
//! A circuit is drawn with its rest tied to the stop before it, so that the crew rests once, for
//! as long as the plan says. What the law calls one stay is drawn as one stop, and two stays at
//! one site are parted as far as the law asks: no draw makes a post of what the plan keeps apart. The drawn round is then laid over the hours of service: what is
//! under way when service begins or ends is cut there, so that at every second a site is occupied
//! with exactly its stops' share of the period. The page is `specs/plan-orders.md`.

use super::circuit::{Circuit as Drawing, Pin, Refused, Stop, Timetable};
use super::seal::OpenedSeed;
use crate::answer::{Call, Circuit, Must, Override, Step};
use crate::measure::{Clock, Seconds};
use crate::problem::{Problem, TravelRule};
use crate::travel::{Point, time};

/// Topic of the chance that draws a circuit; its number is the circuit's position in the plan.
const TOPIC: &str = "circuit";

/// A drawn order may take a longer way than the plan's, up to this part of the period and never
/// more than what is left after stops and rest: more orders, less that an observer can foresee.
const ALLOWANCE_PARTS: u32 = 10;

/// What is drawn of one circuit.
pub(crate) struct Round<'a> {
    problem: &'a Problem,
    halts: Vec<Halt>,
    stops: Vec<Stop>,
    pub(crate) period: u32,
}

/// A stay with the rest in and after it.
struct Halt {
    site: u32,
    point: Point,
    stop: u32,
    rest: u32,
}

impl Halt {
    fn new(problem: &Problem, site: u32, stop: u32) -> Self {
        let place = &problem.sites[site as usize];
        Self { site, point: Point::new(place.position, place.density), stop, rest: 0 }
    }
}

impl<'a> Round<'a> {
    pub(crate) fn of(problem: &'a Problem, circuit: &Circuit) -> Self {
        let halts = halts(problem, circuit);
        let stops = (0..).zip(&halts);
        let stops = stops.map(|(site, halt)| Stop { site, seconds: halt.stop.saturating_add(halt.rest) }).collect();
        let period = circuit.steps.iter().map(|step| step.time().0).fold(0, u32::saturating_add);
        Self { problem, halts, stops, period }
    }

    /// Draws the service of a shift.
    pub(crate) fn draw(
        &self,
        shift: u32,
        at: u32,
        over: Option<&Override>,
        opened: &OpenedSeed,
    ) -> Result<Vec<Call>, Refused> {
        let chance = &mut opened.draw(TOPIC, at.into());
        let drawn = self.with(|drawing| match over {
            None => drawing.draw(chance),
            Some(over) => drawing.draw_pinned(&self.pin(over), chance),
        })?;
        let hours = &self.problem.policy.shifts[shift as usize];
        let hours = [hours.serves_from.0, hours.serves_to.0];
        Ok(Laid { rule: &self.problem.policy.travel, halts: &self.halts, hours }.calls(&drawn))
    }

    /// The orders that a draw may take, at most so many of them, evenly spaced in their list, with
    /// sites in place of stops; for more than [`ENUMERATED`] stops the order of the plan alone.
    /// And for each, by minute of its round, in how many of its phases the round is there when
    /// service begins.
    pub(crate) fn whereabouts(
        &self,
        over: Option<&Override>,
        most: usize,
    ) -> Result<(Vec<Timetable>, Vec<Vec<u32>>), Refused> {
        let mut orders = self.with(|drawing| match drawing.orders()? {
            Some(orders) => Ok(orders),
            None => Ok(vec![drawing.undrawn()?]),
        })?;
        if orders.len() > most {
            orders = (0..most).map(|nth| orders[nth * orders.len() / most].clone()).collect();
        }
        let likely = orders.iter().map(|order| self.likely(order, over.map(|over| self.pin(over)).as_ref())).collect();
        for visit in orders.iter_mut().flat_map(|order| &mut order.visits) {
            visit.site = self.halts[visit.site as usize].site;
        }
        Ok((orders, likely))
    }

    fn likely(&self, order: &Timetable, pin: Option<&Pin>) -> Vec<u32> {
        let minutes = (self.period / 60) as usize;
        let Some(pin) = pin else { return vec![60; minutes] };
        let mut likely = vec![0; minutes];
        for visit in &order.visits {
            for second in 0..pin.room[visit.site as usize] {
                let at = (visit.from + second + self.period - pin.second) % self.period;
                likely[(at / 60) as usize % minutes] += 1;
            }
        }
        likely
    }

    /// Bits of chance in the draw: the phase, and the order where the stops are few enough
    /// to let all of them be counted. The waiting on the road is not in it.
    pub(crate) fn bits(&self, over: Option<&Override>) -> Result<f64, Refused> {
        let orders = self.with(|drawing| Ok(drawing.orders()?.map_or(1, |orders| orders.len())))?;
        let phases = over.map_or(u64::from(self.period), |over| self.pin(over).phases());
        #[expect(clippy::cast_precision_loss, reason = "a period and 720 orders are far below 2^52")]
        let [orders, phases] = [orders as f64, phases as f64];
        Ok(libm::log2(orders) + libm::log2(phases))
    }

    /// What an override leaves to chance; no phase where its site is not visited for long enough.
    pub(crate) fn pin(&self, over: &Override) -> Pin {
        let serves = self.problem.policy.shifts[over.shift as usize].serves_from;
        let (moment, room): (Clock, fn(u32, u32) -> u32) = match over.must {
            Must::Arrive(moment) => (moment, |_, _| 1),
            Must::Be(from, _) => (from, |stop, stay| (stop + 1).saturating_sub(stay)),
        };
        let stay = if let Must::Be(from, to) = over.must { to.0.saturating_sub(from.0) } else { 0 };
        let room = |halt: &Halt| if halt.site == over.site { room(halt.stop, stay) } else { 0 };
        let second = moment.0.saturating_sub(serves.0) % self.period.max(1);
        Pin { second, room: self.halts.iter().map(room).collect() }
    }

    /// The longest stop at a site, in seconds; 0 where there is none.
    pub(crate) fn longest_stop(&self, site: u32) -> u32 {
        self.halts.iter().filter(|halt| halt.site == site).map(|halt| halt.stop).max().unwrap_or(0)
    }

    /// Sites with the seconds of their stops, in the order of the plan.
    pub(crate) fn stops(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.halts.iter().map(|halt| (halt.site, halt.stop))
    }

    fn with<T>(&self, look: impl FnOnce(&Drawing<'_>) -> T) -> T {
        let rule = &self.problem.policy.travel;
        let halt = |at: u32| &self.halts[at as usize];
        let one_place = |from: u32, to: u32| halt(from).site == halt(to).site;
        let legs = |from: u32, to: u32| {
            if one_place(from, to) { away(rule) } else { time(rule, &halt(from).point, &halt(to).point).0 }
        };
        let allowance = self.period / ALLOWANCE_PARTS;
        look(&Drawing { period: self.period, stops: &self.stops, allowance, legs: &legs, one_place: &one_place })
    }
}

/// How long a crew is away at least that leaves a site and comes back to it: off and back, each
/// with its start. Less is no leaving, and its stops before and after are one stay.
fn away(rule: &TravelRule) -> u32 {
    rule.start.0.saturating_mul(2).max(1)
}

/// The stays of a circuit, begun at its first stop; rest before that follows the last one, since
/// the steps are a cycle.
fn halts(problem: &Problem, circuit: &Circuit) -> Vec<Halt> {
    let first = circuit.steps.iter().position(|step| matches!(step, Step::Stop { .. })).unwrap_or(0);
    let mut halts: Vec<Halt> = Vec::new();
    let mut way = 0;
    for step in circuit.steps[first..].iter().chain(&circuit.steps[..first]) {
        match (*step, halts.last_mut()) {
            (Step::Stop { site, time }, last) => {
                let stays = last.filter(|last| last.site == site && way < away(&problem.policy.travel));
                match stays {
                    Some(last) => last.stop = last.stop.saturating_add(time.0),
                    None => halts.push(Halt::new(problem, site, time.0)),
                }
                way = 0;
            }
            (Step::Rest(time), Some(last)) => last.rest = last.rest.saturating_add(time.0),
            (Step::Way(time), _) => way = way.saturating_add(time.0),
            (Step::Rest(_), None) => {}
        }
    }
    close(problem, &mut halts, way);
    halts
}

/// The last stay goes on in the first one if the crew does not leave between them.
fn close(problem: &Problem, halts: &mut Vec<Halt>, way: u32) {
    let ends = halts.first().zip(halts.last()).map(|(first, last)| first.site == last.site);
    if halts.len() < 2 || ends != Some(true) || way >= away(&problem.policy.travel) {
        return;
    }
    if let Some(last) = halts.pop() {
        halts[0].stop = halts[0].stop.saturating_add(last.stop);
        halts[0].rest = halts[0].rest.saturating_add(last.rest);
    }
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
                let drive = self.drive(before, halt, from - until);
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

    /// The least that a way takes. Back to the same site it is what makes it a way; a post, whose
    /// crew is never gone for so long, has none.
    fn drive(&self, before: &Halt, halt: &Halt, gap: u32) -> Seconds {
        if before.site == halt.site {
            return Seconds(if gap < away(self.rule) { 0 } else { away(self.rule) });
        }
        time(self.rule, &before.point, &halt.point)
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
