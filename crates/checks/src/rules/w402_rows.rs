//! W402: the votes would be much likelier with two rows exchanged, or with rows slipped by one.

use election::message::Field;

use super::{Case, Found, Kind, Look, Rule, TENTHS_OF_NATS};

pub(super) const RULE: Rule = Rule {
    code: "W402",
    kind: Kind::Evidence,
    default: 30,
    unit: TENTHS_OF_NATS,
    says: [
        "des voix qui ressemblent à des lignes interverties ou décalées",
        "votes that look like rows exchanged or slipped",
    ],
    remedy: [
        "relisez ces lignes à haute voix avec les noms ; si elles sont justes, écrivez-le en une phrase",
        "read these lines aloud with the names; if they are right, say so in one sentence",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let evidence = case.found?.votes.as_ref()?;
    let fields = evidence.mistake.rows().into_iter().map(|row| Field::Candidate(case.panels[row])).collect();
    Some(Found { value: 10.0 * evidence.nats, fields })
}
