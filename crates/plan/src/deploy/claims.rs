//! What a plan reaches, and what no plan of the same forces can go below.

use super::pools::{Demand, Pool, Pools, double, least};
use super::{Deployment, Settings, Way, sweeps};
use crate::answer::{Certificates, Circuit, Detail, Move, Plan, PoolClaim, Step, Value};
use crate::problem::text::problem_hash;
use crate::problem::{Ground, Problem, Shift, Unit, UnitKind, UnitZone};
use tlog::Hash;

impl Way {
    /// For each pool the share of its crews' time that the equilibrium would have needed for what
    /// they reached: what travel, rest and rounding left of it.
    pub(super) fn efficiencies(&self, problem: &Problem, pools: &Pools) -> Vec<f64> {
        let reached = self.reached(problem, pools);
        let of = |(at, pool): (usize, &Pool)| {
            let (value, circuits) = (reached.values[at], f64::from(reached.circuits[at]));
            match Demand::of(problem, pool, true).circuits(value) {
                Some(needed) if circuits > 0.0 => (needed / circuits).clamp(LEAST_EFFICIENCY, 1.0),
                _ => super::allocate::GUESSED_EFFICIENCY,
            }
        };
        pools.iter().map(of).collect()
    }

    /// The greatest value of any pool.
    pub(super) fn worst(&self, problem: &Problem, pools: &Pools) -> f64 {
        self.reached(problem, pools).values.into_iter().fold(0.0, f64::max)
    }

    fn reached(&self, problem: &Problem, pools: &Pools) -> Reached {
        Reached::of(problem, pools, self.departments.iter().flat_map(|department| &department.circuits))
    }

    pub(super) fn into_deployment(
        self,
        problem: &Problem,
        pools: &Pools,
        settings: &Settings,
        details: Vec<Detail>,
        commitments: Vec<Hash>,
    ) -> Deployment {
        let reached = self.reached(problem, pools);
        let hash = problem_hash(problem);
        let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(u32::MAX);
        let mut certificates = Certificates::none(hash);
        let mut plan = Plan {
            problem: hash,
            iterations: settings.iterations,
            commitments,
            moves: Vec::new(),
            circuits: Vec::new(),
            reserves: Vec::new(),
            details,
            sweeps: sweeps::sweeps(problem, &settings.seed),
            response_only: Vec::new(),
            pools: pools.iter().map(|(at, pool)| reached.claim(problem, pool, at)).collect(),
            covers: Vec::new(),
            bound: Value(0),
        };
        let (mut spare_crews, mut unserved_circuits) = (0, 0);
        for (department, staffed) in (0_u32..).zip(self.departments) {
            spare_crews += staffed.formed.iter().map(|pool| pool.patrols.spare).sum::<u32>();
            unserved_circuits += staffed.unserved;
            let sent =
                |stand: &Move| problem.bases[stand.base as usize].commune != problem.units[stand.unit as usize].base;
            plan.moves.extend(staffed.stands.iter().copied().filter(sent));
            plan.reserves.extend(staffed.reserves.reserves(shifts));
            if !staffed.formed.is_empty() {
                for (claim, certificate) in staffed.reserves.claims(shifts, department) {
                    plan.covers.push(claim);
                    certificates.covers.push(certificate);
                }
            }
            plan.circuits.extend(staffed.circuits);
            plan.response_only.extend(staffed.response_only);
        }
        plan.moves.sort_unstable();
        plan.response_only.sort_unstable();
        plan.reserves.sort_unstable();
        plan.covers.sort_unstable_by_key(|claim| (claim.shift, claim.department));
        certificates.covers.sort_unstable_by_key(|cover| (cover.shift, cover.department));
        plan.bound = nation(problem, pools, &reached);
        Deployment { plan, certificates, spare_crews, unserved_circuits }
    }
}

/// Below this share of a crew's time on site the estimate says more about rounding than travel.
const LEAST_EFFICIENCY: f64 = 0.3;

/// What circuits reach in each pool.
struct Reached {
    /// In points.
    values: Vec<f64>,
    /// The same, exact and rounded up.
    exact: Vec<Value>,
    circuits: Vec<u32>,
    /// Whether every site of the pool is visited.
    whole: Vec<bool>,
}

