//! W301: more blank papers than any station has for good reason.

use election::message::Field;

use super::{Case, Found, Kind, Look, PER_MILLE_CAST, READ_AGAIN, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W301",
    kind: Kind::Bound,
    default: 500,
    unit: PER_MILLE_CAST,
    says: [
        "une part de bulletins blancs que presque aucun bureau n'atteint",
        "a share of blank papers that hardly any station reaches",
    ],
    remedy: READ_AGAIN,
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let value = case.per_mille_of_cast(case.counts.blank)?;
    Some(Found { value, fields: vec![Field::Blank, Field::Void, Field::Valid, Field::Cast] })
}
