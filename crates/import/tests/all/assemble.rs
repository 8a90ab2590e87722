//! Elections made of official files.

use election::Id;
use election::definition::{Level, Mode, Zone};
use import::Cause;
use import::assemble::communes::{self, Communes};
use import::assemble::export::to_results;
use import::assemble::{Imported, Options, add_round, from_results};
use import::directory::{Log, check, counts, read, write};
use import::official::{ResultFile, pr17};
use tlog::registration::register_all;

use crate::directory::log_key;
use crate::samples::{accepted, columns, lists, unnumbered_2022};

const FIRST: &str = "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,\
ARTHAUD,ASSELINEAU,CHEMINADE,DUPONT-AIGNAN,FILLON,HAMON,LASSALLE,LE PEN,MACRON,MÉLENCHON,POUTOU\n\
01,001,0001,4,L'Abergement-Clémenciat,598,506,2,495,4,6,2,34,110,29,2,126,119,59,4\n\
75,056,0101,1,Paris,100,80,2,70,0,0,0,0,0,0,0,0,70,0,0\n";

fn first() -> ResultFile {
    accepted(FIRST.as_bytes())
}

fn second() -> ResultFile {
    accepted(columns().as_bytes())
}

fn named(election: &str) -> Options {
    Options { election: Some(Id::new(election).expect("an identifier")), ..Options::default() }
}

fn imported(file: &ResultFile, round: u8, options: &Options) -> Imported {
    from_results(file, "results", round, options).unwrap_or_else(|told| panic!("{told}"))
}

fn both() -> Imported {
    let election = imported(&first(), 1, &Options::default());
    add_round(election.draft, &second(), "results", 2, &Options::default()).unwrap_or_else(|told| panic!("{told}"))
}

#[test]
fn the_candidates_of_2017_tell_the_election() {
    let draft = imported(&first(), 1, &Options::default()).draft;
    assert_eq!(draft.election.as_str(), "fr-pr-2017");
    // Live only when asked for.
    assert_eq!(draft.mode, Mode::Test);
    let live = Options { mode: Mode::Live, ..Options::default() };
    assert_eq!(imported(&first(), 1, &live).draft.mode, Mode::Live);
    assert_eq!(draft.log.origin(), "fr-pr-2017.log");
    assert_eq!(draft.rounds[0].publishes.to_string(), "2017-04-23T20:00:00+02:00");
    let places: Vec<&str> = draft.places.iter().map(|place| place.id.as_str()).collect();
    assert_eq!(places, ["FR", "R11", "R84", "01", "75", "01-001", "75-056"]);
    assert_eq!(draft.places[6].zone, Zone::Police);
    assert_eq!(draft.places[5].zone, Zone::Unstated);
    assert!(draft.venues.is_empty() && draft.stations.iter().all(|station| station.venue.is_none()));
}

#[test]
fn the_candidates_of_2022_tell_the_election() {
    let draft = imported(&accepted(&unnumbered_2022()), 1, &Options::default()).draft;
    assert_eq!(draft.rounds[0].publishes.to_string(), "2022-04-10T20:00:00+02:00");
}

#[test]
fn two_rounds_in_any_order_are_one_election() {
    let forward = both().draft;
    let later = imported(&second(), 2, &named("fr-pr-2017")).draft;
    let backward = add_round(later, &first(), "results", 1, &Options::default()).expect("added").draft;
    assert_eq!(forward, backward);
    assert_eq!(forward.rounds.iter().map(|round| round.number).collect::<Vec<_>>(), [1, 2]);
    let registers = |name: &str| {
        let station = forward.stations.iter().find(|station| station.id.as_str() == name).expect("a station");
        station.registered.map(|voters| voters.map(election::Votes::value))
    };
    assert_eq!(registers("01-001-0001"), [Some(598), Some(598), None, None]);
    assert_eq!(registers("75-056-0101"), [Some(100), None, None, None]);
    assert_eq!(registers("ZZ-001-0001"), [None, Some(105_891), None, None]);
}

#[test]
fn the_election_is_written_read_and_sealed() {
    let mut draft = both().draft;
    draft.log = Log::Keyed(log_key("fr-pr-2017.log"));
    let files = write(&draft);
    let source = |name: &str| Ok(files.iter().find(|(there, _)| there == name).map(|(_, bytes)| bytes.clone()));
    assert_eq!(read(&source, &register_all).unwrap_or_else(|told| panic!("{told}")), draft);
    let definition = check(&source, &register_all).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(definition.stations().len(), 5);
}

