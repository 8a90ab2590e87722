//! The screens of the people of an election night: who may see and do what stands in
//! [`ops::roles`], what is decided is decided by [`ops::step()`], and what is typed is read by
//! `station::form`. Here are sessions, pages and the way from one to the other.

pub mod access;
pub mod admin;
pub mod administrators;
pub mod assets;
pub mod commune;
pub mod confirm;
mod copies;
pub mod fault;
pub mod journal;
pub mod login;
pub mod operation;
pub mod page;
pub mod pens;
pub mod prefecture;
pub mod results;
pub mod routes;
pub mod secrets;
pub mod sheet;
pub mod warnings;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::Request;
use election::refusal::Language;
use election::{Definition, Id, Stamp, Votes, message::Figures};
use ops::Event;
use ops::desk::Sent;
use ops::session::Sessions;
use ops::step::{Actor, Command};
use station::form::{Form, Question};
use tlog::{Hash, Note};

use crate::reader::{cookie, language};
use crate::rooms::{People, Rooms};
use crate::service::{Clock, Handle, Reply};
use access::Visit;
use fault::Fault;
pub use pens::{NoPen, Pens};
pub use warnings::{Asking, Earlier, Warnings};

/// Settings of the screens.
#[derive(Clone)]
pub struct Settings {
    /// Whether browsers come by TLS: cookies are then never sent in the clear.
    pub secure: bool,
    /// The election directory, of which copies are made.
    pub election: PathBuf,
    /// Where copies go.
    pub backups: PathBuf,
    /// The machine's clock, in an exercise too: by it sessions end and the codes of second factors
    /// change, however fast the night runs.
    pub machine: Clock,
    /// Whether results are published at the legal hour without anybody's decision (exercises).
    pub at_legal_hour: bool,
}

/// The screens; cheap to clone.
#[derive(Clone)]
pub struct Screens(Arc<Inner>);

struct Inner {
    hub: Handle,
    definition: Arc<Definition>,
    rooms: Mutex<Rooms>,
    sessions: Mutex<Sessions>,
    pens: Box<dyn Pens>,
    warnings: Box<dyn Warnings>,
    settings: Settings,
    /// One password is looked at after another: guesses side by side cost the hub no more memory
    /// and no more cores than one.
    guesses: tokio::sync::Semaphore,
    /// Figures of the operation that many screens look at.
    shelf: operation::shelf::Shelf<operation::main_room::Figures>,
    /// Pictures of its map.
    pictures: operation::shelf::Shelf<axum::body::Bytes>,
    /// Its pages that renew themselves.
    renewed: operation::main_room::Renewed,
    /// Events of the rooms' journal, for who only asks whether there is something new.
    size: Box<dyn Fn() -> u64 + Send + Sync>,
    people: Arc<People>,
    chart: std::sync::OnceLock<operation::chart::Chart>,
    pasts: operation::past::Pasts,
    arrivals: operation::arrivals::Arrivals,
    forecast: operation::forecast::Forecast,
    /// The plan, if the hub was given one.
    desk: operation::repair::desk::Desk,
}

impl Screens {
    /// The screens of a hub. Rounds that two people had released before are released again: the
    /// service does not remember them.
    pub fn new(
        hub: Handle,
        rooms: Rooms,
        pens: Box<dyn Pens>,
        warnings: Box<dyn Warnings>,
        settings: Settings,
    ) -> Self {
        let definition = Arc::clone(rooms.room().definition());
        for round in definition.rounds().iter().filter(|round| rooms.room().is_released(round.number)) {
            hub.release(round.number);
        }
        hub.with_beside(rooms.reached());
        let reached = rooms.reached();
        let size = Box::new(move || reached().size);
        let people = rooms.people();
        let (rooms, sessions) = (Mutex::new(rooms), Mutex::default());
        let guesses = tokio::sync::Semaphore::new(2);
        Self(Arc::new(Inner {
            hub,
            definition,
            rooms,
            sessions,
            pens,
            warnings,
            settings,
            guesses,
            shelf: operation::shelf::Shelf::default(),
            pictures: operation::shelf::Shelf::default(),
            renewed: operation::main_room::Renewed::default(),
            size,
            people,
            chart: std::sync::OnceLock::new(),
            pasts: operation::past::Pasts::default(),
            arrivals: operation::arrivals::Arrivals::default(),
            forecast: operation::forecast::Forecast::default(),
            desk: operation::repair::desk::Desk::default(),
        }))
    }

