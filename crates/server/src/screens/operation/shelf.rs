//! Figures that many screens look at: counted once for all of them. A page that somebody asks for
//! is always counted anew; pages that renew themselves take what is a moment old.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use election::Id;
use election::refusal::Language;

use super::Look;
use super::chart::Chart;
use super::main_room::{Figures, figures};
use crate::screens::Screens;
use crate::screens::access::Visit;

/// How old figures may be on a page that renews itself.
const FRESH: Duration = Duration::from_secs(1);

/// The header by which a page says that it renews itself.
const RENEWS: &str = "x-vigie-renews";

/// Most places, rounds and languages kept at once: every department, twice, and more.
const MAX_KEPT: usize = 1_000;

type Key = (Id, u8, bool);

/// What was counted or drawn, by place, round and language.
pub struct Shelf<T>(Mutex<BTreeMap<Key, (Instant, Arc<T>)>>);

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
    /// What is kept of a place, or made anew.
    pub fn take(&self, visit: &Visit, look: &Look, renews: bool, make: impl FnOnce() -> T) -> Arc<T> {
        let key = (look.id, look.round, visit.language == Language::French);
        // Held while counting: of many who ask at once, one counts and the others take what it found.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(&key).filter(|(at, _)| renews && at.elapsed() < FRESH);
        if let Some((_, known)) = known {
            return Arc::clone(known);
        }
        let made = Arc::new(make());
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(key, (Instant::now(), Arc::clone(&made)));
        made
    }
}

impl Screens {
    /// The figures of a place.
    pub(super) fn figures(&self, visit: &Visit, look: &Look, renews: bool) -> Arc<Figures> {
        self.0.shelf.take(visit, look, renews, || figures(self, visit, look))
    }

    /// The country of the map, laid out when somebody first looks at it.
    pub(super) fn chart(&self) -> &Chart {
        self.0.chart.get_or_init(|| Chart::new(self))
    }
}
