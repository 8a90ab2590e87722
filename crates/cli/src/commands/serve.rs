//! `vigie serve`: the hub of an election night, over HTTP.

mod witnesses;

use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use election::{Definition, Stamp, definition::Mode, refusal::Language};
use server::{
    cot::{self, Allowed},
    http::{self, App, Router, Tls},
    publication::Publication,
    publishing::{Publishing, Rules},
    screens::{Asking, Earlier, Screens, Settings},
    service::{Clock, Handle, Service},
    wall::Wall,
    witnesses::Patience,
};
use tokio::{
    net::TcpListener,
    runtime::{Builder, Runtime},
    signal::unix::{SignalKind, signal},
};
use verifier::{Threads, wording::say};

use crate::{
    clock::unix_time,
    commands::accounts::FilePens,
    failure::Failure,
    folder::Folder,
    keyring::Passphrase,
    night::{Night, not_published},
    rooms,
};

/// Seconds between two publications of an exercise that runs fast.
const EXERCISE_PUBLISHES_EVERY: u64 = 15;

/// Run the hub of an election night: messages in, receipts out, the public files.
///
/// Listens on this machine alone unless told otherwise. Ends on SIGTERM or SIGINT, after it has
/// answered what it accepted.
#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The directory to publish to
    #[arg(long, value_name = "OUT")]
    public: PathBuf,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8017")]
    listen: SocketAddr,
    /// Certificate chain in PEM: the hub then speaks TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Seconds between two publications
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    publish_every: u64,
    /// Publish when the legal hour comes, without anybody's decision (exercises only)
    #[arg(long)]
    publish_at_legal_hour: bool,
    /// Witnesses to ask for cosignatures: a policy with their addresses (C2SP tlog-policy)
    #[arg(long, value_name = "FILE")]
    witnesses: Option<PathBuf>,
    /// Results of an earlier election with the same stations: what is unusual is asked at entry
    #[arg(long, value_name = "RESULTS")]
    earlier: Option<PathBuf>,
    /// A plan's directory: its orders are shown, pinned and repaired; editions are written beside it
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<PathBuf>,
    /// Address and port for Cursor on Target; without it nobody listens there
    #[arg(long, value_name = "ADDRESS")]
    cot: Option<SocketAddr>,
    /// Units that may say where they are by Cursor on Target, one a line; without it none may
    #[arg(long, value_name = "FILE", requires = "cot")]
    cot_units: Option<PathBuf>,
    /// The hub's clock begins at this moment: YYYY-MM-DDTHH:MM:SS+HH:MM (exercises only)
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    clock: Option<Stamp>,
    /// Go on with rooms that are older than the log remembers, where the refusal names this number of events
    #[arg(long, value_name = "EVENTS")]
    rooms_older: Option<u64>,
    /// How many seconds the hub's clock goes in one (exercises only)
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    speed: u32,
    #[command(flatten)]
    passphrase: Passphrase,
}

