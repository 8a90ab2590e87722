//! Every rule asks when it should and is silent when it should be.

use checks::rules::RULES;
use checks::{Address, Asked, Contest, Context, Entry, Picture, Thresholds, at_entry};
use election::Counts;
use election::message::{Field, Figures};
use election::refusal::Language;

use crate::country::{CANDIDATES, address, country, counts, votes};

fn figures(counts: &Counts) -> Figures<election::Votes> {
    Figures {
        registered: counts.registered,
        signed_in: counts.signed_in,
        cast: counts.cast,
        blank: counts.blank,
        void: counts.void,
        valid: counts.valid,
        candidates: (1..).zip(counts.candidates.iter().copied()).collect(),
    }
}

fn ask(picture: Option<&Picture>, address: Address, counts: &Counts) -> Asked {
    let thresholds = Thresholds::default();
    let context = Context { thresholds: &thresholds, address, picture };
    at_entry(&context, &Entry { figures: &figures(counts) })
}

fn codes(asked: &Asked) -> Vec<&'static str> {
    let mut codes: Vec<_> = asked.warnings.iter().map(checks::Warning::code).collect();
    codes.sort_unstable();
    codes
}

/// The contest, its picture, and one usual station of it.
fn usual() -> (Contest, Picture, Address, Counts) {
    let (contest, before) = (country(6, 1), country(6, 1));
    let picture = Picture::of(&contest, Some(&before_of(before)));
    let station = contest.stations[50].clone();
    (contest, picture, station.address, station.counts)
}

/// The same registers, another turnout everywhere.
fn before_of(mut contest: Contest) -> Contest {
    for station in &mut contest.stations {
        let counts = &mut station.counts;
        counts.blank = votes(counts.blank.value() + 3);
        counts.cast = votes(counts.cast.value() + 3);
    }
    contest
}

#[test]
fn a_usual_station_is_asked_nothing() {
    let (contest, picture, ..) = usual();
    let asked: usize = contest
        .stations
        .iter()
        .filter(|station| !ask(Some(&picture), station.address, &station.counts).warnings.is_empty())
        .count();
    assert!(asked <= contest.stations.len() / 20, "{asked} of {}", contest.stations.len());
}

#[test]
fn bounds_ask_without_any_neighbours() {
    let (.., address, usual) = usual();
    let none = |counts: &Counts| codes(&ask(None, address, counts));
    assert_eq!(none(&usual), [""; 0]);
    let some = [60, 50, 40, 30, 20, 10];
    assert_eq!(none(&counts(900, 400, 5, &some)), ["W301"]);
    assert_eq!(none(&counts(900, 5, 400, &some)), ["W302"]);
    assert_eq!(none(&counts(900, 0, 0, &[0; CANDIDATES])), ["W304"]);
    assert_eq!(none(&counts(900, 3, 2, &[0; CANDIDATES])), ["W301", "W302", "W305"]);
    assert_eq!(none(&counts(2_000, 0, 9, &[400, 300, 200, 90, 50, 20])), ["W306"]);
    assert_eq!(none(&counts(900, 3, 2, &[0, 0, 200, 0, 0, 0])), ["W307"]);
    let mut differs = usual.clone();
    differs.signed_in = votes(usual.cast.value() - 15);
    assert_eq!(none(&differs), ["W303"]);
    differs.signed_in = votes(usual.cast.value() - 14);
    assert_eq!(none(&differs), [""; 0]);
}

#[test]
fn rows_exchanged_or_slipped_ask_for_these_rows() {
    let (_, picture, address, usual) = usual();
    let mut exchanged = usual.clone();
    exchanged.candidates.swap(1, 4);
    let asked = ask(Some(&picture), address, &exchanged);
    let rows = asked.warnings.iter().find(|warning| warning.code() == "W402").expect("asked");
    assert_eq!(rows.fields, [Field::Candidate(2), Field::Candidate(5)]);
    let mut slipped = usual.clone();
    slipped.candidates.rotate_right(1);
    assert!(codes(&ask(Some(&picture), address, &slipped)).contains(&"W402"));
}

#[test]
fn figures_misread_ask_for_these_figures() {
    let (_, picture, address, usual) = usual();
    let ask = |counts: &Counts| codes(&ask(Some(&picture), address, counts));
    let mut longer = usual.clone();
    longer.registered = votes(usual.registered.value() * 10 + 3);
    let asked = ask(&longer);
    for code in ["W401", "W403", "W404", "W407"] {
        assert!(asked.contains(&code), "{code} is not in {asked:?}");
    }
    let mut moved = usual.clone();
    (moved.blank, moved.void) = (usual.void, usual.blank);
    assert!(ask(&moved).contains(&"W405"), "{:?}", ask(&moved));
}

