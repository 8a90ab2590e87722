//! What one client may take of the hub: beyond each limit it is refused or cut off.

use std::time::Duration;

/// The longest body, bytes: the longest entry of a log.
pub const MAX_BODY_BYTES: usize = 65_535;

/// The longest head of a request, bytes.
pub const MAX_HEAD_BYTES: usize = 16_384;

/// The most header lines of a request.
pub const MAX_HEADERS: usize = 48;

/// The longest path, bytes.
pub const MAX_PATH_BYTES: usize = 512;

/// How long the head of a request may take to arrive, and how long a connection may be idle.
pub const HEAD_TIME: Duration = Duration::from_secs(15);

/// How long the body of a request may take to arrive.
pub const BODY_TIME: Duration = Duration::from_secs(15);

/// How long a message may wait for its answer.
pub const ANSWER_TIME: Duration = Duration::from_mins(1);

/// How long the handshake of TLS may take.
pub const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// How long a connection may live: who reads slowly for ever holds it no longer.
pub const CONNECTION_TIME: Duration = Duration::from_mins(10);

/// How long a connection that is to end may take to finish what it is doing.
pub const GRACE_TIME: Duration = Duration::from_secs(20);

/// The most connections at once, or fewer where the system gives fewer descriptors; the next ones
/// wait in the system's queue.
pub const MAX_CONNECTIONS: usize = 4_096;

/// Descriptors kept for the journal, the tiles and the public files: the hub must be able to write
/// however many connect.
pub const KEPT_DESCRIPTORS: u64 = 512;
