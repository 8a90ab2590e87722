//! What is elected, where, and by whom it is counted.
//!
//! The crate turns bytes into checked facts: a [`Definition`] frozen before the vote, signed
//! messages, the state of every station, exact totals, and the bytes of what is published.
//! It knows no clock, file, network or thread; everything it needs is an argument.

pub mod board;
pub mod counts;
pub mod definition;
pub mod evidence;
pub mod id;
pub mod intake;
pub mod keys;
pub mod message;
pub mod publish;
pub mod refusal;
pub mod rules;
pub mod stamp;
pub mod state;
pub mod text;
pub mod total;
pub mod words;

pub use board::Board;
pub use counts::{Counts, Votes};
pub use definition::Definition;
pub use id::Id;
pub use message::Message;
pub use stamp::Stamp;
