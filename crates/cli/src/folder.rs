//! An election's directory on disk: the definition as people write it, its sealed form, counts,
//! private keys, and the hub's journal.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Counts, Definition, Id};
use import::directory::{self, Draft, Written, counts};
use import::fault::Refused;

use crate::failure::Failure;

/// The directory of an election.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// An existing directory.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let about = fs::metadata(path).map_err(Failure::at(path))?;
        if about.is_dir() {
            let folder = Self(path.to_owned());
            folder.finish()?;
            Ok(folder)
        } else {
            let path = path.display();
            Err(Failure::usage(format!("{path} : pas un répertoire"), format!("{path}: not a directory")))
        }
    }

    /// A directory that is made if it is not there.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path).map_err(Failure::at(path))?;
        Self::open(path)
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Whether an election was written here.
    pub fn holds_election(&self) -> bool {
        self.path("election.toml").exists()
    }

    /// The files of the definition, unchecked as a whole.
    pub fn draft(&self) -> Result<Draft, Failure> {
        Ok(self.written()?.draft)
    }

    /// The same, with what is needed to check them as a whole without reading them again.
    pub fn written(&self) -> Result<Written, Failure> {
        Ok(directory::open(&|name| self.read(name), &verifier::register)?)
    }

    /// The checked definition.
    pub fn definition(&self) -> Result<Arc<Definition>, Failure> {
        Ok(Arc::new(directory::check(&|name| self.read(name), &verifier::register)?))
    }

    /// The counts of a round by station.
    pub fn counts(&self, draft: &Draft, round: u8) -> Result<Vec<(Id, Counts)>, Failure> {
        let counts = counts::read(&|name| self.read(name), draft, round)?;
        Ok(counts.into_iter().map(|row| (row.station, row.counts)).collect())
    }

    /// What is wrong with the counts that are there, of every round.
    pub fn faults_of_counts(&self, draft: &Draft) -> Result<Vec<Refused>, Failure> {
        let rounds = self.rounds_counted()?;
        let read = |round: u8| counts::read(&|name| self.read(name), draft, round).err();
        Ok(rounds.into_iter().filter_map(read).collect())
    }

    /// The rounds of which there is a file of counts, whether the election has them or not.
    fn rounds_counted(&self) -> Result<Vec<u8>, Failure> {
        let mut rounds = Vec::new();
        for round in 1..=u8::MAX {
            let path = self.path(&counts::file_name(round));
            if path.try_exists().map_err(Failure::at(&path))? {
                rounds.push(round);
            }
        }
        Ok(rounds)
    }

    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes files together: all are on the disk beside their places before the first is put
    /// in place, so that a full disk leaves everything as it was.
    pub fn write(&self, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        let staged: Vec<(PathBuf, PathBuf)> =
            files.iter().map(|(name, _)| (self.path(&format!("{name}.new")), self.path(name))).collect();
        for ((beside, _), (_, bytes)) in staged.iter().zip(files) {
            if let Err(error) = stage(beside, bytes) {
                for (beside, _) in &staged {
                    // What was not staged is not there to be removed.
                    let _ = fs::remove_file(beside);
                }
                return Err(Failure::at(beside)(error));
            }
        }
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let mark = self.path(PENDING);
        let beside = self.path(".pending.new");
        stage(&beside, names.join("\n").as_bytes()).map_err(Failure::at(&beside))?;
        fs::rename(&beside, &mark).map_err(Failure::at(&mark))?;
        self.finish()
    }

    /// Puts files in place that a death left beside their places, if all of them were there: the
    /// mark is written only then. Without it, what lies beside was never decided.
    fn finish(&self) -> Result<(), Failure> {
        let mark = self.path(PENDING);
        let Ok(names) = fs::read_to_string(&mark) else { return Ok(()) };
        for name in names.lines() {
            let (beside, place) = (self.path(&format!("{name}.new")), self.path(name));
            if beside.exists() {
                fs::rename(&beside, &place).map_err(Failure::at(&place))?;
            }
        }
        fs::remove_file(&mark).map_err(Failure::at(&mark))
    }
}

/// Names of the files that are being put in place together.
const PENDING: &str = ".pending";

fn stage(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A file nobody else may read, never over an existing one.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Failure::at(parent))?;
    }
    let mut file =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(Failure::at(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Failure::at(path))
}

/// A whole file of at most `limit` bytes; a longer one, or one without end, is refused.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(Failure::at(path))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Failure::at(path))?;
    if bytes.len() as u64 > limit {
        let path = path.display();
        let french = format!("{path} : plus de {limit} octets");
        return Err(Failure::no(french, format!("{path}: more than {limit} bytes")));
    }
    Ok(bytes)
}

/// Writes a command's result: to a file that appears whole or not at all, else to standard output.
pub fn put_out(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    let Some(path) = path else {
        return io::stdout().write_all(bytes).map_err(Failure::at(Path::new("-")));
    };
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    Folder::create(parent)?.write(&[(name, bytes.to_vec())])
}
