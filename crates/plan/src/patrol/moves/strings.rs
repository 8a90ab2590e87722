//! Takes strings of visits out of neighbouring rounds.

use super::super::{
    chart::{Chart, Place},
    ground::position,
    near::Near,
};
use crate::chance::Chance;

/// Longest string.
const LONGEST: u64 = 8;
/// Most rounds that lose one.
const MOST_ROUNDS: u64 = 3;
/// Of how many rounds drawn the one that costs most is taken apart.
const DRAWN: usize = 3;

/// Takes a string out of a round and out of up to two others near its start, and returns the
/// visits taken out; none if no round has any.
pub(in super::super) fn take_strings(chart: &mut Chart<'_>, near: &Near, chance: &mut Chance) -> Vec<u32> {
    let mut out = Vec::new();
    let Some(start) = start(chart, chance) else { return out };
    let rounds = 1 + chance.below(MOST_ROUNDS);
    let longest = 1 + chance.below(LONGEST);
    let mut done: Vec<u32> = Vec::new();
    let around = core::iter::once(start).chain(near.of(start).iter().map(|near| near.site));
    for site in around {
        for number in 0..chart.of_site[site as usize].len() {
            let place = chart.visits[chart.of_site[site as usize][number] as usize].place;
            let Some(place) = place.filter(|place| !done.contains(&place.round)) else { continue };
            done.push(place.round);
            take(chart, place, longest, chance, &mut out);
        }
        if done.len() as u64 >= rounds {
            break;
        }
    }
    out
}

/// A site on the costliest of a few rounds.
fn start(chart: &Chart<'_>, chance: &mut Chance) -> Option<u32> {
    let drawn = if chance.below(2) == 0 { DRAWN } else { 1 };
    let rounds = (0..drawn).map(|_| &chart.rounds[chance.index(chart.rounds.len())]);
    let round = rounds.filter(|round| !round.legs.is_empty()).max_by(|a, b| a.cost.total_cmp(&b.cost))?;
    Some(chart.visits[round.legs[chance.index(round.legs.len())].visit as usize].site)
}

/// Takes a string that holds the visit at a place.
fn take(chart: &mut Chart<'_>, place: Place, longest: u64, chance: &mut Chance, out: &mut Vec<u32>) {
    let held = chart.rounds[place.round as usize].legs.len();
    let count = usize::try_from(longest).map_or(held, |longest| longest.min(held));
    let back = chance.index(count);
    let spot = (place.spot as usize + held - back) % held;
    chart.remove(Place { spot: position(spot), ..place }, count, out);
}
