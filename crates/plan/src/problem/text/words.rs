//! Words, moments, positions and lists: one spelling each.

use core::fmt::{self, Display};

use election::Id;
use election::definition::Position;
use election::text::{Fault, LineFault, Lines};

use super::MAX_TIME;
use crate::measure::{Clock, Officers, Permille, Seconds, Weight};
use crate::problem::{
    Density, EventKind, Force, Ground, Likelihood, Placed, Scope, SiteKind, SourceGrade, ThreatKind, UnitKind, UnitZone,
};

/// A value that is written as one word.
pub(crate) trait Word: Sized {
    /// Every word, for who wrote another.
    const ALL: &'static str;
    fn word(&self) -> &'static str;
    fn of(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($name:ty { $first:pat => $one:literal $(, $variant:pat => $word:literal)* } $($value:expr),+) => {
        impl Word for $name {
            const ALL: &'static str = concat!($one $(, ", ", $word)*);

            fn word(&self) -> &'static str {
                match self { $first => $one $(, $variant => $word)* }
            }

            fn of(word: &str) -> Option<Self> {
                [$($value),+].into_iter().find(|value| value.word() == word)
            }
        }
    };
}

words!(Force {
    Force::Gendarmerie => "gendarmerie", Force::Military => "military",
    Force::Municipal => "municipal", Force::Police => "police"
} Force::Gendarmerie, Force::Military, Force::Municipal, Force::Police);
words!(UnitKind {
    UnitKind::BombDisposal => "bomb-disposal", UnitKind::Elite => "elite",
    UnitKind::Patrol => "patrol", UnitKind::Soldiers => "soldiers"
} UnitKind::BombDisposal, UnitKind::Elite, UnitKind::Patrol, UnitKind::Soldiers);
words!(UnitZone {
    UnitZone::Any => "any", UnitZone::Gendarmerie => "gendarmerie", UnitZone::Police => "police"
} UnitZone::Any, UnitZone::Gendarmerie, UnitZone::Police);
words!(ThreatKind {
    ThreatKind::Arson => "arson", ThreatKind::Attack => "attack", ThreatKind::Disorder => "disorder",
    ThreatKind::Interference => "interference", ThreatKind::Intrusion => "intrusion"
} ThreatKind::Arson, ThreatKind::Attack, ThreatKind::Disorder, ThreatKind::Interference, ThreatKind::Intrusion);
words!(EventKind {
    EventKind::Headquarters => "headquarters", EventKind::Rally => "rally",
    EventKind::ResultEvening => "result-evening"
} EventKind::Headquarters, EventKind::Rally, EventKind::ResultEvening);
words!(Ground {
    Ground::Gendarmerie => "gendarmerie", Ground::Police => "police"
} Ground::Gendarmerie, Ground::Police);
words!(SiteKind {
    SiteKind::Venue => "venue", SiteKind::Headquarters => "headquarters", SiteKind::Gathering => "gathering"
} SiteKind::Venue, SiteKind::Headquarters, SiteKind::Gathering);
words!(Placed {
    Placed::Known => "known", Placed::AroundCommune => "around-commune", Placed::AtDepartment => "at-department"
} Placed::Known, Placed::AroundCommune, Placed::AtDepartment);
words!(Density {
    Density::Sparse => "sparse", Density::Town => "town", Density::Dense => "dense"
} Density::Sparse, Density::Town, Density::Dense);
words!(bool { true => "yes", false => "no" } true, false);

/// A word of these.
pub(crate) fn word<T: Word>(lines: &Lines<'_>, text: &str) -> Result<T, LineFault> {
    T::of(text).ok_or(lines.fault(Fault::Word(T::ALL)))
}

/// A number that fits.
pub(crate) fn number(lines: &Lines<'_>, text: &str, limit: u32) -> Result<u32, LineFault> {
    let number = lines.parse_number(text, u64::from(limit))?;
    Ok(u32::try_from(number).unwrap_or_else(|_| unreachable!("the limit fits")))
}

/// A length of time, up to [`MAX_TIME`].
pub(crate) fn seconds(lines: &Lines<'_>, text: &str) -> Result<Seconds, LineFault> {
    number(lines, text, MAX_TIME.0).map(Seconds)
}

/// People in uniform.
pub(crate) fn officers(lines: &Lines<'_>, text: &str) -> Result<Officers, LineFault> {
    number(lines, text, super::MAX_OFFICERS).map(Officers)
}

/// A share, up to a limit.
pub(crate) fn permille(lines: &Lines<'_>, text: &str, limit: u16) -> Result<Permille, LineFault> {
    let number = lines.parse_number(text, u64::from(limit))?;
    Ok(Permille(u16::try_from(number).unwrap_or_else(|_| unreachable!("the limit fits"))))
}

