//! The state of every station and the totals of every place: a fold over the log.

use std::collections::HashMap;
use std::sync::Arc;

use tlog::{hash::Hash, tree::Frontier};

use crate::{
    Counts, Definition, Id, Stamp,
    definition::{Level, PlaceIx, StationIx},
    evidence::{Logged, Signed},
    keys::KeyBook,
    message::{Annulment, Body, Callback, Certified, Correction, Event, Figures, Report, Return, Seal, Status},
    refusal::{Gate, Refusal},
    rules::{self, Case},
    state::{Replaced, Standing, StationState, Stays},
    total::{Sums, Tally},
};

/// Everything the log says, at one length of it.
#[derive(Clone, Debug)]
pub struct Board {
    definition: Arc<Definition>,
    keys: KeyBook,
    rounds: Vec<RoundBoard>,
    /// Where each message stands in the log, by its identity. Looked up, never iterated.
    seen: HashMap<Hash, u64>,
    /// Corrections, conflicts and annulments, in the order of the log.
    changes: Vec<Change>,
    size: u64,
}

/// A message that replaced, contested or took out figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Log index of the message.
    pub index: u64,
    /// Position of the round.
    pub round: usize,
    /// The station.
    pub station: StationIx,
    /// What happened.
    pub kind: ChangeKind,
    /// What was in the totals before.
    pub before: Option<Counts>,
    /// What is in the totals since.
    pub after: Option<Counts>,
    /// The reason given; `-` for a conflict, which nobody declares.
    pub reason: String,
}

/// Kinds of [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A later edition.
    Correction,
    /// Different messages for one edition: none counts.
    Conflict,
    /// A court's decision.
    Annulment,
}

#[derive(Clone, Debug)]
struct RoundBoard {
    /// By station index; stations that do not open stay `Expected` and are not in the totals.
    /// Empty until the first message about the round: a round to come costs nothing.
    states: Vec<StationState>,
    /// By station index, as `states`: log index of the message since which no report is awaited.
    settled: Vec<Option<u64>>,
    /// By place index.
    tallies: Vec<Tally>,
    /// Log index of the first message about the round.
    begins: Option<u64>,
}

/// What [`Board::admit`] says of a message that cannot enter the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// The same text is in the log already; its receipt answers the sender again.
    Already {
        /// Where.
        index: u64,
    },
    /// It breaks a rule.
    Refused(Refusal),
}

impl<R: Into<Refusal>> From<R> for NotAdmitted {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal.into())
    }
}

impl Board {
    /// The board of an empty log.
    pub fn new(definition: Arc<Definition>) -> Self {
        let rounds = (0..definition.rounds().len()).map(|round| RoundBoard::new(&definition, round)).collect();
        let keys = KeyBook::new(Arc::clone(&definition));
        Self { definition, keys, rounds, seen: HashMap::new(), changes: Vec::new(), size: 0 }
    }

    /// The definition.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// The keys that are good now.
    pub fn keys(&self) -> &KeyBook {
        &self.keys
    }

    /// Entries of the log so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The total of a place in a round (by position).
    pub fn tally(&self, round: usize, place: PlaceIx) -> &Tally {
        &self.rounds[round].tallies[place.at()]
    }

    /// The state of a station in a round (by position).
    pub fn state(&self, round: usize, station: StationIx) -> &StationState {
        self.rounds[round].states.get(station.at()).unwrap_or(&StationState::Expected)
    }

    /// Log index of the message since which no report of a station is awaited in a round (by
    /// position): its first report, or an annulment; none while it is missing.
    pub fn settled(&self, round: usize, station: StationIx) -> Option<u64> {
        self.rounds[round].settled.get(station.at()).copied().flatten()
    }

    /// How many entries, from the first, may be public at a moment: none from the first message
    /// about a round whose legal hour has not come.
    pub fn public_size(&self, at: Stamp) -> u64 {
        let rounds = self.definition.rounds().iter().zip(&self.rounds);
        let withheld = rounds.filter(|(round, _)| at.instant() < round.publishes.instant());
        withheld.filter_map(|(_, board)| board.begins).min().unwrap_or(self.size)
    }

