//! What stands where on the pages, in points from the top left of an A4 page.

use election::refusal::Language;

use super::{Row, Sheet, face::Faces, texts};
use crate::carry::{Code, code};

pub(super) const PAGE: (f32, f32) = (595.0, 842.0);
pub(super) const LEFT: f32 = 43.0;
pub(super) const RIGHT: f32 = PAGE.0 - LEFT;
const TOP: f32 = 40.0;
/// Above the foot of the page.
const BOTTOM: f32 = PAGE.1 - 52.0;
const ROW: f32 = 14.6;
const SIZE: f32 = 9.5;
const SMALL: f32 = 7.5;
/// Side of a code with its margin: 6 cm.
const CODE: f32 = 170.0;
const SIGNATURES: f32 = 58.0;

/// Which face a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Plain,
    Bold,
    Mono,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Text { x: f32, y: f32, size: f32, cut: Cut, text: String },
    Bar { x: f32, y: f32, width: f32, height: f32 },
    Code { x: f32, y: f32, side: f32, code: Code },
}

/// The pages of a sheet.
pub(super) fn pages(sheet: &Sheet, faces: &Faces, language: Language) -> Vec<Vec<Mark>> {
    let mut press = Press::new(faces);
    let words = texts(sheet, language);
    heading(&mut press, sheet, language);
    let rows = sheet.rows(language);
    let (fixed, candidates) = rows.split_at(election::message::Field::FIXED.len());
    for row in fixed {
        press.row(row);
    }
    press.space(6.0);
    press.need(ROW * 3.0);
    press.line(words.votes, Cut::Bold, SIZE, ROW);
    for row in candidates {
        press.row(row);
    }
    press.space(8.0);
    facts(&mut press, sheet, language);
    codes(&mut press, sheet, words.codes, words.code);
    signatures(&mut press, &words.signatures);
    let foot = format!("{} {} · {}", words.station, sheet.heading.station, sheet.check_words());
    press.feet(&foot, words.page);
    press.pages
}

fn heading(press: &mut Press<'_>, sheet: &Sheet, language: Language) {
    let words = texts(sheet, language);
    if let Some(exercise) = words.exercise {
        let width = press.width(exercise, SIZE, Cut::Bold);
        let (x, y) = (RIGHT - width - 12.0, press.y);
        press.frame(x, y, width + 12.0, 18.0);
        press.put(x + 6.0, y + 12.5, SIZE, Cut::Bold, exercise);
    }
    let round = sheet.heading.round_text(language);
    press.line(&format!("{} · {round}", sheet.heading.title), Cut::Plain, 10.5, 17.0);
    press.line(&format!("{} {}", words.heading, sheet.heading.station), Cut::Bold, 16.0, 23.0);
    press.line(&sheet.heading.place_text(), Cut::Plain, 10.0, 15.0);
    press.rule(1.2);
    press.space(5.0);
}

fn facts(press: &mut Press<'_>, sheet: &Sheet, language: Language) {
    let words = texts(sheet, language);
    if let Some(reason) = &sheet.report.reason {
        press.fact(words.reason, reason, Cut::Plain, SIZE);
    }
    press.fact(words.counted_at, &sheet.report.counted_at.to_string(), Cut::Plain, SIZE);
    press.fact(words.control, &sheet.check_words(), Cut::Bold, 12.0);
    press.fact("SHA-256", &sheet.id.to_string(), Cut::Mono, SMALL);
    press.fact(words.signed_by, &sheet.signed_by.join(" · "), Cut::Plain, SMALL);
    press.space(4.0);
}

fn codes(press: &mut Press<'_>, sheet: &Sheet, about: &str, label: &str) {
    const ACROSS: usize = 3;
    press.need(26.0 + CODE);
    press.paragraph(about, SMALL);
    for row in sheet.parts.chunks(ACROSS) {
        press.need(CODE + 12.0);
        let gaps = f32::from(u8::try_from(row.len()).unwrap_or(u8::MAX));
        let mut x = LEFT + (RIGHT - LEFT - gaps * CODE) / 2.0;
        for part in row {
            let y = press.y;
            press.mark(Mark::Code { x, y, side: CODE, code: code(part) });
            let caption = format!("{label} {}/{}", part.number(), part.of());
            let width = press.width(&caption, SMALL, Cut::Plain);
            press.put(x + (CODE - width) / 2.0, y + CODE + 3.0, SMALL, Cut::Plain, &caption);
            x += CODE;
        }
        press.y += CODE + 12.0;
    }
}

fn signatures(press: &mut Press<'_>, who: &[&str; 4]) {
    press.need(SIGNATURES);
    press.space(8.0);
    let (each, y) = ((RIGHT - LEFT) / 4.0, press.y);
    let mut x = LEFT;
    for who in who {
        press.mark(Mark::Bar { x, y, width: each - 10.0, height: 0.6 });
        press.put(x, y + 11.0, 8.0, Cut::Plain, who);
        x += each;
    }
    press.y += SIGNATURES - 8.0;
}

