//! W405: blank and void would be much likelier exchanged.

use election::message::Field;

use super::{Case, Found, Kind, Look, READ_AGAIN, Rule, TENTHS_OF_NATS};

pub(super) const RULE: Rule = Rule {
    code: "W405",
    kind: Kind::Evidence,
    default: 30,
    unit: TENTHS_OF_NATS,
    says: ["des blancs et des nuls qui paraissent intervertis", "blank and void that look exchanged"],
    remedy: READ_AGAIN,
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let evidence = case.found?.papers.exchanged.as_ref()?;
    Some(Found { value: 10.0 * evidence.nats, fields: vec![Field::Blank, Field::Void] })
}
