//! What the expectation for a station is made of.

use super::sums::Levels;

/// Stations by how many others their commune has: a village knows nothing of itself, a city
/// knows its streets. Each class has its own coefficients and spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// The only station of its commune.
    Alone,
    /// One other.
    Pair,
    /// Two to four others.
    Few,
    /// Five to fourteen others.
    Town,
    /// More.
    City,
}

impl Class {
    pub(crate) const ALL: [Self; 5] = [Self::Alone, Self::Pair, Self::Few, Self::Town, Self::City];

    pub(crate) fn of(others: usize) -> Self {
        match others {
            0 => Self::Alone,
            1 => Self::Pair,
            2..=4 => Self::Few,
            5..=14 => Self::Town,
            _ => Self::City,
        }
    }

    pub(crate) fn at(self) -> usize {
        self as usize
    }
}

/// One station as the regression sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Features {
    pub(crate) class: Class,
    /// The best single guess: logarithms of the shares of the closest level there is.
    pub(crate) offset: Vec<f64>,
    /// What the guess is corrected by; the first is 1. The same number in each class.
    pub(crate) values: Vec<f64>,
}

impl Features {
    /// `own` describes the station by its other figures; `before` are its logarithms of an
    /// earlier contest (zeros where it has none, all of the same length).
    pub(crate) fn of(levels: &Levels, own: &[f64], before: &[f64]) -> Self {
        let class = Class::of(levels.others);
        let offset = match class {
            Class::Alone => &levels.nearby,
            Class::Pair => &levels.commune,
            Class::Few | Class::Town | Class::City => &levels.next_door,
        };
        let mut values = vec![1.0];
        values.extend(own);
        values.extend(&levels.constituency);
        values.extend(&levels.department);
        values.extend(&levels.nearby);
        if class > Class::Alone {
            values.extend(&levels.commune);
            values.push(libm::log(f64::from(u32::try_from(levels.others).unwrap_or(u32::MAX)) + 1.0));
        }
        if class > Class::Pair {
            values.extend(&levels.next_door);
        }
        values.extend(before);
        Self { class, offset: offset.clone(), values }
    }
}
