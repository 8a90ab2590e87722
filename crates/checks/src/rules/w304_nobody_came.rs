//! W304: nobody voted where there are voters.

use election::message::Field;

use super::{Case, Found, Kind, Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W304",
    kind: Kind::Bound,
    default: 1,
    unit: ["inscrits", "registered voters"],
    says: ["personne n'a voté dans ce bureau", "nobody voted at this station"],
    remedy: [
        "vérifiez que le bureau a ouvert et que c'est le bon procès-verbal",
        "check that the station opened and that it is the right record",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let nobody = case.counts.cast.value() == 0;
    let value = f64::from(case.counts.registered.value());
    nobody.then(|| Found { value, fields: vec![Field::Cast, Field::SignedIn] })
}
