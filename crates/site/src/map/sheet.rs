//! One sheet for the whole country: the mainland, the far departments as insets, and a box for
//! each department that no outline is known of.

use std::collections::BTreeMap;

use election::{
    Definition,
    definition::{Level, PlaceIx, Position},
};

use super::{atlas::Atlas, outline::Point};

/// Width of the sheet; every coordinate on it fits sixteen bits.
pub(crate) const WIDTH: i32 = 65_000;
/// Greatest height.
const MAX_HEIGHT: i32 = 65_000;
/// Width of the column of insets, and of the margin around everything.
const COLUMN: i32 = 8_500;
const MARGIN: i32 = 800;
/// Side of a box, and how far it is to the next one.
const BOX: i32 = 4_200;
const STEP: i32 = 5_400;
/// A department whose middle is so far from the others' (in ten-thousandths of a degree) is an
/// inset.
const FAR: i32 = 120_000;

/// Where everything stands on the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) height: i32,
    /// By the code of the department.
    frames: BTreeMap<String, Frame>,
    /// Departments on the sheet, in their own order: code, middle, and the box if it is one.
    pub(crate) boxes: Vec<(String, [i32; 4])>,
}

/// From ten-thousandths of a degree to the sheet: `(x - x0) * num / den`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    x0: i64,
    y1: i64,
    /// How much shorter a degree east is than one north, in thousandths.
    squeeze: i64,
    scale: [i64; 2],
    at: [i64; 2],
}

impl Frame {
    /// Fits bounds (west, south, east, north) into a rectangle (left, top, width, height),
    /// middle on middle.
    pub(crate) fn fit([west, south, east, north]: [i32; 4], [left, top, width, height]: [i32; 4]) -> Self {
        let squeeze = squeeze(i64::from(south).midpoint(i64::from(north)));
        let wide = (i64::from(east) - i64::from(west)).max(1) * squeeze / 1_000 + 1;
        let high = (i64::from(north) - i64::from(south)).max(1);
        let (width, height) = (i64::from(width), i64::from(height));
        let scale = if width * high <= height * wide { [width, wide] } else { [height, high] };
        let at = [
            i64::from(left) + (width - wide * scale[0] / scale[1]) / 2,
            i64::from(top) + (height - high * scale[0] / scale[1]) / 2,
        ];
        Self { x0: i64::from(west), y1: i64::from(north), squeeze, scale, at }
    }

    /// How many metres a unit of the sheet is, where a ten-thousandth of a degree is so many.
    pub(crate) fn metres(self, degree: i64) -> i64 {
        degree * self.scale[1] / self.scale[0].max(1)
    }

    /// A point on the sheet, down from the top.
    pub(crate) fn point(self, [x, y]: Point) -> Point {
        let east = (i64::from(x) - self.x0) * self.squeeze * self.scale[0] / (1_000 * self.scale[1]);
        let down = (self.y1 - i64::from(y)) * self.scale[0] / self.scale[1];
        [self.at[0] + east, self.at[1] + down].map(|part| i32::try_from(part).unwrap_or(0))
    }
}

/// Cosine of a latitude (in ten-thousandths of a degree), in thousandths, by Bhaskara's fraction:
/// whole numbers are the same on every machine.
fn squeeze(latitude: i64) -> i64 {
    let degrees = (latitude / 10_000).clamp(-80, 80);
    let square = degrees * degrees;
    1_000 * (32_400 - 4 * square) / (32_400 + square)
}

impl Sheet {
    /// The sheet of a country's departments.
    pub(crate) fn of(definition: &Definition, atlas: &Atlas) -> Self {
        let codes: Vec<&str> = departments(definition).map(|ix| definition.place(ix).id.as_str()).collect();
        let bounds = |code: &str| {
            let shape = atlas.departments.shapes.iter().find(|shape| shape.code == code)?;
            atlas.departments.bounds(shape)
        };
        let known: Vec<(&str, [i32; 4])> = codes.iter().filter_map(|code| Some((*code, bounds(code)?))).collect();
        let boxed: Vec<&str> = codes.iter().copied().filter(|code| bounds(code).is_none()).collect();
        let (far, near): (Vec<_>, Vec<_>) = known.iter().partition(|(_, bounds)| is_far(*bounds, &known));
        let mut sheet = Self { height: MARGIN, frames: BTreeMap::new(), boxes: Vec::new() };
        sheet.lay_mainland(&near, !far.is_empty());
        sheet.lay_insets(&far);
        sheet.lay_boxes(&boxed);
        sheet.height = (sheet.height + MARGIN).min(MAX_HEIGHT);
        sheet
    }

