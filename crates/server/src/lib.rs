//! The only crate with sockets, disk, clocks and threads.
//!
//! - [`journal`]: the durable log, one writer;
//! - [`publisher`]: its public side, plain files behind any web server;
//! - [`disk`]: the seam through which both change anything on a disk, so that
//!   tests can make every single change fail.
//!
//! What is absent, on purpose: no `if` about elections. What a message means
//! is decided in `election`; here it is bytes with an id.

pub mod disk;
mod files;
pub mod hub;
pub mod journal;
pub mod publisher;
