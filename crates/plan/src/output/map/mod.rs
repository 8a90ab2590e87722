//! Maps without outside help: the outlines of departments are drawn from the sites themselves.

mod clusters;
mod frame;
mod outline;
mod raster;

pub(super) use frame::Frame;
pub(super) use outline::Outline;

use election::definition::Position;

use super::dossier::Dossier;
use raster::Raster;

/// Width of the mainland's sheet, and the greatest height.
const MAINLAND: [f64; 2] = [620.0, 640.0];
/// Width and height of an inset, and how many stand in a row.
const INSET: [f64; 2] = [96.0, 96.0];
const INSETS_A_ROW: usize = 6;
/// Between an inset and the next.
const GAP: f64 = 8.0;
/// Height of an inset's caption.
const CAPTION: f64 = 13.0;

/// The country on one sheet: the largest group of departments, then the far ones as insets.
pub(super) struct Sheet {
    pub(super) parts: Vec<Part>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A group of departments at a scale of its own.
pub(super) struct Part {
    pub(super) frame: Frame,
    /// Where it stands on the sheet.
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) inset: bool,
    pub(super) departments: Vec<usize>,
    pub(super) outlines: Vec<Outline>,
}

impl Sheet {
    pub(super) fn of(dossier: &Dossier<'_>) -> Self {
        let mut sheet = Self { parts: Vec::new(), width: MAINLAND[0], height: 0.0 };
        for (nth, departments) in clusters::clusters(dossier).into_iter().enumerate() {
            let (size, margin) = if nth == 0 { (MAINLAND, 24.0) } else { (INSET, 12.0) };
            let positions = || departments.iter().flat_map(|at| dossier.sites_of(*at)).map(|(_, site)| site.position);
            let frame = Frame::fit(positions, size, margin);
            let (left, top) = sheet.place(nth, &frame);
            let sites = departments.iter().flat_map(|at| dossier.sites_of(*at).map(|(_, site)| (site.position, *at)));
            let raster = Raster::of(&frame, sites);
            let outlines = departments.iter().map(|at| Outline::of(&raster, *at)).collect();
            sheet.parts.push(Part { frame, left, top, inset: nth > 0, departments, outlines });
        }
        let insets = sheet.parts.len().saturating_sub(1);
        let mainland = sheet.parts.first().map_or(0.0, |part| part.frame.height);
        sheet.height = mainland + rows(insets.div_ceil(INSETS_A_ROW)) * (INSET[1] + CAPTION + GAP);
        sheet
    }

    fn place(&self, nth: usize, frame: &Frame) -> (f64, f64) {
        let Some(mainland) = self.parts.first() else { return ((MAINLAND[0] - frame.width) / 2.0, 0.0) };
        let (row, column) = ((nth - 1) / INSETS_A_ROW, (nth - 1) % INSETS_A_ROW);
        let left = rows(column) * (INSET[0] + GAP);
        (left, mainland.frame.height + rows(row) * (INSET[1] + CAPTION + GAP))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few insets")]
fn rows(count: usize) -> f64 {
    count as f64
}

impl Part {
    /// A position on the sheet.
    pub(super) fn at(&self, position: Position) -> (f64, f64) {
        let (x, y) = self.frame.at(position);
        (x + self.left, y + self.top)
    }
}
