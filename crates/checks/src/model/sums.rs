//! What the stations around one say, without the station itself.

use super::cells::{Cells, HALF};
use super::layout::{Around, Layout};

/// Votes of the nation mixed into a department's shares.
const NATION_WEIGHT: f64 = 2_000.0;
/// Votes of the department mixed into a constituency's shares.
const DEPARTMENT_WEIGHT: f64 = 300.0;
/// Votes of the constituency mixed into a commune's shares.
const CONSTITUENCY_WEIGHT: f64 = 100.0;
/// Votes of the commune mixed into the shares of the stations next door.
const COMMUNE_WEIGHT: f64 = 150.0;
/// Votes of the constituency mixed into the shares of the communes nearby.
const NEARBY_WEIGHT: f64 = 150.0;
/// Stations next door on either side.
const NEXT_DOOR: usize = 4;
/// How fast the weight of a station next door falls with its distance in the list.
const NEXT_DOOR_FALL: f64 = 1.5;
/// Least distance in kilometres over which the weight of a commune nearby falls.
const NEARBY_FALL_KM: f64 = 7.0;
/// Votes from which on a commune nearby counts less than its size: a town says little about the
/// villages around it.
const TOWN_VOTES: f64 = 600.0;
/// How much less.
const TOWN_POWER: f64 = 0.7;

/// Logarithms of expected shares, level by level.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Levels {
    pub(crate) department: Vec<f64>,
    pub(crate) constituency: Vec<f64>,
    pub(crate) commune: Vec<f64>,
    pub(crate) next_door: Vec<f64>,
    pub(crate) nearby: Vec<f64>,
    /// Stations of the commune besides this one.
    pub(crate) others: usize,
}

/// Sums of one composition over every group.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    cells: Cells,
    nation: Vec<f64>,
    departments: Vec<Vec<f64>>,
    constituencies: Vec<Vec<f64>>,
    communes: Vec<Vec<f64>>,
    /// Sums of the communes near each commune, weighted.
    nearby: Vec<Vec<f64>>,
}

impl Sums {
    pub(crate) fn of(cells: Cells, layout: &Layout) -> Self {
        let parts = cells.parts();
        let zero = |groups: usize| vec![vec![0.0; parts]; groups];
        let (mut departments, mut constituencies) = (zero(layout.departments), zero(layout.constituencies));
        let (mut communes, mut nation) = (zero(layout.communes.len()), vec![0.0; parts]);
        for (station, around) in layout.around.iter().enumerate() {
            let own = cells.of(station);
            add(&mut nation, own, 1.0);
            around.department.iter().for_each(|at| add(&mut departments[*at], own, 1.0));
            around.constituency.iter().for_each(|at| add(&mut constituencies[*at], own, 1.0));
            around.commune.iter().for_each(|at| add(&mut communes[*at], own, 1.0));
        }
        let nearby = layout.near.iter().map(|near| nearby_sum(near, &communes, parts)).collect();
        Self { cells, nation, departments, constituencies, communes, nearby }
    }

    /// What is expected of a station from those around it; `own` is its position if its own
    /// figures are among the sums.
    pub(crate) fn levels(&self, layout: &Layout, around: Around, own: Option<usize>) -> Levels {
        let own_cells = own.map(|own| self.cells.of(own));
        let nation = shares(&self.nation, None, 0.0, &vec![1.0; self.nation.len()]);
        let within = |sums: &[Vec<f64>], at: Option<usize>, weight, parent: &[f64]| match at {
            Some(at) => shares(&sums[at], own_cells, weight, parent),
            None => parent.to_vec(),
        };
        let department = within(&self.departments, around.department, NATION_WEIGHT, &nation);
        let constituency = within(&self.constituencies, around.constituency, DEPARTMENT_WEIGHT, &department);
        let commune = within(&self.communes, around.commune, CONSTITUENCY_WEIGHT, &constituency);
        let next_door = shares(&self.next_door(layout, around, own), None, COMMUNE_WEIGHT, &commune);
        let nearby = match around.commune {
            Some(at) => shares(&self.nearby[at], None, NEARBY_WEIGHT, &constituency),
            None => constituency.clone(),
        };
        let inside = around.commune.map_or(0, |commune| layout.communes[commune].len());
        let log = |shares: Vec<f64>| shares.into_iter().map(libm::log).collect();
        Levels {
            department: log(department),
            constituency: log(constituency),
            commune: log(commune),
            next_door: log(next_door),
            nearby: log(nearby),
            others: inside - usize::from(own.is_some()),
        }
    }

    /// Figures of the stations with the next identifiers in the commune, the nearer the more.
    fn next_door(&self, layout: &Layout, around: Around, own: Option<usize>) -> Vec<f64> {
        let mut sum = vec![0.0; self.cells.parts()];
        let Some(commune) = around.commune else { return sum };
        let inside = &layout.communes[commune];
        let after = around.rank + usize::from(own.is_some());
        let mut weight = 1.0;
        for step in 1..=NEXT_DOOR {
            let sides = [around.rank.checked_sub(step), Some(after + step - 1)];
            for station in sides.into_iter().flatten().filter_map(|rank| inside.get(rank)) {
                add(&mut sum, self.cells.of(*station), weight);
            }
            weight *= libm::exp(-1.0 / NEXT_DOOR_FALL);
        }
        sum
    }
}

fn nearby_sum(near: &[super::nearby::Neighbour], communes: &[Vec<f64>], parts: usize) -> Vec<f64> {
    let mut sum = vec![0.0; parts];
    let Some(middle) = near.get(near.len() / 2) else { return sum };
    let fall = middle.kilometres.max(NEARBY_FALL_KM);
    for neighbour in near {
        let there = &communes[neighbour.commune];
        let size: f64 = there.iter().sum();
        let weight = libm::exp(-neighbour.kilometres / fall) * libm::pow(TOWN_VOTES / (size + TOWN_VOTES), TOWN_POWER);
        add(&mut sum, there, weight);
    }
    sum
}

fn add(sum: &mut [f64], counts: &[f64], weight: f64) {
    sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += weight * count);
}

/// Shares of a group without one of its own, drawn towards its parent's. Never zero: the parent
/// of all has half a vote for everyone.
fn shares(sum: &[f64], own: Option<&[f64]>, weight: f64, parent: &[f64]) -> Vec<f64> {
    let left = |at: usize| (sum[at] - own.map_or(0.0, |own| own[at])).max(0.0);
    let counts: Vec<f64> =
        (0..sum.len()).map(|at| left(at) + weight * parent[at] + f64::from(u8::from(weight == 0.0)) * HALF).collect();
    let whole: f64 = counts.iter().sum();
    counts.into_iter().map(|count| count / whole).collect()
}
