//! Orders of each unit: who goes where and when, for print, calendars and satellite receivers.
//!
//! An order is secret until it is carried out: it holds the drawn times.

mod calendar;
mod page;
mod route;
mod sheet;

use std::collections::BTreeMap;

use election::Id;

use super::crews::{Crews, Member};
use super::dossier::Dossier;
use super::timetable::Service;
use crate::answer::{Detail, SweepOutcome};
use crate::measure::Clock;

/// The duties of every unit, numbered as on every page.
pub struct Roster<'a> {
    pub(super) dossier: &'a Dossier<'a>,
    /// By unit, ordered by shift and number of the crew.
    duties: Vec<Vec<Duty<'a>>>,
    /// By unit, ordered by event and shift.
    details: Vec<Vec<&'a Detail>>,
    /// Events that each unit sweeps, with the team and the start, ordered by these.
    sweeps: Vec<Vec<(u32, Clock, u32)>>,
    /// In French and English: which edition of the orders this is.
    mark: Option<[String; 2]>,
    /// For events that a repair sent crews to: from when it held.
    left: BTreeMap<Id, Clock>,
}

/// One crew of a unit in one shift, or its part of one.
pub(super) struct Duty<'a> {
    pub(super) shift: u32,
    pub(super) member: Member,
    pub(super) task: Task<'a>,
}

/// What a crew is there for.
pub(super) enum Task<'a> {
    /// To go round.
    Circuit {
        /// Position in the plan.
        circuit: u32,
        /// The others of an accompanied crew.
        others: Vec<Member>,
        /// The drawn timetable, and which of its members this is; none while the seed is sealed.
        drawn: Option<(&'a Service, usize)>,
    },
    /// To wait for a call at the member's base.
    Reserve,
}

impl<'a> Roster<'a> {
    /// Gives each unit its duties. `services` are the timetables drawn so far, of any shifts;
    /// circuits of the others are listed with their times still sealed.
    pub fn new(dossier: &'a Dossier<'a>, services: &'a [Service]) -> Self {
        let units = dossier.problem.units.len();
        let mut roster = Self {
            dossier,
            duties: (0..units).map(|_| Vec::new()).collect(),
            details: vec![Vec::new(); units],
            sweeps: vec![Vec::new(); units],
            mark: None,
            left: BTreeMap::new(),
        };
        let shifts = u32::try_from(dossier.problem.policy.shifts.len()).unwrap_or(u32::MAX);
        (0..shifts).for_each(|shift| roster.add_shift(shift, services));
        for duties in &mut roster.duties {
            duties.sort_by_key(|duty| (duty.shift, duty.member.number));
        }
        for detail in &dossier.plan.details {
            roster.details[detail.unit as usize].push(detail);
        }
        for sweep in &dossier.plan.sweeps {
            if let SweepOutcome::Swept { unit, team, from } = &sweep.outcome {
                roster.sweeps[*unit as usize].push((*team, *from, sweep.event));
            }
        }
        roster.sweeps.iter_mut().for_each(|sweeps| sweeps.sort_unstable());
        roster
    }

    /// The same with a line on every page that says which edition it is, in French and English.
    #[must_use]
    pub fn marked(mut self, mark: Option<[String; 2]>) -> Self {
        self.mark = mark;
        self
    }

    /// The same with the moments at which repairs held that sent crews to events: their orders say from
    /// when they can be there.
    #[must_use]
    pub fn leaving(mut self, left: BTreeMap<Id, Clock>) -> Self {
        self.left = left;
        self
    }

    /// Units that have anything to do, in their order.
    pub fn units(&self) -> impl Iterator<Item = u32> + '_ {
        let busy = |unit: &u32| {
            let at = *unit as usize;
            !(self.duties[at].is_empty() && self.details[at].is_empty() && self.sweeps[at].is_empty())
        };
        (0..u32::try_from(self.duties.len()).unwrap_or(u32::MAX)).filter(busy)
    }

    fn add_shift(&mut self, shift: u32, services: &'a [Service]) {
        let crews = Crews::of(self.dossier.problem, self.dossier.plan, shift);
        let mut drawn: Vec<Option<&'a Service>> = vec![None; crews.circuits.len()];
        for service in services.iter().filter(|service| service.shift == shift) {
            drawn[service.circuit as usize] = Some(service);
        }
        for ((circuit, members), service) in (0_u32..).zip(&crews.circuits).zip(drawn) {
            for (at, member) in members.iter().enumerate() {
                let others = members.iter().filter(|other| *other != member).copied().collect();
                let task = Task::Circuit { circuit, others, drawn: service.map(|service| (service, at)) };
                self.duties[member.unit as usize].push(Duty { shift, member: *member, task });
            }
        }
        for member in crews.reserves.into_iter().flat_map(|(_, members)| members) {
            self.duties[member.unit as usize].push(Duty { shift, member, task: Task::Reserve });
        }
    }
}
