//! The sealed seed: what is drawn for a shift was settled before anyone could know it.
//!
//! Before the shift its commitment goes into the journal; after the shift the seed is published.
//! Whoever has both opens the seed, repeats every draw and finds the same orders, or that the draw
//! was steered.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::chance::Chance;

/// Longer names of shifts are refused.
pub const LONGEST_SHIFT: usize = 200;

/// What a seed is for: one shift of one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    plan: [u8; 32],
    name: String,
}

/// The name of a shift is empty, longer than [`LONGEST_SHIFT`] bytes, or has a control character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a shift is one line of 1 to {LONGEST_SHIFT} bytes")]
pub struct BadName;

impl Shift {
    /// A shift of the plan with this SHA-256.
    pub fn new(plan: [u8; 32], name: &str) -> Result<Self, BadName> {
        if name.is_empty() || name.len() > LONGEST_SHIFT || name.chars().any(char::is_control) {
            return Err(BadName);
        }
        Ok(Self { plan, name: name.to_owned() })
    }

    /// SHA-256(`vigie-draw-commitment/1` ‖ 0 ‖ plan hash ‖ name of the shift ‖ seed). Plan hash and
    /// seed are 32 bytes each, so the text cannot be cut in two ways.
    pub fn commit(&self, seed: &Seed) -> Commitment {
        let mut hash = Sha256::new();
        hash.update(b"vigie-draw-commitment/1\0");
        hash.update(self.plan);
        hash.update(self.name.as_bytes());
        hash.update(seed.0);
        Commitment(hash.finalize().into())
    }

    /// Opens a seed against the commitment in the journal: of this plan, this shift, this seed.
    pub fn open(&self, commitment: Commitment, seed: &Seed) -> Result<OpenedSeed, NotCommitted> {
        if self.commit(seed) != commitment {
            return Err(NotCommitted);
        }
        let mut key = Sha256::new();
        key.update(b"vigie-draw-chance/1\0");
        key.update(commitment.0);
        key.update(seed.0);
        Ok(OpenedSeed { key: key.finalize().into() })
    }
}

/// 32 bytes of chance from outside, secret until the shift is over. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(sealed)")
    }
}

/// What is published before the shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commitment(pub [u8; 32]);

/// The seed is not the one that was committed, or it was for another plan or shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seed is not the one committed for this plan and shift")]
pub struct NotCommitted;

/// A seed that was compared with its commitment; only [`Shift::open`] makes one, and every draw
/// takes its chance from one.
///
/// The shift's own planners open it the evening before, in private, to print the orders;
/// everyone else opens it after the shift.
#[derive(Clone)]
pub struct OpenedSeed {
    /// SHA-256(`vigie-draw-chance/1` ‖ 0 ‖ commitment ‖ seed): a seed used twice by mistake draws
    /// differently for another shift.
    key: [u8; 32],
}

impl OpenedSeed {
    /// The chance of one draw, for example of circuit number 7 in its third period. No other draw
    /// may use the same topic and number.
    pub fn draw(&self, topic: &str, number: u64) -> Draw {
        Draw(Chance::new(&self.key, topic, number))
    }
}

impl fmt::Debug for OpenedSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenedSeed(opened)")
    }
}

/// Chance that comes from an opened seed.
#[derive(Clone, Debug)]
pub struct Draw(Chance);

impl Draw {
    pub(super) fn chance(&mut self) -> &mut Chance {
        &mut self.0
    }
}
