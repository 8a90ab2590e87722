//! Where a sum that does not hold may have gone wrong: book-keepers' rules.
//!
//! A hint names the lines to read again. It never says the figure that would fit, since a figure
//! made to fit a sum is worse than a wrong sum.

use election::Votes;
use election::message::{Field, Figures};
use election::refusal::Language;

use crate::rules::language_at;
use crate::warning::fields_text;

/// The sum that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// E101: cast = blank + void + valid.
    Cast,
    /// E102: valid = sum of the candidates.
    Valid,
}

/// How it may have gone wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// W311: the difference is a line of the sum: it was left out, or counted twice.
    Omitted,
    /// W312: the difference is twice a line: it was taken away instead of added.
    Doubled,
    /// W313: the difference is one digit and zeros: one digit is wrong.
    OneDigit,
    /// W314: nine divides the difference: two digits were exchanged, or a number shifted.
    Transposed,
}

/// A place to look when a sum does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Which sum.
    pub sum: Sum,
    /// What may have happened.
    pub slip: Slip,
    /// The lines to read again.
    pub fields: Vec<Field>,
}

impl Slip {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 4] = [Self::Omitted, Self::Doubled, Self::OneDigit, Self::Transposed];

    /// `W311` to `W314`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Omitted => "W311",
            Self::Doubled => "W312",
            Self::OneDigit => "W313",
            Self::Transposed => "W314",
        }
    }

    /// What may have happened, in the words of a typist.
    pub fn says(self, language: Language) -> &'static str {
        let both = match self {
            Self::Omitted => ["une ligne oubliée ou comptée deux fois", "a line left out or counted twice"],
            Self::Doubled => ["une ligne retranchée au lieu d'être ajoutée", "a line taken away instead of added"],
            Self::OneDigit => ["un seul chiffre faux", "one digit wrong"],
            Self::Transposed => {
                ["deux chiffres intervertis, ou un nombre décalé", "two digits exchanged, or a number shifted"]
            }
        };
        both[language_at(language)]
    }
}

impl Hint {
    /// The sum, what may have happened, and the lines to read again.
    pub fn text(&self, language: Language) -> String {
        let code = self.slip.code();
        let sum = match self.sum {
            Sum::Cast => "E101",
            Sum::Valid => "E102",
        };
        let (says, fields) = (self.slip.says(language), fields_text(&self.fields));
        match language {
            Language::French => format!("{code} ({sum}) peut-être {says}. → relisez d'abord : {fields}."),
            Language::English => format!("{code} ({sum}) perhaps {says}. → read first: {fields}."),
        }
    }
}

/// Where to look for each sum that does not hold; nothing where both do.
pub fn hints(figures: &Figures<Votes>) -> Vec<Hint> {
    let cast = [Field::Blank, Field::Void, Field::Valid].map(|field| (field, part(figures, field)));
    let valid: Vec<_> =
        figures.candidates.iter().map(|(panel, votes)| (Field::Candidate(*panel), votes.wide())).collect();
    let mut hints = of_sum(Sum::Cast, (Field::Cast, figures.cast.wide()), &cast);
    hints.extend(of_sum(Sum::Valid, (Field::Valid, figures.valid.wide()), &valid));
    hints
}

fn part(figures: &Figures<Votes>, field: Field) -> u64 {
    figures.at(field).map_or(0, Votes::wide)
}

fn of_sum(sum: Sum, whole: (Field, u64), parts: &[(Field, u64)]) -> Vec<Hint> {
    let added: u64 = parts.iter().map(|(_, figure)| figure).sum();
    let off = added.abs_diff(whole.1);
    if off == 0 {
        return Vec::new();
    }
    let hint = |slip, fields: Vec<Field>| (!fields.is_empty()).then_some(Hint { sum, slip, fields });
    let lines = |is: &dyn Fn(u64) -> bool| -> Vec<Field> {
        parts.iter().filter(|(_, figure)| *figure > 0 && is(*figure)).map(|(field, _)| *field).collect()
    };
    let all = || parts.iter().map(|(field, _)| *field).chain([whole.0]).collect();
    let found = [
        hint(Slip::Omitted, lines(&|figure| figure == off)),
        hint(Slip::Doubled, lines(&|figure| 2 * figure == off)),
        hint(Slip::OneDigit, if is_one_digit(off) { all() } else { Vec::new() }),
        hint(Slip::Transposed, if off.is_multiple_of(9) { transposable(whole, parts, off) } else { Vec::new() }),
    ];
    found.into_iter().flatten().collect()
}

fn is_one_digit(mut off: u64) -> bool {
    while off.is_multiple_of(10) {
        off /= 10;
    }
    off < 10
}

/// The lines with two neighbouring digits whose exchange moves as much; all where there is none.
fn transposable(whole: (Field, u64), parts: &[(Field, u64)], off: u64) -> Vec<Field> {
    let lines = || parts.iter().copied().chain([whole]);
    let moved: Vec<Field> = lines().filter(|(_, figure)| exchanges(*figure, off)).map(|(field, _)| field).collect();
    if moved.is_empty() { lines().map(|(field, _)| field).collect() } else { moved }
}

fn exchanges(figure: u64, off: u64) -> bool {
    let digits: Vec<u64> = figure.to_string().bytes().map(|digit| u64::from(digit - b'0')).collect();
    let places = (0..digits.len().saturating_sub(1)).scan(1_u64, |unit, _| {
        let here = *unit;
        *unit = unit.saturating_mul(10);
        Some(here)
    });
    digits
        .windows(2)
        .rev()
        .zip(places)
        .any(|(pair, unit)| pair[0].abs_diff(pair[1]).saturating_mul(9).saturating_mul(unit) == off)
}
