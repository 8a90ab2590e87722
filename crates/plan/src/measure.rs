//! Whole numbers with their units: seconds, moments of the day, metres, officers, shares, weights.

use core::fmt;

use election::refusal::Language;

/// Declares a whole number with a unit of its own.
macro_rules! measure {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl core::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self::default(), |sum, next| sum + next)
            }
        }
    };
}

measure! {
    /// A length of time.
    Seconds(u32)
}
measure! {
    /// A length on the ground.
    Metres(u32)
}
measure! {
    /// People in uniform, soldiers too.
    Officers(u32)
}
measure! {
    /// What a site is worth to an attacker while nobody is there, in points; never 0 in a problem.
    Weight(u64)
}
measure! {
    /// A share in thousandths.
    Permille(u16)
}

/// A moment of the day of a phase, in seconds after midnight, local time of the place; up to
/// [`Clock::LAST`], since a night's duty ends on the day after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(pub u32);

impl Clock {
    /// Noon of the day after.
    pub const LAST: Self = Self(36 * 3_600);

    /// The whole minute that it is, or the next one: nobody reads seconds off an order.
    #[must_use]
    pub fn minute(self) -> Self {
        Self(self.0.div_ceil(60).saturating_mul(60))
    }

    /// As people say it: 24:17 is 00:17 of the day after.
    pub fn text(self, language: Language) -> String {
        let Some(after) = self.0.checked_sub(24 * 3_600) else { return self.to_string() };
        let words = match language {
            Language::French => "le lendemain",
            Language::English => "the day after",
        };
        format!("{} ({words})", Self(after))
    }

    /// Reads `07:00` or `24:30`: two digits each, the hour up to 36.
    pub fn parse(text: &str) -> Option<Self> {
        let two = |digits: &str| (digits.len() == 2).then(|| digits.parse::<u8>().ok()).flatten();
        let (hours, minutes) = text.split_once(':')?;
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
            return None;
        }
        let (hours, minutes) = (two(hours)?, two(minutes)?);
        let clock = Self(u32::from(hours) * 3_600 + u32::from(minutes) * 60);
        (minutes < 60 && clock <= Self::LAST).then_some(clock)
    }

    /// The time from this moment to a later one; `None` if the other is earlier.
    pub fn until(self, later: Self) -> Option<Seconds> {
        later.0.checked_sub(self.0).map(Seconds)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hours:02}:{minutes:02}")?;
        if seconds == 0 { Ok(()) } else { write!(f, ":{seconds:02}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        assert_eq!(Clock::parse("07:05"), Some(Clock(25_500)));
        assert_eq!(Clock::parse("36:00"), Some(Clock::LAST));
        for wrong in ["7:05", "07:5", "07:60", "36:01", "+7:05", "07:05:00", "", "0705", "é7:05"] {
            assert_eq!(Clock::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Clock(25_500).to_string(), "07:05");
        assert_eq!(Clock(25_501).to_string(), "07:05:01");
    }
}