/// A weight from 1 to [`MAX_WEIGHT`](super::MAX_WEIGHT).
pub(crate) fn weight(lines: &Lines<'_>, text: &str) -> Result<Weight, LineFault> {
    let points = lines.parse_number(text, super::MAX_WEIGHT)?;
    if points == 0 { Err(lines.fault(Fault::Number)) } else { Ok(Weight(points)) }
}

/// A moment of the day, `07:00` or `07:00:30`.
pub(crate) fn clock(lines: &Lines<'_>, text: &str) -> Result<Clock, LineFault> {
    let fault = || lines.fault(Fault::Moment);
    let (minutes, seconds) = if text.len() == 8 { text.split_at(5) } else { (text, ":00") };
    let minutes = Clock::parse(minutes).ok_or_else(fault)?;
    let seconds = seconds.strip_prefix(':').and_then(|digits| digits.parse::<u32>().ok()).ok_or_else(fault)?;
    let clock = Clock(minutes.0 + seconds);
    // One spelling: 60 seconds, `:00` and a sign come back differently.
    if clock <= Clock::LAST && clock.to_string() == text { Ok(clock) } else { Err(fault()) }
}

/// First moment and a later last one.
pub(crate) fn window(lines: &Lines<'_>, from: &str, to: &str) -> Result<(Clock, Clock), LineFault> {
    let (from, to) = (clock(lines, from)?, clock(lines, to)?);
    if from < to { Ok((from, to)) } else { Err(lines.fault(Fault::Expected("a last moment after the first"))) }
}

/// Longitude and latitude in millionths of a degree.
pub(crate) fn position(lines: &Lines<'_>, lon: &str, lat: &str) -> Result<Position, LineFault> {
    Ok(Position { lon_e6: signed(lines, lon, 180_000_000)?, lat_e6: signed(lines, lat, 90_000_000)? })
}

fn signed(lines: &Lines<'_>, text: &str, limit: u32) -> Result<i32, LineFault> {
    let size = number(lines, text.strip_prefix('-').unwrap_or(text), limit)?;
    let size = i32::try_from(size).unwrap_or_else(|_| unreachable!("a half turn in millionths fits"));
    match text.starts_with('-') {
        true if size == 0 => Err(lines.fault(Fault::Number)),
        true => Ok(-size),
        false => Ok(size),
    }
}

/// Identifiers in ascending order with commas between them, `-` for none.
pub(crate) fn ids(lines: &Lines<'_>, text: &str) -> Result<Vec<Id>, LineFault> {
    if text == "-" {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = text.split(',').map(|id| lines.parse_id(id)).collect::<Result<_, _>>()?;
    super::ascending(lines, ids.iter())?;
    Ok(ids)
}

/// `nation`, `place:ID`, `kind:WORD` or `site:ID`.
pub(crate) fn scope(lines: &Lines<'_>, text: &str) -> Result<Scope, LineFault> {
    match text.split_once(':') {
        None if text == "nation" => Ok(Scope::Nation),
        Some(("place", id)) => lines.parse_id(id).map(Scope::Place),
        Some(("kind", kind)) => word(lines, kind).map(Scope::Kind),
        Some(("site", id)) => lines.parse_id(id).map(Scope::Site),
        _ => Err(lines.fault(Fault::Word("nation, place:, kind:, site:"))),
    }
}

/// A step of a five-step scale.
pub(crate) fn likelihood(lines: &Lines<'_>, text: &str) -> Result<Likelihood, LineFault> {
    let step = lines.parse_number(text, 5)?;
    u8::try_from(step).ok().and_then(Likelihood::new).ok_or(lines.fault(Fault::Number))
}

/// `B2`.
pub(crate) fn grade(lines: &Lines<'_>, text: &str) -> Result<SourceGrade, LineFault> {
    SourceGrade::parse(text).ok_or(lines.fault(Fault::Word("A1 to F6")))
}

/// Writes a [`Scope`].
pub(crate) struct ScopeText(pub Scope);

impl Display for ScopeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Scope::Nation => f.write_str("nation"),
            Scope::Place(id) => write!(f, "place:{id}"),
            Scope::Kind(kind) => write!(f, "kind:{}", kind.word()),
            Scope::Site(id) => write!(f, "site:{id}"),
        }
    }
}

/// Writes values with commas between them, `-` for none.
pub(crate) struct Commas<'a, T>(pub &'a [T]);

impl<T: Display> Display for Commas<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.0.split_first() else {
            return f.write_str("-");
        };
        first.fmt(f)?;
        rest.iter().try_for_each(|next| write!(f, ",{next}"))
    }
}

/// Writes a value, or `-` for none.
pub(crate) struct Dash<T>(pub Option<T>);

impl<T: Display> Display for Dash<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("-"),
        }
    }
}

/// Writes longitude and latitude.
pub(crate) struct Spot(pub Position);

impl Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.lon_e6, self.0.lat_e6)
    }
}
