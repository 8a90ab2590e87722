//! `vigie station tell`: news of the day, signed by one holder.

use std::path::PathBuf;

use election::{
    Id,
    message::{Body, Event, Status},
    publish::json::Json,
    refusal::Language,
};
use station::form::{Cell, read_cell};
use verifier::wording::say;

use super::{
    desk::{Desk, moment},
    mail::Signed,
};
use crate::{failure::Failure, keyring::Passphrase};

/// Tell that the station is installed, open or closed, or its turnout.
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// installed, open, turnout-noon, turnout-17 or closed
    #[arg(value_name = "EVENT", value_parser = event)]
    event: Event,
    /// Signatures on the register so far; with the two turnouts
    #[arg(long, value_name = "NUMBER")]
    signed_in: Option<String>,
    /// Who signs; else the first holder whose key is here
    #[arg(long = "as", value_name = "HOLDER")]
    holder: Option<Id>,
    /// Which round; else the last whose doors have opened
    #[arg(long, value_name = "N")]
    round: Option<u8>,
    /// When: YYYY-MM-DDTHH:MM:SS+HH:MM; else now
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

fn event(text: &str) -> Result<Event, String> {
    text.parse().map_err(|()| "installed, open, turnout-noon, turnout-17, closed".to_owned())
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let at = self.at.as_deref().map(|text| moment("--at", text)).transpose()?;
        let signed_in = self.turnout()?;
        let desk = Desk::open(&self.directory)?;
        let round = desk.round(self.round)?;
        let holder = self.holder.or_else(|| desk.keyed().first().copied()).ok_or_else(|| {
            Failure::no("aucune clé dans ce répertoire ne peut signer", "no key in this directory can sign")
        })?;
        let status = Status {
            round,
            station: desk.station(),
            event: self.event,
            signed_in,
            at: at.map_or_else(|| desk.now(round), Ok)?,
        };
        let message = desk.unsigned(Body::Status(status));
        let signed = desk.sign_alone(&message, holder, &self.passphrase.obtain()?)?;
        if self.json {
            println!("{}", json(&signed));
        } else {
            println!("{}: {}", signed.name, say(language, "signé, à envoyer", "signed, to be sent"));
        }
        Ok(())
    }

    /// Turnouts have a figure, the others none: an empty answer is not zero.
    fn turnout(&self) -> Result<Option<election::Votes>, Failure> {
        let due = matches!(self.event, Event::Noon | Event::Five);
        match (due, self.signed_in.as_deref().map(read_cell)) {
            (true, Some(Cell::Figure(votes))) => Ok(Some(votes)),
            (false, None) => Ok(None),
            (true, Some(Cell::Refused(why))) => {
                let said = |language| format!("--signed-in : {}", why.text(language));
                Err(Failure::usage(said(Language::French), said(Language::English)))
            }
            (true, None | Some(Cell::Empty)) => Err(Failure::usage(
                "--signed-in : combien d'émargements jusqu'ici ? Tapez 0 s'il n'y en a pas.",
                "--signed-in: how many signatures so far? Type 0 if there are none.",
            )),
            (false, Some(_)) => Err(Failure::usage(
                "--signed-in va avec turnout-noon et turnout-17 seulement",
                "--signed-in goes with turnout-noon and turnout-17 only",
            )),
        }
    }
}

fn json(signed: &Signed) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("message").text(&signed.name);
        json.name("id").display(signed.id);
    });
    out
}
