//! W303: signatures and papers in the box differ by more than an oversight. Any difference needs a reason already (E105).

use election::message::Field;

use super::{Case, Found, Kind, Look, Rule};

pub(super) const RULE: Rule = Rule {
    code: "W303",
    kind: Kind::Bound,
    default: 15,
    unit: ["bulletins ou émargements", "papers or signatures"],
    says: [
        "émargements et votants s'écartent de plus qu'une étourderie",
        "signatures and papers cast differ by more than an oversight",
    ],
    remedy: [
        "recomptez les émargements et les bulletins ; si l'écart est réel, appelez la préfecture",
        "count signatures and papers again; if the difference is real, call the prefecture",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let value = case.counts.cast.value().abs_diff(case.counts.signed_in.value());
    (value > 0).then(|| Found { value: f64::from(value), fields: vec![Field::SignedIn, Field::Cast] })
}
