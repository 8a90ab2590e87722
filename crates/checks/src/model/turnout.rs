//! How turnout changed against an earlier contest, station by station.

use std::collections::BTreeMap;

use election::{Counts, Id};

use crate::contest::Contest;

/// Median absolute deviation of a normal distribution, as a standard deviation.
const MAD_TO_DEVIATION: f64 = 1.4826;
/// Least standard deviation of the change of the logit: no department is more even.
const LEAST_DEVIATION: f64 = 0.05;
/// Fewer stations tell no spread.
const LEAST_STATIONS: usize = 10;

/// Median change and its robust standard deviation, by department.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(BTreeMap<Id, (f64, f64)>);

impl Changes {
    pub(crate) fn of<'a>(contest: &'a Contest, before: impl Fn(Id) -> Option<&'a Counts>) -> Self {
        let mut changes: BTreeMap<Id, Vec<f64>> = BTreeMap::new();
        for station in &contest.stations {
            if let Some(before) = before(station.address.station) {
                changes.entry(station.address.department).or_default().push(change(before, &station.counts));
            }
        }
        let enough = changes.into_iter().filter(|(_, changes)| changes.len() >= LEAST_STATIONS);
        Self(enough.map(|(department, changes)| (department, centre(changes))).collect())
    }

    /// In robust standard deviations of the department.
    pub(crate) fn of_station(&self, department: Id, before: &Counts, counts: &Counts) -> Option<f64> {
        let (middle, deviation) = self.0.get(&department)?;
        // Counting noise of both turnouts, as variances of their logits.
        let noise = logit_noise(before) + logit_noise(counts);
        Some((change(before, counts) - middle) / libm::sqrt(deviation * deviation + noise))
    }
}

fn centre(mut changes: Vec<f64>) -> (f64, f64) {
    let middle = median(&mut changes);
    let mut apart: Vec<f64> = changes.iter().map(|change| (change - middle).abs()).collect();
    (middle, (MAD_TO_DEVIATION * median(&mut apart)).max(LEAST_DEVIATION))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn change(before: &Counts, counts: &Counts) -> f64 {
    logit(counts) - logit(before)
}

fn parts(counts: &Counts) -> (f64, f64) {
    let (cast, registered) = (counts.cast.value(), counts.registered.value());
    (f64::from(cast) + 0.5, f64::from(registered.saturating_sub(cast)) + 0.5)
}

fn logit(counts: &Counts) -> f64 {
    let (cast, abstained) = parts(counts);
    libm::log(cast / abstained)
}

fn logit_noise(counts: &Counts) -> f64 {
    let (cast, abstained) = parts(counts);
    1.0 / cast + 1.0 / abstained
}
