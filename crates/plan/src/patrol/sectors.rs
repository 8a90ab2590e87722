//! The first cut: sectors whose sites need together, at one level for all, what one crew has.

use super::{
    chart::{Chart, Leg},
    ground::{Ground, position},
    level::{self, Level},
    moves::{Blink, rebuild},
    near::Near,
};
use crate::chance::Chance;

/// A site that needs this many hundredths of a crew's time is cut off as a sector of its own.
const POST: u64 = 75;

/// The sites whose floors the crews can carry, in ascending order: the lightest are left out
/// while the floors and a way to each nearest neighbour do not fit. The search may be able to
/// put some of them back.
pub(super) fn carried(ground: &Ground<'_>, near: &Near) -> Vec<u32> {
    let mut sites: Vec<u32> = (0..position(ground.sites().len())).collect();
    sites.sort_by_key(|&site| (core::cmp::Reverse(ground.site(site).weight), site));
    let mut left = u64::from(ground.circuits()) * u64::from(ground.duty());
    let fits = |&site: &u32| {
        let takes = u64::from(ground.least(site)) + u64::from(near.step(site));
        left.checked_sub(takes).inspect(|&less| left = less).is_some()
    };
    let mut carried: Vec<u32> = sites.into_iter().take_while(fits).collect();
    carried.sort_unstable();
    carried
}

/// The level that the crews could hold if each site cost, beside its stops, the way to its
/// nearest neighbour.
pub(super) fn first_level(ground: &Ground<'_>, near: &Near, carried: &[u32]) -> Level {
    let duty = u64::from(ground.circuits()) * u64::from(ground.duty());
    let travel = carried.iter().map(|&site| u64::from(near.step(site))).sum();
    level::shared(ground, carried, duty.saturating_sub(travel))
}

/// All visits that the carried sites need at this level, in rounds.
pub(super) fn cut<'a>(
    ground: &'a Ground<'a>,
    near: &Near,
    carried: &[u32],
    level: Level,
    chance: &mut Chance,
) -> Chart<'a> {
    let mut chart = Chart::new(ground);
    for &site in carried {
        chart.want(site, level);
    }
    let demand = |site: u32| u64::from(ground.need(site, level)) + u64::from(near.step(site));
    let post = |site: &u32| demand(*site) * 100 >= u64::from(ground.duty()) * POST;
    let (posts, mut others): (Vec<u32>, Vec<u32>) = carried.iter().partition(|site| post(site));
    let mut leaves: Vec<Vec<u32>> = posts.into_iter().map(|site| vec![site]).collect();
    leaves.truncate(ground.circuits() as usize);
    let left = ground.circuits() - position(leaves.len());
    Cut { ground, demand: &demand, leaves: &mut leaves }.halve(&mut others, left);
    for (round, leaf) in (0..).zip(leaves) {
        let legs = leaf.into_iter().map(|site| Leg { visit: chart.of_site[site as usize][0], ahead: 0 });
        chart.reorder(round, legs.collect());
    }
    chart.refresh_all();
    let waiting = (0..position(chart.visits.len())).filter(|&visit| chart.visits[visit as usize].place.is_none());
    let waiting = waiting.collect();
    rebuild(&mut chart, near, waiting, Blink::Never, chance);
    chart.keep();
    chart
}

/// A cut under way.
struct Cut<'a> {
    ground: &'a Ground<'a>,
    demand: &'a dyn Fn(u32) -> u64,
    leaves: &'a mut Vec<Vec<u32>>,
}

impl Cut<'_> {
    /// Parts the sites along the longer side of their ground, in proportion to their demand,
    /// until every part has one crew; its sites are then ordered around their middle.
    fn halve(&mut self, sites: &mut [u32], crews: u32) {
        if crews <= 1 || sites.len() <= 1 {
            if crews > 0 && !sites.is_empty() {
                self.leaf(sites);
            }
            return;
        }
        let (width, height) = (self.extent(sites, |x, _| x), self.extent(sites, |_, y| y));
        let along = |site: u32| {
            let place = self.ground.site(site);
            if width.1 - width.0 >= height.1 - height.0 { place.x } else { place.y }
        };
        sites.sort_unstable_by_key(|&site| (along(site), site));
        let total: u64 = sites.iter().map(|&site| (self.demand)(site)).sum();
        let half = crews / 2;
        let mut sum = 0;
        let part = sites.iter().take_while(|&&site| {
            let middle = sum + (self.demand)(site) / 2;
            sum += (self.demand)(site);
            middle * u64::from(crews) <= total * u64::from(half)
        });
        let at = part.count().clamp(1, sites.len() - 1);
        let (left, right) = sites.split_at_mut(at);
        self.halve(left, half);
        self.halve(right, crews - half);
    }

    fn extent(&self, sites: &[u32], axis: fn(i64, i64) -> i64) -> (i64, i64) {
        sites.iter().fold((i64::MAX, i64::MIN), |(low, high), &site| {
            let site = self.ground.site(site);
            let value = axis(site.x.into(), site.y.into());
            (low.min(value), high.max(value))
        })
    }

    fn leaf(&mut self, sites: &[u32]) {
        let count = f64::from(position(sites.len()));
        let middle = sites.iter().fold((0.0, 0.0), |(x, y), &site| {
            let site = self.ground.site(site);
            (x + f64::from(site.x) / count, y + f64::from(site.y) / count)
        });
        let turn = |site: u32| {
            let place = self.ground.site(site);
            bearing(f64::from(place.x) - middle.0, f64::from(place.y) - middle.1)
        };
        let mut order = sites.to_vec();
        order.sort_by(|&a, &b| turn(a).total_cmp(&turn(b)).then(a.cmp(&b)));
        self.leaves.push(order);
    }
}

/// Grows with the angle from 0 to 4, by divisions alone: the same on every machine.
fn bearing(dx: f64, dy: f64) -> f64 {
    let reach = dx.abs() + dy.abs();
    if reach == 0.0 {
        return 0.0;
    }
    let share = dx / reach;
    if dy >= 0.0 { 1.0 - share } else { 3.0 + share }
}
