//! A tamper-evident log: hashes, proofs, tiles, signed notes, checkpoints,
//! cosignatures, policies, receipts, and the two machines that move it, the
//! sequencer and the witness.
//!
//! The formats are those of C2SP; each module names the specification it
//! follows and its version. What is ours on top is in `specs/log.md`.
//!
//! What is absent, on purpose: there is no clock, file, network, thread,
//! randomness or global state in this crate. Seeds, times and bytes are
//! arguments; what must be written is a return value.

pub mod checkpoint;
pub mod cosignature;
pub mod hash;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod registration;
mod reread;
pub mod sequencer;
mod strict;
pub mod tile;
pub mod tree;
pub mod witness;

pub use checkpoint::Checkpoint;
pub use cosignature::CosignatureV1;
pub use hash::{Hash, Hasher};
pub use key::{CompactKey, PublicKey, SecretKey, WeakKey};
pub use note::{Note, Signer, VerifierKey};
pub use policy::{Policy, PolicyVerdict};
pub use proof::TlogProof;
pub use sequencer::{PublicFile, Sequencer};
pub use tree::Frontier;
pub use witness::Witness;
