//! A polling station's own program: from its directory to a receipt, by files, codes and a hub;
//! and everything it refuses.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;

use crate::serve::Hub;
use crate::vigie::{Said, copy, demo, own_demo, text, vigie};

const EVENING: &str = "2017-04-23T20:14:00+02:00";

/// A station's directory in a place of its own, and the figures of its record.
struct Station {
    place: tempfile::TempDir,
    id: String,
}

impl Station {
    fn desk(&self) -> PathBuf {
        self.place.path().join("desk")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn run(&self, command: &str, rest: &[&str]) -> Said {
        vigie(&[&["station", command, text(&self.desk())], rest].concat())
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).expect("written");
        path
    }

    /// The figures of round 1 as the demo counted them.
    fn figures(&self) -> String {
        let counts = fs::read_to_string(demo().join("demo/counts/round-1.csv")).expect("read");
        let heading = counts.lines().next().expect("a heading").split(',').skip(1);
        let row = counts.lines().find(|row| row.starts_with(&format!("{},", self.id))).expect("the station's row");
        let lines: Vec<String> =
            heading.zip(row.split(',').skip(1)).map(|(name, figure)| format!("{name};{figure}")).collect();
        lines.join("\n") + "\n"
    }

    fn entered(&self) {
        let good = self.write("good.csv", &self.figures());
        self.run("import", &[text(&good), "--round", "1", "--counted-at", EVENING]).ended(0);
    }

    /// The same station with its report entered and signed: signed once for all tests, since a
    /// key file takes a second to open, on purpose.
    fn signed(&self) {
        static SIGNED: [OnceLock<tempfile::TempDir>; 2] = [const { OnceLock::new() }; 2];
        let made = SIGNED[usize::from(self.id != nth_station(3))].get_or_init(|| {
            self.entered();
            self.run("sign", &["--round", "1", "--as", "president"]).ended(0);
            self.run("sign", &["--round", "1", "--as", "secretary"]).ended(0);
            let kept = tempfile::tempdir().expect("a temporary directory");
            copy(&self.desk(), &kept.path().join("desk"));
            kept
        });
        self.write("good.csv", &self.figures());
        fs::remove_dir_all(self.desk()).expect("removed");
        copy(&made.path().join("desk"), &self.desk());
    }
}

fn nth_station(nth: usize) -> String {
    let stations = fs::read_to_string(demo().join("demo/stations.csv")).expect("read");
    stations.lines().nth(nth + 1).expect("a station").split(',').next().expect("its id").to_owned()
}

/// A station of the demo with a directory of its own; the directory is made once and copied.
fn station(nth: usize) -> Station {
    static MADE: [OnceLock<tempfile::TempDir>; 2] = [const { OnceLock::new() }; 2];
    let station = Station { place: tempfile::tempdir().expect("a temporary directory"), id: nth_station(nth) };
    let made = MADE[usize::from(nth != 3)].get_or_init(|| {
        let kept = tempfile::tempdir().expect("a temporary directory");
        init(&station, &kept.path().join("desk")).ended(0);
        kept
    });
    copy(&made.path().join("desk"), &station.desk());
    station
}

fn init(station: &Station, place: &Path) -> Said {
    let (definition, keys) = (demo().join("demo/definition"), demo().join("demo/private/keys.age"));
    let arguments = ["--definition", text(&definition), "--station", &station.id, "--keys", text(&keys)];
    vigie(&[&["station", "init", text(place)], arguments.as_slice()].concat())
}

/// An election that has received nothing yet, and where it publishes.
fn election() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let own = own_demo();
    let (election, public) = (own.path().join("demo"), own.path().join("p"));
    fs::remove_dir_all(election.join("hub")).expect("removed");
    fs::remove_dir_all(election.join("public")).expect("removed");
    (own, election, public)
}

fn state(station: &Station) -> String {
    station.run("status", &["--json"]).ended(0).to_owned()
}

