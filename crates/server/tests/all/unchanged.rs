//! What no message has touched since the last snapshot is taken over from it, and is what would
//! have been made.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use election::{Stamp, intake::OneHand, publish::Manifest};
use server::hub::{Answer, Hub};
use server::pages::Pages;
use server::publication::{Publication, Published, Source};
use tempfile::TempDir;
use tlog::{Hash, Note};

use crate::country::{at_noon, definition, log, messages};
use crate::rig::scratch;

/// A hub, and the directory it publishes to.
struct Night {
    hub: Hub,
    _dir: TempDir,
}

/// A snapshot that stands: its files by path, with their numbers on the disk.
struct Standing {
    folder: PathBuf,
    files: BTreeMap<String, u64>,
}

impl Night {
    fn begin(count: usize) -> Self {
        let (dir, definition) = (scratch(), definition("again"));
        let (hub, _) = Hub::start(dir.path(), definition.clone(), log(), &OneHand).unwrap();
        let mut night = Self { hub, _dir: dir };
        messages(&definition).iter().take(count).for_each(|message| night.take(message));
        night
    }

    fn take(&mut self, message: &str) {
        let answers = self.hub.take(&[message.as_bytes()], &OneHand).unwrap();
        assert!(matches!(answers[0], Answer::Logged { .. }), "{answers:?}");
    }

    fn publish(&self, publication: &mut Publication, hour: &str) -> Published {
        let (board, journal) = (&*self.hub.board(), self.hub.journal());
        let source = Source { board, checkpoint: journal.checkpoint(), reader: &journal.reader() };
        let at = Stamp::parse(&format!("2017-04-23T{hour}:00+02:00")).unwrap();
        publication.publish(source, at, |_| true).unwrap()
    }
}

fn publication(public: &Path) -> Publication {
    Publication::open(public, log(), b"sealed".to_vec()).unwrap().with_pages(Pages::of_france())
}

/// Every file that the manifest lists, after it was found to be the listed one; and no other.
fn standing(public: &Path) -> Standing {
    let bytes = fs::read(public.join("manifest")).unwrap();
    let manifest = Manifest::parse(Note::parse(&bytes).unwrap().text).unwrap();
    let folder = public.join(&manifest.folder);
    let mut files = BTreeMap::new();
    for file in &manifest.files {
        let content = fs::read(folder.join(&file.path)).unwrap();
        assert_eq!((Hash::of(&content), content.len() as u64), (file.hash, file.bytes), "{}", file.path);
        files.insert(file.path.clone(), fs::metadata(folder.join(&file.path)).unwrap().ino());
    }
    assert_eq!(count(&folder), files.len(), "nothing that is not listed");
    Standing { folder, files }
}

fn count(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
}

/// Whether a file of the second snapshot is the very file of the first.
fn kept(before: &Standing, after: &Standing, path: &str) -> bool {
    let path = format!("pages/{path}");
    after.files.get(&path).unwrap_or_else(|| panic!("{path} is there")) == &before.files[&path]
}

const COMMUNE: [&str; 3] = ["fr/p/01-001.html", "en/p/01-001.html", "exports/common/round-1/01.json"];

#[test]
fn what_did_not_change_is_the_same_file_and_what_did_is_another() {
    let dir = scratch();
    let mut night = Night::begin(13);
    let mut publication = publication(&dir.path().join("public"));
    night.publish(&mut publication, "20:30");
    let first = standing(&dir.path().join("public"));
    // A message that moves no figure and no state.
    let definition = definition("again");
    night.take(&at_noon(&definition, 1, 90));
    night.publish(&mut publication, "20:31");
    let second = standing(&dir.path().join("public"));
    assert!(COMMUNE.iter().all(|path| kept(&first, &second, path)) && kept(&first, &second, "assets/site.css"));
    assert!(!kept(&first, &second, "fr/index.html"), "the country's page says how long the log is");
    // A correction.
    night.take(&messages(&definition)[13]);
    night.publish(&mut publication, "20:32");
    let third = standing(&dir.path().join("public"));
    assert!(COMMUNE.iter().all(|path| !kept(&second, &third, path)) && kept(&second, &third, "assets/site.css"));
}

/// The third snapshot, of which part was taken over twice, says what one says that was made anew.
#[test]
fn what_is_taken_over_is_what_would_have_been_made() {
    let dir = scratch();
    let (public, fresh) = (dir.path().join("public"), dir.path().join("fresh"));
    let mut night = Night::begin(13);
    let mut publication = publication(&public);
    night.publish(&mut publication, "20:30");
    night.take(&at_noon(&definition("again"), 1, 90));
    night.publish(&mut publication, "20:31");
    night.publish(&mut self::publication(&fresh), "20:31");
    let (again, anew) = (standing(&public), standing(&fresh));
    assert!(again.files.keys().eq(anew.files.keys()));
    let differ =
        |path: &&String| fs::read(again.folder.join(path)).unwrap() != fs::read(anew.folder.join(path)).unwrap();
    let differing: Vec<&String> = anew.files.keys().filter(differ).collect();
    // The moment and the log at which it was made, and nothing else.
    assert_eq!(differing, ["pages/exports/common/round-1/01.json"]);
    let text = |folder: &Path| {
        let bytes = fs::read(folder.join("pages/exports/common/round-1/01.json")).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let fields = json.as_object_mut().unwrap();
        assert!(fields.remove("GeneratedDate").is_some() && fields.remove("Notes").is_some());
        json
    };
    assert_eq!(text(&again.folder), text(&anew.folder));
}

/// Somebody deletes a page that stands, and its folder's twin in the other language stays: both are
/// made again, and the manifest is true.
#[test]
fn what_is_gone_is_made_again() {
    let dir = scratch();
    let public = dir.path().join("public");
    let mut night = Night::begin(13);
    let mut publication = publication(&public);
    night.publish(&mut publication, "20:30");
    let first = standing(&public);
    fs::remove_file(first.folder.join("pages/en/p/01-001.html")).unwrap();
    night.take(&at_noon(&definition("again"), 1, 90));
    night.publish(&mut publication, "20:31");
    let second = standing(&public);
    assert!(!kept(&first, &second, "fr/p/01-001.html"), "a piece is kept whole or not at all");
    assert!(kept(&first, &second, "assets/site.css"));
}
