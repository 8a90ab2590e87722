//! The problem as the search sees it: fewer sites, fewer bases, neighbours close in memory.

use super::rows::Rows;

/// No place: a site that nobody reaches.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Sites with falling steps of worth, bases that reach them, a number of crews.
pub(super) struct Reduced {
    /// For each site, its bases.
    pub(super) rows: Rows,
    /// For each base, its sites.
    pub(super) columns: Rows,
    /// What one crew more is worth at a site that 0, 1, 2 … crews reach: `depth` steps and a zero
    /// for each site.
    steps: Vec<i64>,
    /// Most crews that count anywhere.
    pub(super) depth: usize,
    /// What a crew at each base brings besides; zero but in a part of a larger problem.
    pub(super) prizes: Vec<f64>,
    /// Which gains each site has: only sites of one kind become one, in proportion.
    kinds: Vec<u16>,
    /// Most crews at each base that can be of any worth.
    pub(super) most: Vec<u32>,
    /// How many crews.
    pub(super) crews: u32,
}

impl Reduced {
    /// `most` is capped to what can be of worth.
    pub(super) fn new(columns: Rows, Steps { list: steps, depth, kinds }: Steps, most: Vec<u32>, crews: u32) -> Self {
        let rows = columns.turned(kinds.len());
        let prizes = vec![0.0; columns.len()];
        let useful = u32::try_from(depth).unwrap_or(u32::MAX).min(crews);
        let most = most.into_iter().map(|most| most.min(useful)).collect();
        Self { rows, columns, steps, depth, prizes, kinds, most, crews }
    }

    pub(super) fn sites(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn bases(&self) -> usize {
        self.columns.len()
    }

    /// Visits of sites and bases in one iteration of the primal-dual method, about.
    pub(super) fn visits(&self) -> f64 {
        let visits = self.rows.pairs() * 3 / 2 + 8 * (self.sites() + self.bases()) + 100;
        super::bound::real(i64::try_from(visits).unwrap_or(i64::MAX))
    }

    /// What one crew more is worth at a site that `reached` crews reach.
    #[inline]
    pub(super) fn step(&self, site: usize, reached: u32) -> i64 {
        self.steps[site * (self.depth + 1) + (reached as usize).min(self.depth)]
    }

    /// All steps of a site, falling.
    #[inline]
    pub(super) fn steps(&self, site: usize) -> &[i64] {
        let start = site * (self.depth + 1);
        &self.steps[start..start + self.depth]
    }

    /// The same problem with these bases only, in this order; sites that look alike from them
    /// become one. Values of placements stay what they are.
    pub(super) fn restricted(&self, bases: &[u32]) -> (Self, Groups) {
        let columns = bases.iter().map(|&base| self.columns.row(base as usize));
        let most = bases.iter().map(|&base| self.most[base as usize]).collect();
        let rows = rows_of(columns, self.sites());
        let groups = alike(&rows, |site| self.kinds[site]);
        let mut steps = vec![0; groups.count * (self.depth + 1)];
        for (site, &group) in groups.of.iter().enumerate().filter(|(_, group)| **group != NOWHERE) {
            let start = group as usize * (self.depth + 1);
            for (sum, step) in steps[start..].iter_mut().zip(self.steps(site)) {
                *sum += step;
            }
        }
        let kinds = groups.first.iter().map(|&site| self.kinds[site as usize]).collect();
        let steps = Steps { list: steps, depth: self.depth, kinds };
        let mut small = Self::new(groups.columns(&rows, bases.len()), steps, most, self.crews);
        small.prizes = bases.iter().map(|&base| self.prizes[base as usize]).collect();
        (small, groups)
    }
}

/// Steps of worth of all sites: `depth` and a zero for each.
pub(super) struct Steps {
    pub(super) list: Vec<i64>,
    pub(super) depth: usize,
    /// Which gains each site has.
    pub(super) kinds: Vec<u16>,
}

/// Rows over the places of a list of columns.
fn rows_of<'a>(columns: impl Iterator<Item = &'a [u32]>, sites: usize) -> Rows {
    let mut listed = Rows::default();
    for column in columns {
        listed.push(column.iter().copied()).unwrap_or_else(|_| unreachable!("fewer pairs than before"));
    }
    listed.turned(sites)
}

/// Which sites have become one.
pub(super) struct Groups {
    /// The group of each site; [`NOWHERE`] if nobody reaches it.
    pub(super) of: Vec<u32>,
    /// One site of each group.
    pub(super) first: Vec<u32>,
    /// How many groups.
    pub(super) count: usize,
}

impl Groups {
    /// For each base, the groups it reaches.
    pub(super) fn columns(&self, rows: &Rows, bases: usize) -> Rows {
        let mut grouped = Rows::default();
        for &first in &self.first {
            let row = rows.row(first as usize).iter().copied();
            grouped.push(row).unwrap_or_else(|_| unreachable!("fewer pairs than before"));
        }
        grouped.turned(bases)
    }
}

/// Puts sites with the same row and the same kind into one group; groups are in the order of
/// their first members. Sites with empty rows are in none.
pub(super) fn alike(rows: &Rows, kind: impl Fn(usize) -> u16) -> Groups {
    let key = |site: u32| (rows.row(site as usize), kind(site as usize));
    let mut order: Vec<(u64, u32)> = (0_u32..).zip(rows.iter()).map(|(site, row)| (mixed(row), site)).collect();
    order.retain(|&(_, site)| !rows.row(site as usize).is_empty());
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| key(a.1).cmp(&key(b.1))).then(a.1.cmp(&b.1)));
    let mut leader = vec![NOWHERE; rows.len()];
    for run in order.chunk_by(|a, b| a.0 == b.0 && key(a.1) == key(b.1)) {
        for &(_, site) in run {
            leader[site as usize] = run[0].1;
        }
    }
    numbered(&leader)
}

fn numbered(leader: &[u32]) -> Groups {
    let mut groups = Groups { of: vec![NOWHERE; leader.len()], first: Vec::new(), count: 0 };
    for (site, &lead) in (0_u32..).zip(leader).filter(|(_, lead)| **lead != NOWHERE) {
        if lead == site {
            groups.of[site as usize] = super::rows::short(groups.count);
            groups.first.push(site);
            groups.count += 1;
        } else {
            groups.of[site as usize] = groups.of[lead as usize];
        }
    }
    groups
}

/// A number that equal rows share: only to sort by, equality is decided on the rows.
fn mixed(row: &[u32]) -> u64 {
    row.iter().fold(0x9e37_79b9_7f4a_7c15, |mix: u64, &item| {
        (mix.rotate_left(5) ^ u64::from(item)).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}
