//! Pictures of maps: SVG that needs no program and holds no words, so that one serves every
//! language. The table on the page says the same to who cannot see it.

use core::fmt::Write as _;

use super::{
    colour::{Colour, hex},
    outline::{Outlines, Point, Shape},
};

/// How many units of the sheet are one of the picture.
const COARSE: i32 = 20;

/// A picture of shapes and boxes, `wide` by `high` units of the sheet.
pub(crate) fn draw(
    outlines: &Outlines,
    boxes: &[(String, [i32; 4])],
    [left, top, wide, high]: [i32; 4],
    fill: impl Fn(&str) -> Option<Colour>,
) -> String {
    let small = |number: i32| number.div_euclid(COARSE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{} {} {} {}\"><g stroke=\"#fff\" \
         stroke-width=\"{}\" stroke-linejoin=\"round\" fill-rule=\"evenodd\">",
        small(left),
        small(top),
        small(wide),
        small(high),
        (small(wide) / 1_100).max(1)
    );
    for shape in &outlines.shapes {
        if let Some(colour) = fill(&shape.code) {
            put(&mut out, format_args!("<path fill=\"{}\" d=\"{}\"/>", hex(colour), path(outlines, shape, COARSE)));
        }
    }
    for (code, [x, y, width, height]) in boxes {
        if let Some(colour) = fill(code) {
            let [x, y, width, height] = [*x, *y, *width, *height].map(small);
            put(
                &mut out,
                format_args!(
                    "<rect fill=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"20\"/>\
                     <text x=\"{}\" y=\"{}\" font-family=\"system-ui,sans-serif\" font-size=\"78\" \
                     text-anchor=\"middle\" stroke=\"none\" fill=\"#16202b\">{code}</text>",
                    hex(colour),
                    x + width / 2,
                    y + height / 2 + 27
                ),
            );
        }
    }
    out.push_str("</g></svg>\n");
    out
}

/// The rings of a shape as path data, in steps.
fn path(outlines: &Outlines, shape: &Shape, coarse: i32) -> String {
    let mut out = String::new();
    for ring in &shape.rings {
        let mut last: Option<Point> = None;
        for [x, y] in outlines.corners(ring) {
            let here = [x.div_euclid(coarse), y.div_euclid(coarse)];
            match last {
                None => put(&mut out, format_args!("M{} {}l", here[0], here[1])),
                Some(last) if last == here => continue,
                Some(last) => step(&mut out, here[0] - last[0], here[1] - last[1]),
            }
            last = Some(here);
        }
        out.push('z');
    }
    out
}

/// A step as short as it can be written: a minus sign parts two numbers by itself.
fn step(out: &mut String, right: i32, down: i32) {
    if right >= 0 && !out.ends_with('l') {
        out.push(' ');
    }
    put(out, format_args!("{right}"));
    if down >= 0 {
        out.push(' ');
    }
    put(out, format_args!("{down}"));
}

fn put(out: &mut String, arguments: core::fmt::Arguments<'_>) {
    out.write_fmt(arguments).unwrap_or_else(|_| unreachable!("a String takes every text"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_drawn_in_steps() {
        let shape = Shape { code: "a".to_owned(), rings: vec![vec![0]] };
        let arc = vec![[0, 0], [200, 0], [200, -200], [205, -201], [0, 0]];
        let outlines = Outlines { arcs: vec![arc], shapes: vec![shape], points: Vec::new() };
        let picture = draw(&outlines, &[], [0, 0, 1_000, 1_000], |_| Some([255, 0, 0]));
        assert!(picture.contains("fill=\"#ff0000\" d=\"M0 0l10 0 0-10 0-1z\""), "{picture}");
        assert!(!draw(&outlines, &[], [0, 0, 9, 9], |_| None).contains("path"));
    }
}
