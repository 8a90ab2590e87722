//! The forces, threats, policy and events of 2017, as far as the public knows them, for any
//! country.
//!
//! Public facts (Ministère de l'Intérieur, press notices of April and May 2017): more than 50,000
//! officers, of whom 26,000 gendarmes, and 7,000 soldiers in support, at both rounds; 0.75 officers
//! a station; 109 squadrons of mobile gendarmerie and 60 companies of CRS. Everything below that
//! is invented by rule: where a unit stands, how many people it has, which threats are how likely.
//!
//! # Method
//!
//! 1. A country of 66,667 stations or more has the forces of 2017; a smaller one has as many for
//!    each station.
//! 2. Mobile squads of 75 and soldiers' sections of about 30 are shared among the departments by
//!    their voters (largest remainder) and stand in the largest commune.
//! 3. The other police and gendarmes are shared, two by two, among the departments by the voters on
//!    their ground; within one, gendarmes form brigades of about six in the largest communes, and
//!    police one unit for each commune that is due six or more, and one for the rest.
//!
//! No chance is used: the same country gives the same files.

mod events;
mod policy;
mod survey;
mod threats;
mod units;

use plan::problem::{Country, Inputs};
use survey::Survey;

/// Invents everything a plan needs for a country.
///
/// Departments of which nothing says where they are, and the French abroad, are excluded.
pub fn example(country: &Country<'_>) -> Inputs {
    let survey = Survey::new(country);
    let forces = units::units(&survey);
    let policy = policy::policy(&survey, &forces);
    let threats = threats::threats(&survey, &policy);
    let events = events::events(&survey, &policy);
    let leaves = events::leaves(&survey);
    Inputs { forces, threats, policy, events, leaves }
}

/// An identifier made of parts of the country's own, or of a number where that is too long.
fn named(prefix: &str, name: &str, number: usize) -> election::Id {
    let long = election::Id::new(&format!("{prefix}-{name}"));
    long.unwrap_or_else(|_| numbered(prefix, number, 5))
}

fn numbered(prefix: &str, number: usize, digits: usize) -> election::Id {
    id(&format!("{prefix}-{number:0digits$}"))
}

fn id(text: &str) -> election::Id {
    election::Id::new(text).unwrap_or_else(|_| unreachable!("{text} is a short word of this crate and a number"))
}
