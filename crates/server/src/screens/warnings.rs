//! The warnings of the frozen definition, asked at the hub's forms.

use std::sync::Arc;

use checks::{Address, Context, Entry, Picture, Thresholds, at_entry};
use election::definition::Level;
use election::message::Figures;
use election::{Definition, Id, Votes};
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

    fn address(&self, station: Id) -> Option<Address> {
        let definition = &self.definition;
        let ix = definition.station_ix(station)?;
        let (own, commune) = (definition.station(ix), definition.place(definition.commune(ix)));
        let mut around = definition.upwards(definition.commune(ix)).map(|place| definition.place(place));
        let department = around.find(|place| place.level == Level::Department)?.id;
        let (constituency, position) = (own.constituency, commune.position);
        Some(Address { station, commune: commune.id, department, constituency, position })
    }
}

impl Warnings for Asking {
    fn questions(&self, form: &Form, figures: &Figures<Votes>) -> Vec<Question> {
        let Some(address) = self.address(form.station()) else { return Vec::new() };
        let context = Context { thresholds: &self.thresholds, address, picture: self.picture.as_ref() };
        at_entry(&context, &Entry { figures }).warnings.iter().map(Question::from).collect()
    }
}
