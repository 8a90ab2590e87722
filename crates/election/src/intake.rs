//! Many messages at once: checked together by as many hands as there are, admitted one by one.

use core::iter::Enumerate;
use std::vec::IntoIter;

use crate::{
    Board, Definition, Stamp,
    board::NotAdmitted,
    evidence::{Logged, Received, Signed},
    message::{Body, Event, Message},
    refusal::{Language, Refusal},
};

/// Who does independent pieces of work: one thread here, several in a shell.
pub trait Hands {
    /// `work` on every item; the results in the order of the items.
    fn each<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R>;
}

/// One after the other.
#[derive(Clone, Copy, Debug)]
pub struct OneHand;

impl Hands for OneHand {
    fn each<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        items.into_iter().map(work).collect()
    }
}

/// Checks messages together and admits them in their order; `each` is told of every one, by its
/// position. A journal is replayed through this, and the verifier reads a log through it: without
/// a clock, since the log is the same whenever it is read.
pub fn admit_all<B: AsRef<[u8]>>(
    board: &mut Board,
    hands: &impl Hands,
    messages: &[B],
    each: impl FnMut(usize, Result<Logged, NotAdmitted>),
) {
    admit_waiting(board, hands, Waiting::parse(messages, None, hands), each);
}

/// As [`admit_all`] for entries that the caller authenticated before, as
/// [`Received::authenticated_before`] says: a hub's own journal, compared with its own checkpoint.
pub fn admit_again<B: AsRef<[u8]>>(
    board: &mut Board,
    hands: &impl Hands,
    entries: &[B],
    each: impl FnMut(usize, Result<Logged, NotAdmitted>),
) {
    let waiting = Waiting { before: true, ..Waiting::parse(entries, None, hands) };
    admit_waiting(board, hands, waiting, each);
}

fn admit_waiting(
    board: &mut Board,
    hands: &impl Hands,
    mut waiting: Waiting<'_>,
    mut each: impl FnMut(usize, Result<Logged, NotAdmitted>),
) {
    while let Some(checked) = waiting.check(board, hands) {
        checked.admit(board, |position, admitted| {
            each(
                position,
                admitted.map_err(|held| match held {
                    Held::Not(why) => why,
                    Held::Early(_) => unreachable!("without a clock nothing is early"),
                }),
            );
        });
    }
}

/// Messages in their strict form, on their way in. Checking needs the board only to read, so that
/// others may read it meanwhile; admitting is short.
#[derive(Debug)]
pub struct Waiting<'a> {
    rest: Enumerate<IntoIter<Result<Received<'a>, Refusal>>>,
    now: Option<Stamp>,
    /// Whether whoever brings them has authenticated them before.
    before: bool,
}

/// A run of messages whose signatures were checked under one state of the keys. It must be
/// admitted before the next run is checked.
#[derive(Debug)]
pub struct Checked(Vec<(usize, Result<Signed, Held>)>);

/// Why a message does not enter the log now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// For a reason that holds whenever the log is read.
    Not(NotAdmitted),
    /// For a reason of this moment: a matter of the hub, not of the log.
    Early(Early),
}

impl<'a> Waiting<'a> {
    /// Parses the messages. With a clock, at a hub's door, messages about a round that has not begun
    /// are held, and only who signed a text is told that it is in the log.
    pub fn parse<B: AsRef<[u8]>>(messages: &'a [B], now: Option<Stamp>, hands: &impl Hands) -> Self {
        let all: Vec<&[u8]> = messages.iter().map(AsRef::as_ref).collect();
        Self { rest: hands.each(all, Received::parse).into_iter().enumerate(), now, before: false }
    }

    /// Checks the next run. A message that changes the keys ends it: what follows is checked under
    /// the keys as they are then.
    pub fn check(&mut self, board: &Board, hands: &impl Hands) -> Option<Checked> {
        let mut run = Vec::new();
        for (position, one) in self.rest.by_ref() {
            let last = one.as_ref().is_ok_and(changes_keys);
            run.push((position, one));
            if last {
                break;
            }
        }
        let (now, before) = (self.now, self.before);
        let checked = |(position, one)| (position, check(board, one, now, before));
        (!run.is_empty()).then(|| Checked(hands.each(run, checked)))
    }
}

