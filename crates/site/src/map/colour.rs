//! The colours of candidates: of no party, told apart by people who see few colours, and lighter
//! where the lead is small.

use election::Definition;

/// Red, green and blue.
pub(crate) type Colour = [u8; 3];

/// In the order in which candidates first stand; the same in `web/site/map/colours.js` and in
/// `site.css`, which a test compares.
pub(crate) const PALETTE: [Colour; 14] = [
    [0x6b, 0x7a, 0x1e],
    [0x1f, 0x5f, 0xa8],
    [0xb8, 0x77, 0x0f],
    [0xb2, 0x3a, 0x2e],
    [0x5a, 0x6b, 0x7b],
    [0x7b, 0x3f, 0x9d],
    [0x2f, 0x86, 0xac],
    [0x8c, 0x5a, 0x3c],
    [0xa8, 0x32, 0x6e],
    [0x3b, 0x7d, 0x4f],
    [0x1d, 0x8a, 0x7d],
    [0x4a, 0x4f, 0xb0],
    [0x94, 0x6a, 0x00],
    [0x44, 0x44, 0x4f],
];

/// Nothing counted yet.
pub(crate) const UNCOUNTED: Colour = [0xd9, 0xdd, 0xe2];
/// Counted, and nobody leads.
pub(crate) const TIED: Colour = [0x8a, 0x93, 0x9e];

/// How many hundredths of a candidate's colour a lead of each class shows.
pub(crate) const STRENGTH: [u16; 4] = [42, 60, 80, 100];

/// A colour mixed with white.
pub(crate) fn shade(colour: Colour, class: u8) -> Colour {
    let strength = STRENGTH[usize::from(class).min(STRENGTH.len() - 1)];
    colour.map(|part| {
        let mixed = (u16::from(part) * strength + 255 * (100 - strength) + 50) / 100;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    })
}

/// `#1f5fa8`
pub(crate) fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Position in the palette of every candidate of every round: whoever stands twice keeps it.
pub(crate) fn of_candidates(definition: &Definition) -> Vec<Vec<usize>> {
    let mut known: Vec<(&str, &str)> = Vec::new();
    let rounds = definition.rounds().iter().map(|round| {
        let colours = round.candidates.iter().map(|candidate| {
            let name = (candidate.family.as_str(), candidate.given.as_str());
            let at = known.iter().position(|other| *other == name).unwrap_or_else(|| {
                known.push(name);
                known.len() - 1
            });
            at % PALETTE.len()
        });
        colours.collect()
    });
    rounds.collect()
}

/// Who leads, and by how much: one byte, the same for a station and for a place.
///
/// 0 nothing counted, 1 contested, 2 annulled, 3 counted and nobody leads; else 4 and four times
/// the candidate's position and the class of the lead: below 5, 10, 20 points of the valid votes,
/// or more.
pub(crate) fn state_of(votes: impl Iterator<Item = u64>, valid: u64) -> u8 {
    let mut first: Option<(usize, u64)> = None;
    let mut second = 0;
    for (at, votes) in votes.enumerate() {
        match first {
            Some((_, best)) if votes <= best => second = second.max(votes),
            other => {
                second = other.map_or(0, |(_, best)| best);
                first = Some((at, votes));
            }
        }
    }
    let Some((leader, best)) = first.filter(|(_, best)| *best > second) else { return NOBODY };
    let lead = (best - second) * 100;
    let class = [5, 10, 20].iter().filter(|limit| lead >= valid * **limit).count();
    let leader = leader.min(MAX_LEADER);
    u8::try_from(4 + 4 * leader + class).unwrap_or(NOBODY)
}

pub(crate) const CONTESTED: u8 = 1;
pub(crate) const ANNULLED: u8 = 2;
pub(crate) const NOBODY: u8 = 3;
/// The last candidate who has a state of their own; those beyond share it.
const MAX_LEADER: usize = 62;

/// Candidate and class of a state, if somebody leads.
pub(crate) fn leader(state: u8) -> Option<(usize, u8)> {
    (state > NOBODY).then(|| (usize::from((state - 4) / 4), (state - 4) % 4))
}

/// The colour of a state, `colours` by candidate.
pub(crate) fn of_state(state: u8, colours: &[usize]) -> Colour {
    match leader(state) {
        Some((candidate, class)) => shade(PALETTE[colours.get(candidate).copied().unwrap_or(0)], class),
        None if state == NOBODY => TIED,
        None => UNCOUNTED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(votes: &[u64]) -> Option<(usize, u8)> {
        leader(state_of(votes.iter().copied(), votes.iter().sum()))
    }

    #[test]
    fn the_lead_is_told_by_candidate_and_class() {
        assert_eq!(state(&[0, 0]), None);
        assert_eq!(state(&[5, 5, 1]), None);
        assert_eq!(state(&[50, 46, 4]), Some((0, 0)));
        assert_eq!(state(&[45, 50, 5]), Some((1, 1)));
        assert_eq!(state(&[40, 10, 50]), Some((2, 2)));
        assert_eq!(state(&[0, 0, 1]), Some((2, 3)));
        assert_eq!(leader(state_of(core::iter::repeat_n(0, 399).chain([1]), 1)), Some((62, 3)));
    }

    #[test]
    fn a_small_lead_is_lighter() {
        assert_eq!(shade([0, 100, 255], 3), [0, 100, 255]);
        assert_eq!(shade([0, 100, 255], 0), [148, 190, 255]);
    }
}
