//! W503: a station of the earlier contest is not in the file.

use std::collections::BTreeSet;

use super::{Kind, Look, Place, Round, Rule, Spot};

pub(super) const RULE: Rule = Rule {
    code: "W503",
    kind: Kind::Bound,
    default: 1,
    unit: ["inscrits au scrutin précédent", "registered at the contest before"],
    says: [
        "un bureau du scrutin précédent qui n'est pas dans le fichier",
        "a station of the contest before that is not in the file",
    ],
    remedy: [
        "cherchez son procès-verbal, ou la décision qui l'a supprimé",
        "look for its record, or for the decision that closed it",
    ],
    look: Look::Contest(look),
};

/// Only departments of which the file has stations: a file of one department lacks no other.
fn look(round: &Round<'_>) -> Vec<Spot> {
    let Some(before) = round.before else { return Vec::new() };
    let there = round.contest.known();
    let departments: BTreeSet<_> = round.contest.stations.iter().map(|station| station.address.department).collect();
    let missing = before.stations.iter().filter(|station| {
        departments.contains(&station.address.department) && !there.contains(&station.address.station)
    });
    let spot = |station: &crate::Station| Spot {
        place: Place::Station(station.address.station),
        value: f64::from(station.counts.registered.value()),
        fields: Vec::new(),
    };
    missing.map(spot).collect()
}
