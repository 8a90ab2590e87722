//! The nearest neighbours of every site, found by a k-d tree: linear memory, and a village costs
//! no more than a town.

use super::{
    Site,
    ground::{Ground, position},
};

/// Neighbours kept for each site. In a town they reach across the two or three circuits around.
const NEIGHBOURS: usize = 16;
/// Sites in a leaf of the tree.
const LEAF: usize = 8;

/// A neighbour of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Neighbour {
    pub site: u32,
    /// Seconds on the way.
    pub travel: u32,
}

/// For every site its neighbours, nearest by the way first.
pub(super) struct Near {
    all: Vec<Neighbour>,
    each: usize,
}

impl Near {
    pub fn new(ground: &Ground<'_>) -> Self {
        let sites = ground.sites();
        let each = NEIGHBOURS.min(sites.len().saturating_sub(1));
        let mut order: Vec<u32> = (0..position(sites.len())).collect();
        build(sites, &mut order, 0);
        let mut all = Vec::with_capacity(each * sites.len());
        let mut found = Found { each, list: Vec::with_capacity(each + 1) };
        for site in 0..position(sites.len()) {
            found.list.clear();
            found.search(sites, &order, 0, site);
            let start = all.len();
            all.extend(
                found.list.iter().map(|&(_, other)| Neighbour { site: other, travel: ground.travel(site, other) }),
            );
            all[start..].sort_unstable_by_key(|near| (near.travel, near.site));
        }
        Self { all, each }
    }

    pub fn of(&self, site: u32) -> &[Neighbour] {
        let start = site as usize * self.each;
        &self.all[start..start + self.each]
    }

    /// Seconds to the nearest neighbour; 0 for a site alone.
    pub fn step(&self, site: u32) -> u32 {
        self.of(site).first().map_or(0, |near| near.travel)
    }
}

/// Orders the sites so that the middle one parts each stretch, along x and y in turn.
fn build(sites: &[Site], order: &mut [u32], depth: usize) {
    if order.len() <= LEAF {
        return;
    }
    let middle = order.len() / 2;
    order.select_nth_unstable_by_key(middle, |&site| (along(sites, site, depth), site));
    let (left, right) = order.split_at_mut(middle);
    build(sites, left, depth + 1);
    build(sites, &mut right[1..], depth + 1);
}

fn along(sites: &[Site], site: u32, depth: usize) -> i32 {
    let Site { x, y, .. } = sites[site as usize];
    if depth.is_multiple_of(2) { x } else { y }
}

/// The nearest so far, the nearest first; ties go to the lower number.
struct Found {
    each: usize,
    list: Vec<(f64, u32)>,
}

impl Found {
    fn search(&mut self, sites: &[Site], order: &[u32], depth: usize, from: u32) {
        if order.len() <= LEAF {
            for &site in order {
                self.offer(sites, site, from);
            }
            return;
        }
        let middle = order.len() / 2;
        let offset = f64::from(along(sites, from, depth)) - f64::from(along(sites, order[middle], depth));
        let (left, right) = (&order[..middle], &order[middle + 1..]);
        let (here, beyond) = if offset <= 0.0 { (left, right) } else { (right, left) };
        self.search(sites, here, depth + 1, from);
        self.offer(sites, order[middle], from);
        if self.list.len() < self.each || self.list.last().is_some_and(|&(most, _)| offset * offset <= most) {
            self.search(sites, beyond, depth + 1, from);
        }
    }

    fn offer(&mut self, sites: &[Site], site: u32, from: u32) {
        if site == from {
            return;
        }
        let (a, b) = (&sites[site as usize], &sites[from as usize]);
        let (dx, dy) = (f64::from(a.x) - f64::from(b.x), f64::from(a.y) - f64::from(b.y));
        let entry = (dx * dx + dy * dy, site);
        let place = self.list.partition_point(|other| *other < entry);
        if place < self.each {
            self.list.insert(place, entry);
            self.list.truncate(self.each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Pool, Shape},
        *,
    };
    use crate::chance::Chance;

    #[test]
    fn the_tree_finds_what_a_walk_over_all_sites_finds() {
        let mut chance = Chance::new(&[1; 32], "near", 0);
        for count in [1, 2, 9, 17, 200] {
            let place = |chance: &mut Chance| i32::try_from(chance.below(60)).unwrap();
            let sites: Vec<Site> = (0..count)
                .map(|_| Site {
                    x: place(&mut chance),
                    y: place(&mut chance),
                    weight: 1,
                    floor: 1,
                    ceiling: 9,
                    longest_stop: 9,
                })
                .collect();
            let far = |a: u32, b: u32| {
                let (a, b) = (sites[a as usize], sites[b as usize]);
                (a.x - b.x).unsigned_abs().pow(2) + (a.y - b.y).unsigned_abs().pow(2)
            };
            let shape = Shape { period: 100_000, rest: 1, shortest_stop: 1 };
            let pool = Pool { sites: &sites, circuits: 1, shape, travel: &far };
            let ground = Ground::check(&pool).unwrap();
            let near = Near::new(&ground);
            for site in 0..position(sites.len()) {
                let mut all: Vec<u32> = (0..position(sites.len())).filter(|&other| other != site).collect();
                all.sort_by_key(|&other| (far(site, other), other));
                all.truncate(NEIGHBOURS);
                assert_eq!(near.of(site).iter().map(|near| near.site).collect::<Vec<_>>(), all);
            }
        }
    }
}
