//! Puts visits back, each where it costs least at the moment.

use super::super::{
    chart::{Chart, Load, Place},
    near::Near,
};
use crate::chance::Chance;

/// How often a place is overlooked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Blink {
    /// Never: the plain greedy.
    Never,
    /// Once in 64 times, so that equal surroundings do not always end in the same way.
    Rarely,
}

/// Puts all these visits into rounds, in an order drawn among a few.
pub(in super::super) fn rebuild(
    chart: &mut Chart<'_>,
    near: &Near,
    mut visits: Vec<u32>,
    blink: Blink,
    chance: &mut Chance,
) {
    order(chart, &mut visits, blink, chance);
    for visit in visits {
        let place = cheapest(chart, near, visit, blink, chance).or_else(|| anywhere(chart, visit));
        if let Some(place) = place {
            chart.insert(visit, place);
        }
    }
}

/// The longest stops first, or the heaviest sites, or by chance alone.
fn order(chart: &Chart<'_>, visits: &mut [u32], blink: Blink, chance: &mut Chance) {
    let of = |&visit: &u32| chart.visits[visit as usize];
    let kind = if blink == Blink::Never { 0 } else { chance.below(4) };
    if kind >= 2 {
        chance.shuffle(visits);
        return;
    }
    visits.sort_unstable_by_key(|visit| (core::cmp::Reverse(of(visit).seconds), *visit));
    if kind == 1 {
        visits.sort_by_key(|visit| core::cmp::Reverse(chart.ground.site(of(visit).site).weight));
    }
}

/// Cost in seconds from which on a visit is offered further afield: its surroundings are full.
const DEAR: f64 = 1_500.0;
/// Once in so many times it really is: further afield is many more places to price.
const FURTHER: u64 = 8;

/// The cheapest place beside a neighbour, or a round of its own where one is vacant; where all
/// are dear, beside a neighbour's neighbour. Within a round the shortest detour is the cheapest,
/// so each round is priced once.
fn cheapest(chart: &Chart<'_>, near: &Near, number: u32, blink: Blink, chance: &mut Chance) -> Option<Place> {
    let site = chart.visits[number as usize].site;
    let mut detours: Vec<Detour> = Vec::new();
    for beside in near.of(site) {
        for &other in &chart.of_site[beside.site as usize] {
            let Some(place) = chart.visits[other as usize].place else { continue };
            if blink == Blink::Never || !chance.bits().is_multiple_of(64) {
                offer(&mut detours, beside_it(chart, number, place, beside.travel));
            }
        }
    }
    detours.extend(chart.vacant.first().map(|&round| Detour { seconds: 0, place: Place { round, spot: 0 } }));
    let best = least(chart, number, &detours);
    let dear = best.is_none_or(|(cost, _)| cost >= DEAR);
    if best.is_some() && !(dear && (blink == Blink::Never || chance.below(FURTHER) == 0)) {
        return best.map(|(_, place)| place);
    }
    further(chart, near, number, &mut detours);
    least(chart, number, &detours).map(|(_, place)| place)
}

/// The cheapest of these, with its cost.
fn least(chart: &Chart<'_>, number: u32, detours: &[Detour]) -> Option<(f64, Place)> {
    let priced = detours.iter().map(|detour| (price(chart, number, *detour), detour.place));
    priced.min_by(|a, b| a.0.total_cmp(&b.0))
}

/// Adds the places beside the neighbours of neighbours.
fn further(chart: &Chart<'_>, near: &Near, number: u32, detours: &mut Vec<Detour>) {
    let site = chart.visits[number as usize].site;
    for beside in near.of(site).iter().flat_map(|beside| near.of(beside.site)) {
        if beside.site == site {
            continue;
        }
        for &other in &chart.of_site[beside.site as usize] {
            if let Some(place) = chart.visits[other as usize].place {
                offer(detours, beside_it(chart, number, place, chart.ground.travel(site, beside.site)));
            }
        }
    }
}

/// A place for a visit, and by how much it makes the round's way longer.
#[derive(Clone, Copy)]
struct Detour {
    seconds: i64,
    place: Place,
}

/// Keeps the shortest detour of each round.
fn offer(detours: &mut Vec<Detour>, new: Detour) {
    match detours.iter_mut().find(|detour| detour.place.round == new.place.round) {
        Some(detour) if new.seconds < detour.seconds => *detour = new,
        Some(_) => {}
        None => detours.push(new),
    }
}

/// The shorter detour of those before and behind the visit at a place, `reach` seconds away.
fn beside_it(chart: &Chart<'_>, number: u32, place: Place, reach: u32) -> Detour {
    let legs = &chart.rounds[place.round as usize].legs;
    let spot = place.spot as usize;
    let before = legs[if spot == 0 { legs.len() - 1 } else { spot - 1 }];
    let after = legs[if spot + 1 == legs.len() { 0 } else { spot + 1 }];
    let longer = |way: u32, saved: u32| i64::from(reach) + i64::from(way) - i64::from(saved);
    let first = longer(chart.way(before.visit, number), before.ahead);
    let second = longer(chart.way(number, after.visit), legs[spot].ahead);
    if first <= second {
        Detour { seconds: first, place }
    } else {
        Detour { seconds: second, place: Place { spot: place.spot + 1, ..place } }
    }
}

/// By how much a round's cost rises.
fn price(chart: &Chart<'_>, number: u32, detour: Detour) -> f64 {
    let visit = chart.visits[number as usize];
    let round = &chart.rounds[detour.place.round as usize];
    let load = Load {
        stops: round.load.stops + u64::from(visit.seconds),
        travel: round.load.travel.saturating_add_signed(detour.seconds),
        away: round.load.away + u64::from(visit.away),
        spare: round.load.spare + u64::from(visit.spare),
    };
    chart.cost(load) - round.cost
}

/// The cheapest first place of all rounds: only when no neighbour is placed.
fn anywhere(chart: &Chart<'_>, number: u32) -> Option<Place> {
    let first = |round: u32| {
        let first = chart.rounds[round as usize].legs.first()?.visit;
        let detour = beside_it(chart, number, Place { round, spot: 0 }, chart.way(number, first));
        Some((price(chart, number, detour), detour.place))
    };
    let all = (0..chart.ground.circuits()).filter_map(first);
    all.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, place)| place)
}