/// Pages as they fill.
pub(super) struct Press<'a> {
    faces: &'a Faces,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl<'a> Press<'a> {
    /// Before the first page.
    pub(super) fn new(faces: &'a Faces) -> Self {
        Self { faces, pages: vec![Vec::new()], y: TOP }
    }

    /// The pages that were set.
    pub(super) fn into_pages(self) -> Vec<Vec<Mark>> {
        self.pages
    }
}

impl Press<'_> {
    fn mark(&mut self, mark: Mark) {
        let last = self.pages.len() - 1;
        self.pages[last].push(mark);
    }

    /// Goes to a new page where less than this is left.
    pub(super) fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Vec::new());
            self.y = TOP;
        }
    }

    pub(super) fn space(&mut self, height: f32) {
        self.y += height;
    }

    pub(super) fn width(&self, text: &str, size: f32, cut: Cut) -> f32 {
        face(self.faces, cut).width(text, size)
    }

    /// The size at which a text is no wider than this: nothing is ever cut.
    fn fitting(&self, text: &str, size: f32, cut: Cut, most: f32) -> f32 {
        let width = self.width(text, size, cut);
        if width > most { size * most / width } else { size }
    }

    pub(super) fn put(&mut self, x: f32, y: f32, size: f32, cut: Cut, text: &str) {
        self.mark(Mark::Text { x, y, size, cut, text: text.to_owned() });
    }

    pub(super) fn line(&mut self, text: &str, cut: Cut, size: f32, height: f32) {
        let size = self.fitting(text, size, cut, RIGHT - LEFT);
        self.put(LEFT, self.y + height * 0.75, size, cut, text);
        self.y += height;
    }

    pub(super) fn rule(&mut self, thick: f32) {
        self.mark(Mark::Bar { x: LEFT, y: self.y, width: RIGHT - LEFT, height: thick });
    }

    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.mark(Mark::Bar { x, y, width, height: 1.0 });
        self.mark(Mark::Bar { x, y: y + height - 1.0, width, height: 1.0 });
        self.mark(Mark::Bar { x, y, width: 1.0, height });
        self.mark(Mark::Bar { x: x + width - 1.0, y, width: 1.0, height });
    }

    fn row(&mut self, row: &Row) {
        self.need(ROW);
        let base = self.y + ROW * 0.72;
        let figure = 10.5;
        let width = self.width(&row.figure, figure, Cut::Mono);
        self.put(LEFT, base, SIZE, Cut::Bold, &row.letter);
        let size = self.fitting(&row.label, SIZE, Cut::Plain, RIGHT - LEFT - 40.0 - width);
        self.put(LEFT + 28.0, base, size, Cut::Plain, &row.label);
        self.put(RIGHT - width, base, figure, Cut::Mono, &row.figure);
        self.y += ROW;
        self.rule(0.35);
    }

    pub(super) fn fact(&mut self, name: &str, value: &str, cut: Cut, size: f32) {
        const INDENT: f32 = 118.0;
        let lines = self.wrapped(value, size, cut, RIGHT - LEFT - INDENT);
        for (at, line) in lines.iter().enumerate() {
            self.need(ROW);
            let base = self.y + ROW * 0.72;
            if at == 0 {
                self.put(LEFT, base, SIZE, Cut::Plain, name);
            }
            let size = self.fitting(line, size, cut, RIGHT - LEFT - INDENT);
            self.put(LEFT + INDENT, base, size, cut, line);
            self.y += ROW;
        }
    }

    pub(super) fn paragraph(&mut self, text: &str, size: f32) {
        for line in self.wrapped(text, size, Cut::Plain, RIGHT - LEFT) {
            self.need(size * 1.4);
            self.put(LEFT, self.y + size, size, Cut::Plain, &line);
            self.y += size * 1.4;
        }
    }

    /// A line in a frame.
    pub(super) fn boxed(&mut self, text: &str, width: f32) {
        let size = self.fitting(text, SIZE, Cut::Bold, width);
        self.frame(LEFT, self.y, width + 12.0, 18.0);
        self.put(LEFT + 6.0, self.y + 12.5, size, Cut::Bold, text);
        self.y += 24.0;
    }

    /// Lines of words no wider than this; a word alone may be wider and is set smaller.
    fn wrapped(&self, text: &str, size: f32, cut: Cut, most: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let joined = lines.last().map(|line| format!("{line} {word}"));
            match joined.filter(|line| self.width(line, size, cut) <= most) {
                Some(line) => {
                    lines.pop();
                    lines.push(line);
                }
                None => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// Every page says which sheet it belongs to, and which page of how many it is.
    pub(super) fn feet(&mut self, about: &str, page: &str) {
        let count = self.pages.len();
        for at in 0..count {
            let number = format!("{page} {}/{count}", at + 1);
            let width = self.width(&number, SMALL, Cut::Plain);
            let y = PAGE.1 - 32.0;
            let mark = |x, text: &str| Mark::Text { x, y, size: SMALL, cut: Cut::Plain, text: text.to_owned() };
            let (left, right) = (mark(LEFT, about), mark(RIGHT - width, &number));
            self.pages[at].extend([left, right]);
        }
    }
}

pub(super) fn face(faces: &Faces, cut: Cut) -> &super::face::Face {
    match cut {
        Cut::Plain => &faces.plain,
        Cut::Bold => &faces.bold,
        Cut::Mono => &faces.mono,
    }
}
