//! What a station's figures are foretold from: its earlier figures, its commune's, and sizes.

use crate::matrix::add;
use crate::night::{Night, parts};

/// Columns whose coefficients are of one size. Each group's size is learned from the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// The constant: nothing holds it back.
    Constant,
    /// Earlier shares of the registered.
    Earlier,
    /// Logarithms of the voters of commune and station.
    Size,
    /// Earlier shares times the commune's size: voters of cities move differently.
    Turning,
    /// How the commune's earlier shares differ from the station's.
    Around,
    /// A step from each size of commune to the next. Where larger communes have not reported,
    /// nobody knows the steps up to them, and the interval says so.
    Step,
    /// One for each department.
    Department,
}

/// Groups that have a size.
pub(crate) const GROUPS: [Group; 6] =
    [Group::Earlier, Group::Size, Group::Turning, Group::Around, Group::Step, Group::Department];

/// Height of a step, in logarithms of voters.
const STEP: f64 = 0.5;
/// A usual station has e^6.7 voters.
const USUAL_STATION: f64 = 6.7;

/// The columns of every station but those of the departments, which hold one 1 each.
#[derive(Clone, Debug)]
pub(crate) struct Design {
    columns: usize,
    cells: Vec<f64>,
    /// Group of every column, those of the departments at the end.
    pub(crate) groups: Vec<Group>,
}

impl Design {
    pub(crate) fn of(night: &Night) -> Self {
        let voters: Vec<f64> = (0..night.stations.len()).map(|at| night.voters(at)).collect();
        let earlier = standardised(&earlier(night), &voters);
        let sizes = commune_sizes(night, &voters);
        let wide = standardised(&sizes.iter().map(|size| Some(vec![*size])).collect::<Vec<_>>(), &voters);
        let around = around(night, &earlier, &voters);
        let edges = edges(&sizes);
        let mut groups = vec![Group::Constant];
        let width = earlier.first().map_or(0, Vec::len);
        for (group, many) in [
            (Group::Earlier, width),
            (Group::Size, 2),
            (Group::Turning, width),
            (Group::Around, width),
            (Group::Step, edges.len()),
        ] {
            groups.extend(vec![group; many]);
        }
        let columns = groups.len();
        let mut cells = Vec::with_capacity(columns * voters.len());
        for at in 0..voters.len() {
            let large = wide[at][0];
            cells.push(1.0);
            cells.extend(&earlier[at]);
            cells.extend([large, libm::log(voters[at]) - USUAL_STATION]);
            cells.extend(earlier[at].iter().map(|share| share * large));
            cells.extend(around[night.commune[at]].iter().zip(&earlier[at]).map(|(commune, own)| commune - own));
            cells.extend(edges.iter().map(|edge| if sizes[at] > *edge { 0.5 } else { -0.5 }));
        }
        groups.extend(vec![Group::Department; night.departments]);
        Self { columns, cells, groups }
    }

    /// Columns without those of the departments.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn row(&self, at: usize) -> &[f64] {
        &self.cells[at * self.columns..(at + 1) * self.columns]
    }
}

/// Earlier shares of the registered, without the abstained, which are the rest.
fn earlier(night: &Night) -> Vec<Option<Vec<f64>>> {
    let each = night.stations.iter().map(|station| {
        let counts = station.earlier.as_ref().filter(|counts| counts.registered.value() > 0)?;
        let registered = f64::from(counts.registered.value());
        Some(parts(counts).skip(1).map(|part| part / registered).collect())
    });
    each.collect()
}

/// Each column with mean 0 and deviation 1, weighted by voters; who has none is in the middle.
fn standardised(rows: &[Option<Vec<f64>>], weights: &[f64]) -> Vec<Vec<f64>> {
    let width = rows.iter().flatten().next().map_or(0, Vec::len);
    let known = || rows.iter().zip(weights).filter_map(|(row, weight)| Some((row.as_ref()?, *weight)));
    let whole: f64 = known().map(|(_, weight)| weight).sum::<f64>().max(1.0);
    let (mut mean, mut square) = (vec![0.0; width], vec![0.0; width]);
    known().for_each(|(row, weight)| add(&mut mean, row, weight / whole));
    for (row, weight) in known() {
        for ((square, cell), mean) in square.iter_mut().zip(row).zip(&mean) {
            *square += weight / whole * (cell - mean) * (cell - mean);
        }
    }
    let scale = |at: usize, cell: f64| {
        let deviation = libm::sqrt(square[at]);
        if deviation > 1e-9 { (cell - mean[at]) / deviation } else { 0.0 }
    };
    let each = rows.iter().map(|row| match row {
        Some(row) => row.iter().enumerate().map(|(at, cell)| scale(at, *cell)).collect(),
        None => vec![0.0; width],
    });
    each.collect()
}

/// Logarithm of the voters of each station's commune.
fn commune_sizes(night: &Night, voters: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; night.communes];
    night.commune.iter().zip(voters).for_each(|(commune, voters)| sums[*commune] += voters);
    night.commune.iter().map(|commune| libm::log(sums[*commune])).collect()
}

/// Mean of the earlier shares of each commune.
fn around(night: &Night, earlier: &[Vec<f64>], voters: &[f64]) -> Vec<Vec<f64>> {
    let width = earlier.first().map_or(0, Vec::len);
    let (mut sums, mut wholes) = (vec![vec![0.0; width]; night.communes], vec![0.0; night.communes]);
    for (at, commune) in night.commune.iter().enumerate() {
        add(&mut sums[*commune], &earlier[at], voters[at]);
        wholes[*commune] += voters[at];
    }
    for (sum, whole) in sums.iter_mut().zip(wholes) {
        for share in sum {
            *share /= whole;
        }
    }
    sums
}

/// Where one size of commune ends and the next begins.
fn edges(sizes: &[f64]) -> Vec<f64> {
    let (least, most) =
        sizes.iter().fold((f64::MAX, f64::MIN), |(least, most), size| (least.min(*size), most.max(*size)));
    let first = libm::floor(least / STEP) * STEP + STEP;
    core::iter::successors(Some(first), |edge| Some(edge + STEP)).take_while(|edge| *edge < most).collect()
}
