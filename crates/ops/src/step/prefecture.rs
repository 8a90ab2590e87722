//! Decisions of a prefecture: call-backs, corrections, warnings, witnesses' copies.

use election::{Votes, message::Body, message::Figures};
use tlog::Hash;

use super::{Command, acting, own_signature, phrase};
use crate::{
    callback::{CallBack, MAX_DIFFERED, Nonce, choose},
    desk::Signature,
    event::{Fact, PrefectureFact},
    proposal::{Change, Proposal, ProposalState},
    readings::Readings,
    refusal::Refusal,
    roles::{Act, Person},
    room::{Room, Spot},
};

pub(super) fn decide(room: &Room, person: Option<&Person>, command: Command) -> Result<Vec<Fact>, Refusal> {
    let fact = match command {
        Command::OpenCallback { spot, report, nonce } => open(room, spot, report, nonce)?,
        Command::ReadBack { spot, report, figures, read } => {
            let differs = read_back(room, spot, report, &figures, read)?;
            return Ok(differs.map(Fact::Prefecture).into_iter().collect());
        }
        Command::CallbackSent { spot, sent } => {
            room.callback(spot).ok_or(Refusal::Step)?;
            PrefectureFact::CallbackDone { round: spot.0, station: spot.1, sent }
        }
        Command::Propose { message, shown, signature } => propose(room, acting(person)?, message, shown, signature)?,
        Command::ConfirmProposal { proposal, shown, signature } => {
            confirm(room, acting(person)?, proposal, shown, signature)?
        }
        Command::RefuseProposal { proposal, reason } => {
            let found = open_proposal(room, proposal)?;
            room.within(acting(person)?, found.message.about().1)?;
            PrefectureFact::ProposalRefused { proposal, reason: phrase(reason)? }
        }
        Command::ProposalSent { proposal, sent } => {
            let found = open_proposal(room, proposal)?;
            if !matches!(found.state, ProposalState::Confirmed(_)) {
                return Err(Refusal::Proposal);
            }
            PrefectureFact::ProposalSent { proposal, sent }
        }
        Command::HandleWarning { spot, report, code, reason } => {
            room.opens(spot)?;
            let (round, station) = spot;
            PrefectureFact::WarningHandled { round, station, report, code, reason: phrase(reason)? }
        }
        Command::CopyWitness { spot, source, figures } => {
            room.opens(spot)?;
            PrefectureFact::WitnessCopied { round: spot.0, station: spot.1, source: phrase(source)?, figures }
        }
        _ => return Err(Refusal::NotAllowed(Act::Correct)),
    };
    Ok(vec![Fact::Prefecture(fact)])
}

/// A report is drawn for once: asking again gives no second throw.
fn open(room: &Room, spot: Spot, report: Hash, nonce: Nonce) -> Result<PrefectureFact, Refusal> {
    room.opens(spot)?;
    if room.callback(spot).is_some_and(|callback| callback.opened().report == report) {
        return Err(Refusal::Step);
    }
    Ok(PrefectureFact::CallbackOpened { round: spot.0, station: spot.1, report, nonce })
}

fn read_back(
    room: &Room,
    spot: Spot,
    report: Hash,
    figures: &Figures<Votes>,
    read: Readings,
) -> Result<Option<PrefectureFact>, Refusal> {
    let opened = match room.callback(spot) {
        Some(CallBack::Open(opened)) => opened,
        Some(CallBack::Differed(differed)) if differed.times >= MAX_DIFFERED && differed.opened.report == report => {
            return Err(Refusal::Guessing);
        }
        Some(CallBack::Differed(differed)) => &differed.opened,
        Some(CallBack::Done(_)) | None => return Err(Refusal::Step),
    };
    if opened.report != report {
        return Err(Refusal::Changed);
    }
    let drawn = choose(&opened.nonce, report, figures);
    if !read.iter().map(|(field, _)| *field).eq(drawn) {
        return Err(Refusal::NotDrawn);
    }
    let same = read.iter().all(|(field, votes)| figures.at(*field) == Some(*votes));
    Ok((!same).then_some(PrefectureFact::CallbackDiffered { round: spot.0, station: spot.1, read }))
}

fn propose(
    room: &Room,
    person: &Person,
    message: Change,
    shown: Hash,
    signature: Option<Signature>,
) -> Result<PrefectureFact, Refusal> {
    room.opens(message.about())?;
    if message.id() != shown {
        return Err(Refusal::Changed);
    }
    if room.open_proposal(message.about()).is_some() {
        return Err(Refusal::ProposalOpen);
    }
    signs_if_due(person, &message, signature.as_ref())?;
    Ok(PrefectureFact::Proposed { message, signature })
}

fn confirm(
    room: &Room,
    person: &Person,
    proposal: u64,
    shown: Hash,
    signature: Option<Signature>,
) -> Result<PrefectureFact, Refusal> {
    let found = open_proposal(room, proposal)?;
    room.within(person, found.message.about().1)?;
    if found.state != ProposalState::Waiting {
        return Err(Refusal::Proposal);
    }
    if found.message.id() != shown {
        return Err(Refusal::Changed);
    }
    if found.by == person.account {
        return Err(Refusal::SamePerson);
    }
    let key = signature.as_ref().map(|signature| signature.key);
    if key.is_some_and(|key| found.signatures.iter().any(|given| given.key == key)) {
        return Err(Refusal::SameKey);
    }
    signs_if_due(person, &found.message, signature.as_ref())?;
    Ok(PrefectureFact::ProposalConfirmed { proposal, signature })
}

/// A correction is signed by both who made it. An annulment is a court's: the prefecture's two
/// people prepare it, and the court signs the text.
fn signs_if_due(person: &Person, message: &Change, signature: Option<&Signature>) -> Result<(), Refusal> {
    match (&message.message().body, signature) {
        (Body::Correction(_), Some(signature)) => own_signature(person, signature),
        (Body::Correction(_), None) | (_, Some(_)) => Err(Refusal::NoKey),
        (_, None) => Ok(()),
    }
}

fn open_proposal(room: &Room, number: u64) -> Result<&Proposal, Refusal> {
    room.proposals().get(&number).filter(|proposal| proposal.is_open()).ok_or(Refusal::Proposal)
}
