//! One circuit drawn again, by the words of `specs/plan-orders.md` and none of the planner's code.

use super::chance::Stream;
use crate::answer::{Call, Circuit, Must, Override, Step};
use crate::measure::{Clock, Seconds};
use crate::problem::{Density, Problem, Site};

/// Mean radius of the earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;
/// Up to so many stops an order is drawn from the list of all.
const LISTED: usize = 7;
/// Random exchanges for each stop where there are more.
const EXCHANGES: usize = 30;
/// What can be drawn: stops, and seconds of a round.
const MOST_STOPS: usize = 100;
const LONGEST_ROUND: u64 = 7 * 86_400;

/// A stay of the plan with the rest in and after it.
pub(super) struct Stay {
    pub(super) site: u32,
    pub(super) stop: u64,
    rest: u64,
}

impl Stay {
    fn whole(&self) -> u64 {
        self.stop + self.rest
    }

    fn join(&mut self, later: &Self) {
        self.stop += later.stop;
        self.rest += later.rest;
    }
}

/// The stays of a circuit in its order, begun at its first stop; rest belongs to the stay before
/// it. Stops at one site that no way of at least two starts parts are one stay, as in C116.
pub(super) fn stays(problem: &Problem, circuit: &Circuit) -> Vec<Stay> {
    let first = circuit.steps.iter().position(|step| matches!(step, Step::Stop { .. })).unwrap_or(0);
    let (least, mut stays, mut gap): (u64, Vec<Stay>, u64) = (leaving(problem), Vec::new(), 0);
    for step in circuit.steps[first..].iter().chain(&circuit.steps[..first]) {
        match *step {
            Step::Rest(time) => {
                if let Some(stay) = stays.last_mut() {
                    stay.rest += u64::from(time.0);
                }
            }
            Step::Way(time) => gap += u64::from(time.0),
            Step::Stop { site, time } => {
                let here = Stay { site, stop: time.0.into(), rest: 0 };
                let away = std::mem::take(&mut gap) >= least;
                match stays.last_mut() {
                    Some(stay) if stay.site == site && !away => stay.join(&here),
                    _ => stays.push(here),
                }
            }
        }
    }
    // The last stay goes on in the first: a cycle has no end.
    if stays.len() > 1 && stays[0].site == stays[stays.len() - 1].site && gap < least {
        let last = stays.pop().unwrap_or_else(|| unreachable!("more than one"));
        stays[0].join(&last);
    }
    stays
}

/// Seconds of a way from a site to itself: off and back, each with its start, and never none.
pub(super) fn leaving(problem: &Problem) -> u64 {
    (2 * u64::from(problem.policy.travel.start.0)).max(1)
}

/// A stop in time: its place in the list of stays, and when it begins, in seconds of the round.
struct Visit {
    stay: usize,
    begins: u64,
}

/// A circuit that is drawn again.
pub(super) struct Round<'a> {
    problem: &'a Problem,
    pub(super) stays: Vec<Stay>,
    /// Seconds from one stay to another.
    ways: Vec<Vec<u64>>,
    pub(super) period: u64,
}

impl<'a> Round<'a> {
    pub(super) fn of(problem: &'a Problem, circuit: &Circuit) -> Self {
        let stays = stays(problem, circuit);
        let site = |stay: &Stay| &problem.sites[stay.site as usize];
        let way = |one: usize, other: usize| match (one == other, stays[one].site == stays[other].site) {
            (true, _) => 0,
            (_, true) => leaving(problem),
            _ => u64::from(way(problem, site(&stays[one]), site(&stays[other]))),
        };
        let ways = (0..stays.len()).map(|one| (0..stays.len()).map(|other| way(one, other)).collect()).collect();
        let period = circuit.steps.iter().map(|step| u64::from(step.time().0)).sum();
        Self { problem, stays, ways, period }
    }

