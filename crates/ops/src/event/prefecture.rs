//! Events of prefectures: call-backs, corrections and annulments, warnings, witnesses' copies.

use core::fmt::Write as _;

use election::{
    Id, Votes,
    definition::WarningCode,
    message::Figures,
    text::{Fault, LineFault, Lines},
};
use tlog::Hash;

use super::entries::{optional, sent, write_optional, write_sent};
use super::{about, message, phrase, write_message};
use crate::{
    callback::Nonce,
    desk::{Sent, Signature},
    proposal::Change,
    readings::{self, Readings},
};

/// What happened at a prefecture.
#[expect(clippy::large_enum_variant, reason = "made one at a time, and written at once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrefectureFact {
    /// A call-back was opened: the hub drew its nonce.
    CallbackOpened {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Identity of the report.
        report: Hash,
        /// The nonce that chooses the two lines.
        nonce: Nonce,
    },
    /// What was read back is not what the report says.
    CallbackDiffered {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// What was read.
        read: Readings,
    },
    /// What was read back is what the report says, and the message is in the log.
    CallbackDone {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Where.
        sent: Sent,
    },
    /// Somebody proposed a correction or an annulment.
    Proposed {
        /// What would be sent.
        message: Change,
        /// The proposer's signature, where a signature of theirs counts.
        signature: Option<Signature>,
    },
    /// A second person confirmed a proposal.
    ProposalConfirmed {
        /// Number of the event that proposed it.
        proposal: u64,
        /// The second person's signature, where one counts.
        signature: Option<Signature>,
    },
    /// Somebody refused a proposal, or took it back.
    ProposalRefused {
        /// Number of the event that proposed it.
        proposal: u64,
        /// Why.
        reason: String,
    },
    /// What was proposed is in the log.
    ProposalSent {
        /// Number of the event that proposed it.
        proposal: u64,
        /// Where.
        sent: Sent,
    },
    /// A warning about a report was looked at.
    WarningHandled {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Identity of the report: a later edition is warned of again.
        report: Hash,
        /// The warning.
        code: WarningCode,
        /// What was found.
        reason: String,
    },
    /// A witness's copy of a record was typed.
    WitnessCopied {
        /// Round.
        round: u8,
        /// Station.
        station: Id,
        /// Where the copy came from.
        source: String,
        /// What it says.
        figures: Figures<Votes>,
    },
}

impl PrefectureFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::CallbackOpened { .. } => "callback-opened",
            Self::CallbackDiffered { .. } => "callback-differed",
            Self::CallbackDone { .. } => "callback-done",
            Self::Proposed { .. } => "proposed",
            Self::ProposalConfirmed { .. } => "proposal-confirmed",
            Self::ProposalRefused { .. } => "proposal-refused",
            Self::ProposalSent { .. } => "proposal-sent",
            Self::WarningHandled { .. } => "warning-handled",
            Self::WitnessCopied { .. } => "witness-copied",
        }
    }

    pub(super) fn about(&self) -> Option<Id> {
        match self {
            Self::CallbackOpened { station, .. }
            | Self::CallbackDiffered { station, .. }
            | Self::CallbackDone { station, .. }
            | Self::WarningHandled { station, .. }
            | Self::WitnessCopied { station, .. } => Some(*station),
            Self::Proposed { message, .. } => Some(message.about().1),
            Self::ProposalConfirmed { .. } | Self::ProposalRefused { .. } | Self::ProposalSent { .. } => None,
        }
    }

    /// `None` when the kind is another family's.
    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "callback-opened" => read_opened(lines),
            "callback-differed" => read_differed(lines),
            "callback-done" => read_done(lines),
            "proposed" => read_proposed(lines),
            "proposal-confirmed" => read_confirmed(lines),
            "proposal-refused" => read_refused(lines),
            "proposal-sent" => read_sent(lines),
            "warning-handled" => read_handled(lines),
            "witness-copied" => read_copied(lines),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::CallbackOpened { round, station, report, nonce } => {
                let nonce = Hash(*nonce);
                let _ = writeln!(out, "round {round}\nstation {station}\nreport {report}\nnonce {nonce}");
            }
            Self::CallbackDiffered { round, station, read } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                readings::write(read, out);
            }
            Self::CallbackDone { round, station, sent } => {
                let _ = writeln!(out, "round {round}\nstation {station}");
                write_sent(*sent, out);
            }
            Self::Proposed { message, signature } => {
                write_message(message.message(), out);
                write_optional(signature.as_ref(), out);
            }
            Self::ProposalConfirmed { proposal, signature } => {
                let _ = writeln!(out, "proposal {proposal}");
                write_optional(signature.as_ref(), out);
            }
            Self::ProposalRefused { proposal, reason } => _ = writeln!(out, "proposal {proposal}\nreason {reason}"),
            Self::ProposalSent { proposal, sent } => {
                let _ = writeln!(out, "proposal {proposal}");
                write_sent(*sent, out);
            }
            Self::WarningHandled { round, station, report, code, reason } => {
                let _ =
                    writeln!(out, "round {round}\nstation {station}\nreport {report}\nwarning {code}\nreason {reason}");
            }
            Self::WitnessCopied { round, station, source, figures } => {
                let _ = writeln!(out, "round {round}\nstation {station}\nsource {source}");
                readings::write(&readings::of(figures), out);
            }
        }
    }
}

fn number(lines: &mut Lines<'_>) -> Result<u64, LineFault> {
    lines.number("proposal", super::MAX_EVENTS)
}

fn read_opened(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    let (round, station) = about(lines)?;
    let (report, nonce) = (lines.hash("report")?, lines.hash("nonce")?.0);
    Ok(PrefectureFact::CallbackOpened { round, station, report, nonce })
}

fn read_differed(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    let (round, station) = about(lines)?;
    Ok(PrefectureFact::CallbackDiffered { round, station, read: readings::read(lines)? })
}

fn read_done(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    let (round, station) = about(lines)?;
    Ok(PrefectureFact::CallbackDone { round, station, sent: sent(lines)? })
}

fn read_proposed(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    let message = message(lines)?;
    let message = Change::new(message).ok_or(lines.fault(Fault::Expected("a correction or an annulment")))?;
    Ok(PrefectureFact::Proposed { message, signature: optional(lines)? })
}

fn read_confirmed(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    Ok(PrefectureFact::ProposalConfirmed { proposal: number(lines)?, signature: optional(lines)? })
}

fn read_refused(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    Ok(PrefectureFact::ProposalRefused { proposal: number(lines)?, reason: phrase(lines, "reason")? })
}

fn read_sent(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    Ok(PrefectureFact::ProposalSent { proposal: number(lines)?, sent: sent(lines)? })
}

fn read_handled(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    let (round, station) = about(lines)?;
    let report = lines.hash("report")?;
    let code = lines.value("warning")?;
    let code = WarningCode::parse(code).filter(|parsed| parsed.to_string() == code);
    let code = code.ok_or(lines.fault(Fault::Word("a warning")))?;
    Ok(PrefectureFact::WarningHandled { round, station, report, code, reason: phrase(lines, "reason")? })
}

fn read_copied(lines: &mut Lines<'_>) -> Result<PrefectureFact, LineFault> {
    let (round, station) = about(lines)?;
    let source = phrase(lines, "source")?;
    Ok(PrefectureFact::WitnessCopied { round, station, source, figures: readings::read_figures(lines)? })
}
