//! W404: registered, cast or blank would be much likelier before one slip of the pen: two digits exchanged, one too many, too few or wrong.

use election::message::Field;

use crate::model::papers::Mistake;

use super::{Case, Found, Kind, Look, Rule, TENTHS_OF_NATS};

pub(super) const RULE: Rule = Rule {
    code: "W404",
    kind: Kind::Evidence,
    default: 45,
    unit: TENTHS_OF_NATS,
    says: [
        "un nombre d'inscrits, de votants ou de blancs qui ressemble à un chiffre mal lu",
        "registered, cast or blank that look like a digit misread",
    ],
    remedy: [
        "relisez ces nombres chiffre par chiffre sur le procès-verbal ; s'ils sont justes, écrivez-le",
        "read these numbers of the record digit by digit; if they are right, say so",
    ],
    look: Look::Station(look),
};

fn look(case: &Case<'_>) -> Option<Found> {
    let evidence = case.found?.papers.misread.as_ref()?;
    let fields = match evidence.mistake {
        Mistake::Registered => vec![Field::Registered],
        Mistake::Cast => vec![Field::Cast, Field::Void],
        Mistake::Blank | Mistake::BlankVoid => vec![Field::Blank, Field::Void],
    };
    Some(Found { value: 10.0 * evidence.nats, fields })
}
