//! What of a file of incidents cannot be, with its line, code and remedy. The table of
//! `specs/repair.md` is this list; a test compares them.

use election::refusal::Language;

macro_rules! kinds {
    ($($name:ident $code:literal $french:literal $english:literal; $mend:literal $remedy:literal)*) => {
        /// What is wrong with a change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind {
            $(#[doc = concat!($code, ": ", $english, ".")] $name,)*
        }

        impl FaultKind {
            /// Every kind in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What is wrong, for people.
            pub fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::French) => $french, (Self::$name, Language::English) => $english,)*
                }
            }

            /// What to do about it.
            pub fn remedy(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::French) => $mend, (Self::$name, Language::English) => $remedy,)*
                }
            }
        }
    };
}

kinds! {
    Unit "P301"
        "aucune unité de ce nom dans le plan" "no unit of this name in the plan";
        "prenez un nom de forces.csv" "take a name of forces.csv"
    Site "P302"
        "aucun site de ce nom dans le plan" "no site of this name in the plan";
        "prenez un nom de tables/sites.csv" "take a name of tables/sites.csv"
    Shift "P303"
        "aucune vacation de ce nom" "no shift of this name";
        "prenez une vacation de policy.toml" "take a shift of policy.toml"
    Twice "P304"
        "le même changement deux fois, ou deux qui s'excluent" "the same change twice, or two that exclude each other";
        "gardez une seule ligne" "keep one line"
    Name "P305"
        "un événement ou un site porte déjà ce nom" "an event or a site is called so already";
        "donnez un autre identifiant" "give another identifier"
    Over "P306"
        "c'est fini avant l'heure de la réparation" "it is over before the time of the repair";
        "corrigez les heures ou --now" "correct the hours or --now"
    PinnedGone "P307"
        "un ordre épinglé d'une unité perdue ou en retard" "a pinned order of a unit that is lost or late";
        "retirez l'épingle" "take the pin out"
    Far "P308"
        "hors du département" "outside the department";
        "corrigez la position (longitude, puis latitude)" "correct the position (longitude, then latitude)"
    Served "P309"
        "en retard, mais cette unité a déjà fini un service" "late, but this unit has finished a duty already";
        "dites-la perdue, puis de retour" "say that it is lost, then returned"
    Elsewhere "P310"
        "ce n'est pas dans le département demandé" "it is not in the department asked for";
        "retirez la ligne, ou réparez le plan entier" "take the line out, or repair the whole plan"
}

/// A change that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: FaultKind,
    /// The name it is about.
    pub found: String,
}

impl Fault {
    /// Line, code, name, what is wrong and what to do, in one line.
    pub fn text(&self, language: Language) -> String {
        let Self { line, kind, found } = self;
        let (code, what, remedy) = (kind.code(), kind.text(language), kind.remedy(language));
        match language {
            Language::French => format!("ligne {line} : {code} {found} : {what} ; {remedy}"),
            Language::English => format!("line {line}: {code} {found}: {what}; {remedy}"),
        }
    }
}
