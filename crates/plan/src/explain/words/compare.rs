//! Two plans side by side, in words.

use core::fmt::Write as _;

use election::refusal::Language;

use super::names::{first, points, say, whole};
use crate::explain::compare::Comparison;

/// Units and departments that are named; `--json` has them all.
const SHOWN: usize = 12;

/// What is told of two plans.
pub fn compare(found: &Comparison, language: Language) -> String {
    let mut out = String::new();
    let n = |number: u64| whole(number, language);
    let mut line = |french: &str, english: &str, [old, new]: [String; 2]| {
        let _ = writeln!(out, "{}{}{old} → {new}", say(language, french, english), say(language, " : ", ": "));
    };
    line("valeur", "value", found.value.map(|value| points(value, language)));
    line("borne", "bound", found.bound.map(|value| points(value, language)));
    line("circuits", "circuits", found.circuits.map(n));
    line("sites sans passage", "sites without a visit", found.response_only.map(n));
    let orders = &found.orders;
    let changed = orders.changed.len() + orders.added.len() + orders.gone.len();
    let all = orders.kept + changed as u64;
    let _ = match language {
        Language::French => writeln!(
            out,
            "ordres de tout le plan, un par unité et vacation : {} gardés, {} changés, {} nouveaux, {} supprimés, sur {}",
            n(orders.kept),
            n(orders.changed.len() as u64),
            n(orders.added.len() as u64),
            n(orders.gone.len() as u64),
            n(all)
        ),
        Language::English => writeln!(
            out,
            "orders of the whole plan, one for each unit and shift: {} kept, {} changed, {} new, {} gone, of {}",
            n(orders.kept),
            n(orders.changed.len() as u64),
            n(orders.added.len() as u64),
            n(orders.gone.len() as u64),
            n(all)
        ),
    };
    let lists = [
        (say(language, "changés", "changed"), &orders.changed),
        (say(language, "nouveaux", "new"), &orders.added),
        (say(language, "supprimés", "gone"), &orders.gone),
    ];
    for (name, units) in lists.into_iter().filter(|(_, units)| !units.is_empty()) {
        let named = first(units.iter().map(|(unit, shift)| format!("{unit} {shift}")), SHOWN);
        let _ = writeln!(out, "  {name}{}{named}", say(language, " : ", ": "));
    }
    departments(found, language, &mut out);
    out
}

/// Departments that differ, those with most people given or taken first.
fn departments(found: &Comparison, language: Language, out: &mut String) {
    let mut changes: Vec<_> = found.departments.iter().filter(|change| change.is_one()).collect();
    changes
        .sort_by_key(|change| (core::cmp::Reverse(change.officers[0].abs_diff(change.officers[1])), change.department));
    let count = whole(changes.len() as u64, language);
    let _ = writeln!(out, "{}{count}", say(language, "départements changés : ", "departments changed: "));
    for change in changes.iter().take(SHOWN) {
        let [people, more] = change.officers.map(|officers| whole(officers, language));
        let [value, now] = change.value.map(|value| points(value, language));
        let [circuits, then] = change.circuits;
        let people_word = say(language, "personnes", "people");
        let value_word = say(language, "valeur", "value");
        let _ = writeln!(
            out,
            "  {} {people_word} {people} → {more}, circuits {circuits} → {then}, {value_word} {value} → {now}",
            change.department
        );
    }
    if changes.len() > SHOWN {
        let _ = writeln!(out, "  … + {}", changes.len() - SHOWN);
    }
}
