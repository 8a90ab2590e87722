//! What a plan does for each site: who comes by, how much, and how soon help is there.

use crate::answer::{Plan, Step, Value};
use crate::measure::Seconds;
use crate::problem::{Problem, Site};
use crate::travel::{Point, time};

/// A thousandth of a point is cut into so many parts before it is rounded up.
const BLUR: f64 = 1e-6;

/// What a plan does for one site.
pub(super) struct SiteFacts {
    /// Circuits that stop there, ordered.
    pub(super) circuits: Vec<u32>,
    /// The chance that somebody is there, at any moment, 0 to 1.
    pub(super) presence: f64,
    /// Weight × (1 − presence), rounded up.
    pub(super) value: Value,
    /// The first crew in reserve, in the shift in which it takes longest; none if in some shift
    /// nobody waits in the department.
    pub(super) help: Option<Help>,
    /// Shifts in which the first promise is kept.
    pub(super) first_kept: u32,
    /// Shifts in which the second is.
    pub(super) second_kept: u32,
}

/// A crew in reserve on its way.
#[derive(Clone, Copy)]
pub(super) struct Help {
    pub(super) base: u32,
    pub(super) time: Seconds,
}

pub(super) fn sites(problem: &Problem, plan: &Plan) -> Vec<SiteFacts> {
    let visits = visits(problem, plan);
    let posts = Posts::of(problem, plan);
    let pairs = problem.sites.iter().zip(visits);
    pairs.map(|(site, visits)| facts(problem, &posts, site, &visits)).collect()
}

/// For each site the circuits that stop there, and for how many seconds of a period.
fn visits(problem: &Problem, plan: &Plan) -> Vec<Vec<(u32, u32)>> {
    let mut visits: Vec<Vec<(u32, u32)>> = vec![Vec::new(); problem.sites.len()];
    for (at, circuit) in (0_u32..).zip(&plan.circuits) {
        for step in &circuit.steps {
            let Step::Stop { site, time } = step else { continue };
            let here = &mut visits[*site as usize];
            match here.last_mut() {
                Some((last, seconds)) if *last == at => *seconds = seconds.saturating_add(time.0),
                _ => here.push((at, time.0)),
            }
        }
    }
    visits
}

fn facts(problem: &Problem, posts: &Posts, site: &Site, visits: &[(u32, u32)]) -> SiteFacts {
    let period = f64::from(problem.policy.period.0.max(1));
    let absence = visits.iter().map(|(_, seconds)| (1.0 - f64::from(*seconds) / period).max(0.0)).product::<f64>();
    let answer = posts.answer(problem, site);
    SiteFacts {
        circuits: visits.iter().map(|(circuit, _)| *circuit).collect(),
        presence: 1.0 - absence,
        value: rounded_up(absence, site),
        help: answer.slowest,
        first_kept: answer.first_kept,
        second_kept: answer.second_kept,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a weight is at most a thousand million points, so its thousandths are below 2^53"
)]
fn rounded_up(absence: f64, site: &Site) -> Value {
    Value((site.weight().0 as f64 * 1_000.0 * absence - BLUR).ceil().max(0.0) as u64)
}

/// Where crews wait, by department and shift.
struct Posts {
    /// Position of the base, where it is, crews by shift.
    departments: Vec<Vec<(u32, Point, Vec<u32>)>>,
    shifts: usize,
}

struct Answer {
    slowest: Option<Help>,
    first_kept: u32,
    second_kept: u32,
}

impl Posts {
    fn of(problem: &Problem, plan: &Plan) -> Self {
        let shifts = problem.policy.shifts.len();
        let mut crews: Vec<Vec<u32>> = vec![vec![0; shifts]; problem.bases.len()];
        for reserve in &plan.reserves {
            crews[reserve.base as usize][reserve.shift as usize] += reserve.crews;
        }
        let mut departments: Vec<Vec<_>> = problem.departments.iter().map(|_| Vec::new()).collect();
        for ((at, base), crews) in (0_u32..).zip(&problem.bases).zip(crews) {
            if crews.iter().any(|count| *count > 0) {
                departments[base.department as usize].push((at, Point::new(base.position, base.density), crews));
            }
        }
        Self { departments, shifts }
    }

    fn answer(&self, problem: &Problem, site: &Site) -> Answer {
        let policy = &problem.policy;
        let point = Point::new(site.position, site.density);
        let here = &self.departments[site.department as usize];
        let mut ways: Vec<(Seconds, u32, &[u32])> = here
            .iter()
            .map(|(base, post, crews)| (time(&policy.travel, post, &point), *base, crews.as_slice()))
            .collect();
        ways.sort_unstable();
        let class = site.density as usize;
        let mut answer = Answer { slowest: None, first_kept: 0, second_kept: 0 };
        let mut all = true;
        for shift in 0..self.shifts {
            let mut present = ways.iter().filter(|(.., crews)| crews[shift] > 0);
            let within = |limit: Seconds| -> u32 {
                ways.iter().take_while(|(way, ..)| *way <= limit).map(|(.., crews)| crews[shift]).sum()
            };
            answer.first_kept += u32::from(within(policy.promise.first[class]) >= 1);
            answer.second_kept += u32::from(within(policy.promise.second[class]) >= 2);
            let nearest = present.next().map(|(time, base, _)| Help { base: *base, time: *time });
            all &= nearest.is_some();
            let slower = |help: &Help| answer.slowest.is_none_or(|slowest| slowest.time < help.time);
            answer.slowest = nearest.filter(slower).or(answer.slowest);
        }
        answer.slowest = answer.slowest.filter(|_| all);
        answer
    }
}
