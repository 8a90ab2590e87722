//! W506: one station has at least what all others of its commune have together, on every line:
//! the commune's own sum may stand in its place.

use std::collections::BTreeMap;

use election::message::Field;
use election::{Counts, Id};

use super::{Kind, Look, Place, Round, Rule, Spot};
use crate::contest::Station;

/// With fewer stations, a town and its hamlets are like this.
const LEAST_OTHERS: usize = 2;
/// What is left when the others are taken away must look like one of them: its register is
/// between a third and three times theirs on average.
const ALIKE: u64 = 3;

pub(super) const RULE: Rule = Rule {
    code: "W506",
    kind: Kind::Bound,
    default: 4,
    unit: ["autres bureaux de la commune", "other stations of the commune"],
    says: [
        "sur chaque ligne au moins autant que tous les autres bureaux de la commune ensemble",
        "on every line at least as much as all other stations of the commune together",
    ],
    remedy: [
        "vérifiez que ce n'est pas le récapitulatif de la commune, ou un cumul",
        "check that it is not the commune's return, or a running sum",
    ],
    look: Look::Contest(look),
};

fn look(round: &Round<'_>) -> Vec<Spot> {
    let mut communes: BTreeMap<Id, Vec<&Station>> = BTreeMap::new();
    for station in &round.contest.stations {
        communes.entry(station.address.commune).or_default().push(station);
    }
    let several = communes.into_values().filter(|stations| stations.len() > LEAST_OTHERS);
    several.filter_map(|stations| spot(&stations)).collect()
}

/// Two stations cannot both have half of the register, so the largest is the only candidate.
fn spot(stations: &[&Station]) -> Option<Spot> {
    let largest = stations.iter().max_by_key(|station| station.counts.registered)?;
    let others = stations.len() - 1;
    let sums = row_sums(stations);
    let whole = largest.counts.row().zip(&sums).all(|(own, sum)| 2 * own >= *sum);
    let rest = (2 * largest.counts.registered.wide()).saturating_sub(sums[REGISTERED]) * u64::try_from(others).ok()?;
    let theirs = sums[REGISTERED] - largest.counts.registered.wide();
    let alike = rest * ALIKE >= theirs && rest <= theirs * ALIKE;
    (whole && alike).then(|| Spot {
        place: Place::Station(largest.address.station),
        value: f64::from(u32::try_from(others).unwrap_or(u32::MAX)),
        fields: vec![Field::Registered, Field::Cast, Field::Valid],
    })
}

/// The first line of [`Counts::row`].
const REGISTERED: usize = 0;

fn row_sums(stations: &[&Station]) -> Vec<u64> {
    let add = |mut sums: Vec<u64>, counts: &Counts| {
        sums.iter_mut().zip(counts.row()).for_each(|(sum, figure)| *sum += figure);
        sums
    };
    let (first, rest) = stations.split_first().unwrap_or_else(|| unreachable!("a commune has a station"));
    rest.iter().fold(first.counts.row().collect(), |sums, station| add(sums, &station.counts))
}
