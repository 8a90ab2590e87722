//! `vigie checks bench`: how many of the mistakes that people make are found.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use checks::Contest;
use checks::measure::{Detector, Half, Mistake, Power, Spotted, Table, Wide, power, spotted};
use election::publish::json::Json;
use election::refusal::Language;
use verifier::wording::{number, say, visible};

use super::read;
use crate::failure::Failure;

/// Make mistakes in real stations and say which rule finds how many, at which price.
///
/// Each file is measured by itself, and every file after the first also with the first as the
/// earlier contest. Found at 1 % and at 0.1 % of correct stations flagged; then the same of
/// mistakes that move at least 20 votes. The baseline is a simple rule measured beside them.
#[derive(clap::Args)]
pub struct Arguments {
    /// Results by polling station
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Mistakes of each kind, 100 to 1,000,000
    #[arg(long, value_name = "N", default_value_t = 12_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    draws: u32,
    /// Seed of the mistakes
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Stations of which departments: whole, odd or even ones in the order of their codes
    #[arg(long, value_name = "HALF", default_value = "whole", value_parser = ["whole", "odd", "even"])]
    half: String,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// One measurement.
struct Run {
    file: PathBuf,
    previous: Option<PathBuf>,
    table: Table,
    spotted: Vec<Spotted>,
    seconds: f64,
}

/// Rules that find less of a kind of mistake than this share are left out of the printed table.
const WORTH_A_LINE: u32 = 20;

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let mut runs = Vec::new();
        let mut first: Option<Contest> = None;
        for file in &self.files {
            let contest = read::contest(file)?;
            runs.push(self.measure(file, &contest, None));
            if let Some(first) = &first {
                runs.push(self.measure(file, &contest, Some((&self.files[0], first))));
            }
            first = first.or(Some(contest));
        }
        if self.json {
            println!("{}", json(&runs));
        } else {
            for run in &runs {
                print!("{}", words(run, language));
            }
        }
        Ok(())
    }

    fn measure(&self, file: &Path, contest: &Contest, previous: Option<(&PathBuf, &Contest)>) -> Run {
        let half = match self.half.as_str() {
            "odd" => Half::Odd,
            "even" => Half::Even,
            _ => Half::Whole,
        };
        let start = Instant::now();
        let (earlier, before) = previous.unzip();
        let table = power(contest, before, half, self.draws, self.seed);
        let spotted = spotted(contest, before, half, self.seed);
        let seconds = start.elapsed().as_secs_f64();
        Run { file: file.to_owned(), previous: earlier.cloned(), table, spotted, seconds }
    }
}

fn name(detector: Detector) -> String {
    match detector {
        Detector::Baseline => "baseline".to_owned(),
        Detector::Any => "any".to_owned(),
        Detector::Rule(code) => code.to_owned(),
    }
}

fn mistake_name(mistake: Mistake, language: Language) -> &'static str {
    let [french, english] = match mistake {
        Mistake::Exchange => ["deux candidats intervertis", "two candidates exchanged"],
        Mistake::ExchangeAdjacent => ["deux lignes voisines interverties", "two adjacent rows exchanged"],
        Mistake::SlipAll => ["toutes les lignes décalées d'une", "all rows slipped by one"],
        Mistake::SlipRun => ["une suite de lignes décalée d'une", "a run of rows slipped by one"],
        Mistake::RegisteredTransposed => ["inscrits : deux chiffres intervertis", "registered: two digits exchanged"],
        Mistake::RegisteredDigitTwice => ["inscrits : un chiffre doublé", "registered: a digit twice"],
        Mistake::CastTransposed => ["votants : deux chiffres intervertis", "cast: two digits exchanged"],
        Mistake::BlankVoid => ["blancs et nuls intervertis", "blank and void exchanged"],
        Mistake::NextStation => ["les voix du bureau suivant", "the votes of the next station"],
    };
    say(language, french, english)
}

