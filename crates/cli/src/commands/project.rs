//! `vigie project`: the end of a count from the reports so far.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use election::Id;
use election::definition::Candidate;
use election::publish::json::Json;
use election::refusal::Language;
use import::official;
use projection::order::{first, small_first};
use projection::{Interval, Night, Outcome, Projection, Station, project, replay::keys};
use verifier::wording::{number, say, visible};

use super::checks::read::open;
use crate::failure::Failure;

/// Foretell the end of a count from the reports so far.
///
/// Internal until the legal hour: whoever is shown this may not show it. Stations of the earlier
/// file that are not in RESULTS have not reported yet; --counted or --stations hides more, to try
/// the model on a night that is over. Told for each candidate: the final share with an interval
/// that is to hold it with the asked probability, the running share, and the probabilities to be
/// among the first two, first, and above half. Fewer than 30 reports tell nothing.
#[derive(clap::Args)]
pub struct Arguments {
    /// Results by polling station, or - for standard input
    #[arg(value_name = "RESULTS")]
    results: PathBuf,
    /// Results of an earlier round or election by polling station
    #[arg(long, value_name = "RESULTS")]
    earlier: PathBuf,
    /// Keep only the first reports, with this part of the registered, 0 to 100
    #[arg(long, value_name = "PERCENT", value_parser = percent, conflicts_with = "stations")]
    counted: Option<f64>,
    /// Keep only the stations of this file, one identifier a line
    #[arg(long, value_name = "FILE")]
    stations: Option<PathBuf>,
    /// Order of the reports for --counted: small communes first, or as in the file
    #[arg(long, value_name = "ORDER", default_value = "small-first", value_parser = ["small-first", "file"])]
    order: String,
    /// Seed of the order and of the draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Probability, in percent, with which an interval is to hold the final share, 50 to 99
    #[arg(long, value_name = "PERCENT", default_value_t = 90, value_parser = clap::value_parser!(u8).range(50..=99))]
    interval: u8,
    /// Write the stations that were kept, one a line
    #[arg(long, value_name = "FILE")]
    write_stations: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

fn percent(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=100.0).contains(&value) { Ok(value) } else { Err("0 to 100".to_owned()) }
}

/// A contest with what an earlier one counted at its stations.
pub struct Both {
    pub candidates: Vec<Candidate>,
    /// Those of the file in its order, then those that only the earlier one has.
    pub stations: Vec<Station>,
}

/// Reads both files; each by the strict reader.
pub fn both(results: &Path, earlier: &Path) -> Result<Both, Failure> {
    let now = official::read(open(results)?, &results.display().to_string())?;
    let then = official::read(open(earlier)?, &earlier.display().to_string())?;
    let mut before: BTreeMap<Id, official::Row> = then.rows.into_iter().map(|row| (row.station, row)).collect();
    let reported = now.rows.into_iter().map(|row| Station {
        id: row.station,
        commune: row.commune,
        department: row.department,
        registered: row.counts.registered,
        earlier: before.remove(&row.station).map(|row| row.counts),
        counted: Some(row.counts),
    });
    let mut stations: Vec<Station> = reported.collect();
    stations.extend(before.into_values().map(|row| Station {
        id: row.station,
        commune: row.commune,
        department: row.department,
        registered: row.counts.registered,
        earlier: Some(row.counts),
        counted: None,
    }));
    Ok(Both { candidates: now.candidates, stations })
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let mut both = both(&self.results, &self.earlier)?;
        self.hide(&mut both.stations)?;
        if let Some(path) = &self.write_stations {
            let kept = both.stations.iter().filter(|station| station.counted.is_some());
            let lines = kept.flat_map(|station| [station.id.to_string(), "\n".to_owned()]);
            fs::write(path, lines.collect::<String>()).map_err(Failure::at(path))?;
        }
        let night = night(both.candidates.len(), both.stations)?;
        let told = project(&night, f64::from(self.interval) / 100.0, self.seed);
        if self.json {
            println!("{}", json(&told, &both.candidates, self.interval));
        } else {
            print(&told, &both.candidates, self.interval, language);
        }
        Ok(())
    }

    fn hide(&self, stations: &mut [Station]) -> Result<(), Failure> {
        if let Some(path) = &self.stations {
            let kept = listed(path, stations)?;
            stations.iter_mut().filter(|it| !kept.contains(&it.id)).for_each(|it| it.counted = None);
        }
        if let Some(percent) = self.counted {
            let keys = keys(stations.iter());
            let order = match self.order.as_str() {
                "file" => (0..stations.len()).collect(),
                _ => small_first(&keys, self.seed),
            };
            order[first(&order, &keys, percent / 100.0)..].iter().for_each(|at| stations[*at].counted = None);
        }
        Ok(())
    }
}

/// What a night cannot be projected for.
pub fn night(candidates: usize, stations: Vec<Station>) -> Result<Night, Failure> {
    Night::new(candidates, stations).map_err(|refused| {
        let french = match refused {
            projection::Refused::Nothing => "il n'y a aucun bureau".to_owned(),
            projection::Refused::Twice(id) => format!("le bureau {id} figure deux fois"),
            projection::Refused::Candidates(id) => format!("le bureau {id} a d'autres candidats que les autres"),
            projection::Refused::Earlier(id) => {
                format!("le bureau {id} avait d'autres candidats que les autres au scrutin antérieur")
            }
            projection::Refused::TooMany => "trop de candidats, de départements ou de bureaux".to_owned(),
        };
        Failure::no(french, refused.to_string())
    })
}

