//! The election directory: what is written is read again, and every fault names its place.

use std::io;

use election::definition::{
    Candidate, Hours, Key, Level, MAX_ROUNDS, Mode, Place, Position, Role, Round, Sex, Station, Threshold, Venue,
    WarningCode, Zone,
};
use election::{Counts, Definition, Id, Stamp, Votes};
use import::directory::counts::{self, StationCounts};
use import::directory::{Draft, Log, check, read, write};
use import::{Cause, Refused};
use tlog::key::SecretKey;
use tlog::note::{Algorithm, VerifierKey};
use tlog::registration::register_all;

use crate::mutation::Dice;

fn id(text: &str) -> Id {
    Id::new(text).expect("an identifier")
}

fn at(text: &str) -> Stamp {
    Stamp::parse(text).expect("a moment")
}

pub fn log_key(name: &str) -> VerifierKey {
    VerifierKey::new(name, Algorithm::Ed25519, SecretKey::from_seed(&[1; 32]).public()).expect("a key name")
}

fn place(name: &str, level: Level, parent: Option<&str>, zone: Zone, position: Option<Position>) -> Place {
    Place { id: id(name), level, parent: parent.map(id), position, zone, name: format!("Le lieu, dit \"{name}\"") }
}

fn places() -> Vec<Place> {
    let here = Some(Position { lon_e6: -61_534_000, lat_e6: 16_000_001 });
    vec![
        place("FR", Level::Nation, None, Zone::Unstated, None),
        place("R11", Level::Region, Some("FR"), Zone::Unstated, None),
        place("75", Level::Department, Some("R11"), Zone::Unstated, None),
        place("75-056", Level::Commune, Some("75"), Zone::Police, here),
    ]
}

fn round(number: u8, day: &str) -> Round {
    let candidate =
        |number, sex, family: &str, given: &str| Candidate { number, sex, family: family.into(), given: given.into() };
    Round {
        number,
        publishes: at(&format!("{day}T20:00:00+02:00")),
        hours: vec![Hours {
            class: id("a"),
            opens: at(&format!("{day}T08:00:00+02:00")),
            closes: at(&format!("{day}T19:00:00+02:00")),
        }],
        candidates: vec![candidate(1, Sex::Male, "D'\"A\\B\"", "Élie"), candidate(3, Sex::Female, "LISTE", "")],
    }
}

fn station(name: &str, registered: [Option<u32>; 2]) -> Station {
    let mut voters = [None; MAX_ROUNDS];
    voters[0] = registered[0].and_then(Votes::new);
    voters[1] = registered[1].and_then(Votes::new);
    Station {
        id: id(name),
        commune: id("75-056"),
        venue: Some(id("v1")),
        constituency: Some(id("04")),
        hours: id("a"),
        registered: voters,
    }
}

fn key(holder: &str, seed: u8) -> Key {
    let from = (seed == 3).then(|| at("2017-04-01T00:00:00+02:00"));
    Key {
        scope: id("FR"),
        holder: id(holder),
        role: Role::Authority,
        from,
        to: None,
        public: SecretKey::from_seed(&[seed; 32]).public().compact(),
    }
}

pub fn draft() -> Draft {
    Draft {
        election: id("test-2017"),
        title: "Un \"essai\" \\ à blanc".into(),
        mode: Mode::Test,
        log: Log::Keyed(log_key("test-2017.log")),
        quorum: 1,
        witnesses: vec![
            VerifierKey::new("w.example/1", Algorithm::CosignatureV1, SecretKey::from_seed(&[9; 32]).public())
                .expect("a name"),
        ],
        thresholds: vec![Threshold { rule: WarningCode::parse("W301").expect("a code"), value: 30 }],
        rounds: vec![round(1, "2017-04-23"), round(2, "2017-05-07")],
        places: places(),
        venues: vec![Venue { id: id("v1"), commune: id("75-056"), position: None, name: "École, rue X".into() }],
        stations: vec![station("75-056-0101", [Some(10), None]), station("75-056-0102", [Some(0), Some(7)])],
        keys: vec![key("authority", 2), key("deputy", 3)],
    }
}

type Files = Vec<(String, Vec<u8>)>;

