//! The report: one HTML page that holds everything it shows. It opens from disk, asks no
//! network, and says all it has to say without a script.

mod charts;
mod lists;
mod local;
mod maps;
mod strip;

use core::fmt::Display;

use election::refusal::Language;

use super::dossier::Dossier;
use super::markup::{Text, put};
use super::words::Words;

/// Colours of text have at least 4.5 to 1 on their ground, those of lines and bars 3 to 1.
const STYLE: &str = include_str!("report.css");
/// Adds a field that filters the table of departments. The page is whole without it.
const SCRIPT: &str = include_str!("report.js");

impl Dossier<'_> {
    /// The plan of the nation as a page.
    pub fn report(&self, language: Language) -> String {
        let words = Words::of(language);
        let mut out = self.head(words, words.national);
        strip::nation(self, words, &mut out);
        put!(
            &mut out,
            "<details class=\"reading\"><summary>{}</summary><p>{}</p></details>\n",
            words.reading,
            words.reading_text
        );
        maps::nation(self, words, &mut out);
        charts::departments(self, words, &mut out);
        out.push_str("<div class=\"pair\">\n");
        charts::presence(self, words, &mut out);
        lists::duties(self, words, &mut out);
        out.push_str("</div>\n");
        lists::departments(self, words, &mut out);
        lists::not_done(self, words, &mut out);
        lists::moves(self, None, words, &mut out);
        lists::draw(self, words, &mut out);
        tail(words, &mut out);
        out
    }

    /// The plan of one department, by its position in the problem, as a page; none if there is
    /// no such department.
    pub fn department(&self, department: usize, language: Language) -> Option<String> {
        let place = self.problem.departments.get(department)?;
        let words = Words::of(language);
        let mut out = self.head(words, &format!("{} {}", place.id, place.name));
        strip::department(self, department, words, &mut out);
        maps::department(self, department, words, &mut out);
        local::circuits(self, department, words, &mut out);
        local::reserves(self, department, words, &mut out);
        local::too_far(self, department, words, &mut out);
        local::on_call(self, department, words, &mut out);
        local::events(self, department, words, &mut out);
        local::sweeps(self, department, words, &mut out);
        lists::moves(self, Some(department), words, &mut out);
        lists::draw(self, words, &mut out);
        tail(words, &mut out);
        Some(out)
    }

    fn head(&self, words: &Words, what: &str) -> String {
        let phase = &self.problem.phase;
        let mut out = String::new();
        put!(&mut out, "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", words.code);
        put!(&mut out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        put!(&mut out, "<meta name=\"referrer\" content=\"no-referrer\">\n");
        let title = format!("{} – {what}", words.report_title);
        put!(&mut out, "<title>{} – {} {}</title>\n", Text(&title), phase.name, Text(&phase.date));
        put!(&mut out, "<style>\n{STYLE}</style>\n</head>\n<body>\n");
        put!(&mut out, "<a class=\"skip\" href=\"#main\">{}</a>\n", words.skip);
        put!(&mut out, "<header><strong>vigie</strong><span>{}</span>", words.report_title);
        put!(&mut out, "<span class=\"mark\">{}</span></header>\n<main id=\"main\">\n", words.secret);
        put!(&mut out, "<h1>{}</h1>\n", Text(what));
        put!(&mut out, "<p class=\"lead\">{} · {} · {}</p>\n", self.problem.election, phase.name, Text(&phase.date));
        out
    }
}

fn tail(words: &Words, out: &mut String) {
    put!(out, "</main>\n<script>\nconst label=\"{}\";\n{SCRIPT}</script>\n</body>\n</html>\n", words.filter);
}

/// Begins a section with its heading.
fn section(out: &mut String, title: &str) {
    put!(out, "<section>\n<h2>{title}</h2>\n");
}

/// Begins a table that scrolls by itself where the screen is narrow, its name for those who
/// cannot see it; the first `names` columns hold words, the others numbers.
fn table(out: &mut String, name: &str, heads: &[&str], names: usize) {
    put!(out, "<div class=\"scroll\" role=\"region\" aria-label=\"{name}\" tabindex=\"0\">\n<table>\n<thead><tr>");
    for (at, head) in heads.iter().enumerate() {
        let class = if at < names { "" } else { " class=\"n\"" };
        put!(out, "<th scope=\"col\"{class}>{head}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

fn end_table(out: &mut String) {
    out.push_str("</tbody>\n</table>\n</div>\n");
}

/// A cell of numbers.
fn figure(out: &mut String, value: impl Display) {
    put!(out, "<td class=\"n\">{value}</td>");
}
