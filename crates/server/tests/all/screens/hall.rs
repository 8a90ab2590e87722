//! A hub with screens, people of every role, and a browser without a window.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use election::definition::{Key, Role as Holder};
use election::{Definition, Id, Stamp, intake::OneHand};
use ops::Role;
use ops::account::{KeyName, Secret};
use ops::event::NewAccount;
use ops::step::{Actor, Command};
use server::http;
use server::hub::Hub;
use server::rooms::{MAX_EVENTS_AT_ONCE, RoomKey, Rooms};
use server::screens::{Asking, Earlier, NoPen, Pens, Screens, Settings, secrets};
use server::service::{Clock, Reply, Service};
use tempfile::TempDir;
use tlog::note::Signer;
use tlog::{Hash, SecretKey};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::country::{definition as country, log, messages};
use crate::rig::scratch;

/// Everybody's password: hashing is slow on purpose.
pub const PASSWORD: &str = "une phrase assez longue";

/// Account, role, scope, holder of the key: one of every role, and seconds where it takes two.
pub const PEOPLE: &[(&str, Role, &str, Option<&str>)] = &[
    ("admin", Role::Administrator, "FR", None),
    ("admin-b", Role::Administrator, "FR", None),
    ("nation", Role::NationalOps, "FR", None),
    ("room", Role::PrefectureOps, "01", None),
    ("results", Role::PrefectureResults, "01", Some("prefecture-a")),
    ("clerk-a", Role::Clerk, "01-001", Some("clerk-a")),
    ("clerk-b", Role::Clerk, "01-001", Some("clerk-b")),
    ("station", Role::Station, "01-001-0001", None),
    ("leader", Role::Leader, "01", None),
    ("wall", Role::Wall, "FR", None),
    ("auditor", Role::Auditor, "FR", None),
];

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn signer(scope: &str, holder: &str) -> Signer {
    let name = format!("country/{scope}/{holder}");
    Signer::new(&name, SecretKey::from_seed(&Hash::of(name.as_bytes()).0)).unwrap()
}

/// The country with two holders for its commune and its prefecture.
pub fn definition() -> Arc<Definition> {
    let mut parts = country("Essai").parts().clone();
    for (scope, holder, role) in [
        ("01-001", "clerk-a", Holder::Commune),
        ("01-001", "clerk-b", Holder::Commune),
        ("01", "prefecture-a", Holder::Prefecture),
        ("01", "prefecture-b", Holder::Prefecture),
    ] {
        let public = signer(scope, holder).verifier_key().key().compact();
        parts.keys.push(Key { scope: id(scope), holder: id(holder), role, from: None, to: None, public });
    }
    // Somewhere, so that ways have a length.
    for place in parts.places.iter_mut().filter(|place| place.id == id("01-001")) {
        place.position = Some(election::definition::Position { lon_e6: 5_200_000, lat_e6: 46_200_000 });
    }
    Arc::new(Definition::new(parts).unwrap())
}

struct InMemory(BTreeMap<Id, (&'static str, &'static str)>);

impl Pens for InMemory {
    fn signer(&self, account: Id, passphrase: &str) -> Result<Signer, NoPen> {
        let (scope, holder) = self.0.get(&account).ok_or(NoPen::Absent)?;
        if passphrase == PASSWORD { Ok(signer(scope, holder)) } else { Err(NoPen::Passphrase) }
    }

    fn change(&self, _: Id, _: &str, _: &str) -> Result<(), NoPen> {
        Ok(())
    }
}

/// The hall, with its doors open.
pub struct Hall {
    pub dir: TempDir,
    clock: Arc<AtomicI64>,
    address: SocketAddr,
    runtime: Runtime,
    screens: Screens,
    service: Service,
    seed: Secret,
}

/// Somebody's browser.
#[derive(Clone, Default)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
}

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Page {
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let after = self.body.split(&mark).nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&")
    }
}

fn seeded(rooms: &mut Rooms, now: Stamp) -> Secret {
    seeded_with(rooms, now, PEOPLE)
}

