//! `vigie replay`: real counts through the whole chain, as on the night.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use election::{
    Counts, Definition, Id, Stamp,
    definition::{Mode, StationIx},
    publish::json::Json,
    refusal::Language,
};
use sim::arrival::{self, Curve};
use verifier::wording::{counted, say, visible};

use crate::{
    failure::Failure,
    folder::Folder,
    keyring::Passphrase,
    night::{Due, Night, Outcome, no_round},
};

/// Take imported counts as the stations' own and run the night: keys, signing, intake, log,
/// totals, publication.
#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Which round
    #[arg(long, value_name = "N")]
    round: u8,
    /// The directory to publish to
    #[arg(long, value_name = "OUT")]
    public: PathBuf,
    /// In which order the reports come in
    #[arg(long, default_value = "file")]
    order: Order,
    /// Seed of the arrival order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Publish the pages for people too: a country's take a gigabyte
    #[arg(long)]
    pages: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// Orders of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// By station
    File,
    /// Small rural stations first, along the curve of the night of 2022
    Arrival,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let folder = Folder::open(&self.directory)?;
        let written = folder.written()?;
        if written.draft.mode == Mode::Live {
            return Err(Failure::usage(
                "un scrutin réel ne se rejoue pas : ses bureaux signent eux-mêmes (importez avec --mode test)",
                "a live election is not replayed: its stations sign for themselves (import with --mode test)",
            ));
        }
        let counts = folder.counts(&written.draft, self.round)?;
        let mut night = Night::open(&folder, written, &self.passphrase, language)?.with_pages(self.pages);
        let due = due(night.definition(), self.round, counts, self.order, self.seed)?;
        let replayed = run_round(&mut night, self.round, due, &self.public, language)?;
        if self.json {
            println!("{}", replayed.json(&self.public));
        } else {
            replayed.print(&self.public, language);
        }
        replayed.verdict()
    }
}

/// What a replay of one round came to.
pub struct Replayed {
    round: u8,
    outcome: Outcome,
    /// Entries of the log.
    size: u64,
    /// Whether the snapshot speaks of the whole log.
    whole: bool,
}

/// Replays one round and publishes: the checkpoint alone as long as the legal hour has not come,
/// everything when all reports are in.
pub fn run_round(
    night: &mut Night,
    round: u8,
    due: Vec<Due>,
    public: &Path,
    language: Language,
) -> Result<Replayed, Failure> {
    let round_ix = night.definition().round_ix(round).ok_or_else(|| no_round(round))?;
    let publishes = night.definition().rounds()[round_ix].publishes;
    let last = due.iter().map(|due| due.counted_at).max_by_key(|stamp| stamp.instant());
    let early = due.partition_point(|due| due.counted_at.instant() < publishes.instant());
    let mut due = due;
    let late = due.split_off(early);
    let mut outcome = night.replay(round, due, language)?;
    let before = publishes.plus(-1).ok_or_else(|| no_round(round))?;
    night.publish(public, before)?;
    let rest = night.replay(round, late, language)?;
    outcome.logged += rest.logged;
    outcome.there += rest.there;
    outcome.refused.extend(rest.refused);
    // The clock of a replay never goes back behind a legal hour that it has passed.
    let board = night.hub().board();
    let nation = night.definition().nation();
    let begun = |ix: &usize| board.tally(*ix, nation).progress.counted() > 0;
    let rounds = night.definition().rounds();
    let hours = (0..rounds.len()).filter(begun).map(|ix| rounds[ix].publishes.instant());
    let end = hours.chain(last.map(Stamp::instant)).fold(publishes.instant(), i64::max);
    // On the clock of the legal hour, whatever clock the last station had.
    let whole = night.publish(public, publishes.at(end).unwrap_or(publishes))?;
    Ok(Replayed { round, outcome, size: night.hub().board().size(), whole })
}

/// Most refusals of a replay that are told; the others are counted.
const MAX_TOLD: usize = 20;

