//! W502: the papers are, figure by figure, those of this station at the earlier contest.

use election::Counts;
use election::message::Field;

use super::{Case, Found, Kind, Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W502",
    kind: Kind::Bound,
    default: 20,
    unit: ["suffrages exprimés", "valid votes"],
    says: [
        "les nombres mêmes du tour précédent dans ce bureau",
        "the very figures of the round before at this station",
    ],
    remedy: ["vérifiez le tour et la date du procès-verbal", "check the round and the date of the record"],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let before = case.found?.before.as_ref()?;
    let papers = |counts: &Counts| [counts.cast, counts.blank, counts.void, counts.valid];
    let same = papers(before) == papers(case.counts);
    let value = f64::from(case.counts.valid.value());
    same.then(|| Found { value, fields: vec![Field::Cast, Field::Blank, Field::Void, Field::Valid] })
}
