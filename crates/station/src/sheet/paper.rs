//! A printed report of another kind than the sheet: a heading, then sections of facts and lines.

use election::refusal::Language;

use super::{
    face::Faces,
    layout::{Cut, LEFT, Press, RIGHT},
    pdf,
};
use crate::wording::say;

/// Size of the text.
const SIZE: f32 = 9.5;

/// What is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// What it is, and of where.
    pub title: String,
    /// Of when.
    pub moment: String,
    /// What stands in a frame on top: that this is an exercise, that it is of the past.
    pub warnings: Vec<String>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// What stands at the foot of each page: where it comes from.
    pub source: String,
}

/// A part under its heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// Lines below them; nothing is cut, long ones go on.
    pub lines: Vec<String>,
}

impl Paper {
    /// The paper as PDF, with the letters it uses inside. The same paper gives the same bytes.
    pub fn pdf(&self, language: Language) -> Vec<u8> {
        let faces = Faces::new();
        let mut press = Press::new(&faces);
        for warning in &self.warnings {
            let width = press.width(warning, SIZE, Cut::Bold).min(RIGHT - LEFT - 12.0);
            press.boxed(warning, width);
        }
        press.line(&self.title, Cut::Bold, 16.0, 23.0);
        press.line(&self.moment, Cut::Plain, 10.5, 17.0);
        press.rule(1.2);
        press.space(6.0);
        self.sections.iter().for_each(|section| section.set(&mut press));
        press.feet(&self.source, say(language, "page", "page"));
        pdf::printed(&press.into_pages(), &faces, self.title.clone(), language)
    }
}

impl Section {
    fn set(&self, press: &mut Press<'_>) {
        // A heading does not stand alone at the foot of a page.
        press.need(48.0);
        press.space(6.0);
        press.line(&self.heading, Cut::Bold, 11.5, 18.0);
        for (name, value) in &self.facts {
            press.fact(name, value, Cut::Bold, SIZE);
        }
        for line in &self.lines {
            press.paragraph(line, SIZE);
            press.space(2.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(lines: usize) -> Paper {
        let line = |at: usize| format!("{at} · Incendie volontaire, Guéret · <script> · {}", "mot ".repeat(30));
        let section = Section {
            heading: "Incidents ouverts".to_owned(),
            facts: vec![("Bureaux".to_owned(), "69 242".to_owned())],
            lines: (0..lines).map(line).collect(),
        };
        let warnings = vec!["EXERCICE".to_owned()];
        Paper { title: "Point de situation".to_owned(), warnings, sections: vec![section], ..Paper::default() }
    }

    #[test]
    fn a_paper_has_as_many_pages_as_it_needs() {
        let pages = |paper: &Paper| {
            let bytes = paper.pdf(Language::French);
            assert!(bytes.starts_with(b"%PDF-"));
            bytes.windows(10).filter(|part| part == b"/Type/Page").count() - 1
        };
        let (short, long) = (pages(&paper(3)), pages(&paper(120)));
        assert!(short == 1 && long > 3, "{short} {long}");
        assert_eq!(paper(3).pdf(Language::French), paper(3).pdf(Language::French), "the same bytes");
    }
}
