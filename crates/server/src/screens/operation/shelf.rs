//! Figures that many screens look at: counted once for all of them. A page that somebody asks for
//! is always counted anew; pages that renew themselves take what is a moment old.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use election::Id;
use election::refusal::Language;

use super::Look;
use super::main_room::{Figures, figures};
use crate::screens::Screens;
use crate::screens::access::Visit;

/// How old figures may be on a page that renews itself.
const FRESH: Duration = Duration::from_secs(2);

/// The header by which a page says that it renews itself.
const RENEWS: &str = "x-vigie-renews";

/// Most places, rounds and languages kept at once: every department, twice, and more.
const MAX_KEPT: usize = 1_000;

type Key = (Id, u8, bool);

/// Figures by place, round and language.
#[derive(Default)]
pub struct Shelf(Mutex<BTreeMap<Key, (Instant, Arc<Figures>)>>);

/// Whether a request is of a page that renews itself.
pub fn renews(headers: &HeaderMap) -> bool {
    headers.contains_key(RENEWS)
}

impl Screens {
    /// The figures of a place.
    pub(super) fn figures(&self, visit: &Visit, look: &Look, renews: bool) -> Arc<Figures> {
        let key = (look.id, look.round, visit.language == Language::French);
        // Held while counting: of many who ask at once, one counts and the others take what it found.
        let mut kept = self.0.shelf.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(&key).filter(|(at, _)| renews && at.elapsed() < FRESH);
        if let Some((_, known)) = known {
            return Arc::clone(known);
        }
        let counted = Arc::new(figures(self, visit, look));
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(key, (Instant::now(), Arc::clone(&counted)));
        counted
    }
}
