//! The sealed definition: canonical bytes, one spelling, one hash. See `specs/definition.md`.

use core::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use tlog::{Hasher, hash::Hash, key::CompactKey, note::VerifierKey, registration::WeakKeyAt};

use super::{
    Definition, DefinitionFault,
    check::{MAX_CLASSES, MAX_KEYS, MAX_PLACES, MAX_STATIONS, MAX_THRESHOLD, MAX_THRESHOLDS, MAX_WITNESSES, faults},
    parts::{
        Candidate, Hours, Key, Level, MAX_ROUNDS, Mode, Parts, Place, Position, Role, Round, Sex, Station, Threshold,
        Venue, WarningCode, Zone,
    },
};
use crate::{
    Id, Stamp, Votes,
    counts::MAX_CANDIDATES,
    refusal::Language,
    text::{Fault, LineFault, Lines},
};

/// First line of a sealed definition.
pub const HEADER: &str = "vigie.definition/v1";

/// Which edition of the rules E1xx and E2xx judges this election: `specs/codes.md` of this version.
pub const RULES: &str = "rules 1";

/// Why bytes are not a sealed definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// A line is not in its format.
    Line(LineFault),
    /// The format holds, the content does not.
    Content(Vec<DefinitionFault>),
    /// Records are not in their one order; the line is the last of their list.
    Order(LineFault),
    /// A key is weak; the index counts the `key` lines from 0.
    Key(WeakKeyAt),
}

/// `line 12: …`, and every fault of the content, in English.
impl fmt::Display for SealError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(fault) | Self::Order(fault) => {
                let (code, text) = (fault.fault.code(), fault.fault.text(Language::English));
                write!(out, "{code} line {}: {text}", fault.line)
            }
            Self::Content(faults) => write!(out, "{} faults; the first: {:?}", faults.len(), faults[0]),
            Self::Key(weak) => write!(out, "E011 key {}: {}", weak.index + 1, weak.reason),
        }
    }
}

/// Turns raw keys into registered ones, in the same order.
pub type Register<'a> = dyn Fn(&[[u8; 32]]) -> Result<Vec<CompactKey>, WeakKeyAt> + 'a;

impl From<LineFault> for SealError {
    fn from(fault: LineFault) -> Self {
        Self::Line(fault)
    }
}

impl Definition {
    /// The canonical bytes, written piece by piece (a country is some 20 MB).
    pub fn seal(&self, out: &mut impl fmt::Write) -> fmt::Result {
        write(&self.parts, out)
    }

    /// Reads sealed bytes back. `register` refuses weak keys: it is
    /// [`tlog::registration::register_all`], or the same on several cores. Bytes that are given
    /// away are dropped as soon as they are read: a million stations are 270 MB.
    pub fn open<B: AsRef<[u8]>>(sealed: B, register: &Register<'_>) -> Result<Self, SealError> {
        let parts = read(sealed.as_ref(), register)?;
        let (hash, length) = (Hash::of(sealed.as_ref()), sealed.as_ref().len() as u64);
        drop(sealed);
        let found = faults(&parts);
        if !found.is_empty() {
            return Err(SealError::Content(found));
        }
        Ok(Self::indexed(parts, hash, length))
    }
}

/// SHA-256 and length of the canonical bytes, without holding them.
pub(super) fn measure(parts: &Parts) -> (Hash, u64) {
    let mut measure = Measure(Hasher::new());
    write(parts, &mut measure).unwrap_or_else(|_| unreachable!("measuring does not fail"));
    measure.0.finish()
}

struct Measure(Hasher);

