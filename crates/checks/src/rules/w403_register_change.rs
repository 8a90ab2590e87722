//! W403: the register is not what it was at an earlier contest.

use election::message::Field;

use super::{Case, Found, Kind, Look, Rule};

/// A change of fewer voters asks for nothing, however small the station is.
const LEAST_VOTERS: u32 = 50;

pub(super) const RULE: Rule = Rule {
    code: "W403",
    kind: Kind::Bound,
    default: 200,
    unit: ["pour mille des inscrits d'avant", "per mille of the registered before"],
    says: [
        "un nombre d'inscrits très différent de celui du scrutin précédent",
        "registered voters very different from the contest before",
    ],
    remedy: [
        "comparez avec la liste d'émargement ; si le bureau a été redécoupé, écrivez-le",
        "compare with the register; if the station was cut anew, say so",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let before = case.found?.before.as_ref()?.registered.value();
    let change = before.abs_diff(case.counts.registered.value());
    let enough = change >= LEAST_VOTERS && before > 0;
    let value = 1000.0 * f64::from(change) / f64::from(before.max(1));
    enough.then(|| Found { value, fields: vec![Field::Registered] })
}
