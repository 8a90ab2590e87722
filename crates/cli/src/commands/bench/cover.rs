//! `vigie bench cover` and `vigie bench mclp`: the most weight within reach of so many crews, with
//! a proven bound.

mod points;
pub(super) mod source;
mod tables;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use election::refusal::Language;
use plan::coverage::{Answer, Misfit, Problem, Progress, Settings, solve};
use verifier::wording::number;

use super::{cpu_time, peak_memory, seconds};
use crate::failure::Failure;
use crate::folder::put_out;

/// Rounds of the search when only time limits it: more than any time allows, since each works
/// twice as long as the one before.
const MANY_ROUNDS: u32 = 40;

/// Sites and bases as tables.
#[derive(clap::Args)]
pub struct Cover {
    /// Sites, csv: `id,commune,dep,x_km,y_km,registered,weight` (plain, .gz or .xz)
    #[arg(long, value_name = "F")]
    sites: PathBuf,
    /// Candidate bases, csv: `commune,dep,x_km,y_km,registered,stations` (plain, .gz or .xz)
    #[arg(long, value_name = "F")]
    bases: PathBuf,
    /// How many bases to choose
    #[arg(long, value_name = "P")]
    count: u32,
    /// A base covers what is at most so far away in a straight line; at most four decimals
    #[arg(long, value_name = "R", value_parser = tables::radius)]
    radius_km: i64,
    #[command(flatten)]
    how: How,
}

/// A file of the `MCLP` collection of Máximo, Cordeau and Nascimento (2023).
#[derive(clap::Args)]
pub struct Mclp {
    /// Points and demands; every point is a candidate (plain, .gz or .xz)
    file: PathBuf,
    /// How many points to choose
    #[arg(long, value_name = "P")]
    count: u32,
    /// A chosen point covers what is at most so far away: metres for COORD, units for `EUC_2D`
    #[arg(long, value_name = "R", value_parser = points::radius)]
    radius: f64,
    #[command(flatten)]
    how: How,
}

/// How long to search and where the answer goes.
#[derive(clap::Args)]
struct How {
    /// Stop after so many seconds of processor time, reading included, with the best found
    #[arg(long, value_name = "T", default_value = "20", value_parser = seconds)]
    seconds: Duration,
    /// Stop after so many rounds: the answer then depends on nothing but the problem and the seed
    #[arg(long, value_name = "N", default_value_t = MANY_ROUNDS, value_parser = clap::value_parser!(u32).range(..=i64::from(MANY_ROUNDS)))]
    rounds: u32,
    /// Seed of the search's chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Write the proof of the bound there
    #[arg(long, value_name = "OUT")]
    certificate: Option<PathBuf>,
    /// Write the chosen bases there, csv
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Cover {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let sites = tables::sites(&self.sites)?;
        let bases = tables::bases(&self.bases)?;
        let problem = tables::problem(&sites, &bases, self.radius_km, self.count);
        let problem = problem.map_err(misfit(&self.sites))?;
        self.how.solve(&problem, &bases.names, started, language)
    }
}

impl Mclp {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let points = points::read(&self.file)?;
        let problem = points.problem(self.radius, self.count).map_err(misfit(&self.file))?;
        let names: Vec<String> = (0..points.len()).map(|at| at.to_string()).collect();
        self.how.solve(&problem, &names, started, language)
    }
}

fn misfit(path: &Path) -> impl FnOnce(Misfit) -> Failure + '_ {
    move |misfit| Failure::No(format!("{}: {misfit}", path.display()))
}

