//! C195: what was drawn keeps no crew too long at a venue without leave.
//!
//! The rule is that of C116, looked at in the orders themselves, second by second: a draw that
//! puts two stops side by side makes a post of them, whatever the plan has between them. No seed
//! is needed for it, so it is looked for in sealed shifts too.

use super::case::Found;
use super::rounds::leaving;
use super::rule::Rule;
use super::violation::At;
use crate::answer::{Call, Drawn, DrawnService};
use crate::problem::Problem;

pub(super) fn check(problem: &Problem, drawn: &Drawn, found: &mut Found) {
    let longest = u64::from(problem.policy.longest_stop.0);
    for service in &drawn.services {
        for stay in stays(problem, service) {
            let short_enough = problem.sites[stay.site as usize].may_post || stay.time <= longest;
            let at = At::Visit { circuit: service.circuit, shift: service.shift, site: stay.site };
            found.unless(short_enough, Rule::Lingering, at, [stay.time, longest]);
        }
    }
}

/// Stops at one site that no way of two starts parts.
struct Stay {
    site: u32,
    time: u64,
}

fn stays(problem: &Problem, service: &DrawnService) -> Vec<Stay> {
    let (least, mut away) = (leaving(problem), 0);
    let mut stays: Vec<Stay> = Vec::new();
    for call in &service.calls {
        let [from, to] = call.span();
        let time = u64::from(to.0.saturating_sub(from.0));
        match (*call, stays.last_mut()) {
            (Call::Rest { .. }, _) => {}
            (Call::Way { .. }, _) => away += time,
            (Call::Stop { site, .. }, Some(stay)) if stay.site == site && away < least => {
                (stay.time, away) = (stay.time + time, 0);
            }
            (Call::Stop { site, .. }, _) => {
                stays.push(Stay { site, time });
                away = 0;
            }
        }
    }
    stays
}
