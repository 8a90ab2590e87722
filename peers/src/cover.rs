//! Covering as `HiGHS` sees it: a site counts its k-th crew at most once, and all its counts
//! together at most as often as crews reach it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};
use plan::coverage::{Placement, Problem, Progress, Rows, Settings, grid, solve};

use crate::clock;

/// What `peers cover` may be told: a table of sites whose bases stand in `FILE_communes` with the
/// same ending, or a file of the MCLP collection.
pub const ARGUMENTS: &str = "FILE.csv[.xz] COUNT RADIUS-KM [SECONDS] | FILE.txt COUNT RADIUS-M [SECONDS]";

/// What a solver found, what it proved, and how long it took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The best value found, if any was.
    pub value: Option<f64>,
    /// No placement is worth more.
    pub bound: f64,
    /// CPU time of the whole process meanwhile.
    pub cpu: Duration,
}

/// Prints both solvers' answers to one problem.
///
/// # Errors
/// A file that cannot be read or is no table of sites, an argument that makes no sense.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let (file, count, radius, seconds) = match arguments {
        [file, count, radius] => (file, count, radius, "60"),
        [file, count, radius, seconds] => (file, count, radius, seconds.as_str()),
        _ => return Err(format!("peers cover {ARGUMENTS}")),
    };
    let crews = count.parse().map_err(|_| format!("{count}: not a number of bases"))?;
    let seconds = seconds.parse().map_err(|_| format!("{seconds}: not a number of seconds"))?;
    let limit = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
    let points = Path::new(file).extension().is_some_and(|extension| extension == "txt");
    let read = if points { read_points } else { read };
    let problem = read(Path::new(file), radius, crews)?;
    println!("{}", line(&format!("{file} p={count} r={radius}"), &problem, limit));
    Ok(())
}

/// Both on one problem, as a line of a table.
pub fn line(name: &str, problem: &Problem, limit: Duration) -> String {
    let show = |run: Run| {
        let value = run.value.map_or("-".to_owned(), |value| format!("{value}"));
        format!("{value} (bound {:.0}, {:.2} CPU-s)", run.bound, run.cpu.as_secs_f64())
    };
    format!("{name}: ours {}, HiGHS {}", show(ours(problem, limit)), show(highs(problem, limit)))
}

/// Ours: at most so much CPU time, less when it is proven.
///
/// # Panics
/// If our own certificate does not hold.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 in every instance compared")]
pub fn ours(problem: &Problem, limit: Duration) -> Run {
    let settings = Settings { seed: [1; 32], rounds: 40 };
    let until = clock::spent() + limit;
    let (answer, cpu) = clock::cpu(|| solve(problem, &settings, &mut |_: &Progress| clock::spent() >= until));
    let proof = answer.certificate.check(problem, &answer.placement);
    assert_eq!(proof, Ok(()), "our own certificate holds");
    Run { value: Some(answer.value as f64), bound: answer.bound as f64, cpu }
}

/// `HiGHS`, one thread, at most this long.
pub fn highs(problem: &Problem, limit: Duration) -> Run {
    let ((value, bound), cpu) = clock::cpu(|| {
        let mut model = model(problem).optimise(Sense::Maximise);
        model.make_quiet();
        model.set_option("threads", 1);
        model.set_option("time_limit", limit.as_secs_f64());
        model.set_option("mip_rel_gap", 0.0);
        model.set_option("mip_abs_gap", 0.5);
        let solved = model.solve();
        let found = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
        let value = found.then(|| placed(problem, &solved.get_solution().columns()[..problem.most().len()]));
        let proven = solved.status() == HighsModelStatus::Optimal;
        let gap = if proven { 0.0 } else { solved.mip_gap() };
        (value, value.map_or(f64::INFINITY, |value| value * (1.0 + gap)))
    });
    Run { value, bound, cpu }
}