impl Replayed {
    pub fn print(&self, public: &Path, language: Language) {
        for (station, why) in self.outcome.refused.iter().take(MAX_TOLD) {
            eprintln!("{station}: {}", visible(why));
        }
        let reports = |figure: u64, french, english| counted(language, figure, french, english);
        let logged = ["relevé inscrit", "relevés inscrits"];
        let logged = reports(self.outcome.logged, logged, ["report logged", "reports logged"]);
        let refused = reports(self.outcome.refused.len() as u64, ["refusé", "refusés"], ["refused"; 2]);
        let entries = counted(language, self.size, ["entrée", "entrées"], ["entry", "entries"]);
        let (round, public) = (self.round, public.display());
        let text = say(
            language,
            format!("tour {round} : {logged}, {refused} ; journal de {entries} publié dans {public}"),
            format!("round {round}: {logged}, {refused}; a log of {entries} published in {public}"),
        );
        println!("{text}");
        if self.outcome.there > 0 {
            let there = ["relevé était déjà inscrit", "relevés étaient déjà inscrits"];
            println!(
                "{}",
                reports(self.outcome.there, there, ["report was logged before", "reports were logged before"])
            );
        }
    }

    fn json(&self, public: &Path) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("round").number(self.round.into());
            json.name("logged").number(self.outcome.logged);
            json.name("logged_before").number(self.outcome.there);
            json.name("refused").number(self.outcome.refused.len() as u64);
            json.name("refusals").array(|json| {
                for (station, why) in self.outcome.refused.iter().take(MAX_TOLD) {
                    json.object(|json| {
                        json.name("station").display(station);
                        json.name("text").text(why);
                    });
                }
            });
            json.name("log_size").number(self.size);
            json.name("published").boolean(self.whole);
            json.name("public").display(public.display());
        });
        out
    }

    pub fn verdict(&self) -> Result<(), Failure> {
        if !self.whole {
            return Err(Failure::no(
                "rien de nouveau n'est publié : le journal contient des messages d'un tour dont l'heure légale n'est pas venue",
                "nothing new is published: the log holds messages about a round whose legal hour has not come",
            ));
        }
        if self.outcome.refused.is_empty() { Ok(()) } else { Err(Failure::No(String::new())) }
    }
}

/// How long after closing a station of a replay in file order has counted.
const COUNTING_SECONDS: i64 = 3_600;

/// The counts of a round with the moment each is signed, in the order of those moments.
pub fn due(
    definition: &Definition,
    round: u8,
    counts: Vec<(Id, Counts)>,
    order: Order,
    seed: u64,
) -> Result<Vec<Due>, Failure> {
    let round_ix = definition.round_ix(round).ok_or_else(|| no_round(round))?;
    let mut waiting: BTreeMap<StationIx, Counts> = BTreeMap::new();
    for (station, counts) in counts {
        let ix = definition.station_ix(station);
        let unknown = || {
            let french = format!("{station} : pas dans la définition");
            Failure::no(french, format!("{station}: not in the definition"))
        };
        waiting.insert(ix.ok_or_else(unknown)?, counts);
    }
    let mut due: Vec<Due> = moments(definition, round_ix, order, seed)
        .filter_map(|(station, counted_at)| Some(Due { station, counts: waiting.remove(&station)?, counted_at }))
        .collect();
    if order == Order::Arrival {
        due.sort_by_key(|due| due.counted_at.instant());
    }
    Ok(due)
}

/// When each station that opens in a round signs its report, in the order asked for.
fn moments(
    definition: &Definition,
    round: usize,
    order: Order,
    seed: u64,
) -> Box<dyn Iterator<Item = (StationIx, Stamp)> + '_> {
    let record = &definition.rounds()[round];
    let closes = move |ix: StationIx| definition.hours(ix, round).map_or(record.publishes, |hours| hours.closes);
    match order {
        Order::File => Box::new(
            definition
                .stations()
                .map(move |(ix, _)| (ix, closes(ix).plus(COUNTING_SECONDS).unwrap_or(record.publishes))),
        ),
        Order::Arrival => {
            let parts = definition.parts();
            let senders = arrival::senders(&parts.stations, &parts.rounds, round);
            let curve = if record.number == 1 { Curve::First } else { Curve::Second };
            let stations: Vec<StationIx> = definition.stations().map(|(ix, _)| ix).collect();
            let zero = record.publishes.instant() - i64::from(arrival::BEFORE_LEGAL_HOUR.0);
            Box::new(arrival::order(&senders, curve, seed).into_iter().map(move |arrival| {
                let ix = stations[arrival.station];
                let moment = closes(ix).at(zero + i64::from(arrival.at.0));
                (ix, moment.unwrap_or(record.publishes))
            }))
        }
    }
}
