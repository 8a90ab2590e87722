//! Events of the desks of communes.

use core::fmt::Write as _;

use election::{
    Id, Stamp, Votes,
    message::Figures,
    text::{Fault, LineFault, Lines},
};
use tlog::Hash;

use super::{about, message, phrase, round, write_message};
use crate::{
    account::KeyName,
    desk::{Channel, MAX_FILE_LINES, Sent, Signature, Unsigned},
    readings::{self, Readings},
};

/// What happened at a desk.
#[expect(clippy::large_enum_variant, reason = "made one at a time, and written at once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryFact {
    /// A record was typed for the first time, or taken by telephone.
    First {
        /// How it came.
        channel: Channel,
        /// The unsigned report.
        report: Unsigned,
        /// The typist's signature, if it was given.
        signature: Option<Signature>,
    },
    /// A record was typed by a second person who had not seen the first.
    Second {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// What was typed.
        figures: Figures<Votes>,
        /// When the count ended; nothing in journals older than this line.
        counted_at: Option<Stamp>,
    },
    /// Somebody entered all lines of a file; the events of the lines follow this one.
    File {
        /// The commune whose file it is.
        place: Id,
        /// SHA-256 of the file.
        file: Hash,
        /// How many lines.
        lines: u64,
    },
    /// A third person typed the lines again on which the two differ.
    Resolved {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// What was typed.
        read: Readings,
        /// When the count ended, if the two differ on it.
        counted_at: Option<Stamp>,
    },
    /// What was typed is put aside and the entry begins again.
    Dropped {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Why.
        reason: String,
    },
    /// Somebody signed the agreed report.
    Signed {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Identity of the text.
        report: Hash,
        /// The line.
        signature: Signature,
    },
    /// The signed report is in the log.
    Sent {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Where.
        sent: Sent,
    },
    /// The log refused the signed report.
    NotTaken {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// The code and text of the refusal.
        reason: String,
    },
    /// A place's own sums are in the log.
    Returned {
        /// Round.
        round: u8,
        /// The commune or department.
        place: Id,
        /// Where.
        sent: Sent,
    },
}

impl EntryFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::First { .. } => "entry-first",
            Self::Second { .. } => "entry-second",
            Self::File { .. } => "entry-file",
            Self::Resolved { .. } => "entry-resolved",
            Self::Dropped { .. } => "entry-dropped",
            Self::Signed { .. } => "entry-signed",
            Self::Sent { .. } => "entry-sent",
            Self::NotTaken { .. } => "entry-not-taken",
            Self::Returned { .. } => "returned",
        }
    }

    pub(super) fn about(&self) -> Id {
        match self {
            Self::First { report, .. } => report.report().station,
            Self::Second { station, .. }
            | Self::Resolved { station, .. }
            | Self::Dropped { station, .. }
            | Self::Signed { station, .. }
            | Self::Sent { station, .. }
            | Self::NotTaken { station, .. } => *station,
            Self::File { place, .. } | Self::Returned { place, .. } => *place,
        }
    }

    /// `None` when the kind is another family's.
    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "entry-first" => read_first(lines),
            "entry-second" => read_second(lines),
            "entry-file" => read_file(lines),
            "entry-resolved" => read_resolved(lines),
            "entry-dropped" => {
                reasoned(lines).map(|((round, station), reason)| Self::Dropped { round, station, reason })
            }
            "entry-signed" => read_signed(lines),
            "entry-sent" => read_sent(lines),
            "entry-not-taken" => {
                reasoned(lines).map(|((round, station), reason)| Self::NotTaken { round, station, reason })
            }
            "returned" => read_returned(lines),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::First { channel, report, signature } => {
                let _ = writeln!(out, "channel {}", channel.word());
                write_message(report.message(), out);
                write_optional(signature.as_ref(), out);
            }
            Self::Second { round, station, figures, counted_at } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                write_hour(*counted_at, out);
                readings::write(&readings::of(figures), out);
            }
            Self::File { place, file, lines } => _ = writeln!(out, "place {place}\nfile {file}\nlines {lines}"),
            Self::Resolved { round, station, read, counted_at } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                write_hour(*counted_at, out);
                readings::write(read, out);
            }
            Self::Dropped { round, station, reason } | Self::NotTaken { round, station, reason } => {
                let _ = writeln!(out, "round {round}\nstation {station}\nreason {reason}");
            }
            Self::Signed { round, station, report, signature } => {
                let _ = writeln!(out, "round {round}\nstation {station}\nreport {report}");
                write_signature(signature, out);
            }
            Self::Sent { round, station, sent } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                write_sent(*sent, out);
            }
            Self::Returned { round, place, sent } => {
                let _ = writeln!(out, "round {round}\nplace {place}");
                write_sent(*sent, out);
            }
        }
    }
}

