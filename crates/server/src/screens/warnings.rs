//! The warnings of the frozen definition, asked at the hub's forms.

use std::sync::Arc;

use checks::{Address, Context, Entry, Picture, Thresholds, at_entry};
use election::message::Figures;
use election::{Definition, Votes};
use station::form::{Form, Question};

/// Warnings about figures, asked while the paper is on the table.
pub trait Warnings: Send + Sync {
    /// The warnings about these figures of this station.
    fn questions(&self, form: &Form, figures: &Figures<Votes>) -> Vec<Question>;
}

/// The rules of `checks`, under the thresholds that the definition froze.
pub struct Asking {
    definition: Arc<Definition>,
    thresholds: Thresholds,
    /// What an earlier contest teaches; without one only the bounds are asked.
    picture: Option<Picture>,
}

impl Asking {
    /// Of a definition, with an earlier contest's picture where there is one.
    pub fn new(definition: Arc<Definition>, picture: Option<Picture>) -> Self {
        let thresholds = Thresholds::of(&definition);
        Self { definition, thresholds, picture }
    }
}

impl Warnings for Asking {
    fn questions(&self, form: &Form, figures: &Figures<Votes>) -> Vec<Question> {
        let Some(address) = Address::of(&self.definition, form.station()) else { return Vec::new() };
        let context = Context { thresholds: &self.thresholds, address, picture: self.picture.as_ref() };
        at_entry(&context, &Entry { figures }).warnings.iter().map(Question::from).collect()
    }
}
