//! Events of stations on their day, of their telephone numbers, and of the records' way.

use core::fmt::Write as _;

use election::{
    Id, Stamp,
    text::{Fault, LineFault, Lines},
};

use super::{or_dash, people};
use crate::{
    event::about,
    operation::{
        day::{Mark, News, Way},
        escort::Move,
    },
};

/// What happened at a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayFact {
    /// It said something.
    News {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// What.
        news: News,
        /// When it was so.
        at: Stamp,
        /// How it came.
        way: Way,
    },
    /// The number to ring about a station or a commune.
    Contact {
        /// Station or place.
        about: Id,
        /// The number; none takes the known one away.
        telephone: Option<String>,
    },
    /// The paper records moved.
    Records {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// How.
        step: Move,
    },
}

impl DayFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::News { news: News::Installed, .. } => "station-installed",
            Self::News { news: News::Open, .. } => "station-open",
            Self::News { news: News::Turnout(..), .. } => "turnout",
            Self::News { news: News::Closed, .. } => "station-closed",
            Self::Contact { .. } => "contact",
            Self::Records { step: Move::Taken { .. }, .. } => "records-taken",
            Self::Records { step: Move::AtOffice { .. }, .. } => "records-at-office",
            Self::Records { step: Move::Arrived, .. } => "records-arrived",
        }
    }

    /// The station or the place.
    pub fn about(&self) -> Id {
        match self {
            Self::News { station, .. } | Self::Records { station, .. } => *station,
            Self::Contact { about, .. } => *about,
        }
    }

    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "station-installed" => read_news(lines, |_| Ok(News::Installed)),
            "station-open" => read_news(lines, |_| Ok(News::Open)),
            "station-closed" => read_news(lines, |_| Ok(News::Closed)),
            "turnout" => read_news(lines, read_turnout),
            "contact" => read_contact(lines),
            "records-taken" => read_records(lines, |lines| lines.id("unit").map(|unit| Move::Taken { unit })),
            "records-at-office" => {
                read_records(lines, |lines| lines.id("office").map(|office| Move::AtOffice { office }))
            }
            "records-arrived" => read_records(lines, |_| Ok(Move::Arrived)),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::News { round, station, news, at, way } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                if let News::Turnout(mark, people) = news {
                    let _ = writeln!(out, "mark {}\npeople {people}", mark.word());
                }
                let _ = writeln!(out, "moment {at}\nway {}", way.word());
            }
            Self::Contact { about, telephone } => {
                let _ = writeln!(out, "about {about}\ntelephone {}", or_dash(telephone.as_ref()));
            }
            Self::Records { round, station, step } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                match step {
                    Move::Taken { unit } => _ = writeln!(out, "unit {unit}"),
                    Move::AtOffice { office } => _ = writeln!(out, "office {office}"),
                    Move::Arrived => {}
                }
            }
        }
    }
}

fn read_news(
    lines: &mut Lines<'_>,
    read: impl FnOnce(&mut Lines<'_>) -> Result<News, LineFault>,
) -> Result<DayFact, LineFault> {
    let (round, station) = about(lines)?;
    let (news, at) = (read(lines)?, lines.stamp("moment")?);
    let way = lines.value("way")?;
    let way = Way::parse(way).ok_or(lines.fault(Fault::Word("network, page, telephone")))?;
    Ok(DayFact::News { round, station, news, at, way })
}

fn read_turnout(lines: &mut Lines<'_>) -> Result<News, LineFault> {
    let mark = lines.value("mark")?;
    let mark = Mark::parse(mark).ok_or(lines.fault(Fault::Word("noon, 17")))?;
    let text = lines.value("people")?;
    Ok(News::Turnout(mark, people(lines, text)?))
}

fn read_contact(lines: &mut Lines<'_>) -> Result<DayFact, LineFault> {
    let about = lines.id("about")?;
    Ok(DayFact::Contact { about, telephone: lines.phrase("telephone")?.map(str::to_owned) })
}

fn read_records(
    lines: &mut Lines<'_>,
    read: impl FnOnce(&mut Lines<'_>) -> Result<Move, LineFault>,
) -> Result<DayFact, LineFault> {
    let (round, station) = about(lines)?;
    Ok(DayFact::Records { round, station, step: read(lines)? })
}
