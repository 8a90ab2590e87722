//! One receipt, checked without a network.

use std::sync::Arc;

use election::{
    Board, Definition, Message,
    evidence::Received,
    refusal::{Gate, Refusal},
};
use tlog::{
    Checkpoint, Hash, Policy, TlogProof,
    proof::{NotProven, ProofError},
};

use crate::audit::policy_of;

/// What a receipt proves.
#[derive(Debug)]
pub struct ReceiptVerdict {
    /// The message, as it was signed.
    pub message: Message,
    /// Its identity.
    pub id: Hash,
    /// Its index in the log.
    pub index: u64,
    /// The checkpoint that covers it.
    pub checkpoint: Checkpoint,
    /// Whether the holders' signatures were checked too: they are when the definition was given
    /// and holds their keys. A key granted by the log itself can only be judged with the log.
    pub signed: bool,
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum BadReceipt {
    /// Not a receipt.
    #[error("not a receipt: {0}")]
    Form(#[from] ProofError),
    /// It does not bring the message along.
    #[error("the receipt does not hold the message it is about")]
    NoMessage,
    /// The message is not one, or nobody may say it.
    #[error("the message is not good ({})", .0.code())]
    Message(Refusal),
    /// The log does not hold it.
    #[error("the log does not prove it: {0}")]
    NotProven(#[from] NotProven),
}

/// Checks a receipt: a C2SP tlog-proof whose extra data is the message. With `definition`, the
/// holders' signatures are checked under the keys frozen in it; without `policy`, the log and
/// the witnesses are those of the definition.
pub fn receipt(
    bytes: &[u8],
    definition: Option<&Arc<Definition>>,
    policy: Option<&Policy>,
) -> Result<ReceiptVerdict, BadReceipt> {
    let proof = TlogProof::parse(bytes)?;
    let entry = proof.extra.as_deref().ok_or(BadReceipt::NoMessage)?;
    let received = Received::parse(entry).map_err(BadReceipt::Message)?;
    let policy = match (policy, definition) {
        (Some(policy), _) => policy.clone(),
        (None, Some(definition)) => policy_of(definition),
        (None, None) => Policy::parse(b"quorum none\n").unwrap_or_else(|_| unreachable!("a policy that knows no log")),
    };
    let checkpoint = proof.verify(Hash::leaf(entry), &policy)?;
    let (message, id) = (received.message().clone(), received.id());
    let signed = match definition {
        None => false,
        Some(definition) => is_signed(received, definition)?,
    };
    Ok(ReceiptVerdict { message, id, index: proof.index, checkpoint, signed })
}

/// Whether the holders' signatures hold under the keys frozen in the definition. A key that only
/// the log knows cannot be judged from one receipt: that is no fault, and no proof either.
fn is_signed(received: Received<'_>, definition: &Arc<Definition>) -> Result<bool, BadReceipt> {
    let board = Board::new(Arc::clone(definition));
    match received.authenticate(board.keys()) {
        Ok(_) => Ok(true),
        Err(Refusal::Gate(Gate::UnknownKey)) => Ok(false),
        Err(refusal) => Err(BadReceipt::Message(refusal)),
    }
}
