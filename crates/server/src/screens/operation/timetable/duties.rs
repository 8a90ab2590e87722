//! The duties of units in a shift, one block for each crew: its round with the drawn times, its
//! wait in reserve, its part of a detail.

use std::collections::BTreeMap;

use election::definition::Position;
use plan::answer::{Call, circuit_id};
use plan::measure::Clock;
use plan::output::{Crews, Service};
use plan::problem::Site;
use plan::repair::arrival;

use crate::screens::access::Visit;
use crate::screens::operation::repair::{desk::Standing, said::hour};

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
    /// Both as people say them.
    pub hours: [String; 2],
    /// Where.
    pub place: String,
    /// The same on a map.
    pub at: Option<Position>,
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
pub fn duties(visit: &Visit, standing: &Standing, services: &[Service], shift: u32, units: &[u32]) -> Vec<Vec<Block>> {
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
                Some(service) => service.calls.iter().map(|call| piece(visit, standing, *call)).collect(),
                None => vec![whole(visit, Sort::Sealed, [hours.serves_from, hours.serves_to], None)],
            };
            blocks.push(Block { task: circuit_id(problem, plan, circuit), crews: 1, pieces });
        }
    }
    for reserve in plan.reserves.iter().filter(|one| one.shift == shift) {
        let Some(blocks) = found.get_mut(&reserve.unit) else { continue };
        let task = standing.name(problem.bases[reserve.base as usize].commune);
        let base = problem.bases[reserve.base as usize].position;
        let pieces = vec![whole(visit, Sort::Reserve, [hours.duty_from, hours.duty_to], Some(base))];
        blocks.push(Block { task, crews: reserve.crews, pieces });
    }
    for detail in plan.details.iter().filter(|one| one.shift == shift) {
        let Some(blocks) = found.get_mut(&detail.unit) else { continue };
        let event = &problem.events[detail.event as usize];
        let left = standing.left.get(&event.id);
        let there = left.and_then(|left| arrival(problem, plan, detail, *left)).map_or(event.from, Clock::minute);
        let span = [event.from.max(hours.duty_from).max(there), event.to.min(hours.duty_to)];
        blocks.push(Block {
            task: event.name.clone(),
            crews: detail.officers.0,
            pieces: vec![whole(visit, Sort::Detail, span, event.position)],
        });
    }
    units.iter().map(|unit| found.remove(unit).unwrap_or_default()).collect()
}

fn whole(visit: &Visit, sort: Sort, span: [Clock; 2], at: Option<Position>) -> Piece {
    let [from, to] = span;
    Piece { sort, from, to, hours: span.map(|clock| hour(visit, clock)), place: String::new(), at }
}

fn piece(visit: &Visit, standing: &Standing, call: Call) -> Piece {
    let (sort, site) = match call {
        Call::Stop { site, .. } => (Sort::Stop, Some(&standing.opened.problem.sites[site as usize])),
        Call::Rest { .. } => (Sort::Rest, None),
        Call::Way { .. } => (Sort::Way, None),
    };
    let place = site.map(|site| place(standing, site)).unwrap_or_default();
    Piece { place, ..whole(visit, sort, call.span(), site.map(|site| site.position)) }
}

/// A site under its name and that of its commune: there is a Mairie in each.
fn place(standing: &Standing, site: &Site) -> String {
    let name = standing.name(site.id);
    match standing.names.of(site.commune) {
        Some(commune) if !name.contains(commune) => format!("{name}, {commune}"),
        _ => name,
    }
}
