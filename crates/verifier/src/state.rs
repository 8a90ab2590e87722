//! What a reader remembers from one time to the next. See `specs/state.md`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use election::{Stamp, text::Lines};
use tlog::{Checkpoint, Note, note::MAX_NOTE_BYTES};
use verify::SeenSnapshot;

/// First line of a state file.
const HEADER: &str = "vigie.state/v1";

/// Most bytes of a state file: the checkpoint's note and the lines before it.
pub const MAX_STATE_BYTES: u64 = MAX_NOTE_BYTES as u64 + 200;

/// Most entries a snapshot can speak for, as in a manifest.
const MAX_SNAPSHOT_ENTRIES: u64 = 1 << 40;

/// What was seen last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The manifest, if there was one.
    pub snapshot: Option<SeenSnapshot>,
    /// The signed checkpoint, byte for byte: it is evidence.
    pub checkpoint: Vec<u8>,
}

impl State {
    /// Reads a state file. A bare signed checkpoint is one too: so it was kept before the
    /// manifest was remembered. Anything else is nobody's, and gives none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if is_checkpoint(bytes) {
            return Some(Self { snapshot: None, checkpoint: bytes.to_vec() });
        }
        let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let (head, checkpoint) = bytes.split_at(ends.nth(2)?);
        let lines = &mut Lines::new(head).ok()?;
        lines.exactly(HEADER).ok()?;
        let snapshot = match lines.value("snapshot").ok()? {
            "-" => None,
            value => {
                let (size, at) = value.split_once(' ')?;
                let size = lines.parse_number(size, MAX_SNAPSHOT_ENTRIES).ok()?;
                Some(SeenSnapshot { size, at: Stamp::parse(at)? })
            }
        };
        lines.exactly("checkpoint").ok()?;
        is_checkpoint(checkpoint).then(|| Self { snapshot, checkpoint: checkpoint.to_vec() })
    }

    /// The one spelling of it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let snapshot = match self.snapshot {
            None => "-".to_owned(),
            Some(SeenSnapshot { size, at }) => format!("{size} {at}"),
        };
        let head = format!("{HEADER}\nsnapshot {snapshot}\ncheckpoint\n");
        [head.as_bytes(), &self.checkpoint].concat()
    }
}

/// Whether this is a signed checkpoint by its form; whose it is, the audit says.
fn is_checkpoint(bytes: &[u8]) -> bool {
    Note::parse(bytes).is_ok_and(|note| Checkpoint::parse(note.text).is_ok())
}

/// Where a state is kept.
pub struct Keep(PathBuf);

impl Keep {
    /// Follows links: what a link names is replaced, not the link. A link to nothing is refused
    /// (`None`), for the memory may be on a disk that is not there now, and a verifier without its
    /// memory believes any past.
    pub fn at(path: &Path) -> io::Result<Option<Self>> {
        match fs::symlink_metadata(path) {
            Ok(about) if about.is_symlink() => match fs::canonicalize(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                target => Ok(Some(Self(target?))),
            },
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(Some(Self(path.to_owned()))),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Written beside and renamed, and durable: a verifier that is stopped midway, or a machine
    /// that loses its power, still remembers the old state or the new one.
    pub fn put(&self, state: &State) -> io::Result<()> {
        let mut beside = self.0.as_os_str().to_owned();
        beside.push(format!(".{}.new", std::process::id()));
        let beside = PathBuf::from(beside);
        let put = write_durably(&beside, &state.to_bytes()).and_then(|()| fs::rename(&beside, &self.0));
        if put.is_err() {
            // What was not written is not there to be removed.
            let _ = fs::remove_file(&beside);
        }
        put?;
        let parent = self.0.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()
    }
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &[u8] =
        b"log.example/x\n1\nuiyyOrQZoYtmYaB5wuRShzKKdNJNu/IbOFbCxXOI7Pk=\n\n\xe2\x80\x94 log.example/x AAAAAAAAAAA=\n";

    fn text(head: &str) -> Vec<u8> {
        [head.as_bytes(), NOTE].concat()
    }

    #[test]
    fn a_state_has_one_spelling() {
        for head in [
            "vigie.state/v1\nsnapshot -\ncheckpoint\n",
            "vigie.state/v1\nsnapshot 7 2017-04-23T20:00:00+02:00\ncheckpoint\n",
        ] {
            let state = State::parse(&text(head)).expect("a state");
            assert_eq!(state.to_bytes(), text(head));
            assert_eq!(state.checkpoint, NOTE);
        }
        assert_eq!(State::parse(NOTE), Some(State { snapshot: None, checkpoint: NOTE.to_vec() }));
    }

    #[test]
    fn anything_else_is_no_state() {
        for head in [
            "vigie.state/v2\nsnapshot -\ncheckpoint\n",
            "vigie.state/v1\ncheckpoint\n",
            "vigie.state/v1\nsnapshot\ncheckpoint\n",
            "vigie.state/v1\nsnapshot 07 2017-04-23T20:00:00+02:00\ncheckpoint\n",
            "vigie.state/v1\nsnapshot 7 2017-04-23T18:00:00Z\ncheckpoint\n",
            "vigie.state/v1\nsnapshot 7  2017-04-23T20:00:00+02:00\ncheckpoint\n",
            "vigie.state/v1\nsnapshot 1099511627777 2017-04-23T20:00:00+02:00\ncheckpoint\n",
            "vigie.state/v1\nsnapshot -\nmore\n",
            "vigie.state/v1\r\nsnapshot -\r\ncheckpoint\r\n",
            "vigie.state/v1\nsnapshot -\ncheckpoint\n\n",
            "\n",
        ] {
            assert_eq!(State::parse(&text(head)), None, "{head:?}");
        }
        for bytes in [&b""[..], b"garbage", b"vigie.state/v1", b"vigie.state/v1\nsnapshot -\ncheckpoint\n"] {
            assert_eq!(State::parse(bytes), None);
        }
    }
}
