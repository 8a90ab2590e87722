//! W407: turnout, blank and void are unlike everything around.

use election::message::Field;

use super::{Case, Found, Kind, Look, READ_AGAIN, Rule, TENTHS_OF_NATS};

pub(super) const RULE: Rule = Rule {
    code: "W407",
    kind: Kind::Evidence,
    default: 40,
    unit: TENTHS_OF_NATS,
    says: [
        "une participation, des blancs ou des nuls qui ne ressemblent à rien de ce qui l'entoure",
        "turnout, blank or void that are unlike everything around",
    ],
    remedy: READ_AGAIN,
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let value = 10.0 * case.found?.unlike_papers?;
    let fields = vec![Field::Registered, Field::Cast, Field::Blank, Field::Void, Field::Valid];
    Some(Found { value, fields })
}
