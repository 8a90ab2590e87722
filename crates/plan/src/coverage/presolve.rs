//! What need not be searched: bases that others can always replace, sites that look alike.
//!
//! A base whose sites another base reaches as well is left out if the other may host `depth`
//! crews (the most that count anywhere) or all crews. Then a crew moves to the other base without
//! loss as long as that one is not full, and is worth nothing once it is: each of its sites is
//! then reached by as many crews as count. The rule is only ever applied against a base that
//! reaches more sites, or the same and comes first, so it never runs in a circle.

use super::{
    problem::{Placement, Problem},
    reduced::{Groups, NOWHERE, Reduced, Steps, alike},
    rows::{Rows, short},
};

/// A reduced problem, and the way back.
pub(super) struct Presolved {
    pub(super) reduced: Reduced,
    /// The original base of each base kept.
    pub(super) bases: Vec<u32>,
    /// The reduced site of each original site; [`NOWHERE`] if no base kept reaches it.
    pub(super) group_of: Vec<u32>,
    /// Bases left out, each with the kept base that replaces it, ascending.
    pub(super) dominated: Vec<[u32; 2]>,
}

impl Presolved {
    pub(super) fn new(problem: &Problem) -> Self {
        let depth = depth(problem);
        let replaced = dominated(problem, depth);
        let useful = |base: &u32| {
            let at = *base as usize;
            replaced[at] == NOWHERE && problem.most()[at] > 0 && !problem.columns().row(at).is_empty()
        };
        let kept: Vec<u32> = (0..short(problem.most().len())).filter(useful).collect();
        let bases = neighbours_first(problem, &kept);
        let dominated = (0_u32..).zip(&replaced).filter(|(_, by)| **by != NOWHERE).map(|(base, &by)| [base, by]);
        let dominated = dominated.collect();
        let rows = renamed(problem, &bases);
        let groups = alike(&rows, |site| problem.sites()[site].gains);
        let (groups, columns) = near_in_memory(groups, &rows, bases.len());
        let most = bases.iter().map(|&base| problem.most()[base as usize]).collect();
        let steps = steps(problem, &groups, depth);
        let kinds = groups.first.iter().map(|&site| problem.sites()[site as usize].gains).collect();
        let reduced = Reduced::new(columns, Steps { list: steps, depth, kinds }, most, problem.crews());
        Self { reduced, bases, group_of: groups.of, dominated }
    }

    /// The placement in the original bases; crews that are of no use here wait at the first bases
    /// that have room, so that all crews are placed as long as there is room at all.
    pub(super) fn original(&self, problem: &Problem, crews: &[u32]) -> Placement {
        let mut placed = vec![0; problem.most().len()];
        let mut left = problem.crews();
        for (&base, &crews) in self.bases.iter().zip(crews) {
            placed[base as usize] = crews;
            left -= crews;
        }
        for (placed, most) in placed.iter_mut().zip(problem.most()) {
            let more = left.min(most - *placed);
            *placed += more;
            left -= more;
        }
        Placement(placed)
    }
}

/// Most crews that count at any site.
pub(super) fn depth(problem: &Problem) -> usize {
    (0..problem.sites().len()).map(|site| problem.gains(site).steps().len()).max().unwrap_or(1)
}

/// For each base the kept base that replaces it, or [`NOWHERE`].
fn dominated(problem: &Problem, depth: usize) -> Vec<u32> {
    let (columns, rows) = (problem.columns(), problem.rows());
    let enough = u32::try_from(depth).unwrap_or(u32::MAX).min(problem.crews()).max(1);
    let mut by = vec![NOWHERE; columns.len()];
    for (base, column) in (0_u32..).zip(columns.iter()) {
        let Some(&pivot) = column.iter().min_by_key(|&&site| rows.row(site as usize).len()) else { continue };
        let larger = |&&other: &&u32| {
            let sites = columns.row(other as usize);
            let after = (sites.len(), base) > (column.len(), other);
            problem.most()[other as usize] >= enough && after && contains(sites, column)
        };
        by[base as usize] = rows.row(pivot as usize).iter().find(larger).copied().unwrap_or(NOWHERE);
    }
    // A base that replaces may itself be replaced: follow to the end.
    (0..by.len()).map(|base| last(&by, base)).collect()
}

fn last(by: &[u32], base: usize) -> u32 {
    let mut end = by[base];
    while end != NOWHERE && by[end as usize] != NOWHERE {
        end = by[end as usize];
    }
    end
}

/// Whether an ascending list has every item of another.
fn contains(all: &[u32], some: &[u32]) -> bool {
    let mut rest = all.iter();
    some.iter().all(|item| rest.find(|other| *other >= item) == Some(item))
}

/// The kept bases in the order of a walk from neighbour to neighbour: what is updated together
/// then lies together in memory, whatever the order of the file.
fn neighbours_first(problem: &Problem, kept: &[u32]) -> Vec<u32> {
    let mut wanted = vec![false; problem.most().len()];
    for &base in kept {
        wanted[base as usize] = true;
    }
    let mut met = vec![false; problem.sites().len()];
    let mut order = Vec::with_capacity(kept.len());
    for &start in kept {
        let mut next = order.len();
        if std::mem::take(&mut wanted[start as usize]) {
            order.push(start);
        }
        while next < order.len() {
            for &site in problem.columns().row(order[next] as usize) {
                if !std::mem::replace(&mut met[site as usize], true) {
                    let row = problem.rows().row(site as usize).iter();
                    order.extend(row.filter(|&&base| std::mem::take(&mut wanted[base as usize])));
                }
            }
            next += 1;
        }
    }
    order
}

/// The problem's rows with bases by their place in a list; others are gone.
fn renamed(problem: &Problem, bases: &[u32]) -> Rows {
    let mut place = vec![NOWHERE; problem.most().len()];
    (0_u32..).zip(bases).for_each(|(at, &base)| place[base as usize] = at);
    let mut rows = Rows::default();
    for row in problem.rows().iter() {
        let kept = row.iter().map(|&base| place[base as usize]).filter(|&at| at != NOWHERE);
        rows.push(kept).unwrap_or_else(|_| unreachable!("fewer pairs than before"));
    }
    rows
}

/// Numbers the groups in the order in which the bases meet them.
fn near_in_memory(mut groups: Groups, rows: &Rows, bases: usize) -> (Groups, Rows) {
    let columns = groups.columns(rows, bases);
    let mut new = vec![NOWHERE; groups.count];
    let mut count = 0;
    for &group in columns.iter().flatten() {
        if new[group as usize] == NOWHERE {
            new[group as usize] = count;
            count += 1;
        }
    }
    let old = groups.first.clone();
    old.iter().zip(&new).for_each(|(&first, &at)| groups.first[at as usize] = first);
    groups.of.iter_mut().filter(|of| **of != NOWHERE).for_each(|of| *of = new[*of as usize]);
    let columns = groups.columns(rows, bases);
    (groups, columns)
}

/// Members of a group have the same gains, so their steps add up in proportion.
fn steps(problem: &Problem, groups: &Groups, depth: usize) -> Vec<i64> {
    let mut steps = vec![0; groups.count * (depth + 1)];
    for (site, &group) in groups.of.iter().enumerate().filter(|(_, group)| **group != NOWHERE) {
        let start = group as usize * (depth + 1);
        for (sum, &gain) in steps[start..].iter_mut().zip(problem.gains(site).steps()) {
            let worth = problem.sites()[site].weight * u64::from(gain);
            *sum += i64::try_from(worth).unwrap_or_else(|_| unreachable!("at most MAX_WORTH in all"));
        }
    }
    steps
}
