//! Many messages at once: checked together by as many hands as there are, admitted one by one.

use crate::{
    Board,
    board::NotAdmitted,
    evidence::{Logged, Received, Signed},
    message::Body,
    refusal::Refusal,
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
/// position. The hub takes messages in through this, and the verifier reads a log through it.
///
/// A message that changes the keys ends a run: what follows it is checked under the keys as they
/// are then.
pub fn admit_all<B: AsRef<[u8]>>(
    board: &mut Board,
    hands: &impl Hands,
    messages: &[B],
    mut each: impl FnMut(usize, Result<Logged, NotAdmitted>),
) {
    let all: Vec<&[u8]> = messages.iter().map(AsRef::as_ref).collect();
    let received = hands.each(all, Received::parse);
    let mut rest = received.into_iter().enumerate().peekable();
    while rest.peek().is_some() {
        let mut run = Vec::new();
        for (position, one) in rest.by_ref() {
            let last = one.as_ref().is_ok_and(changes_keys);
            run.push((position, one));
            if last {
                break;
            }
        }
        let before: &Board = board;
        let checked = hands.each(run, |(position, one)| (position, check(before, one)));
        for (position, signed) in checked {
            each(position, signed.and_then(|signed| board.admit(signed)));
        }
    }
}

/// A message that is in the log already is answered before its signatures are looked at: the key
/// that made them may have been revoked since, by this very message.
fn check(board: &Board, received: Result<Received<'_>, Refusal>) -> Result<Signed, NotAdmitted> {
    let message = received?;
    match board.index_of(message.id()) {
        Some(index) => Err(NotAdmitted::Already { index }),
        None => Ok(message.authenticate(board.keys())?),
    }
}

fn changes_keys(message: &Received<'_>) -> bool {
    matches!(message.message().body, Body::Key(_) | Body::KeyRevoked(_))
}