    /// The routes, all under `/hub`.
    pub fn router(self) -> Router {
        operation::network::follow(&self);
        operation::conditions::follow(&self);
        routes::router(self)
    }

    /// The definition.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.0.definition
    }

    pub(crate) fn rooms(&self) -> MutexGuard<'_, Rooms> {
        // A panic while the lock was held left the rooms as they were before the command.
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Events of the rooms' journal, without waiting for who has the rooms.
    fn size(&self) -> u64 {
        (self.0.size)()
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hub(&self) -> &Handle {
        &self.0.hub
    }

    pub(crate) fn now(&self) -> Stamp {
        self.0.hub.now()
    }

    /// The moment by the machine's clock.
    fn by_the_machine(&self) -> Stamp {
        (self.0.settings.machine)()
    }

    fn cookie_name(&self) -> &'static str {
        if self.0.settings.secure { "__Host-vigie" } else { "vigie" }
    }

    /// Who asks for this.
    fn visit(&self, request: &Request) -> Visit {
        let headers = request.headers();
        let language = language(headers, "vigie-lang");
        let path = request.uri().path().to_owned();
        let token = cookie(headers, self.cookie_name()).unwrap_or_default();
        let account = self.sessions().visit(secrets::token_hash(token), self.by_the_machine());
        let person = account.and_then(|account| self.0.people.person(account));
        let csrf = match &person {
            Some(_) => secrets::csrf(token),
            None => cookie(headers, login::COOKIE).map(secrets::csrf).unwrap_or_default(),
        };
        Visit { person, csrf, language, path }
    }

    fn has_first_password(&self, account: Id) -> bool {
        self.0.people.has_first_password(account)
    }

    /// Does what a command says, durably, without holding up the runtime.
    pub(crate) async fn act(&self, actor: Actor, command: Command) -> Result<Vec<Event>, Fault> {
        let screens = self.clone();
        self.aside(move || Ok(screens.rooms().act(screens.now(), actor, command)?)).await
    }

    /// Does in an exercise what somebody would do at a screen elsewhere; in a live vote nothing.
    pub async fn play(&self, actor: Actor, command: ops::OperationCommand) -> Result<Vec<Event>, ops::Refusal> {
        if self.definition().parts().mode == election::definition::Mode::Live {
            return Err(ops::Refusal::NotAllowed(command.act()));
        }
        match self.act(actor, Command::Operation(command)).await {
            Ok(events) => Ok(events),
            Err(Fault::Refused(refusal)) => Err(refusal),
            // The disk: nothing was done, as when it is refused for a moment.
            Err(_) => Err(ops::Refusal::Step),
        }
    }

    /// Work that takes its time: disk, passwords, keys.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|error| Err(Fault::Failed(error.to_string())))
    }

    /// Sends a signed message to the log.
    async fn send(&self, note: String) -> Result<Sent, Fault> {
        let message = Note::parse(note.as_bytes()).map(|note| election::Message::id(note.text));
        let message: Hash = message.map_err(|error| Fault::Failed(error.to_string()))?;
        match self.hub().submit(note.into_bytes()).await? {
            Reply::Logged(_) => {
                let index = self.hub().board().index_of(message);
                Ok(Sent { message, index: index.unwrap_or_else(|| unreachable!("what is answered is on the board")) })
            }
            Reply::Refused(refusal) => Err(Fault::Message(refusal)),
            Reply::Early(_) => Err(Fault::Refused(ops::Refusal::Early)),
        }
    }

    /// The warnings about figures.
    fn questions(&self, form: &Form, figures: &Figures<Votes>) -> Vec<Question> {
        self.0.warnings.learn(&self.0.hub, form.round());
        self.0.warnings.questions(form, figures)
    }

    /// What a station counted in the earlier contest, if the hub knows one.
    fn earlier(&self, station: Id, language: Language) -> Option<String> {
        self.0.warnings.earlier(station, language)
    }

    /// The round the hub is at: the last one whose doors have opened, else the first.
    fn current_round(&self) -> u8 {
        let now = self.now().instant();
        let rounds = self.definition().rounds();
        let opened =
            |round: &&election::definition::Round| round.hours.iter().any(|hours| hours.opens.instant() <= now);
        rounds.iter().rev().find(opened).or(rounds.first()).map_or(1, |round| round.number)
    }
}
