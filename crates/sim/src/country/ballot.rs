//! The two rounds of 2017: hours, candidates, and how unevenly their votes are spread.

use election::definition::{Candidate, Hours, Round, Sex};
use election::{Id, Stamp};

use super::id;
use crate::dice::BELL;

/// How a column of the table varies around its share in the department, each figure a standard
/// deviation in units of 1/1024 of that share, before a row is scaled to its sum. The scaling
/// takes about a quarter of it away.
///
/// Fitted to the dispersion of 2017 between the communes of a department (root mean square, with
/// the sampling noise taken out): abstention 0.22, Le Pen 0.29, Macron 0.17, Fillon 0.31,
/// Mélenchon 0.22 at round 1; abstention 0.18, Le Pen 0.26, Macron 0.14 at round 2. Between the
/// stations of one large commune it is about three quarters of that. Void papers vary far more
/// (0.97), because of stations annulled afterwards, which nobody invents here.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Along the first axis, which the commune keeps at both rounds: staying at home.
    pub home: i64,
    /// Along the second axis, which the commune keeps at both rounds.
    pub lean: i64,
    /// Of its own, new at each round.
    pub own: i64,
}

/// Abstention, blank and void come before the candidates in every table.
pub const BEFORE_CANDIDATES: usize = 3;

/// Spreads of abstention, blank, void and the candidates at each round.
pub fn spreads(round: usize) -> &'static [Spread] {
    [&FIRST_SPREADS[..], &SECOND_SPREADS[..]][round]
}

const fn spread(home: i64, lean: i64, own: i64) -> Spread {
    assert!(home.abs() + lean.abs() + own < BELL);
    Spread { home, lean, own }
}

const FIRST_SPREADS: [Spread; 14] = [
    spread(270, 0, 120),
    spread(0, 55, 340),
    spread(0, 55, 460),
    spread(-55, 160, 350),
    spread(40, 365, 160),
    spread(-40, -200, 120),
    spread(0, -160, 285),
    spread(0, 80, 405),
    spread(0, 0, 350),
    spread(0, 0, 405),
    spread(-55, 40, 460),
    spread(25, -110, 270),
    spread(0, 0, 365),
    spread(-80, -120, 380),
];

const SECOND_SPREADS: [Spread; 5] =
    [spread(230, 0, 110), spread(0, -40, 230), spread(0, 0, 460), spread(-25, -175, 70), spread(0, 325, 120)];

/// Panel number, sex, family name, given name, from the official files.
type Line = (u16, Sex, &'static str, &'static str);

const FIRST: [Line; 11] = [
    (1, Sex::Male, "DUPONT-AIGNAN", "Nicolas"),
    (2, Sex::Female, "LE PEN", "Marine"),
    (3, Sex::Male, "MACRON", "Emmanuel"),
    (4, Sex::Male, "HAMON", "Benoît"),
    (5, Sex::Female, "ARTHAUD", "Nathalie"),
    (6, Sex::Male, "POUTOU", "Philippe"),
    (7, Sex::Male, "CHEMINADE", "Jacques"),
    (8, Sex::Male, "LASSALLE", "Jean"),
    (9, Sex::Male, "MÉLENCHON", "Jean-Luc"),
    (10, Sex::Male, "ASSELINEAU", "François"),
    (11, Sex::Male, "FILLON", "François"),
];

const SECOND: [Line; 2] = [(1, Sex::Male, "MACRON", "Emmanuel"), (2, Sex::Female, "LE PEN", "Marine")];

/// Hours of communes where the doors close at 19:00, Paris time.
const SEVEN: &str = "doors-19";
/// Hours of large communes, where the prefect let them close at 20:00.
const EIGHT: &str = "doors-20";

/// Territories with their own clock: department, offset in April and May, and whether they vote
/// on the Saturday so that they do not vote knowing the result.
const OVERSEAS: [(&str, &str, bool); 10] = [
    ("ZA", "-04:00", true),
    ("ZB", "-04:00", true),
    ("ZC", "-03:00", true),
    ("ZD", "+04:00", false),
    ("ZM", "+03:00", false),
    ("ZN", "+11:00", false),
    ("ZP", "-10:00", true),
    ("ZS", "-02:00", true),
    ("ZW", "+12:00", false),
    ("ZX", "-04:00", true),
];

/// Both rounds, 23 April and 7 May 2017, public at 20:00 in Paris.
pub fn rounds() -> Vec<Round> {
    vec![
        round(1, ["2017-04-22", "2017-04-23"], &FIRST), //
        round(2, ["2017-05-06", "2017-05-07"], &SECOND),
    ]
}

/// The class of hours of a commune. Posts abroad have no place here, hence no clock: they keep
/// that of Paris.
pub fn hours(department: &str, large: bool) -> Id {
    let overseas = OVERSEAS.iter().find(|(code, ..)| *code == department).map(|(code, ..)| *code);
    id(overseas.unwrap_or(if large { EIGHT } else { SEVEN }))
}

fn round(number: u8, [saturday, sunday]: [&str; 2], lines: &[Line]) -> Round {
    let paris = [(SEVEN, 19), (EIGHT, 20)].map(|(class, closes)| doors(class, sunday, closes, "+02:00"));
    let overseas =
        OVERSEAS.map(|(class, offset, early)| doors(class, if early { saturday } else { sunday }, 19, offset));
    let mut hours: Vec<Hours> = paris.into_iter().chain(overseas).collect();
    hours.sort_by_key(|hours| hours.class);
    Round { number, publishes: stamp(sunday, 20, "+02:00"), hours, candidates: lines.iter().map(candidate).collect() }
}

fn doors(class: &str, day: &str, closes: u8, offset: &str) -> Hours {
    Hours { class: id(class), opens: stamp(day, 8, offset), closes: stamp(day, closes, offset) }
}

fn stamp(day: &str, hour: u8, offset: &str) -> Stamp {
    let text = format!("{day}T{hour:02}:00:00{offset}");
    Stamp::parse(&text).unwrap_or_else(|| unreachable!("{text} is written above"))
}

fn candidate((number, sex, family, given): &Line) -> Candidate {
    Candidate { number: *number, sex: *sex, family: (*family).into(), given: (*given).into() }
}