    /// Log index of the first message about a round (by position).
    pub fn begins(&self, round: usize) -> Option<u64> {
        self.rounds[round].begins
    }

    /// Whether the legal hour of any round has come.
    pub fn anything_public(&self, at: Stamp) -> bool {
        self.definition.rounds().iter().any(|round| at.instant() >= round.publishes.instant())
    }

    /// Corrections, conflicts and annulments, in the order of the log.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Where a message stands, by its identity.
    pub fn index_of(&self, id: Hash) -> Option<u64> {
        self.seen.get(&id).copied()
    }

    /// The stations of a place, in the order of their identifiers, that open in a round.
    pub fn stations_of(&self, round: usize, place: PlaceIx) -> Vec<StationIx> {
        let level = self.definition.place(place).level;
        let opens = |ix: &StationIx| self.definition.registered(*ix, round).is_some();
        if level == Level::Commune {
            return self.definition.stations_of(place).iter().copied().filter(opens).collect();
        }
        let inside = |ix: &StationIx| self.definition.upwards(self.definition.commune(*ix)).any(|up| up == place);
        self.definition.stations().map(|(ix, _)| ix).filter(opens).filter(inside).collect()
    }

    /// The stations of a round whose report is still awaited.
    pub fn missing(&self, round: usize) -> impl Iterator<Item = StationIx> {
        let awaited = move |ix: &StationIx| {
            self.definition.registered(*ix, round).is_some() && self.state(round, *ix).is_missing()
        };
        self.definition.stations().map(|(ix, _)| ix).filter(awaited)
    }

    /// Lets a message in at the end of the log, or says why not; a refusal changes nothing.
    ///
    /// # Panics
    /// If the message was authenticated under an older key book: that is our own mistake, and
    /// admitting it could count a revoked key.
    pub fn admit(&mut self, signed: Signed) -> Result<Logged, NotAdmitted> {
        assert_eq!(signed.version(), self.keys.version(), "authenticated under another key book");
        if let Some(index) = self.index_of(signed.id()) {
            return Err(NotAdmitted::Already { index });
        }
        let sealing = matches!(signed.message().body, Body::Seal(_));
        if sealing != (self.size == 0) {
            return Err(Gate::Seal.into());
        }
        self.apply(&signed)?;
        let logged = signed.at(self.size);
        if let Some(round) = logged.message.body.round().and_then(|n| self.definition.round_ix(n)) {
            self.rounds[round].begins.get_or_insert(logged.index);
        }
        self.seen.insert(logged.id, logged.index);
        self.size += 1;
        Ok(logged)
    }

    fn apply(&mut self, signed: &Signed) -> Result<(), Refusal> {
        match &signed.message().body {
            Body::Seal(seal) => self.seal(seal),
            Body::Report(report) => self.report(report, signed.id()),
            Body::Status(status) => self.status(status),
            Body::Callback(callback) => self.callback(callback),
            Body::Correction(correction) => self.correction(correction, signed.id()),
            Body::Annulment(annulment) => self.annulment(annulment),
            Body::Return(sums) => self.returned(sums),
            Body::Certified(certified) => self.certified(certified),
            Body::Key(grant) => self.keys.grant(grant).map_err(Refusal::from),
            Body::KeyRevoked(revocation) => self.keys.revoke(revocation, self.size).map_err(Refusal::from),
        }
    }

    fn seal(&self, seal: &Seal) -> Result<(), Refusal> {
        let parts = self.definition.parts();
        let sizes = [parts.rounds.len(), parts.places.len(), parts.stations.len(), parts.keys.len()];
        let same = (seal.election, seal.title.as_str()) == (parts.election, parts.title.as_str())
            && seal.sizes.iter().zip(sizes).all(|(said, is)| *said == is as u64)
            && seal.bytes == self.definition.sealed_bytes();
        if same { Ok(()) } else { Err(Gate::SealContent.into()) }
    }