impl Reached {
    fn of<'a>(problem: &Problem, pools: &Pools, circuits: impl Iterator<Item = &'a Circuit>) -> Self {
        // For each site the seconds of every circuit that stops there.
        let mut visits: Vec<Vec<u32>> = vec![Vec::new(); problem.sites.len()];
        let mut counts = vec![0; pools.len()];
        for circuit in circuits {
            for (site, seconds) in shares(circuit) {
                visits[site as usize].push(seconds);
            }
            let here = pools.of_department(circuit.department as usize).find(|(_, pool)| pool.ground == circuit.ground);
            if let Some((at, _)) = here {
                counts[at] += 1;
            }
        }
        let period = problem.policy.period.0;
        let mut reached = Self { values: Vec::new(), exact: Vec::new(), circuits: counts, whole: Vec::new() };
        for (_, pool) in pools.iter() {
            let value = |site: usize| absence(problem.sites[site].weight().0 * 1_000, &visits[site], period);
            let exact = pool.sites.clone().map(value).max().unwrap_or(0);
            reached.exact.push(Value(exact));
            reached.values.push(double(exact) / 1_000.0);
            reached.whole.push(pool.sites.clone().all(|site| !visits[site].is_empty()));
        }
        reached
    }

    fn claim(&self, problem: &Problem, pool: &Pool, at: usize) -> PoolClaim {
        let demand = Demand::of(problem, pool, self.whole[at]);
        let supply = f64::from(self.circuits[at]);
        let bound = least(demand.highest(), |value| demand.circuits(value).is_some_and(|needed| needed <= supply));
        PoolClaim {
            department: pool.department,
            ground: pool.ground,
            bound: rounded_down(bound),
            realised: self.exact[at],
        }
    }
}

/// Sites of a circuit with the seconds it stops there in one period.
pub(crate) fn shares(circuit: &Circuit) -> Vec<(u32, u32)> {
    let mut shares: Vec<(u32, u32)> = circuit
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Stop { site, time } => Some((*site, time.0)),
            Step::Rest(_) | Step::Way(_) => None,
        })
        .collect();
    shares.sort_unstable();
    shares.dedup_by(|next, first| {
        let same = next.0 == first.0;
        if same {
            first.1 += next.1;
        }
        same
    });
    shares
}