fn seeded_with(rooms: &mut Rooms, now: Stamp, people: &[(&str, Role, &str, Option<&str>)]) -> Secret {
    let (hash, seed) = (secrets::hash_password(PASSWORD).unwrap(), secrets::new_seed().unwrap());
    for (account, role, scope, holder) in people {
        let new = NewAccount {
            account: id(account),
            name: format!("Person {account}"),
            role: *role,
            scope: id(scope),
            key: holder.map(|holder| KeyName { scope: id(scope), holder: id(holder) }),
            password: hash.clone(),
            second: role.needs_second_factor().then(|| seed.clone()),
        };
        rooms.act(now, Actor::Hub, Command::MakeAccount(new)).unwrap();
        let own = Command::SetPassword { account: id(account), password: hash.clone() };
        rooms.act(now, Actor::Account(id(account)), own).unwrap();
    }
    seed
}

impl Hall {
    pub fn new() -> Self {
        Self::begun(None)
    }

    /// A hall whose forms know an earlier contest.
    pub fn asking(earlier: Earlier) -> Self {
        Self::begun(Some(earlier))
    }

    /// A hall of 69,242 stations, with so many screens on walls that may log in.
    pub fn of_a_country(screens: usize) -> Self {
        let (dir, definition) = (scratch(), of_a_country());
        let begins = definition.rounds()[0].publishes;
        std::fs::create_dir(dir.path().join("hub")).unwrap();
        let mut rooms = opened_of(&dir.path().join("hub"), &definition);
        let seed = seeded(&mut rooms, begins);
        let hash = secrets::hash_password(PASSWORD).unwrap();
        for nth in 0..screens {
            let account = id(&format!("screen-{nth}"));
            let new = NewAccount {
                account,
                name: format!("Screen {nth}"),
                role: Role::Wall,
                scope: id("FR"),
                key: None,
                password: hash.clone(),
                second: None,
            };
            rooms.act(begins, Actor::Hub, Command::MakeAccount(new)).unwrap();
            rooms
                .act(begins, Actor::Account(account), Command::SetPassword { account, password: hash.clone() })
                .unwrap();
        }
        drop(rooms);
        Self::of(dir, definition, None, seed, Arc::new(AtomicI64::new(begins.instant() + 600)))
    }