    fn report(&mut self, report: &Report, id: Hash) -> Result<(), Refusal> {
        let (round, station) = self.find(report.round, report.station)?;
        let counts = self.checked(round, station, &report.figures, report.reason.is_some())?;
        let new = Standing { edition: 1, report: id, replaces: None, index: self.size, counts };
        self.change(round, station, "-", |state| state.report(new))
    }

    fn correction(&mut self, correction: &Correction, id: Hash) -> Result<(), Refusal> {
        let (round, station) = self.find(correction.round, correction.station)?;
        let counts = self.checked(round, station, &correction.figures, true)?;
        let replaces = self.replaced(round, station, correction.replaces);
        if let Some(replaced) = &replaces {
            let old = Figures::of(&replaced.counts, &self.definition.rounds()[round]);
            if correction.figures.changed(&old) != correction.changed {
                return Err(Gate::Changed.into());
            }
        }
        let new = Standing { edition: correction.edition, report: id, replaces, index: self.size, counts };
        self.change(round, station, &correction.reason, |state| state.correct(new))
    }

    /// The edition with this identity that a correction may replace: one that stands or is
    /// contested, or the one that such an edition replaced itself (for a rival correction).
    fn replaced(&self, round: usize, station: StationIx, id: Hash) -> Option<Box<Replaced>> {
        if let Some(edition) = self.edition(round, station, id) {
            return Some(Box::new(Replaced { report: id, counts: edition.counts.clone() }));
        }
        let now = match self.state(round, station) {
            StationState::Conflict(contested) => contested.editions.first(),
            state => state.counted(),
        };
        now?.replaces.clone().filter(|replaced| replaced.report == id)
    }

    /// The standing or contested edition with this identity.
    fn edition(&self, round: usize, station: StationIx, id: Hash) -> Option<&Standing> {
        match self.state(round, station) {
            StationState::Conflict(contested) => contested.editions.iter().find(|edition| edition.report == id),
            state => state.counted().filter(|standing| standing.report == id),
        }
    }

    fn status(&mut self, status: &Status) -> Result<(), Refusal> {
        let (round, station) = self.find(status.round, status.station)?;
        match status.event {
            Event::Open => self.transition(round, station, StationState::open),
            Event::Closed => self.transition(round, station, StationState::close),
            Event::Installed | Event::Noon | Event::Five => Ok(()),
        }
    }

    fn callback(&mut self, callback: &Callback) -> Result<(), Refusal> {
        let (round, station) = self.find(callback.round, callback.station)?;
        if let Some(standing) = self.edition(round, station, callback.report) {
            let figures = Figures::of(&standing.counts, &self.definition.rounds()[round]);
            let wrong = callback.read.iter().find(|(field, read)| figures.at(*field) != Some(*read));
            if let Some((field, _)) = wrong {
                return Err(Gate::ReadBack(*field).into());
            }
        }
        self.transition(round, station, |state| state.confirm(callback.report))
    }

    fn annulment(&mut self, annulment: &Annulment) -> Result<(), Refusal> {
        let (round, station) = self.find(annulment.round, annulment.station)?;
        let index = self.size;
        self.change(round, station, &annulment.reason, |state| state.annul(index))
    }

    fn returned(&mut self, said: &Return) -> Result<(), Refusal> {
        let ready = |state: &StationState| {
            matches!(state, StationState::Confirmed(_) | StationState::Returned(_) | StationState::Annulled(_))
        };
        let (round, place, stations) = self.complete(said.round, said.place, ready)?;
        let level = self.definition.place(place).level;
        if !matches!(level, Level::Commune | Level::Department) {
            return Err(Gate::Place(said.place).into());
        }
        let (reports, root) = self.root_of(round, &stations);
        if (said.reports, said.root) != (reports, root) {
            return Err(Gate::Reports.into());
        }
        let sums = &self.tally(round, place).sums;
        if said.figures != Figures::of_sums(sums, &self.definition.rounds()[round]) {
            return Err(Gate::Sums.into());
        }
        for station in stations {
            self.replace(round, station, StationState::include);
        }
        Ok(())
    }

