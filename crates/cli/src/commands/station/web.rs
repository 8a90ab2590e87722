//! `vigie station --web`: the same entry as pages, for a browser on the same machine.

use std::net::SocketAddr;
use std::path::Path;

use age::secrecy::SecretString;
use election::{Id, refusal::Language, words};
use server::station_web::{self, Carried, Secrets, Trouble};
use station::{
    excerpt::Excerpt,
    form::{Form, Paper, Standing, Typed, Unsigned},
    questions,
};
use tokio::{net::TcpListener, runtime::Builder};
use verifier::wording::{say, visible};

use super::{
    correct::{begun, standing},
    desk::{Desk, edition},
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

    fn draft(&self, paper: Paper, form: &Form) -> Result<Typed, Trouble> {
        match paper {
            Paper::Report => self.desk.draft(paper, form),
            Paper::Correction => standing(&self.desk, form.round()).and_then(|last| begun(&self.desk, form, &last)),
        }
        .map_err(trouble)
    }

    fn keep(&self, paper: Paper, form: &Form, typed: &Typed) -> Result<(), Trouble> {
        self.desk.keep(paper, form, typed.clone()).map_err(trouble)
    }

    fn prepare(&self, paper: Paper, form: &Form, typed: &Typed) -> Result<(), Trouble> {
        let reading = form.read(typed);
        let asked = questions::about(self.excerpt(), &reading, None);
        let incomplete = || Trouble {
            french: "la saisie n'est pas complète".to_owned(),
            english: "the entry is not complete".to_owned(),
        };
        let entry = reading.entry(&asked.questions).map_err(|_| incomplete())?;
        match paper {
            Paper::Report => self.desk.prepare(&entry, None).map(Some),
            Paper::Correction => standing(&self.desk, form.round())
                .and_then(|standing| self.desk.prepare_correction(&entry, &standing, None)),
        }
        .map_err(trouble)?
        .map_or_else(|| Err(incomplete()), |_| Ok(()))
    }

    fn prepared(&self, paper: Paper, round: u8) -> Result<Option<Unsigned>, Trouble> {
        self.desk.prepared(paper, round).map_err(trouble)
    }

    fn holders(&self, paper: Paper, round: u8) -> Result<Vec<(Id, bool)>, Trouble> {
        let signed = self.desk.signed_by(paper, round).map_err(trouble)?;
        Ok(self.desk.keyed().into_iter().map(|holder| (holder, signed.contains(&holder))).collect())
    }

    fn sign(&self, paper: Paper, round: u8, text: &Unsigned, holder: Id, passphrase: String) -> Result<(), Trouble> {
        let signed = self.desk.sign_by_two(paper, round, text, holder, &SecretString::from(passphrase));
        signed.map(|_| ()).map_err(trouble)
    }

    fn signed(&self, round: u8) -> Result<Option<Carried>, Trouble> {
        let Some(signed) = self.desk.last_edition(round).map_err(trouble)? else { return Ok(None) };
        let receipt = match signed.fate {
            Fate::Received => Some(self.desk.receipt(&signed.name).map_err(trouble)?),
            _ => None,
        };
        Ok(Some(Carried {
            edition: edition(&signed).map_or(1, |(_, standing)| standing.edition),
            words: words::words(signed.id, words::CHECK_WORDS),
            receipt: receipt.and_then(|receipt| self.desk.judge(&signed, &receipt).ok()),
            fate: Trouble { french: signed.fate.text(Language::French), english: signed.fate.text(Language::English) },
            note: signed.note,
        }))
    }

    fn standing(&self, round: u8) -> Result<Standing, Trouble> {
        standing(&self.desk, round).map_err(trouble)
    }

    fn hub(&self) -> Result<Option<String>, Trouble> {
        self.desk.hub().map_err(trouble)
    }

    fn send(&self) -> Result<(), Trouble> {
        let Some(to) = self.hub()? else { return Ok(()) };
        let way = Way::once(to);
        for signed in self.desk.messages().map_err(trouble)? {
            if signed.fate != Fate::Received {
                said(way.send(&self.desk, &signed, Language::French).map_err(trouble)?)?;
            }
        }
        Ok(())
    }
}

/// What the page says of an answer beside what now lies in the directory.
fn said(outcome: Outcome) -> Result<(), Trouble> {
    match outcome {
        Outcome::Received { .. } | Outcome::Refused(_) => Ok(()),
        Outcome::NoReceipt(why) => Err(Trouble {
            french: why.text(Language::French).to_owned(),
            english: why.text(Language::English).to_owned(),
        }),
        Outcome::Unreachable(why) => Err(Trouble {
            french: format!("pas de réponse ({}). Rien n'est perdu : ce qui est signé est gardé ici.", visible(&why)),
            english: format!("no answer ({}). Nothing is lost: what is signed is kept here.", visible(&why)),
        }),
    }
}
