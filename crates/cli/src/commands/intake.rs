//! `vigie intake`: signed messages from files into the log, without a network.

use std::path::{Path, PathBuf};

use election::{Stamp, intake::Early, publish::json::Json, refusal::Language};
use server::hub::Answer;
use verifier::wording::{say, visible};

use crate::{commands::station::carried, failure::Failure, folder::Folder, keyring::Passphrase, night::Night};

/// Take signed messages from files into the log, and publish.
#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Signed messages, one a file, or files of many made by `vigie station export`
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
        let (paths, messages) = self.read()?;
        let folder = Folder::open(&self.directory)?;
        let mut night = Night::open(&folder, folder.written()?, &self.passphrase, language)?;
        let answers = night.take(&messages)?;
        if !self.json {
            paths.iter().zip(&answers).for_each(|(path, answer)| print(path, answer, language));
        }
        let published = match self.public.as_ref().zip(at) {
            Some((public, at)) => Some(night.publish(public, at)?),
            None => None,
        };
        if self.json {
            println!("{}", json(&paths, &answers, night.hub().board().size(), published));
        }
        let refused = answers.iter().any(|answer| !matches!(answer, Answer::Logged { .. }));
        if refused { Err(Failure::No(String::new())) } else { Ok(()) }
    }

    /// Every message with where it came from: a file, or its place in a file of many.
    fn read(&self) -> Result<(Vec<PathBuf>, Vec<Vec<u8>>), Failure> {
        let (mut paths, mut messages) = (Vec::new(), Vec::new());
        for path in &self.messages {
            let found = carried(path)?;
            let place = |at: usize| PathBuf::from(format!("{}#{at}", path.display()));
            match found.len() {
                1 => paths.push(path.clone()),
                many => paths.extend((1..=many).map(place)),
            }
            messages.extend(found);
        }
        Ok((paths, messages))
    }
}

fn json(paths: &[PathBuf], answers: &[Answer], size: u64, published: Option<bool>) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("messages").array(|json| {
            paths.iter().zip(answers).for_each(|(path, answer)| answer_json(path, answer, json));
        });
        json.name("log_size").number(size);
        match published {
            Some(whole) => json.name("published").boolean(whole),
            None => json.name("published").null(),
        }
    });
    out
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
        Answer::Early(early) => eprintln!("{}", visible(&format!("{path}: {}", early.text(language)))),
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
            Answer::Early(early) => {
                json.name("logged").boolean(false);
                json.name("code").text(Early::CODE);
                json.name("text").text(&early.text(Language::English));
            }
        }
    });
}