/// `scale` × the chance that none of the circuits is there, rounded up once. The product grows by
/// a digit a visit: it is kept whole in base 2³², lowest digit first, and then divided as often.
pub(crate) fn absence(scale: u64, visits: &[u32], period: u32) -> u64 {
    let mut digits = vec![low(scale), low(scale >> 32)];
    for seconds in visits {
        let mut carry = 0;
        for digit in &mut digits {
            let product = u64::from(*digit) * u64::from(period.saturating_sub(*seconds)) + carry;
            (*digit, carry) = (low(product), product >> 32);
        }
        digits.push(low(carry));
    }
    let mut exact = true;
    for _ in visits {
        let mut rest = 0;
        for digit in digits.iter_mut().rev() {
            let part = rest << 32 | u64::from(*digit);
            (*digit, rest) = (low(part / u64::from(period)), part % u64::from(period));
        }
        exact &= rest == 0;
    }
    // The quotient is at most the scale: two digits.
    (u64::from(digits[1]) << 32 | u64::from(digits[0])) + u64::from(!exact)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
fn low(number: u64) -> u32 {
    number as u32
}

/// In thousandths of a point, a little below: halving stops above the true value.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "values are positive and far below 2^53")]
fn rounded_down(value: f64) -> Value {
    Value((value * (1.0 - 1e-11) * 1_000.0).floor() as u64)
}

/// The bound of the nation for plans that visit all sites of a pool wherever this plan does: what
/// [`deploy`](super::deploy()) claims of it, for this problem or one with other units or rules.
/// The plan's positions are those of the problem's departments and sites.
pub fn nation_bound(problem: &Problem, plan: &Plan) -> Value {
    let pools = Pools::of(problem);
    nation(problem, &pools, &Reached::of(problem, &pools, plan.circuits.iter()))
}

/// What [`deploy`](super::deploy()) claims of the pools of some departments.
pub(crate) fn pool_claims(problem: &Problem, plan: &Plan, wanted: &dyn Fn(u32) -> bool) -> Vec<PoolClaim> {
    let pools = Pools::of(problem);
    let reached = Reached::of(problem, &pools, plan.circuits.iter());
    let here = pools.iter().filter(|(_, pool)| wanted(pool.department));
    here.map(|(at, pool)| reached.claim(problem, pool, at)).collect()
}

/// The least value that the forces could hold everywhere if travel took no time, every unit that
/// may be moved went where it helps most, and every person were used to the full; proven in
/// `specs/plan-check.md`. Three sums must hold: each ground by itself, and both with the reserve.
fn nation(problem: &Problem, pools: &Pools, reached: &Reached) -> Value {
    let demands: Vec<(u32, Ground, Demand<'_>)> = pools
        .iter()
        .map(|(at, pool)| (pool.department, pool.ground, Demand::of(problem, pool, reached.whole[at])))
        .collect();
    let highest = demands.iter().map(|(.., demand)| demand.highest()).fold(0.0, f64::max);
    let grounds: [&[Ground]; 3] = [&[Ground::Gendarmerie], &[Ground::Police], &[Ground::Gendarmerie, Ground::Police]];
    let supplies = grounds.map(|grounds| Supply::of(problem, grounds));
    let held = |value: f64| {
        let needs: Option<Vec<(u32, Ground, f64)>> = demands
            .iter()
            .map(|(department, ground, demand)| Some((*department, *ground, demand.circuits(value)?)))
            .collect();
        let Some(needs) = needs else { return false };
        grounds.iter().zip(&supplies).all(|(grounds, supply)| supply.carries(problem, grounds, &needs))
    };
    rounded_down(least(highest, held))
}

/// Services (a crew in a shift) that units can give: those that stay, by department, and those
/// that may be moved.
struct Supply {
    own: Vec<Services>,
    movable: Services,
    /// What a service with soldiers saves the other units.
    saving: f64,
}

#[derive(Clone, Copy, Default)]
struct Services {
    patrols: f64,
    soldiers: f64,
}

impl Supply {
    fn of(problem: &Problem, grounds: &[Ground]) -> Self {
        let patrols = problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol);
        let largest = patrols.map(|unit| f64::from(unit.crew.0.max(1))).fold(0.0, f64::max);
        let accompanied = problem.units.iter().any(|unit| unit.kind == UnitKind::Soldiers) && largest > 0.0;
        let saving = if accompanied { (1.0 - f64::from(problem.policy.liaison.0) / largest).max(0.0) } else { 0.0 };
        let mut supply =
            Self { own: vec![Services::default(); problem.departments.len()], movable: Services::default(), saving };
        for unit in problem.units.iter().filter(|unit| grounds.iter().any(|ground| serves(unit, *ground))) {
            let Some(home) = home(problem, unit) else { continue };
            let (services, idle) = services(unit, &problem.policy.shifts);
            let share = if unit.movable { &mut supply.movable } else { &mut supply.own[home] };
            match unit.kind {
                UnitKind::Patrol => share.patrols += services + if accompanied { idle / largest } else { 0.0 },
                UnitKind::Soldiers => share.soldiers += services,
                UnitKind::BombDisposal | UnitKind::Elite => {}
            }
        }
        supply
    }

    /// Whether what is missing in the departments is no more than what may be moved.
    fn carries(&self, problem: &Problem, grounds: &[Ground], needs: &[(u32, Ground, f64)]) -> bool {
        let shifts = double(problem.policy.shifts.len() as u64);
        let mut circuits = vec![0.0; self.own.len()];
        for (department, ground, needed) in needs {
            if grounds.contains(ground) {
                circuits[*department as usize] += (needed * (1.0 - BLUR)).ceil();
            }
        }
        let missing = circuits.iter().zip(&self.own).map(|(circuits, own)| {
            let crews = if grounds.len() > 1 { with_reserve(problem, *circuits) } else { *circuits };
            let accompanied = own.soldiers.min(shifts * circuits);
            (shifts * crews - own.patrols - self.saving * accompanied).max(0.0)
        });
        missing.sum::<f64>() <= (self.movable.patrols + self.saving * self.movable.soldiers) * (1.0 + BLUR)
    }
}

/// What rounding may add to a number of circuits.
const BLUR: f64 = 1e-12;

/// The least crews of which so many go round when the policy's share of them waits.
fn with_reserve(problem: &Problem, circuits: f64) -> f64 {
    let share = f64::from(problem.policy.reserve.0.min(999)) / 1_000.0;
    let mut crews = ((circuits - 1.0).max(0.0) / (1.0 - share)).floor();
    while crews - (crews * f64::from(problem.policy.reserve.0.min(999)) / 1_000.0).floor() < circuits {
        crews += 1.0;
    }
    crews
}

fn serves(unit: &Unit, ground: Ground) -> bool {
    match unit.zone {
        UnitZone::Any => true,
        UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
        UnitZone::Police => ground == Ground::Police,
    }
}

fn home(problem: &Problem, unit: &Unit) -> Option<usize> {
    let base = problem.bases.binary_search_by_key(&unit.base, |base| base.commune).ok()?;
    Some(problem.bases[base].department as usize)
}

/// Services that a unit gives at most, and people times shifts left over.
pub(crate) fn services(unit: &Unit, shifts: &[Shift]) -> (f64, f64) {
    let mut able: Vec<&Shift> = shifts.iter().filter(|shift| super::forces::can_do(unit, shift)).collect();
    able.sort_by_key(|shift| shift.duty_to);
    let (mut times, mut free) = (0_u64, 0_u64);
    for shift in &able {
        if u64::from(shift.duty_from.0) >= free {
            times += 1;
            free = u64::from(shift.duty_to.0) + u64::from(unit.shortest_rest.0);
        }
    }
    let (strength, crew) = (u64::from(unit.strength.0), u64::from(unit.crew.0.max(1)));
    let services = (times * (strength / crew)).min(u64::from(unit.vehicles) * able.len() as u64);
    (double(services), double(times * strength - services * crew))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_is_rounded_up_once() {
        assert_eq!(absence(1_000, &[], 100), 1_000);
        assert_eq!(absence(1_000, &[50], 100), 500);
        assert_eq!(absence(1_000, &[33, 33], 100), 449);
        assert_eq!(absence(10, &[1, 1, 1], 14_400), 10);
        assert_eq!(absence(1_000, &[100], 100), 0);
    }
}
