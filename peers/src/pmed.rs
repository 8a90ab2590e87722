//! The p-median as `HiGHS` sees it, in the strong form: a client is served by open sites only, one
//! row for each pair. That form has n² rows, and its linear relaxation is nearly integral.

use std::time::{Duration, Instant};

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};
use plan::median::{Budget, Problem, read, solve};

use crate::clock;

/// What `peers pmed` may be told.
pub const ARGUMENTS: &str = "FILE... [--seconds T]";

/// Prints one line for each file: both solvers on the same problem.
///
/// # Errors
/// A file that cannot be read or is no problem, an option that makes no sense.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let (files, limit) = match arguments {
        [files @ .., option, seconds] if option == "--seconds" => (files, seconds.as_str()),
        files => (files, "300"),
    };
    let seconds = limit.parse().map_err(|_| format!("{limit}: not a number of seconds"))?;
    let limit = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
    for file in files {
        let text = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
        let graph = read::parse(&text).map_err(|error| format!("{file}: {error}"))?;
        let problem = graph.problem().map_err(|error| format!("{file}: {error}"))?;
        println!("{}", line(file, &problem, limit));
    }
    Ok(())
}

/// What a solver found, what it proved, and how long it took.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The cost of the medians found; none when time ran out before the first.
    pub value: Option<f64>,
    /// Whether they are proven to be the cheapest.
    pub proven: bool,
    /// CPU time of the whole process meanwhile.
    pub cpu: Duration,
}

/// `HiGHS`, one thread, at most this long.
///
/// # Panics
/// When `HiGHS` refuses the model, which is a fault of this file.
pub fn highs(problem: &Problem, limit: Duration) -> Run {
    let (solved, cpu) = clock::cpu(|| {
        let mut model = model(problem).optimise(Sense::Minimise);
        model.make_quiet();
        model.set_option("threads", 1);
        model.set_option("time_limit", limit.as_secs_f64());
        // Costs are whole numbers: a gap below one is none. The relative gap must not end it earlier.
        model.set_option("mip_rel_gap", 0.0);
        model.set_option("mip_abs_gap", 0.99);
        model.solve()
    });
    let proven = solved.status() == HighsModelStatus::Optimal;
    let found = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    Run { value: found.then(|| solved.objective_value().round()), proven, cpu }
}

fn model(problem: &Problem) -> RowProblem {
    let mut model = RowProblem::default();
    let open: Vec<_> = (0..problem.sites()).map(|_| model.add_integer_column(0.0, 0..=1)).collect();
    let mut serving = vec![Vec::new(); problem.clients()];
    for (site, &open) in open.iter().enumerate() {
        for (serving, &cost) in serving.iter_mut().zip(problem.costs(site)) {
            let served = model.add_column(f64::from(cost), 0..);
            model.add_row(..=0, [(served, 1.0), (open, -1.0)]);
            serving.push((served, 1.0));
        }
    }
    for serving in serving {
        model.add_row(1..=1, serving);
    }
    let medians = u32::try_from(problem.medians()).expect("at most as many as nodes are read");
    model.add_row(medians..=medians, open.iter().map(|&open| (open, 1.0)));
    model
}

/// Ours, at most this long.
pub fn ours(problem: &Problem, limit: Duration) -> Run {
    let started = Instant::now();
    let budget = Budget { iterations: u64::MAX };
    let (answer, cpu) = clock::cpu(|| solve(problem, &[1; 32], budget, &|| started.elapsed() >= limit));
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53 in every instance compared")]
    let value = answer.value as f64;
    Run { value: Some(value), proven: answer.value == answer.bound, cpu }
}

/// Both on one problem, as a line of a table.
pub fn line(name: &str, problem: &Problem, limit: Duration) -> String {
    let show = |run: Run| {
        let value = run.value.map_or("-".to_owned(), |value| format!("{value}"));
        let proven = if run.proven { "proven" } else { "not proven" };
        format!("{value} ({proven}, {:.2} CPU-s)", run.cpu.as_secs_f64())
    };
    format!("{name}: ours {}, HiGHS {}", show(ours(problem, limit)), show(highs(problem, limit)))
}
