//! Better placements: crews move to other bases; a loss is accepted the less the colder it gets
//! (Kirkpatrick, Gelatt and Vecchi 1983). A candidate base asks its neighbours and a few bases
//! elsewhere who could best be spared for it.

use super::{bound::real, cover::Cover};
use crate::chance::Chance;

/// How hot, how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// First temperature, in worth, above 0.
    pub(super) hot: f64,
    /// How many candidates are looked at.
    pub(super) looks: u64,
}

/// Candidates between two questions whether to stop; the temperature falls with each of them.
pub(super) const BLOCK: u64 = 4_096;
/// The last temperature is this part of the first.
const COLD: f64 = 1.0 / 30.0;
/// A candidate that fell short by more than so many temperatures when it was last looked at is
/// looked at only every fourth time.
const HOPELESS: f64 = 6.0;
/// Bases far away that are asked for each candidate.
const ELSEWHERE: usize = 2;
/// Part of the candidates accepted at first, times the root of bases per crew; see [`heat`].
const ACCEPTED: f64 = 0.3;

/// Runs a schedule from a placement, which is left where the schedule ends: hot starts forget
/// where they came from, so the caller keeps what was better.
pub(super) fn run(cover: &mut Cover<'_>, schedule: Schedule, chance: &mut Chance, mut stop: impl FnMut() -> bool) {
    let bases = cover.reduced.bases();
    if bases == 0 || cover.used.is_empty() {
        return;
    }
    let blocks = schedule.looks.div_ceil(BLOCK).max(1);
    let factor = factor(COLD, blocks);
    let mut room = Vec::new();
    let mut short = vec![0.0; bases];
    let mut temperature = schedule.hot;
    for block in 0..blocks {
        // The last tenth takes only what is better.
        if block >= blocks - blocks / 10 {
            temperature = 0.0;
        }
        for _ in 0..BLOCK {
            let base = super::rows::short(chance.index(bases));
            let hopeless = short[base as usize] > HOPELESS * temperature && chance.bits() & 3 > 0;
            if !hopeless && cover.has_room(base) {
                short[base as usize] = look(cover, base, temperature, chance, &mut room);
            }
        }
        temperature *= factor;
        if stop() {
            break;
        }
    }
}

/// The first temperature for a search from this placement: the one at which a part of all
/// candidates would be accepted (Johnson et al. 1989), so that it follows from what changes cost
/// and not from what sites are worth. A fixed part is too cold where crews are many among few
/// bases, and a fixed number of changes for each crew too hot there; the root of crews per base
/// lies between the two.
pub(super) fn heat(cover: &mut Cover<'_>, chance: &mut Chance) -> f64 {
    let bases = super::rows::short(cover.reduced.bases());
    let mut room = Vec::new();
    let mut heats = Vec::new();
    let any = !cover.used.is_empty();
    for base in 0..bases {
        if any
            && cover.has_room(base)
            && let Some((_, costs)) = cheapest(cover, base, chance, &mut room)
        {
            heats.push(costs / exponential(chance));
        }
    }
    heats.sort_by(f64::total_cmp);
    let accepted = ACCEPTED * (f64::from(cover.reduced.crews) / f64::from(bases.max(1))).sqrt();
    let place = part(heats.len(), accepted.min(0.5));
    // Worths are whole: one is as cold as it gets.
    heats.get(place).map_or(1.0, |heat| heat.max(1.0))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a list's length")]
fn part(length: usize, part: f64) -> usize {
    (f64::from(super::rows::short(length)) * part) as usize
}

/// The factor whose power of so many steps is `wanted`, by halving intervals, with no function
/// whose last bit differs between machines.
fn factor(wanted: f64, steps: u64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if power(middle, steps) < wanted { low = middle } else { high = middle }
    }
    high
}

fn power(base: f64, mut exponent: u64) -> f64 {
    let (mut square, mut result) = (base, 1.0);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result *= square;
        }
        square *= square;
        exponent >>= 1;
    }
    result
}

/// One candidate: the cheapest crew moves there if the change is accepted. Gives what it costs.
fn look(cover: &mut Cover<'_>, base: u32, temperature: f64, chance: &mut Chance, room: &mut Vec<(u32, i64)>) -> f64 {
    // What the change may cost at most: an exponential draw, which is Metropolis' rule.
    let allowed = temperature * exponential(chance);
    let Some((other, costs)) = cheapest(cover, base, chance, room) else { return f64::INFINITY };
    if costs < allowed {
        let place = cover.place(other);
        cover.remove(place);
        cover.add(base);
    }
    costs
}

/// Whose crew could best move to a base, and what that costs: less than 0 if it is better there.
fn cheapest(cover: &mut Cover<'_>, base: u32, chance: &mut Chance, room: &mut Vec<(u32, i64)>) -> Option<(u32, f64)> {
    let gain = cover.neighbours(base, room);
    for _ in 0..ELSEWHERE {
        let other = cover.used[chance.index(cover.used.len())];
        if other != base && room.iter().all(|&(met, _)| met != other) {
            room.push((other, cover.loss(other)));
        }
    }
    let others = room.iter().filter(|(other, _)| *other != base);
    let &(other, cost) = others.min_by_key(|&&(other, cost)| (cost, other))?;
    Some((other, real(cost - gain)))
}

/// An exponential draw of mean 1: -ln of an even number, by arithmetic that is the same on every
/// machine.
fn exponential(chance: &mut Chance) -> f64 {
    let bits = chance.bits() >> 11 | 1;
    // bits = m 2^e with m in [1, 2): the exponent by counting, the rest by a series.
    let exponent = bits.ilog2();
    let m = real(i64::try_from(bits).unwrap_or(i64::MAX)) / real(1_i64 << exponent);
    let t = (m - 1.0) / (m + 1.0);
    let square = t * t;
    let series =
        1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square * (1.0 / 9.0 + square / 11.0))));
    std::f64::consts::LN_2 * f64::from(53 - exponent) - 2.0 * t * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_draws_have_mean_and_variance_one_and_are_positive() {
        let mut chance = Chance::new(&[5; 32], "exponential", 0);
        let draws: Vec<f64> = (0..200_000).map(|_| exponential(&mut chance)).collect();
        let mean = draws.iter().sum::<f64>() / 200_000.0;
        let variance = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / 200_000.0;
        assert!(draws.iter().all(|draw| *draw > 0.0));
        assert!((mean - 1.0).abs() < 0.01 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn cooling_ends_where_it_should() {
        assert!((power(factor(0.005, 1_000), 1_000) - 0.005).abs() < 1e-12);
    }
}