#[test]
fn votes_of_nowhere_ask() {
    let (_, picture, address, usual) = usual();
    let valid = usual.valid.value();
    let strange =
        counts(usual.registered.value(), usual.blank.value(), usual.void.value(), &[valid - 5, 1, 1, 1, 1, 1]);
    let asked = codes(&ask(Some(&picture), address, &strange));
    assert!(asked.contains(&"W406"), "{asked:?}");
}

#[test]
fn the_same_votes_twice_ask_and_so_do_last_times_figures() {
    let (contest, picture, address, usual) = usual();
    let mut twin = contest.stations[51].counts.clone();
    twin.registered = usual.registered.max(twin.cast);
    assert!(codes(&ask(Some(&picture), address, &twin)).contains(&"W501"));
    let mut old = usual.clone();
    old.blank = votes(usual.blank.value() + 3);
    old.cast = votes(usual.cast.value() + 3);
    old.signed_in = old.cast;
    assert!(codes(&ask(Some(&picture), address, &old)).contains(&"W502"));
    assert!(!codes(&ask(Some(&picture), address, &usual)).contains(&"W502"));
}

#[test]
fn a_station_that_has_not_reported_is_asked_too() {
    let (contest, ..) = usual();
    let (station, mut rest) = (contest.stations[50].clone(), contest.clone());
    rest.stations.remove(50);
    let picture = Picture::of(&rest, None);
    let mut exchanged = station.counts.clone();
    exchanged.candidates.swap(0, 5);
    assert!(codes(&ask(Some(&picture), station.address, &exchanged)).contains(&"W402"));
    assert!(!codes(&ask(Some(&picture), station.address, &station.counts)).contains(&"W402"));
    let elsewhere = Address { department: crate::country::id("99"), ..address(99, 1) };
    ask(Some(&picture), elsewhere, &exchanged);
}

#[test]
fn the_first_report_and_an_empty_contest_do_no_harm() {
    let empty = Picture::of(&Contest::new(crate::country::lines(), Vec::new()).expect("none"), None);
    let one =
        Picture::of(&Contest::new(crate::country::lines(), country(1, 1).stations[..1].to_vec()).expect("one"), None);
    let (.., address, usual) = usual();
    for picture in [&empty, &one] {
        let asked = ask(Some(picture), address, &usual);
        assert!(asked.warnings.iter().all(|warning| warning.score.is_finite()), "{asked:?}");
    }
}

#[test]
fn sums_that_do_not_hold_are_compared_with_nothing() {
    let (_, picture, address, usual) = usual();
    let mut broken = usual.clone();
    broken.candidates.swap(1, 4);
    broken.candidates[0] = votes(usual.candidates[0].value() + 1);
    let asked = ask(Some(&picture), address, &broken);
    assert!(!asked.hints.is_empty());
    assert!(!codes(&asked).contains(&"W402"));
}

#[test]
fn no_text_tells_a_figure() {
    let (_, picture, address, usual) = usual();
    let mut exchanged = usual.clone();
    exchanged.candidates.swap(1, 4);
    for language in [Language::French, Language::English] {
        for warning in ask(Some(&picture), address, &exchanged).warnings {
            let text = warning.text(language);
            for votes in usual.row().filter(|figure| *figure > 9) {
                assert!(!text.contains(&votes.to_string()), "{votes} stands in {text:?}");
            }
        }
        for rule in &RULES {
            let [says, remedy] = rule.text(language);
            assert!(says.len() > 20 && remedy.len() > 20, "{}", rule.code);
        }
    }
}

#[test]
fn codes_ascend_and_are_codes_of_warnings() {
    assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
    for rule in &RULES {
        assert!(election::definition::WarningCode::parse(rule.code).is_some(), "{}", rule.code);
    }
}

/// T26: a station whose whole report is zeros is asked about, with and without an earlier contest.
#[test]
fn a_station_of_zeros_is_asked() {
    let (contest, picture, address, usual) = usual();
    let zeros = counts(usual.registered.value(), 0, 0, &[0; CANDIDATES]);
    assert!(!ask(Some(&picture), address, &zeros).warnings.is_empty());
    let alone = Picture::of(&contest, None);
    let asked = ask(Some(&alone), address, &zeros);
    assert!(!asked.warnings.is_empty(), "{asked:?}");
    assert!(ask(Some(&picture), address, &usual).warnings.is_empty(), "the honest twin");
}
