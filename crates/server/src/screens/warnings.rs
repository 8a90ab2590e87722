//! The warnings of the frozen definition, asked at the hub's forms while the paper is on the table.
//!
//! Bounds need nothing but the figures. An earlier contest tells what is unusual for this station.
//! Neighbours can be compared only once enough of tonight is in: [`Warnings::learn`] looks whether
//! there is more, and fits what was reported on a thread of its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use checks::{Address, Contest, Context, Entry, Line, Picture, Station, Thresholds, at_entry};
use election::message::Figures;
use election::refusal::Language;
use election::{Counts, Definition, Id, Votes};
use station::form::{Form, Question};

use crate::service::Handle;

/// Reports from which on tonight's own figures say what is usual. Measured on the second round of
/// 2017 in a random order: after 100 reports 3.5 % of correct stations are asked about, after 500
/// reports 1.5 % with an earlier contest and 3.1 % without, after 20,000 about 1.2 %.
pub const MIN_REPORTED: usize = 500;

/// Longest name of an earlier contest, bytes.
pub const MAX_NAME_BYTES: usize = 80;

/// Warnings about figures, asked while the paper is on the table.
pub trait Warnings: Send + Sync {
    /// The warnings about these figures of this station.
    fn questions(&self, form: &Form, figures: &Figures<Votes>) -> Vec<Question>;

    /// What a station counted in the earlier contest, in words; nothing where there is none.
    fn earlier(&self, station: Id, language: Language) -> Option<String> {
        let _ = (station, language);
        None
    }

    /// What a station counted in the earlier contest.
    fn before(&self, station: Id) -> Option<Counts> {
        let _ = station;
        None
    }

    /// Tells of the hub whose reports can be learned from. Called before questions are asked; it
    /// must take no time.
    fn learn(&self, hub: &Handle, round: u8) {
        let _ = (hub, round);
    }
}

/// An earlier contest at the same stations.
pub struct Earlier {
    name: String,
    contest: Contest,
    stations: BTreeMap<Id, usize>,
}

impl Earlier {
    /// A contest under the name that people know it by; `None` if the name is empty or too long.
    pub fn new(name: &str, contest: Contest) -> Option<Self> {
        if !election::text::is_phrase(name) || name.len() > MAX_NAME_BYTES {
            return None;
        }
        let ids = contest.stations.iter().map(|station| station.address.station);
        let stations = ids.enumerate().map(|(at, id)| (id, at)).collect();
        Some(Self { name: name.to_owned(), contest, stations })
    }

    fn of(&self, station: Id) -> Option<&Counts> {
        self.stations.get(&station).map(|at| &self.contest.stations[*at].counts)
    }
}

/// The rules of `checks`, under the thresholds that the definition froze.
pub struct Asking(Arc<Inner>);

struct Inner {
    definition: Arc<Definition>,
    thresholds: Thresholds,
    earlier: Option<Earlier>,
    /// What was learned of each round.
    rounds: Mutex<BTreeMap<u8, Learned>>,
    fitting: AtomicBool,
}

#[derive(Clone)]
struct Learned {
    reported: usize,
    picture: Arc<Picture>,
}

impl Asking {
    /// Of a definition, with an earlier contest where there is one.
    pub fn new(definition: Arc<Definition>, earlier: Option<Earlier>) -> Self {
        let thresholds = Thresholds::of(&definition);
        let inner =
            Inner { definition, thresholds, earlier, rounds: Mutex::default(), fitting: AtomicBool::new(false) };
        for round in inner.definition.rounds().iter().map(|round| round.number) {
            if let Some(nothing) = inner.contest(round, Vec::new()) {
                inner.teach(round, &nothing);
            }
        }
        Self(Arc::new(inner))
    }

    /// Learns from what was reported of a round: half a second for a country.
    pub fn teach(&self, round: u8, reported: &Contest) {
        self.0.teach(round, reported);
    }
}

