//! The files of a plan: what is written is read again, and every fault names its place.

use election::Id;
use election::refusal::Language;
use import::planning::{self, File, Files, Written, events, forces, leave, policy, threats};
use import::{Cause, Fault, Refused};
use plan::problem::{Country, Inputs};
use sim::country::{Size, invent};

fn country() -> sim::country::Country {
    invent(Size::new(2_000).expect("a size"), 1)
}

pub fn of(country: &sim::country::Country) -> Country<'_> {
    let election = Id::new("test").expect("an identifier");
    let sim::country::Country { places, venues, stations, rounds, .. } = country;
    Country { election, places, venues, stations, rounds: rounds.len() }
}

/// A small country has no group of negotiators: here its last unit has one, and the first event
/// asks for it.
fn example() -> Inputs {
    let mut inputs = sim::forces::example(&of(&country()));
    inputs.events[0].skills = vec![Id::new("negotiator").expect("a name")];
    let last = inputs.forces.last_mut().expect("a unit");
    last.skills = vec![Id::new("negotiator").expect("a name")];
    inputs
}

fn files(inputs: &Inputs) -> Files {
    let mut written = planning::write(inputs).into_iter().map(|(name, bytes)| File { name, bytes });
    let mut next = || written.next().expect("five files");
    Files { forces: next(), threats: next(), policy: next(), events: Some(next()), leaves: Some(next()) }
}

fn read(files: Files) -> Result<Written, Refused> {
    planning::read(files)
}

#[test]
fn what_is_written_is_read() {
    let inputs = example();
    let read = read(files(&inputs)).unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(read.inputs, inputs);
    assert_eq!(planning::write(&read.inputs), planning::write(&inputs));
}

#[test]
fn events_and_leaves_may_be_missing() {
    let mut without = files(&example());
    (without.events, without.leaves) = (None, None);
    let read = read(without).unwrap_or_else(|told| panic!("{told}"));
    assert!(read.inputs.events.is_empty() && read.inputs.leaves.is_empty());
}

/// One file of the example, as text, with a change.
fn with(file: &str, from: &str, to: &str) -> Files {
    let mut files = files(&example());
    let file = match file {
        forces::FILE => &mut files.forces,
        threats::FILE => &mut files.threats,
        policy::FILE => &mut files.policy,
        events::FILE => files.events.as_mut().expect("events"),
        _ => files.leaves.as_mut().expect("leaves"),
    };
    let text = String::from_utf8(file.bytes.clone()).expect("our own writing");
    assert!(text.contains(from), "{from} is not in\n{}", &text[..text.len().min(2_000)]);
    file.bytes = text.replacen(from, to, 1).into_bytes();
    file.name = format!("mine/{}", file.name);
    files
}

fn first(refused: &Refused) -> &Fault {
    refused.faults.first().expect("a fault")
}

/// A change of one file that it does not survive by itself.
#[track_caller]
fn refused(file: &str, from: &str, to: &str, cause: Cause, line: u64, column: &str) {
    let told = read(with(file, from, to)).err().unwrap_or_else(|| panic!("{to} was accepted"));
    let fault = first(&told);
    assert_eq!(fault.cause, cause, "{told}");
    assert_eq!(fault.file, format!("mine/{file}"));
    assert_eq!(fault.line, Some(line), "{told}");
    assert_eq!(fault.column.as_ref().map_or("", |column| &column.name), column, "{told}");
}

/// The line of the first occurrence of a text in a file of the example.
fn line(file: &str, text: &str) -> u64 {
    let written = planning::write(&example());
    let (_, bytes) = written.into_iter().find(|(name, _)| name == file).expect("a file");
    let whole = String::from_utf8(bytes).expect("our own writing");
    let at = whole.find(text).unwrap_or_else(|| panic!("{text} is not in {file}"));
    1 + whole[..at].matches('\n').count() as u64
}

#[test]
fn forces_have_one_spelling() {
    let file = forces::FILE;
    refused(file, "id,force", "id,Force", Cause::HeaderColumn, 1, "Force");
    refused(file, "\nbombs-001,police", "\nbombs 1,police", Cause::BadId, 2, "id");
    refused(file, "\nbombs-001,police", "\nbombs-001,firemen", Cause::BadWord, 2, "force");
    refused(file, "bomb-disposal", "sappers", Cause::BadWord, 2, "kind");
    refused(file, ",any,", ",all,", Cause::BadWord, 2, "zone");
    refused(file, ",3,3,", ",03,3,", Cause::BadFigure, 2, "strength");
    refused(file, ",3,3,", ",3,-3,", Cause::BadFigure, 2, "crew");
    refused(file, ",no,", ",No,", Cause::BadWord, 2, "movable");
    refused(file, "dog explosives", "explosives dog", Cause::BadList, 2, "skills");
    refused(file, "06:00", "6:00", Cause::BadClock, 2, "from");
    refused(file, "24:00", "37:00", Cause::BadClock, 2, "to");
    refused(file, "720 min", "12 h", Cause::BadDuration, 2, "longest-duty");
    refused(file, "540 min", "32400 s", Cause::BadDuration, 2, "shortest-rest");
    refused(file, "540 min", "540 min,", Cause::ColumnCount, 2, "");
    refused(file, "540 min", "\"540 min", Cause::Quoting, 2, "");
}

