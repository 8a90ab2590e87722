//! `vigie intake`: signed messages from files into the log, without a network.

use std::path::{Path, PathBuf};

use election::{Stamp, message::MAX_MESSAGE_BYTES, publish::json::Json, refusal::Language};
use server::hub::Answer;
use verifier::wording::{say, visible};

use crate::{
    failure::Failure,
    folder::{Folder, read_limited},
    keyring::Passphrase,
    night::Night,
};

/// Take signed messages from files into the log, and publish.
#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Signed messages, one a file
    #[arg(required = true, value_name = "FILE")]
    messages: Vec<PathBuf>,
    /// Publish to this directory afterwards
    #[arg(long, value_name = "OUT", requires = "at")]
    public: Option<PathBuf>,
    /// The moment of publication: YYYY-MM-DDTHH:MM:SS+HH:MM
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let at = self.at.as_deref().map(moment).transpose()?;
        let messages: Vec<Vec<u8>> =
            self.messages.iter().map(|path| read_limited(path, MAX_MESSAGE_BYTES as u64)).collect::<Result<_, _>>()?;
        let folder = Folder::open(&self.directory)?;
        let mut night = Night::open(&folder, folder.written()?, &self.passphrase, language)?;
        let answers = night.take(&messages)?;
        if !self.json {
            self.messages.iter().zip(&answers).for_each(|(path, answer)| print(path, answer, language));
        }
        let published = match self.public.as_ref().zip(at) {
            Some((public, at)) => Some(night.publish(public, at)?),
            None => None,
        };
        if self.json {
            println!("{}", self.json(&answers, night.hub().board().size(), published));
        }
        let refused = answers.iter().any(|answer| matches!(answer, Answer::Refused(_)));
        if refused { Err(Failure::No(String::new())) } else { Ok(()) }
    }

    fn json(&self, answers: &[Answer], size: u64, published: Option<bool>) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("messages").array(|json| {
                self.messages.iter().zip(answers).for_each(|(path, answer)| answer_json(path, answer, json));
            });
            json.name("log_size").number(size);
            match published {
                Some(whole) => json.name("published").boolean(whole),
                None => json.name("published").null(),
            }
        });
        out
    }
}

fn moment(text: &str) -> Result<Stamp, Failure> {
    Stamp::parse(text).ok_or_else(|| {
        let french = format!("--at {text} : pas un moment (YYYY-MM-DDTHH:MM:SS+HH:MM)");
        Failure::usage(french, format!("--at {text}: YYYY-MM-DDTHH:MM:SS+HH:MM"))
    })
}

fn print(path: &Path, answer: &Answer, language: Language) {
    let path = path.display();
    match answer {
        Answer::Logged { index } => println!("{path}: {} {index}", say(language, "entrée", "entry")),
        Answer::Refused(refusal) => eprintln!("{}", visible(&format!("{path}: {}", refusal.text(language)))),
    }
}

fn answer_json(path: &Path, answer: &Answer, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("file").display(path.display());
        match answer {
            Answer::Logged { index } => {
                json.name("logged").boolean(true);
                json.name("log_index").number(*index);
            }
            Answer::Refused(refusal) => {
                json.name("logged").boolean(false);
                json.name("code").text(refusal.code());
                json.name("text").text(&refusal.text(Language::English));
            }
        }
    });
}
