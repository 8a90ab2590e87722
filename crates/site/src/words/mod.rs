//! Every word that a page shows, one file a language. A language that lacks a word does not
//! compile.

mod en;
mod fr;

use election::refusal::Language;

macro_rules! words {
    ($($name:ident),* $(,)?) => {
        /// The words of one language.
        pub(crate) struct Words {
            $(pub(crate) $name: &'static str,)*
        }

        #[cfg(test)]
        impl Words {
            /// Name and word, all of them.
            pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name)),*]
            }
        }
    };
}

words! {
    missing_list, lang, other_lang, other_name, skip, brand, drill, navigation, results, map, corrections, check, data, path,
    stations_counted, counted_of, updated, feed, provisional, confirmed, certified, nothing_yet, missing_one,
    missing_many, conflict_one, conflict_many, annulled_one, annulled_many, candidate, votes, of_valid, of_registered,
    of_cast, change, compared_with, registered, abstention, cast, blank, void, valid, figures, no_figures, regions,
    departments, communes, stations, place, counted, turnout, leads, lead_share, filter, filter_hint, station, state,
    edition, entry, proof, verify_this, standing_since, expected, open, closed, reported, corrected, returned,
    conflict, annulled, confirmed_state, certified_state, downloads, dictionary, map_alt, map_text, map_open,
    uncounted, tied, margin_text, check_title, check_text, check_log, check_here, earlier_rounds, search, search_hint,
    a_to_z, az_title, corrections_title, corrections_text, no_corrections, before, after, reason, kind, correction,
    annulment, conflict_kind, pages_of, previous, next, data_title, data_text, file, content, licence, field, meaning,
    footer, footer_source, station_text, table_of, presentation_note, check_need_script, map_need_script,
    round_choice, feed_title, hash_of, votes_or_voters, count_nothing, count_under_way, count_contested, count_whole,
    count_whole_witnessed, count_certified, witnesses_none, witnesses_due,
}

/// The words of a language.
pub(crate) fn of(language: Language) -> &'static Words {
    match language {
        Language::English => &en::WORDS,
        Language::French => &fr::WORDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_said_in_both_languages() {
        let (french, english) = (of(Language::French).all(), of(Language::English).all());
        for ((name, french), (_, english)) in french.iter().zip(&english) {
            assert!(!french.is_empty() && !english.is_empty(), "{name}");
            let slots = |text: &str| text.matches("{}").count();
            assert_eq!(slots(french), slots(english), "{name}");
        }
        let same = french.iter().zip(&english).filter(|(one, other)| one.1 == other.1);
        let same: Vec<_> = same.map(|(one, _)| one.0).collect();
        assert!(same.len() <= 8, "said the same in both languages: {same:?}");
    }
}
