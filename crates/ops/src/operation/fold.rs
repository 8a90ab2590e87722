//! How events move the picture. What an event says was decided when it was made; where it speaks
//! of something that is not there, it changes nothing.

use election::Id;

use super::{
    Operation, Threat,
    day::{Day, Said},
    escort::Escort,
    feed::{self, Feed},
    incident::{self, Incident},
    order::{self, Order},
    posture::{self, Posture},
    repair::{self, Pin, Repair},
    unit::{self, Seen, Unit},
};
use crate::event::{DayFact, Event, FeedFact, FieldFact, IncidentFact, OperationFact, PlanFact, PostureFact};

impl Operation {
    pub(crate) fn apply(&mut self, event: &Event, fact: &OperationFact) {
        match fact {
            OperationFact::Day(fact) => self.on_day(event, fact),
            OperationFact::Incident(fact) => self.on_incident(event, fact),
            OperationFact::Field(fact) => self.in_field(event, fact),
            OperationFact::Posture(fact) => self.on_posture(event, fact),
            OperationFact::Feed(fact) => self.on_feed(event, *fact),
            OperationFact::Plan(fact) => self.on_plan(event, fact),
        }
    }

    fn on_day(&mut self, event: &Event, fact: &DayFact) {
        match fact {
            DayFact::News { round, station, news, at, way } => {
                let (spot, said) = ((*round, *station), Said { at: *at, way: *way, by: event.by });
                if let Some(day) = Day::after(self.days.get(&spot), *news, said) {
                    self.days.insert(spot, day);
                }
            }
            DayFact::Contact { about, telephone: Some(telephone) } => {
                self.contacts.insert(*about, telephone.clone());
            }
            DayFact::Contact { about, telephone: None } => _ = self.contacts.remove(about),
            DayFact::Records { round, station, step } => {
                let spot = (*round, *station);
                if let Some(escort) = Escort::after(self.escorts.get(&spot), *step, event.by, event.at) {
                    self.escorts.insert(spot, escort);
                }
            }
        }
    }

    fn on_incident(&mut self, event: &Event, fact: &IncidentFact) {
        let (by, at) = (event.by, event.at);
        match fact {
            IncidentFact::Reported(report) => {
                let state = incident::State::Reported(incident::Reported { at });
                let (number, report) = (event.number, report.clone());
                let incident = Incident { number, report, by, heard: at, owner: None, duplicates: Vec::new(), state };
                self.incidents.insert(number, incident);
            }
            IncidentFact::Verified { incident } => self.with_incident(*incident, |found| {
                found.state = incident::State::Verified(incident::Verified { by, at });
            }),
            IncidentFact::Claimed { incident } => self.with_incident(*incident, |found| found.owner = by),
            IncidentFact::Weighed { incident, severity, audience, grade } => self.with_incident(*incident, |found| {
                found.report.severity = *severity;
                found.report.audience = *audience;
                found.report.grade = *grade;
            }),
            IncidentFact::Duplicate { incident, of } => {
                self.with_incident(*incident, |found| {
                    found.state = incident::State::Duplicate(incident::Duplicate { of: *of, at });
                });
                let mut merged = self.incidents.get(incident).map(|found| found.duplicates.clone()).unwrap_or_default();
                merged.push(*incident);
                self.with_incident(*of, |found| found.duplicates.extend(merged));
            }
            IncidentFact::Unfounded { incident, reason } => self.with_incident(*incident, |found| {
                found.state = incident::State::Unfounded(incident::Unfounded { by, at, reason: reason.clone() });
            }),
            IncidentFact::Closed { incident, reason } => self.close(event, *incident, reason),
        }
    }

    fn with_incident(&mut self, number: u64, change: impl FnOnce(&mut Incident)) {
        if let Some(incident) = self.incidents.get_mut(&number) {
            change(incident);
        }
    }

