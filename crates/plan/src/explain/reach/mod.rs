//! Whether the sites of a cut can be visited at all: a lower bound on the circuits they need
//! against an upper bound on the crews that can serve them.
//!
//! **Need.** In every period a visited site is stopped at for the shortest stop. A circuit with two
//! sites or more also leaves each of them, by a way that is no shorter than the one to the nearest
//! other site of the pool; a circuit with one site needs no way. So if `a` sites have a circuit of
//! their own, the others fill at least ⌈Σ (stop + nearest way) ÷ (period − rest)⌉ circuits, and
//! the least over all `a` (those of their own being the costliest) is a lower bound.
//!
//! **Supply.** A circuit has a crew in every shift. A unit gives at most so many services (a crew
//! in a shift) as `specs/plan-check.md` allows it for the bound of the nation, less what the plan
//! has of it at events and in reserve. It can serve a cut only if it reaches one of its sites in
//! time.
//!
//! Where the need is above the supply no plan under these terms visits the cut: that is a proof.
//! Where it is not, nothing is proven.

mod supply;

use super::conflict::{Requirement, Terms};
use super::view::{Pool, View, double, point};
use crate::answer::Crew;
use crate::measure::Seconds;
use crate::problem::{Ground, Problem, Site};
use crate::travel::{Point, time};

use supply::{Supplier, reaches, saving, suppliers};

/// Why a site waits for help instead of being visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody in its department has a crew that may serve its ground and is not in reserve.
    NoCrews,
    /// Everybody who has such a crew is farther than a shift's duty leaves time for.
    Unreachable {
        /// The nearest of them.
        nearest: Seconds,
        /// The longest way that fits.
        limit: Seconds,
    },
    /// The sites around it need more circuits than the crews that reach them can serve.
    Crews {
        /// Sites that only those crews reach.
        sites: u32,
        /// Circuits that they need at least.
        needed: u32,
        /// Circuits that the crews can serve at most.
        available: u32,
    },
    /// It may not be seen long enough for the shortest stop.
    Ceiling,
    /// No arithmetic forbids it: the search found no circuit for it.
    Unproven {
        /// Circuits that its whole pool needs at least.
        needed: u32,
        /// Circuits that the pool has.
        circuits: u32,
        /// The nearest unit that has a crew for it.
        nearest: Seconds,
    },
}

/// The reason for a site of a pool (its position) that no circuit visits.
pub(super) fn reason(view: &View<'_>, pool: &Pool, site: usize) -> Reason {
    let land = Land::of(view, pool, &Terms::all());
    let ways = land.ways(site);
    let Some(nearest) = ways.iter().flatten().min().copied() else { return Reason::NoCrews };
    let limit = access(view.problem);
    if nearest > limit {
        return Reason::Unreachable { nearest: Seconds(nearest), limit: Seconds(limit) };
    }
    if land.ceiling_forbids(site) {
        return Reason::Ceiling;
    }
    let around = land.closure(site);
    let whole: Vec<usize> = pool.sites.clone().filter(|site| land.is_reached(*site)).collect();
    for cut in [&around, &whole] {
        let balance = land.balance(cut);
        if !balance.is_possible() {
            let sites = u32::try_from(cut.len()).unwrap_or(u32::MAX);
            return Reason::Crews { sites, needed: balance.needed, available: balance.circuits() };
        }
    }
    let circuits = view.circuits(pool.department, pool.ground);
    Reason::Unproven { needed: land.balance(&whole).needed, circuits, nearest: Seconds(nearest) }
}

/// The longest way to a circuit or back that fits every shift.
pub(super) fn access(problem: &Problem) -> u32 {
    let ways = problem.policy.shifts.iter().map(|shift| {
        let out = shift.duty_from.until(shift.serves_from).unwrap_or_default();
        out.min(shift.serves_to.until(shift.duty_to).unwrap_or_default()).0
    });
    ways.min().unwrap_or(0)
}

/// A pool under some terms: its sites, and who may serve them.
pub(super) struct Land<'a> {
    view: &'a View<'a>,
    pool: &'a Pool,
    terms: Terms,
    suppliers: Vec<Supplier>,
    /// By what a service with soldiers eases the other units.
    saving: f64,
    /// For each site of the pool the least way to another one.
    nearest: Vec<u32>,
    /// For each site of the pool, whether each supplier reaches it.
    reach: Vec<Vec<bool>>,
    /// Circuits of the department's other ground.
    others: u32,
}

/// What a cut needs and who can serve it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Balance {
    /// Circuits needed at least.
    pub(super) needed: u32,
    /// Services that this takes, with those of the other ground and the reserve where all count.
    services: f64,
    /// Services that crews give at most.
    supply: f64,
    shifts: f64,
    /// Whether every site can be reached and may be seen long enough.
    served: bool,
}

impl Balance {
    pub(super) fn is_possible(&self) -> bool {
        self.served && self.services <= self.supply * (1.0 + 1e-12)
    }

