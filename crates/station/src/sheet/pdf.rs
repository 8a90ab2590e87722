//! The sheet as PDF, with the letters it uses inside.

use election::refusal::Language;
use krilla::{
    Document,
    color::luma,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
};

use super::{
    Sheet,
    face::Faces,
    layout::{Mark, PAGE, face, pages},
    texts,
};
use crate::{carry::Code, wording::say};

pub(super) fn document(sheet: &Sheet, language: Language) -> Vec<u8> {
    let faces = Faces::new();
    let title = format!("{} {}", texts(sheet, language).heading, sheet.heading.station);
    printed(&pages(sheet, &faces, language), &faces, title, language)
}

/// A document of pages that were laid out.
pub(super) fn printed(pages: &[Vec<Mark>], faces: &Faces, title: String, language: Language) -> Vec<u8> {
    let mut document = Document::new();
    for marks in pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).unwrap_or_else(|| unreachable!("A4 has a size"));
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.set_fill(Some(Fill { paint: luma::Color::black().into(), ..Fill::default() }));
        for mark in marks {
            draw(mark, faces, &mut surface);
        }
        surface.finish();
        page.finish();
    }
    let about = Metadata::new().title(title).language(say(language, "fr", "en").to_owned());
    document.set_metadata(about);
    document.finish().unwrap_or_else(|error| unreachable!("text and bars make a good document: {error:?}"))
}

fn draw(mark: &Mark, faces: &Faces, surface: &mut Surface<'_>) {
    match mark {
        Mark::Text { x, y, size, cut, text } => {
            let face = face(faces, *cut);
            let start = Point::from_xy(*x, *y);
            surface.draw_glyphs(start, &face.glyphs(text), face.font.clone(), text, *size, false);
        }
        Mark::Bar { x, y, width, height } => {
            let mut path = PathBuilder::new();
            push(&mut path, *x, *y, *width, *height);
            fill(path, surface);
        }
        Mark::Code { x, y, side, code } => modules(code, *x, *y, *side, surface),
    }
}

/// All dark modules as one path: no hairlines between them.
fn modules(code: &Code, x: f32, y: f32, side: f32, surface: &mut Surface<'_>) {
    let small =
        |figure: usize| f32::from(u16::try_from(figure).unwrap_or_else(|_| unreachable!("at most 185 modules")));
    let one = side / small(code.width());
    let mut path = PathBuilder::new();
    for (column, row, length) in code.runs() {
        push(&mut path, x + small(column) * one, y + small(row) * one, small(length) * one, one);
    }
    fill(path, surface);
}

fn push(path: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) {
    let rect = Rect::from_xywh(x, y, width, height).unwrap_or_else(|| unreachable!("bars have a size"));
    path.push_rect(rect);
}

fn fill(path: PathBuilder, surface: &mut Surface<'_>) {
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