#[test]
fn from_the_directory_to_a_receipt_over_files() {
    let station = station(3);
    assert!(state(&station).contains("\"answered\":0"));
    station.entered();
    assert!(state(&station).contains("\"prepared\":\""));
    let half = station.run("sign", &["--round", "1", "--as", "president", "--json"]);
    assert!(half.ended(0).contains("\"complete\":false") && half.out.contains("\"signed_by\":[\"president\"]"));
    let whole = station.run("sign", &["--round", "1", "--json"]);
    assert!(whole.ended(0).contains("\"complete\":true"), "the one who has not signed is asked: {}", whole.out);
    assert!(state(&station).contains("\"state\":\"unsent\"") && state(&station).contains("\"unsent\":1"));

    let file = station.path("stick");
    station.run("export", &["--file", text(&file)]).ended(0);
    let (_own, election, public) = election();
    let taken = vigie(&["intake", text(&election), text(&file), "--public", text(&public), "--at", EVENING]);
    taken.ended(0);
    let receipt = station.path("receipt");
    vigie(&["receipt", text(&public), "--station", &station.id, "--out", text(&receipt)]).ended(0);
    let kept = station.run("receipt", &[text(&receipt), "--json"]);
    assert!(kept.ended(0).contains("\"holds\":true"), "{}", kept.out);
    assert!(state(&station).contains("\"state\":\"received\"") && state(&station).contains("\"unsent\":0"));
    assert!(station.run("receipt", &[]).ended(0).contains("the log holds it, entry 1"));
    station.run("export", &["--file", text(&file)]).refused(1, "nothing to take");
    station.run("export", &["--file", text(&file), "--all"]).ended(0);
}

/// T50: no network, no file; the codes are scanned in any order and give the same bytes.
#[test]
fn by_codes_the_same_bytes_arrive() {
    let station = station(3);
    station.signed();
    let (codes, back) = (station.path("codes"), station.path("back"));
    station.run("export", &["--round", "1", "--qr", text(&codes)]).ended(0);
    let mut files: Vec<PathBuf> =
        fs::read_dir(&codes).expect("listed").map(|entry| entry.expect("one").path()).collect();
    files.sort();
    let texts = files.iter().find(|path| path.extension().is_some_and(|ending| ending == "txt")).expect("texts");
    let scanned = fs::read_to_string(texts).expect("read");
    let mut lines: Vec<&str> = scanned.lines().collect();
    assert_eq!(lines.len() + 1, files.len(), "a picture for each text");
    lines.reverse();
    let scan = station.write("scan", &lines.join("\r\n"));
    vigie(&["station", "read", text(&scan), "--out", text(&back)]).ended(0);
    let note = |place: &Path| {
        let mut all = fs::read_dir(place).expect("listed").map(|entry| entry.expect("one").path());
        fs::read(all.find(|path| path.extension().is_some_and(|ending| ending == "note")).expect("a note"))
            .expect("read")
    };
    assert_eq!(note(&back), note(&station.desk().join("messages")));

    let one = station.write("one", lines[0]);
    vigie(&["station", "read", text(&one), "--out", text(&back)]).refused(1, "missing: parts 1 of 2");
    let twice = station.write("twice", &format!("{scanned}{}\n", lines[0]));
    vigie(&["station", "read", text(&twice), "--out", text(&back)]).refused(1, "read twice: parts 2");
    let other = station.write("other", "https://example.org/\n");
    vigie(&["station", "read", text(&other), "--out", text(&back)]).refused(1, "no part of a message");
}

#[test]
fn the_sheet_is_a_page_and_a_pdf() {
    let station = station(3);
    station.run("export", &["--round", "1", "--sheet", "pdf"]).refused(1, "not signed by two holders yet");
    station.signed();
    let pdf = station.path("sheet.pdf");
    station.run("export", &["--round", "1", "--sheet", "pdf", "--out", text(&pdf)]).ended(0);
    assert!(fs::read(&pdf).expect("read").starts_with(b"%PDF-"));
    let page = station.run("export", &["--round", "1", "--sheet", "html"]);
    assert!(page.ended(0).contains(&format!("Report of the polling station {}", station.id)), "{}", page.out);
}

