//! `vigie station send`: what is unsent goes to the hub, and every receipt is checked here.

use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use election::{publish::json::Json, refusal::Language};
use station::{answer, receipt::NoReceipt};
use tlog::proof::MAX_PROOF_BYTES;
use ureq::Agent;
use verifier::wording::{number, say, visible};

use super::{
    desk::Desk,
    init::hub_address,
    mail::{Answer, Fate, Signed, Words},
};
use crate::failure::Failure;

/// Send what is unsent to the hub, and keep the receipts.
///
/// Every receipt is checked against the log's key in the definition. What is not answered stays
/// unsent and goes with the next call; the same message sent twice counts once. A hub that stored
/// something else than what was sent raises an alarm.
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Address of the hub, if not the one of the last time: http://… or https://…
    #[arg(long, value_name = "URL", value_parser = hub_address)]
    to: Option<String>,
    /// How often to try each message
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    tries: u32,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Longest wait for one answer.
const MAX_WAIT: Duration = Duration::from_mins(1);
/// Longest pause between two tries, whatever the hub asks for: a person waits.
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// What came of one message.
pub(super) enum Outcome {
    Received { index: u64, is_final: bool },
    Refused(Words),
    NoReceipt(NoReceipt),
    Unreachable(String),
}

/// One try.
enum Tried {
    Answer(Vec<u8>),
    Refused(Words),
    Later { why: String, pause: Option<Duration> },
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let desk = Desk::open(&self.directory)?;
        let to = self.hub(&desk)?;
        let way = Way { to, tries: self.tries, agent: agent() };
        let waiting: Vec<Signed> =
            desk.messages()?.into_iter().filter(|signed| signed.fate != Fate::Received).collect();
        let mut outcomes = Vec::new();
        for signed in &waiting {
            let outcome = way.send(&desk, signed, language)?;
            if !self.json {
                print(signed, &outcome, language);
            }
            let lost = matches!(outcome, Outcome::Unreachable(_));
            outcomes.push(outcome);
            if lost {
                // Nobody answers: the others wait with it, and none is sent out of turn.
                break;
            }
        }
        if self.json {
            println!("{}", json(&waiting, &outcomes));
        } else if waiting.is_empty() {
            println!("{}", say(language, "rien à envoyer", "nothing to send"));
        }
        ending(&outcomes)
    }
}

impl Arguments {
    /// The hub's address: the one given, which is written down for the next time, else the one in the
    /// directory.
    fn hub(&self, desk: &Desk) -> Result<String, Failure> {
        let kept = desk.hub()?;
        if let Some(to) = &self.to
            && kept.as_ref() != Some(to)
        {
            desk.keep_hub(to)?;
        }
        self.to.clone().or(kept).ok_or_else(|| {
            Failure::usage(
                "où ? donnez --to, une adresse en http:// ou https:// : aucune n'est dans ce répertoire",
                "where to? give --to, an address with http:// or https://: none is in this directory",
            )
        })
    }
}

/// The way to a hub.
pub(super) struct Way {
    to: String,
    tries: u32,
    agent: Agent,
}

impl Way {
    /// To an address, with one try: somebody waits before a screen.
    pub(super) fn once(to: String) -> Self {
        Self { to, tries: 1, agent: agent() }
    }

    /// Sends a message; what is answered is kept beside it.
    pub(super) fn send(&self, desk: &Desk, signed: &Signed, language: Language) -> Result<Outcome, Failure> {
        let mut pause = Duration::from_secs(1);
        for attempt in 1..=self.tries {
            match self.post(&signed.note, language) {
                Tried::Answer(answer) => return Self::judged(desk, signed, &answer),
                Tried::Refused(words) => {
                    desk.answered(&signed.name, Answer::Refusal(&words))?;
                    return Ok(Outcome::Refused(words));
                }
                Tried::Later { why, .. } if attempt == self.tries => return Ok(Outcome::Unreachable(why)),
                Tried::Later { pause: asked, .. } => {
                    sleep(asked.unwrap_or(pause).min(MAX_PAUSE));
                    pause = (pause * 2).min(MAX_PAUSE);
                }
            }
        }
        unreachable!("the last try returns")
    }