#[test]
fn overseas_opens_by_its_own_clock() {
    let draft = both().draft;
    let station = draft.stations.iter().find(|station| station.id.as_str() == "ZX-701-0001").expect("a station");
    let hours = draft.rounds[1].hours.iter().find(|hours| hours.class == station.hours).expect("a class");
    assert_eq!(hours.opens.to_string(), "2017-05-06T08:00:00-04:00");
}

#[test]
fn a_big_city_closes_at_eight() {
    let rows: Vec<String> =
        (1..=50).map(|station| format!("75,056,{station:04},1,Paris,10,5,0,5,0,0,0,0,0,0,0,0,5,0,0\n")).collect();
    let rows = rows.concat();
    let header = FIRST.lines().next().expect("a header");
    let file = accepted(format!("{header}\n01,001,0001,4,Small,10,5,0,5,0,0,0,0,0,0,0,0,5,0,0\n{rows}").as_bytes());
    let draft = imported(&file, 1, &Options::default()).draft;
    let classes: Vec<&str> = draft.stations.iter().map(|station| station.hours.as_str()).collect();
    assert_eq!((classes[0], classes[1], classes[50]), ("a", "b", "b"));
    assert_eq!(draft.rounds[0].hours[1].closes.to_string(), "2017-04-23T20:00:00+02:00");
}

#[test]
fn what_the_candidates_cannot_tell_is_asked_for() {
    let told = |file: &ResultFile, round, options: &Options| {
        from_results(file, "results", round, options).expect_err("refused")
    };
    assert!(told(&second(), 2, &Options::default()).has(Cause::UnknownElection));
    assert!(told(&accepted(lists().as_bytes()), 1, &named("fr-eu-2024")).has(Cause::UnknownElection));
    let titled = Options { title: Some("Européennes".into()), ..named("fr-eu-2024") };
    assert!(told(&accepted(lists().as_bytes()), 1, &titled).has(Cause::UnknownDate));
    let dated = Options { date: Some("2024-06-09".into()), ..titled };
    assert_eq!(
        imported(&accepted(lists().as_bytes()), 1, &dated).draft.rounds[0].publishes.to_string(),
        "2024-06-09T20:00:00+02:00"
    );
    assert!(told(&first(), 2, &Options::default()).has(Cause::OtherRound));
    assert!(told(&first(), 0, &named("x")).has(Cause::OtherRound));
    assert!(told(&second(), 5, &named("fr-pr-2017")).has(Cause::RoundNumber));
}

#[test]
fn rounds_that_disagree_are_refused_with_their_line() {
    let draft = imported(&first(), 1, &Options::default()).draft;
    let add = |text: String| add_round(draft.clone(), &accepted(text.as_bytes()), "second", 2, &Options::default());
    let renamed = add(columns().replace("L'Abergement-Clémenciat", "Elsewhere")).expect_err("refused");
    assert_eq!((renamed.faults[0].cause, renamed.faults[0].line), (Cause::OtherName, Some(2)));
    let moved = add(columns().replace("01,001,0001,4", "01,001,0001,5")).expect_err("refused");
    assert_eq!((moved.faults[0].cause, moved.faults[0].line), (Cause::OtherConstituency, Some(2)));
    let twice = add_round(both().draft, &second(), "second", 2, &Options::default()).expect_err("refused");
    assert!(twice.has(Cause::RoundThere));
    let wrong = add_round(draft, &first(), "second", 2, &Options::default()).expect_err("refused");
    assert!(wrong.has(Cause::OtherRound));
}

const COMMUNES: &str = "insee,departement,commune,commune_libelle,bureaux,inscrits,lon,lat,pop2019\n\
01001,01,001,L'Abergement-Clémenciat,1,598,4.9258,46.1536,767.0\n\
2A004,2A,004,Ajaccio,41,35205,8.7006,41.9346,69075.0\n\
97701,ZX,701,Saint-Barthélémy,5,5232,,,9793.0\n";

fn read_communes(text: &str) -> Result<Communes, import::Refused> {
    communes::read(text.as_bytes(), "communes")
}

#[test]
fn a_file_of_communes_gives_positions_and_zones() {
    let options = Options { communes: Some(read_communes(COMMUNES).expect("read")), ..named("fr-pr-2017") };
    let draft = imported(&second(), 2, &options).draft;
    let place = |name: &str| draft.places.iter().find(|place| place.id.as_str() == name).expect("a place");
    assert_eq!(place("01-001").position.expect("known").lon_e6, 4_925_800);
    assert_eq!(place("01-001").zone, Zone::Gendarmerie);
    assert_eq!(place("2A-004").zone, Zone::Police);
    assert_eq!((place("ZX-701").position, place("ZX-701").zone), (None, Zone::Gendarmerie));
    assert_eq!((place("ZZ-001").position, place("ZZ-001").zone), (None, Zone::Unstated));
}

