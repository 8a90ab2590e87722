//! Drafts: a form as far as it was typed, so that nothing typed is ever lost. See `specs/draft.md`.

use core::fmt;

use election::{
    Id, Stamp,
    counts::MAX_CANDIDATES,
    definition::Mode,
    message::Field,
    text::{Fault, LineFault, Lines},
};
use tlog::hash::Hash;

use crate::form::{Form, Typed};

/// First line of a draft.
pub const HEADER: &str = "vigie.draft/v1";

/// Most bytes of a draft: every field of the widest form at its longest, and the lines around.
pub const MAX_DRAFT_BYTES: usize = 256 * 1_024;

/// What was typed for one station in one round, and when it was last kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Hash of the sealed definition.
    pub definition: Hash,
    /// Live or test.
    pub mode: Mode,
    /// Round.
    pub round: u8,
    /// Station.
    pub station: Id,
    /// What was typed, as it was typed.
    pub typed: Typed,
    /// When it was kept.
    pub saved_at: Stamp,
}

/// Why a draft is not one of the form before us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Of another definition or mode.
    #[error("the draft belongs to another definition of the election")]
    Definition,
    /// Of another round or station.
    #[error("the draft belongs to another round or station")]
    Place,
    /// It answers a field that the form does not have.
    #[error("the draft answers a field that is not on the form: {0}")]
    Field(Field),
}

impl Draft {
    /// What was typed into a form.
    pub fn of(form: &Form, typed: Typed, saved_at: Stamp) -> Self {
        let (definition, mode) = (form.definition(), form.mode());
        Self { definition, mode, round: form.round(), station: form.station(), typed, saved_at }
    }

    /// Reads what `Display` writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, LineFault> {
        if bytes.len() > MAX_DRAFT_BYTES {
            return Err(LineFault { line: 1, fault: Fault::Limit("MAX_DRAFT_BYTES") });
        }
        let lines = &mut Lines::new(bytes)?;
        lines.exactly(HEADER)?;
        let definition = lines.hash("definition")?;
        let mode = lines.value("mode")?;
        let mode = mode.parse().map_err(|()| lines.fault(Fault::Word("live, test")))?;
        let round = lines.number("round", u8::MAX.into())?;
        let round = u8::try_from(round).unwrap_or_else(|_| unreachable!("limited to u8"));
        let station = lines.id("station")?;
        let typed = read_typed(lines)?;
        let saved_at = lines.stamp("saved-at")?;
        lines.end()?;
        Ok(Self { definition, mode, round, station, typed, saved_at })
    }

    /// What was typed, if it was typed into this form.
    pub fn for_form(self, form: &Form) -> Result<Typed, Misfit> {
        if (self.definition, self.mode) != (form.definition(), form.mode()) {
            return Err(Misfit::Definition);
        }
        if (self.round, self.station) != (form.round(), form.station()) {
            return Err(Misfit::Place);
        }
        let stranger = self.typed.answered().map(|(field, _)| field).find(|field| !form.has(*field));
        stranger.map_or(Ok(self.typed), |field| Err(Misfit::Field(field)))
    }
}

fn read_typed(lines: &mut Lines<'_>) -> Result<Typed, LineFault> {
    let mut typed = Typed::default();
    let mut last = None;
    while !lines.peek("reason") && !lines.peek("saved-at") {
        let line = lines.whole(DUE)?;
        let (name, text) = line.split_once(' ').ok_or(lines.fault(Fault::Expected(DUE)))?;
        let field = Field::parse(name).ok_or(lines.fault(Fault::Expected(DUE)))?;
        if last.is_some_and(|last| last >= field) {
            return Err(lines.fault(Fault::Expected("fields in the order of the form")));
        }
        if typed.answered().len() == MAX_CANDIDATES + Field::FIXED.len() {
            return Err(lines.fault(Fault::Limit("MAX_CANDIDATES")));
        }
        typed.put(field, kept(lines, text)?).map_err(|_| lines.fault(Fault::Phrase))?;
        last = Some(field);
    }
    if lines.peek("reason") {
        let text = lines.value("reason")?;
        typed.put_reason(kept(lines, text)?).map_err(|_| lines.fault(Fault::Phrase))?;
    }
    Ok(typed)
}

const DUE: &str = "a field, reason or saved-at";

/// What is kept has no white space around it: a draft has one spelling.
fn kept<'a>(lines: &Lines<'_>, text: &'a str) -> Result<&'a str, LineFault> {
    if text.is_empty() || text.trim() != text { Err(lines.fault(Fault::Phrase)) } else { Ok(text) }
}

impl fmt::Display for Draft {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}\ndefinition {}\nmode {}", self.definition, self.mode)?;
        writeln!(out, "round {}\nstation {}", self.round, self.station)?;
        self.typed.answered().try_for_each(|(field, text)| writeln!(out, "{field} {text}"))?;
        if !self.typed.reason().is_empty() {
            writeln!(out, "reason {}", self.typed.reason())?;
        }
        writeln!(out, "saved-at {}", self.saved_at)
    }
}
