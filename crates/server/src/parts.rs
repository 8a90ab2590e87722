//! A snapshot in parts: what no message has touched since the last one is taken over from it. A
//! country is some 150,000 files, and most messages touch a few dozen of them.
//!
//! Two folders take turns. The one that stands is read by the public; the one before it was put aside
//! and is made into the next: where nothing has moved since either of the two, nothing is done at all.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use election::publish::{File, Listing, Piece, Snapshot};
use site::{Marks, Site};
use tlog::Hash;

use crate::publisher::Folder;

/// What is made, kept and replaced as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A function of the log.
    Log(Piece),
    /// Presentation.
    Page(site::Piece),
}

/// The files of a part, and what they depend on; without a mark they are made for every snapshot.
#[derive(Clone)]
struct Made {
    mark: Option<Hash>,
    files: Arc<[File]>,
}

/// What a snapshot is made of.
pub(crate) struct Parts {
    /// The snapshot's name.
    pub(crate) name: String,
    parts: BTreeMap<Part, Made>,
}

/// The snapshots that are there already.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    /// The one that stands.
    pub(crate) standing: Option<&'a Parts>,
    /// The one that the folder was, before it became the next.
    pub(crate) spare: Option<&'a Parts>,
}

impl Parts {
    /// Every path, in no order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.parts.values().flat_map(|made| made.files.iter()).map(|file| file.path.as_str())
    }

    /// Every file, as a manifest lists them.
    pub(crate) fn files(&self) -> Vec<File> {
        let mut files: Vec<File> = self.parts.values().flat_map(|made| made.files.iter()).cloned().collect();
        files.sort_unstable_by(|one, next| one.path.cmp(&next.path));
        files
    }
}

/// Makes a snapshot into its folder: the files that are a function of the log, and the pages, if
/// there are to be any.
pub(crate) fn make(
    name: &str,
    snapshot: &Snapshot<'_>,
    site: Option<&Site<'_>>,
    before: Before<'_>,
    folder: &mut Folder,
) -> io::Result<Parts> {
    let definition = snapshot.board.definition();
    let marks = Marks::of(snapshot);
    let own = snapshot.pieces().into_iter().map(Part::Log);
    let pages = site.into_iter().flat_map(Site::pieces).map(Part::Page);
    let mut parts = BTreeMap::new();
    for part in own.chain(pages) {
        let mark = match part {
            Part::Log(Piece::Changes) => None,
            Part::Log(Piece::Place(ix)) => Some(marks.place(ix)),
            Part::Log(Piece::Round(round)) => Some(marks.round(round)),
            Part::Page(piece) => piece.mark(definition, &marks),
        };
        let files = match kept(part, mark, before, folder)? {
            Some(files) => files,
            None => made_anew(part, snapshot, site, folder)?,
        };
        parts.insert(part, Made { mark, files });
    }
    let made = Parts { name: name.to_owned(), parts };
    leave_nothing_else(&made, before.spare, folder)?;
    Ok(made)
}

/// The files of a part that has not moved, once they are in the folder; none when they must be
/// made, and then none of them is there. A part is kept whole or not at all.
fn kept(part: Part, mark: Option<Hash>, before: Before<'_>, folder: &mut Folder) -> io::Result<Option<Arc<[File]>>> {
    let unmoved = |made: &&Made| mark.is_some() && made.mark == mark;
    let there = before.spare.and_then(|spare| spare.parts.get(&part));
    if let Some(made) = there.filter(unmoved) {
        return Ok(Some(Arc::clone(&made.files)));
    }
    there.map_or(Ok(()), |made| made.files.iter().try_for_each(|file| folder.drop_file(&file.path)))?;
    let Some(standing) = before.standing else { return Ok(None) };
    let Some(made) = standing.parts.get(&part).filter(unmoved) else { return Ok(None) };
    let paths: Vec<&str> = made.files.iter().map(|file| file.path.as_str()).collect();
    Ok(folder.keep(&standing.name, &paths)?.then(|| Arc::clone(&made.files)))
}

fn made_anew(
    part: Part,
    snapshot: &Snapshot<'_>,
    site: Option<&Site<'_>>,
    folder: &mut Folder,
) -> io::Result<Arc<[File]>> {
    let mut listing = Listing::default();
    let mut write = |path: &str, chunk: &[u8]| {
        listing.chunk(path, chunk);
        folder.write(path, chunk)
    };
    match (part, site) {
        (Part::Log(piece), _) => snapshot.make(piece, &mut write)?,
        (Part::Page(piece), Some(site)) => site.make(piece, &mut write)?,
        (Part::Page(_), None) => unreachable!("pages are parts of a site"),
    }
    Ok(listing.files().into())
}

/// Drops the parts that an earlier snapshot had and this one has not.
fn leave_nothing_else(made: &Parts, spare: Option<&Parts>, folder: &mut Folder) -> io::Result<()> {
    let parts = spare.iter().flat_map(|spare| &spare.parts);
    let gone = parts.filter(|(part, _)| !made.parts.contains_key(*part));
    for file in gone.flat_map(|(_, gone)| gone.files.iter()) {
        folder.drop_file(&file.path)?;
    }
    Ok(())
}
