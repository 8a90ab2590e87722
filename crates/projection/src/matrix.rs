//! Symmetric positive definite matrices: Cholesky's factor, solving, inverting.

/// A square matrix, row after row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    pub(crate) fn cell(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.cells[row * self.size + column]
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.cells[row * self.size..(row + 1) * self.size]
    }

    pub(crate) fn scale(&mut self, factor: f64) {
        for cell in &mut self.cells {
            *cell *= factor;
        }
    }

    pub(crate) fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.size).map(|row| dot(self.row(row), vector)).collect()
    }

    /// The lower factor L of L·Lᵀ. A pivot that rounding made nothing is taken for `least`.
    pub(crate) fn factor(&self, least: f64) -> Self {
        let mut factor = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let rest = self.at(row, column) - dot(&factor.row(row)[..column], &factor.row(column)[..column]);
                *factor.cell(row, column) =
                    if row == column { libm::sqrt(rest.max(least)) } else { rest / factor.at(column, column) };
            }
        }
        factor
    }

    /// The inverse of the matrix whose lower factor this is: the inverse of the factor, squared.
    pub(crate) fn inverse_of_squared(&self) -> Self {
        let mut inverse = Self::zero(self.size);
        // Row r of the inverse of L, by forward substitution; zero beyond the diagonal.
        for row in 0..self.size {
            let mut sum = vec![0.0; row + 1];
            for (column, factor) in self.row(row)[..row].iter().enumerate() {
                add(&mut sum[..=column], &inverse.row(column)[..=column], -factor);
            }
            sum[row] = 1.0;
            let pivot = self.at(row, row);
            for cell in &mut sum {
                *cell /= pivot;
            }
            inverse.row_mut(row)[..=row].copy_from_slice(&sum);
        }
        // Lᵀ⁻¹·L⁻¹ is the sum over the rows of what each row makes with itself.
        let mut squared = Self::zero(self.size);
        for row in 0..self.size {
            let own = inverse.row(row)[..=row].to_vec();
            for (column, factor) in own.iter().enumerate() {
                add(&mut squared.row_mut(column)[..=row], &own, *factor);
            }
        }
        squared
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `sum += factor · other`
pub(crate) fn add(sum: &mut [f64], other: &[f64], factor: f64) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += factor * other);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let mut matrix = Square::zero(5);
        for row in 0..5_u8 {
            for column in 0..5_u8 {
                let cell = 1.0 / (1.0 + f64::from(row) + f64::from(column)) + f64::from(u8::from(row == column));
                *matrix.cell(row.into(), column.into()) = cell;
            }
        }
        let inverse = matrix.factor(0.0).inverse_of_squared();
        for row in 0..5 {
            for column in 0..5 {
                let product: f64 = (0..5).map(|at| matrix.at(row, at) * inverse.at(at, column)).sum();
                assert!((product - f64::from(u8::from(row == column))).abs() < 1e-12, "{row} {column} {product}");
            }
        }
    }
}
