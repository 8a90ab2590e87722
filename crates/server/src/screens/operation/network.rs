//! News that stations send over the network are messages of the public log. The hub takes them
//! from there into the picture of the day; what does not follow (an opening twice, a turnout that
//! falls) stays in the log and changes nothing here, and reading all of it again changes nothing.

use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use election::Message;
use election::message::{Body, Event, Status};
use ops::OperationCommand;
use ops::operation::day::{Mark, News, Way};
use ops::operation::people::People;
use ops::step::{Actor, Command};
use tlog::Note;
use tlog::tile::Bundle;

use crate::rooms::NotDone;
use crate::screens::{Inner, Screens};

/// How often the log is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Entries of a whole bundle of the log.
const BUNDLE: u64 = 256;

/// Takes news from the log for as long as the screens live.
pub fn follow(screens: &Screens) {
    let screens = Arc::downgrade(&screens.0);
    // Without a thread there is no news by network; people still type it.
    let _ = thread::Builder::new().name("news".to_owned()).spawn(move || run(&screens));
}

fn run(screens: &Weak<Inner>) {
    let mut next = 0;
    while let Some(inner) = screens.upgrade() {
        next = Screens(inner).take_news(next);
        thread::sleep(EVERY);
    }
}

impl Screens {
    /// Takes the news from entry `next` on; the entry to go on with. Where the disk does not give
    /// an entry now, it is asked for again.
    fn take_news(&self, mut next: u64) -> u64 {
        let size = self.hub().checkpoint().size;
        while next < size {
            let index = next / BUNDLE;
            let width = (size - index * BUNDLE).min(BUNDLE);
            let bundle = Bundle { index, width: u16::try_from(width).unwrap_or(u16::MAX) };
            let Some(entries) = self.hub().reader().bundle(bundle, size) else { return next };
            let known = usize::try_from(next % BUNDLE).unwrap_or(0);
            for entry in entries.iter().skip(known) {
                if self.take(entry).is_err() {
                    return next;
                }
                next += 1;
            }
        }
        next
    }

    /// Takes one entry, if it is news; an error where it could not be made durable.
    fn take(&self, entry: &[u8]) -> Result<(), NotDone> {
        let Some(command) = news_of(entry) else { return Ok(()) };
        match self.rooms().act(self.now(), Actor::Hub, Command::Operation(command)) {
            Ok(_) | Err(NotDone::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// What an entry of the log says about a station's day.
fn news_of(entry: &[u8]) -> Option<OperationCommand> {
    let note = Note::parse(entry).ok()?;
    let Body::Status(status) = Message::parse(note.text).ok()?.body else { return None };
    let Status { round, station, event, signed_in, at } = status;
    let people = || People::new(signed_in?.value());
    let news = match event {
        Event::Installed => News::Installed,
        Event::Open => News::Open,
        Event::Noon => News::Turnout(Mark::Noon, people()?),
        Event::Five => News::Turnout(Mark::Five, people()?),
        Event::Closed => News::Closed,
    };
    Some(OperationCommand::Note { spot: (round, station), news, at, way: Way::Network })
}
