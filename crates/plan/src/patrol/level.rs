//! Levels of risk, and the level that crews without travel could hold.

use super::{Pool, ground::Ground};

/// What an attacker can expect of a site times the period: weight × seconds without presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Level(pub u64);

impl Level {
    /// Of a site of this weight with so many seconds of presence in a period.
    pub fn of(weight: u64, seconds: u32, period: u32) -> Self {
        Self(weight * u64::from(period - seconds))
    }

    /// The fewest seconds of presence with which a site of this weight is not above the level.
    pub fn need(self, weight: u64, period: u32) -> u32 {
        let away = self.0 / weight.max(1);
        period - u32::try_from(away).unwrap_or(u32::MAX).min(period)
    }

    /// The smallest level for which `holds`, which must be true from some level up; `worst` if
    /// it is true nowhere below.
    pub fn smallest(worst: Self, holds: impl Fn(Self) -> bool) -> Self {
        let (mut low, mut high) = (0, worst.0);
        while low < high {
            let middle = low + (high - low) / 2;
            if holds(Self(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Self(high)
    }
}

/// The lowest level at which these sites need no more than `seconds` together.
pub(super) fn shared(ground: &Ground<'_>, sites: &[u32], seconds: u64) -> Level {
    let heaviest = sites.iter().map(|&site| ground.site(site).weight).max().unwrap_or(0);
    let worst = Level::of(heaviest, 0, ground.period());
    let need = |level| sites.iter().map(|&site| u64::from(ground.need(site, level))).sum::<u64>();
    Level::smallest(worst, |level| need(level) <= seconds)
}

/// The value that no circuits of this pool can go below: that of the same crews if they needed no
/// time to travel and could share themselves out at will.
///
/// It is the value of the water level `v` with `p = clamp(1 − v ÷ weight, floor, ceiling)` and
/// `Σ p × period = circuits × (period − rest)`, found here by bisection to 2^-100 of the largest
/// weight. Presence adds up in it although two crews in one place count once, which can only make
/// it lower. Floors that the crews cannot carry are carried all the same.
pub fn bound(pool: &Pool<'_>) -> f64 {
    let period = f64::from(pool.shape.period);
    let crews = f64::from(pool.circuits) * f64::from(pool.shape.period.saturating_sub(pool.shape.rest));
    let presence = |site: &super::Site, value: f64| {
        let share = 1.0 - value / real(site.weight.max(1));
        share.max(f64::from(site.floor) / period).min(f64::from(site.ceiling) / period)
    };
    let used = |value: f64| pool.sites.iter().map(|site| presence(site, value) * period).sum::<f64>();
    let (mut low, mut high) = (0.0, pool.sites.iter().map(|site| real(site.weight)).fold(0.0, f64::max));
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if used(middle) > crews { low = middle } else { high = middle }
    }
    pool.sites.iter().map(|site| real(site.weight) * (1.0 - presence(site, high))).fold(0.0, f64::max)
}

#[expect(clippy::cast_precision_loss, reason = "weights and levels stay below 2^60, their statistics need no last bit")]
pub(super) fn real(number: u64) -> f64 {
    number as f64
}
