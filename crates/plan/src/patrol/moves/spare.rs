//! Gives up a visit that its site can spare: one stop less, and one way.

use super::super::{chart::Chart, ground::position, level::Level};

/// Gives up visits of a site, one at a time, while that lowers the cost.
pub(in super::super) fn spare(chart: &mut Chart<'_>, site: u32, level: Level) {
    while chart.of_site[site as usize].len() > 1 {
        let visits = chart.of_site[site as usize].clone();
        if !visits.into_iter().any(|visit| without(chart, visit, level)) {
            return;
        }
    }
}

/// True if the cost is lower without a visit, which is then given up.
fn without(chart: &mut Chart<'_>, visit: u32, level: Level) -> bool {
    let site = chart.visits[visit as usize].site;
    let Some(place) = chart.visits[visit as usize].place else { return false };
    let all = chart.of_site[site as usize].clone();
    chart.keep();
    chart.touch(site);
    chart.remove(place, 1, &mut Vec::new());
    chart.of_site[site as usize].retain(|&other| other != visit);
    let enough = chart.serves(site, level);
    chart.time(site, level);
    chart.refresh_site(site);
    let better = enough && chart.risen() < 0.0;
    if better {
        chart.discard(visit);
        let share = &mut chart.shares[site as usize];
        *share = (*share).min(position(all.len() - 1)).max(1);
    } else {
        chart.of_site[site as usize] = all;
        chart.take_back();
        chart.time(site, level);
        chart.refresh_site(site);
    }
    chart.keep();
    better
}
