//! A small program in whole numbers, solved goal after goal: the best of the first, of those the
//! best of the second, and so on. The solver is other people's code in floating point; what it
//! chooses is checked afterwards by the checker of the plan, which shares nothing with it.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

/// A variable of a [`Model`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Var(usize);

/// How a row is compared with its right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// At most.
    Most,
    /// At least.
    Least,
    /// Exactly.
    Equal,
}

type Terms = Vec<(Var, f64)>;

/// Variables from 0 to a most, in whole numbers, and rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    most: Vec<u32>,
    rows: Vec<(Terms, Row, f64)>,
}

/// What was chosen.
pub(super) struct Chosen {
    values: Vec<u32>,
    /// Whether each goal's best is proven.
    pub(super) proven: bool,
}

impl Chosen {
    pub(super) fn of(&self, var: Var) -> u32 {
        self.values[var.0]
    }
}

impl Model {
    pub(super) fn var(&mut self, most: u32) -> Var {
        self.most.push(most);
        Var(self.most.len() - 1)
    }

    pub(super) fn row(&mut self, terms: Terms, row: Row, right: f64) {
        if !terms.is_empty() {
            self.rows.push((terms, row, right));
        }
    }

    /// Minimises goal after goal. `None` if nothing keeps the rows, or the solver gave up before it
    /// found anything.
    pub(super) fn solve(mut self, goals: Vec<Terms>, branches: u64) -> Option<Chosen> {
        let mut chosen: Option<Chosen> = None;
        let mut proven = true;
        let last = goals.len().saturating_sub(1);
        for (at, goal) in goals.into_iter().enumerate() {
            // Nothing to decide: the values so far are as good as any.
            if goal.is_empty() && chosen.is_some() {
                continue;
            }
            let Some((values, optimal)) = self.minimum(&goal, branches) else {
                proven = false;
                break;
            };
            proven &= optimal;
            let reached: f64 = goal.iter().map(|(var, cost)| cost * f64::from(values[var.0])).sum();
            chosen = Some(Chosen { values, proven });
            if at < last {
                // Costs of all goals but the last are whole numbers: half a unit is no slack.
                self.row(goal, Row::Most, reached + 0.5);
            }
        }
        chosen.map(|chosen| Chosen { proven, ..chosen })
    }

    fn minimum(&self, goal: &Terms, branches: u64) -> Option<(Vec<u32>, bool)> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut costs = vec![0.0; self.most.len()];
        for (var, cost) in goal {
            costs[var.0] += cost;
        }
        let vars = self
            .most
            .iter()
            .zip(&costs)
            .map(|(most, cost)| problem.add_integer_var(*cost, (0, i32::try_from(*most).unwrap_or(i32::MAX))));
        let vars = vars.collect::<Vec<_>>();
        for (terms, row, right) in &self.rows {
            let operation = match row {
                Row::Most => ComparisonOp::Le,
                Row::Least => ComparisonOp::Ge,
                Row::Equal => ComparisonOp::Eq,
            };
            let terms: Vec<(Variable, f64)> = terms.iter().map(|(var, factor)| (vars[var.0], *factor)).collect();
            problem.add_constraint(terms, operation, *right);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(branches);
        let outcome = problem.solve_with(options).ok()?;
        let optimal = outcome.is_optimal();
        let solution = outcome.into_solution().ok()?;
        Some((vars.iter().map(|var| whole(solution.var_value(*var))).collect(), optimal))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a double saturates")]
fn whole(value: f64) -> u32 {
    value.round() as u32
}
