//! Takes crossings out of a round (2-opt): a stretch is gone along in the other direction
//! wherever that saves travel.

use super::super::chart::{Chart, Leg};

/// Longest round that is untangled whole; a longer one is untangled in windows of this length.
const WINDOW: usize = 60;

/// Reverses stretches of a round until none saves travel.
pub(in super::super) fn untangle(chart: &mut Chart<'_>, round: u32) {
    let mut legs = chart.rounds[round as usize].legs.clone();
    let mut changed = false;
    let mut first = 0;
    while first + 2 < legs.len() {
        if pass(chart, &mut legs, first) {
            changed = true;
        } else {
            first += 1;
        }
    }
    if changed {
        chart.reorder(round, legs);
    }
}

/// Looks for a stretch after `first` whose reversal saves travel, and reverses it.
fn pass(chart: &Chart<'_>, legs: &mut [Leg], first: usize) -> bool {
    let count = legs.len();
    let (here, next) = (legs[first].visit, legs[first + 1].visit);
    let link = chart.way(here, next);
    for last in first + 2..count.min(first + WINDOW) {
        let (end, beyond) = (legs[last].visit, legs[(last + 1) % count].visit);
        if beyond == here {
            continue;
        }
        let now = link + chart.way(end, beyond);
        if chart.way(here, end) + chart.way(next, beyond) < now {
            legs[first + 1..=last].reverse();
            return true;
        }
    }
    false
}
