//! What is known of the count when the conditions of a posture are looked at.

use std::collections::BTreeMap;

use ops::operation::condition::{Known, Share};

use crate::screens::Screens;

impl Screens {
    /// The votes so far of every candidate of every round, for the whole country. There is no
    /// projection here yet: a condition on one does not hold.
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
        Known { results, projections: BTreeMap::new() }
    }
}