#[test]
fn events_and_leaves_have_one_spelling() {
    refused(events::FILE, "result-evening", "party", Cause::BadWord, 2, "kind");
    refused(events::FILE, ",5000,", ",5 000,", Cause::BadFigure, 2, "people");
    refused(events::FILE, "18:00,24:00", "18:00,24:60", Cause::BadClock, 2, "to");
    refused(events::FILE, ",negotiator,", ",negotiator ,", Cause::BadList, 2, "skills");
    refused(
        events::FILE,
        "evening-1,result-evening,round-1",
        "evening-1,result-evening,round 1",
        Cause::BadId,
        2,
        "phase",
    );
    refused(leave::FILE, "station,reference", "reference,station", Cause::HeaderColumn, 1, "reference");
}

#[test]
fn threats_have_one_spelling() {
    let file = threats::FILE;
    let at = |text: &str| line(file, text);
    refused(file, "scope = \"kind headquarters\"", "scope = \"headquarters\"", Cause::BadScope, at("scope"), "scope");
    refused(file, "kind = \"arson\"", "kind = \"fire\"", Cause::BadWord, at("kind = \"arson"), "kind");
    refused(file, "likelihood = 3", "likelihood = 6", Cause::BadStep, at("likelihood"), "likelihood");
    refused(file, "impact = 3", "impact = \"3\"", Cause::BadStep, at("impact"), "impact");
    refused(file, "from = \"00:00\"", "from = \"0:00\"", Cause::BadClock, at("from"), "from");
    refused(file, "grade = \"C3\"", "grade = \"G3\"", Cause::BadGrade, at("grade"), "grade");
    refused(file, "grade = \"C3\"\n", "", Cause::MissingKey, at("[[threat]]"), "grade");
    refused(file, "[[threat]]", "[[danger]]", Cause::UnknownKey, at("[[threat]]"), "danger");
    refused(file, "id = ", "id = = ", Cause::Toml, at("id = "), "");
}

#[test]
fn the_policy_has_one_spelling() {
    let file = policy::FILE;
    let at = |text: &str| line(file, text);
    refused(file, "period = \"240 min\"", "period = \"4 h\"", Cause::BadDuration, at("period ="), "period");
    refused(file, "ceiling = 600", "ceiling = 0.6", Cause::BadFigure, at("ceiling"), "ceiling");
    refused(file, "ceiling = 600", "ceiling = 65536", Cause::BadFigure, at("ceiling"), "ceiling");
    refused(file, "ceiling = 600\n", "", Cause::MissingKey, 1, "ceiling");
    refused(file, "speeds = [55, 35, 20]", "speeds = [55, 35]", Cause::ListLength, at("speeds"), "speeds");
    refused(file, "first = [\"20 min\", ", "first = [", Cause::ListLength, at("first ="), "first");
    refused(file, "date = \"2017-04-23\"", "date = \"2017-4-23\"", Cause::BadDate, at("date"), "date");
    refused(file, "name = \"early\"", "name = \"a b\"", Cause::BadId, at("name = \"early"), "name");
    refused(file, "busy = 250", "busy = 250\nlazy = 1", Cause::UnknownKey, at("busy = 250") + 1, "lazy");
    refused(file, "excluded = [", "excluded = [1, ", Cause::WrongType, at("excluded"), "excluded");
}

#[test]
fn what_is_no_text_is_told() {
    for (bytes, cause) in [
        (Vec::new(), Cause::Empty),
        (b"\xef\xbb\xbfid".to_vec(), Cause::ByteOrderMark),
        (b"id\n\xff".to_vec(), Cause::BadUtf8),
    ] {
        let mut files = files(&example());
        files.threats = File { name: "mine.toml".into(), bytes };
        let told = read(files).expect_err("refused");
        assert_eq!((first(&told).cause, first(&told).file.as_str()), (cause, "mine.toml"), "{told}");
    }
}

#[test]
fn faults_of_all_files_are_told_together() {
    let mut files = with(forces::FILE, "06:00", "6:00");
    files.policy = with(policy::FILE, "ceiling = 600", "ceiling = x").policy;
    files.leaves = Some(File { name: "l".into(), bytes: b"station,reference\na b,c\n".to_vec() });
    let told = read(files).expect_err("refused");
    let met: Vec<&str> = told.faults.iter().map(|fault| fault.file.as_str()).collect();
    assert_eq!(met, ["mine/forces.csv", "mine/policy.toml", "l"], "{told}");
}