    /// The service of a shift; none where nothing can be drawn.
    pub(super) fn service(&self, hours: [Clock; 2], over: Option<&Override>, stream: &mut Stream) -> Option<Vec<Call>> {
        let busy: u64 = self.stays.iter().map(Stay::whole).sum();
        let given = self.travel(&(0..self.stays.len()).collect::<Vec<_>>());
        let fits = (1..=MOST_STOPS).contains(&self.stays.len()) && (1..=LONGEST_ROUND).contains(&self.period);
        if !fits || self.stays.iter().any(|stay| stay.whole() == 0) || busy + given > self.period {
            return None;
        }
        let most = (given + self.period / 10).min(self.period - busy);
        let order = self.order(most, stream);
        let idle = self.period - busy - self.travel(&order);
        let mut waits: Vec<u64> = (1..order.len()).map(|_| stream.below(idle + 1)).collect();
        waits.sort_unstable();
        let mut visits = self.visits(&order, &waits);
        let phase = match over {
            None => stream.below(self.period),
            Some(over) => self.phase(over, hours[0], &visits, stream)?,
        };
        for visit in &mut visits {
            visit.begins = (visit.begins + phase) % self.period;
        }
        Some(self.calls(&visits, hours))
    }

    fn travel(&self, order: &[usize]) -> u64 {
        (0..order.len()).map(|nth| self.ways[order[nth]][order[(nth + 1) % order.len()]]).sum()
    }

    /// How often a stay is followed by another at the same site.
    fn returns(&self, order: &[usize]) -> usize {
        let next = |nth: usize| order[(nth + 1) % order.len()];
        let same =
            |nth: &usize| order[*nth] != next(*nth) && self.stays[order[*nth]].site == self.stays[next(*nth)].site;
        (0..order.len()).filter(same).count()
    }

    fn order(&self, most: u64, stream: &mut Stream) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.stays.len()).collect();
        let returns = self.returns(&order);
        let fits = |order: &[usize]| self.travel(order) <= most && self.returns(order) <= returns;
        if order.len() <= LISTED {
            let mut fitting = Vec::new();
            loop {
                if fits(&order) {
                    fitting.push(order.clone());
                }
                if !next(&mut order[1..]) {
                    break;
                }
            }
            return fitting.swap_remove(stream.place(fitting.len()));
        }
        for _ in 0..EXCHANGES * order.len() {
            let (one, other) = (stream.place(order.len()), stream.place(order.len()));
            let mut exchanged = order.clone();
            if stream.below(2) == 0 {
                exchanged[one.min(other)..=one.max(other)].reverse();
            } else {
                let moved = exchanged.remove(one);
                exchanged.insert(other, moved);
            }
            if fits(&exchanged) {
                order = exchanged;
            }
        }
        order
    }

    /// The visits of a round that begins at second 0.
    fn visits(&self, order: &[usize], waits: &[u64]) -> Vec<Visit> {
        let (mut visits, mut now, mut waited) = (Vec::new(), 0, 0);
        for (nth, &stay) in order.iter().enumerate() {
            visits.push(Visit { stay, begins: now });
            let (before, due) = (waited, waits.get(nth).copied().unwrap_or(waited));
            waited = due;
            now += self.stays[stay].whole() + self.ways[stay][order[(nth + 1) % order.len()]] + (due - before);
        }
        visits
    }

    /// How many first seconds of a stay may fall on the moment of an override.
    pub(super) fn room(stay: &Stay, over: &Override) -> u64 {
        match over.must {
            _ if stay.site != over.site => 0,
            Must::Arrive(_) => 1,
            Must::Be(from, to) => (stay.stop + 1).saturating_sub(to.0.saturating_sub(from.0).into()),
        }
    }

    /// One of the phases that obey, the stays in the order of the plan; none where none does.
    fn phase(&self, over: &Override, serves: Clock, visits: &[Visit], stream: &mut Stream) -> Option<u64> {
        let (Must::Arrive(moment) | Must::Be(moment, _)) = over.must;
        let second = u64::from(serves.until(moment)?.0) % self.period;
        let mut phases = Vec::new();
        for (nth, stay) in self.stays.iter().enumerate() {
            let begins = visits.iter().find(|visit| visit.stay == nth)?.begins;
            let into = (0..Self::room(stay, over)).map(|into| (second + 2 * self.period - into - begins) % self.period);
            phases.extend(into);
        }
        if phases.is_empty() { None } else { Some(phases[stream.place(phases.len())]) }
    }

    /// The round repeated over the hours of service, what is not in them cut off.
    fn calls(&self, visits: &[Visit], [serves, ends]: [Clock; 2]) -> Vec<Call> {
        let (first, last) = (u64::from(serves.0) + self.period, u64::from(ends.0) + self.period);
        let mut begun: Vec<(u64, usize)> = Vec::new();
        let rounds = (last - first) / self.period + 2;
        // One period is added to all, so that the round before service has no negative seconds.
        for round in 0..=rounds {
            let base = u64::from(serves.0) + round * self.period;
            begun.extend(visits.iter().map(|visit| (base + visit.begins, visit.stay)));
        }
        begun.sort_by_key(|(begins, _)| *begins);
        let clock = |moment: u64| {
            Clock(u32::try_from(moment - self.period).unwrap_or_else(|_| unreachable!("within the hours of service")))
        };
        let within = |from: u64, to: u64| {
            let (from, to) = (from.max(first), to.min(last));
            (from < to).then(|| (clock(from), clock(to)))
        };
        let (mut calls, mut before): (Vec<Call>, Option<(Clock, usize)>) = (Vec::new(), None);
        for (begins, at) in begun {
            let stay = &self.stays[at];
            let Some((from, to)) = within(begins, begins + stay.stop) else { continue };
            if let Some((until, other)) = before.filter(|(until, _)| *until < from) {
                let drive = self.drive(other, at, from.0 - until.0);
                calls.push(Call::Way { from: until, to: from, drive });
            }
            calls.push(Call::Stop { site: stay.site, from, to });
            let rest = within(begins + stay.stop, begins + stay.whole());
            calls.extend(rest.map(|(from, to)| Call::Rest { from, to }));
            before = Some((rest.map_or(to, |(_, to)| to), at));
        }
        let stop = calls.iter().rposition(|call| matches!(call, Call::Stop { .. }));
        calls.truncate(stop.map_or(0, |stop| stop + 1));
        calls
    }

    /// The least that a way takes; a post, whose crew is never gone for two starts, has none.
    fn drive(&self, from: usize, to: usize, gap: u32) -> Seconds {
        if self.stays[from].site == self.stays[to].site {
            let least = u32::try_from(leaving(self.problem)).unwrap_or(u32::MAX);
            return Seconds(if gap < least { 0 } else { least });
        }
        let site = |at: usize| &self.problem.sites[self.stays[at].site as usize];
        Seconds(way(self.problem, site(from), site(to)))
    }
}

