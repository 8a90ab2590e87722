//! Values as they are spelled in the files of a plan; each has one spelling.

use std::str::FromStr;

use election::Id;
use plan::measure::Seconds;
use plan::problem::{EventKind, Force, Scope, SiteKind, ThreatKind, UnitKind, UnitZone};

use crate::directory::value::{Words, of_word, word_of};

pub(super) const FORCES: &Words<Force> = &[
    ("gendarmerie", Force::Gendarmerie),
    ("military", Force::Military),
    ("municipal", Force::Municipal),
    ("police", Force::Police),
];
pub(super) const UNITS: &Words<UnitKind> = &[
    ("bomb-disposal", UnitKind::BombDisposal),
    ("elite", UnitKind::Elite),
    ("patrol", UnitKind::Patrol),
    ("soldiers", UnitKind::Soldiers),
];
pub(super) const ZONES: &Words<UnitZone> =
    &[("any", UnitZone::Any), ("gendarmerie", UnitZone::Gendarmerie), ("police", UnitZone::Police)];
pub(super) const ANSWERS: &Words<bool> = &[("yes", true), ("no", false)];
pub(super) const THREATS: &Words<ThreatKind> = &[
    ("arson", ThreatKind::Arson),
    ("attack", ThreatKind::Attack),
    ("disorder", ThreatKind::Disorder),
    ("interference", ThreatKind::Interference),
    ("intrusion", ThreatKind::Intrusion),
];
pub(super) const EVENTS: &Words<EventKind> = &[
    ("headquarters", EventKind::Headquarters),
    ("rally", EventKind::Rally),
    ("result-evening", EventKind::ResultEvening),
];
const SITES: &Words<SiteKind> =
    &[("venue", SiteKind::Venue), ("headquarters", SiteKind::Headquarters), ("gathering", SiteKind::Gathering)];

/// A whole number: digits only, no leading zero.
pub(super) fn figure<T: FromStr>(text: &str) -> Option<T> {
    let padded = text.len() > 1 && text.starts_with('0');
    let plain = !text.is_empty() && !padded && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// `20 min`; `90 s` where it is no whole number of minutes.
pub(super) fn duration(text: &str) -> Option<Seconds> {
    let (figure_text, unit) = text.split_once(' ')?;
    let count: u32 = figure(figure_text)?;
    match unit {
        "min" => count.checked_mul(60).map(Seconds),
        "s" if !count.is_multiple_of(60) => Some(Seconds(count)),
        _ => None,
    }
}

/// The twin of [`duration`].
pub(super) fn of_duration(time: Seconds) -> String {
    if time.0.is_multiple_of(60) { format!("{} min", time.0 / 60) } else { format!("{} s", time.0) }
}

/// Identifiers in ascending order with one space between; empty for none.
pub(super) fn ids(text: &str) -> Option<Vec<Id>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let ids: Vec<Id> = text.split(' ').map(|part| Id::new(part).ok()).collect::<Option<_>>()?;
    ids.is_sorted_by(|one, other| one < other).then_some(ids)
}

/// The twin of [`ids`].
pub(super) fn of_ids(ids: &[Id]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ")
}

/// `nation`, `place 75`, `kind headquarters`, `site 75-056-v001`.
pub(super) fn scope(text: &str) -> Option<Scope> {
    if text == "nation" {
        return Some(Scope::Nation);
    }
    let (word, name) = text.split_once(' ')?;
    match word {
        "place" => Id::new(name).ok().map(Scope::Place),
        "kind" => of_word(SITES, name).map(Scope::Kind),
        "site" => Id::new(name).ok().map(Scope::Site),
        _ => None,
    }
}

/// The twin of [`scope`].
pub(super) fn of_scope(scope: Scope) -> String {
    match scope {
        Scope::Nation => "nation".to_owned(),
        Scope::Place(place) => format!("place {place}"),
        Scope::Kind(kind) => format!("kind {}", word_of(SITES, kind)),
        Scope::Site(site) => format!("site {site}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_one_spelling() {
        for (text, seconds) in [("20 min", 1_200), ("90 s", 90), ("0 min", 0), ("1 s", 1)] {
            assert_eq!(duration(text), Some(Seconds(seconds)));
            assert_eq!(of_duration(Seconds(seconds)), text);
        }
        for wrong in ["", "20", "20min", "60 s", "0 s", "020 min", "-1 min", "1.5 min", "1 h", "71582789 min", "1  min"]
        {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_scope_has_one_spelling() {
        for text in ["nation", "place 75", "kind venue", "kind headquarters", "kind gathering", "site 75-056-v001"] {
            assert_eq!(scope(text).map(of_scope).as_deref(), Some(text));
        }
        for wrong in ["", "Nation", "nation 75", "place", "place ", "place a b", "kind", "kind x", "zone 1"] {
            assert_eq!(scope(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_figure_has_one_spelling() {
        assert_eq!((figure::<u32>("0"), figure::<u32>("4294967295")), (Some(0), Some(u32::MAX)));
        for wrong in ["", "+1", "-1", "01", "1_000", "1.0", " 1", "4294967296"] {
            assert_eq!(figure::<u32>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lists_ascend() {
        assert_eq!(ids("").map(|ids| ids.len()), Some(0));
        assert_eq!(ids("dog negotiator").map(|ids| of_ids(&ids)).as_deref(), Some("dog negotiator"));
        for wrong in [" ", "dog  negotiator", "negotiator dog", "dog dog", "dog,negotiator"] {
            assert_eq!(ids(wrong), None, "{wrong}");
        }
    }
}
