//! The picture of a part.

use core::fmt::Write as _;

use fast_qr::{ECL, Mode, QRBuilder};

use super::Part;

/// Light modules around a code: what the standard asks for.
const QUIET: usize = 4;

/// A QR code, module by module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    size: usize,
    dark: Vec<bool>,
}

/// The code of a part, at the level that survives the loss of an eighth.
///
/// # Panics
///
/// Never: a part is at most [`super::PART_BYTES`] long, for which there is a code.
pub fn code(part: &Part) -> Code {
    let built = QRBuilder::new(part.to_string()).ecl(ECL::M).mode(Mode::Alphanumeric).build();
    let built = built.unwrap_or_else(|error| unreachable!("a part fits into a code: {error:?}"));
    let dark = (0..built.size).flat_map(|row| built[row][..built.size].iter().map(|module| module.value()));
    Code { size: built.size, dark: dark.collect() }
}

impl Code {
    /// Modules a side, without the light margin.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Modules a side, with the light margin.
    pub fn width(&self) -> usize {
        self.size + 2 * QUIET
    }

    /// Dark runs, row by row: column, row and length in modules, with the margin counted in.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for (row, modules) in self.dark.chunks(self.size).enumerate() {
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                let (x, y) = (column + QUIET, row + QUIET);
                match runs.last_mut() {
                    Some((from, last, length)) if *last == y && *from + *length == x => *length += 1,
                    _ => runs.push((x, y, 1)),
                }
            }
        }
        runs
    }

    /// A picture of its own, sharp at every size; `label` is what it is, for those who do not see it.
    pub fn svg(&self, label: &str) -> String {
        let width = self.width();
        let mut path = String::new();
        for (x, y, length) in self.runs() {
            write!(path, "M{x} {y}h{length}v1h-{length}z")
                .unwrap_or_else(|_| unreachable!("a String takes every text"));
        }
        let label: String = label.chars().filter(|c| !matches!(c, '<' | '>' | '&' | '"' | '\'')).collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" role=\"img\" \
             aria-label=\"{label}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/>\
             <path d=\"{path}\"/></svg>\n"
        )
    }
}
