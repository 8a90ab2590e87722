//! Circuits that no crew can serve are given up, and their sites shared out among the circuits
//! around them: a pool's circuits are formed as if its crews were everywhere, and some of them
//! are too far away.

use super::circuits::{Formed, search};
use super::pools::Pools;
use super::{Settings, Watcher};
use crate::patrol::{self, Step};
use crate::problem::Problem;
use crate::travel::crow;

/// How many circuits around take the sites of one that is given up, try after try.
const AROUND: [usize; 5] = [3, 5, 8, 12, 20];

/// Most tries.
pub(super) const TRIES: usize = AROUND.len();

/// Gives up some circuits of a pool (their positions, in ascending order).
pub(super) fn give_up(
    problem: &Problem,
    pools: &Pools,
    formed: &mut Formed,
    lost: &[usize],
    attempt: usize,
    settings: &Settings,
    watcher: &dyn Watcher,
) {
    let mut lost = lost.to_vec();
    while let Some(circuit) = lost.pop() {
        let mut group = around(pools, formed, circuit, &lost, AROUND[attempt]);
        if group.is_empty() {
            continue;
        }
        let circuits = u32::try_from(group.len()).unwrap_or(u32::MAX);
        group.push(circuit);
        group.sort_unstable();
        reform(problem, pools, formed, &group, circuits, settings, watcher);
        // Those taken out stood before or after the others that are lost.
        for other in &mut lost {
            *other -= group.iter().filter(|taken| **taken < *other).count();
        }
    }
}

/// The nearest circuits that are served.
fn around(pools: &Pools, formed: &Formed, circuit: usize, lost: &[usize], count: usize) -> Vec<usize> {
    let sites =
        |circuit: &patrol::Circuit| -> Vec<u32> { stops(circuit).map(|site| formed.sites[site as usize]).collect() };
    let here = sites(&formed.patrols.circuits[circuit]);
    let near = |other: usize| {
        let there = sites(&formed.patrols.circuits[other]);
        let ways = there
            .iter()
            .flat_map(|to| here.iter().map(move |from| crow(pools.point(*from as usize), pools.point(*to as usize))));
        ways.min().unwrap_or_default()
    };
    let mut others: Vec<(_, usize)> = (0..formed.patrols.circuits.len())
        .filter(|other| *other != circuit && !lost.contains(other))
        .map(|other| (near(other), other))
        .collect();
    others.sort_unstable();
    others.into_iter().take(count).map(|(_, other)| other).collect()
}

fn stops(circuit: &patrol::Circuit) -> impl Iterator<Item = u32> + '_ {
    circuit.steps.iter().filter_map(|step| match step {
        Step::Stop { site, .. } => Some(*site),
        Step::Rest { .. } | Step::Way { .. } => None,
    })
}

/// Forms so many circuits anew over the sites of a group.
fn reform(
    problem: &Problem,
    pools: &Pools,
    formed: &mut Formed,
    group: &[usize],
    circuits: u32,
    settings: &Settings,
    watcher: &dyn Watcher,
) {
    let mut sites: Vec<u32> = group.iter().flat_map(|at| stops(&formed.patrols.circuits[*at])).collect();
    sites.sort_unstable();
    sites.dedup();
    // A site that circuits outside the group visit too keeps them: it is theirs.
    let outside = formed.patrols.circuits.iter().enumerate().filter(|(at, _)| group.binary_search(at).is_err());
    let shared: std::collections::BTreeSet<u32> = outside.flat_map(|(_, circuit)| stops(circuit)).collect();
    sites.retain(|site| !shared.contains(site));
    for at in group.iter().rev() {
        formed.patrols.circuits.remove(*at);
    }
    let near: Vec<usize> = sites.iter().map(|site| formed.sites[*site as usize] as usize).collect();
    let again = search(problem, pools, &near, circuits, settings, watcher, formed.pool);
    formed.patrols.response_only.extend(again.response_only.iter().map(|site| sites[*site as usize]));
    formed.patrols.spare += again.spare;
    formed.patrols.circuits.extend(again.circuits.into_iter().map(|circuit| renamed(circuit, &sites)));
}

fn renamed(mut circuit: patrol::Circuit, sites: &[u32]) -> patrol::Circuit {
    for step in &mut circuit.steps {
        if let Step::Stop { site, .. } = step {
            *site = sites[*site as usize];
        }
    }
    circuit
}