impl fmt::Write for Measure {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

fn write(parts: &Parts, out: &mut impl fmt::Write) -> fmt::Result {
    writeln!(out, "{HEADER}\nelection {}\ntitle {}", parts.election, parts.title)?;
    writeln!(out, "mode {}\nlog {}\nquorum {}", parts.mode, parts.log, parts.quorum)?;
    writeln!(out, "witnesses {}", parts.witnesses.len())?;
    for witness in &parts.witnesses {
        writeln!(out, "witness {witness}")?;
    }
    writeln!(out, "{RULES}\nthresholds {}", parts.thresholds.len())?;
    for threshold in &parts.thresholds {
        writeln!(out, "threshold {} {}", threshold.rule, threshold.value)?;
    }
    writeln!(out, "rounds {}", parts.rounds.len())?;
    for round in &parts.rounds {
        write_round(round, out)?;
    }
    writeln!(out, "places {}", parts.places.len())?;
    for p in &parts.places {
        let (level, parent, position) = (p.level, Dash(p.parent), Spot(p.position));
        writeln!(out, "place {} {level} {parent} {position} {} {}", p.id, p.zone, p.name)?;
    }
    writeln!(out, "venues {}", parts.venues.len())?;
    for v in &parts.venues {
        writeln!(out, "venue {} {} {} {}", v.id, v.commune, Spot(v.position), v.name)?;
    }
    write_stations(parts, out)?;
    write_keys(&parts.keys, out)
}

fn write_stations(parts: &Parts, out: &mut impl fmt::Write) -> fmt::Result {
    writeln!(out, "stations {}", parts.stations.len())?;
    for s in &parts.stations {
        let (venue, constituency) = (Dash(s.venue), Dash(s.constituency));
        write!(out, "station {} {} {venue} {constituency} {}", s.id, s.commune, s.hours)?;
        for registered in &s.registered[..parts.rounds.len()] {
            write!(out, " {}", Dash(*registered))?;
        }
        out.write_char('\n')?;
    }
    Ok(())
}

fn write_keys(keys: &[Key], out: &mut impl fmt::Write) -> fmt::Result {
    writeln!(out, "keys {}", keys.len())?;
    for k in keys {
        writeln!(
            out,
            "key {} {} {} {} {} {}",
            k.scope,
            k.holder,
            k.role,
            Dash(k.from),
            Dash(k.to),
            STANDARD.encode(k.public.bytes())
        )?;
    }
    Ok(())
}

fn write_round(round: &Round, out: &mut impl fmt::Write) -> fmt::Result {
    writeln!(out, "round {}\npublishes {}\nclasses {}", round.number, round.publishes, round.hours.len())?;
    for hours in &round.hours {
        writeln!(out, "hours {} {} {}", hours.class, hours.opens, hours.closes)?;
    }
    writeln!(out, "candidates {}", round.candidates.len())?;
    for c in &round.candidates {
        writeln!(out, "candidate {} {} {},{}", c.number, c.sex, c.family, c.given)?;
    }
    Ok(())
}

fn read(sealed: &[u8], register: &Register<'_>) -> Result<Parts, SealError> {
    let lines = &mut Lines::new(sealed)?;
    lines.exactly(HEADER)?;
    let election = lines.id("election")?;
    let title = lines.value("title")?;
    let title = lines.parse_phrase(title)?.to_owned();
    let mode = lines.value("mode")?;
    let mode = mode.parse().map_err(|()| lines.fault(Fault::Word("live, test")))?;
    let log = read_vkey(lines, "log")?;
    let quorum = u8::try_from(lines.number("quorum", MAX_WITNESSES as u64)?)
        .unwrap_or_else(|_| unreachable!("the limit is below 256"));
    let witnesses = repeat(lines, "witnesses", MAX_WITNESSES, |lines| read_vkey(lines, "witness"))?;
    lines.exactly(RULES)?;
    let thresholds = repeat(lines, "thresholds", MAX_THRESHOLDS, read_threshold)?;
    let rounds = repeat(lines, "rounds", MAX_ROUNDS, read_round)?;
    let places = repeat(lines, "places", MAX_PLACES, read_place)?;
    ascending(lines, places.iter().map(|p| (p.level, p.id)))?;
    let venues = repeat(lines, "venues", MAX_STATIONS, read_venue)?;
    ascending(lines, venues.iter().map(|v| v.id))?;
    let open = rounds.len();
    let stations = repeat(lines, "stations", MAX_STATIONS, |lines| read_station(lines, open))?;
    ascending(lines, stations.iter().map(|s| s.id))?;
    let keys = read_keys(lines, register)?;
    ascending(lines, keys.iter().map(|k| (k.scope, k.holder)))?;
    lines.end()?;
    Ok(Parts { election, title, mode, log, quorum, witnesses, thresholds, rounds, places, venues, stations, keys })
}

/// Reads a `key count` line and that many records. Nothing is reserved for records that are
/// only promised: the count is the sender's word.
fn repeat<T>(
    lines: &mut Lines<'_>,
    key: &'static str,
    limit: usize,
    mut record: impl FnMut(&mut Lines<'_>) -> Result<T, LineFault>,
) -> Result<Vec<T>, LineFault> {
    let count = lines.number(key, limit as u64)?;
    (0..count).map(|_| record(lines)).collect()
}

fn ascending<K: Ord>(lines: &Lines<'_>, keys: impl Iterator<Item = K>) -> Result<(), SealError> {
    if keys.is_sorted_by(|one, next| one < next) {
        Ok(())
    } else {
        Err(SealError::Order(lines.fault(Fault::Expected("records in ascending order"))))
    }
}

fn read_vkey(lines: &mut Lines<'_>, key: &'static str) -> Result<VerifierKey, LineFault> {
    let value = lines.value(key)?;
    VerifierKey::parse(value).map_err(|_| lines.fault(Fault::Digest))
}

fn read_threshold(lines: &mut Lines<'_>) -> Result<Threshold, LineFault> {
    let [rule, value] = lines.fields("threshold")?;
    let rule = WarningCode::parse(rule).ok_or(lines.fault(Fault::Word("W301 to W599")))?;
    let value = lines.parse_number(value, u64::from(MAX_THRESHOLD))?;
    Ok(Threshold { rule, value: u32::try_from(value).unwrap_or_else(|_| unreachable!("limited to u32")) })
}

fn read_round(lines: &mut Lines<'_>) -> Result<Round, LineFault> {
    let number = lines.number("round", MAX_ROUNDS as u64)?;
    let number = u8::try_from(number).unwrap_or_else(|_| unreachable!("the limit is below 256"));
    let publishes = lines.stamp("publishes")?;
    let hours = repeat(lines, "classes", MAX_CLASSES, |lines| {
        let [class, opens, closes] = lines.fields("hours")?;
        let (opens, closes) = (lines.parse_stamp(opens)?, lines.parse_stamp(closes)?);
        Ok(Hours { class: lines.parse_id(class)?, opens, closes })
    })?;
    let candidates = repeat(lines, "candidates", MAX_CANDIDATES, read_candidate)?;
    Ok(Round { number, publishes, hours, candidates })
}

fn read_candidate(lines: &mut Lines<'_>) -> Result<Candidate, LineFault> {
    let [number, sex, name] = lines.fields("candidate")?;
    let number = lines.parse_number(number, u64::from(u16::MAX))?;
    let number = u16::try_from(number).unwrap_or_else(|_| unreachable!("limited to u16"));
    let sex = sex.parse().map_err(|()| lines.fault(Fault::Word("F, M, -")))?;
    let (family, given) = name.split_once(',').ok_or(lines.fault(Fault::Phrase))?;
    Ok(Candidate { number, sex, family: family.to_owned(), given: given.to_owned() })
}

fn read_place(lines: &mut Lines<'_>) -> Result<Place, LineFault> {
    let [id, level, parent, lon, lat, zone, name] = lines.fields("place")?;
    Ok(Place {
        id: lines.parse_id(id)?,
        level: level.parse().map_err(|()| lines.fault(Fault::Word("nation, region, department, commune")))?,
        parent: read_optional(lines, parent, Lines::parse_id)?,
        position: read_position(lines, lon, lat)?,
        zone: zone.parse().map_err(|()| lines.fault(Fault::Word("police, gendarmerie, -")))?,
        name: lines.parse_phrase(name)?.to_owned(),
    })
}

fn read_venue(lines: &mut Lines<'_>) -> Result<Venue, LineFault> {
    let [id, commune, lon, lat, name] = lines.fields("venue")?;
    Ok(Venue {
        id: lines.parse_id(id)?,
        commune: lines.parse_id(commune)?,
        position: read_position(lines, lon, lat)?,
        name: lines.parse_phrase(name)?.to_owned(),
    })
}

fn read_station(lines: &mut Lines<'_>, rounds: usize) -> Result<Station, LineFault> {
    let [id, commune, venue, constituency, hours, rest] = lines.fields("station")?;
    let mut registered = [None; MAX_ROUNDS];
    let mut figures = rest.split(' ');
    for slot in &mut registered[..rounds] {
        let figure = figures.next().ok_or(lines.fault(Fault::Expected("a figure for every round")))?;
        *slot = read_optional(lines, figure, |lines, text| Votes::parse(text).ok_or(lines.fault(Fault::Number)))?;
    }
    if figures.next().is_some() {
        return Err(lines.fault(Fault::Expected("a figure for every round")));
    }
    Ok(Station {
        id: lines.parse_id(id)?,
        commune: lines.parse_id(commune)?,
        venue: read_optional(lines, venue, Lines::parse_id)?,
        constituency: read_optional(lines, constituency, Lines::parse_id)?,
        hours: lines.parse_id(hours)?,
        registered,
    })
}

/// Keys that are registered together: enough that the cost of the sums does not show, few enough
/// that what is read twice does not weigh.
const KEYS_AT_ONCE: usize = 65_536;

fn read_keys(lines: &mut Lines<'_>, register: &Register<'_>) -> Result<Vec<Key>, SealError> {
    let mut rest = lines.number("keys", MAX_KEYS as u64)?;
    let mut keys = Vec::new();
    while rest > 0 {
        let some = rest.min(KEYS_AT_ONCE as u64);
        let mut raw = Vec::new();
        let held: Vec<Held> = (0..some).map(|_| read_key(lines, &mut raw)).collect::<Result<_, _>>()?;
        let public = register(&raw);
        let public = public.map_err(|weak| SealError::Key(WeakKeyAt { index: keys.len() + weak.index, ..weak }))?;
        keys.extend(held.into_iter().zip(public).map(|(held, public)| held.with(public)));
        rest -= some;
    }
    Ok(keys)
}

/// A key line without its key, which is registered with all the others.
struct Held {
    scope: Id,
    holder: Id,
    role: Role,
    from: Option<Stamp>,
    to: Option<Stamp>,
}

impl Held {
    fn with(self, public: CompactKey) -> Key {
        let Self { scope, holder, role, from, to } = self;
        Key { scope, holder, role, from, to, public }
    }
}

fn read_key(lines: &mut Lines<'_>, raw: &mut Vec<[u8; 32]>) -> Result<Held, LineFault> {
    let [scope, holder, role, from, to, public] = lines.fields("key")?;
    // The standard engine takes only canonical padding and zero trailing bits: one spelling.
    let decoded = STANDARD.decode(public).map_err(|_| lines.fault(Fault::Digest))?;
    raw.push(decoded.try_into().map_err(|_| lines.fault(Fault::Digest))?);
    Ok(Held {
        scope: lines.parse_id(scope)?,
        holder: lines.parse_id(holder)?,
        role: role.parse().map_err(|()| lines.fault(Fault::Word(ROLES)))?,
        from: read_optional(lines, from, Lines::parse_stamp)?,
        to: read_optional(lines, to, Lines::parse_stamp)?,
    })
}

const ROLES: &str = "authority, court, prefecture, commune, president, secretary";

fn read_optional<'a, T>(
    lines: &Lines<'a>,
    text: &'a str,
    read: impl FnOnce(&Lines<'a>, &'a str) -> Result<T, LineFault>,
) -> Result<Option<T>, LineFault> {
    if text == "-" { Ok(None) } else { read(lines, text).map(Some) }
}

fn read_position(lines: &Lines<'_>, lon: &str, lat: &str) -> Result<Option<Position>, LineFault> {
    if (lon, lat) == ("-", "-") {
        return Ok(None);
    }
    let read = |text: &str| {
        let size = lines.parse_number(text.strip_prefix('-').unwrap_or(text), 180_000_000)?;
        let size = i32::try_from(size).unwrap_or_else(|_| unreachable!("limited to 180,000,000"));
        match text.starts_with('-') {
            true if size == 0 => Err(lines.fault(Fault::Number)),
            true => Ok(-size),
            false => Ok(size),
        }
    };
    Ok(Some(Position { lon_e6: read(lon)?, lat_e6: read(lat)? }))
}

/// A value, or `-` for none.
pub(crate) struct Dash<T>(pub Option<T>);

impl<T: fmt::Display> fmt::Display for Dash<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("-"),
        }
    }
}

struct Spot(Option<Position>);

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(position) => write!(f, "{} {}", position.lon_e6, position.lat_e6),
            None => f.write_str("- -"),
        }
    }
}

/// Gives an enum its one word per value, both ways.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Self::$variant => $word),+ })
            }
        }

        impl core::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($word => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}
pub(crate) use words;

words!(Mode { Live = "live", Test = "test" });
words!(Sex { Female = "F", Male = "M", Unstated = "-" });
words!(Level { Nation = "nation", Region = "region", Department = "department", Commune = "commune" });
words!(Zone { Gendarmerie = "gendarmerie", Police = "police", Unstated = "-" });
words!(Role {
    Authority = "authority",
    Court = "court",
    Prefecture = "prefecture",
    Commune = "commune",
    President = "president",
    Secretary = "secretary",
});