impl Inner {
    fn learned(&self, round: u8) -> Option<Learned> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner).get(&round).cloned()
    }

    fn teach(&self, round: u8, reported: &Contest) {
        let earlier = self.earlier.as_ref().map(|earlier| &earlier.contest);
        let picture = Arc::new(Picture::of(reported, earlier));
        let learned = Learned { reported: reported.stations.len(), picture };
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner).insert(round, learned);
    }

    fn contest(&self, round: u8, stations: Vec<Station>) -> Option<Contest> {
        let round = &self.definition.rounds()[self.definition.round_ix(round)?];
        let line = |candidate: &election::definition::Candidate| Line {
            panel: candidate.number,
            family: candidate.family.clone(),
        };
        Contest::new(round.candidates.iter().map(line).collect(), stations).ok()
    }

    /// What stands in the log of a round.
    fn reported(&self, hub: &Handle, round: u8) -> Option<Contest> {
        let round_ix = self.definition.round_ix(round)?;
        let board = hub.board();
        let counted = self.definition.stations().filter_map(|(ix, station)| {
            let counts = board.state(round_ix, ix).counted()?.counts.clone();
            Some(Station { address: Address::of(&self.definition, station.id)?, counts })
        });
        let stations = counted.collect();
        drop(board);
        self.contest(round, stations)
    }
}

/// Whether there is so much more that the picture is worth making again: a quarter. A night of a
/// country comes to some twenty of them.
fn is_due(learned: usize, counted: usize) -> bool {
    counted >= MIN_REPORTED && counted >= learned + learned / 4 && counted > learned
}

impl Warnings for Asking {
    fn questions(&self, form: &Form, figures: &Figures<Votes>) -> Vec<Question> {
        let inner = &self.0;
        let Some(address) = Address::of(&inner.definition, form.station()) else { return Vec::new() };
        let learned = inner.learned(form.round());
        let picture = learned.as_ref().map(|learned| &*learned.picture);
        let context = Context { thresholds: &inner.thresholds, address, picture };
        let early = learned.as_ref().is_none_or(|learned| learned.reported < MIN_REPORTED);
        let asked = at_entry(&context, &Entry { figures }).warnings;
        // What stands alone is asked from the first report on.
        asked.iter().filter(|warning| !early || warning.stands_alone()).map(Question::from).collect()
    }

    fn earlier(&self, station: Id, language: Language) -> Option<String> {
        let earlier = self.0.earlier.as_ref()?;
        let counts = earlier.of(station)?;
        let number = |votes: Votes| language.number(votes.wide());
        let [registered, cast, blank, void] = [counts.registered, counts.cast, counts.blank, counts.void].map(number);
        let name = &earlier.name;
        Some(match language {
            Language::French => format!(
                "{name} : ce bureau avait {registered} inscrits, {cast} votants, {blank} bulletins blancs, {void} nuls."
            ),
            Language::English => format!(
                "{name}: this station had {registered} registered, {cast} cast, {blank} blank, {void} void papers."
            ),
        })
    }

    fn before(&self, station: Id) -> Option<Counts> {
        self.0.earlier.as_ref()?.of(station).cloned()
    }

    fn learn(&self, hub: &Handle, round: u8) {
        let Some(round_ix) = self.0.definition.round_ix(round) else { return };
        let counted = hub.board().tally(round_ix, self.0.definition.nation()).progress.counted();
        let learned = self.0.learned(round).map_or(0, |learned| learned.reported);
        if !is_due(learned, usize::try_from(counted).unwrap_or(usize::MAX))
            || self.0.fitting.swap(true, Ordering::AcqRel)
        {
            return;
        }
        let (inner, hub) = (Arc::clone(&self.0), hub.clone());
        let fit = move || {
            if let Some(reported) = inner.reported(&hub, round) {
                inner.teach(round, &reported);
            }
            inner.fitting.store(false, Ordering::Release);
        };
        // Without a thread nothing is learned now; the next question asks again.
        if std::thread::Builder::new().name("learning".to_owned()).spawn(fit).is_err() {
            self.0.fitting.store(false, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_due;

    #[test]
    fn a_picture_is_made_again_after_a_quarter_more() {
        assert!(!is_due(0, 0) && !is_due(0, 499) && is_due(0, 500));
        assert!(!is_due(500, 500) && !is_due(500, 624) && is_due(500, 625));
        assert!(!is_due(69_242, 69_242));
        let fits =
            (0..69_242).fold(
                (0, 0),
                |(learned, fits), counted| {
                    if is_due(learned, counted) { (counted, fits + 1) } else { (learned, fits) }
                },
            );
        assert_eq!(fits.1, 23);
    }
}
