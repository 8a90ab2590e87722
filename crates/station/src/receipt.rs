//! The answer to a message: whether it proves that the log holds exactly this, and an alarm when
//! it proves that the log holds something else.

use election::{Message, message::MAX_MESSAGE_BYTES, refusal::Language};
use tlog::{Policy, TlogProof, VerifierKey, hash::Hash, note::Note};

use crate::wording::{Twin, pick};

/// A receipt that holds for one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Identity of the message.
    pub id: Hash,
    /// Its index in the log.
    pub index: u64,
    /// Size of the log at the checkpoint that covers it.
    pub size: u64,
    /// Whether as many witnesses as the definition asks for cosigned that checkpoint.
    pub is_final: bool,
}

/// Why an answer is no receipt of the message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoReceipt {
    /// Not in the form of a receipt, or without the message.
    #[error("not a receipt")]
    Form,
    /// It proves nothing: its log, its signature or its proof is not good.
    #[error("the receipt proves nothing")]
    NotProven,
    /// **Received, and something else stored**: the answer holds another message than the one
    /// that was sent. Whoever sent must raise the alarm at once.
    #[error("the hub stored another message than the one that was sent")]
    OtherMessage,
}

/// Judges an answer to `sent`, a signed message, under the log and the witnesses of the
/// definition. The signatures may be others than those sent: the same text that was there before
/// is the same message.
pub fn judge(
    sent: &[u8],
    answer: &[u8],
    log: &VerifierKey,
    witnesses: &[VerifierKey],
    quorum: u8,
) -> Result<Receipt, NoReceipt> {
    let sent = text(sent).ok_or(NoReceipt::Form)?;
    let proof = TlogProof::parse(answer).map_err(|_| NoReceipt::Form)?;
    let entry = proof.extra.as_deref().ok_or(NoReceipt::Form)?;
    let stored = text(entry).ok_or(NoReceipt::OtherMessage)?;
    if stored != sent {
        return Err(NoReceipt::OtherMessage);
    }
    let policy = |quorum: u8| Policy::k_of_n(log, witnesses, usize::from(quorum)).map_err(|_| NoReceipt::NotProven);
    let leaf = Hash::leaf(entry);
    let checkpoint = proof.verify(leaf, &policy(0)?).map_err(|_| NoReceipt::NotProven)?;
    let is_final = proof.verify(leaf, &policy(quorum)?).is_ok();
    Ok(Receipt { id: Message::id(sent), index: proof.index, size: checkpoint.size, is_final })
}

fn text(note: &[u8]) -> Option<&str> {
    Note::parse_limited(note, MAX_MESSAGE_BYTES).ok().map(|note| note.text)
}

impl NoReceipt {
    /// What is wrong and what to do, for people.
    pub fn text(self, language: Language) -> &'static str {
        let words: Twin = match self {
            Self::Form => (
                "la réponse n'est pas un reçu. Vérifiez l'adresse ; le message reste à envoyer.",
                "the answer is no receipt. Check the address; the message is still to be sent.",
            ),
            Self::NotProven => (
                "le reçu ne prouve rien : ce n'est pas le journal de ce scrutin. Ne vous y fiez pas ; le message reste à envoyer, prévenez la préfecture.",
                "the receipt proves nothing: this is not the log of this election. Do not trust it; the message is still to be sent, tell the prefecture.",
            ),
            Self::OtherMessage => (
                "ALERTE : le concentrateur a enregistré autre chose que ce qui a été envoyé. Téléphonez à la préfecture, lisez-lui les mots de contrôle, gardez la réponse.",
                "ALARM: the hub stored something else than what was sent. Telephone the prefecture, read the check words, keep the answer.",
            ),
        };
        pick(language, words)
    }
}
