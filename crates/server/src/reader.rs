//! What a browser tells of its reader: cookies, and the language.

use axum::http::{HeaderMap, header};
use election::refusal::Language;

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// French unless the reader chose English: by a link, which a cookie of this name keeps, else by the
/// browser's first language.
pub(crate) fn language(headers: &HeaderMap, chosen: &str) -> Language {
    let browser = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match cookie(headers, chosen).or_else(browser) {
        Some(tag) if tag.starts_with("en") => Language::English,
        _ => Language::French,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &'static str, browser: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().expect("a value"));
        headers.insert(header::ACCEPT_LANGUAGE, browser.parse().expect("a value"));
        headers
    }

    #[test]
    fn a_choice_goes_before_the_browser_and_french_before_what_is_not_known() {
        assert_eq!(language(&HeaderMap::new(), "lang"), Language::French);
        assert_eq!(language(&headers("a=b", "en-GB,fr;q=0.5"), "lang"), Language::English);
        assert_eq!(language(&headers("a=b; lang=fr", "en-GB"), "lang"), Language::French);
        assert_eq!(language(&headers("lang=en", "fr"), "lang"), Language::English);
        assert_eq!(language(&headers("other-lang=en", "de,en;q=0.5"), "lang"), Language::French);
    }
}