    /// The way to its hub.
    pub fn handle(&self) -> server::service::Handle {
        self.service.handle()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many stations there are.
    pub fn stations(&self) -> usize {
        self.screens.definition().stations().len()
    }

    /// The identifier of the nth station of department 01.
    pub fn station(&self, nth: usize) -> Id {
        self.screens.definition().stations().nth(nth).unwrap().1.id
    }

    /// Events of the journal.
    pub fn size(&self) -> u64 {
        u64::try_from(self.events().len()).unwrap()
    }

    /// A hall with a second person of the ministry, `nation-b`: some acts take two.
    pub fn of_two_nations() -> Self {
        Self::begun_with(None, &[PEOPLE, &[("nation-b", Role::NationalOps, "FR", None)]].concat())
    }

    fn begun(earlier: Option<Earlier>) -> Self {
        Self::begun_with(earlier, PEOPLE)
    }

    fn begun_with(earlier: Option<Earlier>, people: &[(&str, Role, &str, Option<&str>)]) -> Self {
        let (dir, definition) = (scratch(), definition());
        let begins = definition.rounds()[0].publishes;
        std::fs::create_dir(dir.path().join("hub")).unwrap();
        let mut rooms = opened(&dir.path().join("hub"));
        let seed = seeded_with(&mut rooms, begins, people);
        drop(rooms);
        Self::on(dir, earlier, seed, Arc::new(AtomicI64::new(begins.instant() + 600)))
    }

    /// A hall on a copy of another one, with the people and the hour of that one.
    pub fn restored(&self, copy: &Path) -> Self {
        let dir = scratch();
        std::fs::create_dir(dir.path().join("hub")).unwrap();
        for name in ["journal.sqlite", "rooms.sqlite", "rooms.head"] {
            std::fs::copy(copy.join("hub").join(name), dir.path().join("hub").join(name)).unwrap();
        }
        let clock = Arc::new(AtomicI64::new(self.clock.load(Ordering::SeqCst)));
        Self::on(dir, None, self.seed.clone(), clock)
    }

    fn on(dir: TempDir, earlier: Option<Earlier>, seed: Secret, clock: Arc<AtomicI64>) -> Self {
        Self::of(dir, definition(), earlier, seed, clock)
    }

    fn of(
        dir: TempDir,
        definition: Arc<Definition>,
        earlier: Option<Earlier>,
        seed: Secret,
        clock: Arc<AtomicI64>,
    ) -> Self {
        let shown = definition.rounds()[0].publishes;
        let (hub, _) = Hub::start(&dir.path().join("hub"), Arc::clone(&definition), log(), &OneHand).unwrap();
        let now = Arc::clone(&clock);
        let machine: Clock = Arc::new(move || shown.at(now.load(Ordering::SeqCst)).unwrap());
        let service = Service::start(hub, OneHand, Arc::clone(&machine));
        // Entry 0 of the log: without the seal nothing else enters.
        let sealed = service.handle().submit_blocking(messages(&definition)[0].clone().into_bytes());
        assert!(matches!(sealed, Ok(Reply::Logged(_))), "{sealed:?}");
        let rooms = opened_of(&dir.path().join("hub"), &definition);
        let own = PEOPLE.iter().filter_map(|(account, _, scope, holder)| Some((id(account), (*scope, (*holder)?))));
        let pens = Box::new(InMemory(own.collect()));
        let (election, backups) = (dir.path().to_owned(), dir.path().join("copies"));
        let settings = Settings { secure: false, election, backups, machine, at_legal_hour: false };
        let asking = Box::new(Asking::new(definition, earlier));
        let screens = Screens::new(service.handle(), rooms, pens, asking, settings);
        let kept = screens.clone();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(http::serve(listener, http::finish(screens.router()), None, std::future::pending()));
        Self { dir, clock, address, runtime, screens: kept, service, seed }
    }

    /// A directory with the plan of two departments that `plan` is tested with; its seeds are sealed.
    pub fn plan(&self) -> std::path::PathBuf {
        let directory = self.dir.path().join("plan");
        std::fs::create_dir_all(&directory).unwrap();
        let texts = [
            ("problem.txt", include_str!("../../../../../fuzz/seeds/plan_problem/small")),
            ("plan.txt", include_str!("../../../../../fuzz/seeds/plan/small")),
            ("certificates.txt", include_str!("../../../../../fuzz/seeds/plan_certificates/small")),
        ];
        for (name, text) in texts {
            std::fs::write(directory.join(name), text).unwrap();
        }
        directory
    }

    /// Gives the hub a plan, or gives it again, as when it starts.
    pub fn open_plan(&self, directory: &Path) -> Result<(), server::plans::Fault> {
        self.screens.open_plan(directory)
    }

    /// A door for Cursor on Target, for the units of a list.
    pub fn cot(&self, allowed: &str) -> SocketAddr {
        self.cot_over(allowed, None)
    }

    /// The same, over TLS where there is a certificate.
    pub fn cot_over(&self, allowed: &str, tls: Option<http::Tls>) -> SocketAddr {
        let listener = self.runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let allowed = server::cot::Allowed::parse(allowed).unwrap();
        self.runtime.spawn(server::cot::serve(listener, self.screens.clone(), allowed, tls));
        address
    }

    /// Seconds since 1970 by the hall's clock.
    pub fn instant(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// Lets time pass, in seconds.
    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    fn now(&self) -> Stamp {
        self.screens.definition().rounds()[0].publishes.at(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    /// Sends a signed message to the log, as a station does over the network.
    pub fn log(&self, note: &str) {
        let answer = self.service.handle().submit_blocking(note.as_bytes().to_vec());
        assert!(matches!(answer, Ok(Reply::Logged(_))), "{answer:?}");
    }

    /// A code nobody has used yet.
    pub fn code(&self) -> String {
        self.later(90);
        secrets::code_at(&self.seed, self.now()).unwrap()
    }

    /// A new code of a second factor that a page showed.
    pub fn code_of(&self, seed: &str) -> String {
        self.later(90);
        secrets::code_at(&Secret::new(seed).unwrap(), self.now()).unwrap()
    }

    /// The events of the journal, read past the lock.
    pub fn events(&self) -> Vec<String> {
        texts(&self.dir.path().join("hub/rooms.sqlite"), self.screens.definition())
    }

    /// Sends one request and keeps its cookies.
    pub fn send(&self, browser: &mut Browser, method: &str, path: &str, kind: &str, body: &[u8], more: &str) -> Page {
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nCookie: {}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\n{more}\r\n",
            cookies.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let mut part = [0; 8_192];
        while let Ok(read @ 1..) = stream.read(&mut part) {
            bytes.extend_from_slice(&part[..read]);
            // A stream of events does not end: its first event is all that is waited for.
            let text = String::from_utf8_lossy(&bytes);
            if text.contains("text/event-stream") && text.contains("data: ") {
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        for line in head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (pair, _) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            browser.cookies.insert(name.to_owned(), value.to_owned());
        }
        Page { status: status(head), head: head.to_owned(), body: body.to_owned() }
    }

    /// Sends these very bytes and gives the status of the answer; 0 for none.
    pub fn raw(&self, request: &str) -> u16 {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // A server may answer and close before it has read everything.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        status(&String::from_utf8_lossy(&bytes))
    }

    /// A connection for many requests.
    pub fn connection(&self) -> Connection {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_nodelay(true).unwrap();
        Connection(BufReader::new(stream))
    }

    pub fn get(&self, browser: &mut Browser, path: &str) -> Page {
        self.send(browser, "GET", path, "text/plain", b"", "")
    }

    pub fn post(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(browser, "POST", path, "application/x-www-form-urlencoded", form(fields).as_bytes(), "")
    }

    /// Sends a form with a file, as browsers do.
    pub fn upload(&self, browser: &mut Browser, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some(file) = file {
            let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        self.send(browser, "POST", path, "multipart/form-data; boundary=edge", &body, "")
    }

    /// A browser of somebody who has logged in.
    pub fn log_in(&self, account: &str) -> Browser {
        let code = self.code();
        self.log_in_by(account, &code)
    }

    /// The same with a code that is given: none where the role has no second factor.
    pub fn log_in_by(&self, account: &str, code: &str) -> Browser {
        let mut browser = Browser::default();
        let page = self.get(&mut browser, "/hub/log-in");
        let csrf = page.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("account", account), ("password", PASSWORD), ("code", code)];
        let came = self.post(&mut browser, "/hub/log-in", &fields);
        assert_eq!(came.status, 303, "{account}: {came:?}");
        browser
    }
}

/// A connection that stays open.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Sends a form and gives the status of the answer.
    pub fn post(&mut self, browser: &Browser, path: &str, body: &str) -> u16 {
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: hub\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).unwrap() > 0, "the connection has ended after {head}");
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).unwrap();
        status(&head)
    }
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// The word that a browser's forms must carry.
pub fn csrf(browser: &Browser) -> String {
    secrets::csrf(&browser.cookies["vigie"])
}

/// A form as browsers send it.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = server::screens::access::encoded;
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// The texts of a journal that nobody has open, or of a copy of one that somebody has.
fn texts(path: &Path, definition: &Arc<Definition>) -> Vec<String> {
    let copy = scratch();
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", path.display());
        if Path::new(&from).exists() {
            std::fs::copy(from, copy.path().join(format!("rooms.sqlite{ending}"))).unwrap();
        }
    }
    let rooms = opened_of(copy.path(), definition);
    let mut texts = Vec::new();
    let mut before = rooms.room().size();
    while before > 0 {
        let page = rooms.events(before, MAX_EVENTS_AT_ONCE).unwrap();
        before = page.last().unwrap().number;
        texts.extend(page.iter().map(ops::Event::text));
    }
    texts.reverse();
    texts
}

/// The rooms of a hall, whose key the tests know.
fn opened(hub: &Path) -> Rooms {
    opened_of(hub, &definition())
}

fn opened_of(hub: &Path, definition: &Arc<Definition>) -> Rooms {
    Rooms::open(hub, Arc::clone(definition), RoomKey::new(&[7; 32])).unwrap()
}

/// The country with as many stations as France had in 2017: the first department has the most.
fn of_a_country() -> Arc<Definition> {
    let mut parts = definition().parts().clone();
    let model = parts.stations[0].clone();
    let commune = parts.places.iter().find(|place| place.id == id("01-001")).unwrap().clone();
    let mut count = parts.stations.len();
    'all: for department in 1..=95 {
        let code = format!("{department:02}");
        if department > 1 {
            let mut own = parts.places.iter().find(|place| place.id == id("01")).unwrap().clone();
            (own.id, own.name) = (id(&code), format!("Department {code}"));
            parts.places.push(own);
        }
        for number in 2..=(if department == 1 { 700 } else { 999 }) {
            let mut own = commune.clone();
            own.id = id(&format!("{code}-{number:03}"));
            (own.parent, own.name) = (Some(id(&code)), format!("Commune {code}-{number}"));
            parts.places.push(own.clone());
            for nth in 1..=8 {
                let mut station = model.clone();
                (station.id, station.commune) = (id(&format!("{}-{nth:04}", own.id)), own.id);
                parts.stations.push(station);
                count += 1;
                if count == 69_242 {
                    break 'all;
                }
            }
        }
    }
    Arc::new(Definition::new(parts).unwrap())
}
