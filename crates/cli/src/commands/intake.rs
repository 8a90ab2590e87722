//! `vigie intake`: signed messages from files into the log, without a network.

use std::path::PathBuf;

use election::{Stamp, message::MAX_MESSAGE_BYTES, refusal::Language};
use server::hub::Answer;
use verifier::wording::say;

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
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let at = match &self.at {
            Some(text) => Some(
                Stamp::parse(text).ok_or_else(|| Failure::Usage(format!("--at {text}: YYYY-MM-DDTHH:MM:SS+HH:MM")))?,
            ),
            None => None,
        };
        let messages: Vec<Vec<u8>> =
            self.messages.iter().map(|path| read_limited(path, MAX_MESSAGE_BYTES as u64)).collect::<Result<_, _>>()?;
        let folder = Folder::open(&self.directory)?;
        let mut night = Night::open(&folder, folder.draft()?, &self.passphrase, language)?;
        let answers = night.take(&messages)?;
        let mut refused = false;
        for (answer, path) in answers.iter().zip(&self.messages) {
            match answer {
                Answer::Logged { index } => {
                    println!("{}: {} {index}", path.display(), say(language, "entrée", "entry"));
                }
                Answer::Refused(refusal) => {
                    refused = true;
                    eprintln!("{}: {}", path.display(), refusal.text(language));
                }
            }
        }
        if let Some((public, at)) = self.public.as_ref().zip(at) {
            night.publish(public, at)?;
        }
        if refused { Err(Failure::No(String::new())) } else { Ok(()) }
    }
}
