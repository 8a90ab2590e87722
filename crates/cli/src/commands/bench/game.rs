//! `vigie bench game`: the equilibrium of invented or given targets, with its proven bound.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use csv::{Position, Reader, ReaderBuilder, StringRecord};
use election::refusal::Language;
use plan::chance::Chance;
use plan::game::{Game, MOST_TARGETS, Refused, Solution, Target, certify};
use verifier::wording::number;

use super::{cpu_time, peak_memory};
use crate::failure::Failure;

/// Where a bound above the value can no longer be rounding.
const ROUNDING: f64 = 1e-9;

#[derive(clap::Args)]
pub struct Command {
    /// How many targets; invented unless --payoffs is given, which must then have as many
    #[arg(long, value_name = "N", required_unless_present = "payoffs")]
    targets: Option<usize>,
    /// How many crews are present in all, on average
    #[arg(long, value_name = "M")]
    resources: f64,
    /// CSV with a header: weight, or covered and uncovered; floor and ceiling if wanted
    #[arg(long, value_name = "FILE")]
    payoffs: Option<PathBuf>,
    /// Seed of the invented weights
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What was solved, and what it took.
struct Measured {
    targets: usize,
    solution: Solution,
    bound: f64,
    read: Duration,
    cpu: Duration,
    wall: Duration,
    certify: Duration,
}

impl Command {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let started = Instant::now();
        let targets = self.targets()?;
        let measured = self.measure(&targets, started.elapsed())?;
        if self.json {
            println!("{}", self.json(&measured));
        } else {
            self.print(&measured, language);
        }
        Ok(())
    }

    fn targets(&self) -> Result<Vec<Target>, Failure> {
        let Some(path) = &self.payoffs else {
            return invented(self.targets.unwrap_or(0), self.seed);
        };
        let file = File::open(path).map_err(Failure::at(path))?;
        let targets = read(BufReader::new(file), path)?;
        match self.targets {
            Some(asked) if asked != targets.len() => {
                let found = targets.len();
                Err(Failure::Usage(format!("{}: {found} targets, --targets says {asked}", path.display())))
            }
            _ => Ok(targets),
        }
    }

    /// One run, cold: checking the targets and solving. The bound is proven apart from it.
    fn measure(&self, targets: &[Target], read: Duration) -> Result<Measured, Failure> {
        let (cpu, wall) = (cpu_time(), Instant::now());
        let solved = Game::new(targets).and_then(|game| game.solve(self.resources));
        let (cpu, wall) = (cpu_time().saturating_sub(cpu), wall.elapsed());
        let solution = solved.map_err(|refused| Failure::No(refused.to_string()))?;
        let proving = cpu_time();
        let bound = certify(targets, self.resources, &solution.certificate)
            .unwrap_or_else(|fault| panic!("the certificate of our own solution: {fault}"));
        let certify = cpu_time().saturating_sub(proving);
        Ok(Measured { targets: targets.len(), solution, bound, read, cpu, wall, certify })
    }

    /// Floats are written with as many digits as bring back the same double.
    fn json(&self, m: &Measured) -> String {
        format!(
            "{{\"targets\":{},\"resources\":{:?},\"value\":{:?},\"bound\":{:?},\"gap\":{:?},\"used\":{:?},\"price\":{:?},\"cpu_seconds\":{:?},\"wall_seconds\":{:?},\"read_seconds\":{:?},\"certify_cpu_seconds\":{:?},\"peak_memory_bytes\":{},\"seed\":{}}}",
            m.targets,
            self.resources,
            m.solution.value,
            m.bound,
            m.gap(),
            m.solution.used,
            m.solution.price(),
            m.cpu.as_secs_f64(),
            m.wall.as_secs_f64(),
            m.read.as_secs_f64(),
            m.certify.as_secs_f64(),
            peak_memory(),
            self.seed,
        )
    }

    fn print(&self, m: &Measured, language: Language) {
        let targets = number(language, m.targets as u64);
        println!("{targets} targets, {} crews present on average, {} of them used", self.resources, m.solution.used);
        println!("  value {:?}, proven bound {:?}, gap {:.1e}", m.solution.value, m.bound, m.gap());
        println!("  price: the value falls by {:.3e} for each further crew", m.solution.price());
        println!("  solved in {:.6} CPU-s ({:.6} s), one cold run", m.cpu.as_secs_f64(), m.wall.as_secs_f64());
        println!("  bound proven again in {:.6} CPU-s", m.certify.as_secs_f64());
        println!("  read in {:.3} s, peak memory {} MB", m.read.as_secs_f64(), peak_memory() / 1_000_000);
    }
}

impl Measured {
    /// (value − bound) ÷ value: nobody gets below the bound, so it is not negative but for rounding.
    fn gap(&self) -> f64 {
        let (value, over) = (self.solution.value, self.solution.value - self.bound);
        let gap = if value.abs() > 0.0 { over / value.abs() } else { over };
        assert!(gap > -ROUNDING, "a proven bound of {} above the value {value}", self.bound);
        gap.max(0.0)
    }
}

/// Weights with a long tail above: 100 times a product of eight even factors from 0.5 to 2. No
/// logarithm is needed, so they are the same on every machine.
fn invented(targets: usize, seed: u64) -> Result<Vec<Target>, Failure> {
    if targets > MOST_TARGETS {
        return Err(Failure::Usage(Refused::TooManyTargets { targets }.to_string()));
    }
    let mut key = [0; 32];
    key[24..].copy_from_slice(&seed.to_be_bytes());
    let mut chance = Chance::new(&key, "bench game", 0);
    let mut weight = || (0..8).map(|_| 0.5 + 1.5 * chance.unit()).product::<f64>();
    Ok((0..targets).map(|_| Target::weighing(100.0 * weight())).collect())
}

