//! Opening hours: decree and habit, by class of commune.
//!
//! In 2017 and 2022 the doors were open from 08:00 to 19:00, to 20:00 in big cities, and results
//! were public at 20:00 in Paris (code électoral, articles R41 and L52-2; decrees 2017-223 and
//! 2022-66). Overseas votes by its own clock, and west of Europe on the day before. Which cities
//! close at 20:00 is decided by prefects: a commune of [`BIG_CITY_STATIONS`] stations or more
//! is taken for one, and `stations.csv` can say otherwise. Stations abroad get the hours of
//! Paris, since each consulate sets its own: `election.toml` can say otherwise.

use std::collections::{BTreeMap, BTreeSet};

use election::definition::{Hours, Station};
use election::{Id, Stamp};

use crate::official::ResultFile;

/// Stations from which a commune is taken for a big city.
pub const BIG_CITY_STATIONS: usize = 50;

/// Class, offset from UTC in minutes outside summer time, whether the vote is on the day before.
type Clock = (&'static str, i32, bool);

const SMALL: &str = "a";
const BIG: &str = "b";
/// Saint-Pierre-et-Miquelon is the one collectivity overseas with a summer time.
const MIQUELON: Clock = ("miquelon", -180, true);
const CLOCKS: &[(&[&str], Clock)] = &[
    (&["ZA", "ZB", "ZX", "971", "972", "977", "978"], ("antilles", -240, true)),
    (&["ZC", "973"], ("guyane", -180, true)),
    (&["ZS", "975"], MIQUELON),
    (&["ZP", "987"], ("polynesie", -600, true)),
    (&["ZM", "976"], ("mayotte", 180, false)),
    (&["ZD", "974"], ("reunion", 240, false)),
    (&["ZN", "988"], ("caledonie", 660, false)),
    (&["ZW", "986"], ("wallis", 720, false)),
];

/// The class of hours of each commune of an election.
pub(crate) struct Classes(BTreeMap<Id, usize>);

/// Counts the stations of each commune, of the file and of the election it is added to.
pub(crate) fn classes(file: &ResultFile, stations: &[Station]) -> Classes {
    let both = file.rows.iter().map(|row| (row.station, row.commune)).chain(stations.iter().map(|s| (s.id, s.commune)));
    let homes: BTreeMap<Id, Id> = both.collect();
    let mut sizes = BTreeMap::new();
    for commune in homes.values() {
        *sizes.entry(*commune).or_insert(0) += 1;
    }
    Classes(sizes)
}

impl Classes {
    /// The class of a commune's stations.
    pub(crate) fn of(&self, department: Id, commune: Id) -> Id {
        let overseas = CLOCKS.iter().find(|(codes, _)| codes.contains(&department.as_str()));
        let big = self.0.get(&commune).is_some_and(|stations| *stations >= BIG_CITY_STATIONS);
        let metropolitan = if big { BIG } else { SMALL };
        id(overseas.map_or(metropolitan, |(_, clock)| clock.0))
    }
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap_or_else(|_| unreachable!("classes are identifiers; a test reads each"))
}

/// A day of voting in France.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    month: u8,
    of_month: u8,
    midnight_utc: Stamp,
}

impl Day {
    /// Reads `YYYY-MM-DD`.
    pub(crate) fn of(date: &str) -> Option<Self> {
        let midnight_utc = Stamp::parse(&format!("{date}T00:00:00+00:00"))?;
        let mut parts = date.split('-').skip(1).map(str::parse);
        let (month, day) = (parts.next()?.ok()?, parts.next()?.ok()?);
        Some(Self { month, of_month: day, midnight_utc })
    }

    /// 20:00 in Paris.
    pub(crate) fn publishes(self) -> Stamp {
        self.at(20, self.paris(), false)
    }

    /// Summer time of Paris. Votes are on Sundays, when it starts on the one from 25 March on
    /// and ends on the one from 25 October on, both before the doors open.
    fn paris(self) -> i32 {
        let summer = matches!((self.month, self.of_month), (4..=9, _) | (3, 25..) | (10, ..=24));
        if summer { 120 } else { 60 }
    }

    /// The hours of `classes`, in the order of their names; one that is not ours is left to its author.
    pub(crate) fn hours(self, classes: &BTreeSet<Id>) -> Vec<Hours> {
        let clocks = CLOCKS.iter().map(|(_, clock)| (clock.0, self.offset(*clock), clock.2, 19));
        let metropolitan = [(SMALL, self.paris(), false, 19), (BIG, self.paris(), false, 20)];
        let mut used: Vec<Hours> = metropolitan
            .into_iter()
            .chain(clocks)
            .filter(|(class, ..)| classes.contains(&id(class)))
            .map(|(class, offset, before, closes)| Hours {
                class: id(class),
                opens: self.at(8, offset, before),
                closes: self.at(closes, offset, before),
            })
            .collect();
        used.sort_by_key(|hours| hours.class);
        used
    }

    fn offset(self, clock: Clock) -> i32 {
        let summer = clock == MIQUELON && (4..=10).contains(&self.month);
        clock.1 + if summer { 60 } else { 0 }
    }

    /// A full hour by the clock of an offset, on the day or the one before.
    fn at(self, hour: u8, offset: i32, before: bool) -> Stamp {
        let midnight = if before { self.midnight_utc.plus(-86_400) } else { Some(self.midnight_utc) };
        let date = midnight.map(|midnight| midnight.to_string()).unwrap_or_default();
        let sign = if offset < 0 { '-' } else { '+' };
        let size = offset.unsigned_abs();
        let text = format!("{}T{hour:02}:00:00{sign}{:02}:{:02}", date.get(..10).unwrap_or(""), size / 60, size % 60);
        Stamp::parse(&text).unwrap_or(self.midnight_utc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paris_keeps_summer_time() {
        let publishes = |date| Day::of(date).expect("a date").publishes().to_string();
        assert_eq!(publishes("2017-04-23"), "2017-04-23T20:00:00+02:00");
        assert_eq!(publishes("2022-03-27"), "2022-03-27T20:00:00+02:00");
        assert_eq!(publishes("2022-03-20"), "2022-03-20T20:00:00+01:00");
        assert_eq!(publishes("2021-12-05"), "2021-12-05T20:00:00+01:00");
    }

    #[test]
    fn no_date_is_no_day() {
        for wrong in ["", "2017-4-23", "2017-02-30", "23/04/2017", "2017-04-23T08"] {
            assert!(Day::of(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn america_votes_on_the_day_before_and_every_door_closes_before_paris() {
        let day = Day::of("2017-04-23").expect("a date");
        for (codes, clock) in CLOCKS {
            let closes = day.at(19, day.offset(*clock), clock.2);
            assert!(closes.instant() < day.publishes().instant(), "{codes:?}");
            assert_eq!(id(clock.0).as_str(), clock.0);
        }
        let guadeloupe = day.at(8, -240, true);
        assert_eq!(guadeloupe.to_string(), "2017-04-22T08:00:00-04:00");
        assert_eq!(day.offset(MIQUELON), -120);
    }
}