/// Answers typed on a terminal, line by line.
fn typed(station: &Station, answers: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["station", "enter", text(&station.desk()), "--round", "1", "--counted-at", EVENING]);
    command.env("VIGIE_LANG", "en").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the process starts");
    child.stdin.take().expect("its input").write_all(answers.as_bytes()).expect("typed");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn typed_line_by_line_with_mistakes_and_steps_back() {
    let station = station(3);
    let figures = station.figures();
    let values: Vec<&str> = figures.lines().map(|line| line.split(';').nth(1).expect("a figure")).collect();
    // A slip that is refused at once, a figure left out, a step back; then the input ends.
    let said = typed(&station, &format!("{}\n1,5\n{}\n\n<\n", values[0], values[1]));
    assert!(said.out.contains("No comma") && said.err.contains("the draft is kept"), "{}{}", said.out, said.err);
    assert_eq!(said.code, 1);
    assert!(state(&station).contains("\"answered\":2"), "nothing typed is lost");

    // The rest: one figure wrong, told at once, corrected at the end, confirmed.
    let rest = values[2..].join("\n");
    let wrong = rest.replacen(values[5], "1", 1);
    let said = typed(&station, &format!("{wrong}\n\n\n\n{}\n{}y\n", values[5], "\n".repeat(values.len())));
    assert!(said.out.contains("E101") && said.out.contains("E102"), "{}", said.out);
    said.ended(0);
    assert!(said.out.contains("ready to sign"), "{}", said.out);
}

#[test]
fn figures_that_cannot_be_are_told_and_the_draft_is_kept() {
    let station = station(3);
    let file = station.write("bad.csv", "A;1.000\nB;12\nC;1.001\nD;-1\nvoid;1e3\n");
    let said = station.run("enter", &["--round", "1", "--figures", text(&file)]);
    assert_eq!(said.code, 1);
    for due in ["[D] No sign here", "[E] Digits only", "[A C] E103", "[B C] E105", "[A] E106", "Empty is not zero"] {
        assert!(said.err.contains(due), "no {due:?} in {}", said.err);
    }
    assert!(state(&station).contains("\"answered\":5"), "kept as typed");
    let json = station.run("enter", &["--round", "1", "--figures", text(&file), "--json"]);
    assert!(
        json.out.contains("\"ready\":false")
            && json.out.contains("\"code\":\"E103\",\"fields\":[\"registered\",\"cast\"]"),
        "{}",
        json.out
    );
    station.run("sign", &["--round", "1"]).refused(1, "nothing to sign");
    let strange = station.write("strange.csv", "A;1\nZ;2\n");
    station.run("import", &[text(&strange), "--round", "1"]).refused(1, "line 2");
    assert!(state(&station).contains("\"answered\":5"), "a file with one bad line changes nothing");
}

#[test]
fn a_reason_is_asked_for_and_stands_in_the_report() {
    let station = station(3);
    let figures = station.figures();
    let registered = figures.lines().next().expect("a line");
    let more = format!("{registered}1");
    let file = station.write("more.csv", &figures.replacen(registered, &more, 1));
    station.run("import", &[text(&file), "--round", "1"]).refused(1, "E106");
    let given = ["--round", "1", "--reason", "court order on the day", "--counted-at", EVENING];
    station.run("import", &[[text(&file)].as_slice(), given.as_slice()].concat()).ended(0);
    let said = station.run("sign", &["--round", "1", "--as", "president"]);
    assert!(said.ended(0).contains("reason: court order on the day"), "{}", said.out);
}

#[test]
fn news_of_the_day_is_signed_by_one() {
    let station = station(3);
    station.run("tell", &["open", "--round", "1", "--at", "2017-04-23T08:00:00+02:00"]).ended(0);
    let noon = ["turnout-noon", "--round", "1", "--at", "2017-04-23T12:00:00+02:00"];
    station.run("tell", &noon).refused(2, "how many signatures so far");
    station.run("tell", &[noon.as_slice(), &["--signed-in", "1,2"]].concat()).refused(2, "No comma");
    station.run("tell", &[noon.as_slice(), &["--signed-in", "1 204"]].concat()).ended(0);
    station.run("tell", &["closed", "--signed-in", "3"]).refused(2, "turnout-17 only");
    station.run("tell", &["shut"]).refused(2, "installed, open");
    station.run("tell", &["open", "--as", "mayor"]).refused(2, "not a holder of this station (president, secretary)");
    let (_own, election, _) = election();
    let file = station.path("stick");
    station.run("export", &["--file", text(&file)]).ended(0);
    assert!(vigie(&["intake", text(&election), text(&file), "--json"]).ended(0).contains("\"log_size\":3"));
}

#[test]
fn what_is_signed_is_not_typed_over() {
    let station = station(3);
    station.signed();
    let good = station.path("good.csv");
    station.run("import", &[text(&good), "--round", "1"]).refused(1, "a mistake is corrected, not erased");
    station.run("sign", &["--round", "1"]).refused(1, "is signed");
}

