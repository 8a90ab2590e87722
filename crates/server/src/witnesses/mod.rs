//! The hub as a client of witnesses: who is asked to cosign, and what comes of it.
//!
//! Every witness is shown every checkpoint, each by a thread of its own; whose cosignature comes and
//! is good is added to it. With the quorum the checkpoint is final, and with it every snapshot it
//! covers. A checkpoint that takes the place of a final one is published with its quorum, or after
//! some seconds without; nothing else waits, and nothing waits longer.
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