fn source(files: &Files) -> impl Fn(&str) -> io::Result<Option<Vec<u8>>> + '_ {
    |name| Ok(files.iter().find(|(there, _)| there == name).map(|(_, bytes)| bytes.clone()))
}

fn read_files(files: &Files) -> Result<Draft, Refused> {
    read(&source(files), &register_all)
}

fn check_files(files: &Files) -> Result<Definition, Refused> {
    check(&source(files), &register_all)
}

fn with_text(file: &str, from: &str, to: &str) -> Files {
    let mut files = write(&draft());
    let (_, bytes) = files.iter_mut().find(|(name, _)| name == file).expect("a file of the directory");
    let text = String::from_utf8(bytes.clone()).expect("our own writing");
    assert!(text.contains(from), "{from} is not in {file}:\n{text}");
    *bytes = text.replacen(from, to, 1).into_bytes();
    files
}

/// Replaces `from` by `to` in one file and expects a fault of `cause` there.
#[track_caller]
fn refused(file: &str, from: &str, to: &str, cause: Cause, line: u64, column: &str) {
    let told = check_files(&with_text(file, from, to)).expect_err("refused");
    let found = told.faults.iter().any(|fault| {
        let name = fault.column.as_ref().map_or("", |column| column.name.as_str());
        fault.file == file && fault.cause == cause && fault.line == Some(line) && name == column
    });
    assert!(found, "{cause:?} at {file}:{line} ({column}) is not in\n{told}");
}

#[test]
fn what_is_written_is_read_again() {
    let files = write(&draft());
    let again = read_files(&files).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(again, draft());
    assert_eq!(write(&again), files);
    assert_eq!(check_files(&files).unwrap_or_else(|told| panic!("{told}")).parts().title, draft().title);
}

#[test]
fn records_are_written_in_one_order() {
    let mut shuffled = draft();
    shuffled.places.reverse();
    shuffled.stations.reverse();
    shuffled.keys.reverse();
    assert_eq!(write(&shuffled), write(&draft()));
}

#[test]
fn a_draft_without_a_log_key_is_read_and_not_checked() {
    let mut named = draft();
    named.log = Log::Named("test-2017.log".into());
    let files = write(&named);
    assert_eq!(read_files(&files).expect("read"), named);
    assert!(check_files(&files).expect_err("refused").has(Cause::NoLogKey));
}

#[test]
fn missing_and_unreadable_files_are_told() {
    for name in ["election.toml", "places.csv", "stations.csv"] {
        let files: Files = write(&draft()).into_iter().filter(|(there, _)| there != name).collect();
        let told = read_files(&files).expect_err("refused");
        assert!(told.faults.iter().any(|fault| fault.file == name && fault.cause == Cause::MissingFile), "{told}");
    }
    let told = read(&|_| Err(io::Error::from(io::ErrorKind::PermissionDenied)), &register_all).expect_err("refused");
    assert_eq!(told.faults.iter().filter(|fault| fault.cause == Cause::Unreadable).count(), 5);
    let without: Files = write(&draft()).into_iter().filter(|(there, _)| there != "keys.csv").collect();
    assert_eq!(read_files(&without).expect("keys are optional").keys, []);
}

