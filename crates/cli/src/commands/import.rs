//! `vigie import`: official files in, one validated election directory out.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use election::{
    Id,
    definition::{Level, Mode},
    publish::json::Json,
    refusal::Language,
};
use import::{
    assemble::{Imported, Options, add_round, communes, from_results},
    directory,
    official::{self, ResultFile},
};
use verifier::wording::{counted, say};

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
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
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
        let sums = Sums::of(&imported);
        println!("{}", if self.json { self.json(&sums) } else { sums.words(&self.out, self.round, language) });
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
                    return Err(Failure::no(
                        format!("{name} : d'autres candidats que dans {first}"),
                        format!("{name}: other candidates than in {first}"),
                    ));
                }
            }
        }
        let whole = whole.ok_or_else(|| Failure::usage("aucun fichier", "no file"))?;
        let mut stations: Vec<Id> = whole.0.rows.iter().map(|row| row.station).collect();
        stations.sort_unstable();
        match stations.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Failure::no(
                format!("{} : le bureau {} figure deux fois ; donnez chaque partie une fois", whole.1, pair[0]),
                format!("{}: station {} stands twice; give each part once", whole.1, pair[0]),
            )),
            None => Ok(whole),
        }
    }

    fn write(&self, imported: &Imported) -> Result<(), Failure> {
        let folder = Folder::create(&self.out)?;
        if folder.path("definition").exists() {
            let out = self.out.display();
            return Err(Failure::no(
                format!("{out} : la définition est scellée ; importez dans un autre répertoire"),
                format!("{out}: the definition is sealed; import into another directory"),
            ));
        }
        let mut files = directory::write(&imported.draft);
        let counts = directory::counts::write(&imported.draft, self.round, &imported.counts);
        files.push(counts.unwrap_or_else(|| unreachable!("the round was just added")));
        folder.write(&files)
    }

    fn json(&self, sums: &Sums) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("round").number(self.round.into());
            json.name("stations").number(sums.stations);
            json.name("registered").number(sums.registered);
            json.name("cast").number(sums.cast);
            json.name("valid").number(sums.valid);
            json.name("communes_without_position").number(sums.unplaced);
            json.name("out").display(self.out.display());
        });
        out
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin().lock()));
    }
    Ok(Box::new(File::open(path).map_err(Failure::at(path))?))
}

/// What an import came to.
struct Sums {
    stations: u64,
    registered: u64,
    cast: u64,
    valid: u64,
    /// Communes without a position.
    unplaced: u64,
}

impl Sums {
    fn of(imported: &Imported) -> Self {
        let sum = |figure: fn(&election::Counts) -> election::Votes| {
            imported.counts.iter().map(|row| figure(&row.counts).wide()).sum()
        };
        let places = imported.draft.places.iter();
        let unplaced = places.filter(|place| place.level == Level::Commune && place.position.is_none());
        Self {
            stations: imported.counts.len() as u64,
            registered: sum(|counts| counts.registered),
            cast: sum(|counts| counts.cast),
            valid: sum(|counts| counts.valid),
            unplaced: unplaced.count() as u64,
        }
    }

    fn words(&self, out: &Path, round: u8, language: Language) -> String {
        let stations = counted(language, self.stations, ["bureau", "bureaux"], ["station", "stations"]);
        let registered = counted(language, self.registered, ["inscrit", "inscrits"], ["registered"; 2]);
        let cast = counted(language, self.cast, ["votant", "votants"], ["cast"; 2]);
        let valid = counted(language, self.valid, ["exprimé", "exprimés"], ["valid"; 2]);
        let unplaced = counted(language, self.unplaced, ["commune", "communes"], ["commune", "communes"]);
        let out = out.display();
        say(
            language,
            format!(
                "tour {round} : {stations}, {registered}, {cast}, {valid} ; {unplaced} sans position\n{out} : vérifier avec « vigie definition check {out} », rejouer avec « vigie replay {out} --round {round} --public DIR »"
            ),
            format!(
                "round {round}: {stations}, {registered}, {cast}, {valid}; {unplaced} without a position\n{out}: check with `vigie definition check {out}`, replay with `vigie replay {out} --round {round} --public DIR`"
            ),
        )
    }
}
