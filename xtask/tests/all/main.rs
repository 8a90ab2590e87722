//! The rules of the house that no compiler checks, and the short deterministic fuzz run.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the project has failed")]

mod architecture;
#[path = "../../../fuzz/src/lib.rs"]
mod bodies;
mod graph;
mod mutation;
mod parsers;
mod sources;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap().to_path_buf()
}
