//! When a posture is proposed: what must be true of results, projections, threats and the date.

use core::fmt::{self, Write as _};
use std::collections::BTreeMap;

use election::{Definition, Id, Stamp, refusal::Language};

use super::words::{Word, words};

/// Highest threat level.
pub const HIGHEST_LEVEL: u8 = 5;

/// A probability in hundredths of a percent, 0 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// A probability.
    pub fn new(value: u16) -> Option<Self> {
        (value <= 10_000).then_some(Self(value))
    }

    /// The figure.
    pub fn value(self) -> u16 {
        self.0
    }
}

words! {
    /// What a projection is about.
    Outcome {
        Qualifies "qualifies" ["se qualifie", "qualifies"],
        Wins "wins" ["l'emporte", "wins"],
    }
}

/// One condition; a posture's hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A candidate's share of the valid votes counted so far.
    Result {
        /// Round.
        round: u8,
        /// Panel number.
        candidate: u16,
        /// Thousandths of the valid votes, at least.
        share: u16,
        /// Thousandths of the stations that must have been counted.
        counted: u16,
    },
    /// A projection's probability.
    Projection {
        /// Round.
        round: u8,
        /// Panel number.
        candidate: u16,
        /// Of what.
        outcome: Outcome,
        /// At least.
        probability: BasisPoints,
    },
    /// The threat level of a place.
    Threat {
        /// Where.
        place: Id,
        /// At least, 1 to [`HIGHEST_LEVEL`].
        level: u8,
    },
    /// Not before a moment.
    From(Stamp),
    /// Not after a moment.
    Until(Stamp),
}

/// A condition that holds, and what was found: thousandths of the votes and of the stations, basis
/// points, a level; 0 where a figure says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    /// The condition.
    pub condition: Condition,
    /// What was found.
    pub found: [u32; 2],
}

/// A candidate's votes so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The candidate's.
    pub votes: u64,
    /// All valid votes.
    pub valid: u64,
    /// Stations counted.
    pub counted: u32,
    /// Stations expected.
    pub stations: u32,
}

/// What is known of the count when conditions are looked at. Internal until the legal hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Votes so far, by round and panel number.
    pub results: BTreeMap<(u8, u16), Share>,
    /// Probabilities, by round, panel number and outcome; empty where nothing is projected.
    pub projections: BTreeMap<(u8, u16, Outcome), BasisPoints>,
}

impl Condition {
    /// The round of whose votes it tells: before the legal hour that is not for everybody.
    pub fn counts(&self) -> Option<u8> {
        match self {
            Self::Result { round, .. } | Self::Projection { round, .. } => Some(*round),
            Self::Threat { .. } | Self::From(_) | Self::Until(_) => None,
        }
    }

    /// Whether it tells of votes.
    pub fn tells_of_the_count(&self) -> bool {
        self.counts().is_some()
    }

    /// Whether the condition holds, and with what figures.
    pub fn met(&self, known: &Known, now: Stamp, level: impl Fn(Id) -> u8) -> Option<Met> {
        let found = match *self {
            Self::Result { round, candidate, share, counted } => {
                let found = known.results.get(&(round, candidate))?;
                let figures =
                    [permille(found.votes, found.valid), permille(found.counted.into(), found.stations.into())];
                (figures[0] >= u32::from(share) && figures[1] >= u32::from(counted)).then_some(figures)
            }
            Self::Projection { round, candidate, outcome, probability } => {
                let found = *known.projections.get(&(round, candidate, outcome))?;
                (found >= probability).then_some([found.value().into(), 0])
            }
            Self::Threat { place, level: least } => {
                let found = level(place);
                (found >= least).then_some([found.into(), 0])
            }
            Self::From(moment) => (now.instant() >= moment.instant()).then_some([0, 0]),
            Self::Until(moment) => (now.instant() <= moment.instant()).then_some([0, 0]),
        };
        Some(Met { condition: *self, found: found? })
    }
}

