//! Facts of past presidential elections: dates, panel numbers, names.
//!
//! The csv of per-station results names candidates by family name only; votes must travel with
//! the panel number, so a header is accepted only when its names are one of these sets, or
//! carry their numbers themselves (`3:MACRON`). Numbering an unknown set in column order would
//! invent a fact, and the second file of the same contest could invent another.
//!
//! Source: the lists of candidates fixed by the Conseil constitutionnel on 18 March and 26 April
//! 2017, 7 March and 13 April 2022; the panels follow their order.

use election::definition::{Candidate, Sex};

/// One round of a known election.
#[derive(Clone, Copy, Debug)]
pub struct Contest {
    /// Short name of the election: `fr-pr-2017`.
    pub election: &'static str,
    /// Title in French, as the ministry writes it.
    pub title: &'static str,
    /// Number of the round.
    pub round: u8,
    /// Sunday of the vote, `YYYY-MM-DD`.
    pub date: &'static str,
    panels: &'static [(Sex, &'static str, &'static str)],
}

use Sex::{Female as F, Male as M};

const TITLE_2017: &str = "Élection présidentielle des 23 avril et 7 mai 2017";
const TITLE_2022: &str = "Élection présidentielle des 10 et 24 avril 2022";

/// The rounds known.
pub const CONTESTS: &[Contest] = &[
    Contest {
        election: "fr-pr-2017",
        title: TITLE_2017,
        round: 1,
        date: "2017-04-23",
        panels: &[
            (M, "DUPONT-AIGNAN", "Nicolas"),
            (F, "LE PEN", "Marine"),
            (M, "MACRON", "Emmanuel"),
            (M, "HAMON", "Benoît"),
            (F, "ARTHAUD", "Nathalie"),
            (M, "POUTOU", "Philippe"),
            (M, "CHEMINADE", "Jacques"),
            (M, "LASSALLE", "Jean"),
            (M, "MÉLENCHON", "Jean-Luc"),
            (M, "ASSELINEAU", "François"),
            (M, "FILLON", "François"),
        ],
    },
    Contest {
        election: "fr-pr-2017",
        title: TITLE_2017,
        round: 2,
        date: "2017-05-07",
        panels: &[(M, "MACRON", "Emmanuel"), (F, "LE PEN", "Marine")],
    },
    Contest {
        election: "fr-pr-2022",
        title: TITLE_2022,
        round: 1,
        date: "2022-04-10",
        panels: &[
            (F, "ARTHAUD", "Nathalie"),
            (M, "ROUSSEL", "Fabien"),
            (M, "MACRON", "Emmanuel"),
            (M, "LASSALLE", "Jean"),
            (F, "LE PEN", "Marine"),
            (M, "ZEMMOUR", "Éric"),
            (M, "MÉLENCHON", "Jean-Luc"),
            (F, "HIDALGO", "Anne"),
            (M, "JADOT", "Yannick"),
            (F, "PÉCRESSE", "Valérie"),
            (M, "POUTOU", "Philippe"),
            (M, "DUPONT-AIGNAN", "Nicolas"),
        ],
    },
];

impl Contest {
    /// Candidates in the order of their panel numbers.
    pub fn candidates(&self) -> Vec<Candidate> {
        (1..).zip(self.panels).map(|(number, panel)| candidate(number, *panel)).collect()
    }

    fn has_families(&self, families: &[&str]) -> bool {
        self.panels.len() == families.len()
            && self.panels.iter().all(|panel| families.iter().any(|family| fold(family) == fold(panel.1)))
    }
}

fn candidate(number: u16, (sex, family, given): (Sex, &str, &str)) -> Candidate {
    Candidate { number, sex, family: family.to_owned(), given: given.to_owned() }
}

/// The one round whose candidates are exactly these family names, accents aside.
///
/// The second rounds of 2017 and 2022 had the same two candidates: their names alone do not say
/// which year it is, so only the table of 2017 is here and `election` decides for the caller.
pub fn contest_of(families: &[&str]) -> Option<&'static Contest> {
    CONTESTS.iter().find(|contest| contest.has_families(families))
}

/// The date of a round of a known election.
pub fn date_of(election: &str, round: u8) -> Option<&'static str> {
    let known = CONTESTS.iter().find(|contest| contest.election == election && contest.round == round);
    let second_of_2022 = (election == "fr-pr-2022" && round == 2).then_some("2022-04-24");
    known.map(|contest| contest.date).or(second_of_2022)
}

/// The title of a known election.
pub fn title_of(election: &str) -> Option<&'static str> {
    CONTESTS.iter().find(|contest| contest.election == election).map(|contest| contest.title)
}

/// Whether two spellings are one family name.
pub(crate) fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Re-encodings drop accents; no two candidates of one round differ by an accent alone.
fn fold(name: &str) -> String {
    name.chars().flat_map(char::to_uppercase).map(|c| if matches!(c, 'É' | 'È' | 'Ê') { 'E' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_known_whatever_its_order() {
        let contest = contest_of(&["MACRON", "LE PEN"]).expect("second round of 2017");
        assert_eq!((contest.election, contest.round), ("fr-pr-2017", 2));
        assert_eq!(contest.candidates()[0].family, "MACRON");
        assert!(contest_of(&["MACRON"]).is_none());
        assert!(contest_of(&["MACRON", "MACRON"]).is_none());
        assert!(contest_of(&["MACRON", "FILLON"]).is_none());
    }

    #[test]
    fn panels_of_2017_are_those_of_the_ministry() {
        let names: Vec<String> =
            CONTESTS[0].candidates().into_iter().map(|c| format!("{} {}", c.number, c.family)).collect();
        assert_eq!(names[8], "9 MÉLENCHON");
        assert_eq!(names[10], "11 FILLON");
    }
}
