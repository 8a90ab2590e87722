//! Past moments: the same fold, only shorter, and the slider that goes through them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use election::Stamp;
use ops::Room;
use ops::desk::Desk;
use ops::operation::silence::Reported;
use serde_json::Value;

use super::incidents::read_moment;
use super::{clock, text};
use crate::screens::Screens;
use crate::screens::fault::Fault;

/// Past pictures kept at hand: who moves a slider comes back to where it was.
const MAX_KEPT: usize = 4;

/// Events between two pictures that are kept on the way to a later one: from the nearest of them
/// the fold goes on.
const MARK_EVERY: u64 = 8_192;

/// Most of these marks: with more events they stand further apart. One of a country has some tens
/// of megabytes.
const MAX_MARKS: usize = 8;

/// Seconds of a step of the slider.
const STEP: i64 = 60;

/// The longest span of the slider, in seconds: before it there is the field.
const MAX_SPAN: i64 = 36 * 60 * 60;

/// Pictures of past moments, by the number of events that were known. A past that is over does not
/// change.
#[derive(Default)]
pub struct Pasts(Mutex<Shelves>);

#[derive(Default)]
struct Shelves {
    /// The last ones that were asked for.
    kept: VecDeque<Arc<Room>>,
    /// Those on the way.
    marks: BTreeMap<u64, Arc<Room>>,
    /// How often the marks' distance was doubled.
    doubled: u32,
}

impl Shelves {
    fn keep(&mut self, room: &Arc<Room>) {
        if self.kept.len() >= MAX_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::clone(room));
    }

    /// The longest picture that is not longer than this.
    fn nearest(&self, length: u64) -> Option<Arc<Room>> {
        let mark = self.marks.range(..=length).next_back().map(|(_, room)| room);
        let known = self.kept.iter().filter(|room| room.size() <= length).chain(mark);
        known.max_by_key(|room| room.size()).map(Arc::clone)
    }

    fn every(&self) -> u64 {
        MARK_EVERY << self.doubled.min(32)
    }

    /// Keeps a picture on the way, if it is time for one.
    fn mark(&mut self, room: &Room) {
        let before = self.marks.range(..=room.size()).next_back().map_or(0, |(length, _)| *length);
        if room.size() < before + self.every() {
            return;
        }
        self.marks.insert(room.size(), Arc::new(room.clone()));
        if self.marks.len() > MAX_MARKS {
            self.doubled += 1;
            let mut nth = 0;
            self.marks.retain(|_, _| {
                nth += 1;
                nth % 2 == 0
            });
        }
    }
}

/// Which moment is looked at.
#[derive(Clone)]
pub enum Moment {
    /// The present.
    Now(Stamp),
    /// A past one, as it was known then.
    Past(Stamp, Arc<Room>),
}

impl Moment {
    /// The moment of a query: `at` as it is typed, or `to`, seconds since 1970 as the slider says it.
    pub fn of(screens: &Screens, query: &Value) -> Result<Self, Fault> {
        let now = screens.now();
        let at = match (text(query, "at"), text(query, "to")) {
            ("", "") => return Ok(Self::Now(now)),
            (typed, "") => read_moment(screens.definition(), now, typed).ok_or(ops::Refusal::Moment)?,
            (_, instant) => {
                let instant: i64 = instant.parse().map_err(|_| ops::Refusal::Moment)?;
                now.at(instant).ok_or(ops::Refusal::Moment)?
            }
        };
        if at.instant() >= now.instant() {
            return Ok(Self::Now(now));
        }
        Ok(Self::Past(at, screens.past(at)?))
    }

    /// When.
    pub fn at(&self) -> Stamp {
        match self {
            Self::Now(at) | Self::Past(at, _) => *at,
        }
    }
}

