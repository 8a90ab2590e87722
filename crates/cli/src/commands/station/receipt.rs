//! `vigie station receipt`: receipts that came on a stick, and those that are kept, checked here.

use std::path::{Path, PathBuf};

use election::{publish::json::Json, refusal::Language};
use station::receipt::{NoReceipt, Receipt};
use tlog::proof::MAX_PROOF_BYTES;
use verifier::wording::{number, say};

use super::{
    desk::Desk,
    mail::{Answer, Fate, Signed},
};
use crate::{failure::Failure, folder::read_limited};

/// Check receipts: those kept here again, or new ones from files.
///
/// A receipt proves that the log holds exactly the message that this station signed. One from a
/// file is kept with its message when it holds.
#[derive(clap::Args)]
pub struct Arguments {
    /// The station's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Receipts that were brought
    #[arg(value_name = "FILE")]
    receipts: Vec<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// A receipt, where it came from, and whether it holds.
struct Checked {
    from: String,
    verdict: Result<Receipt, NoReceipt>,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let desk = Desk::open(&self.directory)?;
        let messages = desk.messages()?;
        let checked: Vec<Checked> = if self.receipts.is_empty() {
            let kept = messages.iter().filter(|signed| signed.fate == Fate::Received);
            kept.map(|signed| again(&desk, signed)).collect::<Result<_, _>>()?
        } else {
            self.receipts.iter().map(|path| brought(&desk, &messages, path)).collect::<Result<_, _>>()?
        };
        if self.json {
            println!("{}", json(&checked));
        } else {
            for checked in &checked {
                print(checked, language);
            }
            if checked.is_empty() {
                println!("{}", say(language, "aucun reçu", "no receipt"));
            }
        }
        let all = checked.iter().all(|checked| checked.verdict.is_ok());
        if all { Ok(()) } else { Err(Failure::No(String::new())) }
    }
}

fn again(desk: &Desk, signed: &Signed) -> Result<Checked, Failure> {
    let verdict = desk.judge(signed, &desk.receipt(&signed.name)?);
    Ok(Checked { from: signed.name.clone(), verdict })
}

/// A receipt in a file belongs to the message whose text it holds. One that belongs to none of
/// ours is told as what it is: of something else.
fn brought(desk: &Desk, messages: &[Signed], path: &Path) -> Result<Checked, Failure> {
    let bytes = read_limited(path, MAX_PROOF_BYTES as u64)?;
    let from = path.display().to_string();
    let mut verdict = Err(NoReceipt::OtherMessage);
    for signed in messages {
        match desk.judge(signed, &bytes) {
            Err(NoReceipt::OtherMessage) => {}
            Ok(receipt) => {
                desk.answered(&signed.name, Answer::Receipt(&bytes))?;
                return Ok(Checked { from, verdict: Ok(receipt) });
            }
            other => verdict = other,
        }
    }
    Ok(Checked { from, verdict })
}

fn print(checked: &Checked, language: Language) {
    let from = &checked.from;
    match &checked.verdict {
        Ok(receipt) => {
            let (index, size) = (number(language, receipt.index), number(language, receipt.size));
            let words = election::words::words(receipt.id, election::words::CHECK_WORDS);
            let text = say(language, "le journal le contient, entrée", "the log holds it, entry");
            println!("{from}: {text} {index} / {size} ({words})");
        }
        Err(NoReceipt::OtherMessage) => {
            let text = say(
                language,
                "ce reçu n'est d'aucun message de ce bureau. S'il devait l'être : ALERTE, téléphonez à la préfecture.",
                "this receipt is of no message of this station. If it should be: ALARM, telephone the prefecture.",
            );
            eprintln!("{from}: {text}");
        }
        Err(why) => eprintln!("{from}: {}", why.text(language)),
    }
}

fn json(all: &[Checked]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("receipts").array(|json| {
            for checked in all {
                json.object(|json| {
                    json.name("from").text(&checked.from);
                    json.name("holds").boolean(checked.verdict.is_ok());
                    match &checked.verdict {
                        Ok(receipt) => {
                            json.name("id").display(receipt.id);
                            json.name("log_index").number(receipt.index);
                            json.name("final").boolean(receipt.is_final);
                        }
                        Err(why) => json.name("text").text(why.text(Language::English)),
                    }
                });
            }
        });
    });
    out
}
