//! The witnesses of `vigie serve`: read from a policy file, compared with the definition.

use std::path::Path;

use election::{Definition, refusal::Language};
use server::{
    publication::Publication,
    witnesses::{ListRefused, Quorum, Witnesses},
};
use tlog::policy::MAX_POLICY_BYTES;
use verifier::wording::say;

use crate::failure::Failure;

/// A publication that asks these witnesses.
pub fn asking(
    publication: Publication,
    definition: &Definition,
    path: &Path,
    language: Language,
) -> Result<Publication, Failure> {
    let bytes = std::fs::read(path).map_err(Failure::at(path))?;
    if bytes.len() > MAX_POLICY_BYTES {
        return Err(Failure::usage(
            format!("{} : plus de {MAX_POLICY_BYTES} octets", path.display()),
            format!("{}: more than {MAX_POLICY_BYTES} bytes", path.display()),
        ));
    }
    let read = Witnesses::parse(&bytes, definition.log());
    let Witnesses { policy, asked } = read.map_err(|why| refused(path, &why))?;
    let quorum = Quorum::of(definition, Some(policy));
    for key in quorum.without(&asked) {
        let missing = say(
            language,
            "attention : ce témoin de la définition n'a pas d'adresse et ne sera pas sollicité :",
            "warning: this witness of the definition has no address and will not be asked:",
        );
        eprintln!("{missing} {}", key.name());
    }
    Ok(publication.with_witnesses(quorum, asked))
}

fn refused(path: &Path, why: &ListRefused) -> Failure {
    let french = match why {
        ListRefused::Policy(error) => format!("pas une politique ({error})"),
        ListRefused::Log => "la politique ne nomme pas la clé de ce journal".to_owned(),
        ListRefused::Url { name } => {
            format!("témoin {name} : il faut une adresse après sa clé, http://… ou https://…")
        }
        ListRefused::TooMany => "trop de témoins".to_owned(),
    };
    Failure::usage(format!("{} : {french}", path.display()), format!("{}: {why}", path.display()))
}
