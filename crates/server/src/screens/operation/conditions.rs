//! The conditions of postures: looked at all the time, so that a posture is proposed, with its
//! reasons, when they come to hold. People decide.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use election::Id;
use ops::OperationCommand;
use ops::operation::condition::{Known, Share};
use ops::operation::posture::State;
use ops::step::{Actor, Command};

use crate::screens::{Inner, Screens};

/// How often conditions are looked at.
const EVERY: Duration = Duration::from_secs(2);

/// Looks at them for as long as the screens live.
pub fn follow(screens: &Screens) {
    let screens = Arc::downgrade(&screens.0);
    // Without a thread nothing is proposed by itself; people still ask.
    let _ = thread::Builder::new().name("conditions".to_owned()).spawn(move || run(&screens));
}

fn run(screens: &Weak<Inner>) {
    while let Some(inner) = screens.upgrade() {
        Screens(inner).look();
        thread::sleep(EVERY);
    }
}

impl Screens {
    /// Makes projections that are due, and proposes the postures whose conditions hold.
    fn look(&self) {
        self.foretell();
        let known = self.known();
        for posture in self.due(&known) {
            let command = OperationCommand::Propose { posture, known: known.clone() };
            // What does not become durable is tried again; what is refused, people were first.
            let _ = self.rooms().act(self.now(), Actor::Hub, Command::Operation(command));
        }
    }

    /// Those whose conditions hold and that nobody has set aside.
    fn due(&self, known: &Known) -> Vec<Id> {
        let (now, rooms) = (self.now(), self.rooms());
        let operation = rooms.room().operation();
        let waits = operation.postures().values().filter(|own| match &own.state {
            State::Prepared(prepared) => !prepared.set_aside,
            _ => false,
        });
        let holds = waits.filter(|own| operation.reasons(own, now, known).is_some());
        holds.map(|own| own.plan.posture).collect()
    }

    /// The votes so far of every candidate of every round, for the whole country, and what they
    /// may come to.
    pub(super) fn known(&self) -> Known {
        let definition = self.definition();
        let board = self.hub().board();
        let mut results = BTreeMap::new();
        for (position, round) in definition.rounds().iter().enumerate() {
            let tally = board.tally(position, definition.nation());
            let (counted, stations) = (tally.progress.counted(), tally.progress.stations);
            for (candidate, votes) in round.candidates.iter().zip(&tally.sums.candidates) {
                let share = Share { votes: *votes, valid: tally.sums.valid, counted, stations };
                results.insert((round.number, candidate.number), share);
            }
        }
        drop(board);
        Known { results, projections: self.chances() }
    }
}