impl Screens {
    /// The stations whose result of a round was in the log at a moment. To be asked before the rooms
    /// are taken: who has the rooms must not wait for the board.
    pub(super) fn reported(&self, round: u8, moment: &Moment) -> Reported {
        let Some(position) = self.definition().round_ix(round) else { return Reported::default() };
        let entries = match moment {
            Moment::Now(_) => u64::MAX,
            // Before this process began, at least what the rooms knew of then was in the log.
            Moment::Past(at, room) => self.hub().size_at(*at).unwrap_or_else(|| sent(room)),
        };
        Reported::among(&self.hub().board(), position, entries)
    }

    /// The picture as it was known at a past moment: the fold goes on from the nearest picture that
    /// is kept, a stretch at a time, and nobody waits for it but who asks.
    fn past(&self, at: Stamp) -> Result<Arc<Room>, Fault> {
        let failed = |error: String| Fault::Failed(error);
        let shelves = || self.0.pasts.0.lock().unwrap_or_else(PoisonError::into_inner);
        let length = self.rooms().length_at(at);
        let known = shelves().nearest(length);
        if let Some(known) = known.as_ref().filter(|known| known.size() == length) {
            return Ok(Arc::clone(known));
        }
        let mut room = known.map_or_else(|| Room::new(Arc::clone(self.definition())), |known| Room::clone(&known));
        while room.size() < length {
            let events = self.rooms().stretch(room.size(), length).map_err(|refused| failed(refused.to_string()))?;
            if events.is_empty() {
                return Err(failed(format!("event {} is not in the rooms' journal", room.size())));
            }
            events.iter().try_for_each(|event| room.replay(event)).map_err(|broken| failed(broken.to_string()))?;
            shelves().mark(&room);
        }
        let made = Arc::new(room);
        shelves().keep(&made);
        Ok(made)
    }
}

/// How long the log was at least, by what was sent from the rooms.
fn sent(room: &Room) -> u64 {
    let sent =
        room.desks().values().filter_map(|desk| if let Desk::Sent(sent) = desk { Some(sent.index) } else { None });
    sent.max().map_or(0, |index| index + 1)
}

/// A slider through the past, with the field beside it that does without a program.
pub struct Slider {
    /// Seconds since 1970: the first, the last and the chosen moment.
    pub first: i64,
    /// The last one: now, when the page was made.
    pub last: i64,
    /// The chosen one.
    pub at: i64,
    /// Seconds of a step.
    pub step: i64,
    /// Seconds that the place's clock is ahead of UTC, for what the program writes.
    pub ahead: i64,
    /// The chosen one as the field takes it.
    pub typed: String,
    /// Day and hour of the past moment that is shown; nothing for the present.
    pub past: Option<String>,
}

impl Slider {
    /// From the journal's first event, or a day and a half ago, until now.
    pub fn of(screens: &Screens, moment: &Moment) -> Self {
        let (now, at) = (screens.now(), moment.at());
        let began = screens.rooms().events(1, 1).ok().and_then(|events| events.first().map(|event| event.at.instant()));
        // Accounts of an exercise were made by the machine's clock, which may be years ahead of its own.
        let began = began.filter(|began| *began <= now.instant()).unwrap_or(i64::MIN);
        let first = began.max(now.instant() - MAX_SPAN).min(at.instant());
        let text = at.to_string();
        Self {
            // Whole steps before the end, so that the end can be reached.
            first: now.instant() - (now.instant() - first).div_euclid(STEP) * STEP,
            last: now.instant(),
            at: at.instant(),
            step: STEP,
            ahead: ahead(now),
            typed: text[..16].to_owned(),
            past: matches!(moment, Moment::Past(..)).then(|| format!("{} {}", &text[..10], clock(at))),
        }
    }
}

/// Seconds between UTC and the offset of a stamp.
fn ahead(stamp: Stamp) -> i64 {
    let text = stamp.to_string();
    let (sign, rest) = text[19..].split_at(1);
    let part = |range: core::ops::Range<usize>| rest.get(range).and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
    let seconds = part(0..2) * 3_600 + part(3..5) * 60;
    if sign == "-" { -seconds } else { seconds }
}
