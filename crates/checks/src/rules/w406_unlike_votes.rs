//! W406: the votes are unlike everything around, in no way that a known slip explains.

use super::{Case, Found, Kind, Look, Rule, TENTHS_OF_NATS};

pub(super) const RULE: Rule = Rule {
    code: "W406",
    kind: Kind::Evidence,
    default: 40,
    unit: TENTHS_OF_NATS,
    says: ["des voix qui ne ressemblent à rien de ce qui l'entoure", "votes that are unlike everything around"],
    remedy: [
        "vérifiez que c'est le procès-verbal de ce bureau et relisez chaque ligne ; si tout est juste, écrivez-le",
        "check that it is the record of this station and read every line again; if all is right, say so",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let value = 10.0 * case.found?.unlike_votes?;
    Some(Found { value, fields: case.candidates() })
}
