//! The bodies of the messages, each with its reader and, beside it, the writer that is its twin.

use core::fmt;

use tlog::{hash::Hash, key::PublicKey};

use super::figures::{Field, Figures};
use crate::{
    Id, Stamp, Votes,
    definition::{
        Role,
        seal::{Dash, words},
    },
    text::{Fault, LineFault, Lines},
};

/// Highest edition of a report.
pub const MAX_EDITION: u16 = 999;
/// Largest figure of a return: more than any total of [`Votes`] can be.
pub const MAX_TOTAL: u64 = 1 << 53;

/// The definition, sealed: entry 0, signed by the authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Short name of the election.
    pub election: Id,
    /// Title for people.
    pub title: String,
    /// Number of rounds, places, stations and keys.
    pub sizes: [u64; 4],
    /// Length of the sealed bytes.
    pub bytes: u64,
    /// When it was sealed.
    pub at: Stamp,
}

/// A station's count, signed by two of its holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// Always 1: later editions are corrections.
    pub edition: u16,
    /// The figures of the paper record.
    pub figures: Figures<Votes>,
    /// Why something unusual is right; required by some rules.
    pub reason: Option<String>,
    /// When the count ended.
    pub counted_at: Stamp,
}

/// A later edition of a report, signed by two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// One more than the edition it replaces.
    pub edition: u16,
    /// Identity of the report or correction it replaces.
    pub replaces: Hash,
    /// All figures again.
    pub figures: Figures<Votes>,
    /// The lines that differ, in their order; what a reader is told first.
    pub changed: Vec<Field>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Stamp,
}

/// News from a station on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// What happened.
    pub event: Event,
    /// Signatures on the register so far; given with turnout, none otherwise.
    pub signed_in: Option<Votes>,
    /// When.
    pub at: Stamp,
}

/// What a status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The bureau is seated.
    Installed,
    /// The doors are open.
    Open,
    /// Turnout at noon.
    Noon,
    /// Turnout at 17:00.
    Five,
    /// The doors are closed.
    Closed,
}

words!(Event { Installed = "installed", Open = "open", Noon = "turnout-noon", Five = "turnout-17", Closed = "closed" });

/// A report read back to its sender by the prefecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// Identity of the report or correction read back.
    pub report: Hash,
    /// Two different lines and what was read on them; which two, the hub's nonce decided.
    pub read: [(Field, Votes); 2],
    /// When.
    pub at: Stamp,
}

/// A court takes a station out of the total; its report stays in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annulment {
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// Reference of the decision.
    pub decision: String,
    /// Why, in one line.
    pub reason: String,
    /// When.
    pub at: Stamp,
}

/// A commune's or a department's own sums over its reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// Round.
    pub round: u8,
    /// The commune or department.
    pub place: Id,
    /// How many reports are in it.
    pub reports: u64,
    /// RFC 6962 root over the identities of those reports, in the order of the stations.
    pub root: Hash,
    /// The sums.
    pub figures: Figures<u64>,
    /// When.
    pub at: Stamp,
}

/// The authority certifies the results of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// Round.
    pub round: u8,
    /// The place.
    pub place: Id,
    /// RFC 6962 root over the identities of its reports, in the order of the stations.
    pub root: Hash,
    /// When.
    pub at: Stamp,
}

/// A key that is good from the log index of this message on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGrant {
    /// The place or station it speaks for.
    pub scope: Id,
    /// Which holder.
    pub holder: Id,
    /// What it may sign.
    pub role: Role,
    /// First moment, if bounded.
    pub from: Option<Stamp>,
    /// Last moment, if bounded.
    pub to: Option<Stamp>,
    /// The key; weak ones do not parse.
    pub public: PublicKey,
    /// When.
    pub at: Stamp,
}

/// A key that is no good from the log index of this message on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRevocation {
    /// The place or station it spoke for.
    pub scope: Id,
    /// Which holder.
    pub holder: Id,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Stamp,
}

