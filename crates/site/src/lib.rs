//! The public pages and exports of a snapshot: static files, a function of the snapshot and the
//! settings.
//!
//! [`pages`] gives every file below `pages/`. They are presentation (`specs/manifest.md`): listed
//! with their hashes, not made again by a verifier. A shell that publishes often makes them piece
//! by piece with [`Site`]: [`Piece::mark`] says what a piece depends on, so that a piece whose mark
//! has not moved need not be made again.
//!
//! Without JavaScript every page says all it has to say; the modules in `web/site` add the search
//! box, the map that can be moved, and the check in the browser.

mod assets;
mod exports;
mod map;
mod marks;
mod numbers;
mod pieces;
mod search;
mod settings;
mod view;
mod words;

pub use map::atlas::{Atlas, BadAtlas};
pub use map::terrain::Terrain;
pub use marks::Marks;
pub use pieces::{Piece, Site};
pub use settings::{Earlier, Settings};

use election::publish::Snapshot;

/// Every file below `pages/`, one after another, with its path in the snapshot's folder. A long
/// file comes in several chunks: calls with the same path continue it, as in
/// [`Snapshot::each_file`].
pub fn pages<E>(
    snapshot: &Snapshot<'_>,
    settings: &Settings<'_>,
    mut emit: impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let site = Site::new(snapshot, settings);
    site.pieces().into_iter().try_for_each(|piece| site.make(piece, &mut emit))
}