/// Places of the columns in the header.
struct Columns {
    payoff: PayoffColumns,
    floor: Option<usize>,
    ceiling: Option<usize>,
}

enum PayoffColumns {
    Weight(usize),
    General { covered: usize, uncovered: usize },
}

const KNOWN: [&str; 5] = ["weight", "covered", "uncovered", "floor", "ceiling"];

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, String> {
        for (place, name) in header.iter().enumerate() {
            if !KNOWN.contains(&name) {
                return Err(format!("column \"{name}\" is none of {}", KNOWN.join(", ")));
            }
            if header.iter().take(place).any(|before| before == name) {
                return Err(format!("column {name} stands twice"));
            }
        }
        let place = |name| header.iter().position(|column| column == name);
        let payoff = match (place("weight"), place("covered"), place("uncovered")) {
            (Some(weight), None, None) => PayoffColumns::Weight(weight),
            (None, Some(covered), Some(uncovered)) => PayoffColumns::General { covered, uncovered },
            _ => return Err("the header names weight, or covered and uncovered".to_owned()),
        };
        Ok(Self { payoff, floor: place("floor"), ceiling: place("ceiling") })
    }

    fn target(&self, record: &StringRecord) -> Result<Target, String> {
        let of = |place: usize, name| figure(record.get(place).unwrap_or(""), name);
        let bound = |place: Option<usize>, name, default| place.map_or(Ok(default), |place| of(place, name));
        let target = match self.payoff {
            PayoffColumns::Weight(weight) => Target::weighing(of(weight, "weight")?),
            PayoffColumns::General { covered, uncovered } => {
                Target::paying(of(uncovered, "uncovered")?, of(covered, "covered")?)
            }
        };
        let target = target.between(bound(self.floor, "floor", 0.0)?, bound(self.ceiling, "ceiling", 1.0)?);
        match Game::new(&[target]) {
            Ok(_) => Ok(target),
            Err(refused) => Err(wording(&refused)),
        }
    }
}

fn figure(text: &str, column: &str) -> Result<f64, String> {
    let figure = text.parse().ok().filter(|figure: &f64| figure.is_finite());
    figure.ok_or_else(|| format!("column {column}: \"{text}\" is not a number"))
}

/// The refusal of one target by the names of the columns.
fn wording(refused: &Refused) -> String {
    match refused {
        Refused::Weight { weight, .. } => format!("column weight: {weight} is not above 0, or too extreme"),
        Refused::Payoff { uncovered, covered, .. } => {
            format!("column uncovered: {uncovered} is not at least covered ({covered}), or too extreme")
        }
        Refused::Presence { floor, ceiling, .. } => {
            format!("column floor: presence goes from 0 to 1, not from {floor} to ceiling {ceiling}")
        }
        other => other.to_string(),
    }
}

/// The targets of a file, or the first line that is wrong. Empty lines are passed over; a line
/// after some is named by the first of them.
fn read(source: impl Read, path: &Path) -> Result<Vec<Target>, Failure> {
    let at = |line: u64, text: String| Failure::No(format!("{}:{line}: {text}", path.display()));
    let mut reader: Reader<_> = ReaderBuilder::new().from_reader(source);
    let broken = |error: csv::Error| at(error.position().map_or(1, Position::line), error.to_string());
    let columns = Columns::of(reader.headers().map_err(broken)?).map_err(|text| at(1, text))?;
    let mut targets = Vec::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        let line = record.position().map_or(0, Position::line);
        if targets.len() == MOST_TARGETS {
            return Err(at(line, format!("more than {MOST_TARGETS} targets")));
        }
        targets.push(columns.target(&record).map_err(|text| at(line, text))?);
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(file: &str) -> String {
        read(file.as_bytes(), Path::new("p.csv")).unwrap_err().text(Language::English)
    }

    #[test]
    fn columns_may_stand_in_any_order_and_bounds_may_be_left_out() {
        let read = |file: &str| read(file.as_bytes(), Path::new("p.csv")).unwrap();
        assert_eq!(read("weight\n2\n3.5\n"), [Target::weighing(2.0), Target::weighing(3.5)]);
        let bounded = Target::paying(9.0, -1.0).between(0.25, 0.5);
        assert_eq!(read("ceiling,covered,floor,uncovered\n0.5,-1,0.25,9\n"), [bounded]);
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        assert_eq!(refusal("weight\n1\nx\n"), "p.csv:3: column weight: \"x\" is not a number");
        assert_eq!(refusal("weight\n1\n2\ninf\n"), "p.csv:4: column weight: \"inf\" is not a number");
        assert_eq!(refusal("weight\n0\n"), "p.csv:2: column weight: 0 is not above 0, or too extreme");
        let inverted = refusal("covered,uncovered\n2,1\n");
        assert_eq!(inverted, "p.csv:2: column uncovered: 1 is not at least covered (2), or too extreme");
        let presence = refusal("weight,floor,ceiling\n1,0.5,0.4\n");
        assert_eq!(presence, "p.csv:2: column floor: presence goes from 0 to 1, not from 0.5 to ceiling 0.4");
        assert!(refusal("weight,floor\n1,0\n1\n").starts_with("p.csv:3: "), "a field is missing");
    }

    #[test]
    fn headers_that_say_too_much_or_too_little_are_refused() {
        assert_eq!(refusal("weight,weight\n"), "p.csv:1: column weight stands twice");
        assert!(refusal("weight,wieght\n").contains("\"wieght\" is none of"));
        for header in ["weight,covered\n", "covered\n", "floor\n", "weight,covered,uncovered\n", ""] {
            assert_eq!(refusal(header), "p.csv:1: the header names weight, or covered and uncovered", "{header}");
        }
    }
}
