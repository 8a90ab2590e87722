//! `vigie checks scan`: every station of a file, the most suspicious first.

use std::path::PathBuf;

use checks::{Scan, Thresholds, Warning};
use election::Id;
use election::publish::json::Json;
use election::refusal::Language;
use import::Cause;
use import::official::Broken;
use verifier::wording::{counted, say};

use super::read;
use crate::failure::Failure;

/// Look for stations whose figures are unlikely, given all others and an earlier contest.
///
/// Reads what `vigie import` reads, plain, .gz or .xz. A station is named as import names it:
/// department-commune-station, as 75-056-0101. The score is the logarithm of how much likelier
/// the figures would be with a mistake, in nats; larger is more suspicious. A finding is a
/// question, not a fault: it changes no number and proves nothing. A station whose own sums do
/// not hold is told with its E code, before all questions, and compared with nothing.
#[derive(clap::Args)]
pub struct Arguments {
    /// Results by polling station, or - for standard input
    #[arg(value_name = "RESULTS")]
    results: PathBuf,
    /// Results of an earlier round or election with the same stations
    #[arg(long, value_name = "RESULTS")]
    previous: Option<PathBuf>,
    /// Share of correct stations that may be listed, above 0 and below 0.5
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = share)]
    false_alarms: f64,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Largest share of correct stations that may be asked for: beyond it a list says nothing.
const MOST_FALSE_ALARMS: f64 = 0.5;

fn share(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if value > 0.0 && value < MOST_FALSE_ALARMS { Ok(value) } else { Err("above 0 and below 0.5".to_owned()) }
}

/// What a broken figure scores, in nats: it is a fault, and comes before all questions.
const FAULT: f64 = 1_000.0;

/// One line of the answer.
struct Told {
    place: Id,
    code: &'static str,
    score: f64,
    text: String,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let (contest, broken) = read::contest_and_broken(&self.results)?;
        let previous = self.previous.as_deref().map(read::contest_and_broken).transpose()?;
        let previous = previous.map(|(contest, aside)| {
            say_aside(&aside, language);
            contest
        });
        let scan = checks::scan(&contest, previous.as_ref(), &Thresholds::default(), self.false_alarms);
        let faults: Vec<Told> = broken.iter().flat_map(|broken| faults(broken, language)).collect();
        let questions = scan.findings.iter().map(|finding| told(finding.station, &finding.warning, language));
        let patterns: Vec<Told> =
            scan.patterns.iter().map(|pattern| told(pattern.department, &pattern.warning, language)).collect();
        if self.json {
            let findings: Vec<Told> = faults.into_iter().chain(questions).collect();
            println!("{}", json(&findings, &patterns));
        } else {
            faults.iter().for_each(print);
            questions.for_each(|told| print(&told));
            patterns.iter().for_each(print);
            println!("{}", conclusion(&scan, &faults, language));
        }
        Ok(())
    }
}

/// An earlier file with faults is of use all the same; whoever reads the answer must know.
fn say_aside(aside: &[Broken], language: Language) {
    if !aside.is_empty() {
        let count = counted(language, aside.len() as u64, ["bureau", "bureaux"], ["station", "stations"]);
        let french = format!("scrutin précédent : {count} laissés de côté, leurs sommes ne tombent pas juste");
        let english = format!("earlier contest: {count} left out, their sums do not hold");
        eprintln!("{}", say(language, french, english));
    }
}

/// Each thing wrong with a station's own figures, in the code of the blocking rule if there is
/// one.
fn faults(broken: &Broken, language: Language) -> Vec<Told> {
    let told = broken.causes.iter().map(|cause| {
        let (code, text) = match cause.rule() {
            Some(rule) => (rule.code(), rule.text(language).to_owned()),
            None => (cause.code(), words(*cause, language)),
        };
        let line = say(language, format!("ligne {}", broken.line), format!("line {}", broken.line));
        Told { place: broken.station, code, score: FAULT, text: format!("({line}) {text}") }
    });
    told.collect()
}

fn words(cause: Cause, language: Language) -> String {
    let words = cause.words();
    let (says, remedy) = say(language, (words.french, words.recours), (words.english, words.remedy));
    format!("{} {says}. → {remedy}.", words.code)
}

fn told(place: Id, warning: &Warning, language: Language) -> Told {
    Told { place, code: warning.code(), score: warning.score, text: warning.text(language) }
}

fn json(findings: &[Told], patterns: &[Told]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        for (list, place, all) in [("findings", "station", findings), ("patterns", "department", patterns)] {
            json.name(list).array(|json| {
                for told in all {
                    json.object(|json| {
                        json.name(place).display(told.place);
                        json.name("code").text(told.code);
                        json.name("score").millionths(millionths(told.score));
                    });
                }
            });
        }
    });
    out
}

/// Scores are far below a million nats, and six decimals tell them apart.
#[expect(clippy::cast_possible_truncation, reason = "a number in thousands, in millionths")]
fn millionths(score: f64) -> i64 {
    (score * 1e6).round() as i64
}

fn print(told: &Told) {
    println!("{} {:.1} {}", told.place, told.score, told.text);
}

fn conclusion(scan: &Scan, faults: &[Told], language: Language) -> String {
    let asked = (scan.findings.len() + scan.patterns.len()) as u64;
    let questions = counted(language, asked, ["question", "questions"], ["question", "questions"]);
    let found = counted(language, faults.len() as u64, ["faute", "fautes"], ["fault", "faults"]);
    let stations = counted(language, scan.stations as u64, ["bureau", "bureaux"], ["station", "stations"]);
    let limit = scan.threshold;
    say(
        language,
        format!("{found} ; {questions} sur {stations}, à partir de {limit:.1} nats. Une question n'est pas une faute."),
        format!("{found}; {questions} about {stations}, from {limit:.1} nats on. A question is not a fault."),
    )
}