    /// Circuits that the supply serves at most.
    pub(super) fn circuits(&self) -> u32 {
        let short = (self.services - self.supply).max(0.0) / self.shifts;
        if self.supply.is_infinite() || short <= 0.0 && self.services == 0.0 {
            return self.needed;
        }
        floor(((self.supply - self.services) / self.shifts + f64::from(self.needed)).max(0.0))
    }

    /// Services that are missing.
    pub(super) fn missing(&self) -> f64 {
        (self.services - self.supply).max(0.0)
    }
}

impl<'a> Land<'a> {
    pub(super) fn of(view: &'a View<'a>, pool: &'a Pool, terms: &Terms) -> Self {
        let nearest = nearest(view.problem, &view.problem.sites[pool.sites.clone()]);
        Self::with(view, pool, terms, nearest)
    }

    /// The same sites under other terms.
    pub(super) fn under(&self, terms: &Terms) -> Self {
        Self::with(self.view, self.pool, terms, self.nearest.clone())
    }

    fn with(view: &'a View<'a>, pool: &'a Pool, terms: &Terms, nearest: Vec<u32>) -> Self {
        let suppliers = suppliers(view, pool, terms);
        let problem = view.problem;
        let limit = if terms.hold(Requirement::Access) { access(problem) } else { u32::MAX };
        let reach = problem.sites[pool.sites.clone()].iter().map(|site| {
            let to = point(site);
            suppliers.iter().map(|from| from.serves && reaches(problem, from, &to, limit)).collect()
        });
        let reach = reach.collect();
        let others = others(view, pool, terms);
        Self { view, pool, terms: terms.clone(), suppliers, saving: saving(problem), nearest, reach, others }
    }

    /// Seconds from each supplier that may serve here to a site; none for those that may not.
    fn ways(&self, site: usize) -> Vec<Option<u32>> {
        let to = point(&self.view.problem.sites[site]);
        let way = |from: &Supplier| {
            let ways = from.bases.iter().map(|base| time(&self.view.problem.policy.travel, base, &to).0);
            if from.serves && from.patrols + from.soldiers > 0.0 { ways.min() } else { None }
        };
        self.suppliers.iter().map(way).collect()
    }

    fn row(&self, site: usize) -> &[bool] {
        &self.reach[site - self.pool.sites.start]
    }

    pub(super) fn is_reached(&self, site: usize) -> bool {
        self.row(site).contains(&true)
    }

    /// Who reaches a site: a name for cuts.
    pub(super) fn signature(&self, site: usize) -> Vec<bool> {
        self.row(site).to_vec()
    }

    /// Sites that nobody reaches but those who reach this one.
    pub(super) fn closure(&self, site: usize) -> Vec<usize> {
        let ours = self.row(site);
        let inside = |other: &usize| {
            self.is_reached(*other) && self.row(*other).iter().zip(ours).all(|(one, ours)| !one || *ours)
        };
        self.pool.sites.clone().filter(inside).collect()
    }

    pub(super) fn ceiling_forbids(&self, site: usize) -> bool {
        let (policy, site) = (&self.view.problem.policy, &self.view.problem.sites[site]);
        let most = u64::from(policy.period.0) * u64::from(policy.ceiling.0) / 1_000;
        self.terms.hold(Requirement::Ceiling) && !site.may_post && u64::from(policy.shortest_stop.0) > most
    }

    /// Need and supply of a cut: some sites of the pool, ordered.
    pub(super) fn balance(&self, cut: &[usize]) -> Balance {
        let served = cut.iter().all(|site| self.is_reached(*site) && !self.ceiling_forbids(*site));
        let needed = self.least_circuits(cut);
        let reaching: Vec<bool> =
            (0..self.suppliers.len()).map(|at| cut.iter().any(|site| self.row(*site)[at])).collect();
        let shifts = double(self.view.problem.policy.shifts.len() as u64).max(1.0);
        let local = Balance {
            needed,
            services: shifts * f64::from(needed),
            supply: self.supply(|at| reaching[at], shifts * f64::from(needed)),
            shifts,
            served,
        };
        let all = self.both_grounds(needed, shifts, served);
        if all.missing() > local.missing() { all } else { local }
    }

    /// Both grounds and the reserve together, whoever reaches whom.
    fn both_grounds(&self, needed: u32, shifts: f64, served: bool) -> Balance {
        let circuits = needed.saturating_add(self.others);
        let kept = self.terms.hold(Requirement::Reserve) && !self.terms.hold(Requirement::Dispatch);
        let crews = if kept { with_reserve(self.view.problem, circuits) } else { circuits };
        let services = shifts * f64::from(crews);
        let supply = self.supply(|_| true, shifts * f64::from(circuits));
        Balance { needed, services, supply, shifts, served }
    }

