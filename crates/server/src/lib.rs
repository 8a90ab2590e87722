//! The only crate with sockets, disk, clocks and threads.
//!
//! - [`journal`]: the durable log, one writer;
//! - [`service`]: the hub's two threads, and the handle that everybody else has;
//! - [`http`]: messages in, receipts out, public files;
//! - [`rooms`]: the durable journal of what people do at the screens;
//! - [`screens`]: sessions and pages of every role, under `/hub`;
//! - [`plans`]: the directory of a plan, and its editions;
//! - [`publisher`]: its public side, plain files behind any web server;
//! - [`publication`] and [`publishing`]: what may be public, and when it is made so;
//! - [`pulse`]: silence, then a rush;
//! - [`pages`]: what people see of a snapshot;
//! - [`witnesses`]: who is asked to cosign this log, and what comes of it;
//! - [`cot`]: units and incidents with other programs, as Cursor on Target;
//! - [`witness`]: cosigns the checkpoints of other people's logs;
//! - [`disk`]: the seam through which both change anything on a disk, so that
//!   tests can make every single change fail.
//!
//! What is absent, on purpose: no `if` about elections. What a message means
//! is decided in `election`; here it is bytes with an id.

pub mod cot;
pub mod disk;
mod files;
pub mod http;
pub mod hub;
pub mod journal;
pub mod pages;
mod parts;
pub mod plans;
pub mod publication;
pub mod publisher;
pub mod publishing;
pub mod pulse;
mod reader;
pub mod rooms;
pub mod screens;
pub mod service;
pub mod station_web;
pub mod wall;
pub mod witness;
pub mod witnesses;
