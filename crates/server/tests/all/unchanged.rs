//! What no message has touched since the last snapshot is taken over from it, and is what would
//! have been made.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Definition, Id, Stamp, intake::OneHand, publish::Manifest};
use server::hub::{Answer, Hub};
use server::pages::Pages;
use server::publication::{Publication, Published, Source};
use tempfile::TempDir;
use tlog::{Hash, Note};

use crate::country::{self, at_noon, log, messages};
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
        let (dir, definition) = (scratch(), definition());
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

/// The country with a second department, of which nothing comes in.
fn definition() -> Arc<Definition> {
    let mut parts = country::definition("again").parts().clone();
    let id = |text: &str| Id::new(text).unwrap();
    for (like, own, around) in [("01", "02", None), ("01-001", "02-001", Some("02"))] {
        let mut place = parts.places.iter().find(|place| place.id == id(like)).unwrap().clone();
        place.id = id(own);
        place.parent = around.map(id).or(place.parent);
        parts.places.push(place);
    }
    let mut station = parts.stations[0].clone();
    (station.id, station.commune) = (id("02-001-0001"), id("02-001"));
    parts.stations.push(station);
    Arc::new(Definition::new(parts).unwrap())
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
    after.files.get(path).unwrap_or_else(|| panic!("{path} is there")) == &before.files[path]
}

/// Files of a commune, of its department in each way, and of the round.
const TOUCHED: [&str; 7] = [
    "places/01-001.json",
    "places/01.json",
    "tables/round-1/stations.csv",
    "pages/fr/p/01-001.html",
    "pages/en/p/01-001.html",
    "pages/fr/p/01.html",
    "pages/exports/common/round-1/01.json",
];
/// Files that no correction in that commune moves.
const OTHERS: [&str; 5] = [
    "places/02-001.json",
    "places/02.json",
    "pages/fr/p/02-001.html",
    "pages/exports/common/round-1/02.json",
    "pages/assets/site.css",
];

#[test]
fn what_did_not_change_is_the_same_file_and_what_did_is_another() {
    let dir = scratch();
    let mut night = Night::begin(13);
    let mut publication = publication(&dir.path().join("public"));
    night.publish(&mut publication, "20:30");
    let first = standing(&dir.path().join("public"));
    // A message that moves no figure and no state.
    let definition = definition();
    night.take(&at_noon(&definition, 1, 90));
    night.publish(&mut publication, "20:31");
    let second = standing(&dir.path().join("public"));
    assert!(TOUCHED.iter().chain(&OTHERS).all(|path| kept(&first, &second, path)));
    assert!(!kept(&first, &second, "pages/fr/index.html"), "the country's page says how long the log is");
    // A correction.
    night.take(&messages(&definition)[13]);
    night.publish(&mut publication, "20:32");
    let third = standing(&dir.path().join("public"));
    for path in TOUCHED {
        assert!(!kept(&second, &third, path), "{path}");
    }
    for path in OTHERS {
        assert!(kept(&second, &third, path), "{path}");
    }
}

/// A whole evening, a message at a time, and back to back with snapshots that are made anew: each
/// says the same, whatever of it was taken over, from which of the two folders.
#[test]
fn what_is_taken_over_is_what_would_have_been_made() {
    let dir = scratch();
    let public = dir.path().join("public");
    let mut night = Night::begin(1);
    let mut publication = publication(&public);
    let definition = definition();
    let mut evening = messages(&definition).split_off(1);
    evening.insert(12, at_noon(&definition, 1, 90));
    let mut folders = Vec::new();
    for (minute, message) in evening.iter().enumerate() {
        night.take(message);
        night.publish(&mut publication, &format!("20:{:02}", minute + 10));
        let fresh = dir.path().join(format!("fresh-{minute}"));
        night.publish(&mut self::publication(&fresh), &format!("20:{:02}", minute + 10));
        let (again, anew) = (standing(&public), standing(&fresh));
        assert!(again.files.keys().eq(anew.files.keys()), "after message {minute}");
        for path in anew.files.keys() {
            let text = |standing: &Standing| but_for_the_moment(path, fs::read(standing.folder.join(path)).unwrap());
            assert_eq!(text(&again), text(&anew), "{path} after message {minute}");
        }
        folders.push(fs::metadata(&again.folder).unwrap().ino());
        fs::remove_dir_all(&fresh).unwrap();
    }
    assert!(folders.windows(3).all(|three| three[0] == three[2] && three[0] != three[1]), "two folders take turns");
}

/// What says when and of which log it was made, when it is taken over, without that.
fn but_for_the_moment(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if path.contains("/exports/common/") {
        let mut json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let fields = json.as_object_mut().unwrap();
        assert!(fields.remove("GeneratedDate").is_some() && fields.remove("Notes").is_some());
        return json.to_string().into_bytes();
    }
    if path.contains("/exports/xml/") {
        let text = String::from_utf8(bytes).unwrap();
        // The clock's digits alone.
        return text.replace(|letter: char| letter.is_ascii_digit() || letter == ':', "").into_bytes();
    }
    bytes
}

/// A second process finds what the first has published at the very moment at which it publishes: the
/// first one's exports may say an earlier one, so it is another snapshot, a second later.
#[test]
fn a_name_is_not_given_twice_by_two_processes() {
    let dir = scratch();
    let public = dir.path().join("public");
    let mut night = Night::begin(13);
    let mut first = publication(&public);
    night.publish(&mut first, "20:30");
    night.take(&at_noon(&definition(), 1, 90));
    night.publish(&mut first, "20:31");
    let before = standing(&public).folder;
    night.publish(&mut publication(&public), "20:31");
    assert_ne!(standing(&public).folder, before);
    assert!(!before.exists(), "nothing is known of it: it is not kept");
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
    fs::remove_file(first.folder.join("places/02.json")).unwrap();
    night.take(&at_noon(&definition(), 1, 90));
    night.publish(&mut publication, "20:31");
    let second = standing(&public);
    assert!(!kept(&first, &second, "pages/fr/p/01-001.html"), "a part is kept whole or not at all");
    assert!(kept(&first, &second, "pages/assets/site.css"));
}
