//! The columns of the official layouts, by name, and the spelling of their cells.
//!
//! Sources: the headers of `PR17_BVot_T1_FE.txt` (2017) and of
//! `resultats-par-niveau-burvot-t1-france-entiere.txt` (2022), which are the same; of the
//! definitive results per station of the European and legislative elections of 2024.

use election::definition::Sex;

/// A figure of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    Registered,
    Abstentions,
    Cast,
    Blank,
    Void,
    Valid,
}

/// What a column before the candidates holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Department,
    DepartmentLabel,
    Constituency,
    ConstituencyLabel,
    Commune,
    CommuneLabel,
    Station,
    Count(Figure),
    /// Percentage of the first in the second.
    Share(Figure, Figure),
    /// Allowed, and of no use here.
    Ignored,
}

impl Role {
    /// Whether the csv of one column per candidate leaves the column out, since it follows from others.
    pub(crate) fn is_derived(self) -> bool {
        matches!(self, Self::Count(Figure::Abstentions | Figure::Void) | Self::DepartmentLabel)
    }
}

/// What a column of a candidate's block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Panel,
    Sex,
    Family,
    Given,
    Votes,
    ShareOfRegistered,
    ShareOfValid,
    Ignored,
}

use Figure::{Abstentions, Blank, Cast, Registered, Valid, Void};
use Role::{Count, Ignored, Share};

/// The roles every layout must have; see [`Role::is_derived`] for the exception.
pub(crate) const REQUIRED: &[Role] = &[
    Role::Department,
    Role::DepartmentLabel,
    Role::Commune,
    Role::CommuneLabel,
    Role::Station,
    Count(Registered),
    Count(Abstentions),
    Count(Cast),
    Count(Blank),
    Count(Void),
    Count(Valid),
];

/// Fixed columns of 2017 to 2022, in their order.
pub(crate) const FIXED_2017: &[(&str, Role)] = &[
    ("Code du département", Role::Department),
    ("Libellé du département", Role::DepartmentLabel),
    ("Code de la circonscription", Role::Constituency),
    ("Libellé de la circonscription", Role::ConstituencyLabel),
    ("Code de la commune", Role::Commune),
    ("Libellé de la commune", Role::CommuneLabel),
    ("Code du b.vote", Role::Station),
    ("Inscrits", Count(Registered)),
    ("Abstentions", Count(Abstentions)),
    ("% Abs/Ins", Share(Abstentions, Registered)),
    ("Votants", Count(Cast)),
    ("% Vot/Ins", Share(Cast, Registered)),
    ("Blancs", Count(Blank)),
    ("% Blancs/Ins", Share(Blank, Registered)),
    ("% Blancs/Vot", Share(Blank, Cast)),
    ("Nuls", Count(Void)),
    ("% Nuls/Ins", Share(Void, Registered)),
    ("% Nuls/Vot", Share(Void, Cast)),
    ("Exprimés", Count(Valid)),
    ("% Exp/Ins", Share(Valid, Registered)),
    ("% Exp/Vot", Share(Valid, Cast)),
];

/// A candidate's block of 2017 to 2022; `Nuance` stands in the legislative files only.
pub(crate) const BLOCK_2017: &[(&str, Cell)] = &[
    ("N°Panneau", Cell::Panel),
    ("Sexe", Cell::Sex),
    ("Nom", Cell::Family),
    ("Prénom", Cell::Given),
    ("Nuance", Cell::Ignored),
    ("Voix", Cell::Votes),
    ("% Voix/Ins", Cell::ShareOfRegistered),
    ("% Voix/Exp", Cell::ShareOfValid),
];