impl How {
    fn solve(&self, problem: &Problem, names: &[String], started: Instant, language: Language) -> Result<(), Failure> {
        let mut seed = [0; 32];
        seed[24..].copy_from_slice(&self.seed.to_be_bytes());
        let settings = Settings { seed, rounds: self.rounds };
        let answer = solve(problem, &settings, &mut |_: &Progress| cpu_time() >= self.seconds);
        if let Some(path) = &self.certificate {
            put_out(Some(path), answer.certificate.text().as_bytes())?;
        }
        if let Some(path) = &self.out {
            put_out(Some(path), chosen(&answer, names).as_bytes())?;
        }
        self.print(problem, &answer, started.elapsed().as_secs_f64(), language);
        Ok(())
    }

    fn print(&self, problem: &Problem, answer: &Answer, wall: f64, language: Language) {
        let (cpu, peak) = (cpu_time().as_secs_f64(), peak_memory());
        let Answer { value, bound, .. } = *answer;
        if self.json {
            let gap = gap(answer).map_or("null".to_owned(), |gap| gap.to_string());
            println!(
                "{{\"value\":{value},\"bound\":{bound},\"gap\":{gap},\"cpu_seconds\":{cpu:.3},\"wall_seconds\":{wall:.3},\"peak_memory_bytes\":{peak},\"seed\":{}}}",
                self.seed
            );
            return;
        }
        let n = |figure: u64| number(language, figure);
        let placed: u64 = answer.placement.0.iter().map(|&crews| u64::from(crews)).sum();
        println!(
            "{} sites, {} bases, {} pairs within reach; {} bases chosen",
            n(problem.sites().len() as u64),
            n(problem.most().len() as u64),
            n(problem.rows().pairs() as u64),
            n(placed)
        );
        println!("covered {} of {}, bound {}, {}", n(value), n(problem.worth()), n(bound), verdict(answer));
        println!("CPU {cpu:.2} s, wall {wall:.2} s, peak memory {} MB, seed {}", peak / 1_000_000, self.seed);
    }
}

fn verdict(answer: &Answer) -> String {
    match gap(answer) {
        _ if answer.value == answer.bound => "proven to be the optimum".to_owned(),
        Some(gap) => format!("at most {:.4} % below the optimum", gap * 100.0),
        None => "nothing is covered yet".to_owned(),
    }
}

/// (bound - value) ÷ value; none if something could be covered and nothing is.
#[expect(clippy::cast_precision_loss, reason = "a share to be printed")]
fn gap(answer: &Answer) -> Option<f64> {
    let open = answer.bound - answer.value;
    match (open, answer.value) {
        (0, _) => Some(0.0),
        (_, 0) => None,
        (open, value) => Some(open as f64 / value as f64),
    }
}

/// The bases that are used, by their names in the file.
fn chosen(answer: &Answer, names: &[String]) -> String {
    let mut text = "base,crews\n".to_owned();
    for (name, crews) in names.iter().zip(&answer.placement.0).filter(|(_, crews)| **crews > 0) {
        writeln!(text, "{name},{crews}").unwrap_or_else(|_| unreachable!("a String takes every text"));
    }
    text
}

#[cfg(test)]
mod tests {
    use plan::coverage::Placement;

    use super::*;

