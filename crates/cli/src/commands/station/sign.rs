//! `vigie station sign`: two holders sign what they see, one after the other.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use election::{Id, Message, message::Body, publish::json::Json, refusal::Language, words};
use station::form::{Form, Paper, Unsigned};
use verifier::wording::{number, say, visible};

use super::{desk::Desk, enter::not_signed};
use crate::{failure::Failure, keyring::Passphrase};

/// Sign the report as its two holders, each with his own passphrase.
///
/// Shows the figures and the check words before anybody signs. Without --as it asks every holder
/// in turn until two have signed; with --as one holder signs, and the other may do so later.
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Who signs now: president, secretary
    #[arg(long = "as", value_name = "HOLDER")]
    holder: Option<Id>,
    /// Which round; else the last whose doors have opened
    #[arg(long, value_name = "N")]
    round: Option<u8>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let desk = Desk::open(&self.directory)?;
        let round = desk.round(self.round)?;
        not_signed(&desk, round)?;
        let report = desk.prepared(Paper::Report, round)?.ok_or_else(|| {
            Failure::no(
                "rien à signer : finissez d'abord la saisie (vigie station enter)",
                "nothing to sign: finish the entry first (vigie station enter)",
            )
        })?;
        if !self.json {
            show(&desk.form(round)?, &report, language);
        }
        let mut complete = None;
        for holder in holders(&desk, Paper::Report, round, self.holder)? {
            if io::stdin().is_terminal() {
                eprintln!("{holder} :");
            }
            complete = desk.sign_by_two(Paper::Report, round, &report, holder, &self.passphrase.obtain()?)?;
            if complete.is_some() {
                break;
            }
        }
        let by = if complete.is_some() { Vec::new() } else { desk.signed_by(Paper::Report, round)? };
        if self.json {
            println!("{}", json(&report, complete.is_some(), &by));
        } else if complete.is_some() {
            println!(
                "{}",
                say(language, "signé par deux titulaires ; à envoyer :", "signed by two holders; to be sent:")
            );
            println!("→ {}", desk.sending()?);
        } else {
            let by = by.iter().map(Id::to_string).collect::<Vec<_>>().join(", ");
            println!(
                "{}",
                say(
                    language,
                    format!("signé par {by} ; il en faut un second"),
                    format!("signed by {by}; a second is needed")
                )
            );
        }
        Ok(())
    }
}

/// Who signs now: the one named, else those whose keys are here and who have not signed yet.
pub fn holders(desk: &Desk, paper: Paper, round: u8, named: Option<Id>) -> Result<Vec<Id>, Failure> {
    if let Some(holder) = named {
        desk.key(holder)?;
        return Ok(vec![holder]);
    }
    let signed = desk.signed_by(paper, round)?;
    let waiting: Vec<Id> = desk.keyed().into_iter().filter(|holder| !signed.contains(holder)).collect();
    if waiting.is_empty() {
        return Err(Failure::no("aucune clé dans ce répertoire ne peut signer", "no key in this directory can sign"));
    }
    Ok(waiting)
}

/// What is signed, as it will stand in the log.
fn show(form: &Form, report: &Unsigned, language: Language) {
    let Message { body: Body::Report(said), .. } = report.message() else { return };
    println!(
        "{} {} · {} {}",
        say(language, "bureau", "station"),
        said.station,
        say(language, "tour", "round"),
        said.round
    );
    for line in form.lines() {
        let figure = said.figures.at(line.field).map_or_else(String::new, |votes| number(language, votes.wide()));
        println!("{:>3}  {:<44} {figure:>11}", line.letter, visible(line.label(language)));
    }
    if let Some(reason) = &said.reason {
        println!("     {} {}", say(language, "raison :", "reason:"), visible(reason));
    }
    println!("{} {}", say(language, "fin du dépouillement :", "end of the count:"), said.counted_at);
    println!("SHA-256 {}", report.id());
    println!("{} {}", say(language, "mots de contrôle :", "check words:"), report.check_words());
}

fn json(report: &Unsigned, complete: bool, by: &[Id]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("complete").boolean(complete);
        json.name("id").display(report.id());
        json.name("words").text(&words::words(report.id(), words::CHECK_WORDS));
        if !complete {
            json.name("signed_by").array(|json| by.iter().for_each(|holder| json.display(holder)));
        }
    });
    out
}
