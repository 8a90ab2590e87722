//! The hub as a client of witnesses: who is asked to cosign, and what comes of it.
//!
//! A publication waits for nobody. Once a checkpoint is public every witness is asked, each by a
//! thread of its own; whose cosignature comes and is good is added to the public checkpoint. With
//! the quorum the checkpoint is final, and with it every snapshot it covers.
//!
//! A witness is a stranger: it may be slow, silent or malicious. It costs its own thread, one
//! answer of limited size at a time, and some words on the standard error.

mod asking;
mod list;
mod quorum;

pub use asking::{Patience, Trouble};
pub use list::{Asked, ListRefused, MAX_WITNESSES, Witnesses};
pub use quorum::{Cosigned, Quorum};

pub(crate) use asking::{Desk, Told};
