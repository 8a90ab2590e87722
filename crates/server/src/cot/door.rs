//! Connections: who comes in, what is taken, what goes out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use election::Id;
use ops::OperationCommand;
use ops::step::{Actor, Command};
use tlog::Hash;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::message::{Message, Sighting, read};
use super::{Allowed, Frame, events};
use crate::http::Tls;
use crate::screens::Screens;

/// Most connections.
const MAX_CONNECTIONS: usize = 200;
/// How long a peer may take to say who it is.
const AUTH_TIME: Duration = Duration::from_secs(10);
/// How long a peer that says nothing is kept.
const QUIET_TIME: Duration = Duration::from_mins(10);
/// How long a peer may take to read what is sent.
const WRITE_TIME: Duration = Duration::from_secs(20);
/// How often there is a look at what is new.
const EVERY: Duration = Duration::from_secs(2);
/// Looks after which everything is said again: events go stale.
const AGAIN: u32 = 60;
/// Seconds between two positions of a unit: those between are passed over, each would be an entry
/// of the journal for ever.
const POSITION_EVERY: i64 = 5;
/// Positions in a row that come to nothing, after which the peer is sent away.
const MAX_REFUSED: u32 = 100;

/// Serves peers until the future is dropped.
pub async fn serve(listener: TcpListener, screens: Screens, allowed: Allowed, tls: Option<Tls>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let allowed = Arc::new(allowed);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            sleep(EVERY).await;
            continue;
        };
        let (screens, allowed, tls) = (screens.clone(), Arc::clone(&allowed), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => speak(stream, screens, &allowed).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(AUTH_TIME, tls.accept(stream)).await {
                        speak(stream, screens, &allowed).await;
                    }
                }
            }
            drop(place);
        });
    }
}

/// One peer, from who it is to its end.
async fn speak(stream: impl AsyncRead + AsyncWrite + Unpin, screens: Screens, allowed: &Allowed) {
    let (mut from, mut to) = split(stream);
    let mut frame = Frame::default();
    let Ok(Some((token, rest))) = timeout(AUTH_TIME, entered(&mut from, &mut frame)).await else { return };
    if screens.opened_by(token).is_none() {
        return;
    }
    let listens = listen(&mut from, frame, rest, &screens, allowed, token);
    let says = say(&mut to, &screens, token);
    // Either end of it is the end of both.
    tokio::select! {
        () = listens => {}
        () = says => {}
    }
}

/// The hash of the token that a peer shows with its first message, and what came behind it.
async fn entered(from: &mut (impl AsyncRead + Unpin), frame: &mut Frame) -> Option<(Hash, Vec<Vec<u8>>)> {
    let mut buffer = [0; 4_096];
    loop {
        let count = from.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        let mut whole = frame.take(&buffer[..count]).ok()?.into_iter();
        if let Some(first) = whole.next() {
            let Message::Auth { token, .. } = read(&first).ok()? else { return None };
            return Some((Hash::of(token.as_bytes()), whole.collect()));
        }
    }
}

async fn listen(
    from: &mut (impl AsyncRead + Unpin),
    mut frame: Frame,
    mut whole: Vec<Vec<u8>>,
    screens: &Screens,
    allowed: &Allowed,
    token: Hash,
) {
    let (mut buffer, mut refused) = ([0; 4_096], 0);
    loop {
        for message in whole {
            let taken = match read(&message) {
                Ok(Message::Seen(sighting)) => take(screens, allowed, token, sighting).await,
                Ok(Message::Other | Message::Auth { .. }) => true,
                Err(_) => return,
            };
            refused = if taken { 0 } else { refused + 1 };
            if refused >= MAX_REFUSED {
                return;
            }
        }
        let Ok(Ok(count)) = timeout(QUIET_TIME, from.read(&mut buffer)).await else { return };
        if count == 0 {
            return;
        }
        let Ok(more) = frame.take(&buffer[..count]) else { return };
        whole = more;
    }
}

/// Takes a position, if it may be taken.
async fn take(screens: &Screens, allowed: &Allowed, token: Hash, sighting: Sighting) -> bool {
    let Some(place) = screens.opened_by(token) else { return false };
    match screens.admits(allowed, place, sighting) {
        Admission::Refused => false,
        Admission::TooSoon => true,
        Admission::Taken => {
            let command = OperationCommand::Locate { unit: sighting.unit, point: sighting.point, at: sighting.at };
            screens.act(Actor::Hub, Command::Operation(command)).await.is_ok()
        }
    }
}

async fn say(to: &mut (impl AsyncWrite + Unpin), screens: &Screens, token: Hash) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut said, mut size, mut looks) = (BTreeMap::new(), None, 0_u32);
    loop {
        ticks.tick().await;
        // The token may have been ended since.
        let Some(place) = screens.opened_by(token) else { return };
        looks += 1;
        let again = looks.is_multiple_of(AGAIN);
        let now = screens.journal_size();
        if size == Some(now) && !again {
            continue;
        }
        size = Some(now);
        let text = news(screens.events_of(place), &mut said, again);
        let written = async { to.write_all(text.as_bytes()).await.is_ok() && to.flush().await.is_ok() };
        if !text.is_empty() && !timeout(WRITE_TIME, written).await.unwrap_or(false) {
            return;
        }
    }
}

/// What was not said like this before.
fn news(events: Vec<(String, String)>, said: &mut BTreeMap<String, String>, again: bool) -> String {
    let mut text = String::new();
    let mut now = BTreeMap::new();
    for (uid, event) in events {
        if again || said.get(&uid) != Some(&event) {
            text += &event;
        }
        now.insert(uid, event);
    }
    *said = now;
    text
}

/// What becomes of a position.
enum Admission {
    Taken,
    /// The last one is some seconds old.
    TooSoon,
    Refused,
}

impl Screens {
    /// The place that a token opens.
    fn opened_by(&self, token: Hash) -> Option<Id> {
        self.rooms().room().operation().opened(token)
    }

    fn journal_size(&self) -> u64 {
        self.rooms().room().size()
    }

    fn events_of(&self, place: Id) -> Vec<(String, String)> {
        let now = self.now();
        events::of(self.rooms().room(), place, now)
    }

    fn admits(&self, allowed: &Allowed, place: Id, sighting: Sighting) -> Admission {
        let rooms = self.rooms();
        let room = rooms.room();
        let Some(unit) = room.operation().units().get(&sighting.unit) else { return Admission::Refused };
        let own = allowed.holds(sighting.unit) && room.definition().covers(place, unit.particulars.place);
        if !own || sighting.stale.instant() < self.now().instant() {
            return Admission::Refused;
        }
        let last = unit.seen.map(|seen| seen.at.instant());
        match last {
            Some(last) if (last..last + POSITION_EVERY).contains(&sighting.at.instant()) => Admission::TooSoon,
            _ => Admission::Taken,
        }
    }
}
