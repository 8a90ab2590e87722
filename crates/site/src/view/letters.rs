//! The list of communes from A to Z, for who has no JavaScript.

use askama::Template;
use election::{definition::PlaceIx, refusal::Language};

use super::{chrome::Chrome, text};
use crate::{pieces::Site, words};

/// `templates/az.html`
#[derive(Template)]
#[template(path = "az.html")]
struct LettersPage<'a> {
    chrome: Chrome<'a>,
    letters: Option<String>,
    index: Vec<(String, String)>,
    places: Vec<(String, &'a str, &'a str)>,
}

/// File (in the folder of the language) and text of every page of the list.
pub(crate) fn pages(site: &Site<'_>, language: Language, mut page: impl FnMut(&str, String)) {
    let letters = crate::search::by_letters(site.snapshot.board.definition());
    let title = words::of(language).az_title;
    let chrome = || Chrome::page(site.snapshot, site.settings, language, title, "az.html");
    let index: Vec<(String, String)> = letters.keys().map(|key| (format!("az/{key}.html"), capital(key))).collect();
    page("az.html", text(&LettersPage { chrome: chrome(), letters: None, index, places: Vec::new() }));
    for (key, places) in &letters {
        page(&format!("az/{key}.html"), one(site, language, key, places));
    }
}

fn one(site: &Site<'_>, language: Language, key: &str, places: &[PlaceIx]) -> String {
    let definition = site.snapshot.board.definition();
    let w = words::of(language);
    let mut chrome =
        Chrome::page(site.snapshot, site.settings, language, &format!("{} {}", w.az_title, capital(key)), "az.html");
    (chrome.up, chrome.home) = ("../../", "../");
    chrome.other = format!("../../{}/az/{key}.html", w.other_lang);
    let link = |ix: &PlaceIx| {
        let department = definition.parent(*ix).map_or("", |up| definition.place(up).name.as_str());
        (format!("../p/{}.html", definition.place(*ix).id), definition.place(*ix).name.as_str(), department)
    };
    let places = places.iter().map(link).collect();
    let index = vec![("../az.html".to_owned(), w.az_title.to_owned())];
    text(&LettersPage { chrome, letters: Some(capital(key)), index, places })
}

fn capital(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
