//! Which departments are drawn together.

use crate::output::dossier::Dossier;
use crate::problem::Density;
use crate::travel::{Point, crow};

/// Departments whose centres are nearer than this belong together, in metres.
const TOGETHER: u32 = 400_000;
/// So do those nearer than so many times the median way to the next department.
const SPREAD: u32 = 4;

/// Groups of departments that have sites, the one with most sites first. Two belong together if a
/// chain of short ways leads from one to the other.
pub(super) fn clusters(dossier: &Dossier<'_>) -> Vec<Vec<usize>> {
    let all = dossier.problem.departments.iter().enumerate();
    let centres: Vec<(usize, Point)> = all
        .filter(|(at, _)| !dossier.lands[*at].sites.is_empty())
        .map(|(at, department)| (at, Point::new(department.position, Density::Town)))
        .collect();
    let limit = limit(&centres);
    let mut groups: Vec<Vec<(usize, Point)>> = Vec::new();
    for centre in centres {
        let near = |group: &Vec<(usize, Point)>| group.iter().any(|(_, other)| crow(other, &centre.1).0 <= limit);
        let (joined, mut others): (Vec<_>, Vec<_>) = groups.into_iter().partition(near);
        let mut group: Vec<(usize, Point)> = joined.into_iter().flatten().collect();
        group.push(centre);
        others.push(group);
        groups = others;
    }
    let mut clusters: Vec<Vec<usize>> =
        groups.into_iter().map(|group| group.into_iter().map(|(at, _)| at).collect()).collect();
    for cluster in &mut clusters {
        cluster.sort_unstable();
    }
    let count = |cluster: &Vec<usize>| cluster.iter().map(|at| dossier.lands[*at].sites.len()).sum::<usize>();
    clusters.sort_by_key(|cluster| (core::cmp::Reverse(count(cluster)), cluster.first().copied()));
    clusters
}

fn limit(centres: &[(usize, Point)]) -> u32 {
    let nearest = |(at, centre): &(usize, Point)| {
        centres.iter().filter(|(other, _)| other != at).map(|(_, other)| crow(centre, other).0).min()
    };
    let mut ways: Vec<u32> = centres.iter().filter_map(nearest).collect();
    ways.sort_unstable();
    let median = ways.get(ways.len() / 2).copied().unwrap_or(0);
    TOGETHER.max(median.saturating_mul(SPREAD))
}
