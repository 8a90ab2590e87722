//! What the count may come to, from the reports so far: made again as they come, on a thread of its
//! own, and kept for the conditions of postures and for who may see totals.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use checks::Address;
use election::Id;
use election::definition::StationIx;
use election::refusal::Language;
use ops::operation::condition::{BasisPoints, Outcome};
use projection::{LEAST_STATIONS, Night, Projection, Station, project};

use crate::screens::Screens;

/// Probability with which an interval is to hold the end.
pub const CONFIDENCE: f64 = 0.9;

/// Of the draws: everybody who looks at one state of the count is told the same.
const SEED: u64 = 1;

/// A projection and the reports it was made of.
#[derive(Clone)]
struct Made {
    reports: u32,
    projection: Projection,
}

/// The last projection of each round.
#[derive(Default)]
pub struct Forecast(Mutex<BTreeMap<u8, Made>>);

impl Forecast {
    /// The last one of a round.
    pub fn of(&self, round: u8) -> Option<Projection> {
        self.made().get(&round).map(|made| made.projection.clone())
    }

    fn made(&self) -> std::sync::MutexGuard<'_, BTreeMap<u8, Made>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is so much more that it is worth making again: a second for a country, and
    /// some two hundred times a night.
    fn is_due(&self, round: u8, reports: u32, stations: u32) -> bool {
        let before = self.made().get(&round).map(|made| made.reports);
        let enough = usize::try_from(reports).is_ok_and(|reports| reports >= LEAST_STATIONS);
        let more = |before: u32| {
            let grown = reports.abs_diff(before);
            grown > 0 && (reports >= stations || grown >= (before / 50).max(1))
        };
        enough && before.is_none_or(more)
    }
}

impl Screens {
    /// Makes the projections again that are due.
    pub(super) fn foretell(&self) {
        let definition = self.definition();
        for (position, round) in definition.rounds().iter().enumerate() {
            let progress = self.hub().board().tally(position, definition.nation()).progress;
            let reports = progress.counted();
            if !self.0.forecast.is_due(round.number, reports, progress.stations) {
                continue;
            }
            // Stations whose candidates do not fit together foretell nothing.
            let night = self.stations(position).and_then(|all| Night::new(round.candidates.len(), all).ok());
            if let Some(night) = night {
                let projection = project(&night, CONFIDENCE, SEED);
                self.0.forecast.made().insert(round.number, Made { reports, projection });
            }
        }
    }

    /// The stations of a round with what they reported, and what they counted before: in the round
    /// before it where that is counted for the most part, else in the earlier contest that the hub
    /// was given. None where there is neither: without it the first reports say nothing of the rest.
    fn stations(&self, position: usize) -> Option<Vec<Station>> {
        let definition = self.definition();
        let board = self.hub().board();
        let counted = |position: usize, ix: StationIx| board.state(position, ix).counted().map(|it| it.counts.clone());
        let before = position.checked_sub(1).filter(|before| {
            let progress = board.tally(*before, definition.nation()).progress;
            progress.counted() > progress.stations / 2
        });
        let earlier = |ix: StationIx, id: Id| match before {
            Some(before) => counted(before, ix),
            None => self.0.warnings.before(id),
        };
        let own = definition.stations().filter_map(|(ix, station)| {
            let registered = definition.registered(ix, position)?;
            let Address { commune, department, .. } = Address::of(definition, station.id)?;
            Some(Station {
                id: station.id,
                commune,
                department,
                registered,
                earlier: earlier(ix, station.id),
                counted: counted(position, ix),
            })
        });
        let own: Vec<Station> = own.collect();
        own.iter().any(|station| station.earlier.is_some()).then_some(own)
    }

    /// The probabilities that conditions ask for.
    pub(super) fn chances(&self) -> BTreeMap<(u8, u16, Outcome), BasisPoints> {
        let rounds = self.definition().rounds();
        let last = rounds.last().map(|round| round.number);
        let mut chances = BTreeMap::new();
        for round in rounds {
            let Some(projection) = self.0.forecast.of(round.number) else { continue };
            for (candidate, outcome) in round.candidates.iter().zip(&projection.candidates) {
                let wins = if last == Some(round.number) { outcome.first } else { outcome.majority };
                for (what, chance) in [(Outcome::Qualifies, outcome.first_two), (Outcome::Wins, wins)] {
                    chances.extend(basis_points(chance).map(|it| ((round.number, candidate.number, what), it)));
                }
            }
        }
        chances
    }
}

