//! W305: papers were cast and none is valid.

use election::message::Field;

use super::{Case, Found, Kind, Look, READ_AGAIN, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W305",
    kind: Kind::Bound,
    default: 1,
    unit: ["votants", "papers cast"],
    says: ["des votants, et aucun suffrage exprimé", "papers were cast and none is valid"],
    remedy: READ_AGAIN,
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let nothing = case.counts.valid.value() == 0;
    let value = f64::from(case.counts.cast.value());
    let fields = || [vec![Field::Valid, Field::Blank, Field::Void], case.candidates()].concat();
    (nothing && value > 0.0).then(|| Found { value, fields: fields() })
}
