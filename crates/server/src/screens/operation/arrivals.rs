//! How long units take to arrive: from the event that sent an order to the one that says they are
//! there. The journal is read once, and then what is new of it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use election::{Definition, Id};
use ops::Event;
use ops::event::{Fact, FieldFact, OperationFact};

use super::Look;
use crate::rooms::MAX_EVENTS_AT_ONCE;
use crate::screens::Screens;
use crate::screens::fault::Fault;

/// Seconds for which an arrival counts: the figure is of this day, not of the last round.
const COUNTS: i64 = 24 * 60 * 60;

/// Arrivals so far.
#[derive(Default)]
pub struct Arrivals(Mutex<Read>);

/// As far as the journal was read.
#[derive(Default)]
struct Read {
    /// Events read.
    length: u64,
    /// The order each unit is to carry out, and when it was first sent.
    sent: BTreeMap<Id, (u64, i64)>,
    arrived: Vec<Arrival>,
}

/// A unit that got there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Arrival {
    unit: Id,
    at: i64,
    seconds: i64,
}

impl Read {
    /// Takes the next event. Another edition of an order does not set the clock back: the unit was
    /// already on its way.
    fn take(&mut self, event: &Event) {
        self.length = event.number + 1;
        let Fact::Operation(OperationFact::Field(fact)) = &event.fact else { return };
        let at = event.at.instant();
        match fact {
            // An order of the plan sends nobody to an incident: nothing is waited for.
            FieldFact::OrderSent { unit, incident: Some(_), .. } => {
                self.sent.insert(*unit, (event.number, at));
            }
            FieldFact::OrderWithdrawn { order, .. } => self.sent.retain(|_, (own, _)| own != order),
            FieldFact::Arrived { unit } => {
                let sent = self.sent.remove(unit);
                self.arrived.extend(sent.map(|(_, sent)| Arrival { unit: *unit, at, seconds: at - sent }));
            }
            _ => {}
        }
    }
}

/// The middle one of the times that count; of two, the longer.
fn median(mut seconds: Vec<i64>) -> Option<i64> {
    seconds.sort_unstable();
    seconds.get(seconds.len() / 2).copied()
}

impl Screens {
    /// The median time to arrive, in seconds, of the units of a place in the last 24 hours.
    pub(super) fn time_to_arrive(&self, look: &Look) -> Result<Option<i64>, Fault> {
        let mut read = self.0.arrivals.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.read_on(&mut read)?;
        let since = self.now().instant() - COUNTS;
        let rooms = self.rooms();
        let units = rooms.room().operation().units();
        let own = |definition: &Definition, unit: Id| {
            units.get(&unit).is_some_and(|unit| look.holds(definition, unit.particulars.place))
        };
        let counts = |one: &&Arrival| one.at >= since && own(self.definition(), one.unit);
        Ok(median(read.arrived.iter().filter(counts).map(|one| one.seconds).collect()))
    }

    /// Reads what is new of the journal, a page at a time: the rooms go on between two.
    fn read_on(&self, read: &mut Read) -> Result<(), Fault> {
        loop {
            let rooms = self.rooms();
            let size = rooms.room().size();
            if read.length >= size {
                return Ok(());
            }
            let end = (read.length + u64::from(MAX_EVENTS_AT_ONCE)).min(size);
            let most = u32::try_from(end - read.length).unwrap_or(MAX_EVENTS_AT_ONCE);
            let events = rooms.events(end, most)?;
            drop(rooms);
            events.iter().rev().for_each(|event| read.take(event));
            // A row that does not open was told of when the hub began; it holds up nothing here.
            read.length = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_time_is_one_that_was_measured() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![40]), Some(40));
        assert_eq!(median(vec![600, 60]), Some(600), "of two, the longer: nobody is promised too much");
        assert_eq!(median(vec![90, 600, 60]), Some(90));
    }
}
