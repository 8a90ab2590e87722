//! W501: the same votes, candidate by candidate, stand at another station.

use super::{Case, Found, Kind, Look, Rule};

/// With fewer candidates, equal votes are no wonder among thousands of stations.
const LEAST_CANDIDATES: usize = 5;

pub(super) const RULE: Rule = Rule {
    code: "W501",
    kind: Kind::Bound,
    default: 50,
    unit: ["suffrages exprimés", "valid votes"],
    says: [
        "les mêmes voix, candidat par candidat, que dans un autre bureau",
        "the same votes, candidate by candidate, as at another station",
    ],
    remedy: [
        "vérifiez le numéro du bureau sur les deux procès-verbaux",
        "check the number of the station on both records",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let same = case.twin.is_some() && case.counts.candidates.len() >= LEAST_CANDIDATES;
    same.then(|| Found { value: f64::from(case.counts.valid.value()), fields: case.candidates() })
}