/// Rounded down: a share of 49.99 % is not one of 50 %.
fn permille(part: u64, whole: u64) -> u32 {
    let share = (u128::from(part) * 1_000).checked_div(u128::from(whole)).unwrap_or(0);
    u32::try_from(share).unwrap_or(u32::MAX)
}

/// Whether conditions can never hold together.
pub fn never(definition: &Definition, conditions: &[Condition], now: Stamp) -> bool {
    conditions.iter().any(|condition| alone(definition, condition, now)) || together(definition, conditions)
}

/// A condition that can never hold whatever comes.
fn alone(definition: &Definition, condition: &Condition, now: Stamp) -> bool {
    let stands = |round: u8, candidate: u16| {
        let round = definition.round_ix(round).map(|ix| &definition.rounds()[ix]);
        round.is_some_and(|round| round.candidates.iter().any(|own| own.number == candidate))
    };
    match *condition {
        Condition::Result { round, candidate, share, counted } => {
            !stands(round, candidate) || share > 1_000 || counted > 1_000
        }
        Condition::Projection { round, candidate, outcome, .. } => {
            let last = definition.rounds().last().is_some_and(|last| last.number == round);
            !stands(round, candidate) || (last && outcome == Outcome::Qualifies)
        }
        Condition::Threat { place, level } => definition.place_ix(place).is_none() || level > HIGHEST_LEVEL,
        Condition::From(_) => false,
        Condition::Until(moment) => moment.instant() < now.instant(),
    }
}

/// Conditions that exclude each other: shares beyond the whole, more winners than one, more
/// qualified than two, an end before its beginning.
fn together(definition: &Definition, conditions: &[Condition]) -> bool {
    let begins = conditions.iter().filter_map(|condition| match condition {
        Condition::From(moment) => Some(moment.instant()),
        _ => None,
    });
    let ends = conditions.iter().filter_map(|condition| match condition {
        Condition::Until(moment) => Some(moment.instant()),
        _ => None,
    });
    let late = begins.max().zip(ends.min()).is_some_and(|(begin, end)| begin > end);
    late || definition.rounds().iter().any(|round| {
        sum(conditions, |condition| match *condition {
            Condition::Result { round: own, candidate, share, .. } if own == round.number => Some((candidate, share)),
            _ => None,
        }) > 1_000
            || [(Outcome::Wins, 10_000), (Outcome::Qualifies, 20_000)].into_iter().any(|(wanted, whole)| {
                sum(conditions, |condition| match *condition {
                    Condition::Projection { round: own, candidate, outcome, probability }
                        if own == round.number && outcome == wanted =>
                    {
                        Some((candidate, probability.value()))
                    }
                    _ => None,
                }) > whole
            })
    })
}

/// The sum over candidates of the strictest condition about each.
fn sum(conditions: &[Condition], of: impl Fn(&Condition) -> Option<(u16, u16)>) -> u32 {
    let mut strictest: BTreeMap<u16, u16> = BTreeMap::new();
    for (candidate, least) in conditions.iter().filter_map(of) {
        let found = strictest.entry(candidate).or_default();
        *found = least.max(*found);
    }
    strictest.into_values().map(u32::from).sum()
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Result { round, candidate, share, counted } => {
                write!(out, "result {round} {candidate} {share} {counted}")
            }
            Self::Projection { round, candidate, outcome, probability } => {
                write!(out, "projection {round} {candidate} {} {}", outcome.word(), probability.value())
            }
            Self::Threat { place, level } => write!(out, "threat {place} {level}"),
            Self::From(moment) => write!(out, "from {moment}"),
            Self::Until(moment) => write!(out, "until {moment}"),
        }
    }
}

