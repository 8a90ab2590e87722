//! One shift's venues and the ways between them, as far as the clock allows them at all.

use super::{part::Part, problem::Problem};

/// A way that can be taken: from a venue to the next.
#[derive(Clone, Copy, Debug)]
pub struct Arc {
    /// The next venue, by its place in the part.
    pub to: u16,
    /// The sweep before starts no later than this, or the next would start too late.
    pub latest: i32,
    /// Minutes from the start of the sweep before to the arrival.
    pub step: i32,
    /// Minutes on the way alone.
    pub travel: i32,
}

/// What one shift can do, venue by venue of its part.
#[derive(Clone, Debug, Default)]
pub struct Net {
    /// When the shift starts.
    pub start: i32,
    /// No sweep by this shift starts earlier, whatever the way there.
    pub open: Vec<i32>,
    /// Nor later, whatever the way home; before `open` where it never goes.
    pub close: Vec<i32>,
    /// When a sweep starts to which the shift goes straight from its depot.
    pub first: Vec<i32>,
    /// The latest start from which the straight way home is in time.
    pub last: Vec<i32>,
    /// Minutes from the depot.
    pub out: Vec<i32>,
    /// Minutes back to it.
    pub back: Vec<i32>,
    /// Ways on from each venue, as far as the clock allows them.
    pub arcs: Vec<Vec<Arc>>,
}

impl Net {
    pub fn new(problem: &Problem, part: &Part, shift: usize) -> Self {
        let shift = &problem.shifts()[shift];
        let way = |from: usize, to: usize| minutes(problem.travel(from, to));
        let place = |venue: usize| problem.place(part.venues[venue]);
        let start = minutes(shift.start);
        let count = part.venues.len();
        let out: Vec<i32> = (0..count).map(|at| way(shift.depot, place(at))).collect();
        let back: Vec<i32> = (0..count).map(|at| way(place(at), shift.depot)).collect();
        let between = |from: usize, to: usize| way(place(from), place(to));
        let (near, home) = (shortest(&out, between), shortest(&back, |from, to| between(to, from)));
        let mut net = Self { start, out, back, ..Self::default() };
        for (at, &venue) in part.venues.iter().enumerate() {
            let venue = &problem.venues()[venue];
            let done = minutes(shift.end) - minutes(venue.service);
            let open = minutes(venue.earliest).max(start + near[at]);
            let close = minutes(venue.latest).min(done - home[at]);
            net.open.push(open);
            net.close.push(if shift.skills.has(venue.needs) { close } else { open - 1 });
            net.first.push(open.max(start + net.out[at]));
            net.last.push(done - net.back[at]);
        }
        for (from, &venue) in part.venues.iter().enumerate() {
            let service = minutes(problem.venues()[venue].service);
            let arc = |to: usize| {
                let travel = way(place(from), place(to));
                let step = service + travel;
                Arc { to: short(to), latest: net.close[to] - step, step, travel }
            };
            let can = |arc: &Arc| arc.latest >= net.open[from] && net.goes(usize::from(arc.to));
            let others = (0..count).filter(|&to| to != from && net.goes(from));
            net.arcs.push(others.map(arc).filter(can).collect());
        }
        net
    }

    /// Minutes from one venue to another by a way that can be taken.
    pub fn way(&self, from: usize, to: usize) -> i32 {
        let arc = self.arcs[from].iter().find(|arc| usize::from(arc.to) == to);
        arc.unwrap_or_else(|| unreachable!("a round takes ways that can be taken")).travel
    }

    /// Whether the shift can sweep this venue at all.
    pub fn goes(&self, at: usize) -> bool {
        self.open[at] <= self.close[at]
    }
}

/// The shortest ways from the depot, over other venues if that is shorter (Dijkstra 1959): where a
/// straight way is never longer, nothing changes.
fn shortest(straight: &[i32], way: impl Fn(usize, usize) -> i32) -> Vec<i32> {
    let mut least = straight.to_vec();
    let mut open: Vec<usize> = (0..straight.len()).collect();
    while let Some(next) = (0..open.len()).min_by_key(|&at| (least[open[at]], open[at])) {
        let from = open.swap_remove(next);
        for &to in &open {
            least[to] = least[to].min(least[from] + way(from, to));
        }
    }
    least
}

/// Minutes are at most a few times the last minute that a problem may have.
pub fn minutes(minutes: u32) -> i32 {
    i32::try_from(minutes).unwrap_or_else(|_| unreachable!("a checked problem has no such times"))
}

/// A place in a part.
pub fn short(at: usize) -> u16 {
    u16::try_from(at).unwrap_or_else(|_| unreachable!("a part has few venues"))
}
