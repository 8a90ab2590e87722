//! W504: a station that the earlier contest did not have.

use std::collections::BTreeSet;

use election::message::Field;

use super::{Kind, Look, Place, Round, Rule, Spot};

pub(super) const RULE: Rule = Rule {
    code: "W504",
    kind: Kind::Bound,
    default: 1,
    unit: ["inscrits", "registered"],
    says: ["un bureau que le scrutin précédent n'avait pas", "a station that the contest before did not have"],
    remedy: [
        "vérifiez le numéro du bureau sur le procès-verbal, ou la décision qui l'a créé",
        "check the number of the station on the record, or the decision that opened it",
    ],
    look: Look::Contest(look),
};

/// Only departments that the earlier contest has.
fn look(round: &Round<'_>) -> Vec<Spot> {
    let Some(before) = round.before else { return Vec::new() };
    let known = before.known();
    let departments: BTreeSet<_> = before.stations.iter().map(|station| station.address.department).collect();
    let unknown = round.contest.stations.iter().filter(|station| {
        departments.contains(&station.address.department) && !known.contains(&station.address.station)
    });
    let spot = |station: &crate::Station| Spot {
        place: Place::Station(station.address.station),
        value: f64::from(station.counts.registered.value()),
        fields: vec![Field::Registered],
    };
    unknown.map(spot).collect()
}
