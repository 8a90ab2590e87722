//! Two entries of one paper by two people who did not see each other's.

use election::message::Field;

use super::{Form, Typed, Untypable, cell};

/// Where two blind entries differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Fields that do not hold the same figure in both, in their order: only these are asked
    /// again, of somebody who has the paper before him.
    pub fields: Vec<Field>,
    /// Whether the reasons differ. Two people word one cause in two ways, so this is asked
    /// whenever the texts are not the same.
    pub reason: bool,
}

impl Comparison {
    /// Compares by value: `1 204` and `1204` are the same. A field that holds no figure in
    /// either is a difference: two empty fields agree on nothing.
    pub fn of(form: &Form, first: &Typed, second: &Typed) -> Self {
        let same = |field: &Field| {
            let (one, other) = (cell::read(first.at(*field)).figure(), cell::read(second.at(*field)).figure());
            one.is_some() && one == other
        };
        Self { fields: form.fields().filter(|field| !same(field)).collect(), reason: first.reason() != second.reason() }
    }

    /// Whether both say the same.
    pub fn agrees(&self) -> bool {
        self.fields.is_empty() && !self.reason
    }

    /// The entry that results: what both agree on, and the answers of the third person to what
    /// they do not. Answers to other fields are not looked at: nobody overrules two who agree.
    pub fn resolved(&self, agreed: &Typed, third: &Typed) -> Result<Typed, Untypable> {
        let mut result = agreed.clone();
        for field in &self.fields {
            result.put(*field, third.at(*field))?;
        }
        if self.reason {
            result.put_reason(third.reason())?;
        }
        Ok(result)
    }
}
