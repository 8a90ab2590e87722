//! The signed messages of a station, and what became of each.

use std::path::Path;

use election::{
    Message,
    evidence::Received,
    message::{Body, MAX_MESSAGE_BYTES},
    refusal::Language,
};
use station::receipt::{NoReceipt, Receipt, judge};
use tlog::{hash::Hash, proof::MAX_PROOF_BYTES};
use verifier::wording::{say, visible};

use super::desk::{Desk, REASON_LIMIT, edition, has_ending, list, lossy};
use crate::{failure::Failure, folder::read_limited};

/// A message that everybody who must has signed, as it lies in the directory.
pub struct Signed {
    /// Name of its files, without their ending.
    pub name: String,
    /// The signed note.
    pub note: Vec<u8>,
    /// What it says.
    pub message: Message,
    /// Its identity.
    pub id: Hash,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has answered for it yet.
    Unsent,
    /// The hub refused it, with these words.
    Refused(Words),
    /// The hub stored something else: the alarm was raised.
    Alarm,
    /// The log holds it: the receipt lies beside it.
    Received,
}

/// A refusal in both languages: who reads it is not always who sent the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub french: String,
    pub english: String,
}

impl Words {
    pub fn of(&self, language: Language) -> &str {
        say(language, &self.french, &self.english)
    }

    /// One line a language, French first.
    fn kept(&self) -> Vec<u8> {
        let line = |text: &str| text.replace(['\n', '\r'], " ");
        format!("{}\n{}\n", line(&self.french), line(&self.english)).into_bytes()
    }

    /// What was kept; one line alone is said in both languages.
    fn read(kept: &str) -> Self {
        let kept = kept.trim();
        let (french, english) = kept.split_once('\n').unwrap_or((kept, kept));
        Self { french: visible(french.trim()), english: visible(english.trim()) }
    }
}

impl Fate {
    /// What became of it, for people.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Unsent => say(language, "à envoyer", "unsent").to_owned(),
            Self::Received => say(language, "reçu", "received").to_owned(),
            Self::Refused(words) => format!("{} {}", say(language, "refusé :", "refused:"), words.of(language)),
            Self::Alarm => say(language, "ALERTE : enregistré autrement", "ALARM: stored as something else").to_owned(),
        }
    }
}

/// What is said of the log's answer to a message.
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    Receipt(&'a [u8]),
    Refusal(&'a Words),
    Alarm(&'a [u8]),
}

impl Desk {
    /// Every signed message, in the order of their dates, and of their editions within a second.
    pub fn messages(&self) -> Result<Vec<Signed>, Failure> {
        let paths = list(&self.folder.path("messages"))?;
        let mut all: Vec<Signed> = paths
            .iter()
            .filter(|path| has_ending(path, "note"))
            .map(|path| self.read(path))
            .collect::<Result<_, _>>()?;
        let edition = |signed: &Signed| edition(signed).map(|(_, standing)| standing.edition);
        all.sort_by_key(|signed| (signed.message.body.at().instant(), edition(signed), signed.name.clone()));
        Ok(all)
    }

    fn read(&self, path: &Path) -> Result<Signed, Failure> {
        let note = read_limited(path, MAX_MESSAGE_BYTES as u64)?;
        let (message, id) = {
            let received = Received::parse(&note).map_err(|refusal| {
                let path = path.display();
                Failure::no(
                    format!("{path} : {}", refusal.text(Language::French)),
                    format!("{path}: {}", refusal.text(Language::English)),
                )
            })?;
            (received.message().clone(), received.id())
        };
        let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let fate = self.fate(&name)?;
        Ok(Signed { name, note, message, id, fate })
    }

    fn fate(&self, name: &str) -> Result<Fate, Failure> {
        let beside = |ending: &str| self.folder.path(&format!("messages/{name}.{ending}"));
        if beside("receipt").exists() {
            return Ok(Fate::Received);
        }
        if beside("alarm").exists() {
            return Ok(Fate::Alarm);
        }
        let refused = beside("refused");
        if !refused.exists() {
            return Ok(Fate::Unsent);
        }
        Ok(Fate::Refused(Words::read(&lossy(&read_limited(&refused, REASON_LIMIT)?))))
    }

    /// Keeps what was answered to a message. A receipt that is there stays: it holds for ever.
    pub fn answered(&self, name: &str, answer: Answer<'_>) -> Result<(), Failure> {
        let (ending, bytes) = match answer {
            Answer::Receipt(bytes) => ("receipt", bytes.to_vec()),
            Answer::Refusal(words) => ("refused", words.kept()),
            Answer::Alarm(bytes) => ("alarm", bytes.to_vec()),
        };
        self.folder.write(&[(format!("messages/{name}.{ending}"), bytes)])
    }

    /// The receipt of a message.
    pub fn receipt(&self, name: &str) -> Result<Vec<u8>, Failure> {
        read_limited(&self.folder.path(&format!("messages/{name}.receipt")), MAX_PROOF_BYTES as u64)
    }

    /// Judges an answer to a message under the log that the definition names.
    pub fn judge(&self, sent: &Signed, answer: &[u8]) -> Result<Receipt, NoReceipt> {
        let parts = self.excerpt().definition().parts();
        judge(&sent.note, answer, &parts.log, &parts.witnesses, parts.quorum)
    }
}

/// First part of a file's name: what a person looks for in the directory.
pub(super) fn kind(message: &Message) -> String {
    let round = message.body.round().map_or_else(String::new, |round| format!("-{round}"));
    match &message.body {
        Body::Status(status) => format!("{}{round}", status.event),
        body => {
            let header = body.header();
            let word = header.strip_prefix("vigie.").and_then(|word| word.split('/').next()).unwrap_or(header);
            format!("{word}{round}")
        }
    }
}