    /// The units of an incident that ends are free, and their orders are done.
    fn close(&mut self, event: &Event, number: u64, reason: &str) {
        let units = self.incidents.get(&number).map(|incident| incident.units().to_vec()).unwrap_or_default();
        for unit in units {
            let order = self.units.get(&unit).and_then(|unit| unit.state.order());
            self.free(unit, event);
            if let Some(order) = order.and_then(|order| self.orders.get_mut(&order)) {
                order.state = order::State::Done(order::Done { at: event.at });
            }
        }
        self.with_incident(number, |found| {
            let closed = incident::Closed { by: event.by, at: event.at, reason: reason.to_owned() };
            found.state = incident::State::Closed(closed);
        });
    }

    fn free(&mut self, unit: Id, event: &Event) {
        if let Some(unit) = self.units.get_mut(&unit) {
            unit.state = unit::State::Available(unit::Available { since: event.at });
        }
    }

    fn in_field(&mut self, event: &Event, fact: &FieldFact) {
        match fact {
            FieldFact::Made(particulars) => {
                let state = unit::State::OffDuty(unit::OffDuty { since: event.at });
                let before = self.units.get(&particulars.unit).map(|unit| (unit.seen, unit.state));
                let (seen, state) = before.unwrap_or((None, state));
                self.units.insert(particulars.unit, Unit { particulars: particulars.clone(), seen, state });
            }
            FieldFact::OnDuty { unit } => self.free(*unit, event),
            FieldFact::OffDuty { unit } => {
                if let Some(unit) = self.units.get_mut(unit) {
                    unit.state = unit::State::OffDuty(unit::OffDuty { since: event.at });
                }
            }
            FieldFact::Seen { unit, point, at } => {
                if let Some(unit) = self.units.get_mut(unit) {
                    unit.seen = Some(Seen { point: *point, at: *at });
                }
            }
            FieldFact::Arrived { unit } => self.arrived(event, *unit),
            order => self.on_order(event, order),
        }
    }

    fn arrived(&mut self, event: &Event, unit: Id) {
        let at = event.at;
        let Some(found) = self.units.get_mut(&unit) else { return };
        let unit::State::EnRoute(way) = found.state else { return };
        found.state = unit::State::OnSite(unit::OnSite { order: way.order, incident: way.incident, since: at });
        self.with_incident(way.incident, |incident| {
            if let Some(state) = incident.state.reached(unit, at) {
                incident.state = state;
            }
        });
    }

    fn on_order(&mut self, event: &Event, fact: &FieldFact) {
        let (by, at) = (event.by, event.at);
        match fact {
            FieldFact::OrderSent { incident, unit, text } => {
                let (number, state) = (event.number, order::State::Sent(order::Sent { at }));
                let (unit, incident, text) = (*unit, *incident, text.clone());
                self.orders.insert(number, Order { number, unit, incident, text, edition: 1, by, state });
                // What a unit does by the plan sends it nowhere: it stays free.
                let Some(incident) = incident else { return };
                if let Some(found) = self.units.get_mut(&unit) {
                    found.state = unit::State::EnRoute(unit::EnRoute { order: number, incident, since: at });
                }
                self.with_incident(incident, |found| {
                    if let Some(state) = found.state.with(unit, at) {
                        found.state = state;
                    }
                });
            }
            FieldFact::OrderChanged { order, edition, text } => self.with_order(*order, |found| {
                found.edition = *edition;
                found.text.clone_from(text);
                found.by = by;
                found.state = order::State::Sent(order::Sent { at });
            }),
            FieldFact::OrderAcknowledged { order, .. } => self.with_order(*order, |found| {
                if let order::State::Sent(sent) = found.state {
                    found.state = order::State::Acknowledged(order::Acknowledged { sent: sent.at, by, at });
                }
            }),
            FieldFact::OrderWithdrawn { order, reason } => self.withdraw(event, *order, reason),
            _ => {}
        }
    }

    fn with_order(&mut self, number: u64, change: impl FnOnce(&mut Order)) {
        if let Some(order) = self.orders.get_mut(&number) {
            change(order);
        }
    }