    fn judged(desk: &Desk, signed: &Signed, answer: &[u8]) -> Result<Outcome, Failure> {
        match desk.judge(signed, answer) {
            Ok(receipt) => {
                desk.answered(&signed.name, Answer::Receipt(answer))?;
                Ok(Outcome::Received { index: receipt.index, is_final: receipt.is_final })
            }
            Err(why) => {
                if why == NoReceipt::OtherMessage {
                    desk.answered(&signed.name, Answer::Alarm(answer))?;
                }
                Ok(Outcome::NoReceipt(why))
            }
        }
    }

    fn post(&self, note: &[u8], language: Language) -> Tried {
        let url = format!("{}/v1/messages", self.to.trim_end_matches('/'));
        let request = self.agent.post(url).header("content-type", "text/plain; charset=utf-8");
        let response = match request.send(note) {
            Ok(response) => response,
            Err(error) => return Tried::Later { why: error.to_string(), pause: None },
        };
        let status = response.status().as_u16();
        let asked = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let body = response.into_body().into_with_config().limit(MAX_PROOF_BYTES as u64).read_to_vec();
        let body = match body {
            Ok(body) => body,
            Err(error) => return Tried::Later { why: error.to_string(), pause: None },
        };
        let words = |language| answer::refusal(&body, language).unwrap_or_else(|| format!("HTTP {status}"));
        match status {
            200..=299 => Tried::Answer(body),
            408 | 429 | 500..=599 => Tried::Later { why: words(language), pause: asked.map(Duration::from_secs) },
            _ => Tried::Refused(Words { french: words(Language::French), english: words(Language::English) }),
        }
    }
}

/// A refusal is an answer too; another address than the one given is never followed.
fn agent() -> Agent {
    let config = Agent::config_builder().timeout_global(Some(MAX_WAIT)).http_status_as_error(false).max_redirects(0);
    config.build().new_agent()
}

fn print(signed: &Signed, outcome: &Outcome, language: Language) {
    let name = &signed.name;
    match outcome {
        Outcome::Received { index, is_final } => {
            let entry = number(language, *index);
            let last = if *is_final {
                say(language, "définitif", "final")
            } else {
                say(language, "pas encore contresigné par les témoins", "not cosigned by the witnesses yet")
            };
            println!("{name}: {} {entry} ({last})", say(language, "reçu, entrée", "received, entry"));
        }
        Outcome::Refused(words) => {
            eprintln!("{name}: {} {}", say(language, "refusé :", "refused:"), visible(words.of(language)));
        }
        Outcome::NoReceipt(why) => eprintln!("{name}: {}", why.text(language)),
        Outcome::Unreachable(why) => {
            let kept = say(language, "pas de réponse, gardé pour plus tard", "no answer, kept for later");
            eprintln!("{name}: {kept} ({})", visible(why));
        }
    }
}

/// An alarm or a refusal is a no; a hub that does not answer is the outside.
fn ending(outcomes: &[Outcome]) -> Result<(), Failure> {
    if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Refused(_) | Outcome::NoReceipt(_))) {
        return Err(Failure::No(String::new()));
    }
    if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Unreachable(_))) {
        return Err(Failure::Outside(String::new()));
    }
    Ok(())
}

fn json(waiting: &[Signed], outcomes: &[Outcome]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("messages").array(|json| {
            for (signed, outcome) in waiting.iter().zip(outcomes) {
                json.object(|json| {
                    json.name("message").text(&signed.name);
                    json.name("id").display(signed.id);
                    outcome_json(outcome, json);
                });
            }
        });
        json.name("left").number((waiting.len() - outcomes.len()) as u64);
    });
    out
}

fn outcome_json(outcome: &Outcome, json: &mut Json<'_>) {
    match outcome {
        Outcome::Received { index, is_final } => {
            json.name("received").boolean(true);
            json.name("log_index").number(*index);
            json.name("final").boolean(*is_final);
        }
        Outcome::Refused(words) => {
            json.name("received").boolean(false);
            json.name("refused").text(&words.english);
        }
        Outcome::NoReceipt(why) => {
            json.name("received").boolean(false);
            json.name("alarm").boolean(*why == NoReceipt::OtherMessage);
            json.name("text").text(why.text(Language::English));
        }
        Outcome::Unreachable(why) => {
            json.name("received").boolean(false);
            json.name("unreachable").text(why);
        }
    }
}
