//! `vigie checks scan`: every station of a file, the most suspicious first.

use std::path::PathBuf;

use checks::{Finding, Scan, Thresholds};
use election::publish::json::Json;
use election::refusal::Language;
use verifier::wording::{counted, say};

use super::read;
use crate::failure::Failure;

/// Look for stations whose figures are unlikely, given all others and an earlier contest.
///
/// Reads what `vigie import` reads, plain, .gz or .xz. A station is named as import names it:
/// department-commune-station, as 75-056-0101. The score is the logarithm of how much likelier
/// the figures would be with a mistake, in nats; larger is more suspicious. A finding is a
/// question, not a fault: it changes no number and proves nothing.
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

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let contest = read::contest(&self.results)?;
        let previous = self.previous.as_deref().map(read::contest).transpose()?;
        let scan = checks::scan(&contest, previous.as_ref(), &Thresholds::default(), self.false_alarms);
        if self.json {
            println!("{}", json(&scan.findings));
        } else {
            print(&scan, language);
        }
        Ok(())
    }
}

fn json(findings: &[Finding]) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("findings").array(|json| {
            for finding in findings {
                json.object(|json| {
                    json.name("station").display(finding.station);
                    json.name("code").text(finding.warning.code());
                    json.name("score").millionths(millionths(finding.warning.score));
                });
            }
        });
    });
    out
}

/// Scores are far below a million nats, and six decimals tell them apart.
#[expect(clippy::cast_possible_truncation, reason = "a number in thousands, in millionths")]
fn millionths(score: f64) -> i64 {
    (score * 1e6).round() as i64
}

fn print(scan: &Scan, language: Language) {
    for finding in &scan.findings {
        let warning = &finding.warning;
        println!("{} {:.1} {}", finding.station, warning.score, warning.text(language));
    }
    let questions = counted(language, scan.findings.len() as u64, ["question", "questions"], ["question", "questions"]);
    let stations = counted(language, scan.stations as u64, ["bureau", "bureaux"], ["station", "stations"]);
    let limit = scan.threshold;
    println!(
        "{}",
        say(
            language,
            format!("{questions} sur {stations}, à partir de {limit:.1} nats. Une question n'est pas une faute."),
            format!("{questions} about {stations}, from {limit:.1} nats on. A question is not a fault."),
        )
    );
}
