//! The moves of the search, one a file.

mod rebuild;
mod share;
mod spare;
mod strings;
mod untangle;

pub(super) use rebuild::{Blink, rebuild};
pub(super) use share::share;
pub(super) use spare::spare;
pub(super) use strings::take_strings;
pub(super) use untangle::untangle;

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Pool, Shape, Site,
            chart::{Chart, Leg, Place},
            ground::Ground,
            level::Level,
            near::Near,
            sectors,
        },
        *,
    };
    use crate::chance::Chance;

    const SHAPE: Shape = Shape { period: 4_000, rest: 400, shortest_stop: 60 };

    fn sites(chance: &mut Chance) -> Vec<Site> {
        let mut below = |bound: u64| u32::try_from(chance.below(bound)).unwrap();
        let mut site = || {
            let (x, y) = (below(200).cast_signed(), below(200).cast_signed());
            let longest_stop = if below(2) == 0 { 400 } else { 3_600 };
            Site { x, y, weight: 1 + u64::from(below(50) * below(50)), floor: 60, ceiling: 3_000, longest_stop }
        };
        (0..40).map(|_| site()).collect()
    }

    /// Every visit is in the one place it names, and every sum is what its parts are.
    fn audit(chart: &Chart<'_>) {
        let mut placed = 0;
        for (number, round) in (0..).zip(&chart.rounds) {
            let mut load = super::super::chart::Load::default();
            for (spot, leg) in (0..).zip(&round.legs) {
                let visit = chart.visits[leg.visit as usize];
                let next = round.legs[(spot as usize + 1) % round.legs.len()].visit;
                assert_eq!(visit.place, Some(Place { round: number, spot }));
                assert_eq!(leg.ahead, chart.way(leg.visit, next));
                assert!(chart.of_site[visit.site as usize].contains(&leg.visit));
                load.stops += u64::from(visit.seconds);
                load.travel += u64::from(leg.ahead);
                load.away += u64::from(visit.away);
                load.spare += u64::from(visit.spare);
            }
            assert_eq!(round.load, load);
            assert!((round.cost - chart.cost(load)).abs() < 1e-9);
            assert_eq!(chart.vacant.contains(&number), round.legs.is_empty());
            placed += round.legs.len();
        }
        assert_eq!(placed, chart.of_site.iter().map(Vec::len).sum::<usize>(), "every visit is placed");
    }

    fn legs(chart: &Chart<'_>) -> Vec<Vec<Leg>> {
        chart.rounds.iter().map(|round| round.legs.clone()).collect()
    }

    fn one_move(chart: &mut Chart<'_>, near: &Near, level: Level, chance: &mut Chance) {
        let circuits = chart.ground.circuits();
        let round = u32::try_from(chance.below(circuits.into())).unwrap();
        match chance.below(6) {
            0 => untangle(chart, round),
            1 => drop(share(chart, near, round, level, chance)),
            2 => spare(chart, u32::try_from(chance.below(40)).unwrap(), level),
            _ => {
                let before = legs(chart);
                let out = take_strings(chart, near, chance);
                rebuild(chart, near, out, Blink::Rarely, chance);
                if chance.below(2) == 0 {
                    audit(chart);
                    chart.take_back();
                    assert_eq!(legs(chart), before);
                }
            }
        }
        chart.keep();
    }

    #[test]
    fn the_chart_is_sound_after_every_move() {
        for seed in 0..20 {
            let mut chance = Chance::new(&[6; 32], "moves", seed);
            let sites = sites(&mut chance);
            let travel = |a: u32, b: u32| {
                let (a, b) = (&sites[a as usize], &sites[b as usize]);
                20 + a.x.abs_diff(b.x) + a.y.abs_diff(b.y)
            };
            let circuits = 1 + u32::try_from(seed).unwrap();
            let pool = Pool { sites: &sites, circuits, shape: SHAPE, travel: &travel };
            let ground = Ground::check(&pool).unwrap();
            let near = Near::new(&ground);
            let carried = sectors::carried(&ground, &near);
            let level = sectors::first_level(&ground, &near, &carried);
            let mut chart = sectors::cut(&ground, &near, &carried, level, &mut chance);
            audit(&chart);
            for _ in 0..100 {
                one_move(&mut chart, &near, level, &mut chance);
                audit(&chart);
            }
        }
    }
}
