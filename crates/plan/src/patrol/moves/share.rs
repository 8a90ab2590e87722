//! Shares a site between two rounds: what does not fit into one crew's time is given by two.

use super::{
    super::{chart::Chart, ground::position, level::Level, near::Near},
    Blink, rebuild,
};
use crate::chance::Chance;

/// Shares the site that asks most of a round between it and another; taken back if that does
/// not lower the cost. True if it did.
pub(in super::super) fn share(
    chart: &mut Chart<'_>,
    near: &Near,
    round: u32,
    level: Level,
    chance: &mut Chance,
) -> bool {
    let least = 2 * chart.ground.shortest_stop();
    let asks = |chart: &Chart<'_>, visit: u32| chart.visits[visit as usize].seconds;
    let legs = chart.rounds[round as usize].legs.iter().map(|leg| leg.visit);
    let Some(visit) = legs.max_by_key(|&visit| asks(chart, visit)) else { return false };
    if asks(chart, visit) < least {
        return false;
    }
    let site = chart.visits[visit as usize].site;
    chart.keep();
    chart.touch(site);
    let added = chart.add(site);
    chart.time(site, level);
    chart.refresh_site(site);
    rebuild(chart, near, vec![added], Blink::Never, chance);
    chart.time(site, level);
    chart.refresh_site(site);
    if chart.risen() < 0.0 {
        chart.shares[site as usize] = position(chart.of_site[site as usize].len());
        chart.keep();
        return true;
    }
    chart.retire(added);
    chart.time(site, level);
    chart.take_back();
    false
}
