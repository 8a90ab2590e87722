//! What of the log is public, and when: the log's hashes from the first minute, its contents and
//! the figures from the legal hour on.
//!
//! A snapshot speaks of the whole log. While any of it is withheld the last snapshot stands, and no
//! entry becomes public that no manifest speaks for.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use election::publish::{File as Listed, MAX_MANIFEST_BYTES, Manifest, Snapshot};
use election::{Board, Stamp};
use site::Site;
use tlog::{Note, Signer, note::sign};

use crate::journal::{LogReader, LoggedCheckpoint};
use crate::pages::Pages;
use crate::parts::{self, Before, Parts};
use crate::publisher::{PublishError, Publisher, Turn};
use crate::witnesses::{Asked, Cosigned, Quorum};

/// A public directory, and whoever signs what is in it.
pub struct Publication {
    publisher: Publisher,
    public: PathBuf,
    log: Signer,
    sealed: Vec<u8>,
    pages: Option<Pages>,
    /// What the snapshot that stands is made of, if this process has made it.
    standing: Option<Parts>,
    /// And the one before it, whose folder becomes the next.
    spare: Option<Parts>,
    quorum: Quorum,
    asked: Vec<Asked>,
    /// The public checkpoint, with the cosignatures it has. None while nobody knows which one is
    /// public: a cosigned old one must never take the place of a new one.
    shown: Option<(LoggedCheckpoint, Cosigned)>,
    /// A checkpoint that is not public yet, with the cosignatures it has already.
    next: Option<(LoggedCheckpoint, Cosigned)>,
    /// Whether the public file lacks a cosignature that came.
    behind: bool,
}

/// What is published: board and checkpoint of one log, and the log's files.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The board at the end of the log.
    pub board: &'a Board,
    /// The checkpoint over exactly those entries.
    pub checkpoint: &'a LoggedCheckpoint,
    /// The log's files, at that size or later.
    pub reader: &'a LogReader,
}

/// What a publication came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// Checkpoint and hashes alone: part of the log is withheld.
    Hashes,
    /// Everything; the snapshot's folder, ending in a slash.
    Whole {
        /// `snapshots/NAME/`.
        folder: String,
    },
}

impl Publication {
    /// Opens or makes a public directory. `log` signs the manifests, `sealed` is the definition
    /// as it was sealed.
    pub fn open(public: &Path, log: Signer, sealed: Vec<u8>) -> Result<Self, PublishError> {
        let publisher = Publisher::open(public)?;
        let (public, quorum) = (public.to_owned(), Quorum::default());
        Ok(Self {
            publisher,
            public,
            log,
            sealed,
            pages: None,
            standing: None,
            spare: None,
            quorum,
            asked: Vec::new(),
            shown: None,
            next: None,
            behind: false,
        })
    }

    /// With pages for people in every snapshot.
    #[must_use]
    pub fn with_pages(self, pages: Pages) -> Self {
        Self { pages: Some(pages), ..self }
    }

    /// With witnesses: `asked` are shown every checkpoint, and the cosignatures that `quorum`
    /// counts stay on it.
    #[must_use]
    pub fn with_witnesses(self, quorum: Quorum, asked: Vec<Asked>) -> Self {
        Self { quorum, asked, ..self }
    }

    /// Who is to be asked.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// The public checkpoint as the log signed it, and with its cosignatures; none before the first
    /// publication.
    pub fn shown(&self) -> Option<(&LoggedCheckpoint, &Cosigned)> {
        self.shown.as_ref().map(|(bare, cosigned)| (bare, cosigned))
    }

    /// Whether a checkpoint must be cosigned before it is published: it would take the place of one
    /// that is final, and is not final itself. Then it is expected: [`Publication::is_ready`] says
    /// when it has its quorum.
    pub fn expects(&mut self, checkpoint: &LoggedCheckpoint) -> bool {
        let is_final = self.shown.as_ref().is_some_and(|(_, cosigned)| cosigned.is_final);
        let known = self.shown.as_ref().map(|(_, cosigned)| cosigned.checkpoint.note.as_bytes());
        let joined = self.quorum.join(checkpoint, known.as_slice());
        let waits = is_final && !self.asked.is_empty() && !joined.is_final;
        self.next = waits.then(|| (checkpoint.clone(), joined));
        waits
    }