impl Checked {
    /// Admits the messages of the run in their order; `each` is told of every one.
    ///
    /// # Panics
    /// When the keys of the board changed since [`Waiting::check`]: a mistake of the caller.
    pub fn admit(self, board: &mut Board, mut each: impl FnMut(usize, Result<Logged, Held>)) {
        for (position, signed) in self.0 {
            each(position, signed.and_then(|signed| board.admit(signed).map_err(Held::Not)));
        }
    }
}

/// A message that is in the log already is answered before anything else: the key that made its
/// signatures may have been revoked since, by this very message, and the clock may have jumped.
/// At a door its signatures are looked at first.
fn check(
    board: &Board,
    received: Result<Received<'_>, Refusal>,
    now: Option<Stamp>,
    before: bool,
) -> Result<Signed, Held> {
    let message = received.map_err(Held::refused)?;
    let (known, keys) = (board.index_of(message.id()), board.keys());
    if let Some(now) = now {
        return at_the_door(message, board, known, now);
    }
    if let Some(index) = known {
        return Err(Held::Not(NotAdmitted::Already { index }));
    }
    let signed = if before { message.authenticated_before(keys) } else { message.authenticate(keys) };
    signed.map_err(Held::refused)
}

fn at_the_door(received: Received<'_>, board: &Board, known: Option<u64>, now: Stamp) -> Result<Signed, Held> {
    let early = early(received.message(), board.definition(), now);
    match (received.at_the_door(board.keys(), known), early) {
        (Err(already @ NotAdmitted::Already { .. }), _) => Err(Held::Not(already)),
        (_, Some(early)) => Err(Held::Early(early)),
        (signed, None) => signed.map_err(Held::Not),
    }
}

impl Held {
    fn refused(refusal: Refusal) -> Self {
        Self::Not(NotAdmitted::Refused(refusal))
    }
}

fn changes_keys(message: &Received<'_>) -> bool {
    matches!(message.message().body, Body::Key(_) | Body::KeyRevoked(_))
}

/// How long before the first doors of a round open a station may say that it is installed.
pub const INSTALLED_BEFORE_SECONDS: i64 = 12 * 3_600;

/// A message about a round that has not begun by the hub's clock.
///
/// The log's rules know no clock, and admit it: whoever reads the log later cannot know when an
/// entry came. But what stands in the log from a later round on stays withheld until that round's
/// legal hour, so one early message could withhold the results of an earlier round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Early {
    /// The round.
    pub round: u8,
    /// From when on the hub takes the message.
    pub from: Stamp,
}

impl Early {
    /// The stable code, of `specs/codes.md`.
    pub const CODE: &'static str = "H101";

    /// Cause and remedy.
    pub fn text(&self, language: Language) -> String {
        let (code, round, from) = (Self::CODE, self.round, self.from);
        match language {
            Language::French => format!(
                "{code} : le tour {round} n'a pas commencé à l'horloge du concentrateur. Vérifiez la date du message ; sinon renvoyez-le à partir de {from}."
            ),
            Language::English => format!(
                "{code}: round {round} has not begun by the hub's clock. Check the date of the message; else send it again from {from} on."
            ),
        }
    }
}

/// Whether a message speaks of a round whose first doors have not opened at `now`. Messages
/// about no round, and about a round that the definition lacks, are left to the rules.
pub fn early(message: &Message, definition: &Definition, now: Stamp) -> Option<Early> {
    let round = message.body.round()?;
    let hours = &definition.rounds()[definition.round_ix(round)?].hours;
    let opens = hours.iter().map(|hours| hours.opens).min_by_key(|opens| opens.instant())?;
    let from = if is_installed(&message.body) { opens.plus(-INSTALLED_BEFORE_SECONDS)? } else { opens };
    (now.instant() < from.instant()).then_some(Early { round, from })
}

fn is_installed(body: &Body) -> bool {
    matches!(body, Body::Status(status) if status.event == Event::Installed)
}
