//! `vigie import`: official files in, one validated election directory out.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use election::{Id, definition::Mode, refusal::Language};
use import::{
    assemble::{Imported, Options, add_round, communes, from_results},
    directory,
    official::{self, ResultFile},
};
use verifier::wording::{number, say};

use crate::{failure::Failure, folder::Folder};

/// Read official results by polling station into an election directory.
///
/// Reads the ministry's files (2017, 2022, 2024 and later layouts) and csv, plain, .gz or .xz.
/// A second call with the other round adds it to the same directory. A file that is not what it
/// says is refused whole.
#[derive(clap::Args)]
pub struct Arguments {
    /// The file, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Which round the file holds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    round: u8,
    /// The election directory
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Positions and populations of communes (csv, plain or compressed)
    #[arg(long, value_name = "FILE")]
    communes: Option<PathBuf>,
    /// Short name of the election; known for the presidential elections of 2017 and 2022
    #[arg(long, value_name = "ID")]
    election: Option<Id>,
    /// Title of the election
    #[arg(long)]
    title: Option<String>,
    /// Date of the vote, YYYY-MM-DD
    #[arg(long)]
    date: Option<String>,
    /// Name of the log (its origin)
    #[arg(long, value_name = "NAME")]
    log: Option<String>,
    /// live or test: stands in every message
    #[arg(long, default_value = "test", value_parser = ["live", "test"])]
    mode: String,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let options = self.options()?;
        // The directory is looked at before a long file is read.
        let existing = if self.out.exists() { Some(Folder::open(&self.out)?) } else { None };
        let draft = match existing.filter(Folder::holds_election) {
            Some(folder) => Some(folder.draft()?),
            None => None,
        };
        let (file, name) = self.results()?;
        let imported = match draft {
            Some(draft) => add_round(draft, &file, &name, self.round, &options)?,
            None => from_results(&file, &name, self.round, &options)?,
        };
        self.write(&imported)?;
        println!("{}", summary(&imported, &self.out, self.round, language));
        Ok(())
    }

    fn options(&self) -> Result<Options, Failure> {
        let communes = match &self.communes {
            Some(path) => Some(communes::read(open(path)?, &path.display().to_string())?),
            None => None,
        };
        let mode = if self.mode == "live" { Mode::Live } else { Mode::Test };
        let (election, title) = (self.election, self.title.clone());
        Ok(Options { mode, election, title, date: self.date.clone(), log: self.log.clone(), communes })
    }

    /// The rows of all files; several parts of one round are one file to what follows.
    fn results(&self) -> Result<(ResultFile, String), Failure> {
        let mut whole: Option<(ResultFile, String)> = None;
        for path in &self.files {
            let name = path.display().to_string();
            let part = official::read(open(path)?, &name)?;
            match &mut whole {
                None => whole = Some((part, name)),
                Some((file, first)) if file.candidates == part.candidates => {
                    file.rows.extend(part.rows);
                    *first = format!("{first} + {name}");
                }
                Some((_, first)) => {
                    return Err(Failure::No(format!("{name}: other candidates than in {first}")));
                }
            }
        }
        let whole = whole.ok_or_else(|| Failure::Usage("no file".to_owned()))?;
        let mut stations: Vec<Id> = whole.0.rows.iter().map(|row| row.station).collect();
        stations.sort_unstable();
        match stations.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => {
                Err(Failure::No(format!("{}: station {} stands twice; give each part once", whole.1, pair[0])))
            }
            None => Ok(whole),
        }
    }

    fn write(&self, imported: &Imported) -> Result<(), Failure> {
        let folder = Folder::create(&self.out)?;
        if folder.path("definition").exists() {
            let text = format!("{}: the definition is sealed; import into another directory", self.out.display());
            return Err(Failure::No(text));
        }
        let mut files = directory::write(&imported.draft);
        let counts = directory::counts::write(&imported.draft, self.round, &imported.counts);
        files.push(counts.unwrap_or_else(|| unreachable!("the round was just added")));
        folder.write(&files)
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin().lock()));
    }
    Ok(Box::new(File::open(path).map_err(Failure::at(path))?))
}

fn summary(imported: &Imported, out: &Path, round: u8, language: Language) -> String {
    let draft = &imported.draft;
    let sum = |figure: fn(&election::Counts) -> election::Votes| {
        let total = imported.counts.iter().map(|row| figure(&row.counts).wide()).sum();
        number(language, total)
    };
    let unplaced = draft
        .places
        .iter()
        .filter(|place| place.level == election::definition::Level::Commune && place.position.is_none());
    let unplaced = number(language, unplaced.count() as u64);
    let stations = number(language, imported.counts.len() as u64);
    let (registered, cast, valid) = (sum(|c| c.registered), sum(|c| c.cast), sum(|c| c.valid));
    let out = out.display();
    say(
        language,
        format!(
            "tour {round} : {stations} bureaux, {registered} inscrits, {cast} votants, {valid} exprimés ; {unplaced} communes sans position\n{out} : vérifier avec « vigie definition check {out} », rejouer avec « vigie replay {out} --round {round} --public DIR »"
        ),
        format!(
            "round {round}: {stations} stations, {registered} registered, {cast} cast, {valid} valid; {unplaced} communes without a position\n{out}: check with `vigie definition check {out}`, replay with `vigie replay {out} --round {round} --public DIR`"
        ),
    )
}
