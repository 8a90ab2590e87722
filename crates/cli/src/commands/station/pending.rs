//! A correction that waits for its second signature: what it says, and how other words differ.

use election::{
    Id,
    message::{Body, Correction, Field},
};
use station::form::{Form, Paper, Reading, Unsigned, letters};

use super::desk::Desk;
use crate::failure::Failure;

/// A correction that one holder has signed, or nobody yet.
pub struct Pending {
    /// The text.
    pub text: Unsigned,
    /// Who has signed it.
    pub by: Vec<Id>,
}

impl Pending {
    /// That of a round, if one waits.
    pub fn of(desk: &Desk, round: u8) -> Result<Option<Self>, Failure> {
        let Some(text) = desk.prepared(Paper::Correction, round)? else { return Ok(None) };
        Ok(Some(Self { text, by: desk.signed_by(Paper::Correction, round)? }))
    }

    /// What it says.
    pub fn said(&self) -> &Correction {
        match &self.text.message().body {
            Body::Correction(said) => said,
            _ => unreachable!("the desk keeps corrections under this name"),
        }
    }

    /// Whether somebody else than this holder has signed it: their signature is not ours to discard.
    pub fn is_anothers(&self, holder: Option<Id>) -> bool {
        self.by.iter().any(|by| Some(*by) != holder)
    }

    /// Who has signed it.
    pub fn signers(&self) -> String {
        self.by.iter().map(Id::to_string).collect::<Vec<_>>().join(", ")
    }

    /// Refuses other words than its own, and says how they differ; without figures, by the reason
    /// alone.
    pub fn same(&self, desk: &Desk, form: &Form, reason: &str, typed: Option<&Reading>) -> Result<(), Failure> {
        let said = self.said();
        let mut differs: [Vec<String>; 2] = Default::default();
        if said.reason != reason.trim() {
            differs[0].push(format!("sa raison est « {} »", said.reason));
            differs[1].push(format!("its reason is \"{}\"", said.reason));
        }
        let all = || form.fields().collect::<Vec<Field>>();
        let changed = |reading: &Reading| reading.figures().map_or_else(all, |figures| said.figures.changed(&figures));
        let lines = typed.map_or_else(Vec::new, changed);
        if !lines.is_empty() {
            let letters = letters(&lines, &form.lines());
            differs[0].push(format!("ses chiffres diffèrent en {letters}"));
            differs[1].push(format!("its figures differ at {letters}"));
        }
        if differs[0].is_empty() {
            return Ok(());
        }
        let (place, [french, english], by) =
            (desk.place().display(), differs.map(|all| all.join(", ")), self.signers());
        Err(Failure::no(
            format!(
                "une autre rectification attend sa seconde signature (signée par {by}) : {french}. Pour la signer : vigie station correct {place}, sans --reason ; pour la mettre de côté et recommencer : --again"
            ),
            format!(
                "another correction is waiting for its second signature (signed by {by}): {english}. To sign it: vigie station correct {place}, without --reason; to put it aside and begin anew: --again"
            ),
        ))
    }
}