    /// Whether the checkpoint that was expected has its quorum.
    pub fn is_ready(&self) -> bool {
        self.next.as_ref().is_some_and(|(_, cosigned)| cosigned.is_final)
    }

    /// Adds the good cosignatures of a note to the checkpoint of the same text, the public one or
    /// the one that is expected: what comes late, for a checkpoint that was replaced, is of no use
    /// to anybody.
    pub fn cosigned(&mut self, note: &str) -> Result<(), PublishError> {
        if let Some((bare, before)) = self.next.take() {
            let joined = self.quorum.join(&bare, &[note.as_bytes(), before.checkpoint.note.as_bytes()]);
            self.next = Some((bare, joined));
        }
        let Some((bare, before)) = &self.shown else { return Ok(()) };
        let joined = self.quorum.join(bare, &[note.as_bytes(), before.checkpoint.note.as_bytes()]);
        self.behind |= joined != *before;
        self.shown = Some((bare.clone(), joined));
        self.catch_up()
    }

    /// Writes the cosignatures that came and could not be written.
    pub fn catch_up(&mut self) -> Result<(), PublishError> {
        if let (true, Some((_, cosigned))) = (self.behind, &self.shown) {
            self.publisher.file("checkpoint", cosigned.checkpoint.note.clone().into_bytes())?;
        }
        self.behind = false;
        Ok(())
    }

    /// Publishes what may be public at `at`: of a round whose legal hour has come and that was
    /// `released` everything, of any other nothing but hashes.
    ///
    /// # Panics
    /// When board and checkpoint are of different logs: a mistake of the caller, and the manifest
    /// would be a lie.
    pub fn publish(
        &mut self,
        source: Source<'_>,
        at: Stamp,
        released: impl Fn(u8) -> bool,
    ) -> Result<Published, PublishError> {
        let whole = is_whole(source.board, at, released);
        self.publish_log(source, whole)?;
        if !whole {
            return Ok(Published::Hashes);
        }
        let at = self.not_before_the_last(source.checkpoint.size, at)?;
        let snapshot = Snapshot { board: source.board, root: source.checkpoint.root, at };
        Ok(Published::Whole { folder: self.publish_whole(&snapshot)? })
    }

    /// Publishes the log alone, without saying what it comes to: its hashes, and its entries where
    /// it is `whole`, all of it public. A directory that is another's is refused.
    ///
    /// # Panics
    /// As [`Publication::publish`].
    pub fn publish_log(&mut self, source: Source<'_>, whole: bool) -> Result<(), PublishError> {
        let Source { board, checkpoint, reader } = source;
        assert_eq!(board.size(), checkpoint.size, "board and checkpoint speak of different logs");
        self.publisher.continues(reader, checkpoint)?;
        self.publisher.file("definition", self.sealed.clone())?;
        // The public file of an earlier process: it may hold cosignatures of this very checkpoint.
        let before = self.publisher.read("checkpoint")?.unwrap_or_default();
        let known = self.shown.take().map(|(_, cosigned)| cosigned.checkpoint.note).unwrap_or_default();
        let next = self.next.take().map(|(_, cosigned)| cosigned.checkpoint.note).unwrap_or_default();
        let cosigned = self.quorum.join(checkpoint, &[known.as_bytes(), &before, next.as_bytes()]);
        self.publisher.log(reader, &cosigned.checkpoint, if whole { checkpoint.size } else { 0 })?;
        (self.shown, self.behind) = (Some((checkpoint.clone(), cosigned)), false);
        Ok(())
    }

