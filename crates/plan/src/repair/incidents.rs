//! What happened, as people write it: one line a change. The page is `specs/repair.md`.

use core::fmt::{self, Write};

use election::Id;
use election::definition::Position;
use election::text::{Fault as TextFault, LineFault, Lines};

use crate::measure::{Clock, Permille, Weight};
use crate::problem::text::words::{clock, number, permille, weight, window};

/// First line of a file of incidents.
pub const HEADER: &str = "vigie.plan-incidents/v1";
/// Larger files are refused.
pub const MAX_BYTES: u64 = 1 << 20;
/// More changes at once are another plan.
pub const MAX_CHANGES: usize = 1_000;
/// More crews for one incident are refused.
pub const MAX_CREWS: u32 = 100;

/// A change with its line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands in the file.
    pub line: usize,
    /// What changed.
    pub change: Change,
}

/// Something that a plan did not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A unit that is there no more.
    Lost {
        /// The unit.
        unit: Id,
    },
    /// A unit that comes later than planned.
    Late {
        /// The unit.
        unit: Id,
        /// When it is there.
        until: Clock,
    },
    /// A unit that was lost and is there again.
    Returned {
        /// The unit.
        unit: Id,
        /// How long it is there.
        until: Clock,
    },
    /// A site that needs nobody any more.
    Closed {
        /// The site.
        site: Id,
    },
    /// A site that is elsewhere now.
    Moved {
        /// The site.
        site: Id,
        /// Where it is.
        to: Position,
    },
    /// A site that is worth more to an attacker.
    Threat {
        /// The site.
        site: Id,
        /// What it is worth in these hours, in points.
        weight: Weight,
        /// From here.
        from: Clock,
        /// Up to here.
        to: Clock,
    },
    /// Something that needs crews at a place.
    Incident(Incident),
    /// A unit whose orders stay as they are.
    Pinned {
        /// The unit.
        unit: Id,
        /// Its orders of this shift only; of all without one.
        shift: Option<Id>,
    },
    /// The least share of crews that has to wait from now on.
    Reserve {
        /// In thousandths.
        share: Permille,
    },
}

/// Something that needs crews at a place for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its identifier: no event or site is called so.
    pub id: Id,
    /// Where.
    pub place: Place,
    /// Crews that are needed, 1 to [`MAX_CREWS`].
    pub crews: u32,
    /// From here.
    pub from: Clock,
    /// Up to here.
    pub to: Clock,
    /// What it is, for people.
    pub name: String,
}

/// Where an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a site of the problem.
    Site(Id),
    /// Anywhere.
    At(Position),
}

/// Reads a file of incidents. Unknown names are not its business: see [`super::repair`].
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, LineFault> {
    let lines = &mut Lines::new(bytes)?;
    lines.exactly(HEADER)?;
    let mut changes = Vec::new();
    while lines.end().is_err() {
        let change = change(lines)?;
        changes.push(Line { line: lines.line(), change });
        if changes.len() > MAX_CHANGES {
            return Err(lines.fault(TextFault::Limit("MAX_CHANGES")));
        }
    }
    Ok(changes)
}

/// The words that begin a line.
const WORDS: &str = "lost, late, returned, closed, moved, threat, incident, pinned, reserve";

fn change(lines: &mut Lines<'_>) -> Result<Change, LineFault> {
    let key = WORDS.split(", ").find(|key| lines.peek(key));
    match key {
        Some("lost") => Ok(Change::Lost { unit: lines.id("lost")? }),
        Some("late") => timed(lines, "late").map(|(unit, until)| Change::Late { unit, until }),
        Some("returned") => timed(lines, "returned").map(|(unit, until)| Change::Returned { unit, until }),
        Some("closed") => Ok(Change::Closed { site: lines.id("closed")? }),
        Some("moved") => moved(lines),
        Some("threat") => threat(lines),
        Some("incident") => incident(lines).map(Change::Incident),
        Some("pinned") => pinned(lines),
        Some("reserve") => {
            let share = lines.value("reserve")?;
            Ok(Change::Reserve { share: permille(lines, share, 1_000)? })
        }
        _ => {
            lines.whole(WORDS)?;
            Err(lines.fault(TextFault::Word(WORDS)))
        }
    }
}

fn timed(lines: &mut Lines<'_>, key: &'static str) -> Result<(Id, Clock), LineFault> {
    let [unit, until] = lines.fields(key)?;
    Ok((lines.parse_id(unit)?, clock(lines, until)?))
}