    /// The instances of the design, if they lie beside the project.
    fn beside(path: &str) -> Option<PathBuf> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bench").join(path);
        if !path.exists() {
            eprintln!("SKIPPED: {} is not there", path.display());
        }
        path.exists().then_some(path)
    }

    #[test]
    fn published_placements_are_worth_what_their_authors_say() {
        for (city, radius, counts) in [("NewYork", 400, [50, 70, 100]), ("Kings", 800, [50, 70, 100])] {
            let Some(file) = beside(&format!("mclp/{city}.txt")) else { return };
            let points = points::read(&file).expect("a good file");
            for count in counts {
                let solution = beside(&format!("mclp/{city}_{count}_{radius}.txt")).expect("beside the points");
                let text = std::fs::read_to_string(solution).expect("a good file");
                let (value, chosen) = text.split_once('\n').expect("two lines");
                let problem = points.problem(f64::from(radius), count).expect("a good problem");
                let mut placement = Placement(vec![0; points.len()]);
                for base in chosen.split_whitespace().skip(1) {
                    placement.0[base.parse::<usize>().expect("a number")] = 1;
                }
                assert_eq!(
                    placement.value(&problem),
                    Ok(value[2..].trim().parse().expect("a number")),
                    "{city} {count}"
                );
            }
        }
    }

    #[test]
    fn departments_are_solved_and_proven() {
        let (Some(sites), Some(bases)) = (beside("france/dep700.csv.xz"), beside("france/dep700_communes.csv.xz"))
        else {
            return;
        };
        let (sites, bases) = (tables::sites(&sites).expect("a good file"), tables::bases(&bases).expect("a good file"));
        for (crews, radius, best) in [(7, "10", 191_267), (17, "6", 197_926)] {
            let radius = tables::radius(radius).expect("kilometres");
            let problem = tables::problem(&sites, &bases, radius, crews).expect("a good problem");
            let answer = solve(&problem, &Settings { seed: [1; 32], rounds: 6 }, &mut |_: &Progress| false);
            assert_eq!((answer.value, answer.bound), (best, best));
            assert_eq!(answer.certificate.check(&problem, &answer.placement), Ok(()));
        }
    }

    /// What is said of a file with this text.
    fn said(text: &str, read: fn(&Path) -> Result<(), Failure>) -> String {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("file");
        std::fs::write(&path, text).expect("written");
        match read(&path) {
            Err(Failure::No(text)) => text,
            other => panic!("refused otherwise: {other:?}"),
        }
    }

    #[test]
    fn bad_tables_are_refused_with_place_cause_and_remedy() {
        let sites = |path: &Path| tables::sites(path).map(drop);
        let head = "id,commune,dep,x_km,y_km,registered,weight\n";
        for (text, why) in [
            (String::new(), "the file is empty"),
            (head.to_owned(), "no row below the header"),
            ("id,weight\n".to_owned(), "line 1: this is not the header"),
            (format!("{head}1,2,3,4.0,5.0,6\n"), "line 2: 6 fields instead of 7"),
            (format!("{head}1,2,3,4.0,5.0,6,7\n1,2,3,x,5.0,6,7\n"), "line 3, column 4 (x_km): this is no position [x]"),
            (format!("{head}1,2,3,4.0,5.00001,6,7\n"), "column 5 (y_km)"),
            (format!("{head}1,2,3,4.0,5.0,6,-7\n"), "column 7 (weight): this is no whole number [-7]"),
            (format!("{head}1,2,3,4.0,5.0,6,99999999999999999999\n"), "column 7 (weight)"),
        ] {
            let said = said(&text, sites);
            assert!(said.contains(why) && said.contains("→"), "{why}: {said}");
        }
    }

    #[test]
    fn bad_files_of_points_are_refused_with_place_cause_and_remedy() {
        let points = |path: &Path| points::read(path).map(drop);
        let good = "DIMENSION : 2\nEDGE_WEIGHT_TYPE : COORD\nNODE_COORD_SECTION\n1 2\n3 4\nDEMAND_SECTION\n5\n6\nEOF\n";
        for (from, to, why) in [
            (": 2", ": 0", "line 1: this is no number of points [0]"),
            (": 2", ": 3", "line 6: this is no position"),
            (": 2", ": 1", "line 5: another line was expected"),
            ("COORD\n", "EXPLICIT\n", "line 2: matrices"),
            ("3 4", "3 400", "line 5: this is no position [3 400]"),
            ("3 4", "3 nan", "line 5"),
            ("\n6\n", "\n6.5\n", "line 8: this is no demand [6.5]"),
            ("EOF\n", "", "line 9: the file ends too early"),
            ("DIMENSION", "DIMENSIONS", "line 1: this line is not known here"),
        ] {
            let said = said(&good.replacen(from, to, 1), points);
            assert!(said.contains(why) && said.contains("→"), "{why}: {said}");
        }
    }
}