fn wide_name(mistake: Wide, language: Language) -> String {
    let [french, english] = match mistake {
        Wide::LeftOut => ["un bureau oublié", "a station left out"],
        Wide::Renumbered => ["un bureau sous un numéro inconnu", "a station under an unknown number"],
        Wide::CopiedAndChanged => {
            ["le bureau suivant recopié, une ligne changée", "the next station copied, one line changed"]
        }
        Wide::WholeCommune => ["la somme de la commune pour un bureau", "the commune's sum for one station"],
        Wide::WholePercents(one_in) => {
            let french = format!("participations en pour-cent entiers, un bureau sur {one_in}");
            return say(language, french, format!("turnouts of whole percents, one station in {one_in}"));
        }
        Wide::Fives(one_in) => {
            let french = format!("voix arrondies à 5, un bureau sur {one_in}");
            return say(language, french, format!("votes rounded to 5, one station in {one_in}"));
        }
    };
    say(language, french, english).to_owned()
}

fn spotted_words(spotted: &Spotted, language: Language) -> String {
    let Spotted { code, mistake, made, found, clean_flagged, clean } = spotted;
    let untouched = say(language, "sans erreur", "clean");
    let name = wide_name(*mistake, language);
    format!("  {name}\n    {code:<9}{found} / {made}   {untouched}: {clean_flagged} / {clean}\n")
}

fn words(run: &Run, language: Language) -> String {
    let mut out = String::new();
    let after = run
        .previous
        .as_ref()
        .map_or_else(String::new, |file| format!("{}{}", say(language, " après ", " after "), file.display()));
    let stations = number(language, run.table.stations as u64);
    let (word, seconds) = (say(language, "bureaux", "stations"), run.seconds);
    let head = visible(&format!("{}{after}", run.file.display()));
    let _ = writeln!(out, "{head} : {stations} {word}, {seconds:.1} s");
    let mut last = None;
    for (detector, mistake, power) in &run.table.rows {
        if last != Some(*mistake) {
            let _ = writeln!(out, "  {}", mistake_name(*mistake, language));
            last = Some(*mistake);
        }
        let always = !matches!(detector, Detector::Rule(_));
        if always || power.found[0] * WORTH_A_LINE >= power.made {
            let _ = writeln!(out, "    {:<9}{}", name(*detector), shares(power));
        }
    }
    run.spotted.iter().for_each(|spotted| out.push_str(&spotted_words(spotted, language)));
    out
}

/// `73.9 / 66.8 %   ≥ 20: 95.6 / 91.3 %`
fn shares(power: &Power) -> String {
    let percent = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
    let [one, tenth] = power.found.map(|found| percent(found, power.made));
    let [large_one, large_tenth] = power.large_found.map(|found| percent(found, power.large));
    format!(
        "{one:5.1} / {tenth:5.1} %  (n = {})   ≥ 20: {large_one:5.1} / {large_tenth:5.1} %  (n = {})",
        power.made, power.large
    )
}

fn json(runs: &[Run]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("runs").array(|json| runs.iter().for_each(|run| run_json(run, json)));
    });
    out
}

fn run_json(run: &Run, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("file").display(run.file.display());
        match &run.previous {
            Some(previous) => json.name("previous").display(previous.display()),
            None => json.name("previous").null(),
        }
        json.name("stations").number(run.table.stations as u64);
        json.name("power").array(|json| {
            for (detector, mistake, power) in &run.table.rows {
                json.object(|json| {
                    json.name("rule").text(&name(*detector));
                    json.name("mistake").display(*mistake);
                    json.name("made").number(power.made.into());
                    json.name("found_at_1_percent").number(power.found[0].into());
                    json.name("found_at_0.1_percent").number(power.found[1].into());
                    json.name("made_20_votes").number(power.large.into());
                    json.name("found_20_votes_at_1_percent").number(power.large_found[0].into());
                    json.name("found_20_votes_at_0.1_percent").number(power.large_found[1].into());
                });
            }
        });
        json.name("contest").array(|json| run.spotted.iter().for_each(|spotted| spotted_json(spotted, json)));
    });
}

fn spotted_json(spotted: &Spotted, json: &mut Json<'_>) {
    let Spotted { code, mistake, made, found, clean_flagged, clean } = spotted;
    json.object(|json| {
        json.name("rule").text(code);
        json.name("mistake").display(mistake);
        for (name, count) in [("made", made), ("found", found), ("clean_flagged", clean_flagged), ("clean", clean)] {
            json.name(name).number(*count as u64);
        }
    });
}