    fn lay_mainland(&mut self, near: &[(&str, [i32; 4])], column: bool) {
        let around = near
            .iter()
            .map(|(_, bounds)| *bounds)
            .reduce(|[w, s, e, n], [a, b, c, d]| [w.min(a), s.min(b), e.max(c), n.max(d)]);
        let Some(around) = around else { return };
        let left = if column { COLUMN + MARGIN } else { MARGIN };
        let frame = Frame::fit(around, [left, MARGIN, WIDTH - left - MARGIN, MAX_HEIGHT - 2 * STEP - 2 * MARGIN]);
        // The picture begins at the top margin, wherever the fit has put it.
        let shift = i64::from(MARGIN) - frame.at[1];
        let frame = Frame { at: [frame.at[0], frame.at[1] + shift], ..frame };
        self.height = frame.point([around[0], around[1]])[1];
        self.frames.extend(near.iter().map(|(code, _)| ((*code).to_owned(), frame)));
    }

    fn lay_insets(&mut self, far: &[(&str, [i32; 4])]) {
        let Ok(count) = i32::try_from(far.len().max(1)) else { return };
        let pitch = ((self.height - MARGIN) / count).min(COLUMN);
        for (nth, (code, bounds)) in (0..).zip(far) {
            let side = (pitch - MARGIN).clamp(1_000, COLUMN - MARGIN);
            let top = MARGIN + nth * pitch + (pitch - side) / 2;
            self.frames.insert((*code).to_owned(), Frame::fit(*bounds, [MARGIN, top, side, side]));
            self.height = self.height.max(top + side);
        }
    }

    fn lay_boxes(&mut self, boxed: &[&str]) {
        let a_row = (WIDTH - 2 * MARGIN) / STEP;
        // Room above for the code of the department.
        let top = self.height + 2 * MARGIN;
        for (nth, code) in (0..).zip(boxed) {
            // A country without outlines is a chequerboard of boxes, as small as they must be.
            let (row, column) = (nth / a_row, nth % a_row);
            let at = [MARGIN + column * STEP, top + row * STEP];
            self.boxes.push(((*code).to_owned(), [at[0], at[1], BOX, BOX]));
            self.height = self.height.max(at[1] + BOX);
        }
    }

    /// How a department's coordinates come onto the sheet; a box has none.
    pub(crate) fn frame(&self, department: &str) -> Option<Frame> {
        self.frames.get(department).copied()
    }
}

/// The departments of a definition, in order.
pub(crate) fn departments(definition: &Definition) -> impl Iterator<Item = PlaceIx> {
    definition.places().filter(|(_, place)| place.level == Level::Department).map(|(ix, _)| ix)
}

/// A position of the definition in the unit of the atlas.
pub(crate) fn of_position(position: Position) -> Point {
    [position.lon_e6.div_euclid(100), position.lat_e6.div_euclid(100)]
}

fn middle([west, south, east, north]: [i32; 4]) -> Point {
    [west.midpoint(east), south.midpoint(north)]
}

/// Whether most of the others are far away.
fn is_far(bounds: [i32; 4], all: &[(&str, [i32; 4])]) -> bool {
    let [x, y] = middle(bounds);
    let close = all.iter().map(|(_, other)| middle(*other)).filter(|[a, b]| (x - a).abs() < FAR && (y - b).abs() < FAR);
    close.count() * 3 < all.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fraction_is_close_to_the_cosine() {
        for degrees in (-60..=60).step_by(5) {
            let exact = f64::from(degrees).to_radians().cos() * 1_000.0;
            #[expect(clippy::cast_precision_loss, reason = "thousandths")]
            let ours = squeeze(i64::from(degrees) * 10_000) as f64;
            assert!((exact - ours).abs() < 2.5, "{degrees}: {exact} {ours}");
        }
    }

    #[test]
    fn corners_come_to_the_corners() {
        let frame = Frame::fit([0, 0, 10_000, 20_000], [100, 200, 1_000, 1_000]);
        let [left, top] = frame.point([0, 20_000]);
        let [right, bottom] = frame.point([10_000, 0]);
        assert_eq!((top, bottom), (200, 1_200));
        assert!(left >= 100 && right <= 1_100 && (right - left - 500).abs() <= 2, "{left} {right}");
    }
}
