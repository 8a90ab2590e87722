//! Events of the operation.

use core::fmt::Write as _;

mod day;
mod feed;
mod field;
mod incident;
mod posture;
mod repair;

use election::{
    Id,
    definition::Position,
    text::{Fault, LineFault, Lines},
};

pub use day::DayFact;
pub use feed::FeedFact;
pub use field::FieldFact;
pub use incident::IncidentFact;
pub use posture::PostureFact;
pub use repair::{PinFact, PlanFact};

use crate::operation::{ground, incident::Grade, people::People, words::Word};

/// What happened in the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperationFact {
    /// At a station.
    Day(DayFact),
    /// To an incident.
    Incident(IncidentFact),
    /// To a unit or an order.
    Field(FieldFact),
    /// To a posture, a threat level or the phase.
    Posture(PostureFact),
    /// To a feed.
    Feed(FeedFact),
    /// To the plan.
    Plan(PlanFact),
}

impl OperationFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Day(fact) => fact.kind(),
            Self::Incident(fact) => fact.kind(),
            Self::Field(fact) => fact.kind(),
            Self::Posture(fact) => fact.kind(),
            Self::Feed(fact) => fact.kind(),
            Self::Plan(fact) => fact.kind(),
        }
    }

    pub(super) fn about(&self) -> Option<Id> {
        match self {
            Self::Day(fact) => Some(fact.about()),
            Self::Incident(fact) => fact.about(),
            Self::Field(fact) => fact.about(),
            Self::Posture(fact) => fact.about(),
            Self::Feed(fact) => fact.about(),
            Self::Plan(fact) => fact.about(),
        }
    }

    /// `None` when the kind is another family's.
    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        if let Some(fact) = DayFact::read(kind, lines) {
            return Some(fact.map(Self::Day));
        }
        if let Some(fact) = IncidentFact::read(kind, lines) {
            return Some(fact.map(Self::Incident));
        }
        if let Some(fact) = FieldFact::read(kind, lines) {
            return Some(fact.map(Self::Field));
        }
        if let Some(fact) = FeedFact::read(kind, lines) {
            return Some(fact.map(Self::Feed));
        }
        if let Some(fact) = PlanFact::read(kind, lines) {
            return Some(fact.map(Self::Plan));
        }
        PostureFact::read(kind, lines).map(|fact| fact.map(Self::Posture))
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Day(fact) => fact.write(out),
            Self::Incident(fact) => fact.write(out),
            Self::Field(fact) => fact.write(out),
            Self::Posture(fact) => fact.write(out),
            Self::Feed(fact) => fact.write(out),
            Self::Plan(fact) => fact.write(out),
        }
    }
}

/// A word of a small set.
fn word<W: Word>(lines: &mut Lines<'_>, key: &'static str) -> Result<W, LineFault> {
    let text = lines.value(key)?;
    W::parse(text).ok_or(lines.fault(Fault::Word(key)))
}

fn grade(lines: &mut Lines<'_>) -> Result<Grade, LineFault> {
    let text = lines.value("grade")?;
    Grade::parse(text).ok_or(lines.fault(Fault::Word("A1 to F6")))
}

fn people(lines: &Lines<'_>, text: &str) -> Result<People, LineFault> {
    People::parse(text).ok_or(lines.fault(Fault::Number))
}

/// `point LON LAT` in millionths of a degree.
fn point(lines: &mut Lines<'_>) -> Result<Position, LineFault> {
    let value = lines.value("point")?;
    parse_point(lines, value)
}

fn parse_point(lines: &Lines<'_>, text: &str) -> Result<Position, LineFault> {
    let read = text.split_once(' ').and_then(|(lon, lat)| ground::point(signed(lon)?, signed(lat)?));
    read.ok_or(lines.fault(Fault::Number))
}

/// `point -` or a point.
fn optional_point(lines: &mut Lines<'_>) -> Result<Option<Position>, LineFault> {
    let value = lines.value("point")?;
    if value == "-" {
        return Ok(None);
    }
    parse_point(lines, value).map(Some)
}

/// A number in its one spelling, with a sign only where it is below 0.
fn signed(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn write_point(point: Option<Position>, out: &mut String) {
    match point {
        Some(Position { lon_e6, lat_e6 }) => _ = writeln!(out, "point {lon_e6} {lat_e6}"),
        None => out.push_str("point -\n"),
    }
}

/// An identifier, or `-` for none.
fn optional_id(lines: &mut Lines<'_>, key: &'static str) -> Result<Option<Id>, LineFault> {
    match lines.value(key)? {
        "-" => Ok(None),
        text => lines.parse_id(text).map(Some),
    }
}

/// What is written for none, and for something.
fn or_dash(text: Option<impl ToString>) -> String {
    text.map_or("-".to_owned(), |text| text.to_string())
}
