//! A pinned round whose site is closed or moved: the crew keeps every other time of its order, and
//! waits while it would have been there.

use super::rounds::halts;
use crate::answer::{Circuit, Step};
use crate::measure::Seconds;

/// The steps of a round without its stops at a site: their time goes to the way before, their rest
/// to the stop before. None where nothing else is left.
pub(super) fn waiting(circuit: &Circuit, site: u32) -> Option<Vec<Step>> {
    let halts = halts(circuit);
    let ways = ways(circuit);
    let first = halts.iter().position(|halt| halt.site != site)?;
    let mut left: Vec<(super::rounds::Halt, u32)> = Vec::new();
    for nth in 0..halts.len() {
        let at = (first + nth) % halts.len();
        let (halt, way) = (halts[at], ways[at]);
        match left.last_mut().filter(|_| halt.site == site) {
            Some((before, until)) => {
                before.rest += halt.rest;
                *until += halt.stop + way;
            }
            None => left.push((halt, way)),
        }
    }
    let mut steps = Vec::new();
    for (halt, way) in left {
        steps.push(Step::Stop { site: halt.site, time: Seconds(halt.stop) });
        if halt.rest > 0 {
            steps.push(Step::Rest(Seconds(halt.rest)));
        }
        // Between two sites at one place the way is 0 seconds, and a way all the same.
        steps.push(Step::Way(Seconds(way)));
    }
    Some(steps)
}

/// For each stop the seconds of the ways until the next.
fn ways(circuit: &Circuit) -> Vec<u32> {
    let (mut ways, mut early): (Vec<u32>, u32) = (Vec::new(), 0);
    for step in &circuit.steps {
        match step {
            Step::Stop { .. } => ways.push(0),
            Step::Rest(_) => {}
            Step::Way(time) => match ways.last_mut() {
                Some(way) => *way += time.0,
                None => early += time.0,
            },
        }
    }
    if let Some(last) = ways.last_mut() {
        *last += early;
    }
    ways
}