/// A change that only the whole cannot bear.
#[track_caller]
fn contradicted(file: &str, from: &str, to: &str, cause: Cause, line: u64, column: &str) {
    let country = country();
    let written = read(with(file, from, to)).unwrap_or_else(|told| panic!("{told}"));
    let phase = Id::new("round-1").expect("an identifier");
    let told = written.problem(&of(&country), phase).err().unwrap_or_else(|| panic!("{to} was accepted"));
    let fault = first(&told);
    assert_eq!(fault.cause, cause, "{told}");
    assert_eq!(fault.file, format!("mine/{file}"));
    assert_eq!(fault.line, Some(line), "{told}");
    assert_eq!(fault.column.as_ref().map_or("", |column| &column.name), column, "{told}");
}

#[test]
fn faults_of_the_whole_stand_at_their_line() {
    let at = |file, text| line(file, text);
    let (force, law, fear) = (forces::FILE, policy::FILE, threats::FILE);
    contradicted(force, ",3,3,", ",2,3,", Cause::PlanCrew, 2, "crew");
    contradicted(force, ",3,3,", ",0,3,", Cause::PlanRange, 2, "strength");
    contradicted(force, "bombs-001,police,bomb-disposal", "bombs-001,police,soldiers", Cause::PlanForce, 2, "kind");
    contradicted(events::FILE, "18:00,24:00", "18:00,17:00", Cause::PlanWindow, 2, "to");
    contradicted(events::FILE, ",negotiator,", ",juggler,", Cause::PlanNoSkill, 2, "skills");
    contradicted(leave::FILE, "\n", "\nnowhere,register 7\n", Cause::PlanUnknown, 2, "station");
    contradicted(
        fear,
        "scope = \"kind headquarters\"",
        "scope = \"place x\"",
        Cause::PlanUnknown,
        at(fear, "scope"),
        "scope",
    );
    contradicted(law, "rest = \"20 min\"", "rest = \"250 min\"", Cause::PlanCycle, at(law, "rest ="), "rest");
    contradicted(law, "speeds = [55, 35, 20]", "speeds = [55, 0, 20]", Cause::PlanRange, at(law, "speeds"), "speeds");
    contradicted(
        law,
        "excluded = [\"ZN\"",
        "excluded = [\"QQ\", \"ZN\"",
        Cause::PlanUnknown,
        at(law, "excluded ="),
        "excluded",
    );
    let shift = "serves-to = \"20:00\"";
    contradicted(law, shift, "serves-to = \"19:00\"", Cause::PlanBoundary, at(law, shift), "serves-to");
    contradicted(law, "share = 870", "share = 0", Cause::PlanRange, at(law, "share = 870"), "share");
    contradicted(law, "round = 1", "round = 9", Cause::PlanUnknown, at(law, "round = 1"), "round");
    contradicted(law, "name = \"round-1\"", "name = \"round-0\"", Cause::PlanNoPhase, at(law, "[[phase]]"), "phase");
}

#[test]
fn a_fault_of_the_whole_speaks_two_languages() {
    let country = country();
    let written = read(with(forces::FILE, ",3,3,", ",2,3,")).unwrap_or_else(|told| panic!("{told}"));
    let told = written.problem(&of(&country), Id::new("round-1").expect("an identifier")).expect_err("refused");
    let fault = first(&told);
    assert_eq!(
        fault.text(Language::English),
        "mine/forces.csv, line 2, column 8 (crew): P107 a crew is larger than its unit [3 > 2]. → make the crew smaller, or merge the unit with another."
    );
    assert_eq!(
        fault.text(Language::French),
        "mine/forces.csv, ligne 2, colonne 8 (crew): P107 un équipage est plus grand que son unité [3 > 2]. → réduisez l'équipage, ou réunissez l'unité à une autre."
    );
}

#[test]
fn a_fault_of_the_country_names_its_file() {
    let mut country = country();
    country.stations[0].commune = Id::new("nowhere").expect("an identifier");
    let written = read(files(&example())).unwrap_or_else(|told| panic!("{told}"));
    let told = written.problem(&of(&country), Id::new("round-1").expect("an identifier")).expect_err("refused");
    assert!(
        told.faults.iter().any(|fault| fault.cause == Cause::PlanCountry && fault.file == "stations.csv"),
        "{told}"
    );
}

#[test]
fn the_specification_names_every_code() {
    let text = include_str!("../../../../specs/plan-inputs.md");
    for cause in Cause::ALL.iter().filter(|cause| cause.code().starts_with('P')) {
        assert!(text.contains(&format!("| {} | {} |", cause.code(), cause.words().english)), "{}", cause.code());
    }
}
