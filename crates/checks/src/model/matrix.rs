//! Symmetric positive matrices, small and dense.

/// A square matrix, row after row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// Zero everywhere but on the diagonal.
    pub(crate) fn diagonal(size: usize, value: f64) -> Self {
        let mut cells = vec![0.0; size * size];
        (0..size).for_each(|at| cells[at * size + at] = value);
        Self { size, cells }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(crate) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.size + column] += value;
    }

    pub(crate) fn scale(&mut self, factor: f64) {
        self.cells.iter_mut().for_each(|cell| *cell *= factor);
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    /// Adds `weight` × the outer product of `vector` with itself, below and on the diagonal.
    pub(crate) fn add_outer_lower(&mut self, vector: &[f64], weight: f64) {
        for (row, left) in vector.iter().enumerate() {
            let factor = left * weight;
            let cells = &mut self.cells[row * self.size..=row * self.size + row];
            cells.iter_mut().zip(vector).for_each(|(cell, right)| *cell += factor * right);
        }
    }

    /// The lower triangle of Cholesky's factor; `None` where the matrix is not positive.
    pub(crate) fn factor(&self) -> Option<Factor> {
        let size = self.size;
        let mut lower = self.cells.clone();
        for row in 0..size {
            for column in 0..=row {
                let (left, right) = (&lower[row * size..], &lower[column * size..]);
                let taken: f64 = (0..column).map(|at| left[at] * right[at]).sum();
                let rest = lower[row * size + column] - taken;
                if row == column && rest <= 0.0 {
                    return None;
                }
                lower[row * size + column] =
                    if row == column { libm::sqrt(rest) } else { rest / lower[column * size + column] };
            }
        }
        Some(Factor { size, lower })
    }
}

/// Cholesky's factor of a positive matrix.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    size: usize,
    lower: Vec<f64>,
}

impl Factor {
    /// Replaces `right` with the solution of matrix × solution = right.
    pub(crate) fn solve(&self, right: &mut [f64]) {
        for row in 0..self.size {
            let taken: f64 = (0..row).map(|at| self.lower[row * self.size + at] * right[at]).sum();
            right[row] = (right[row] - taken) / self.lower[row * self.size + row];
        }
        for row in (0..self.size).rev() {
            let taken: f64 = (row + 1..self.size).map(|at| self.lower[at * self.size + row] * right[at]).sum();
            right[row] = (right[row] - taken) / self.lower[row * self.size + row];
        }
    }

    /// The inverse of the matrix.
    pub(crate) fn inverse(&self) -> Square {
        let size = self.size;
        let mut inverse = Square { size, cells: vec![0.0; size * size] };
        for unit in 0..size {
            let column = &mut inverse.cells[unit * size..(unit + 1) * size];
            column[unit] = 1.0;
            self.solve(column);
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Square {
        let mut matrix = Square::diagonal(3, 4.0);
        for (row, column, value) in [(0, 1, 1.0), (1, 0, 1.0), (1, 2, -2.0), (2, 1, -2.0)] {
            matrix.add(row, column, value);
        }
        matrix
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let (matrix, inverse) = (example(), example().factor().expect("positive").inverse());
        for row in 0..3 {
            for column in 0..3 {
                let product: f64 = (0..3).map(|at| matrix.at(row, at) * inverse.at(at, column)).sum();
                assert!((product - f64::from(u8::from(row == column))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_is_not_positive_has_no_factor() {
        assert!(Square::diagonal(2, -1.0).factor().is_none());
        let mut flat = Square::diagonal(2, 1.0);
        flat.add(0, 1, 1.0);
        flat.add(1, 0, 1.0);
        assert!(flat.factor().is_none());
    }
}
