//! The lines every count is written in, shared by reports, corrections and returns.

use core::fmt;

use crate::{
    counts::MAX_CANDIDATES,
    text::{Fault, LineFault, Lines},
};

/// Figures of one station or of a place: the same lines, in `Votes` or in totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures<N> {
    /// Voters on the register (inscrits).
    pub registered: N,
    /// Signatures on the register (émargements).
    pub signed_in: N,
    /// Papers found in the box (votants).
    pub cast: N,
    /// Blank papers (blancs).
    pub blank: N,
    /// Void papers (nuls).
    pub void: N,
    /// Valid votes (exprimés).
    pub valid: N,
    /// Panel number and votes of every candidate, in ascending order of the number.
    pub candidates: Box<[(u16, N)]>,
}

/// One line of a count, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `registered`
    Registered,
    /// `signed-in`
    SignedIn,
    /// `cast`
    Cast,
    /// `blank`
    Blank,
    /// `void`
    Void,
    /// `valid`
    Valid,
    /// `candidate-N`
    Candidate(u16),
}

impl<N: Copy + PartialEq + fmt::Display> Figures<N> {
    pub(super) fn read(lines: &mut Lines<'_>, number: impl Fn(&str) -> Option<N>) -> Result<Self, LineFault> {
        let figure = |lines: &mut Lines<'_>, key| {
            let value = lines.value(key)?;
            number(value).ok_or(lines.fault(Fault::Number))
        };
        Ok(Self {
            registered: figure(lines, "registered")?,
            signed_in: figure(lines, "signed-in")?,
            cast: figure(lines, "cast")?,
            blank: figure(lines, "blank")?,
            void: figure(lines, "void")?,
            valid: figure(lines, "valid")?,
            candidates: read_candidates(lines, &number)?,
        })
    }

    pub(super) fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "registered {}\nsigned-in {}\n", self.registered, self.signed_in)?;
        write!(out, "cast {}\nblank {}\nvoid {}\nvalid {}\n", self.cast, self.blank, self.void, self.valid)?;
        self.candidates.iter().try_for_each(|(panel, votes)| writeln!(out, "candidate {panel} {votes}"))
    }

    /// The figure on a line, if there is such a line.
    pub fn at(&self, field: Field) -> Option<N> {
        match field {
            Field::Registered => Some(self.registered),
            Field::SignedIn => Some(self.signed_in),
            Field::Cast => Some(self.cast),
            Field::Blank => Some(self.blank),
            Field::Void => Some(self.void),
            Field::Valid => Some(self.valid),
            Field::Candidate(panel) => {
                let found = self.candidates.binary_search_by_key(&panel, |(panel, _)| *panel).ok()?;
                Some(self.candidates[found].1)
            }
        }
    }

    /// The names of the lines, in their order.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        Field::FIXED.into_iter().chain(self.candidates.iter().map(|(panel, _)| Field::Candidate(*panel)))
    }

    /// The lines whose figure differs from the same line of `other`.
    pub fn changed(&self, other: &Self) -> Vec<Field> {
        self.fields().filter(|field| self.at(*field) != other.at(*field)).collect()
    }
}

fn read_candidates<N>(lines: &mut Lines<'_>, number: impl Fn(&str) -> Option<N>) -> Result<Box<[(u16, N)]>, LineFault> {
    let mut candidates: Vec<(u16, N)> = Vec::new();
    while lines.peek("candidate") {
        let [panel, votes] = lines.fields("candidate")?;
        let panel = lines.parse_number(panel, u64::from(u16::MAX))?;
        let panel = u16::try_from(panel).unwrap_or_else(|_| unreachable!("limited to u16"));
        if candidates.last().is_some_and(|(last, _)| *last >= panel) {
            return Err(lines.fault(Fault::Expected("candidates in ascending order")));
        }
        if candidates.len() == MAX_CANDIDATES {
            return Err(lines.fault(Fault::Limit("MAX_CANDIDATES")));
        }
        candidates.push((panel, number(votes).ok_or(lines.fault(Fault::Number))?));
    }
    Ok(candidates.into())
}

impl Field {
    /// The lines that every count has.
    pub const FIXED: [Self; 6] = [Self::Registered, Self::SignedIn, Self::Cast, Self::Blank, Self::Void, Self::Valid];

    /// Reads `cast` or `candidate-3`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(panel) = text.strip_prefix("candidate-") {
            let panel: u16 = panel.parse().ok()?;
            return Some(Self::Candidate(panel)).filter(|field| field.to_string() == text);
        }
        Self::FIXED.into_iter().find(|field| field.to_string() == text)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Registered => "registered",
            Self::SignedIn => "signed-in",
            Self::Cast => "cast",
            Self::Blank => "blank",
            Self::Void => "void",
            Self::Valid => "valid",
            Self::Candidate(panel) => return write!(out, "candidate-{panel}"),
        })
    }
}
