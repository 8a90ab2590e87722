//! The duties of units in a shift, one block for each crew: its round with the drawn times, its
//! wait in reserve, its part of a detail.

use std::collections::BTreeMap;

use plan::answer::{Call, circuit_id};
use plan::measure::Clock;
use plan::output::{Crews, Service};

use crate::screens::access::Visit;
use crate::screens::operation::repair::desk::Standing;

/// What a part of a duty is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Present at a site.
    Stop,
    /// On the way.
    Way,
    /// Off presence.
    Rest,
    /// Waiting for a call.
    Reserve,
    /// At an event.
    Detail,
    /// On a round whose times are not drawn here.
    Sealed,
}

impl Sort {
    /// The class of its bar.
    pub fn class(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Way => "way",
            Self::Rest => "rest",
            Self::Reserve => "reserve",
            Self::Detail => "detail",
            Self::Sealed => "sealed",
        }
    }
}

/// A part of a duty.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it is.
    pub sort: Sort,
    /// From here.
    pub from: Clock,
    /// Up to here.
    pub to: Clock,
    /// Where.
    pub place: String,
}

/// What one crew of a unit does in a shift.
#[derive(Clone, Debug)]
pub struct Block {
    /// The circuit, the base where it waits, or the event.
    pub task: String,
    /// How many crews do the same.
    pub crews: u32,
    /// Its parts, in their order.
    pub pieces: Vec<Piece>,
}

impl Block {
    /// In words.
    pub fn says(&self, visit: &Visit) -> String {
        let stops = self.pieces.iter().filter(|piece| piece.sort == Sort::Stop).count();
        let (task, crews) = (&self.task, self.crews);
        match self.pieces.first().map(|piece| piece.sort) {
            Some(Sort::Reserve) => match visit.t("fr", "en") {
                "fr" => format!("réserve à {task} × {crews}"),
                _ => format!("reserve at {task} × {crews}"),
            },
            Some(Sort::Detail) => match visit.t("fr", "en") {
                "fr" => format!("{task} : {crews} agents"),
                _ => format!("{task}: {crews} people"),
            },
            Some(Sort::Sealed) => format!("{task}, {}", visit.t("horaires scellés", "times sealed")),
            _ => match visit.t("fr", "en") {
                "fr" => format!("{task}, {stops} arrêts"),
                _ => format!("{task}, {stops} stops"),
            },
        }
    }
}

/// For each of these units the blocks of a shift.
pub fn duties(standing: &Standing, services: &[Service], shift: u32, units: &[u32]) -> Vec<Vec<Block>> {
    let (problem, plan) = (&standing.opened.problem, &standing.opened.plan);
    let hours = &problem.policy.shifts[shift as usize];
    let crews = Crews::of(problem, plan, shift);
    let mut found: BTreeMap<u32, Vec<Block>> = units.iter().map(|unit| (*unit, Vec::new())).collect();
    let drawn: BTreeMap<u32, &Service> =
        services.iter().filter(|service| service.shift == shift).map(|service| (service.circuit, service)).collect();
    for (circuit, members) in (0_u32..).zip(&crews.circuits) {
        for member in members {
            let Some(blocks) = found.get_mut(&member.unit) else { continue };
            let pieces = match drawn.get(&circuit) {
                Some(service) => service.calls.iter().map(|call| piece(standing, *call)).collect(),
                None => vec![whole(Sort::Sealed, [hours.serves_from, hours.serves_to])],
            };
            blocks.push(Block { task: circuit_id(problem, plan, circuit), crews: 1, pieces });
        }
    }
    for reserve in plan.reserves.iter().filter(|one| one.shift == shift) {
        let Some(blocks) = found.get_mut(&reserve.unit) else { continue };
        let task = standing.name(problem.bases[reserve.base as usize].commune);
        let pieces = vec![whole(Sort::Reserve, [hours.duty_from, hours.duty_to])];
        blocks.push(Block { task, crews: reserve.crews, pieces });
    }
    for detail in plan.details.iter().filter(|one| one.shift == shift) {
        let Some(blocks) = found.get_mut(&detail.unit) else { continue };
        let event = &problem.events[detail.event as usize];
        let span = [event.from.max(hours.duty_from), event.to.min(hours.duty_to)];
        blocks.push(Block {
            task: event.name.clone(),
            crews: detail.officers.0,
            pieces: vec![whole(Sort::Detail, span)],
        });
    }
    units.iter().map(|unit| found.remove(unit).unwrap_or_default()).collect()
}

fn whole(sort: Sort, [from, to]: [Clock; 2]) -> Piece {
    Piece { sort, from, to, place: String::new() }
}

fn piece(standing: &Standing, call: Call) -> Piece {
    let [from, to] = call.span();
    let (sort, place) = match call {
        Call::Stop { site, .. } => (Sort::Stop, standing.name(standing.opened.problem.sites[site as usize].id)),
        Call::Rest { .. } => (Sort::Rest, String::new()),
        Call::Way { .. } => (Sort::Way, String::new()),
    };
    Piece { sort, from, to, place }
}