#[test]
fn a_wrong_file_of_communes_is_refused() {
    let cases = [
        (COMMUNES.replace("46.1536", "north"), Cause::BadPosition, Some(2)),
        (COMMUNES.replace("4.9258,46.1536", "4.9258,"), Cause::BadPosition, Some(2)),
        (COMMUNES.replace("69075.0", "69075.5"), Cause::NotANumber, Some(3)),
        (COMMUNES.replace("2A,004", "01,001"), Cause::Duplicate, Some(3)),
        (COMMUNES.replace("pop2019", "pop2020"), Cause::HeaderColumn, Some(1)),
        (COMMUNES.replace(",9793.0\n", "\n"), Cause::ColumnCount, Some(4)),
        (COMMUNES.trim_end().to_owned(), Cause::Truncated, Some(4)),
        ("<html>\n".to_owned(), Cause::Html, None),
    ];
    for (text, cause, line) in cases {
        let told = read_communes(&text).expect_err("refused");
        assert!(
            told.faults.iter().any(|fault| fault.cause == cause && fault.line == line),
            "{cause:?} is not in\n{told}"
        );
    }
}

#[test]
fn the_export_of_an_election_is_the_export_of_its_file() {
    let election = both();
    let direct = {
        let mut file = second();
        file.rows.sort_by_key(|row| row.station);
        let mut bytes = Vec::new();
        pr17::write(&file, &mut bytes).expect("written");
        bytes
    };
    let files = [counts::write(&election.draft, 2, &election.counts).expect("round 2")];
    let source = |name: &str| Ok(files.iter().find(|(there, _)| there == name).map(|(_, bytes)| bytes.clone()));
    let counts = counts::read(&source, &election.draft, 2).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(counts, election.counts);
    let mut exported = Vec::new();
    pr17::write(&to_results(&election.draft, 2, &counts).expect("results"), &mut exported).expect("written");
    assert_eq!(exported, direct);
    assert!(to_results(&election.draft, 3, &counts).expect_err("refused").has(Cause::RoundNumber));
}

#[test]
fn an_export_that_the_layout_cannot_hold_writes_nothing() {
    let mut file = second();
    file.rows[1].commune_label = "Łódź".into();
    let mut bytes = Vec::new();
    assert!(matches!(pr17::write(&file, &mut bytes), Err(pr17::NotWritten::Text(told)) if told.has(Cause::NotLatin1)));
    assert!(bytes.is_empty());
}

#[test]
fn the_real_election_fits_together() {
    let Some(first) = crate::real::round("fr2017_bv_T1.csv.xz") else {
        return;
    };
    let Some(second) = crate::real::round("fr2017_bv_T2.csv.xz") else {
        return;
    };
    let Some(facts) = crate::real::data("fr2017_communes.csv.xz") else {
        return;
    };
    let facts = communes::read(facts.as_slice(), "communes").unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(facts.len(), 35_496);
    let options = Options { communes: Some(facts), ..Options::default() };
    let election = imported(&first, 1, &options);
    let mut election =
        add_round(election.draft, &second, "second", 2, &options).unwrap_or_else(|told| panic!("{told}"));
    election.draft.log = Log::Keyed(log_key("fr-pr-2017.log"));
    let (files, counts) =
        (write(&election.draft), counts::write(&election.draft, 2, &election.counts).expect("round 2"));
    let files: Vec<_> = files.into_iter().chain([counts]).collect();
    let source = |name: &str| Ok(files.iter().find(|(there, _)| there == name).map(|(_, bytes)| bytes.clone()));
    assert_eq!(read(&source, &register_all).unwrap_or_else(|told| panic!("{told}")), election.draft);
    let definition = check(&source, &register_all).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(definition.stations().len(), 69_242);
    let communes = election.draft.places.iter().filter(|place| place.level == Level::Commune);
    let (placed, bare): (Vec<_>, Vec<_>) = communes.partition(|place| place.position.is_some());
    // 96 communes have no coordinates; 223 consular posts have no entry at all.
    eprintln!("communes with a position: {}, without: {}", placed.len(), bare.len());
    let counts = counts::read(&source, &election.draft, 2).unwrap_or_else(|told| panic!("{told}"));
    let (mut direct, mut exported) = (Vec::new(), Vec::new());
    pr17::write(&second, &mut direct).expect("written");
    pr17::write(&to_results(&election.draft, 2, &counts).expect("results"), &mut exported).expect("written");
    assert!(direct == exported, "the export of the directory differs from that of the file");
}