/// File, text, its replacement, cause, line, column.
const SETTINGS: &[(&str, &str, &str, Cause, u64, &str)] = &[
    ("election.toml", "id = \"test-2017\"", "id = \"test 2017\"", Cause::BadId, 1, "id"),
    ("election.toml", "mode = \"test\"", "mode = \"drill\"", Cause::BadWord, 3, "mode"),
    ("election.toml", "quorum = 1", "quorum = -1", Cause::NotANumber, 6, "quorum"),
    ("election.toml", "quorum = 1", "quorum = 0x1", Cause::NotANumber, 6, "quorum"),
    ("election.toml", "quorum = 1", "quorum = \"1\"", Cause::NotANumber, 6, "quorum"),
    ("election.toml", "quorum = 1", "quorum = 2", Cause::Limit, 6, "quorum"),
    ("election.toml", "quorum = 1\n", "", Cause::MissingKey, 1, "quorum"),
    ("election.toml", "quorum = 1\n", "quorum = 1\ncolour = 2\n", Cause::UnknownKey, 7, "colour"),
    ("election.toml", "quorum = 1\n", "quorum = 1\nquorum = 1\n", Cause::Toml, 7, ""),
    ("election.toml", "rule = \"W301\"", "rule = \"W300\"", Cause::BadWord, 10, "rule"),
    ("election.toml", "value = 30", "value = 1000000001", Cause::Limit, 11, "value"),
    ("election.toml", "value = 30", "value = -1", Cause::NotANumber, 11, "value"),
    ("election.toml", "log = \"test-2017.log\"", "log = \"other.log\"", Cause::BadKey, 5, "log-key"),
    ("election.toml", "w.example/1+", "w.example/2+", Cause::BadKey, 7, "witness"),
    ("election.toml", "sex = \"M\"", "sex = \"X\"", Cause::BadWord, 24, "sex"),
    ("election.toml", "2017-04-23T20:00:00+02:00", "2017-04-23 20:00", Cause::BadMoment, 15, "publishes"),
    ("election.toml", "2017-04-23T19:00:00+02:00", "2017-04-23T07:00:00+02:00", Cause::Window, 20, "closes"),
    ("election.toml", "number = 3", "number = 1", Cause::Order, 29, "number"),
    ("election.toml", "family = \"LISTE\"", "family = 7", Cause::WrongType, 31, "family"),
    ("election.toml", "title = \"Un", "title = \" Un", Cause::Phrase, 2, "title"),
];

#[test]
fn faults_of_the_settings_name_their_place() {
    for (file, from, to, cause, line, column) in SETTINGS {
        refused(file, from, to, *cause, *line, column);
    }
}

/// File, text, its replacement, cause, line, column.
const TABLES: &[(&str, &str, &str, Cause, u64, &str)] = &[
    ("places.csv", "R11,region", "R11,county", Cause::BadWord, 3, "level"),
    ("places.csv", "75,department,R11", "75,department,R99", Cause::Unknown, 4, "parent"),
    ("places.csv", "75-056,commune,75", "75-056,commune,R11", Cause::Parent, 5, "parent"),
    ("places.csv", "-61.534,", "-61.5340000,", Cause::BadPosition, 5, "lon"),
    ("places.csv", "-61.534,", ",", Cause::BadPosition, 5, "lon"),
    ("places.csv", ",police,", ",army,", Cause::BadWord, 5, "zone"),
    ("places.csv", "level", "levels", Cause::HeaderColumn, 1, "levels"),
    (
        "places.csv",
        "id,level,parent,lon,lat,zone,name",
        "id,level,parent,lon,lat,zone,name,more",
        Cause::HeaderColumn,
        1,
        "more",
    ),
    ("venues.csv", "v1,75-056", "v1,75-057", Cause::Unknown, 2, "commune"),
    ("stations.csv", "75-056-0102,", "75-056-0101,", Cause::Duplicate, 3, "id"),
    ("stations.csv", ",04,a,10,", ",04,b,10,", Cause::Unknown, 2, "hours"),
    ("stations.csv", ",10,", ",010,", Cause::NotANumber, 2, "registered-1"),
    ("stations.csv", "registered-2", "registered-3", Cause::HeaderColumn, 1, "registered-3"),
    ("stations.csv", ",10,\n", ",10\n", Cause::ColumnCount, 2, ""),
    ("stations.csv", "0,7\n", "0,7", Cause::Truncated, 3, ""),
    ("stations.csv", "75-056-0101,75-056", "75-056-0101,\"75-056", Cause::Quoting, 2, ""),
    ("keys.csv", "FR,authority,authority", "FR,authority,king", Cause::BadWord, 2, "role"),
    ("keys.csv", "FR,authority,authority", "75,authority,authority", Cause::Scope, 2, "role"),
    ("keys.csv", "2017-04-01T", "2017-04-31T", Cause::BadMoment, 3, "from"),
    ("keys.csv", "=\n", "\n", Cause::BadKey, 2, "key"),
];

#[test]
fn faults_of_the_tables_name_their_place() {
    for (file, from, to, cause, line, column) in TABLES {
        refused(file, from, to, *cause, *line, column);
    }
}