fn moment(text: &str) -> Result<Stamp, String> {
    Stamp::parse(text).ok_or_else(|| "YYYY-MM-DDTHH:MM:SS+HH:MM".to_owned())
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let folder = Folder::open(&self.directory)?;
        let night = Night::reopen(&folder, &self.passphrase, language)?;
        self.serve(&folder, night, |_| (), language)
    }

    /// The hub of an exercise whose clock begins at a moment and goes at a speed.
    pub fn of_exercise(
        folder: &Folder,
        listen: SocketAddr,
        clock: Stamp,
        speed: u32,
        (earlier, plan): (Option<PathBuf>, Option<PathBuf>),
    ) -> Self {
        Self {
            directory: folder.path(""),
            public: folder.path("public"),
            listen,
            tls_cert: None,
            tls_key: None,
            publish_every: EXERCISE_PUBLISHES_EVERY,
            publish_at_legal_hour: true,
            witnesses: None,
            earlier,
            plan,
            cot: None,
            cot_units: None,
            clock: Some(clock),
            rooms_older: None,
            speed,
            passphrase: Passphrase::default(),
        }
    }

    /// Serves a night until it is told to stop. `beside` is run once, when the hub takes messages.
    pub fn serve(
        &self,
        folder: &Folder,
        night: Night,
        beside: impl FnOnce(Beside<'_>),
        language: Language,
    ) -> Result<(), Failure> {
        let tls = self.tls()?;
        let definition = Arc::clone(night.definition());
        if definition.parts().mode == Mode::Live {
            self.only_live()?;
        }
        let clock = self.clock(Wall::of(&definition))?;
        let (hub, mut publication) = night.with_pages(true).into_parts(&self.public)?;
        if let Some(path) = &self.witnesses {
            publication = witnesses::asking(publication, &definition, path, language)?;
        }
        let service = Service::start(hub, Threads::all(), clock);
        let runtime = Builder::new_multi_thread().enable_all().build().map_err(|error| of_the_system(&error))?;
        eprintln!("{}", say(language, "ouverture des écrans…", "opening the screens…"));
        let screens = self.screens(folder, &definition, &service)?;
        beside(Beside { runtime: &runtime, hub: service.handle(), screens: screens.clone() });
        let running = Running { arguments: self, runtime: &runtime, service: &service, screens, tls };
        let ran = running.night(publication, language);
        let stopped = service.stop().map_err(|why| of_the_hub(&why));
        runtime.shutdown_timeout(Duration::from_secs(1));
        ran.and(stopped)
    }

    /// The screens of the people of the night, on the same hub.
    fn screens(&self, folder: &Folder, definition: &Arc<Definition>, service: &Service) -> Result<Screens, Failure> {
        let rooms = rooms::open(folder, definition, &self.passphrase)?;
        rooms::reach(&rooms, folder, &service.handle(), self.rooms_older)?;
        let machine = clock_of(Wall::of(definition), unix_time)?;
        let settings = Settings {
            secure: self.tls_cert.is_some(),
            election: folder.path(""),
            backups: folder.path("hub/copies"),
            machine,
            at_legal_hour: self.publish_at_legal_hour,
        };
        let warnings = Asking::new(Arc::clone(definition), self.earlier.as_deref().map(earlier).transpose()?);
        let screens =
            Screens::new(service.handle(), rooms, Box::new(FilePens::of(folder)), Box::new(warnings), settings);
        self.plan.as_deref().map(|plan| screens.open_plan(plan)).transpose()?;
        Ok(screens)
    }

    /// In a live vote the clock is the clock, and people decide what is published.
    fn only_live(&self) -> Result<(), Failure> {
        if self.publish_at_legal_hour || self.clock.is_some() || self.speed != 1 {
            return Err(Failure::usage(
                "--publish-at-legal-hour, --clock et --speed sont réservés aux exercices",
                "--publish-at-legal-hour, --clock and --speed are for exercises only",
            ));
        }
        Ok(())
    }

    fn tls(&self) -> Result<Option<Tls>, Failure> {
        let pair = self.tls_cert.as_ref().zip(self.tls_key.as_ref());
        let read = |(certificates, key): (&PathBuf, &PathBuf)| Tls::read(certificates, key);
        pair.map(read).transpose().map_err(|error| {
            let english = error.to_string();
            Failure::outside(format!("TLS : {english}"), english)
        })
    }

    /// The clock of the system, or that of an exercise; shown with the offset that is in force.
    fn clock(&self, shown: Option<Wall>) -> Result<Clock, Failure> {
        let speed = i64::from(self.speed);
        if self.clock.is_none() && speed == 1 {
            return clock_of(shown, unix_time);
        }
        let begin = self.clock.map_or_else(unix_time, Stamp::instant);
        let started = Instant::now();
        clock_of(shown, move || {
            let passed = i64::try_from(started.elapsed().as_secs()).unwrap_or(i64::MAX);
            begin.saturating_add(passed.saturating_mul(speed))
        })
    }
}

/// An earlier election under the name of its file.
fn earlier(path: &Path) -> Result<Earlier, Failure> {
    let contest = super::checks::contest(path)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let name = name.split('.').next().unwrap_or_default();
    Earlier::new(name, contest).ok_or_else(|| {
        Failure::usage(
            "le nom du fichier de --earlier est montré aux agents : 80 octets au plus, sans caractère invisible",
            "the name of the file of --earlier is shown to clerks: 80 bytes at most, no invisible character",
        )
    })
}

/// The list of the units that may say where they are.
fn units(path: &Path) -> Result<Allowed, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::at(path))?;
    Allowed::parse(&text).map_err(|line| {
        let place = path.display();
        Failure::usage(
            format!("{place} : ligne {line} : pas un identifiant d'unité"),
            format!("{place}: line {line}: not an identifier of a unit"),
        )
    })
}

