//! The rooms of a running election: who may do what, and what was done.
//!
//! A [`Command`] comes in with the moment and the account that gives it; [`step()`] decides, and
//! answers with a [`Refusal`] or with [`Fact`]s; the shell makes them durable as [`Event`]s of an
//! append-only, hash-chained journal, and only then applies them. The [`Room`] is a fold over that
//! journal, so any past moment can be shown again.
//!
//! This journal is not the public log of the election and is never public. It counts nothing:
//! whatever reaches a total goes through the signed messages of `election`.

pub mod account;
pub mod callback;
pub mod desk;
pub mod event;
pub mod lockout;
pub mod matching;
pub mod operation;
pub mod proposal;
pub mod readings;
pub mod refusal;
pub mod roles;
pub mod room;
pub mod session;
pub mod step;

pub use event::{Event, Fact};
pub use refusal::Refusal;
pub use roles::{Act, Officer, Permission, Person, Role};
pub use room::Room;
pub use step::{Command, OperationCommand, step};
