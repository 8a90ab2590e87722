//! `vigie bench project`: how often the intervals of projections hold, and how wide they are.

use std::path::{Path, PathBuf};
use std::time::Instant;

use election::publish::json::Json;
use election::refusal::Language;
use projection::replay::{BLOCKS, Country, Row, replay};
use verifier::wording::{say, visible};

use crate::commands::project::both;
use crate::failure::Failure;

/// Coverage and width of the intervals of `vigie project` at 10, 30, 50, 70 and 90 % of the
/// registered, small communes first, against the running share.
///
/// FIRST and SECOND are two contests at the same stations. The second is projected from the first;
/// then the first from the second, which no night can do, but which is another contest for the
/// same model.
#[derive(clap::Args)]
pub struct Project {
    /// Results by polling station
    #[arg(value_name = "FIRST")]
    first: PathBuf,
    /// Results of a later contest at the same stations
    #[arg(value_name = "SECOND")]
    second: PathBuf,
    /// Orders that the whole country is counted in
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    orders: u64,
    /// Probability, in percent, with which an interval is to hold the final share
    #[arg(long, value_name = "PERCENT", default_value_t = 90, value_parser = clap::value_parser!(u8).range(50..=99))]
    interval: u8,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

struct Run<'a> {
    now: &'a Path,
    earlier: &'a Path,
    rows: Vec<Row>,
    seconds: f64,
}

impl Project {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let runs = [self.measured(&self.second, &self.first)?, self.measured(&self.first, &self.second)?];
        if self.json {
            println!("{}", json(&runs, self.interval));
        } else {
            for run in &runs {
                print(run, language);
            }
        }
        Ok(())
    }

    fn measured<'a>(&self, now: &'a Path, earlier: &'a Path) -> Result<Run<'a>, Failure> {
        let both = both(now, earlier)?;
        if let Some(open) = both.stations.iter().find(|station| station.counted.is_none()) {
            let french = format!("le bureau {} n'est que dans un des deux fichiers", open.id);
            return Err(Failure::no(french, format!("station {} is in one of the two files only", open.id)));
        }
        let start = Instant::now();
        let rows = replay(both.candidates.len(), &both.stations, f64::from(self.interval) / 100.0, self.orders);
        let rows = rows.map_err(|refused| Failure::no(refused.to_string(), refused.to_string()))?;
        Ok(Run { now, earlier, rows, seconds: start.elapsed().as_secs_f64() })
    }
}

fn country(country: Country) -> &'static str {
    match country {
        Country::Whole => "whole",
        Country::Block => "block",
    }
}

fn print(run: &Run<'_>, language: Language) {
    let files =
        visible(&format!("{} {} {}", run.now.display(), say(language, "après", "after"), run.earlier.display()));
    println!("{files}, {:.1} s", run.seconds);
    println!("country  counted  nights  held           width  first two: width  error  running  P(first two)");
    for row in &run.rows {
        let held = 100.0 * f64::from(row.covered) / f64::from(row.intervals.max(1));
        println!(
            "{:<7} {:>6.0} %  {:>6}  {:>4}/{:<4} {held:>5.1} %  {:>5.2}             {:>5.2}  {:>5.2}    {:>5.2}         {:>5.3}",
            country(row.country),
            100.0 * row.level,
            row.nights,
            row.covered,
            row.intervals,
            100.0 * row.width,
            100.0 * row.width_first_two,
            100.0 * row.error_first_two,
            100.0 * row.running_first_two,
            row.first_two,
        );
    }
    println!("points of the valid votes; a block is one department in {BLOCKS}, counted as a country of its own");
}

fn json(runs: &[Run<'_>], interval: u8) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("interval").number(interval.into());
        json.name("runs").array(|json| {
            for run in runs {
                json.object(|json| {
                    json.name("results").display(run.now.display());
                    json.name("earlier").display(run.earlier.display());
                    json.name("seconds").millionths(millionths(run.seconds));
                    json.name("rows").array(|json| run.rows.iter().for_each(|row| row_json(row, json)));
                });
            }
        });
    });
    out
}

#[expect(clippy::cast_possible_truncation, reason = "a share of one or some minutes, in millionths")]
fn millionths(value: f64) -> i64 {
    (value * 1e6).round() as i64
}

fn row_json(row: &Row, json: &mut Json<'_>) {
    json.object(|json| {
        json.name("country").text(country(row.country));
        json.name("counted").millionths(millionths(row.level));
        json.name("nights").number(row.nights.into());
        json.name("intervals").number(row.intervals.into());
        json.name("covered").number(row.covered.into());
        for (name, value) in [
            ("width", row.width),
            ("width_first_two", row.width_first_two),
            ("error_first_two", row.error_first_two),
            ("running_error_first_two", row.running_first_two),
            ("probability_first_two", row.first_two),
        ] {
            json.name(name).millionths(millionths(value));
        }
    });
}