fn read_first(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let channel = lines.value("channel")?;
    let channel = Channel::parse(channel).ok_or(lines.fault(Fault::Word("paper, telephone, file")))?;
    let report = Unsigned::new(message(lines)?).ok_or(lines.fault(Fault::Expected("a report")))?;
    Ok(EntryFact::First { channel, report, signature: optional(lines)? })
}

fn read_second(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let (round, station) = about(lines)?;
    Ok(EntryFact::Second { round, station, counted_at: hour(lines)?, figures: readings::read_figures(lines)? })
}

fn hour(lines: &mut Lines<'_>) -> Result<Option<Stamp>, LineFault> {
    if lines.peek("counted-at") { lines.stamp("counted-at").map(Some) } else { Ok(None) }
}

fn write_hour(hour: Option<Stamp>, out: &mut String) {
    if let Some(hour) = hour {
        let _ = writeln!(out, "counted-at {hour}");
    }
}

fn read_file(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let (place, file) = (lines.id("place")?, lines.hash("file")?);
    Ok(EntryFact::File { place, file, lines: lines.number("lines", MAX_FILE_LINES as u64)? })
}

fn read_resolved(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let (round, station) = about(lines)?;
    Ok(EntryFact::Resolved { round, station, counted_at: hour(lines)?, read: readings::read(lines)? })
}

fn reasoned(lines: &mut Lines<'_>) -> Result<((u8, Id), String), LineFault> {
    Ok((about(lines)?, phrase(lines, "reason")?))
}

fn read_signed(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let (round, station) = about(lines)?;
    let report = lines.hash("report")?;
    Ok(EntryFact::Signed { round, station, report, signature: read_signature(lines)? })
}

fn read_sent(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let (round, station) = about(lines)?;
    Ok(EntryFact::Sent { round, station, sent: sent(lines)? })
}

fn read_returned(lines: &mut Lines<'_>) -> Result<EntryFact, LineFault> {
    let (round, place) = (round(lines)?, lines.id("place")?);
    Ok(EntryFact::Returned { round, place, sent: sent(lines)? })
}

pub(super) fn sent(lines: &mut Lines<'_>) -> Result<Sent, LineFault> {
    Ok(Sent { message: lines.hash("message")?, index: lines.number("index", u64::MAX)? })
}

pub(super) fn write_sent(sent: Sent, out: &mut String) {
    let _ = writeln!(out, "message {}\nindex {}", sent.message, sent.index);
}

fn read_signature(lines: &mut Lines<'_>) -> Result<Signature, LineFault> {
    let by = lines.id("signer")?;
    let key = lines.value("key")?;
    let key = KeyName::parse(key).ok_or(lines.fault(Fault::Identifier))?;
    Ok(Signature { by, key, line: phrase(lines, "signature")? })
}

fn write_signature(signature: &Signature, out: &mut String) {
    let Signature { by, key, line } = signature;
    let _ = writeln!(out, "signer {by}\nkey {key}\nsignature {line}");
}

pub(super) fn write_optional(signature: Option<&Signature>, out: &mut String) {
    if let Some(signature) = signature {
        write_signature(signature, out);
    }
}

pub(super) fn optional(lines: &mut Lines<'_>) -> Result<Option<Signature>, LineFault> {
    if lines.peek("signer") { read_signature(lines).map(Some) } else { Ok(None) }
}
