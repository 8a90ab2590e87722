//! The clock on the wall: which offset from UTC is in force at a moment.
//!
//! A definition has no time zone; it has legal hours with their offsets. Where these are those of
//! Central European Time, +01:00 in winter and +02:00 in summer, the clock changes as the law has
//! it: at 01:00 UTC on the last Sunday of March and of October (directive 2000/84/EC). Elsewhere
//! the offset is that of the last round that has begun, a day before its legal hour, or of the
//! first.

use election::{Definition, Stamp};

/// Seconds before a legal hour from which its offset is in force where clocks do not change.
const BEFORE: i64 = 24 * 60 * 60;

/// The clock of a definition.
#[derive(Clone, Debug)]
pub struct Wall {
    /// The legal hours of the rounds, in their order; one at least.
    legal: Vec<Stamp>,
    /// Whether all of them are of Central European Time.
    central: bool,
}

impl Wall {
    /// The clock that goes with the rounds of a definition; none where there is no round.
    pub fn of(definition: &Definition) -> Option<Self> {
        Self::new(definition.rounds().iter().map(|round| round.publishes).collect())
    }

    pub(crate) fn new(legal: Vec<Stamp>) -> Option<Self> {
        let central = legal.iter().all(|stamp| stamp.to_string().ends_with(offset(is_summer(stamp.instant()))));
        (!legal.is_empty()).then_some(Self { legal, central })
    }

    /// A moment as the wall shows it; none outside of the years that stamps have.
    pub fn at(&self, instant: i64) -> Option<Stamp> {
        let begun = self.legal.iter().rev().find(|legal| legal.instant() - BEFORE <= instant);
        let shown = begun.or(self.legal.first())?.at(instant)?;
        if !self.central {
            return Some(shown);
        }
        Stamp::parse(&format!("2000-01-01T00:00:00{}", offset(is_summer(instant))))?.at(instant)
    }

    /// The moments at which the wall shows `2017-04-23T03:10` or `…T03:10:05`: none in the hour that
    /// a spring leaves out, two in the hour that an autumn has twice, the earlier first.
    pub fn read(&self, text: &str) -> Vec<Stamp> {
        let seconds = if text.len() == "2017-04-23T03:10".len() { ":00" } else { "" };
        let legal = self.legal.iter().map(Stamp::to_string);
        let mut offsets: Vec<String> = legal.filter_map(|text| text.get(19..).map(str::to_owned)).collect();
        offsets.extend([offset(true), offset(false)].map(str::to_owned));
        let read = offsets.iter().filter_map(|offset| Stamp::parse(&format!("{text}{seconds}{offset}")));
        let mut shown: Vec<Stamp> = read.filter(|stamp| self.at(stamp.instant()) == Some(*stamp)).collect();
        shown.sort_by_key(|stamp| stamp.instant());
        shown.dedup();
        shown
    }
}

fn offset(summer: bool) -> &'static str {
    if summer { "+02:00" } else { "+01:00" }
}

/// Whether it is summer time in the European Union.
fn is_summer(instant: i64) -> bool {
    let utc = Stamp::parse("2000-01-01T00:00:00+00:00").and_then(|stamp| stamp.at(instant));
    let Some(year) = utc.map(|stamp| stamp.to_string()[..4].to_owned()) else { return false };
    match (last_sunday(&year, 3), last_sunday(&year, 10)) {
        (Some(begins), Some(ends)) => (begins..ends).contains(&instant),
        _ => false,
    }
}

/// 01:00 UTC on the last Sunday of a month of 31 days.
fn last_sunday(year: &str, month: u8) -> Option<i64> {
    let last = Stamp::parse(&format!("{year}-{month:02}-31T01:00:00+00:00"))?.instant();
    // 1 January 1970 was a Thursday: four days after a Sunday.
    let weekday = (last.div_euclid(86_400) + 4).rem_euclid(7);
    Some(last - weekday * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(legal: &[&str]) -> Wall {
        let legal = legal.iter().map(|text| Stamp::parse(text).expect("a stamp")).collect();
        Wall::new(legal).expect("a round")
    }

    fn shown(wall: &Wall, utc: &str) -> String {
        let instant = Stamp::parse(utc).expect("a stamp").instant();
        wall.at(instant).expect("of this century").to_string()
    }

    /// Two rounds with the change of clocks on the morning of the second.
    #[test]
    fn clocks_change_on_the_last_sundays_of_march_and_october() {
        let wall = wall(&["2022-03-20T20:00:00+01:00", "2022-03-27T20:00:00+02:00"]);
        assert_eq!(shown(&wall, "2022-03-20T19:00:00+00:00"), "2022-03-20T20:00:00+01:00");
        assert_eq!(shown(&wall, "2022-03-27T00:59:59+00:00"), "2022-03-27T01:59:59+01:00");
        assert_eq!(shown(&wall, "2022-03-27T01:00:00+00:00"), "2022-03-27T03:00:00+02:00");
        assert_eq!(shown(&wall, "2022-10-30T00:59:59+00:00"), "2022-10-30T02:59:59+02:00");
        assert_eq!(shown(&wall, "2022-10-30T01:00:00+00:00"), "2022-10-30T02:00:00+01:00");
        assert_eq!(shown(&wall, "2017-03-26T01:00:00+00:00"), "2017-03-26T03:00:00+02:00", "any year");
    }

    #[test]
    fn what_somebody_types_is_of_the_wall() {
        let wall = wall(&["2022-03-20T20:00:00+01:00", "2022-03-27T20:00:00+02:00"]);
        let read = |text: &str| wall.read(text).iter().map(Stamp::to_string).collect::<Vec<_>>();
        assert_eq!(read("2022-03-27T01:50"), ["2022-03-27T01:50:00+01:00"], "before the change, typed after it");
        assert_eq!(read("2022-03-27T03:10:05"), ["2022-03-27T03:10:05+02:00"]);
        assert!(read("2022-03-27T02:30").is_empty(), "an hour that there was not");
        assert_eq!(read("2022-10-30T02:30"), ["2022-10-30T02:30:00+02:00", "2022-10-30T02:30:00+01:00"]);
        assert!(read("2022-02-30T02:30").is_empty() && read("now").is_empty() && read("").is_empty());
    }

    /// Overseas no clock changes, and one hub has one wall.
    #[test]
    fn overseas_the_offset_stays() {
        let reunion = wall(&["2022-04-10T20:00:00+04:00", "2022-04-24T20:00:00+04:00"]);
        assert_eq!(shown(&reunion, "2022-03-27T01:00:00+00:00"), "2022-03-27T05:00:00+04:00");
        assert_eq!(shown(&reunion, "2022-12-01T00:00:00+00:00"), "2022-12-01T04:00:00+04:00");
        let elsewhere = wall(&["2022-11-01T20:00:00-04:00", "2022-11-08T20:00:00-05:00"]);
        assert_eq!(shown(&elsewhere, "2022-11-07T23:00:00+00:00"), "2022-11-07T19:00:00-04:00");
        assert_eq!(shown(&elsewhere, "2022-11-08T02:00:00+00:00"), "2022-11-07T21:00:00-05:00", "its day has begun");
    }
}
