//! The rules that ask. One file each: code, level, threshold, words, and what it looks at.

mod w301_blank_share;
mod w302_void_share;
mod w303_signed_in;
mod w304_nobody_came;
mod w305_nothing_valid;
mod w306_no_blank;
mod w307_all_for_one;
mod w401_turnout_change;
mod w402_rows;
mod w403_register_change;
mod w404_misread;
mod w405_blank_void;
mod w406_unlike_votes;
mod w407_unlike_papers;
mod w501_twin;
mod w502_old_figures;
mod w503_missing;
mod w504_unknown;
mod w505_near_twin;
mod w506_whole_commune;
mod w507_whole_percents;
mod w508_last_digits;

use election::message::Field;
use election::refusal::Language;
use election::{Counts, Id};

use crate::contest::Contest;
use crate::picture::Assessment;

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A figure passes a bound. The score is [`BOUND_NATS`] and the logarithm of how many times.
    Bound,
    /// Evidence for a mistake: the score is its logarithm, in nats.
    Evidence,
}

/// A rule that asks for a reason. It never changes a number and never says which would fit.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `W402`; never used again for something else.
    pub code: &'static str,
    /// What it does.
    pub kind: Kind,
    /// The threshold where the sealed definition states none.
    pub default: u32,
    /// What the threshold counts: French, English.
    pub unit: [&'static str; 2],
    /// What is unlikely: French, English.
    pub says: [&'static str; 2],
    /// What to do next: French, English.
    pub remedy: [&'static str; 2],
    pub(crate) look: Look,
}

/// What a rule looks at to ask.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    /// One station, also while it is being typed.
    Station(fn(&Case<'_>) -> Option<Found>),
    /// A whole contest, of which one station tells nothing: scans only.
    Contest(fn(&Round<'_>) -> Vec<Spot>),
}

/// A contest and an earlier one.
pub(crate) struct Round<'a> {
    pub(crate) contest: &'a Contest,
    pub(crate) before: Option<&'a Contest>,
}

/// Where a rule that looks at a whole contest found something, whatever the threshold is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) place: Place,
    /// In the unit of the threshold.
    pub(crate) value: f64,
    /// The lines to read again.
    pub(crate) fields: Vec<Field>,
}

/// What a question about a whole contest is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// One station.
    Station(Id),
    /// All stations of a department together: none of them need be wrong.
    Department(Id),
}

/// What a bound that is just passed scores, in nats: about one clean station in 3,000.
pub const BOUND_NATS: f64 = 8.0;

/// Units of thresholds, and remedies, that several rules share.
pub(crate) const TENTHS_OF_NATS: [&str; 2] = ["dixièmes de nat", "tenths of nats"];
pub(crate) const PER_MILLE_CAST: [&str; 2] = ["pour mille des votants", "per mille of the cast"];
pub(crate) const READ_AGAIN: [&str; 2] = [
    "relisez ces lignes sur le procès-verbal ; si elles sont justes, écrivez-le en une phrase",
    "read these lines of the record again; if they are right, say so in one sentence",
];

/// What the rules look at.
pub(crate) struct Case<'a> {
    pub(crate) counts: &'a Counts,
    /// Panel numbers of the candidates, in the order of the counts.
    pub(crate) panels: &'a [u16],
    /// What the contest makes of the station; none where nothing has been reported yet.
    pub(crate) found: Option<&'a Assessment>,
    /// Where the same votes were counted already.
    pub(crate) twin: Option<Id>,
}

/// What a rule found, whatever the threshold is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// In the unit of the threshold.
    pub(crate) value: f64,
    /// The lines to read again.
    pub(crate) fields: Vec<Field>,
}

/// All rules, in the order of their codes.
pub static RULES: [Rule; 22] = [
    w301_blank_share::RULE,
    w302_void_share::RULE,
    w303_signed_in::RULE,
    w304_nobody_came::RULE,
    w305_nothing_valid::RULE,
    w306_no_blank::RULE,
    w307_all_for_one::RULE,
    w401_turnout_change::RULE,
    w402_rows::RULE,
    w403_register_change::RULE,
    w404_misread::RULE,
    w405_blank_void::RULE,
    w406_unlike_votes::RULE,
    w407_unlike_papers::RULE,
    w501_twin::RULE,
    w502_old_figures::RULE,
    w503_missing::RULE,
    w504_unknown::RULE,
    w505_near_twin::RULE,
    w506_whole_commune::RULE,
    w507_whole_percents::RULE,
    w508_last_digits::RULE,
];

impl Rule {
    /// What is unlikely, and what to do next.
    pub fn text(&self, language: Language) -> [&'static str; 2] {
        let at = language_at(language);
        [self.says[at], self.remedy[at]]
    }

    /// Whether it looks at whole contests only, and never at one station being typed.
    pub fn is_of_contest(&self) -> bool {
        matches!(self.look, Look::Contest(_))
    }

    pub(crate) fn at_station(&self, case: &Case<'_>) -> Option<Found> {
        match self.look {
            Look::Station(look) => look(case),
            Look::Contest(_) => None,
        }
    }

    pub(crate) fn at_contest(&self, round: &Round<'_>) -> Vec<Spot> {
        match self.look {
            Look::Station(_) => Vec::new(),
            Look::Contest(look) => look(round),
        }
    }

    /// What its threshold counts.
    pub fn unit(&self, language: Language) -> &'static str {
        self.unit[language_at(language)]
    }

    /// Nats of what was found. Evidence is told in tenths of nats.
    pub(crate) fn score(&self, found: &Found, threshold: u32) -> f64 {
        match self.kind {
            Kind::Evidence => found.value / 10.0,
            Kind::Bound => BOUND_NATS + libm::log((found.value + 1.0) / (f64::from(threshold) + 1.0)),
        }
    }
}

pub(crate) fn language_at(language: Language) -> usize {
    match language {
        Language::French => 0,
        Language::English => 1,
    }
}

impl Case<'_> {
    pub(crate) fn candidates(&self) -> Vec<Field> {
        self.panels.iter().map(|panel| Field::Candidate(*panel)).collect()
    }

    /// `part` in a thousand of the cast; none where nobody came.
    pub(crate) fn per_mille_of_cast(&self, part: election::Votes) -> Option<f64> {
        let cast = self.counts.cast.value();
        (cast > 0).then(|| 1000.0 * f64::from(part.value()) / f64::from(cast))
    }
}
