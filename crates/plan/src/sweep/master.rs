//! The choice among rounds by fractions: its dual gives prices, its primal says what to branch on.
//!
//! Both are solved in floating point by other people's code. Nothing rests on it: prices are
//! rounded to whole numbers, and the bound they prove is computed from those.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::column::{Column, Must, Prices, Triple};

/// Prices over these columns; `None` where the solver gives up. `far` is how far below zero a
/// price may fall that may, and how high the prices of weight may rise, in gains of the best
/// round: a choice that cannot be kept then shows as a bound that is far too low.
pub fn prices<'a>(
    must: &Must,
    triples: &[Triple],
    far: f64,
    columns: impl Iterator<Item = &'a Column> + Clone,
) -> Option<Prices> {
    let far = far * real(columns.clone().map(|column| column.gain.abs()).max().unwrap_or(0) + 1);
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let (venues, shifts) = (must.venues.len(), must.shifts.len());
    let floors = must.venues.iter().chain(&must.shifts).map(|&must| if must { -far } else { 0.0 });
    let floors = floors.chain(triples.iter().map(|_| 0.0));
    let costs: Vec<Variable> = floors.map(|floor| problem.add_var(1.0, (floor, f64::INFINITY))).collect();
    let least = problem.add_var(-real(must.least), (0.0, far));
    let most = problem.add_var(real(must.most), (0.0, far));
    for column in columns {
        let venues_of = column.venues.iter().map(|&at| costs[usize::from(at)]);
        let counted = triples.iter().zip(&costs[venues + shifts..]).filter(|(triple, _)| triple.counts(&column.set));
        let all = venues_of.chain([costs[venues + column.shift]]).chain(counted.map(|(_, &cost)| cost));
        let weight = [(least, -real(column.weight)), (most, real(column.weight))];
        let row: Vec<_> = all.map(|cost| (cost, 1.0)).chain(weight).collect();
        problem.add_constraint(row, ComparisonOp::Ge, real(column.gain));
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let [least, most] = [least, most].map(|price| parts(solution.var_value(price)));
    let values: Vec<i64> = costs.iter().map(|&cost| parts(solution.var_value(cost))).collect();
    let (venue_prices, others) = values.split_at(venues);
    let (shift_prices, triple_prices) = others.split_at(shifts);
    let paid = triples.iter().copied().zip(triple_prices.iter().copied()).filter(|(_, price)| *price > 0);
    Some(Prices { venues: venue_prices.to_vec(), shifts: shift_prices.to_vec(), triples: paid.collect(), least, most })
}

/// How often each of these columns is chosen, by fractions, at the best.
pub fn fractions(must: &Must, triples: &[Triple], columns: &[&Column]) -> Option<Vec<f64>> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let chosen: Vec<Variable> =
        columns.iter().map(|column| problem.add_var(real(column.gain), (0.0, f64::INFINITY))).collect();
    let weighed = || columns.iter().zip(&chosen).map(|(column, &variable)| (variable, real(column.weight)));
    problem.add_constraint(weighed().collect::<Vec<_>>(), ComparisonOp::Ge, real(must.least));
    problem.add_constraint(weighed().collect::<Vec<_>>(), ComparisonOp::Le, real(must.most));
    let mut row = |has: &dyn Fn(&Column) -> bool, must: bool| {
        let terms = columns.iter().zip(&chosen).filter(|(column, _)| has(column));
        let terms: Vec<_> = terms.map(|(_, &variable)| (variable, 1.0)).collect();
        let operation = if must { ComparisonOp::Eq } else { ComparisonOp::Le };
        problem.add_constraint(terms, operation, 1.0);
    };
    for (at, &must) in must.venues.iter().enumerate() {
        row(&|column| column.set.has(at), must);
    }
    for (at, &must) in must.shifts.iter().enumerate() {
        row(&|column| column.shift == at, must);
    }
    for triple in triples {
        row(&|column| triple.counts(&column.set), false);
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    Some(chosen.iter().map(|&variable| solution.var_value(variable)).collect())
}

#[expect(clippy::cast_precision_loss, reason = "gains are far below 2^53")]
pub fn real(gain: i64) -> f64 {
    gain as f64
}

#[expect(clippy::cast_possible_truncation, reason = "rounded and clamped; any whole number proves a bound")]
fn parts(value: f64) -> i64 {
    (value * 1_024.0).round().clamp(-1e15, 1e15) as i64
}
