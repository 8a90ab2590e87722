//! The forces of a country: exact totals at every size, and the same again.

use std::collections::BTreeSet;

use election::Id;
use plan::problem::{Country, Force, Inputs, Problem, UnitKind};
use sim::country::{Size, invent};
use sim::forces::example;

fn of(country: &sim::country::Country) -> Country<'_> {
    let sim::country::Country { places, venues, stations, rounds, .. } = country;
    Country { election: Id::new("test").unwrap(), places, venues, stations, rounds: rounds.len() }
}

fn people(inputs: &Inputs, force: Force) -> u64 {
    inputs.forces.iter().filter(|unit| unit.force == force).map(|unit| u64::from(unit.strength.0)).sum()
}

#[test]
fn totals_are_those_of_2017_or_as_many_for_each_station() {
    for stations in [69_242, 100, 6_924] {
        let country = invent(Size::new(stations).unwrap(), 1);
        let inputs = example(&of(&country));
        let found = [Force::Police, Force::Gendarmerie, Force::Military].map(|force| people(&inputs, force));
        let left_out = |commune: &Id| inputs.policy.excluded.iter().any(|id| commune.as_str().starts_with(id.as_str()));
        let protected = country.stations.iter().filter(|station| !left_out(&station.commune)).count() as u64;
        let expected = [24_000, 26_000, 7_000].map(|people| people * protected.min(66_667) / 66_667);
        assert_eq!(found, expected, "{stations} stations, {protected} protected");
    }
}

#[test]
fn units_are_all_over_the_country_and_bases_in_it() {
    let country = invent(Size::new(69_242).unwrap(), 1);
    let inputs = example(&of(&country));
    let brigades = inputs.forces.iter().filter(|unit| unit.id.as_str().starts_with("gd-")).count();
    assert!((2_500..3_500).contains(&brigades), "{brigades} brigades");
    let departments: BTreeSet<Id> = inputs.forces.iter().map(|unit| unit.department).collect();
    assert_eq!(departments.len(), 107 - inputs.policy.excluded.len());
    let elite = inputs.forces.iter().filter(|unit| unit.kind == UnitKind::Elite).count();
    assert_eq!(elite, 8);
}

#[test]
fn the_same_country_has_the_same_forces_and_a_problem() {
    for stations in [100, 108, 3_000] {
        let country = invent(Size::new(stations).unwrap(), 7);
        let inputs = example(&of(&country));
        assert_eq!(inputs, example(&of(&country)));
        for phase in &inputs.policy.phases {
            let problem = Problem::new(&of(&country), &inputs, phase.name);
            assert!(problem.is_ok(), "{stations}: {:?}", problem.err());
        }
    }
}

#[test]
fn a_country_that_is_nowhere_has_no_forces() {
    let mut country = invent(Size::new(200).unwrap(), 1);
    country.places.iter_mut().for_each(|place| place.position = None);
    country.venues.iter_mut().for_each(|venue| venue.position = None);
    let inputs = example(&of(&country));
    assert!(inputs.forces.is_empty() && inputs.events.is_empty());
    let problem = Problem::new(&of(&country), &inputs, inputs.policy.phases[0].name).unwrap();
    assert!(problem.sites.is_empty());
}
