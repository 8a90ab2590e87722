//! The layout `VGEO1` of `tools/geo/outlines.py`: borders that neighbours share.

/// Borders, the shapes made of them, and points. Coordinates are in the unit of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outlines {
    /// Pieces of border.
    pub arcs: Vec<Vec<Point>>,
    /// Shapes in the order of the file.
    pub shapes: Vec<Shape>,
    /// Named points.
    pub points: Vec<(String, Point)>,
}

/// A point; what it is in is said where it is used.
pub(crate) type Point = [i32; 2];

/// A place made of rings, each made of pieces of border.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The place's code.
    pub code: String,
    /// Rings; a piece is the position of an arc, or -1 less it where it runs backwards.
    pub rings: Vec<Vec<i32>>,
}

const HEADER: &[u8] = b"VGEO1\n";
/// Most of anything in one file.
const MAX_COUNT: u64 = 1 << 20;

impl Outlines {
    /// Reads a file; `None` where it is not one.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes.strip_prefix(HEADER)?);
        let arcs = reader.many(Reader::arc)?;
        let shapes = reader.many(Reader::shape)?;
        let points = reader.many(|reader| Some((reader.name()?, [reader.signed()?, reader.signed()?])))?;
        let known = |piece: &i32| {
            (if *piece < 0 { -1 - *piece } else { *piece }) < i32::try_from(arcs.len()).unwrap_or(i32::MAX)
        };
        let whole = shapes.iter().flat_map(|shape| shape.rings.iter().flatten()).all(known);
        (reader.0.is_empty() && whole).then_some(Self { arcs, shapes, points })
    }

    /// Writes it in the same layout.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = HEADER.to_vec();
        unsigned(self.arcs.len() as u64, &mut out);
        for arc in &self.arcs {
            unsigned(arc.len() as u64, &mut out);
            let mut last = [0, 0];
            for point in arc {
                signed(point[0] - last[0], &mut out);
                signed(point[1] - last[1], &mut out);
                last = *point;
            }
        }
        unsigned(self.shapes.len() as u64, &mut out);
        for shape in &self.shapes {
            name(&shape.code, &mut out);
            unsigned(shape.rings.len() as u64, &mut out);
            for ring in &shape.rings {
                unsigned(ring.len() as u64, &mut out);
                for piece in ring {
                    signed(*piece, &mut out);
                }
            }
        }
        unsigned(self.points.len() as u64, &mut out);
        for (code, point) in &self.points {
            name(code, &mut out);
            for number in point {
                signed(*number, &mut out);
            }
        }
        out
    }

    /// The shapes that have a place on a sheet, on it: `at` says how a shape's points come there.
    pub(crate) fn placed<P: Fn(Point) -> Point>(&self, at: impl Fn(&str) -> Option<P>) -> Self {
        let mut arcs = self.arcs.clone();
        let mut done = vec![false; arcs.len()];
        for shape in &self.shapes {
            let Some(place) = at(&shape.code) else { continue };
            for piece in shape.rings.iter().flatten() {
                let position = usize::try_from(if *piece < 0 { -1 - *piece } else { *piece }).unwrap_or(usize::MAX);
                if let (Some(arc), Some(done)) = (arcs.get_mut(position), done.get_mut(position))
                    && !core::mem::replace(done, true)
                {
                    for point in arc {
                        *point = place(*point);
                    }
                }
            }
        }
        let shapes = self.shapes.iter().filter(|shape| at(&shape.code).is_some()).cloned().collect();
        Self { arcs, shapes, points: Vec::new() }
    }

    /// The corners of a ring, the last not repeated.
    pub(crate) fn corners(&self, ring: &[i32]) -> Vec<Point> {
        let mut corners = Vec::new();
        for piece in ring {
            let arc =
                |at: i32| usize::try_from(at).ok().and_then(|at| self.arcs.get(at)).map_or(&[][..], Vec::as_slice);
            if *piece >= 0 {
                corners.extend_from_slice(arc(*piece));
            } else {
                corners.extend(arc(-1 - *piece).iter().rev());
            }
            // The next piece begins where this one ends.
            corners.pop();
        }
        corners
    }

    /// West, south, east and north of a shape.
    pub(crate) fn bounds(&self, shape: &Shape) -> Option<[i32; 4]> {
        let corners = shape.rings.iter().flat_map(|ring| self.corners(ring));
        corners.fold(None, |bounds, [x, y]| {
            let [w, s, e, n] = bounds.unwrap_or([x, y, x, y]);
            Some([w.min(x), s.min(y), e.max(x), n.max(y)])
        })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 127) << shift;
            if byte & 128 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i32> {
        let number = self.unsigned()?;
        let half = i32::try_from(number >> 1).ok()?;
        Some(if number & 1 == 1 { -1 - half } else { half })
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.unsigned().filter(|count| *count <= MAX_COUNT)?;
        (0..count).map(|_| one(self)).collect()
    }

    fn arc(&mut self) -> Option<Vec<Point>> {
        let mut last = [0_i32, 0_i32];
        self.many(|reader| {
            last = [last[0].checked_add(reader.signed()?)?, last[1].checked_add(reader.signed()?)?];
            Some(last)
        })
    }

    fn name(&mut self) -> Option<String> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        let (name, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        core::str::from_utf8(name).ok().map(str::to_owned)
    }

    fn shape(&mut self) -> Option<Shape> {
        Some(Shape { code: self.name()?, rings: self.many(|reader| reader.many(Self::signed))? })
    }
}

fn unsigned(mut number: u64, out: &mut Vec<u8>) {
    while number > 127 {
        out.push(u8::try_from(number & 127).unwrap_or(0) | 128);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or(0));
}

fn signed(number: i32, out: &mut Vec<u8>) {
    let wide = i64::from(number);
    unsigned((if wide < 0 { -2 * wide - 1 } else { 2 * wide }).unsigned_abs(), out);
}

fn name(code: &str, out: &mut Vec<u8>) {
    unsigned(code.len() as u64, out);
    out.extend_from_slice(code.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let shape = Shape { code: "75".to_owned(), rings: vec![vec![0, -2]] };
        let arcs = vec![vec![[-5, 3], [200, -70_000]], vec![[-5, 3], [9, 9], [200, -70_000]]];
        let outlines = Outlines { arcs, shapes: vec![shape], points: vec![("056".to_owned(), [1, -1])] };
        let bytes = outlines.write();
        assert_eq!(Outlines::read(&bytes).as_ref(), Some(&outlines));
        assert_eq!(outlines.corners(&[0, -2]), [[-5, 3], [200, -70_000], [9, 9]]);
        assert_eq!(outlines.bounds(&outlines.shapes[0]), Some([-5, -70_000, 200, 9]));
        for cut in 0..bytes.len() {
            assert_eq!(Outlines::read(&bytes[..cut]), None, "cut at {cut}");
        }
    }

    #[test]
    fn a_piece_that_is_not_there_is_refused() {
        let outlines =
            Outlines { shapes: vec![Shape { code: String::new(), rings: vec![vec![0]] }], ..Outlines::default() };
        assert_eq!(Outlines::read(&outlines.write()), None);
    }
}
