//! Invented ground for patrols: towns of many venues close together, villages around them, and
//! weights that a few venues have most of. Shared with the benchmark.

use plan::{
    chance::Chance,
    patrol::{Pool, Shape, Site},
};

/// What ground to invent.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub name: &'static str,
    pub sites: u32,
    pub circuits: u32,
    /// Share of the sites that lie in towns.
    pub urban: f64,
    /// Hundredths of the sites where a crew may stay as long as it likes.
    pub leave: u64,
    /// Spread of the weights: their logarithm is even over this many decades.
    pub decades: f64,
}

/// Invented ground.
pub struct Ground {
    pub sites: Vec<Site>,
    pub circuits: u32,
}

/// Four hours, with half an hour of rest and stops of five minutes at least.
pub const SHAPE: Shape = Shape { period: 14_400, rest: 1_800, shortest_stop: 300 };

impl Ground {
    /// Invents ground.
    pub fn new(kind: Kind, seed: u64) -> Self {
        let mut chance = Chance::new(&[9; 32], kind.name, seed);
        // About one venue in 9 km², as in a department.
        let side = (f64::from(kind.sites) * 9.0).sqrt() * 1_000.0;
        let towns: Vec<(f64, f64)> =
            (0..=kind.sites / 60).map(|_| (chance.unit() * side, chance.unit() * side)).collect();
        let sites = (0..kind.sites).map(|_| site(kind, &towns, side, &mut chance)).collect();
        Self { sites, circuits: kind.circuits }
    }

    /// Seconds by road: crow's flight × 1.3 at 30 km/h near and 60 far, and a minute to park.
    pub fn travel(&self) -> impl Fn(u32, u32) -> u32 + Sync + '_ {
        |a, b| {
            let (a, b) = (&self.sites[a as usize], &self.sites[b as usize]);
            let metres = (f64::from(a.x) - f64::from(b.x)).hypot(f64::from(a.y) - f64::from(b.y)) * 1.3;
            let (near, far) = (metres.min(3_000.0), (metres - 3_000.0).max(0.0));
            whole(60.0 + near / 8.3 + far / 16.7)
        }
    }

    /// The pool that this ground makes.
    pub fn pool<'a>(&'a self, travel: &'a (dyn Fn(u32, u32) -> u32 + Sync)) -> Pool<'a> {
        Pool { sites: &self.sites, circuits: self.circuits, shape: SHAPE, travel }
    }
}

fn site(kind: Kind, towns: &[(f64, f64)], side: f64, chance: &mut Chance) -> Site {
    let spread = |chance: &mut Chance| (chance.unit() + chance.unit() + chance.unit() - 1.5) * 2_500.0;
    let (x, y) = if chance.unit() < kind.urban {
        // The first towns are the largest.
        let last = chance.index(towns.len());
        let town = towns[chance.index(last + 1)];
        (town.0 + spread(chance), town.1 + spread(chance))
    } else {
        (chance.unit() * side, chance.unit() * side)
    };
    let decades = chance.unit() * chance.unit().sqrt() * kind.decades;
    let leave = chance.below(100) < kind.leave;
    let longest_stop = if leave { SHAPE.period - SHAPE.rest } else { 1_800 };
    let ceiling = if leave { SHAPE.period - SHAPE.rest } else { SHAPE.period * 7 / 10 };
    Site {
        x: metres(x),
        y: metres(y),
        weight: u64::from(whole(1_000.0 * 10_f64.powf(decades))),
        floor: SHAPE.shortest_stop,
        ceiling,
        longest_stop,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "invented places lie within a few hundred kilometres")]
fn metres(real: f64) -> i32 {
    real as i32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "invented figures are small and positive")]
fn whole(real: f64) -> u32 {
    real as u32
}