    fn certified(&mut self, certified: &Certified) -> Result<(), Refusal> {
        let ready = |state: &StationState| {
            matches!(state, StationState::Returned(_) | StationState::Certified(_) | StationState::Annulled(_))
        };
        let (round, _, stations) = self.complete(certified.round, certified.place, ready)?;
        if self.root_of(round, &stations).1 != certified.root {
            return Err(Gate::Reports.into());
        }
        for station in stations {
            self.replace(round, station, StationState::certify);
        }
        Ok(())
    }

    /// The stations of a place, if all of them are `ready`.
    fn complete(
        &self,
        round: u8,
        place: Id,
        ready: impl Fn(&StationState) -> bool,
    ) -> Result<(usize, PlaceIx, Vec<StationIx>), Gate> {
        let round_ix = self.definition.round_ix(round).ok_or(Gate::Round(round))?;
        let place = self.definition.place_ix(place).ok_or(Gate::Place(place))?;
        let stations = self.stations_of(round_ix, place);
        let open = stations.iter().filter(|station| !ready(self.state(round_ix, **station))).count() as u64;
        if open > 0 {
            return Err(Gate::Incomplete { stations: open });
        }
        Ok((round_ix, place, stations))
    }

    /// Number and RFC 6962 root of the standing editions of `stations`, in order; what a return
    /// and a certificate speak about.
    pub fn root_of(&self, round: usize, stations: &[StationIx]) -> (u64, Hash) {
        let mut tree = Frontier::new();
        for station in stations {
            if let Some(standing) = self.state(round, *station).counted() {
                tree.push(Hash::leaf(&standing.report.0));
            }
        }
        (tree.size(), tree.root())
    }

    fn find(&self, round: u8, station: Id) -> Result<(usize, StationIx), Gate> {
        let round_ix = self.definition.round_ix(round).ok_or(Gate::Round(round))?;
        let station = self.definition.station_ix(station).ok_or(Gate::Station(station))?;
        let opens = self.definition.registered(station, round_ix).is_some();
        if opens { Ok((round_ix, station)) } else { Err(Gate::Round(round)) }
    }

    fn checked(
        &self,
        round: usize,
        station: StationIx,
        figures: &Figures<crate::Votes>,
        reasoned: bool,
    ) -> Result<Counts, Refusal> {
        let counts = figures.counts(&self.definition.rounds()[round]).ok_or(Gate::Candidates)?;
        let frozen = self.definition.registered(station, round).ok_or(Gate::Round(0))?;
        let broken = rules::broken(Case { figures, frozen, reasoned });
        if broken.is_empty() { Ok(counts) } else { Err(Refusal::Figures(broken)) }
    }

    /// A transition that may replace, contest or take out figures: that is kept in a list, since
    /// it is the only way a published figure can decrease.
    fn change(
        &mut self,
        round: usize,
        station: StationIx,
        reason: &str,
        step: impl FnOnce(StationState) -> Result<StationState, Stays>,
    ) -> Result<(), Refusal> {
        let counts = |state: &StationState| state.counted().map(|standing| standing.counts.clone());
        let was_missing = self.state(round, station).is_missing();
        let before = counts(self.state(round, station));
        self.transition(round, station, step)?;
        if was_missing {
            self.rounds[round].settled[station.at()] = Some(self.size);
        }
        let state = self.state(round, station);
        let (kind, reason) = match state {
            StationState::Annulled(_) => (ChangeKind::Annulment, reason),
            StationState::Conflict(_) => (ChangeKind::Conflict, "-"),
            _ if was_missing => return Ok(()),
            _ => (ChangeKind::Correction, reason),
        };
        let after = counts(state);
        let (index, reason) = (self.size, reason.to_owned());
        self.changes.push(Change { index, round, station, kind, before, after, reason });
        Ok(())
    }

