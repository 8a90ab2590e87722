//! Changes and orders of the planner in the words of people.

use election::Id;
use plan::measure::Clock;
use plan::problem::Problem;
use plan::repair::{Change, Incident, Order};

use super::desk::Standing;
use super::work::read_back;
use crate::screens::access::Visit;

/// A moment of the plan's day, as people say it.
pub fn hour(visit: &Visit, clock: Clock) -> String {
    clock.text(visit.language)
}

/// A change of the journal; what the planner does not read stands as it is.
pub fn change(visit: &Visit, standing: Option<&Standing>, line: &str) -> String {
    let read = read_back(&[line.to_owned()]).and_then(|lines| lines.into_iter().next());
    let name = |site: Id| standing.map_or_else(|| site.to_string(), |standing| standing.name(site));
    let said = read.map(|line| said(visit, &line.change, &name));
    said.map_or_else(|| line.to_owned(), |[french, english]| visit.t(&french, &english).to_owned())
}

fn said(visit: &Visit, change: &Change, name: &dyn Fn(Id) -> String) -> [String; 2] {
    let at = |clock: &Clock| hour(visit, *clock);
    match change {
        Change::Lost { unit } => [format!("{unit} est perdue"), format!("{unit} is lost")],
        Change::Late { unit, until } => {
            let until = at(until);
            [format!("{unit} est en retard, là à partir de {until}"), format!("{unit} is late, there from {until}")]
        }
        Change::Returned { unit, until } => {
            let until = at(until);
            [format!("{unit} est de retour, jusqu'à {until}"), format!("{unit} is back, until {until}")]
        }
        Change::Closed { site } => [format!("{} est fermé", name(*site)), format!("{} is closed", name(*site))],
        Change::Moved { site, .. } => [format!("{} a déménagé", name(*site)), format!("{} has moved", name(*site))],
        Change::Threat { site, weight, from, to } => {
            let (name, from, to) = (name(*site), at(from), at(to));
            [
                format!("{name} est menacé : {weight} points de {from} à {to}"),
                format!("{name} is threatened: {weight} points from {from} to {to}"),
            ]
        }
        Change::Incident(Incident { crews, from, to, name, .. }) => {
            let (from, to) = (at(from), at(to));
            [
                format!("{name} : équipages demandés {crews}, de {from} à {to}"),
                format!("{name}: crews asked for {crews}, from {from} to {to}"),
            ]
        }
        Change::Pinned { unit, shift } => {
            let shift = shift.map(|shift| format!(", {shift}")).unwrap_or_default();
            [format!("épinglé : {unit}{shift}"), format!("pinned: {unit}{shift}")]
        }
        Change::Reserve { share } => [format!("réserve : {share} ‰"), format!("reserve: {share} ‰")],
    }
}

/// Orders in words: events and communes under their names.
pub struct Tasks<'a> {
    /// Who reads.
    pub visit: &'a Visit,
    /// The problem that the repaired plan answers to.
    pub problem: &'a Problem,
    /// What people call places.
    pub standing: Option<&'a Standing>,
}

impl Tasks<'_> {
    /// What an order was and is; `nothing` where there is none.
    pub fn both(&self, order: &Order, nothing: &str) -> [String; 2] {
        let [was, mut is] = [&order.was, &order.is]
            .map(|task| task.as_deref().map_or_else(|| nothing.to_owned(), |task| self.task(task)));
        if let Some(there) = order.there.map(|there| hour(self.visit, there)) {
            let words = self.visit.t("sur place à partir de", "there from");
            is = format!("{is}, {words} {there}");
        }
        [was, is]
    }

    /// What an order is, as a difference names it.
    fn task(&self, task: &str) -> String {
        let visit = self.visit;
        let event = |id: &str| self.problem.events.iter().find(|event| event.id.as_str() == id);
        match task.split_once(' ') {
            Some(("event", id)) => {
                let name = event(id).map_or(id, |event| event.name.as_str());
                format!("{} {name}", visit.t("événement :", "event:"))
            }
            Some(("reserve", id)) => {
                let name = Id::new(id).ok().zip(self.standing).map(|(id, standing)| standing.name(id));
                format!("{} {}", visit.t("réserve à", "reserve at"), name.as_deref().unwrap_or(id))
            }
            _ => task.to_owned(),
        }
    }
}
