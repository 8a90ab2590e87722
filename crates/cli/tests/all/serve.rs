//! The hub as a process, and what the other commands say to it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::vigie::{text, vigie};

/// A hub on a port of its own; it ends with the test.
pub struct Hub {
    process: Child,
    pub url: String,
}

impl Hub {
    /// Starts a hub on an exercise; its clock begins at this moment.
    pub fn start(election: &Path, public: &Path, clock: &str) -> Self {
        Self::start_with(election, public, clock, &[])
    }

    /// The same with more arguments.
    pub fn start_with(election: &Path, public: &Path, clock: &str, rest: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_vigie"));
        program
            .args(["serve", text(election), "--public", text(public), "--listen", "127.0.0.1:0"])
            .args(["--clock", clock, "--publish-at-legal-hour", "--publish-every", "1"])
            .args(rest);
        Self::spawned(&mut program)
    }

    /// Starts a program that serves a hub, and waits for the line that says where.
    pub fn spawned(program: &mut Command) -> Self {
        let mut process = program
            .env("VIGIE_LANG", "en")
            .env("VIGIE_PASSPHRASE", "a passphrase for tests")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the process starts");
        let out = process.stdout.take().expect("its output");
        let mut lines = BufReader::new(out).lines().map(|line| line.expect("text"));
        let line = lines.find(|line| line.starts_with("the hub listens on")).expect("it listens");
        // Who writes to a pipe that nobody reads stops.
        std::thread::spawn(move || lines.for_each(drop));
        let url = line.rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{line}");
        Self { process, url }
    }

    /// Ends it as an operator does, and says how it ended.
    pub fn stop(mut self) -> Option<i32> {
        let process = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &process]).status().expect("kill is there");
        assert!(asked.success());
        self.process.wait().expect("it ends").code()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // A test that failed before `stop` leaves no process behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Somebody at a screen of the hub, without scripts.