/// The next permutation in ascending order; false after the last.
fn next(order: &mut [usize]) -> bool {
    let Some(fall) = (1..order.len()).rev().find(|at| order[at - 1] < order[*at]) else { return false };
    let pivot = order[fall - 1];
    let larger = (fall..order.len()).rev().find(|at| order[*at] > pivot);
    order.swap(fall - 1, larger.unwrap_or_else(|| unreachable!("the one at the fall is larger")));
    order[fall..].reverse();
    true
}

/// Seconds of a way, bit for bit as the page says: the order of the operations is part of it.
fn way(problem: &Problem, from: &Site, to: &Site) -> u32 {
    let rule = &problem.policy.travel;
    let radians = |millionths: i32| f64::from(millionths) / 1e6 * (core::f64::consts::PI / 180.0);
    let north = radians(from.position.lat_e6) - radians(to.position.lat_e6);
    let mut east = radians(from.position.lon_e6) - radians(to.position.lon_e6);
    if east.abs() > core::f64::consts::PI {
        east -= 2.0 * core::f64::consts::PI * east.signum();
    }
    let [one, other] = [from, to].map(|site| libm::cos(radians(site.position.lat_e6)));
    let metres = RADIUS * (north * north + one * other * east * east).sqrt();
    if metres < 1.0 {
        return 0;
    }
    let slower: Density = from.density.max(to.density);
    let seconds = metres * f64::from(rule.detour.0) / 1_000.0 * 3.6 / f64::from(rule.speeds[slower as usize]);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a double saturates")]
    let seconds = seconds.ceil() as u32;
    seconds.saturating_add(rule.start.0)
}