#[test]
fn weak_keys_are_told_one_by_one() {
    let mut files = write(&draft());
    let (_, bytes) = files.iter_mut().find(|(name, _)| name == "keys.csv").expect("keys");
    // The neutral point, a point of order 4: both would sign for anybody.
    bytes.extend(b"FR,x,court,,,AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    bytes.extend(b"FR,y,court,,,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    let told = read_files(&files).expect_err("refused");
    assert_eq!(
        told.faults.iter().map(|fault| (fault.cause, fault.line)).collect::<Vec<_>>(),
        [(Cause::BadKey, Some(4)), (Cause::BadKey, Some(5))]
    );
}

#[test]
fn faults_of_all_files_are_told_together() {
    let mut files = with_text("election.toml", "quorum = 1", "quorum = \"x\"");
    files.retain(|(name, _)| name != "places.csv");
    let (_, stations) = files.iter_mut().find(|(name, _)| name == "stations.csv").expect("stations");
    stations.extend(b"bad id,75-056,,,a,1,1\n");
    let told = read_files(&files).expect_err("refused");
    for cause in [Cause::NotANumber, Cause::MissingFile, Cause::BadId] {
        assert!(told.has(cause), "{cause:?} is not in\n{told}");
    }
}

fn counts_of(figures: [u32; 6], candidates: &[u32]) -> Counts {
    let [registered, signed_in, cast, blank, void, valid] = figures.map(|figure| Votes::new(figure).expect("small"));
    let candidates = candidates.iter().map(|votes| Votes::new(*votes).expect("small")).collect();
    Counts { registered, signed_in, cast, blank, void, valid, candidates }
}

#[test]
fn counts_are_written_and_read_again() {
    let draft = draft();
    let counts = vec![StationCounts { station: id("75-056-0102"), counts: counts_of([7, 5, 6, 1, 1, 4], &[4, 0]) }];
    let files = vec![counts::write(&draft, 2, &counts).expect("round 2")];
    assert_eq!(files[0].0, "counts/round-2.csv");
    assert_eq!(counts::read(&source(&files), &draft, 2).expect("read"), counts);
    assert!(counts::read(&source(&files), &draft, 1).expect_err("refused").has(Cause::MissingFile));
    assert!(counts::read(&source(&files), &draft, 3).expect_err("refused").has(Cause::RoundNumber));
    assert!(counts::write(&draft, 3, &counts).is_none());
}

#[test]
fn wrong_counts_are_refused_at_their_place() {
    let header = "station,registered,signed-in,cast,blank,void,valid,1,3\n";
    let cases = [
        ("75-056-0101,7,5,6,1,1,4,4,0\n", Cause::CountsStation, "station"),
        ("75-056-0102,7,5,6,1,1,4,3,0\n", Cause::ValidSum, "valid"),
        ("75-056-0102,7,5,6,2,1,4,4,0\n", Cause::CastSum, "cast"),
        ("75-056-0102,7,5,6,1,1,4,4,x\n", Cause::NotANumber, "3"),
    ];
    for (row, cause, column) in cases {
        let files = vec![(counts::file_name(2), format!("{header}{row}").into_bytes())];
        let told = counts::read(&source(&files), &draft(), 2).expect_err("refused");
        let fault = &told.faults[0];
        assert_eq!((fault.file.as_str(), fault.cause, fault.line), ("counts/round-2.csv", cause, Some(2)));
        assert_eq!(fault.column.as_ref().expect("a column").name, column);
    }
    let twice = format!("{header}{row}{row}", row = "75-056-0102,7,5,6,1,1,4,4,0\n");
    let files = vec![(counts::file_name(2), twice.into_bytes())];
    assert!(counts::read(&source(&files), &draft(), 2).expect_err("refused").has(Cause::CountsOrder));
}

#[test]
fn damaged_directories_never_panic() {
    let good = write(&draft());
    let mut dice = Dice(7);
    for file in 0..good.len() {
        for _ in 0..1_000 {
            let mut files = good.clone();
            for _ in 0..=dice.below(3) {
                if !files[file].1.is_empty() {
                    dice.damage(&mut files[file].1);
                }
            }
            if let Ok(draft) = read_files(&files) {
                let written = write(&draft);
                let again = read_files(&written).unwrap_or_else(|told| panic!("{told}"));
                assert_eq!(write(&again), written);
            }
            let _verdict = check_files(&files);
        }
    }
}
