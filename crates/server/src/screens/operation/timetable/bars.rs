//! Duties as bars along the hours of a shift: numbers for the picture, made by the server. The same
//! stands beside it in words, for who does not see it.

use plan::measure::Clock;
use plan::problem::Shift;

use super::duties::Block;

/// The whole hours that a shift touches.
#[derive(Clone, Copy, Debug)]
pub struct Hours {
    from: u32,
    to: u32,
}

impl Hours {
    /// Of a shift's duty.
    pub fn of(shift: &Shift) -> Self {
        let from = shift.duty_from.0 / 3_600;
        Self { from, to: shift.duty_to.0.div_ceil(3_600).max(from + 1) }
    }

    /// The width of a bar over all of them, in minutes.
    pub fn width(self) -> u32 {
        (self.to - self.from) * 60
    }

    /// What stands above each.
    pub fn labels(self) -> Vec<String> {
        (self.from..self.to).map(|hour| format!("{:02}:00", hour % 24)).collect()
    }

    /// Minutes from the left edge, if a moment is within.
    pub fn at(self, moment: Clock) -> Option<u32> {
        let minutes = (moment.0 / 60).checked_sub(self.from * 60)?;
        (minutes < self.width()).then_some(minutes)
    }

    fn clamped(self, moment: Clock) -> u32 {
        (moment.0 / 60).clamp(self.from * 60, self.to * 60) - self.from * 60
    }
}

/// A bar of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its class.
    pub class: &'static str,
    /// Minutes from the left edge.
    pub x: u32,
    /// Minutes long.
    pub width: u32,
    /// When and where.
    pub title: String,
}

/// What one crew does, as bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// From left to right.
    pub bars: Vec<Bar>,
}

impl Lane {
    /// The bars of a block; what lies outside of the hours is left out.
    pub fn of(block: &Block, hours: Hours) -> Self {
        let bar = |piece: &super::Piece| {
            let (x, end) = (hours.clamped(piece.from), hours.clamped(piece.to));
            let what = if piece.place.is_empty() { &block.task } else { &piece.place };
            let title = format!("{} {what}", piece.hours.join("–"));
            (end > x).then(|| Bar { class: piece.sort.class(), x, width: end - x, title })
        };
        Self { bars: block.pieces.iter().filter_map(bar).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(from: u32, to: u32) -> Shift {
        let clock = |minutes: u32| Clock(minutes * 60);
        let name = election::Id::new("early").expect("an identifier");
        let [duty_from, duty_to] = [clock(from), clock(to)];
        Shift { name, duty_from, duty_to, serves_from: duty_from, serves_to: duty_to }
    }

    #[test]
    fn a_shift_beyond_midnight_has_its_hours_and_the_moment_lies_in_them() {
        let hours = Hours::of(&shift(22 * 60 + 30, 26 * 60 + 15));
        assert_eq!(hours.labels(), ["22:00", "23:00", "00:00", "01:00", "02:00"]);
        assert_eq!(hours.width(), 300);
        assert_eq!(hours.at(Clock(22 * 3_600)), Some(0));
        assert_eq!(hours.at(Clock(27 * 3_600)), None);
        assert_eq!(hours.at(Clock(21 * 3_600)), None);
    }
}