    /// Services of some suppliers, the soldiers' as far as there are services to accompany.
    fn supply(&self, counts: impl Fn(usize) -> bool, services: f64) -> f64 {
        let chosen = || self.suppliers.iter().enumerate().filter(|(at, _)| counts(*at)).map(|(_, from)| from);
        let (patrols, soldiers): (f64, f64) =
            (chosen().map(|from| from.patrols).sum(), chosen().map(|from| from.soldiers).sum());
        patrols + self.saving * soldiers.min(services)
    }

    /// The least circuits that stop at all sites of a cut in each period.
    fn least_circuits(&self, cut: &[usize]) -> u32 {
        let policy = &self.view.problem.policy;
        let rest = if self.terms.hold(Requirement::Rest) { policy.rest.0 } else { 0 };
        let room = u64::from(policy.period.0.saturating_sub(rest)).max(1);
        let cost =
            |site: &usize| u64::from(policy.shortest_stop.0) + u64::from(self.nearest[site - self.pool.sites.start]);
        let mut costs: Vec<u64> = cut.iter().map(cost).collect();
        costs.sort_unstable();
        let mut sum: u64 = costs.iter().sum();
        let mut least = sum.div_ceil(room);
        for (alone, cost) in (1_u64..).zip(costs.iter().rev()) {
            sum -= cost;
            least = least.min(alone + sum.div_ceil(room));
        }
        u32::try_from(least).unwrap_or(u32::MAX)
    }

    /// How many sites of a cut must at least be given up before the rest may be possible.
    pub(super) fn least_given_up(&self, cut: &[usize]) -> u32 {
        let mut left: Vec<usize> =
            cut.iter().copied().filter(|site| self.is_reached(*site) && !self.ceiling_forbids(*site)).collect();
        let cost = |site: &usize| self.nearest[*site - self.pool.sites.start];
        left.sort_by_key(cost);
        // What is possible stays so when another site is given up: the least is found by halving.
        let possible = |kept: usize| {
            let mut kept = left[..kept].to_vec();
            kept.sort_unstable();
            self.balance(&kept).is_possible()
        };
        let (mut yes, mut no) = (0, left.len() + 1);
        while no - yes > 1 {
            let middle = usize::midpoint(yes, no);
            if possible(middle) { yes = middle } else { no = middle }
        }
        u32::try_from(cut.len() - yes).unwrap_or(u32::MAX)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a double saturates")]
fn floor(number: f64) -> u32 {
    (number + 1e-9).floor() as u32
}

/// The least crews of which so many go round when the policy's share of them waits.
fn with_reserve(problem: &Problem, circuits: u32) -> u32 {
    let share = u64::from(problem.policy.reserve.0.min(999));
    let serving = |crews: u64| crews - share * crews / 1_000;
    let mut crews = u64::from(circuits.saturating_sub(1)) * 1_000 / (1_000 - share);
    while serving(crews) < u64::from(circuits) {
        crews += 1;
    }
    u32::try_from(crews).unwrap_or(u32::MAX)
}

/// Circuits of the other ground: those of the plan, or where crews may be given out anew those
/// that its visited sites need at least.
fn others(view: &View<'_>, pool: &Pool, terms: &Terms) -> u32 {
    let ground = match pool.ground {
        Ground::Gendarmerie => Ground::Police,
        Ground::Police => Ground::Gendarmerie,
    };
    let given = view.circuits(pool.department, ground);
    if terms.hold(Requirement::Dispatch) || given == 0 {
        return given;
    }
    let policy = &view.problem.policy;
    let rest = if terms.hold(Requirement::Rest) { policy.rest.0 } else { 0 };
    let room = u64::from(policy.period.0.saturating_sub(rest)).max(1);
    let sites = (0..view.problem.sites.len()).filter(|at| {
        let site = &view.problem.sites[*at];
        (site.department, site.ground) == (pool.department, ground) && view.is_visited(*at)
    });
    let stops = sites.count() as u64 * u64::from(policy.shortest_stop.0);
    u32::try_from(stops.div_ceil(room)).unwrap_or(u32::MAX).min(given)
}

/// For each site the way to the nearest other one, less what the checker forgives: two seconds and
/// a part in 5,000.
fn nearest(problem: &Problem, sites: &[Site]) -> Vec<u32> {
    let points: Vec<Point> = sites.iter().map(point).collect();
    let least = |at: usize| {
        let others = points.iter().enumerate().filter(|(other, _)| *other != at);
        let way = others.map(|(_, other)| time(&problem.policy.travel, &points[at], other).0).min().unwrap_or(0);
        (way - way / 5_000).saturating_sub(2)
    };
    (0..sites.len()).map(least).collect()
}

/// Units whose crews the plan has on circuits, for a count of who does what.
pub(super) fn members(crew: Crew) -> [Option<u32>; 2] {
    match crew {
        Crew::Ordinary { unit } => [Some(unit), None],
        Crew::Accompanied { soldiers, liaison } => [Some(soldiers), Some(liaison)],
    }
}