fn moved(lines: &mut Lines<'_>) -> Result<Change, LineFault> {
    let [site, lon, lat] = lines.fields("moved")?;
    Ok(Change::Moved { site: lines.parse_id(site)?, to: degrees(lines, lon, lat)? })
}

fn threat(lines: &mut Lines<'_>) -> Result<Change, LineFault> {
    let [site, points, from, to] = lines.fields("threat")?;
    let (site, weight, (from, to)) = (lines.parse_id(site)?, weight(lines, points)?, window(lines, from, to)?);
    Ok(Change::Threat { site, weight, from, to })
}

fn incident(lines: &mut Lines<'_>) -> Result<Incident, LineFault> {
    let [id, place, crews, from, to, name] = lines.fields("incident")?;
    let place = place_of(lines, place)?;
    let crews = number(lines, crews, MAX_CREWS)?;
    if crews == 0 {
        return Err(lines.fault(TextFault::Number));
    }
    let (from, to) = window(lines, from, to)?;
    let name = lines.parse_phrase(name)?.to_owned();
    Ok(Incident { id: lines.parse_id(id)?, place, crews, from, to, name })
}

fn place_of(lines: &Lines<'_>, text: &str) -> Result<Place, LineFault> {
    if let Some(site) = text.strip_prefix("site:") {
        return lines.parse_id(site).map(Place::Site);
    }
    let (lon, lat) = text.split_once(';').ok_or(lines.fault(TextFault::Word("site:, LON;LAT")))?;
    degrees(lines, lon, lat).map(Place::At)
}

fn pinned(lines: &mut Lines<'_>) -> Result<Change, LineFault> {
    let value = lines.value("pinned")?;
    let (unit, shift) = value.split_once(' ').map_or((value, None), |(unit, shift)| (unit, Some(shift)));
    let shift = shift.map(|shift| lines.parse_id(shift)).transpose()?;
    Ok(Change::Pinned { unit: lines.parse_id(unit)?, shift })
}

fn degrees(lines: &Lines<'_>, lon: &str, lat: &str) -> Result<Position, LineFault> {
    Ok(Position { lon_e6: millionths(lines, lon, 180)?, lat_e6: millionths(lines, lat, 90)? })
}

/// Degrees with a point or a comma and at most six decimals.
fn millionths(lines: &Lines<'_>, text: &str, limit: i64) -> Result<i32, LineFault> {
    let fault = || lines.fault(TextFault::Number);
    let (negative, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let (whole, decimals) = size.split_once(['.', ',']).unwrap_or((size, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() > 3 || decimals.len() > 6 {
        return Err(fault());
    }
    let parse = |text: &str| text.parse::<i64>().map_err(|_| fault());
    let scaled = parse(whole)? * 1_000_000 + parse(&format!("{decimals:0<6}"))?;
    if scaled > limit * 1_000_000 {
        return Err(fault());
    }
    i32::try_from(if negative { -scaled } else { scaled }).map_err(|_| fault())
}

/// Writes changes as [`read`] reads them.
pub fn write(changes: &[Line], out: &mut impl Write) -> fmt::Result {
    writeln!(out, "{HEADER}")?;
    changes.iter().try_for_each(|line| writeln!(out, "{}", line.change))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { unit } => write!(f, "lost {unit}"),
            Self::Late { unit, until } => write!(f, "late {unit} {until}"),
            Self::Returned { unit, until } => write!(f, "returned {unit} {until}"),
            Self::Closed { site } => write!(f, "closed {site}"),
            Self::Moved { site, to } => write!(f, "moved {site} {} {}", Degrees(to.lon_e6), Degrees(to.lat_e6)),
            Self::Threat { site, weight, from, to } => write!(f, "threat {site} {weight} {from} {to}"),
            Self::Incident(Incident { id, place, crews, from, to, name }) => {
                write!(f, "incident {id} {place} {crews} {from} {to} {name}")
            }
            Self::Pinned { unit, shift: None } => write!(f, "pinned {unit}"),
            Self::Pinned { unit, shift: Some(shift) } => write!(f, "pinned {unit} {shift}"),
            Self::Reserve { share } => write!(f, "reserve {share}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(site) => write!(f, "site:{site}"),
            Self::At(at) => write!(f, "{};{}", Degrees(at.lon_e6), Degrees(at.lat_e6)),
        }
    }
}

struct Degrees(i32);

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    }
}