    /// Publishes a snapshot of everything; gives its folder.
    fn publish_whole(&mut self, snapshot: &Snapshot<'_>) -> Result<String, PublishError> {
        let name = format!("{}-{}", snapshot.board.size(), snapshot.at.instant());
        let (spare, standing) = (self.spare.take(), self.standing.as_ref());
        let settings = self.pages.as_ref().map(Pages::settings);
        let site = settings.as_ref().map(|settings| Site::new(snapshot, settings));
        let turn = Turn {
            standing: standing.map(|standing| standing.name.as_str()),
            spare: spare.as_ref().map(|spare| (spare.name.as_str(), spare.paths().collect())),
        };
        let (log, mut made) = (&self.log, None);
        self.publisher.snapshot(&name, &turn, |folder| {
            let before = Before { standing, spare: spare.as_ref().filter(|_| folder.was_spare()) };
            let parts = parts::make(&name, snapshot, site.as_ref(), before, folder)?;
            let manifest = manifest(snapshot, &name, log, parts.files());
            made = Some(parts);
            Ok(manifest)
        })?;
        let folder = folder(&name);
        // Of one name there is one folder: it cannot stand and be spare.
        self.spare = std::mem::replace(&mut self.standing, made).filter(|before| before.name != name);
        Ok(folder)
    }

    /// The moment of a publication, or one that is later than that of the snapshot which stands, if
    /// that is of the same log and later: the snapshot of one log never goes back, or readers who
    /// remember would refuse it. And a name that an earlier process gave to other bytes (its exports
    /// say when they were made) is not given again.
    fn not_before_the_last(&self, size: u64, at: Stamp) -> Result<Stamp, PublishError> {
        let standing = standing(&self.public, |note| self.log.verifier_key().verify_note(note).is_ok());
        let standing = standing.map_err(|cause| PublishError::Disk { path: self.public.join("manifest"), cause })?;
        // What is no manifest of this log is about to be replaced: it says nothing about dates.
        let Some(last) = standing.filter(|last| last.size == size) else { return Ok(at) };
        let own = self.standing.as_ref().is_some_and(|standing| folder(&standing.name) == last.folder);
        let least = last.at.plus(i64::from(!own)).unwrap_or(last.at);
        Ok(if least.instant() > at.instant() { least } else { at })
    }
}

/// The manifest that stands in a public directory, if `signed` says that it is one.
fn standing(public: &Path, signed: impl Fn(&Note<'_>) -> bool) -> io::Result<Option<Manifest>> {
    let file = match File::open(public.join("manifest")) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    // One byte too many is enough to be refused by the parser.
    file.take(MAX_MANIFEST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let note = Note::parse_limited(&bytes, MAX_MANIFEST_BYTES).ok();
    Ok(note.filter(|note| signed(note)).and_then(|note| Manifest::parse(note.text).ok()))
}

/// The folder of the snapshot that stands, ending in a slash; unverified, for whoever serves the
/// directory it trusts.
pub fn standing_folder(public: &Path) -> io::Result<Option<String>> {
    Ok(standing(public, |_| true)?.map(|manifest| manifest.folder))
}

/// Whether everything in the log may be public: some round's results are, and no message is about
/// a round whose results are not.
pub(crate) fn is_whole(board: &Board, at: Stamp, released: impl Fn(u8) -> bool) -> bool {
    let rounds = board.definition().rounds().iter().enumerate();
    let public = |(ix, round): (usize, &election::definition::Round)| {
        let open = at.instant() >= round.publishes.instant() && released(round.number);
        (open, board.begins(ix).is_some())
    };
    let rounds: Vec<(bool, bool)> = rounds.map(public).collect();
    rounds.iter().any(|(open, _)| *open) && rounds.iter().all(|(open, begun)| *open || !begun)
}

fn folder(name: &str) -> String {
    format!("snapshots/{name}/")
}

/// The signed list of the files of a snapshot.
fn manifest(snapshot: &Snapshot<'_>, name: &str, log: &Signer, files: Vec<Listed>) -> Vec<u8> {
    let definition = snapshot.board.definition();
    let manifest = Manifest {
        definition: definition.hash(),
        mode: definition.parts().mode,
        size: snapshot.board.size(),
        root: snapshot.root,
        at: snapshot.at,
        folder: folder(name),
        files,
    };
    sign(&manifest.to_string(), &[log]).into_bytes()
}
