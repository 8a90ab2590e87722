//! A small country, written by hand: two departments, two grounds, eight sites, two shifts,
//! soldiers with their liaison, a squad that was moved, an event, a post with leave. The same
//! texts are the seeds of the fuzzer and the examples of the specifications.

use plan::answer::{Certificates, Plan};
use plan::problem::Problem;

pub const PROBLEM: &str = include_str!("../../../../fuzz/seeds/plan_problem/small");
pub const PLAN: &str = include_str!("../../../../fuzz/seeds/plan/small");
pub const CERTIFICATES: &str = include_str!("../../../../fuzz/seeds/plan_certificates/small");

pub fn country() -> (Problem, Plan, Certificates) {
    let problem = Problem::open(PROBLEM.as_bytes()).unwrap();
    let plan = Plan::open(PLAN.as_bytes(), &problem).unwrap();
    let certificates = Certificates::open(CERTIFICATES.as_bytes(), &problem).unwrap();
    (problem, plan, certificates)
}
