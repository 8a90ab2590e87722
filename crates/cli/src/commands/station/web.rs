//! `vigie station --web`: the same entry as pages, for a browser on the same machine.

use std::net::SocketAddr;
use std::path::Path;

use age::secrecy::SecretString;
use election::{Id, refusal::Language, words};
use server::station_web::{self, Carried, Secrets, Trouble};
use station::{
    excerpt::Excerpt,
    form::{Form, Typed, Unsigned},
    questions,
};
use tokio::{net::TcpListener, runtime::Builder};
use verifier::wording::{say, visible};

use super::{
    desk::{Desk, Paper},
    mail::Fate,
    send::{Outcome, Way},
};
use crate::failure::Failure;

/// Serves the pages until the program is interrupted.
pub fn serve(directory: &Path, listen: SocketAddr, language: Language) -> Result<(), Failure> {
    if !listen.ip().is_loopback() {
        return Err(Failure::usage(
            format!("--listen {listen} : ces pages n'écoutent que cette machine (127.0.0.1)"),
            format!("--listen {listen}: these pages listen to this machine alone (127.0.0.1)"),
        ));
    }
    let desk = Desk::open(directory)?;
    let current = desk.round(None)?;
    let secrets = Secrets { key: secret()?, token: secret()? };
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(of_the_system)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| Failure::outside(format!("{listen} : {error}"), format!("{listen}: {error}")))?;
        let bound = listener.local_addr().map_err(of_the_system)?;
        println!("{}", say(language, "ouvrez cette adresse dans le navigateur :", "open this address in the browser:"));
        println!("http://{bound}/?key={}", secrets.key);
        let stop = async {
            // A terminal without signals cannot interrupt: then only the end of the process stops it.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        station_web::serve(listener, Box::new(Pages { desk, current }), secrets, stop).await.map_err(of_the_system)
    })
}

/// 256 bits that nobody guesses.
fn secret() -> Result<String, Failure> {
    let mut chance = [0_u8; 32];
    getrandom::fill(&mut chance).map_err(|error| {
        Failure::outside(format!("le système ne donne pas de hasard : {error}"), format!("no randomness: {error}"))
    })?;
    Ok(tlog::Hash(chance).to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn of_the_system(error: std::io::Error) -> Failure {
    Failure::outside(error.to_string(), error.to_string())
}

/// A station's directory behind its pages.
struct Pages {
    desk: Desk,
    current: u8,
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn trouble(failure: Failure) -> Trouble {
    Trouble { french: failure.text(Language::French), english: failure.text(Language::English) }
}

impl station_web::Desk for Pages {
    fn excerpt(&self) -> &Excerpt {
        self.desk.excerpt()
    }

    fn current_round(&self) -> u8 {
        self.current
    }

    fn draft(&self, form: &Form) -> Result<Typed, Trouble> {
        self.desk.draft(Paper::Report, form).map_err(trouble)
    }

    fn keep(&self, form: &Form, typed: &Typed) -> Result<(), Trouble> {
        self.desk.keep(Paper::Report, form, typed.clone()).map_err(trouble)
    }

    fn prepare(&self, form: &Form, typed: &Typed) -> Result<(), Trouble> {
        let reading = form.read(typed);
        let asked = questions::about(self.excerpt(), &reading, None);
        let entry = reading.entry(&asked.questions).map_err(|_| Trouble {
            french: "la saisie n'est pas complète".to_owned(),
            english: "the entry is not complete".to_owned(),
        })?;
        self.desk.prepare(&entry, None).map(|_| ()).map_err(trouble)
    }

    fn prepared(&self, round: u8) -> Result<Option<Unsigned>, Trouble> {
        self.desk.prepared(Paper::Report, round).map_err(trouble)
    }

    fn holders(&self, round: u8) -> Result<Vec<(Id, bool)>, Trouble> {
        let signed = self.desk.signed_by(Paper::Report, round).map_err(trouble)?;
        Ok(self.desk.keyed().into_iter().map(|holder| (holder, signed.contains(&holder))).collect())
    }

    fn sign(&self, round: u8, report: &Unsigned, holder: Id, passphrase: String) -> Result<(), Trouble> {
        let signed = self.desk.sign_by_two(Paper::Report, round, report, holder, &SecretString::from(passphrase));
        signed.map(|_| ()).map_err(trouble)
    }

    fn report(&self, round: u8) -> Result<Option<Carried>, Trouble> {
        let Some(signed) = self.desk.report(round).map_err(trouble)? else { return Ok(None) };
        let receipt = match signed.fate {
            Fate::Received => Some(self.desk.receipt(&signed.name).map_err(trouble)?),
            _ => None,
        };
        Ok(Some(Carried {
            words: words::words(signed.id, words::CHECK_WORDS),
            receipt: receipt.and_then(|receipt| self.desk.judge(&signed, &receipt).ok()),
            fate: Trouble { french: signed.fate.text(Language::French), english: signed.fate.text(Language::English) },
            note: signed.note,
        }))
    }

    fn hub(&self) -> Result<Option<String>, Trouble> {
        self.desk.hub().map_err(trouble)
    }

    fn send(&self, round: u8) -> Result<(), Trouble> {
        let (Some(signed), Some(to)) = (self.desk.report(round).map_err(trouble)?, self.hub()?) else { return Ok(()) };
        let outcome = Way::once(to).send(&self.desk, &signed, Language::French).map_err(trouble)?;
        match outcome {
            // Said by the page, out of what now lies in the directory.
            Outcome::Received { .. } | Outcome::Refused(_) => Ok(()),
            Outcome::NoReceipt(why) => Err(Trouble {
                french: why.text(Language::French).to_owned(),
                english: why.text(Language::English).to_owned(),
            }),
            Outcome::Unreachable(why) => Err(Trouble {
                french: format!(
                    "pas de réponse ({}). Rien n'est perdu : le relevé signé est gardé ici.",
                    visible(&why)
                ),
                english: format!("no answer ({}). Nothing is lost: the signed report is kept here.", visible(&why)),
            }),
        }
    }
}