    fn transition(
        &mut self,
        round: usize,
        station: StationIx,
        step: impl FnOnce(StationState) -> Result<StationState, Stays>,
    ) -> Result<(), Refusal> {
        self.rounds[round].awake(self.definition.stations().len());
        let slot = &mut self.rounds[round].states[station.at()];
        let old = core::mem::take(slot);
        // Two states are alive for a moment, so that totals move from one to the other.
        let before = old.clone();
        match step(old) {
            Ok(new) => {
                self.settle(round, station, &before, new);
                Ok(())
            }
            Err((stays, gate)) => {
                *slot = stays;
                Err(gate.into())
            }
        }
    }

    fn replace(&mut self, round: usize, station: StationIx, step: impl FnOnce(StationState) -> StationState) {
        self.rounds[round].awake(self.definition.stations().len());
        let before = self.state(round, station).clone();
        let new = step(before.clone());
        self.settle(round, station, &before, new);
    }

    /// Moves the totals from the station's commune up to the nation, and stores the state.
    fn settle(&mut self, round: usize, station: StationIx, before: &StationState, new: StationState) {
        let board = &mut self.rounds[round];
        for place in self.definition.upwards(self.definition.commune(station)) {
            let tally = &mut board.tallies[place.at()];
            tally.remove(before);
            tally.insert(&new);
        }
        board.states[station.at()] = new;
    }
}

impl RoundBoard {
    fn new(definition: &Definition, round: usize) -> Self {
        let candidates = definition.rounds()[round].candidates.len();
        let mut tallies = vec![Tally::empty(candidates); definition.places().len()];
        for (station, _) in definition.stations() {
            if definition.registered(station, round).is_some() {
                for place in definition.upwards(definition.commune(station)) {
                    tallies[place.at()].progress.stations += 1;
                }
            }
        }
        Self { states: Vec::new(), settled: Vec::new(), tallies, begins: None }
    }

    fn awake(&mut self, stations: usize) {
        if self.states.is_empty() {
            self.states = vec![StationState::Expected; stations];
            self.settled = vec![None; stations];
        }
    }
}

impl Figures<u64> {
    /// Sums in the lines of a return.
    pub fn of_sums(sums: &Sums, round: &crate::definition::Round) -> Self {
        let panels = round.candidates.iter().map(|candidate| candidate.number);
        Self {
            registered: sums.registered,
            signed_in: sums.signed_in,
            cast: sums.cast,
            blank: sums.blank,
            void: sums.void,
            valid: sums.valid,
            candidates: panels.zip(sums.candidates.iter().copied()).collect(),
        }
    }
}

impl Figures<crate::Votes> {
    /// The counts of a station in the lines of a report.
    pub fn of(counts: &Counts, round: &crate::definition::Round) -> Self {
        let panels = round.candidates.iter().map(|candidate| candidate.number);
        Self {
            registered: counts.registered,
            signed_in: counts.signed_in,
            cast: counts.cast,
            blank: counts.blank,
            void: counts.void,
            valid: counts.valid,
            candidates: panels.zip(counts.candidates.iter().copied()).collect(),
        }
    }

    /// The figures without the panel numbers, if those are exactly the numbers of the round.
    pub fn counts(&self, round: &crate::definition::Round) -> Option<Counts> {
        let panels = round.candidates.iter().map(|candidate| candidate.number);
        panels.eq(self.candidates.iter().map(|(panel, _)| *panel)).then(|| Counts {
            registered: self.registered,
            signed_in: self.signed_in,
            cast: self.cast,
            blank: self.blank,
            void: self.void,
            valid: self.valid,
            candidates: self.candidates.iter().map(|(_, votes)| *votes).collect(),
        })
    }
}