    fn withdraw(&mut self, event: &Event, number: u64, reason: &str) {
        let Some((unit, incident)) = self.orders.get(&number).map(|order| (order.unit, order.incident)) else { return };
        self.with_order(number, |found| {
            let withdrawn = order::Withdrawn { at: event.at, reason: reason.to_owned() };
            found.state = order::State::Withdrawn(withdrawn);
        });
        if self.units.get(&unit).is_some_and(|found| found.state.order() == Some(number)) {
            self.free(unit, event);
        }
        let Some(incident) = incident else { return };
        self.with_incident(incident, |found| {
            if let Some(state) = found.state.without(unit) {
                found.state = state;
            }
        });
    }

    fn on_posture(&mut self, event: &Event, fact: &PostureFact) {
        let (by, at) = (event.by, event.at);
        match fact {
            PostureFact::Threat { place, level, grade, reason } => {
                let threat = Threat { level: *level, grade: *grade, reason: reason.clone(), at };
                self.threats.insert(*place, threat);
            }
            PostureFact::Phase { phase } => self.phase = *phase,
            PostureFact::Prepared(plan) => {
                let state = posture::State::Prepared(posture::Prepared { at, set_aside: false });
                self.postures.insert(plan.posture, Posture { plan: plan.clone(), by, state });
            }
            PostureFact::Proposed { posture, reasons } => self.move_posture(*posture, |_| {
                Some(posture::State::Proposed(posture::Proposed { at, reasons: reasons.clone() }))
            }),
            PostureFact::SetAside { posture, .. } => {
                self.move_posture(*posture, |_| {
                    Some(posture::State::Prepared(posture::Prepared { at, set_aside: true }))
                });
            }
            PostureFact::Asked { posture } => self.move_posture(*posture, |state| match state {
                posture::State::Proposed(proposed) => {
                    let proposed = proposed.clone();
                    Some(posture::State::Asked(posture::Asked { proposed, by: by?, at }))
                }
                _ => None,
            }),
            PostureFact::Active { posture } => self.move_posture(*posture, |state| match state {
                posture::State::Asked(asked) => {
                    let reasons = asked.proposed.reasons.clone();
                    Some(posture::State::Active(posture::Active { reasons, by: [asked.by, by?], at }))
                }
                _ => None,
            }),
            PostureFact::Ended { posture, reason } => self.move_posture(*posture, |_| {
                Some(posture::State::Ended(posture::Ended { by, at, reason: reason.clone() }))
            }),
        }
    }

    fn on_feed(&mut self, event: &Event, fact: FeedFact) {
        let at = event.at;
        match fact {
            FeedFact::Made { feed, place, token } => {
                self.feeds.insert(feed, Feed::Open(feed::Open { place, token, at }));
            }
            FeedFact::Ended { feed } => {
                if let Some(found) = self.feeds.get_mut(&feed) {
                    *found = Feed::Ended(feed::Ended { place: found.place(), at });
                }
            }
        }
    }

    fn on_plan(&mut self, event: &Event, fact: &PlanFact) {
        let (by, at, planning) = (event.by, event.at, &mut self.planning);
        match fact {
            PlanFact::Proposed(asked) => {
                let (number, asked) = (event.number, asked.clone());
                let state = repair::State::Proposed(repair::Proposed { at });
                planning.repairs.insert(number, Repair { number, asked, by, at, state });
            }
            PlanFact::Accepted { repair, edition } => {
                planning.standing = Some(*edition);
                if let Some(found) = planning.repairs.get_mut(repair) {
                    found.state = repair::State::Accepted(repair::Accepted { by, at, edition: *edition });
                }
            }
            PlanFact::Left { repair, reason } => {
                if let Some(found) = planning.repairs.get_mut(repair) {
                    found.state = repair::State::Left(repair::Left { by, at, reason: reason.clone() });
                }
            }
            PlanFact::Pinned(pin) => {
                planning.pins.insert((pin.unit, pin.shift), Pin { place: pin.place, by, at });
            }
            PlanFact::Unpinned(pin) => _ = planning.pins.remove(&(pin.unit, pin.shift)),
        }
    }

    fn move_posture(&mut self, id: Id, next: impl FnOnce(&posture::State) -> Option<posture::State>) {
        if let Some(posture) = self.postures.get_mut(&id)
            && let Some(state) = next(&posture.state)
        {
            posture.state = state;
        }
    }
}