impl Seal {
    pub(super) const HEADER: &str = "vigie.seal/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let election = lines.id("election")?;
        let title = required(lines, "title")?;
        let mut sizes = [0; 4];
        for (size, key) in sizes.iter_mut().zip(SIZES) {
            *size = lines.number(key, MAX_TOTAL)?;
        }
        let bytes = lines.number("bytes", MAX_TOTAL)?;
        Ok(Self { election, title, sizes, bytes, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "election {}\ntitle {}\n", self.election, self.title)?;
        for (size, key) in self.sizes.iter().zip(SIZES) {
            writeln!(out, "{key} {size}")?;
        }
        write!(out, "bytes {}\nat {}\n", self.bytes, self.at)
    }
}

const SIZES: [&str; 4] = ["rounds", "places", "stations", "keys"];

impl Report {
    pub(super) const HEADER: &str = "vigie.report/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, station) = round_and_station(lines)?;
        let edition = edition(lines, 1..=1)?;
        let figures = Figures::read(lines, Votes::parse)?;
        let reason = lines.phrase("reason")?.map(str::to_owned);
        Ok(Self { round, station, edition, figures, reason, counted_at: lines.stamp("counted-at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nstation {}\nedition {}\n", self.round, self.station, self.edition)?;
        self.figures.write(out)?;
        write!(out, "reason {}\ncounted-at {}\n", Dash(self.reason.as_ref()), self.counted_at)
    }
}

impl Correction {
    pub(super) const HEADER: &str = "vigie.correction/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, station) = round_and_station(lines)?;
        let edition = edition(lines, 2..=MAX_EDITION)?;
        let replaces = lines.hash("replaces")?;
        let figures = Figures::read(lines, Votes::parse)?;
        let changed = lines.value("changed")?;
        let changed = read_changed(changed).ok_or(lines.fault(Fault::Word("names of lines, ascending")))?;
        let reason = required(lines, "reason")?;
        Ok(Self { round, station, edition, replaces, figures, changed, reason, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nstation {}\nedition {}\n", self.round, self.station, self.edition)?;
        writeln!(out, "replaces {}", self.replaces)?;
        self.figures.write(out)?;
        let names: Vec<String> = self.changed.iter().map(Field::to_string).collect();
        let changed = if names.is_empty() { "-".to_owned() } else { names.join(" ") };
        write!(out, "changed {changed}\nreason {}\nat {}\n", self.reason, self.at)
    }
}

/// `-`, or the names of lines in ascending order.
fn read_changed(text: &str) -> Option<Vec<Field>> {
    if text == "-" {
        return Some(Vec::new());
    }
    let fields: Vec<Field> = text.split(' ').map(Field::parse).collect::<Option<_>>()?;
    fields.is_sorted_by(|one, next| one < next).then_some(fields)
}

impl Status {
    pub(super) const HEADER: &str = "vigie.status/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, station) = round_and_station(lines)?;
        let event = lines.value("event")?;
        let event = event.parse().map_err(|()| lines.fault(Fault::Word(EVENTS)))?;
        let signed_in = lines.value("signed-in")?;
        let signed_in = match (event, signed_in) {
            (Event::Noon | Event::Five, figure) => Some(Votes::parse(figure).ok_or(lines.fault(Fault::Number))?),
            (_, "-") => None,
            _ => return Err(lines.fault(Fault::Word("- except with turnout"))),
        };
        Ok(Self { round, station, event, signed_in, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nstation {}\nevent {}\n", self.round, self.station, self.event)?;
        write!(out, "signed-in {}\nat {}\n", Dash(self.signed_in), self.at)
    }
}

const EVENTS: &str = "installed, open, turnout-noon, turnout-17, closed";

impl Callback {
    pub(super) const HEADER: &str = "vigie.callback/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, station) = round_and_station(lines)?;
        let report = lines.hash("report")?;
        let read = [read_back(lines)?, read_back(lines)?];
        if read[0].0 >= read[1].0 {
            return Err(lines.fault(Fault::Expected("two different lines, in their order")));
        }
        Ok(Self { round, station, report, read, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nstation {}\nreport {}\n", self.round, self.station, self.report)?;
        for (field, figure) in &self.read {
            writeln!(out, "read {field} {figure}")?;
        }
        writeln!(out, "at {}", self.at)
    }
}

fn read_back(lines: &mut Lines<'_>) -> Result<(Field, Votes), LineFault> {
    let [field, figure] = lines.fields("read")?;
    let field = Field::parse(field).ok_or(lines.fault(Fault::Word("the name of a line of the report")))?;
    Ok((field, Votes::parse(figure).ok_or(lines.fault(Fault::Number))?))
}

impl Annulment {
    pub(super) const HEADER: &str = "vigie.annulment/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, station) = round_and_station(lines)?;
        let decision = required(lines, "decision")?;
        let reason = required(lines, "reason")?;
        Ok(Self { round, station, decision, reason, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nstation {}\n", self.round, self.station)?;
        write!(out, "decision {}\nreason {}\nat {}\n", self.decision, self.reason, self.at)
    }
}

impl Return {
    pub(super) const HEADER: &str = "vigie.return/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, place) = (round(lines)?, lines.id("place")?);
        let reports = lines.number("reports", MAX_TOTAL)?;
        let root = lines.hash("root")?;
        let figures = Figures::read(lines, read_total)?;
        Ok(Self { round, place, reports, root, figures, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nplace {}\n", self.round, self.place)?;
        write!(out, "reports {}\nroot {}\n", self.reports, self.root)?;
        self.figures.write(out)?;
        writeln!(out, "at {}", self.at)
    }
}

fn read_total(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (canonical && digits).then(|| text.parse().ok()).flatten().filter(|total| *total <= MAX_TOTAL)
}

impl Certified {
    pub(super) const HEADER: &str = "vigie.certified/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (round, place) = (round(lines)?, lines.id("place")?);
        Ok(Self { round, place, root: lines.hash("root")?, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "round {}\nplace {}\nroot {}\nat {}\n", self.round, self.place, self.root, self.at)
    }
}

impl KeyGrant {
    pub(super) const HEADER: &str = "vigie.key/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (scope, holder) = (lines.id("scope")?, lines.id("holder")?);
        let role = lines.value("role")?;
        let role = role.parse().map_err(|()| lines.fault(Fault::Word("a role")))?;
        let (from, to) = (optional_stamp(lines, "from")?, optional_stamp(lines, "to")?);
        let public = lines.value("public")?;
        let public = PublicKey::from_base64(public).and_then(Result::ok).ok_or(lines.fault(Fault::Digest))?;
        Ok(Self { scope, holder, role, from, to, public, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "scope {}\nholder {}\nrole {}\n", self.scope, self.holder, self.role)?;
        write!(out, "from {}\nto {}\n", Dash(self.from), Dash(self.to))?;
        write!(out, "public {}\nat {}\n", self.public.to_base64(), self.at)
    }
}

impl KeyRevocation {
    pub(super) const HEADER: &str = "vigie.key-revoked/v1";

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (scope, holder) = (lines.id("scope")?, lines.id("holder")?);
        let reason = required(lines, "reason")?;
        Ok(Self { scope, holder, reason, at: lines.stamp("at")? })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "scope {}\nholder {}\nreason {}\nat {}\n", self.scope, self.holder, self.reason, self.at)
    }
}

fn round(lines: &mut Lines<'_>) -> Result<u8, LineFault> {
    let number = lines.number("round", u64::from(u8::MAX))?;
    Ok(u8::try_from(number).unwrap_or_else(|_| unreachable!("limited to u8")))
}

fn round_and_station(lines: &mut Lines<'_>) -> Result<(u8, Id), LineFault> {
    Ok((round(lines)?, lines.id("station")?))
}

fn edition(lines: &mut Lines<'_>, allowed: core::ops::RangeInclusive<u16>) -> Result<u16, LineFault> {
    let number = lines.number("edition", u64::from(MAX_EDITION))?;
    let number = u16::try_from(number).unwrap_or_else(|_| unreachable!("limited to MAX_EDITION"));
    if allowed.contains(&number) { Ok(number) } else { Err(lines.fault(Fault::Number)) }
}

/// Free text that must be there.
fn required(lines: &mut Lines<'_>, key: &'static str) -> Result<String, LineFault> {
    let phrase = lines.phrase(key)?;
    phrase.map(str::to_owned).ok_or(lines.fault(Fault::Phrase))
}

fn optional_stamp(lines: &mut Lines<'_>, key: &'static str) -> Result<Option<Stamp>, LineFault> {
    match lines.value(key)? {
        "-" => Ok(None),
        text => lines.parse_stamp(text).map(Some),
    }
}
