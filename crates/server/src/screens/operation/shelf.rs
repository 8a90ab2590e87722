//! What many screens look at: counted, drawn or written once for all of them. A page that somebody
//! asks for is always made anew; pages that renew themselves take what is a moment old.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse as _, Response};
use election::Id;
use election::refusal::Language;
use ops::roles::{Person, Role};

use super::Look;
use super::chart::Chart;
use super::main_room::{Figures, figures};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::page::with_headers;

/// How old a thing may be on a page that renews itself while nothing new is in the journal.
const FRESH: Duration = Duration::from_secs(1);

/// The same while news come in one after the other …
const QUICK: Duration = Duration::from_millis(150);

/// … and how many times longer than its making a thing stands: making it takes a fourth of one
/// core at most, however many screens ask and however fast news come.
const TIMES: u32 = 3;

/// The header by which a page says that it renews itself.
const RENEWS: &str = "x-vigie-renews";

/// Most things kept at once: every department, twice, for several roles.
const MAX_KEPT: usize = 1_000;

/// For whom a thing is made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: Id,
    round: u8,
    french: bool,
    /// Of pages alone: who may do what stands on them. Nothing else of a person does.
    role: Option<Role>,
}

/// A thing, when it was made and how long that took.
struct Kept<T> {
    /// Events of the journal then.
    size: u64,
    made: Instant,
    took: Duration,
    thing: Arc<T>,
}

impl<T> Kept<T> {
    fn stands(&self, size: u64) -> bool {
        let most = if self.size == size { FRESH } else { QUICK.max(self.took * TIMES).min(FRESH) };
        self.made.elapsed() < most
    }
}

/// Things by place, round and language.
pub struct Shelf<T>(Mutex<BTreeMap<Key, Kept<T>>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Whether a request is of a page that renews itself.
pub fn renews(headers: &HeaderMap) -> bool {
    headers.contains_key(RENEWS)
}

impl<T> Shelf<T> {
    /// What is kept of a place, or made anew, at a size of the journal.
    fn take(&self, key: Key, size: u64, renews: bool, make: impl FnOnce() -> T) -> Arc<T> {
        // Held while making: of many who ask at once, one makes it and the others take it.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(&key).filter(|kept| renews && kept.stands(size));
        if let Some(known) = known {
            return Arc::clone(&known.thing);
        }
        let began = Instant::now();
        let thing = Arc::new(make());
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        let made = Instant::now();
        kept.insert(key, Kept { size, made, took: made - began, thing: Arc::clone(&thing) });
        thing
    }
}

fn key(visit: &Visit, look: &Look, role: Option<Role>) -> Key {
    Key { place: look.id, round: look.round, french: visit.language == Language::French, role }
}

impl Screens {
    /// The figures of a place.
    pub(super) fn figures(&self, visit: &Visit, look: &Look, renews: bool) -> Arc<Figures> {
        let made = || figures(self, visit, look);
        self.0.shelf.take(key(visit, look, None), self.size(), renews, made)
    }

    /// The picture of a place now.
    pub(super) fn picture(&self, visit: &Visit, look: &Look, renews: bool, draw: impl FnOnce() -> Vec<u8>) -> Bytes {
        let drawn = || Bytes::from(draw());
        Bytes::clone(&self.0.pictures.take(key(visit, look, None), self.size(), renews, drawn))
    }

    /// The main part of a page that renews itself, written once for a role. It carries no word of a
    /// session, since what is in it goes to others.
    pub(super) fn main_part(
        &self,
        shelf: &Shelf<Bytes>,
        visit: &Visit,
        (person, look): (&Person, &Look),
        write: impl FnOnce() -> String,
    ) -> Response {
        let written = || Bytes::from(main_of(&write()).to_owned());
        let part = shelf.take(key(visit, look, Some(person.role)), self.size(), true, written);
        with_headers(Html(Bytes::clone(&part)).into_response())
    }

    /// The country of the map, laid out when somebody first looks at it.
    pub(super) fn chart(&self) -> &Chart {
        self.0.chart.get_or_init(|| Chart::new(self))
    }
}

/// The main part of a page of our own; all of it where it has none.
fn main_of(page: &str) -> &str {
    let from = page.find("<main ").unwrap_or(0);
    let to = page.rfind("</main>").map_or(page.len(), |at| at + "</main>".len());
    page.get(from..to).unwrap_or(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_made_anew_after_a_moment_and_what_is_not_stands() {
        let kept = |size, took| Kept { size, made: Instant::now(), took, thing: Arc::new(()) };
        let before = |kept: Kept<()>, age| Kept { made: kept.made.checked_sub(age).unwrap_or(kept.made), ..kept };
        let short = Duration::from_millis(1);
        assert!(kept(7, short).stands(7) && kept(7, short).stands(8));
        assert!(before(kept(7, short), Duration::from_millis(400)).stands(7), "nothing new");
        assert!(!before(kept(7, short), Duration::from_millis(400)).stands(8), "something new");
        assert!(before(kept(7, Duration::from_millis(200)), Duration::from_millis(400)).stands(8), "dear to make");
        assert!(!before(kept(7, Duration::from_secs(9)), FRESH).stands(8), "and never older than that");
    }

    #[test]
    fn the_main_part_leaves_out_who_is_there() {
        assert_eq!(main_of("<header>me</header><main id=\"main\">a</main><footer>"), "<main id=\"main\">a</main>");
        assert_eq!(main_of("plain"), "plain");
    }
}