/// The stations of a list: each known, reported and named once.
fn listed(path: &Path, stations: &[Station]) -> Result<BTreeSet<Id>, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::at(path))?;
    let known: BTreeSet<Id> = stations.iter().filter(|it| it.counted.is_some()).map(|it| it.id).collect();
    let mut kept = BTreeSet::new();
    for (line, name) in (1..).zip(text.lines()) {
        let place = format!("{}:{line}", path.display());
        let id = Id::new(name).ok().filter(|id| known.contains(id)).ok_or_else(|| {
            let french =
                format!("{place} : aucun bureau « {name} » dans les résultats ; écrivez un identifiant par ligne");
            Failure::no(french, format!("{place}: no station “{name}” in the results; write one identifier a line"))
        })?;
        if !kept.insert(id) {
            let french = format!("{place} : le bureau {id} figure déjà dans la liste ; retirez cette ligne");
            return Err(Failure::no(french, format!("{place}: station {id} is in the list already; remove this line")));
        }
    }
    Ok(kept)
}

#[expect(clippy::cast_possible_truncation, reason = "a share of one, in millionths")]
fn millionths(share: f64) -> i64 {
    (share * 1e6).round() as i64
}

fn json(told: &Projection, candidates: &[Candidate], interval: u8) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("stations").number(told.stations as u64);
        json.name("counted").number(told.counted as u64);
        json.name("without_earlier").number(told.without_earlier as u64);
        json.name("registered").millionths(millionths(told.registered));
        json.name("interval").number(interval.into());
        json.name("widening").millionths(millionths(told.widening));
        json.name("turnout").object(|json| limits(&told.turnout, "share", json));
        json.name("candidates").array(|json| {
            for (candidate, outcome) in candidates.iter().zip(&told.candidates) {
                json.object(|json| candidate_json(candidate, outcome, json));
            }
        });
    });
    out
}

fn limits(interval: &Interval, name: &str, json: &mut Json<'_>) {
    for (name, value) in [(name, interval.value), ("low", interval.low), ("high", interval.high)] {
        json.name(name).millionths(millionths(value));
    }
}

fn candidate_json(candidate: &Candidate, outcome: &Outcome, json: &mut Json<'_>) {
    json.name("panel").number(candidate.number.into());
    json.name("name").text(&candidate.family);
    limits(&outcome.share, "share", json);
    for (name, value) in [
        ("running", outcome.running),
        ("first_two", outcome.first_two),
        ("first", outcome.first),
        ("majority", outcome.majority),
    ] {
        json.name(name).millionths(millionths(value));
    }
}

/// Two decimals, with the comma or the point of the language.
fn percents(share: f64, language: Language) -> String {
    let text = format!("{:.2}", 100.0 * share);
    say(language, text.replace('.', ","), text)
}

fn print(told: &Projection, candidates: &[Candidate], interval: u8, language: Language) {
    let in_percent = |share: f64| percents(share, language);
    let between =
        |it: &Interval| format!("{:>6} [{}–{}]", in_percent(it.value), in_percent(it.low), in_percent(it.high));
    let (counted, stations) = (number(language, told.counted as u64), number(language, told.stations as u64));
    let registered = in_percent(told.registered);
    println!(
        "{}",
        say(
            language,
            format!("Interne jusqu'à l'heure légale. {counted} bureaux sur {stations}, {registered} % des inscrits."),
            format!(
                "Internal until the legal hour. {counted} of {stations} stations, {registered} % of the registered."
            ),
        )
    );
    println!(
        "{}",
        say(
            language,
            format!(
                "Score final en % [intervalle à {interval} %], provisoire ; probabilité d'être parmi les deux premiers, premier, au-dessus de la moitié"
            ),
            format!(
                "Final share in % [{interval} % interval], running; probability to be among the first two, first, above half"
            ),
        )
    );
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| told.candidates[*b].share.value.total_cmp(&told.candidates[*a].share.value));
    for at in order {
        let (name, outcome) = (visible(&candidates[at].family), &told.candidates[at]);
        let chances = [outcome.first_two, outcome.first, outcome.majority].map(|chance| chance_text(chance, language));
        println!("{name:<20} {}  {:>6}  {}", between(&outcome.share), in_percent(outcome.running), chances.join("  "));
    }
    println!("{:<20} {}", say(language, "participation", "turnout"), between(&told.turnout));
    if told.without_earlier > 0 {
        let many = number(language, told.without_earlier as u64);
        let french = format!("{many} bureaux dépouillés n'étaient pas au scrutin antérieur.");
        println!("{}", say(language, french, format!("{many} reported stations were not at the earlier contest.")));
    }
}

/// A probability in whole percents; what is drawn is neither certain nor impossible.
fn chance_text(chance: f64, language: Language) -> String {
    let text = match chance {
        0.0 | 1.0 => format!("{:.0} %", 100.0 * chance),
        _ if chance < 0.01 => "<1 %".to_owned(),
        _ if chance > 0.99 => ">99 %".to_owned(),
        _ => format!("{:.0} %", 100.0 * chance),
    };
    let plain = say(language, text.clone(), text);
    format!("{plain:>6}")
}
