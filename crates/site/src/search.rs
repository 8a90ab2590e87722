//! Finding a place by its name: an index by the first two letters of every word, and the same
//! lists as pages for who has no JavaScript.
//!
//! ```text
//! data/search/et.json   [["42-218","Saint-Étienne","Loire"],…]
//! ```

use std::collections::BTreeMap;

use election::{
    Definition,
    definition::{Level, PlaceIx},
    publish::json::Json,
};

/// Words that half the country's names begin with: they are indexed only in names that have no
/// other word. The same in `web/site/search.js`, which a test compares.
pub(crate) const COMMON: &[&str] =
    &["aux", "de", "des", "du", "en", "et", "la", "le", "les", "lès", "saint", "sainte", "sous", "st", "ste", "sur"];

/// A name in lower case without accents, its words parted by single spaces: what a search
/// compares. The same as `fold` in `web/site/fold.js`.
pub(crate) fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            None => {}
        }
    }
    out.trim_end().to_owned()
}

/// The plain letters of a letter with an accent, of those that names of places have.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'æ' => "ae",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => "o",
        'œ' => "oe",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        _ => return None,
    })
}

/// The first two letters of every word that a name is found by, ascending, none twice.
fn keys(name: &str) -> Vec<String> {
    let folded = folded(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let mut rare: Vec<&str> = words.iter().copied().filter(|word| word.len() > 1 && !COMMON.contains(word)).collect();
    if rare.is_empty() {
        rare = words;
    }
    let mut keys: Vec<String> = rare.into_iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The file a word is in. Letters outside `a-z0-9` cannot stand in a path.
fn key(word: &str) -> String {
    word.chars().take(2).map(|c| if c.is_ascii_alphanumeric() { c } else { '0' }).collect()
}

/// The places a search finds: everything but the nation.
fn found(definition: &Definition) -> impl Iterator<Item = PlaceIx> {
    definition.places().filter(|(_, place)| place.level != Level::Nation).map(|(ix, _)| ix)
}

/// Key and content of every file of the index.
pub(crate) fn index(definition: &Definition) -> BTreeMap<String, String> {
    let mut buckets: BTreeMap<String, Vec<PlaceIx>> = BTreeMap::new();
    for ix in found(definition) {
        for key in keys(&definition.place(ix).name) {
            buckets.entry(key).or_default().push(ix);
        }
    }
    buckets.into_iter().map(|(key, places)| (key, list(definition, &places))).collect()
}

fn list(definition: &Definition, places: &[PlaceIx]) -> String {
    let mut out = String::new();
    Json::new(&mut out).array(|json| {
        for ix in places {
            json.array(|json| {
                json.text(definition.place(*ix).id.as_str());
                json.text(&definition.place(*ix).name);
                json.text(definition.parent(*ix).map_or("", |up| definition.place(up).name.as_str()));
            });
        }
    });
    out.push('\n');
    out
}

/// Communes by the first two letters of their names.
pub(crate) fn by_letters(definition: &Definition) -> BTreeMap<String, Vec<PlaceIx>> {
    let mut letters: BTreeMap<String, Vec<PlaceIx>> = BTreeMap::new();
    for (ix, place) in definition.places().filter(|(_, place)| place.level == Level::Commune) {
        letters.entry(key(&folded(&place.name))).or_default().push(ix);
    }
    for places in letters.values_mut() {
        places.sort_by_cached_key(|ix| folded(&definition.place(*ix).name));
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_marks_are_ignored() {
        assert_eq!(folded("L'Haÿ-les-Roses"), "l hay les roses");
        assert_eq!(folded("ŒUILLY"), "oeuilly");
        assert_eq!(folded("  Saint-Étienne (42) "), "saint etienne 42");
    }

    #[test]
    fn a_name_is_found_by_its_own_words() {
        assert_eq!(keys("Saint-Étienne-sur-Chalaronne"), ["ch", "et"]);
        assert_eq!(keys("Les Saintes"), ["sa"]);
        assert_eq!(keys("Sainte-Sur"), ["sa", "su"]);
        assert_eq!(keys("Y"), ["y"]);
    }
}