/// Rounded down: almost certain is not certain.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability in hundredths of a percent")]
fn basis_points(chance: f64) -> Option<BasisPoints> {
    BasisPoints::new((chance.clamp(0.0, 1.0) * 10_000.0) as u16)
}

/// A candidate of the outlook, for people.
pub struct Line {
    /// Who.
    pub name: String,
    /// The final share, and the limits that hold it with [`CONFIDENCE`].
    pub share: String,
    /// The share of what is counted.
    pub running: String,
    /// To be among the first two, and to have more than half.
    pub chances: [String; 2],
}

/// What a round may come to.
pub struct Outlook {
    /// Stations that have reported, and all of them.
    pub counted: [String; 2],
    /// The candidates, the best first.
    pub lines: Vec<Line>,
}

impl Screens {
    /// What a round may come to, where it is foretold. Internal: for who may see totals.
    pub(super) fn outlook(&self, round: u8, language: Language) -> Option<Outlook> {
        let projection = self.0.forecast.of(round)?;
        let round = &self.definition().rounds()[self.definition().round_ix(round)?];
        let mut both: Vec<_> = round.candidates.iter().zip(&projection.candidates).collect();
        both.sort_by(|(_, a), (_, b)| b.share.value.total_cmp(&a.share.value));
        let percent = |share: f64| percent(language, share);
        let lines = both.into_iter().map(|(candidate, outcome)| Line {
            name: format!("{} {}", candidate.given, candidate.family).trim().to_owned(),
            share: format!(
                "{} [{} – {}]",
                percent(outcome.share.value),
                percent(outcome.share.low),
                percent(outcome.share.high)
            ),
            running: percent(outcome.running),
            chances: [outcome.first_two, outcome.majority].map(percent),
        });
        let number = |count: usize| language.number(count as u64);
        Some(Outlook { counted: [projection.counted, projection.stations].map(number), lines: lines.collect() })
    }
}

/// One decimal; what is drawn is neither certain nor impossible.
fn percent(language: Language, share: f64) -> String {
    let share = if share > 0.0 && share < 1.0 { share.clamp(0.001, 0.999) } else { share };
    let text = format!("{:.1}", 100.0 * share);
    match language {
        Language::French => format!("{}\u{a0}%", text.replace('.', ",")),
        Language::English => format!("{text}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(reports: u32) -> Forecast {
        let stations = (0..40).map(|number| Station {
            id: Id::new(&format!("s{number}")).unwrap_or_else(|_| unreachable!("an identifier")),
            commune: Id::new("c").unwrap_or_else(|_| unreachable!("an identifier")),
            department: Id::new("d").unwrap_or_else(|_| unreachable!("an identifier")),
            registered: election::Votes::new(10).unwrap_or_else(|| unreachable!("a number of people")),
            earlier: None,
            counted: None,
        });
        let night = Night::new(2, stations.collect()).expect("a night");
        let projection = project(&night, CONFIDENCE, SEED);
        Forecast(Mutex::new(BTreeMap::from([(1, Made { reports, projection })])))
    }

    #[test]
    fn a_projection_is_made_again_after_two_hundredths_more_and_at_the_end() {
        let nothing = Forecast::default();
        assert!(!nothing.is_due(1, 29, 1_000) && nothing.is_due(1, 30, 1_000));
        let there = after(500);
        assert!(!there.is_due(1, 500, 1_000) && !there.is_due(1, 509, 1_000) && there.is_due(1, 510, 1_000));
        assert!(there.is_due(1, 490, 1_000), "what was annulled counts as well");
        assert!(after(999).is_due(1, 1_000, 1_000) && !after(1_000).is_due(1, 1_000, 1_000));
        assert!(there.is_due(2, 30, 1_000), "each round by itself");
    }

    #[test]
    fn shares_have_one_decimal_and_are_never_rounded_to_certain() {
        assert_eq!(percent(Language::French, 0.234), "23,4\u{a0}%");
        let english = |share| percent(Language::English, share);
        assert_eq!(
            [english(0.999_99), english(1.0), english(0.000_01), english(0.0)],
            ["99.9%", "100.0%", "0.1%", "0.0%"]
        );
    }

    #[test]
    fn almost_certain_is_not_certain() {
        let points = |chance| basis_points(chance).map(BasisPoints::value);
        assert_eq!([points(0.999_99), points(1.0), points(0.0)], [Some(9_999), Some(10_000), Some(0)]);
    }
}
