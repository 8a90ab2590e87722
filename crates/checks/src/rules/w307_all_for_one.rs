//! W307: every valid vote is for one candidate.

use super::{Case, Found, Kind, Look, READ_AGAIN, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W307",
    kind: Kind::Bound,
    default: 50,
    unit: ["suffrages exprimés", "valid votes"],
    says: ["tous les suffrages exprimés vont à un seul candidat", "every valid vote is for one candidate"],
    remedy: READ_AGAIN,
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let valid = case.counts.valid;
    let several = case.counts.candidates.len() > 1;
    let all = several && case.counts.candidates.contains(&valid);
    all.then(|| Found { value: f64::from(valid.value()), fields: case.candidates() })
}
