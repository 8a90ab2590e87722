//! Ways to carry signed messages without a network, byte for byte: many in one file, and one in
//! the parts of a QR code. See `specs/carry.md`.

mod base32;
mod bundle;
mod parts;
mod qr;

pub use bundle::{BadBundle, MAX_BUNDLE_BYTES, MAX_BUNDLE_MESSAGES, read_bundle, write_bundle};
pub use parts::{BadParts, MAX_PARTS, PART_BYTES, Part, join, split};
pub use qr::{Code, code};