/// A voter taken from one candidate and given to another: the sums still hold.
fn read_again(station: &Station) -> PathBuf {
    let figures = station.figures();
    let figure = |name: &str| -> u32 {
        let line = figures.lines().find_map(|line| line.strip_prefix(&format!("{name};"))).expect("a line");
        line.parse().expect("a figure")
    };
    let mut panels: Vec<&str> = figures.lines().filter_map(|line| line.split(';').next()).collect();
    panels.retain(|name| name.parse::<u32>().is_ok() || name.starts_with("candidate"));
    panels.sort_by_key(|name| std::cmp::Reverse(figure(name)));
    let (most, next) = (panels[0], panels[1]);
    let moved = figures
        .replace(&format!("{most};{}\n", figure(most)), &format!("{most};{}\n", figure(most) - 1))
        .replace(&format!("{next};{}\n", figure(next)), &format!("{next};{}\n", figure(next) + 1));
    assert_ne!(moved, figures);
    station.write("again.csv", &moved)
}

const LATER: &str = "2017-04-23T21:30:00+02:00";

#[test]
fn a_correction_is_signed_by_two_printed_and_taken_by_the_real_hub() {
    let station = station(3);
    station.signed();
    let again = read_again(&station);
    let correct = |rest: &[&str]| station.run("correct", &[&["--round", "1"], rest].concat());
    let all = ["--figures", text(&again), "--reason", "two papers were on the wrong heap", "--at", LATER];
    let said = correct(&[&all[..], &["--as", "president"]].concat());
    assert!(
        said.ended(0).contains("edition 2") && said.out.contains("(was ") && said.out.contains("a second is needed")
    );
    // Only one has signed: there is nothing to send but the report.
    assert_eq!(fs::read_dir(station.desk().join("messages")).expect("listed").count(), 1);
    let done = correct(&["--as", "secretary", "--json"]);
    assert!(done.ended(0).contains("\"complete\":true") && done.out.contains("\"edition\":2"), "{}", done.out);
    // The sheet is that of the correction, with its reason.
    let sheet = station.path("sheet.html");
    station.run("export", &["--sheet", "html", "--out", text(&sheet), "--round", "1"]).ended(0);
    let page = fs::read_to_string(&sheet).expect("read");
    assert!(page.contains("Corrected report") && page.contains("two papers were on the wrong heap"));
    let (_own, election, public) = election();
    let hub = Hub::start(&election, &public, "2017-04-23T22:00:00+02:00");
    let sent = station.run("send", &["--to", &hub.url]);
    assert!(sent.ended(0).contains("report-1-") && sent.out.contains("correction-1-"), "{}", sent.out);
    assert_eq!(hub.stop(), Some(0));
    vigie(&["verify", text(&public)]).ended(0);
    let folder = fs::read_dir(public.join("snapshots")).expect("listed").next().expect("one").expect("read").path();
    let changes = fs::read_to_string(folder.join("changes.csv")).expect("read");
    assert!(changes.contains("two papers were on the wrong heap"), "{changes}");
    // The next correction replaces this one.
    let good = station.path("good.csv");
    let back = ["--figures", text(&good), "--reason", "no, they were not", "--as", "president"];
    assert!(correct(&[&back[..], &["--json"]].concat()).ended(0).contains("\"edition\":3"));
}

