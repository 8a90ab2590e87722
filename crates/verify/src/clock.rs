//! What the reader's clock says: nothing is public before its legal hour, and no manifest comes
//! from the future. Every date in a published directory is the publisher's word; this one is not.

use std::collections::BTreeMap;

use election::{Board, Definition, Id, Stamp, definition::Round, evidence::Received, publish::Manifest};
use tlog::{
    Checkpoint,
    tile::{Bundle, FULL_WIDTH, TilePath, decode_bundle},
};

use crate::{
    Source,
    entries::MAX_BUNDLE_BYTES,
    finding::{Code, Finding, Findings},
    leftovers::width_at,
};

/// Clocks of readers are off by minutes. A false alarm at the very hour, at every reader whose
/// clock is slow, would be worse than a leak by so little that goes unseen.
const TOLERANCE_SECONDS: i64 = 300;

/// How far ahead of the reader's clock a manifest may be dated.
const MAX_AHEAD_SECONDS: i64 = 86_400;

/// The reader's clock; without one nothing here finds anything.
#[derive(Clone, Copy)]
pub(crate) struct Clock(pub(crate) Option<i64>);

impl Clock {
    /// The first legal hour that has passed.
    pub(crate) fn passed(self, definition: &Definition) -> Option<Stamp> {
        let hours = definition.rounds().iter().map(|round| round.publishes);
        hours.filter(|hour| self.0.is_some_and(|now| hour.instant() <= now)).min_by_key(|hour| hour.instant())
    }

    /// A manifest from the future: the publisher's clock or the reader's is wrong, or one lies.
    pub(crate) fn check_date(self, manifest: &Manifest, findings: &mut Findings) {
        let Some(now) = self.0.filter(|now| manifest.at.instant() > now.saturating_add(MAX_AHEAD_SECONDS)) else {
            return;
        };
        findings.add(Code::Ahead, "manifest", format!("dated {}, now {}", manifest.at, shown(manifest.at, now)));
    }

    /// Entries a manifest makes public before a legal hour: by its own date, which is the
    /// publisher's word, and by the reader's clock.
    pub(crate) fn check_embargo(self, board: &Board, manifest: &Manifest, findings: &mut Findings) {
        let clock = self.0.and_then(|now| manifest.at.at(now.saturating_add(TOLERANCE_SECONDS)));
        for at in [Some(manifest.at), clock].into_iter().flatten() {
            let lawful = board.public_size(at);
            // Of the admitted entries: refused ones have their own findings.
            if board.size() > lawful {
                let detail = format!("{} entries public at {at}, {lawful} allowed", manifest.size);
                return findings.add(Code::Embargo, "manifest", detail);
            }
        }
    }
}

/// A moment as the publisher's clock on the wall would have it.
fn shown(like: Stamp, now: i64) -> String {
    like.at(now).map_or_else(|| now.to_string(), |now| now.to_string())
}

/// The stretch of the log that no manifest speaks for. After the legal hour it is lawful that
/// entries are there first: a publisher writes the bundles before the manifest.
pub(crate) struct Beyond<'a, S> {
    pub source: &'a S,
    pub definition: &'a Definition,
    pub checkpoint: &'a Checkpoint,
    /// Entries the manifest speaks for.
    pub public: u64,
    pub clock: Clock,
}

/// Early entries by index: the round they are about, and the station.
type Early<'a> = BTreeMap<u64, (&'a Round, Option<Id>)>;

impl<S: Source> Beyond<'_, S> {
    /// Files a finding under every entry there about a round whose legal hour has not come.
    /// `paths` is all there is; a source that cannot tell is asked for the bundle at the edge,
    /// as wide as the log is long or full, and for full ones after it.
    pub(crate) fn check(&self, paths: Option<&[String]>, findings: &mut Findings) {
        let Some(now) = self.clock.0 else { return };
        let comes = |round: &&Round| round.publishes.instant() > now.saturating_add(TOLERANCE_SECONDS);
        let waiting: Vec<&Round> = self.definition.rounds().iter().filter(comes).collect();
        if waiting.is_empty() {
            return;
        }
        let mut early = Early::new();
        match paths {
            Some(paths) => {
                let bundles = paths.iter().filter_map(|path| match TilePath::parse(path) {
                    Some(TilePath::Entries(bundle)) => Some(bundle),
                    _ => None,
                });
                bundles.for_each(|bundle| {
                    self.look(bundle, &waiting, &mut early);
                });
            }
            None => self.probe(&waiting, &mut early),
        }
        for (index, (round, station)) in early {
            let (hour, now) = (round.publishes, shown(round.publishes, now));
            let detail = format!("about round {}, whose legal hour is {hour}; now {now}", round.number);
            findings.push(Finding { code: Code::Embargo, place: format!("entry {index}"), station, detail });
        }
    }

    fn probe<'a>(&self, waiting: &[&'a Round], early: &mut Early<'a>) {
        let (size, full) = (self.checkpoint.size, u64::from(FULL_WIDTH));
        // Beyond the checkpoint there may be a bundle too, but nobody can ask without end.
        for index in self.public / full..=size / full {
            let partial = Some(width_at(size, index)).filter(|width| (1..FULL_WIDTH).contains(width));
            let mut widths = [Some(FULL_WIDTH), partial].into_iter().flatten();
            let there = widths.find(|width| self.look(Bundle { index, width: *width }, waiting, early));
            if there != Some(FULL_WIDTH) || !early.is_empty() {
                return;
            }
        }
    }

    /// Looks at the entries of a bundle beyond the manifest; gives whether it is one. What cannot
    /// be read, or is no bundle, gives no contents away; other checks have a word for it.
    fn look<'a>(&self, bundle: Bundle, waiting: &[&'a Round], early: &mut Early<'a>) -> bool {
        let first = bundle.index.saturating_mul(u64::from(FULL_WIDTH));
        if first.saturating_add(u64::from(bundle.width)) <= self.public {
            return false;
        }
        let Ok(bytes) = self.source.read(&bundle.path(), MAX_BUNDLE_BYTES) else { return false };
        let Ok(entries) = decode_bundle(&bytes, bundle.width) else { return false };
        for (index, raw) in (first..).zip(entries).filter(|(index, _)| *index >= self.public) {
            let Ok(received) = Received::parse(raw) else { continue };
            let message = received.message();
            let about = waiting.iter().find(|round| message.body.round() == Some(round.number));
            if let Some(round) = about {
                early.insert(index, (*round, message.station().map(|(_, station)| station)));
            }
        }
        true
    }
}