/// What the first columns of a solution, crews at each base, are worth in whole numbers.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "HiGHS' columns are small whole numbers")]
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 in every instance compared")]
fn placed(problem: &Problem, columns: &[f64]) -> f64 {
    let crews = columns.iter().map(|crews| crews.round() as u32).collect();
    Placement(crews).value(problem).expect("HiGHS keeps the rules") as f64
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53 in every instance compared")]
fn model(problem: &Problem) -> RowProblem {
    let mut model = RowProblem::default();
    let bases: Vec<_> = problem.most().iter().map(|&most| model.add_integer_column(0.0, 0..=most)).collect();
    for (site, row) in problem.rows().iter().enumerate() {
        let weight = problem.sites()[site].weight as f64;
        let counts = problem.gains(site).steps().iter();
        let counts: Vec<_> = counts.map(|&gain| model.add_column(weight * f64::from(gain), 0..=1)).collect();
        let terms = counts.into_iter().map(|count| (count, 1.0));
        model.add_row(..=0, terms.chain(row.iter().map(|&base| (bases[base as usize], -1.0))));
    }
    model.add_row(..=problem.crews(), bases.iter().map(|&base| (base, 1.0)));
    model
}

/// The tables of the project's own instances, which `vigie bench cover` reads strictly; here the
/// columns are taken by name.
fn read(sites: &Path, radius: &str, crews: u32) -> Result<Problem, String> {
    let name = sites.to_string_lossy();
    let (stem, ending) = name.split_once(".csv").ok_or("the table of sites must end in .csv or .csv.xz")?;
    let sites = table(&name)?;
    let bases = table(&format!("{stem}_communes.csv{ending}"))?;
    let reach = tenths(radius).ok_or("the radius is no number of kilometres")?;
    let rows = grid::within(&points(&sites)?, &points(&bases)?, reach).map_err(|error| error.to_string())?;
    let weights: Option<Vec<u64>> = column(&sites, "weight")?.iter().map(|text| text.parse().ok()).collect();
    let weights = weights.ok_or("a weight is no whole number")?;
    Problem::plain(&weights, rows, bases.len() - 1, crews).map_err(|error| error.to_string())
}

/// A file of the MCLP collection in degrees, on its sphere; every point is a candidate. All pairs:
/// these files are small.
fn read_points(path: &Path, radius: &str, crews: u32) -> Result<Problem, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let radius: f64 = radius.parse().map_err(|_| "the radius is no number of metres")?;
    let body = text.split_once("NODE_COORD_SECTION").ok_or("no positions")?.1;
    let (positions, demands) = body.split_once("DEMAND_SECTION").ok_or("no demands")?;
    let numbers: Vec<f64> = positions.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let points: Vec<[f64; 2]> =
        numbers.chunks_exact(2).map(|pair| [pair[0].to_radians(), pair[1].to_radians()]).collect();
    let weights: Vec<u64> = demands.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let mut rows = Rows::default();
    for &[a, b] in &points {
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let far =
            |&[c, d]: &[f64; 2]| 2.0 * 6_378_100.0 * (half(c - a) + a.cos() * c.cos() * half(d - b)).sqrt().asin();
        let near = (0_u32..).zip(&points).filter(|(_, other)| far(other) <= radius).map(|(at, _)| at);
        rows.push(near).map_err(|error| error.to_string())?;
    }
    Problem::plain(&weights, rows, points.len(), crews).map_err(|error| error.to_string())
}

fn table(path: &str) -> Result<Vec<Vec<String>>, String> {
    let packed = std::path::Path::new(path).extension().is_some_and(|extension| extension == "xz");
    let unpack = if packed { ["xz", "-dc"] } else { ["cat", "--"] };
    let output = Command::new(unpack[0]).args([unpack[1], path]).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8(output.stdout).map_err(|error| format!("{path}: {error}"))?;
    let rows: Vec<Vec<String>> = text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    if rows.len() < 2 { Err(format!("{path}: no rows")) } else { Ok(rows) }
}

fn column<'a>(table: &'a [Vec<String>], name: &str) -> Result<Vec<&'a String>, String> {
    let at = table[0].iter().position(|column| column == name).ok_or(format!("no column {name}"))?;
    table[1..].iter().map(|row| row.get(at).ok_or(format!("a row without {name}"))).collect()
}

fn points(table: &[Vec<String>]) -> Result<Vec<grid::Point>, String> {
    let (east, north) = (column(table, "x_km")?, column(table, "y_km")?);
    let point = |(x, y): (&String, &String)| Some([tenths(x)?, tenths(y)?, 0]);
    let found: Option<Vec<_>> = east.into_iter().zip(north).map(|(x, y)| point((x, y))).collect();
    found.ok_or("a position is no number".to_owned())
}

/// Kilometres in tenths of a metre.
#[expect(clippy::cast_possible_truncation, reason = "refused when larger")]
fn tenths(kilometres: &str) -> Option<i64> {
    let scaled = kilometres.parse::<f64>().ok()? * 10_000.0;
    (scaled.abs() < 1e12).then(|| scaled.round() as i64)
}
