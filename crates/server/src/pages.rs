//! The public pages, made by `site`, as part of every snapshot. What no message has touched since
//! the last snapshot is taken over from it: some 100,000 files are made by two programs once an
//! evening, not twice a minute.

use std::collections::BTreeMap;
use std::io;

use election::publish::{File, Listing, Snapshot};
use site::{Atlas, Piece, Settings, Site};
use tlog::Hash;

use crate::publisher::Folder;

/// Who makes the pages, and what was made for the snapshot that stands.
pub struct Pages {
    atlas: Atlas,
    standing: Option<Made>,
}

/// What the pages of a snapshot are made of.
pub(crate) struct Made {
    /// The snapshot's name.
    name: String,
    pieces: BTreeMap<Piece, (Hash, Vec<File>)>,
    /// All files, in no order.
    pub(crate) files: Vec<File>,
}

impl Pages {
    /// Pages over the outlines of France.
    pub fn of_france() -> Self {
        Self { atlas: Atlas::france(), standing: None }
    }

    /// Makes the pages of a snapshot into its folder.
    pub(crate) fn make(&self, name: &str, snapshot: &Snapshot<'_>, folder: &mut Folder) -> io::Result<Made> {
        let settings = Settings::new(&self.atlas);
        let site = Site::new(snapshot, &settings);
        let mut made = Made { name: name.to_owned(), pieces: BTreeMap::new(), files: Vec::new() };
        for piece in site.pieces() {
            let mark = site.mark(piece);
            let kept = self.kept(piece, mark, folder)?.map(<[File]>::to_vec);
            let files = kept.map_or_else(|| made_anew(&site, piece, folder), Ok)?;
            made.files.extend_from_slice(&files);
            made.pieces.extend(mark.map(|mark| (piece, (mark, files))));
        }
        Ok(made)
    }

    /// The files of a piece that has not changed, once they are in the folder; none when they must
    /// be made. A piece is kept whole or not at all.
    fn kept(&self, piece: Piece, mark: Option<Hash>, folder: &mut Folder) -> io::Result<Option<&[File]>> {
        let Some(standing) = &self.standing else { return Ok(None) };
        let Some((_, files)) = standing.pieces.get(&piece).filter(|(before, _)| Some(*before) == mark) else {
            return Ok(None);
        };
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        Ok(folder.keep(&standing.name, &paths)?.then_some(files))
    }

    /// The snapshot stands that these pages are of.
    pub(crate) fn stand(&mut self, made: Made) {
        self.standing = Some(Made { files: Vec::new(), ..made });
    }
}

fn made_anew(site: &Site<'_>, piece: Piece, folder: &mut Folder) -> io::Result<Vec<File>> {
    let mut listing = Listing::default();
    site.make(piece, |path, chunk| {
        listing.chunk(path, chunk);
        folder.write(path, chunk)
    })?;
    Ok(listing.files())
}
