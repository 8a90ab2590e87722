//! What every page has around its content.

use election::{definition::Mode, publish::Snapshot, refusal::Language};

use super::standing;
use crate::{
    Settings,
    words::{self, Words},
};

/// Both languages, in the order of the folders.
pub(crate) const LANGUAGES: [Language; 2] = [Language::French, Language::English];

/// Title, links and language of a page.
pub(crate) struct Chrome<'a> {
    pub(crate) w: &'static Words,
    pub(crate) title: String,
    /// To `pages/`.
    pub(crate) up: &'static str,
    /// To the folder of the language.
    pub(crate) home: &'static str,
    /// The same page in the other language.
    pub(crate) other: String,
    pub(crate) exercise: bool,
    pub(crate) styled: bool,
    pub(crate) election: &'a str,
    /// Who must cosign before what the page says is final.
    pub(crate) witnesses: String,
    pub(crate) witnessed: bool,
    /// The tab this page is under.
    tab: &'static str,
}

impl<'a> Chrome<'a> {
    /// A page directly in the folder of its language.
    pub(crate) fn page(
        snapshot: &Snapshot<'a>,
        settings: &Settings<'_>,
        language: Language,
        title: &str,
        file: &'static str,
    ) -> Self {
        let w = words::of(language);
        let other = format!("../{}/{file}", w.other_lang);
        Self::new(snapshot, settings, language, title, other, ["../", ""], file)
    }

    /// A page of a place, one folder down.
    pub(crate) fn place(
        snapshot: &Snapshot<'a>,
        settings: &Settings<'_>,
        language: Language,
        title: &str,
        id: &str,
    ) -> Self {
        let other = format!("../../{}/p/{id}.html", words::of(language).other_lang);
        Self::new(snapshot, settings, language, title, other, ["../../", "../"], "index.html")
    }

    fn new(
        snapshot: &Snapshot<'a>,
        settings: &Settings<'_>,
        language: Language,
        title: &str,
        other: String,
        [up, home]: [&'static str; 2],
        tab: &'static str,
    ) -> Self {
        let parts = snapshot.board.definition().parts();
        Self {
            w: words::of(language),
            title: format!("{title} – {}", parts.title),
            up,
            home,
            other,
            exercise: parts.mode == Mode::Test,
            styled: settings.style.is_some(),
            election: &parts.title,
            witnesses: standing::witnesses(parts, words::of(language), language),
            witnessed: parts.quorum > 0,
            tab,
        }
    }

    /// Address, name, and whether the page is under it.
    pub(crate) fn tabs(&self) -> [(&'static str, &'static str, bool); 5] {
        let w = self.w;
        [
            ("index.html", w.results),
            ("map.html", w.map),
            ("corrections.html", w.corrections),
            ("check.html", w.check),
            ("data.html", w.data),
        ]
        .map(|(href, name)| (href, name, href == self.tab))
    }
}
