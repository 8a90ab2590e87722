//! Changes and orders of the planner in the words of people.

use plan::repair::{Change, Incident};

use super::desk::Standing;
use super::work::read_back;
use crate::screens::access::Visit;

/// A change of the journal; what the planner does not read stands as it is.
pub fn change(visit: &Visit, standing: Option<&Standing>, line: &str) -> String {
    let read = read_back(&[line.to_owned()]).and_then(|lines| lines.into_iter().next());
    let name = |site: election::Id| standing.map_or_else(|| site.to_string(), |standing| standing.name(site));
    let said = read.map(|line| said(&line.change, &name));
    said.map_or_else(|| line.to_owned(), |[french, english]| visit.t(&french, &english).to_owned())
}

fn said(change: &Change, name: &dyn Fn(election::Id) -> String) -> [String; 2] {
    match change {
        Change::Lost { unit } => [format!("{unit} est perdue"), format!("{unit} is lost")],
        Change::Late { unit, until } => {
            [format!("{unit} est en retard, là à partir de {until}"), format!("{unit} is late, there from {until}")]
        }
        Change::Returned { unit, until } => {
            [format!("{unit} est de retour, jusqu'à {until}"), format!("{unit} is back, until {until}")]
        }
        Change::Closed { site } => [format!("{} est fermé", name(*site)), format!("{} is closed", name(*site))],
        Change::Moved { site, .. } => [format!("{} a déménagé", name(*site)), format!("{} has moved", name(*site))],
        Change::Threat { site, weight, from, to } => [
            format!("{} est menacé : {weight} points de {from} à {to}", name(*site)),
            format!("{} is threatened: {weight} points from {from} to {to}", name(*site)),
        ],
        Change::Incident(Incident { crews, from, to, name, .. }) => [
            format!("{name} : équipages demandés {crews}, de {from} à {to}"),
            format!("{name}: crews asked for {crews}, from {from} to {to}"),
        ],
        Change::Pinned { unit, shift } => {
            let shift = shift.map(|shift| format!(", {shift}")).unwrap_or_default();
            [format!("épinglé : {unit}{shift}"), format!("pinned: {unit}{shift}")]
        }
        Change::Reserve { share } => [format!("réserve : {share} ‰"), format!("reserve: {share} ‰")],
    }
}

/// What an order is, as a difference names it.
pub fn task(visit: &Visit, task: &str) -> String {
    let told = |rest: &str, french: &str, english: &str| format!("{} {rest}", visit.t(french, english));
    match task.split_once(' ') {
        Some(("event", rest)) => told(rest, "événement", "event"),
        Some(("reserve", rest)) => told(rest, "réserve à", "reserve at"),
        _ => task.to_owned(),
    }
}