/// A clock by seconds since 1970, as the wall shows it.
fn clock_of(shown: Option<Wall>, seconds: impl Fn() -> i64 + Send + Sync + 'static) -> Result<Clock, Failure> {
    let shown = shown.ok_or_else(|| Failure::usage("aucun tour", "no round"))?;
    // A clock beyond the year 9999 is broken: no round has begun by it.
    Ok(Arc::new(move || {
        let now = shown.at(seconds()).or_else(|| shown.at(0));
        now.unwrap_or_else(|| unreachable!("1970 is a year that stamps have"))
    }))
}

/// The hub that a night begins to be served with, for who works beside it.
pub struct Beside<'a> {
    pub runtime: &'a Runtime,
    pub hub: Handle,
    pub screens: Screens,
}

/// A service, and what it runs in.
struct Running<'a> {
    arguments: &'a Arguments,
    runtime: &'a Runtime,
    service: &'a Service,
    screens: Screens,
    tls: Option<Tls>,
}

impl Running<'_> {
    /// From the first publication to the last.
    fn night(self, publication: Publication, language: Language) -> Result<(), Failure> {
        let public: &Path = &self.arguments.public;
        let rules = Rules {
            every: Duration::from_secs(self.arguments.publish_every),
            at_legal_hour: self.arguments.publish_at_legal_hour,
            patience: Patience::default(),
        };
        let handle = self.service.handle();
        let publishing = Publishing::start(handle.clone(), publication, public, rules).map_err(not_published)?;
        let router = App::new(handle, public.to_owned(), publishing.standing()).router();
        let (screens, resumed) = (self.screens.clone(), self.screens.clone());
        // What two people signed when the hub last stopped is sent now.
        self.runtime.spawn(async move { resumed.resume().await });
        let router = router.merge(screens.router());
        let served = self.runtime.block_on(self.serve(http::finish(router), language));
        publishing.stop();
        served
    }

    async fn serve(&self, router: Router, language: Language) -> Result<(), Failure> {
        let stop = stop_signal()?;
        let listener = TcpListener::bind(self.arguments.listen).await.map_err(|error| of_the_system(&error))?;
        let address = listener.local_addr().map_err(|error| of_the_system(&error))?;
        let cot = self.cot().await?;
        announce(address, self.tls.is_some(), language);
        tokio::select! {
            () = http::serve(listener, router, self.tls.clone(), stop) => Ok(()),
            () = self.of_peers(cot) => Ok(()),
            why = self.service.ended() => Err(of_the_hub(&why)),
        }
    }

    /// The door for Cursor on Target, if there is to be one, and the units that may use it.
    async fn cot(&self) -> Result<Option<(TcpListener, Allowed)>, Failure> {
        let Some(address) = self.arguments.cot else { return Ok(None) };
        let allowed = self.arguments.cot_units.as_deref().map(units).transpose()?.unwrap_or_default();
        let listener = TcpListener::bind(address).await.map_err(|error| of_the_system(&error))?;
        Ok(Some((listener, allowed)))
    }

    /// Serves peers; without a door it waits for ever.
    async fn of_peers(&self, cot: Option<(TcpListener, Allowed)>) {
        match cot {
            Some((listener, allowed)) => cot::serve(listener, self.screens.clone(), allowed, self.tls.clone()).await,
            None => std::future::pending().await,
        }
    }
}

/// Where the hub is, on the standard output: whoever starts it may wait for this line.
fn announce(address: SocketAddr, tls: bool, language: Language) {
    let scheme = if tls { "https" } else { "http" };
    if !tls && !address.ip().is_loopback() {
        eprintln!(
            "{}",
            say(
                language,
                "attention : sans TLS, et ouvert au réseau ; mettez un serveur TLS devant, ou --tls-cert et --tls-key",
                "warning: no TLS, and open to the network; put a TLS server in front, or --tls-cert and --tls-key",
            )
        );
    }
    let listening = say(language, "le concentrateur écoute sur", "the hub listens on");
    println!("{listening} {scheme}://{address}/");
    let _ = std::io::stdout().flush();
}

/// Ready at the first SIGTERM or SIGINT.
pub fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    let listen = |kind| signal(kind).map_err(|error| of_the_system(&error));
    let (mut term, mut int) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

fn of_the_system(error: &std::io::Error) -> Failure {
    Failure::outside(format!("le système : {error}"), error.to_string())
}

fn of_the_hub(why: &str) -> Failure {
    Failure::outside(format!("le concentrateur s'est arrêté : {why}"), format!("the hub has stopped: {why}"))
}
