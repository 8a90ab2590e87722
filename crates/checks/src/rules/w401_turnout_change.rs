//! W401: turnout changed against an earlier contest as in no other station of the department.

use election::message::Field;

use super::{Case, Found, Kind, Look, READ_AGAIN, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W401",
    kind: Kind::Bound,
    default: 60,
    unit: ["dixièmes d'écart-type robuste du département", "tenths of the department's robust standard deviation"],
    says: [
        "une participation qui a changé comme nulle part ailleurs dans le département",
        "turnout that changed as nowhere else in the department",
    ],
    remedy: READ_AGAIN,
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let value = 10.0 * case.found?.turnout_change?.abs();
    Some(Found { value, fields: vec![Field::Registered, Field::SignedIn, Field::Cast] })
}
