//! Two plans side by side.

use election::Id;
use election::refusal::Language;
use plan::answer::{Crew, Move, Value};
use plan::explain::{compare, json, words};
use plan::measure::Officers;

use crate::small::country;

#[test]
fn a_plan_beside_itself_changes_nothing() {
    let (problem, plan, _) = country();
    let same = compare((&problem, &plan), (&problem, &plan));
    assert!(same.orders.changed.is_empty() && same.orders.added.is_empty() && same.orders.gone.is_empty());
    // Seven units in two shifts, but the soldiers in the late one only; nothing is to be swept.
    assert_eq!(same.orders.kept, 13);
    assert!(!same.departments.iter().any(plan::explain::Change::is_one));
    assert!(words::compare(&same, Language::English).contains("departments changed: 0"));
}

#[test]
fn every_kind_of_change_is_told_once() {
    let (problem, plan, _) = country();
    let id = |text: &str| Id::new(text).unwrap();
    let (unit, shift) = (|name: &str| problem.units.iter().position(|unit| unit.id == id(name)).unwrap(), id("early"));
    let mut new = plan.clone();
    // Another crew in the early shift; the number of a circuit alone is nobody's order.
    new.circuits[4].crews[0] = Crew::Ordinary { unit: u32::try_from(unit("g-02")).unwrap() };
    new.circuits[4].number = 7;
    new.reserves.retain(|reserve| reserve.unit as usize != unit("p-01") || reserve.shift != 0);
    new.pools[1].realised = Value(3_000_000);
    new.response_only.clear();
    let found = compare((&problem, &plan), (&problem, &new));
    assert_eq!(found.orders.gone, [(id("p-02"), shift)]);
    assert_eq!(found.orders.changed, [(id("g-02"), shift), (id("p-01"), shift)]);
    assert!(found.orders.added.is_empty());
    assert_eq!(found.orders.kept, 10);
    assert_eq!((found.value, found.response_only), ([Value(2_083_334), Value(3_000_000)], [1, 0]));
    let back = compare((&problem, &new), (&problem, &plan));
    assert_eq!((back.orders.added, back.orders.changed), (found.orders.gone.clone(), found.orders.changed.clone()));
    let text = json::compare(&found);
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["orders"]["kept"], 10);
    assert_eq!(read["orders"]["gone"][0]["unit"], "p-02");
    assert_eq!(read["departments"][0]["value"][1], 3_000_000);
    let [french, english] = [Language::French, Language::English].map(|language| words::compare(&found, language));
    assert!(french.contains("10 gardés, 2 changés, 0 nouveaux, 1 supprimés") && english.contains("gone: p-02 early"));
}

#[test]
fn people_are_counted_where_they_stand() {
    let (problem, plan, _) = country();
    let mut fewer = problem.clone();
    fewer.units[2].strength = Officers(8);
    let mut home = plan.clone();
    home.moves.clear();
    let found = compare((&problem, &plan), (&fewer, &home));
    // The squad of 20 goes home to 02, and one of g-01 is missing in 01.
    let of = |department: usize| found.departments[department].officers;
    assert_eq!((of(0)[0] - of(0)[1], of(1)[1] - of(1)[0]), (21, 20));
    assert_eq!(plan.moves, [Move { unit: 7, base: 1 }]);
}
