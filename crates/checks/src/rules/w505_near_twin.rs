//! W505: the votes of another station but for one line: copied, and then made to fit.

use std::collections::BTreeMap;

use election::Votes;
use election::message::Field;

use super::{Kind, Look, Place, Round, Rule, Spot};
use crate::contest::Station;

/// With fewer candidates, equal votes are no wonder among thousands of stations.
const LEAST_CANDIDATES: usize = 5;
/// Fewer votes on the equal lines are not even looked at: villages are alike by chance.
const LEAST_EQUAL: u64 = 50;

pub(super) const RULE: Rule = Rule {
    code: "W505",
    kind: Kind::Bound,
    default: 80,
    unit: ["voix sur les lignes égales", "votes on the equal lines"],
    says: [
        "les mêmes voix que dans un autre bureau, à une ligne près",
        "the same votes as at another station, but for one line",
    ],
    remedy: ["comparez les deux procès-verbaux ligne par ligne", "compare the two records line by line"],
    look: Look::Contest(look),
};

fn look(round: &Round<'_>) -> Vec<Spot> {
    let lines = round.contest.lines.len();
    if lines < LEAST_CANDIDATES {
        return Vec::new();
    }
    // A station is told once, by the line whose absence leaves most votes equal.
    let mut most: BTreeMap<usize, (u64, usize)> = BTreeMap::new();
    for line in 0..lines {
        for (station, equal) in equal_without(&round.contest.stations, line) {
            let best = most.entry(station).or_insert((equal, line));
            *best = (*best).max((equal, line));
        }
    }
    let spot = |(station, (equal, line)): (usize, (u64, usize))| Spot {
        place: Place::Station(round.contest.stations[station].address.station),
        value: f64::from(u32::try_from(equal).unwrap_or(u32::MAX)),
        fields: vec![Field::Candidate(round.contest.lines[line].panel)],
    };
    most.into_iter().map(spot).collect()
}

/// Stations whose votes are those of another on all lines but this one, and differ on it; each
/// with its votes on the equal lines.
fn equal_without(stations: &[Station], line: usize) -> Vec<(usize, u64)> {
    let rest = |at: usize| -> Vec<Votes> {
        let votes = &stations[at].counts.candidates;
        votes[..line].iter().chain(&votes[line + 1..]).copied().collect()
    };
    let equal = |at: usize| -> u64 { rest(at).iter().map(|votes| votes.wide()).sum() };
    let mut order: Vec<(Vec<Votes>, usize)> =
        (0..stations.len()).filter(|at| equal(*at) >= LEAST_EQUAL).map(|at| (rest(at), at)).collect();
    order.sort_unstable();
    let groups = order.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    let different = groups.filter(|group| {
        let votes = |at: usize| stations[at].counts.candidates[line];
        group.iter().any(|(_, at)| votes(*at) != votes(group[0].1))
    });
    different.flatten().map(|(_, at)| (*at, equal(*at))).collect()
}