#[test]
fn a_correction_that_cannot_be_is_refused_here() {
    let fresh = station(3);
    fresh.entered();
    let good = fresh.path("good.csv");
    let why = ["--reason", "typed wrongly", "--round", "1", "--as", "president"];
    let with = |figures: &Path| {
        [&["--figures", text(figures)], &why[..]].concat().iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    let run = |station: &Station, words: &[String]| {
        station.run("correct", &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    run(&fresh, &with(&good)).refused(1, "not signed by two holders yet");
    let station = station(3);
    station.signed();
    run(&station, &with(&station.path("good.csv"))).refused(1, "nothing changes");
    // Sums that do not hold are told as on the form.
    let broken = station.write("broken.csv", &station.figures().replacen("valid;", "valid;9", 1));
    run(&station, &with(&broken)).refused(1, "");
    assert!(!station.desk().join("round-1/correction").exists(), "nothing is prepared of what does not hold");
    let no_reason = station.run("correct", &["--figures", text(&broken), "--round", "1"]);
    no_reason.refused(2, "--reason");
    // Nobody signs alone, and nobody twice: the same holder again is still one.
    let again = read_again(&station);
    run(&station, &with(&again)).ended(0);
    assert!(station.run("correct", &["--round", "1", "--as", "president"]).ended(0).contains("a second is needed"));
    // Another reason or other figures do not discard the signature of somebody else.
    let at = ["--figures", text(&again), "--reason", "another reason", "--round", "1", "--as", "secretary"];
    let halves = || fs::read_dir(station.desk().join("round-1")).expect("listed").count();
    let before = halves();
    station.run("correct", &at).refused(1, "its reason is \"typed wrongly\"");
    let figures = fs::read_to_string(&again).expect("read");
    let third = station.write("third.csv", &figures.replacen("blank;", "blank;1", 1));
    let other = ["--figures", text(&third), "--reason", "typed wrongly", "--round", "1", "--as", "secretary"];
    station.run("correct", &other).refused(1, "its figures differ at");
    assert_eq!(halves(), before);
    let waits = station.run("status", &[]);
    assert!(waits.ended(0).contains("correction signed by president") && waits.out.contains("typed wrongly"));
    let told = station.run("status", &["--json"]);
    assert!(told.ended(0).contains("\"reason\":\"typed wrongly\",\"signed_by\":[\"president\"]"), "{}", told.out);
    // Begun anew in so many words, the first signature is taken back; in the same words it is completed.
    let anew = station.run("correct", &[&at[..], &["--again"]].concat());
    assert!(anew.ended(0).contains("signed by secretary") && anew.out.contains("another reason"));
    let same = ["--figures", text(&again), "--reason", "another reason", "--round", "1", "--as", "president"];
    assert!(station.run("correct", &same).ended(0).contains("signed by two holders"));
}

/// A file that is no election is refused, and not taken for one that asks nothing.
#[test]
fn an_earlier_election_that_is_none_is_refused() {
    let station = station(3);
    let good = station.write("good.csv", &station.figures());
    let stranger = station.write("stranger.csv", "station,registered,signed_in,cast,blank,void,valid\n");
    let said = station.run("import", &[text(&good), "--round", "1", "--earlier", text(&stranger)]);
    assert_ne!(said.code, 0, "{}", said.out);
}

#[test]
fn what_an_earlier_election_makes_unusual_asks_for_a_reason() {
    let station = station(3);
    let good = station.write("good.csv", &station.figures());
    let figures = station.figures();
    let figure = |name: &str| {
        let line = figures.lines().find_map(|line| line.strip_prefix(&format!("{name};"))).expect("the figure");
        line.parse::<u32>().expect("a number")
    };
    let id: Vec<&str> = station.id.splitn(3, '-').collect();
    let [department, commune, number] = id[..] else { panic!("{}", station.id) };
    // The register was twice as long then; of the rest nothing is the same.
    let earlier = |registered: u32| {
        let header =
            "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,1:X,2:Y";
        let row = format!("{department},{commune},{number},1,Here,{registered},105,3,101,60,41");
        station.write("earlier.csv", &format!("{header}\n{row}\n"))
    };
    let import = |earlier: &Path, rest: &[&str]| {
        let words = [text(&good), "--round", "1", "--counted-at", EVENING, "--earlier", text(earlier)];
        station.run("import", &[&words, rest].concat())
    };
    let same = earlier(figure("registered"));
    assert!(import(&same, &[]).ended(0).contains(&format!("end of the count: {EVENING}")));
    let twice = earlier(2 * figure("registered"));
    import(&twice, &[]).refused(1, "W403");
    import(&twice, &["--reason", "half of the commune has a station of its own now"]).ended(0);
    let said = station.run("sign", &["--round", "1", "--as", "president"]);
    assert!(said.ended(0).contains("reason: half of the commune"), "{}", said.out);
}

/// A signature is of one text: when the figures change, the first signer signs again.
#[test]
fn a_change_after_the_first_signature_takes_it_back() {
    let station = station(3);
    station.entered();
    station.run("sign", &["--round", "1", "--as", "president"]).ended(0);
    station.entered();
    assert!(state(&station).contains("\"signed_by\":[\"president\"]"), "the same text keeps its signature");
    let later = ["--round", "1", "--counted-at", "2017-04-23T20:15:00+02:00"];
    station.run("import", &[[text(&station.path("good.csv"))].as_slice(), &later].concat()).ended(0);
    assert!(state(&station).contains("\"signed_by\":[]"));

    // What is typed and left unfinished is not signed as it was before.
    let begun = station.write("begun.csv", "A;1\n");
    station.run("import", &[text(&begun), "--round", "1"]).refused(1, "Empty is not zero");
    station.run("sign", &["--round", "1", "--as", "president"]).refused(1, "nothing to sign");
}

#[test]
fn init_refuses_what_would_fail_at_midnight() {
    let station = station(3);
    init(&station, &station.desk()).refused(2, "not empty");
    let (definition, keys) = (demo().join("demo/definition"), demo().join("demo/private/keys.age"));
    let new = station.path("new");
    let with = |rest: &[&str]| {
        let first = ["station", "init", text(&new), "--definition", text(&definition)];
        vigie(&[first.as_slice(), rest].concat())
    };
    with(&["--station", "99-999-0001"]).refused(1, "E204");
    with(&["--station", &station.id, "--definition-hash", &"0".repeat(64)]).refused(1, "not the one expected");
    let other = station.desk().join("keys/president.age");
    with(&["--station", &nth_station(4), "--keys", text(&other)]).refused(1, "no key of a holder of station");
    let wrong = station.write("wrong", "not the passphrase\n");
    with(&["--station", &station.id, "--keys", text(&keys), "--passphrase-file", text(&wrong)])
        .refused(1, "check the passphrase");
    with(&["--station", &station.id, "--own", &format!("president={}", text(&wrong))]).refused(2, "--keys has no key");
    assert!(!new.exists(), "nothing is left of what was refused");

    // Each holder has his own passphrase, and the other's does not open his key.
    let own = format!("president={}", text(&station.write("own", "the president's own\n")));
    with(&["--station", &station.id, "--keys", text(&keys), "--own", &own]).ended(0);
    let tell = |file: &Path| {
        vigie(&[
            "station",
            "tell",
            text(&new),
            "open",
            "--round",
            "1",
            "--as",
            "president",
            "--passphrase-file",
            text(file),
        ])
    };
    tell(&wrong).refused(1, "check the passphrase");
    tell(&station.path("own")).ended(0);
    vigie(&["station", "status", text(&station.path("codes"))]).refused(3, "codes");
    vigie(&["station", "status", text(station.place.path())]).refused(2, "not the directory of a station");
}

/// A hub that gives one prepared answer to every request, and counts them.
fn hub(answers: Vec<Vec<u8>>) -> (String, thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = thread::spawn(move || {
        let count = answers.len();
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut heard = Vec::new();
            let mut piece = [0; 4_096];
            while !heard.ends_with(b"=\n") && !heard.is_empty() || heard.is_empty() {
                let read = stream.read(&mut piece).expect("read");
                heard.extend_from_slice(&piece[..read]);
                if read == 0 {
                    break;
                }
            }
            stream.write_all(&answer).expect("answered");
        }
        count
    });
    (url, serving)
}

fn http(status: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\nretry-after: 0\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A real receipt of a station's report, made by a hub on files.
fn receipt(station: &Station) -> Vec<u8> {
    let (_own, election, public) = election();
    let (file, receipt) = (station.path("out"), station.path("made"));
    station.run("export", &["--file", text(&file), "--all"]).ended(0);
    vigie(&["intake", text(&election), text(&file), "--public", text(&public), "--at", EVENING]).ended(0);
    vigie(&["receipt", text(&public), "--station", &station.id, "--out", text(&receipt)]).ended(0);
    fs::read(receipt).expect("read")
}

#[test]
fn the_real_hub_takes_the_report_and_its_receipt_holds() {
    let station = station(3);
    station.signed();
    let (_own, election, public) = election();
    let early = Hub::start(&election, &public, "2017-04-20T12:00:00+02:00");
    station.run("send", &["--to", &early.url]).refused(1, "H101");
    // Who reads the refusal is not always who sent: it is kept in both languages.
    let messages =
        fs::read_dir(station.desk().join("messages")).expect("listed").map(|entry| entry.expect("read").path());
    let refused = messages.filter(|path| path.extension().is_some_and(|ending| ending == "refused"));
    let kept: Vec<String> = refused.map(|path| fs::read_to_string(path).expect("read")).collect();
    assert_eq!(kept.len(), 1);
    let lines: Vec<&str> = kept[0].lines().collect();
    assert!(lines.len() == 2 && lines[0] != lines[1] && lines.iter().all(|line| line.starts_with("H101")), "{kept:?}");
    let said = |language: &str| vigie(&["--lang", language, "station", "status", text(&station.desk())]).out;
    assert!(said("fr").contains(lines[0]) && said("en").contains(lines[1]));
    assert_eq!(early.stop(), Some(0));
    let hub = Hub::start(&election, &public, "2017-04-23T20:30:00+02:00");
    assert!(station.run("send", &["--to", &hub.url]).ended(0).contains("received, entry 1"));
    assert!(station.run("receipt", &[]).ended(0).contains("the log holds it"));
    assert_eq!(hub.stop(), Some(0));
    let verified = vigie(&["verify", text(&public)]);
    assert!(verified.ended(0).contains("VERIFIED"), "{}", verified.out);
    assert!(public.join("manifest").exists(), "the last publication comes with the end");
}

/// T12: the hub answers with a receipt, and the receipt is of something else.
#[test]
fn received_but_stored_something_else_is_an_alarm() {
    let (ours, others) = (station(3), station(4));
    ours.signed();
    others.signed();
    let (url, hub) = hub(vec![http("200 OK", &receipt(&others))]);
    let said = ours.run("send", &["--to", &url, "--tries", "1"]);
    said.refused(1, "ALARM");
    assert_eq!(hub.join().expect("it ended"), 1);
    assert!(state(&ours).contains("\"state\":\"alarm\"") && state(&ours).contains("\"unsent\":1"));
    let brought = others.path("made");
    ours.run("receipt", &[text(&brought)]).refused(1, "ALARM");
}

#[test]
fn a_hub_that_is_busy_is_tried_again_and_its_receipt_is_checked() {
    let station = station(3);
    station.signed();
    let receipt = receipt(&station);
    let answers =
        vec![http("503 Service Unavailable", b"<html>"), http("429 Too Many Requests", b""), http("200 OK", &receipt)];
    let (url, hub) = hub(answers);
    let said = station.run("send", &["--to", &url, "--json"]);
    assert!(said.ended(0).contains("\"received\":true"), "{}", said.out);
    assert_eq!(hub.join().expect("it ended"), 3);
    assert!(state(&station).contains("\"unsent\":0"));
    assert!(station.run("send", &["--to", &url]).ended(0).contains("nothing to send"));
}

#[test]
fn what_is_not_received_stays_unsent_and_says_why() {
    let station = station(3);
    station.signed();
    let refusal = br#"{"code":"E201","status":422,"text":{"fr":"autre","en":"another definition"},"remedy":{"fr":"r","en":"load it"}}"#;
    station.run("send", &["--tries", "1"]).refused(2, "where to?");
    let (url, _hub) = hub(vec![http("422 Unprocessable", refusal), http("200 OK", b"<html>welcome</html>")]);
    station.run("send", &["--to", &url]).refused(1, "refused: E201 another definition → load it");
    assert!(state(&station).contains("\"state\":\"refused\""));
    station.run("send", &["--to", &url]).refused(1, "the answer is no receipt");
    let said = station.run("send", &["--to", "http://127.0.0.1:1", "--tries", "1", "--json"]);
    assert!(said.ended(3).contains("\"unreachable\":"), "{}", said.out);
    station.run("send", &["--to", "ftp://hub"]).refused(2, "http://");
    let hub = station.desk().join("hub");
    assert_eq!(fs::read_to_string(&hub).expect("read"), "http://127.0.0.1:1\n", "the last address given");
    assert!(
        station.run("send", &["--tries", "1", "--json"]).ended(3).contains("\"unreachable\":"),
        "to the kept address"
    );
    fs::write(&hub, "http://127.0.0.1:1/\u{202e}x\n").expect("written");
    station.run("send", &["--tries", "1"]).refused(1, "not an address");
    assert!(state(&station).contains("\"unsent\":1"));
}

#[test]
fn a_file_of_messages_that_was_cut_is_refused_whole() {
    let station = station(3);
    station.signed();
    let file = station.path("stick");
    station.run("export", &["--file", text(&file)]).ended(0);
    let good = fs::read(&file).expect("read");
    let (_own, election, _) = election();
    for end in [good.len() - 1, good.len() / 2, 30] {
        let cut = station.path("cut");
        fs::write(&cut, &good[..end]).expect("written");
        vigie(&["intake", text(&election), text(&cut)]).refused(1, "cut");
        vigie(&["station", "read", text(&cut), "--out", text(&station.path("back"))]).refused(1, "cut short");
    }
}