struct Visitor {
    url: String,
    agent: ureq::Agent,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
        Self { url: url.to_owned(), agent: config.build().new_agent(), cookies: BTreeMap::new() }
    }

    /// Logs in with a first password, and chooses another.
    fn log_in(url: &str, account: &str, password: &str) -> Self {
        let mut visitor = Self::new(url);
        visitor.form("/hub/log-in", &[("account", account), ("password", password)]);
        let new = "another-password-of-the-tests";
        visitor.form("/hub/password", &[("password", password), ("new", new), ("again", new)]);
        visitor
    }

    fn get(&mut self, path: &str) -> String {
        let request = self.agent.get(format!("{}{path}", self.url)).header("cookie", self.cookie());
        self.read(request.call().expect("an answer"))
    }

    /// Sends the form of a page, which leads on to another.
    fn form(&mut self, path: &str, fields: &[(&str, &str)]) {
        assert_eq!(self.tries(path, fields), 303, "{path}");
    }

    /// Sends the form of a page; the status of the answer.
    fn tries(&mut self, path: &str, fields: &[(&str, &str)]) -> u16 {
        let page = self.get(path);
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let all = fields.iter().copied().chain([("csrf", csrf.expect("a form"))]);
        let request = self.agent.post(format!("{}{path}", self.url)).header("cookie", self.cookie());
        let answer = request.send_form(all).expect("an answer");
        let status = answer.status().as_u16();
        self.read(answer);
        status
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn read(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> String {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer.body_mut().read_to_string().expect("text")
    }
}

#[test]
fn an_exercises_clock_is_refused_where_the_moment_is_none() {
    vigie(&["serve", ".", "--public", "p", "--clock", "tonight"]).refused(2, "YYYY-MM-DD");
    vigie(&["serve", ".", "--public", "p", "--speed", "0"]).refused(2, "1..=3600");
}

#[test]
fn the_demo_serves_an_evening_that_comes_in_by_itself() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let out = dir.path().join("demo");
    let arguments = ["demo", "--stations", "120", "--no-plan", "--speed", "3600", "--listen", "127.0.0.1:0", "--out"];
    let hub = Hub::spawned(Command::new(env!("CARGO_BIN_EXE_vigie")).args(arguments).arg(&out));
    let log_ins = std::fs::read_to_string(out.join("private/log-ins.csv")).expect("the log-ins");
    for one in ["administrator-a,", "administrator-b,"] {
        assert!(log_ins.contains(one), "an account above the commune takes two of them: {one}");
    }
    let roles = log_ins.lines().skip(1).count();
    assert!(roles >= 10, "somebody of every role: {log_ins}");
    vigie(&["accounts", "code", text(&out.join("private/log-ins.csv")), "nation-a"]).ended(0);
    vigie(&["accounts", "code", text(&out.join("private/log-ins.csv")), "wall"]).refused(2, "line");
    vigie(&["accounts", "code", text(&out.join("private/log-ins.csv")), "nobody"]).refused(1, "nobody");
    let in_by_themselves = || {
        let metrics = ureq::get(format!("{}/metrics", hub.url)).call().ok()?.body_mut().read_to_string().ok()?;
        let line = metrics.lines().find(|line| line.starts_with("vigie_receipts_total "))?.to_owned();
        line.rsplit(' ').next()?.parse::<u64>().ok()
    };
    // One station's second report is among them, and a commune's own are not.
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while in_by_themselves().is_none_or(|receipts| receipts < 110) {
        assert!(std::time::Instant::now() < deadline, "{:?}", in_by_themselves());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let password = log_ins.lines().find_map(|line| line.strip_prefix("leader,")).expect("a leader");
    let mut leader = Visitor::log_in(&hub.url, "leader", password.split(',').next().expect("its password"));
    // The evening's bag: an order for the unit that this account leads.
    while !leader.get("/hub/orders").contains("disposal-1") {
        assert!(std::time::Instant::now() < deadline, "{}", leader.get("/hub/orders"));
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(hub.stop(), Some(0));
    let said = vigie(&["verify", text(&out.join("public"))]);
    assert!(said.ended(0).contains("1 contested") || said.ended(0).contains("missing"), "{}", said.ended(0));
}

/// A copy of the hub's directory, made during the night and put back later, must not go on: it would
/// give two entries one place. The log that was published stays as it is.
#[test]
fn an_older_copy_does_not_go_on_from_newer_public_files() {
    let own = crate::vigie::own_demo();
    let (election, public) = (own.path().join("demo"), own.path().join("p"));
    let (hub, copied) = (election.join("hub"), own.path().join("copy"));
    std::fs::remove_dir_all(&hub).expect("removed");
    std::fs::remove_dir_all(election.join("public")).expect("removed");
    let evening = "2017-04-23T20:30:00+02:00";
    assert_eq!(Hub::start(&election, &public, evening).stop(), Some(0));
    crate::vigie::copy(&hub, &copied.join("hub"));
    // The night goes on.
    vigie(&["replay", text(&election), "--round", "1", "--public", text(&public)]).ended(0);
    let before = std::fs::read(public.join("checkpoint")).expect("a checkpoint");
    // The older copy takes the place of the hub.
    std::fs::remove_dir_all(&hub).expect("removed");
    crate::vigie::copy(&copied.join("hub"), &hub);
    let serve = |language: &str| {
        let arguments =
            ["--lang", language, "serve", text(&election), "--public", text(&public), "--listen", "127.0.0.1:0"];
        vigie(&[&arguments[..], &["--clock", evening, "--publish-at-legal-hour"]].concat())
    };
    let english = serve("en");
    english.refused(3, "is an older copy");
    assert!(english.err.contains("this hub's has 1") && english.err.contains("begin a new log with a new origin"));
    assert!(serve("fr").err.contains("son répertoire est une copie plus ancienne"));
    assert_eq!(std::fs::read(public.join("checkpoint")).expect("a checkpoint"), before, "nothing was published");
    vigie(&["verify", text(&public)]).ended(0);
    // A copy that has gone on elsewhere has another past, as long as it may be.
    let elsewhere = own.path().join("elsewhere");
    vigie(&["replay", text(&election), "--round", "1", "--order", "arrival", "--public", text(&elsewhere)]).ended(0);
    serve("en").refused(3, "both are signed by the same key");
    assert_eq!(std::fs::read(public.join("checkpoint")).expect("a checkpoint"), before);
}

/// The messages of a published log, in its order.
pub fn entries(public: &Path) -> Vec<Vec<u8>> {
    let note = std::fs::read_to_string(public.join("checkpoint")).expect("a checkpoint");
    let size: u64 = note.lines().nth(1).and_then(|size| size.parse().ok()).expect("a size");
    let bundles = tlog::tile::bundles_changed(0, size).into_iter();
    let decoded = bundles.flat_map(|bundle| {
        let bytes = std::fs::read(public.join(bundle.path())).expect("a bundle");
        let entries = tlog::tile::decode_bundle(&bytes, bundle.width).expect("entries");
        entries.into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
    });
    decoded.collect()
}

/// Sends signed messages to a hub; each gets its receipt.
pub fn send(hub: &Hub, messages: &[Vec<u8>]) {
    for message in messages {
        let request = ureq::post(format!("{}/v1/messages", hub.url)).header("content-type", "text/plain");
        assert_eq!(request.send(&message[..]).expect("an answer").status(), 200);
    }
}

/// An election directory whose hub has not begun, and the messages of an evening that it knows.
pub fn before_the_evening(own: &Path) -> (std::path::PathBuf, Vec<Vec<u8>>) {
    let election = own.join("demo");
    let messages = entries(&election.join("public"));
    std::fs::remove_dir_all(election.join("hub")).expect("removed");
    std::fs::remove_dir_all(election.join("public")).expect("removed");
    (election, messages)
}

/// All files of the rooms are put back together to where they were before anything was done in them:
/// the log remembers how far they were, and the hub does not start.
#[test]
fn rooms_that_were_put_back_do_not_start() {
    let own = crate::vigie::own_demo();
    let (election, messages) = before_the_evening(own.path());
    let (public, hub) = (own.path().join("p"), election.join("hub"));
    let evening = "2017-04-23T20:30:00+02:00";
    // Somebody tries a password: that is an event of the rooms. Then messages come.
    let serving = Hub::start(&election, &public, evening);
    let fields = [("account", "nobody"), ("password", "not a password of anybody")];
    assert_eq!(Visitor::new(&serving.url).tries("/hub/log-in", &fields), 401);
    send(&serving, &messages[1..4]);
    assert_eq!(serving.stop(), Some(0));
    // The honest twin: nothing was put back.
    assert_eq!(Hub::start(&election, &public, evening).stop(), Some(0));
    for name in ["rooms.sqlite", "rooms.head"] {
        std::fs::remove_file(hub.join(name)).expect("it was there");
    }
    let serve = |more: &[&str]| {
        let arguments = ["serve", text(&election), "--public", text(&public), "--listen", "127.0.0.1:0"];
        vigie(&[&arguments[..], &["--clock", evening, "--publish-at-legal-hour"], more].concat())
    };
    let english = serve(&["--lang", "en"]);
    english.refused(3, "is an older copy");
    assert!(english.err.contains("demo/hub"), "{}", english.err);
    assert!(serve(&["--lang", "fr"]).err.contains("est une copie plus ancienne"));
    // They are lost: the night goes on, by a decision about these, and what is logged then remembers
    // these. A decision about others, left in a start-up file, opens nothing.
    let named = english.err.split("--rooms-older ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
    let another = (named.parse::<u64>().expect("a number") - 1).to_string();
    serve(&["--lang", "en", "--rooms-older", &another]).refused(3, "is an older copy");
    let older = Hub::start_with(&election, &public, evening, &["--rooms-older", named]);
    send(&older, &messages[4..5]);
    assert_eq!(older.stop(), Some(0));
    assert_eq!(Hub::start(&election, &public, evening).stop(), Some(0));
    vigie(&["verify", text(&public)]).ended(0);
}
