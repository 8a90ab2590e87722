//! Totals of places: exact, and moved on by one station at a time.

use crate::{Counts, state::StationState};

/// Sums over the stations of a place whose figures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Voters on the registers of those stations.
    pub registered: u64,
    /// Signatures.
    pub signed_in: u64,
    /// Papers cast.
    pub cast: u64,
    /// Blank papers.
    pub blank: u64,
    /// Void papers.
    pub void: u64,
    /// Valid votes.
    pub valid: u64,
    /// Votes by candidate, in panel order.
    pub candidates: Box<[u64]>,
}

/// How far the count of a place is. Every station of the round is in exactly one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Stations that open in the round.
    pub stations: u32,
    /// Report in, first edition, nothing more.
    pub reported: u32,
    /// A later edition stands, not yet read back.
    pub corrected: u32,
    /// Read back.
    pub confirmed: u32,
    /// In a return.
    pub returned: u32,
    /// Certified.
    pub certified: u32,
    /// Contested: not counted.
    pub conflict: u32,
    /// Taken out by a court: not counted.
    pub annulled: u32,
}

/// What is known of a place in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The sums.
    pub sums: Sums,
    /// The progress.
    pub progress: Progress,
}

impl Progress {
    /// Stations whose figures are in the sums.
    pub fn counted(&self) -> u32 {
        self.reported + self.corrected + self.confirmed + self.returned + self.certified
    }

    /// Stations of which nothing that could count has come: missing, never zero.
    pub fn missing(&self) -> u32 {
        self.stations - self.counted() - self.conflict - self.annulled
    }

    fn slot(&mut self, state: &StationState) -> Option<&mut u32> {
        match state {
            StationState::Expected | StationState::Open | StationState::Closed => None,
            StationState::Reported(_) => Some(&mut self.reported),
            StationState::Corrected(_) => Some(&mut self.corrected),
            StationState::Confirmed(_) => Some(&mut self.confirmed),
            StationState::Returned(_) => Some(&mut self.returned),
            StationState::Certified(_) => Some(&mut self.certified),
            StationState::Conflict(_) => Some(&mut self.conflict),
            StationState::Annulled(_) => Some(&mut self.annulled),
        }
    }
}

impl Tally {
    /// Nothing counted yet.
    pub(crate) fn empty(candidates: usize) -> Self {
        let candidates = vec![0; candidates].into();
        let sums = Sums { registered: 0, signed_in: 0, cast: 0, blank: 0, void: 0, valid: 0, candidates };
        Self { sums, progress: Progress::default() }
    }

    /// Takes a station's old state out. It was put in before, so nothing goes below zero.
    pub(crate) fn remove(&mut self, state: &StationState) {
        if let Some(slot) = self.progress.slot(state) {
            *slot -= 1;
        }
        if let Some(standing) = state.counted() {
            self.sums.move_by(&standing.counts, |sum, figure| *sum -= figure);
        }
    }

    /// Puts a station's new state in. At most 2^21 stations of at most 10^7 each: no overflow,
    /// and `overflow-checks` would stop the program rather than publish a wrong sum.
    pub(crate) fn insert(&mut self, state: &StationState) {
        if let Some(slot) = self.progress.slot(state) {
            *slot += 1;
        }
        if let Some(standing) = state.counted() {
            self.sums.move_by(&standing.counts, |sum, figure| *sum += figure);
        }
    }
}

impl Sums {
    /// The figures in the order of the lines of a report.
    pub fn row(&self) -> impl Iterator<Item = u64> {
        let fixed = [self.registered, self.signed_in, self.cast, self.blank, self.void, self.valid];
        fixed.into_iter().chain(self.candidates.iter().copied())
    }

    fn move_by(&mut self, counts: &Counts, step: impl Fn(&mut u64, u64)) {
        step(&mut self.registered, counts.registered.wide());
        step(&mut self.signed_in, counts.signed_in.wide());
        step(&mut self.cast, counts.cast.wide());
        step(&mut self.blank, counts.blank.wide());
        step(&mut self.void, counts.void.wide());
        step(&mut self.valid, counts.valid.wide());
        for (sum, votes) in self.candidates.iter_mut().zip(&counts.candidates) {
            step(sum, votes.wide());
        }
    }
}
