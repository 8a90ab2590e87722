//! What is strange about the hour at which a count is said to have ended.

use election::{Stamp, refusal::Language};
use verifier::wording::say;

/// Seconds by which an hour may lie ahead of this computer's clock before anything is said.
pub const MAX_AHEAD: i64 = 5 * 60;

/// Seconds after the doors open that still are of the round's day: a long count ends after midnight.
pub const LONGEST_DAY: i64 = 24 * 60 * 60;

/// Something strange, told and not refused: this computer's clock may be the one that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strange {
    /// The count ends in the future of this computer.
    Ahead {
        /// When the count ended.
        at: Stamp,
        /// Now, by this computer's clock.
        now: Stamp,
    },
    /// The moment is not of the day on which the round's doors open.
    Day {
        /// When the count ended.
        at: Stamp,
        /// When the doors open.
        opens: Stamp,
    },
}

impl Strange {
    /// Whatever is strange about a moment.
    pub fn of(at: Stamp, now: Stamp, opens: Stamp) -> Vec<Self> {
        let ahead = at.instant() > now.instant().saturating_add(MAX_AHEAD);
        let day = opens.instant()..opens.instant().saturating_add(LONGEST_DAY);
        let ahead = ahead.then_some(Self::Ahead { at, now });
        ahead.into_iter().chain((!day.contains(&at.instant())).then_some(Self::Day { at, opens })).collect()
    }

    /// What is strange, and what to do.
    pub fn text(self, language: Language) -> String {
        match self {
            Self::Ahead { at, now } => say(
                language,
                format!(
                    "à vérifier : la fin du dépouillement ({at}) est à venir ; à l'horloge de cet ordinateur il est {now}. Relisez le procès-verbal, et corrigez avec --counted-at"
                ),
                format!(
                    "check: the end of the count ({at}) lies ahead; by this computer's clock it is {now}. Read the record again, and correct it with --counted-at"
                ),
            ),
            Self::Day { at, opens } => {
                let opens = opens.to_string();
                let day = opens.get(..10).unwrap_or_default();
                say(
                    language,
                    format!(
                        "à vérifier : la fin du dépouillement ({at}) n'est pas du jour du tour ({day}). Donnez l'heure du procès-verbal avec --counted-at"
                    ),
                    format!(
                        "check: the end of the count ({at}) is not of the round's day ({day}). Give the record's hour with --counted-at"
                    ),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_of_the_evening_is_not_strange_and_others_are() {
        let stamp = |text: &str| Stamp::parse(text).expect("a moment");
        let opens = stamp("2017-04-23T08:00:00+02:00");
        let of = |at: &str, now: &str| Strange::of(stamp(at), stamp(now), opens);
        let evening = "2017-04-23T20:14:00+02:00";
        assert_eq!(of(evening, "2017-04-23T20:09:00+02:00"), [], "within what clocks may differ");
        assert_eq!(of("2017-04-24T01:30:00+02:00", "2017-04-24T02:00:00+02:00"), [], "a long count");
        let ahead = of(evening, "2017-04-23T20:08:59+02:00");
        assert!(matches!(ahead[..], [Strange::Ahead { .. }]), "{ahead:?}");
        let other = of("2026-11-23T12:00:00+01:00", "2026-11-23T12:00:00+01:00");
        assert!(matches!(other[..], [Strange::Day { .. }]), "{other:?}");
        assert!(other[0].text(Language::English).contains("2017-04-23"), "which day it is");
        assert_eq!(of("2017-04-23T07:59:00+02:00", evening).len(), 1, "before the doors opened");
    }
}
