//! Figures as they were read, line by line: the text form of counts in events.

use core::fmt::Write as _;

use election::{
    Votes,
    message::{Field, Figures},
    text::{Fault, LineFault, Lines},
};

/// Most lines: the fixed ones and one for every candidate.
pub const MAX_READINGS: usize = Field::FIXED.len() + election::counts::MAX_CANDIDATES;

/// Lines of a record and the figure that was read on each, ascending.
pub type Readings = Vec<(Field, Votes)>;

/// All lines of a count.
pub fn of(figures: &Figures<Votes>) -> Readings {
    figures.fields().filter_map(|field| Some((field, figures.at(field)?))).collect()
}

/// The count that has exactly these lines; nothing where a fixed line is missing.
pub fn figures(readings: &Readings) -> Option<Figures<Votes>> {
    let at = |wanted: Field| readings.iter().find(|(field, _)| *field == wanted).map(|(_, votes)| *votes);
    let candidates = readings.iter().filter_map(|(field, votes)| match field {
        Field::Candidate(panel) => Some((*panel, *votes)),
        _ => None,
    });
    Some(Figures {
        registered: at(Field::Registered)?,
        signed_in: at(Field::SignedIn)?,
        cast: at(Field::Cast)?,
        blank: at(Field::Blank)?,
        void: at(Field::Void)?,
        valid: at(Field::Valid)?,
        candidates: candidates.collect(),
    })
}

/// Reads `read FIELD FIGURE` lines, ascending.
pub(crate) fn read(lines: &mut Lines<'_>) -> Result<Readings, LineFault> {
    let mut readings = Readings::new();
    while lines.peek("read") {
        let [field, votes] = lines.fields("read")?;
        let field = Field::parse(field).ok_or(lines.fault(Fault::Word("the name of a line of the report")))?;
        if readings.last().is_some_and(|(last, _)| *last >= field) {
            return Err(lines.fault(Fault::Expected("different lines, in their order")));
        }
        if readings.len() == MAX_READINGS {
            return Err(lines.fault(Fault::Limit("MAX_READINGS")));
        }
        readings.push((field, Votes::parse(votes).ok_or(lines.fault(Fault::Number))?));
    }
    Ok(readings)
}

/// Reads the lines of a whole count.
pub(crate) fn read_figures(lines: &mut Lines<'_>) -> Result<Figures<Votes>, LineFault> {
    let readings = read(lines)?;
    figures(&readings).ok_or(lines.fault(Fault::Expected("every line of a count")))
}

/// Writes what [`read`] reads.
pub(crate) fn write(readings: &Readings, out: &mut String) {
    for (field, votes) in readings {
        let _ = writeln!(out, "read {field} {votes}");
    }
}
