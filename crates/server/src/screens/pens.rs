//! The keys people sign with, each under its owner's passphrase.

use election::Id;
use tlog::Signer;

/// Where the encrypted keys lie. The hub holds none open: a key is opened for one act, by the
/// passphrase typed for that act, and dropped with the [`Signer`].
pub trait Pens: Send + Sync {
    /// The key of an account. It takes as long as the file's key derivation, some 0.2 s and 64 MB.
    fn signer(&self, account: Id, passphrase: &str) -> Result<Signer, NoPen>;

    /// Puts the key of an account under another passphrase.
    fn change(&self, account: Id, old: &str, new: &str) -> Result<(), NoPen>;
}

/// Why a key does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPen {
    /// The account has none at this hub.
    #[error("no key of this account lies here")]
    Absent,
    /// The passphrase is another.
    #[error("the passphrase does not open the key")]
    Passphrase,
    /// The file cannot be read or written.
    #[error("the key file: {0}")]
    File(String),
}