impl Condition {
    /// Reads what is written; one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split(' ').collect();
        let read = match fields[..] {
            ["result", round, candidate, share, counted] => Self::Result {
                round: round.parse().ok()?,
                candidate: candidate.parse().ok()?,
                share: share.parse().ok()?,
                counted: counted.parse().ok()?,
            },
            ["projection", round, candidate, outcome, probability] => Self::Projection {
                round: round.parse().ok()?,
                candidate: candidate.parse().ok()?,
                outcome: Outcome::parse(outcome)?,
                probability: BasisPoints::new(probability.parse().ok()?)?,
            },
            ["threat", place, level] => Self::Threat { place: Id::new(place).ok()?, level: level.parse().ok()? },
            ["from", moment] => Self::From(Stamp::parse(moment)?),
            ["until", moment] => Self::Until(Stamp::parse(moment)?),
            _ => return None,
        };
        // Numbers of other spellings (`+1`, `01`) do not come back as they went in.
        (read.to_string() == text).then_some(read)
    }

    /// The condition for people.
    pub fn label(&self, definition: &Definition, language: Language) -> String {
        let say = |french: String, english: String| match language {
            Language::French => french,
            Language::English => english,
        };
        match self {
            Self::Result { round, candidate, share, counted } => {
                let name = name(definition, *round, *candidate);
                let (share, counted) = (tenths(*share, language), tenths(*counted, language));
                say(
                    format!(
                        "tour {round} : {name} a {share} des exprimés ou plus, {counted} des bureaux étant comptés"
                    ),
                    format!(
                        "round {round}: {name} has {share} of the valid votes or more, {counted} of the stations counted"
                    ),
                )
            }
            Self::Projection { round, candidate, outcome, probability } => {
                let (name, outcome) = (name(definition, *round, *candidate), outcome.label(language));
                let least = tenths(probability.value() / 10, language);
                say(
                    format!("tour {round} : {name} {outcome}, probabilité {least} ou plus"),
                    format!("round {round}: {name} {outcome}, probability {least} or more"),
                )
            }
            Self::Threat { place, level } => {
                let place = definition
                    .place_ix(*place)
                    .map_or_else(|| place.to_string(), |ix| definition.place(ix).name.clone());
                say(
                    format!("menace au niveau {level} ou plus : {place}"),
                    format!("threat at level {level} or more: {place}"),
                )
            }
            Self::From(moment) => say(format!("à partir de {moment}"), format!("from {moment} on")),
            Self::Until(moment) => say(format!("jusqu'à {moment}"), format!("until {moment}")),
        }
    }
}

impl Met {
    /// The condition and what was found, for people.
    pub fn label(&self, definition: &Definition, language: Language) -> String {
        let condition = self.condition.label(definition, language);
        let tenths = |figure: u32| tenths(u16::try_from(figure).unwrap_or(u16::MAX), language);
        let found = match self.condition {
            Condition::Result { .. } => format!("{} ({})", tenths(self.found[0]), tenths(self.found[1])),
            Condition::Projection { .. } => tenths(self.found[0] / 10),
            Condition::Threat { .. } => self.found[0].to_string(),
            Condition::From(_) | Condition::Until(_) => return condition,
        };
        match language {
            Language::French => format!("{condition} ; constaté : {found}"),
            Language::English => format!("{condition}; found: {found}"),
        }
    }

    /// The line of the events.
    pub(crate) fn write(&self, out: &mut String) {
        let [first, second] = self.found;
        let _ = writeln!(out, "met {first} {second} {}", self.condition);
    }
}

fn name(definition: &Definition, round: u8, candidate: u16) -> String {
    let round = definition.round_ix(round).map(|ix| &definition.rounds()[ix]);
    let own = round.and_then(|round| round.candidates.iter().find(|own| own.number == candidate));
    own.map_or_else(|| candidate.to_string(), |own| format!("{} {}", own.given, own.family).trim().to_owned())
}

/// Thousandths as a percentage with one decimal.
fn tenths(permille: u16, language: Language) -> String {
    match language {
        Language::French => format!("{},{}\u{a0}%", permille / 10, permille % 10),
        Language::English => format!("{}.{}%", permille / 10, permille % 10),
    }
}
