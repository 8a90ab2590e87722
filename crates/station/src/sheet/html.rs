//! The sheet as a page with its print style inside.

use askama::Template;
use election::refusal::Language;

use super::{Row, Sheet, Words, texts};
use crate::{carry::code, wording::say};

#[derive(Template)]
#[template(path = "sheet.html")]
struct Page<'a> {
    lang: &'static str,
    style: &'static str,
    style_hash: String,
    words: Words,
    sheet: &'a Sheet,
    round: String,
    place: String,
    fixed: &'a [Row],
    candidates: &'a [Row],
    check_words: String,
    signed_by: String,
    codes: Vec<Picture>,
}

/// The print style, which stands inside the page: a sheet is one file.
const STYLE: &str = include_str!("../../templates/sheet.css");

/// What a content security policy calls the style of the sheet.
pub(super) fn style_hash() -> String {
    format!("sha256-{}", tlog::hash::Hash::of(STYLE.as_bytes()).to_base64())
}

struct Picture {
    caption: String,
    svg: String,
}

pub(super) fn page(sheet: &Sheet, language: Language) -> String {
    let rows = sheet.rows(language);
    let (fixed, candidates) = rows.split_at(election::message::Field::FIXED.len());
    let words = texts(sheet, language);
    let codes = sheet.parts.iter().map(|part| {
        let caption = format!("{} {}/{}", words.code, part.number(), part.of());
        let svg = code(part).svg(&caption);
        Picture { caption, svg }
    });
    let page = Page {
        lang: say(language, "fr", "en"),
        style: STYLE,
        style_hash: style_hash(),
        codes: codes.collect(),
        words,
        sheet,
        round: sheet.heading.round_text(language),
        place: sheet.heading.place_text(),
        fixed,
        candidates,
        check_words: sheet.check_words(),
        signed_by: sheet.signed_by.join(" · "),
    };
    page.render().unwrap_or_else(|error| unreachable!("the template writes into a String: {error}"))
}
