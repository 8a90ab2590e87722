//! W306: not one blank paper in a station where some are to be expected.

use election::message::Field;

use super::{Case, Found, Kind, Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W306",
    kind: Kind::Bound,
    default: 900,
    unit: ["suffrages exprimés", "valid votes"],
    says: ["aucun bulletin blanc dans un grand bureau", "not one blank paper in a big station"],
    remedy: [
        "vérifiez que les blancs n'ont pas été comptés avec les nuls",
        "check that the blank papers were not counted with the void",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let none = case.counts.blank.value() == 0;
    let value = f64::from(case.counts.valid.value());
    none.then(|| Found { value, fields: vec![Field::Blank, Field::Void] })
}
