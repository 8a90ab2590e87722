//! `vigie demo`: a whole country in one command.

mod evening;
mod operation;
mod people;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use election::{Counts, Id, definition::Mode, refusal::Language};
use import::directory::{self, Draft, Log, counts::StationCounts};
use sim::country::{Country, MAX_STATIONS, MIN_STATIONS, Size, check, invent};
use verifier::wording::{number, say};

use self::evening::Evening;
use super::{
    definition::seal,
    keys,
    plan::{folder::names, make::Made},
    replay::{Order, due, run_round},
};
use crate::{failure::Failure, folder::Folder, keyring::Passphrase, night::Night};

/// A whole country in one command: invented stations with the real totals of 2017.
///
/// Invents the stations of a country around real French communes so that every department's
/// totals of the two rounds of 2017 come out exactly, deploys forces, issues keys, seals the
/// definition, replays the nights, and verifies the published files. Then the hub is served on
/// this machine, with the last round's evening running.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many stations, 100 to 1,000,000
    #[arg(long, value_name = "N", default_value_t = Size::FULL.stations())]
    stations: u32,
    /// Where to write; else a fresh directory here
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Seed of everything invented
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// In which order the reports come in
    #[arg(long, default_value = "file")]
    order: Order,
    /// How many of the two rounds to replay
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=2))]
    rounds: u8,
    /// End after verification; else the last round's evening is served until Ctrl-C
    #[arg(long)]
    no_serve: bool,
    /// Address and port of the hub that is served
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8017")]
    listen: SocketAddr,
    /// How many seconds of the evening go by in one
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    speed: u32,
    /// Leave the deployment of forces out
    #[arg(long)]
    no_plan: bool,
    /// Print the verdict as one JSON object, and nothing else
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let (size, serves) = (self.size()?, !self.no_serve && !self.json);
        let folder = self.folder()?;
        let (mut night, mut counts) = self.eve(&folder, size, language)?;
        counts.truncate(self.rounds.into());
        let last = if serves { counts.pop() } else { None };
        self.replay(&folder, &mut night, counts, language)?;
        let public = folder.path("public");
        if !serves || self.rounds > 1 {
            self.verify(&public, language)?;
        }
        let Some(last) = last else {
            if !self.json {
                println!("\n{}", next(&public, started, language));
            }
            return Ok(());
        };
        let due = due(night.definition(), self.rounds, last, Order::Arrival, self.seed)?;
        let evening = Evening { listen: self.listen, speed: self.speed };
        evening.serve(&folder, night.with_pages(true), self.rounds, due, &self.passphrase, language)
    }

    fn verify(&self, public: &Path, language: Language) -> Result<(), Failure> {
        let text = say(
            language,
            "tout est vérifié à partir des seuls fichiers publics",
            "verifying everything from the public files alone",
        );
        eprintln!("· {text}");
        let verify = verifier::Arguments::of_directory(public, self.json);
        let holds = verify.run(language, &mut std::io::stdout().lock())?;
        if holds { Ok(()) } else { Err(Failure::No(String::new())) }
    }

    /// Invents the country, up to the eve of its first round: keys issued, the definition sealed,
    /// the hub's log begun; with what the stations will find.
    fn eve(&self, folder: &Folder, size: Size, language: Language) -> Result<(Night, ByRound), Failure> {
        let step = |french, english| eprintln!("· {}", say(language, french, english));
        step("le pays est inventé", "inventing the country");
        let (mut draft, counts) = written(invent(size, self.seed), folder)?;
        if !self.no_plan {
            let round = self.rounds;
            eprintln!(
                "· {}",
                say(
                    language,
                    format!("les forces sont déployées pour le tour {round}"),
                    format!("deploying forces for round {round}")
                )
            );
            self.plan(&draft, folder, language)?;
        }
        step("les clés sont émises et la définition scellée", "issuing keys and sealing the definition");
        let private = folder.path("private/keys.age");
        let passphrase = self.passphrase.of_election(folder, Mode::Test)?;
        let ring = keys::issue_into(folder, &mut draft, None, &private, &passphrase)?;
        drop(draft);
        let definition = seal(folder)?;
        Ok((Night::begin(folder, definition, ring)?, counts))
    }

    /// Replays nights, and publishes each.
    fn replay(&self, folder: &Folder, night: &mut Night, counts: ByRound, language: Language) -> Result<(), Failure> {
        let public = folder.path("public");
        for (ix, counts) in counts.into_iter().enumerate() {
            let round = night.definition().rounds()[ix].number;
            let due = due(night.definition(), round, counts, self.order, self.seed)?;
            let replayed = run_round(night, round, due, &public, language)?;
            if !self.json {
                replayed.print(&public, language);
            }
            replayed.verdict()?;
        }
        Ok(())
    }

    /// A plan of the last round, with the forces it was made for beside it.
    fn plan(&self, draft: &Draft, folder: &Folder, language: Language) -> Result<(), Failure> {
        let made = Made::of_example(draft, self.rounds, &folder.path("forces"), &self.seed.to_string(), language)?;
        let out = folder.path("plan");
        made.write(&out, names(draft), language)?;
        if !self.json {
            print!("{}", made.summary().text(language, &out));
        }
        Ok(())
    }

    fn size(&self) -> Result<Size, Failure> {
        let size = Size::new(self.stations);
        size.map_err(|_| Failure::Usage(format!("--stations {}: {MIN_STATIONS} – {MAX_STATIONS}", self.stations)))
    }

    /// The directory asked for, which must be new or empty; else a fresh one.
    fn folder(&self) -> Result<Folder, Failure> {
        let fresh = || (1..10_000).map(|n| PathBuf::from(format!("vigie-demo-{n}"))).find(|path| !path.exists());
        let path = self.out.clone().or_else(fresh).unwrap_or_default();
        let used = path.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        if used {
            let path = path.display();
            return Err(Failure::usage(
                format!("{path} : pas vide ; nommez un autre répertoire avec --out"),
                format!("{path}: not empty; name another directory with --out"),
            ));
        }
        Folder::create(&path)
    }
}