/// Fixed columns from 2024.
pub(crate) const FIXED_2024: &[(&str, Role)] = &[
    ("Code localisation", Ignored),
    ("Libellé localisation", Ignored),
    ("Code département", Role::Department),
    ("Libellé département", Role::DepartmentLabel),
    ("Code circonscription législative", Ignored),
    ("Libellé circonscription législative", Ignored),
    ("Code commune", Role::Commune),
    ("Libellé commune", Role::CommuneLabel),
    ("Code BV", Role::Station),
    ("Inscrits", Count(Registered)),
    ("Votants", Count(Cast)),
    ("% Votants", Share(Cast, Registered)),
    ("Abstentions", Count(Abstentions)),
    ("% Abstentions", Share(Abstentions, Registered)),
    ("Exprimés", Count(Valid)),
    ("% Exprimés/inscrits", Share(Valid, Registered)),
    ("% Exprimés/votants", Share(Valid, Cast)),
    ("Blancs", Count(Blank)),
    ("% Blancs/inscrits", Share(Blank, Registered)),
    ("% Blancs/votants", Share(Blank, Cast)),
    ("Nuls", Count(Void)),
    ("% Nuls/inscrits", Share(Void, Registered)),
    ("% Nuls/votants", Share(Void, Cast)),
];

/// A block from 2024, without its number: of a person (nine columns) or of a list (eight).
pub(crate) const BLOCK_2024: &[(&str, Cell)] = &[
    ("Numéro de panneau", Cell::Panel),
    ("Nuance candidat", Cell::Ignored),
    ("Nuance liste", Cell::Ignored),
    ("Nom candidat", Cell::Family),
    ("Prénom candidat", Cell::Given),
    ("Sexe candidat", Cell::Sex),
    ("Libellé abrégé de liste", Cell::Family),
    ("Libellé de liste", Cell::Ignored),
    ("Voix", Cell::Votes),
    ("% Voix/inscrits", Cell::ShareOfRegistered),
    ("% Voix/exprimés", Cell::ShareOfValid),
    ("Elu", Cell::Ignored),
    ("Sièges", Cell::Ignored),
];

/// The csv of one column per candidate: these, then the candidates.
pub(crate) const FIXED_COLUMNS: &[(&str, Role)] = &[
    ("departement", Role::Department),
    ("commune", Role::Commune),
    ("bureau", Role::Station),
    ("circonscription", Role::Constituency),
    ("commune_libelle", Role::CommuneLabel),
    ("inscrits", Count(Registered)),
    ("votants", Count(Cast)),
    ("blancs", Count(Blank)),
    ("exprimes", Count(Valid)),
];

/// Longest name of anything, in characters.
pub(crate) const MAX_LABEL_CHARS: usize = 200;

/// A name without blanks at its ends, if it is one.
pub(crate) fn label(text: &str) -> Option<&str> {
    let name = text.trim();
    (!name.is_empty() && name.chars().count() <= MAX_LABEL_CHARS).then_some(name)
}

/// A panel number, 1 to 9,999.
pub(crate) fn panel(text: &str) -> Option<u16> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    plain.then(|| text.parse().ok()).flatten()
}

/// `M`, `F`, `MASCULIN`, `FEMININ`, or nothing.
pub(crate) fn sex(text: &str) -> Option<Sex> {
    match text {
        "M" | "MASCULIN" => Some(Sex::Male),
        "F" | "FEMININ" | "FÉMININ" => Some(Sex::Female),
        "" => Some(Sex::Unstated),
        _ => None,
    }
}

/// The three digits of a commune: as they are, or the end of INSEE's five characters.
pub(crate) fn commune<'a>(department: &str, text: &'a str) -> Option<&'a str> {
    let digits = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    if text.is_ascii() && text.len() == 5 {
        let (prefix, rest) = text.split_at(2);
        let overseas = department.starts_with('Z') && matches!(prefix, "97" | "98" | "99");
        return ((department.starts_with(prefix) || overseas) && digits(rest)).then_some(rest);
    }
    digits(text).then_some(text)
}

/// A constituency as two digits: `4` and `04` are the same one.
pub(crate) fn constituency(text: &str) -> Option<String> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| format!("{text:0>2}")).filter(|code| code != "00")
}

/// Whether a code of a station is one.
pub(crate) fn is_station(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    (1..=12).contains(&text.len()) && text.bytes().all(plain)
}