/// A demo for a benchmark: only the published directory is wanted.
pub fn make(out: &Path, stations: u32, rounds: u8, language: Language) -> Result<PathBuf, Failure> {
    let arguments = quiet(out, stations, rounds);
    let folder = arguments.folder()?;
    let (mut night, mut counts) = arguments.eve(&folder, arguments.size()?, language)?;
    counts.truncate(rounds.into());
    arguments.replay(&folder, &mut night, counts, language)?;
    Ok(folder.path("public"))
}

/// A country on the eve of its first round, for a benchmark.
pub fn make_eve(out: &Path, stations: u32, language: Language) -> Result<(Night, ByRound), Failure> {
    let arguments = quiet(out, stations, 1);
    arguments.eve(&arguments.folder()?, arguments.size()?, language)
}

fn quiet(out: &Path, stations: u32, rounds: u8) -> Arguments {
    Arguments {
        stations,
        out: Some(out.to_owned()),
        seed: 1,
        order: Order::File,
        rounds,
        no_serve: true,
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        speed: 1,
        no_plan: true,
        json: false,
        passphrase: Passphrase::default(),
    }
}

/// The counts of every station, round by round.
pub type ByRound = Vec<Vec<(Id, Counts)>>;

/// Writes the country as an election directory, the counts as what the stations will find.
fn written(country: Country, folder: &Folder) -> Result<(Draft, ByRound), Failure> {
    assert!(check::faults(&country).is_empty(), "the invented country does not add up");
    let election = Id::new("fr-pr-2017-demo").unwrap_or_else(|_| unreachable!("a plain name"));
    let draft = Draft {
        election,
        title: "Élection présidentielle 2017, bureaux inventés".to_owned(),
        mode: Mode::Test,
        log: Log::Named("log.example/fr-pr-2017-demo".to_owned()),
        quorum: 0,
        witnesses: Vec::new(),
        thresholds: Vec::new(),
        rounds: country.rounds,
        places: country.places,
        venues: country.venues,
        stations: country.stations,
        keys: Vec::new(),
    };
    let mut by_round = ByRound::new();
    let mut files = Vec::new();
    for (round, counts) in draft.rounds.iter().zip(country.counts) {
        let ids = draft.stations.iter().map(|station| station.id);
        let rows: Vec<StationCounts> =
            ids.zip(counts).map(|(station, counts)| StationCounts { station, counts }).collect();
        let file = directory::counts::write(&draft, round.number, &rows);
        files.push(file.unwrap_or_else(|| unreachable!("the round is in the draft")));
        by_round.push(rows.into_iter().map(|row| (row.station, row.counts)).collect());
    }
    folder.write(&files)?;
    Ok((draft, by_round))
}

/// How this program was called, for lines that can be pasted.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "vigie".to_owned())
}

/// What to do next, with paths that can be pasted.
fn next(public: &Path, started: Instant, language: Language) -> String {
    let seconds = number(language, started.elapsed().as_secs());
    let vigie = program();
    let public = public.display();
    let receipt = format!(
        "{vigie} receipt {public} --station 75-056-0001 --out r.tlog-proof\n    {vigie} verify --receipt r.tlog-proof --definition {public}/definition"
    );
    let again = format!("{vigie} verify {public}");
    let byte = format!("printf X | dd of={public}/manifest bs=1 seek=900 conv=notrunc status=none\n    {again}");
    let real = format!("{vigie} import PR17_BVot_T1_FE.txt --round 1 --out election");
    say(
        language,
        format!(
            "{seconds} s. Et maintenant :\n  vérifier à nouveau\n    {again}\n  le reçu d'un bureau\n    {receipt}\n  changer un octet, et le voir\n    {byte}\n  le vrai scrutin, avec le fichier du ministère\n    {real}"
        ),
        format!(
            "{seconds} s. What next:\n  verify again\n    {again}\n  a station's receipt\n    {receipt}\n  change one byte, and see it found\n    {byte}\n  the real election, with the ministry's file\n    {real}"
        ),
    )
}
