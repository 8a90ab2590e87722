//! What a repair could not do.

use election::Id;
use election::refusal::Language;

/// Why something could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// So many crews were asked for, so many go.
    Crews {
        /// Asked for.
        asked: u32,
        /// Found.
        found: u32,
    },
    /// The crew comes after so many minutes, later than the second promise.
    Late {
        /// Minutes.
        minutes: u32,
    },
    /// No shift is on duty then.
    NoShift,
    /// No crew is left for its round, which is given up.
    GivenUp,
    /// Nobody visits the site any more.
    Unvisited,
    /// The share of crews that waits had to be lowered to so many thousandths.
    Reserve {
        /// In thousandths.
        share: u16,
    },
    /// An event's detail lacks a skill.
    Skill,
    /// A pinned round does not stop at this site any more, which is closed or elsewhere; its crew waits
    /// meanwhile, and every other time of its order stays.
    Waits {
        /// The site.
        site: Id,
    },
    /// A pinned order stands on something that is no more.
    Pinned,
}

/// Something that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmet {
    /// The incident, circuit, site, unit or department.
    pub what: String,
    /// The shift, where it is about one.
    pub shift: Option<Id>,
    /// Why.
    pub reason: Reason,
}

impl Unmet {
    /// In one line for people.
    pub fn text(&self, language: Language) -> String {
        let shift = self.shift.map(|shift| format!(" ({shift})")).unwrap_or_default();
        format!("{}{shift}{} {}", self.what, language.colon(), self.reason.text(language))
    }
}

impl Reason {
    /// As it stands in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Crews { .. } => "crews",
            Self::Late { .. } => "late",
            Self::NoShift => "no-shift",
            Self::GivenUp => "given-up",
            Self::Unvisited => "unvisited",
            Self::Reserve { .. } => "reserve",
            Self::Skill => "skill",
            Self::Waits { .. } => "waits",
            Self::Pinned => "pinned",
        }
    }

    fn text(self, language: Language) -> String {
        match language {
            Language::French => self.french(),
            Language::English => self.english(),
        }
    }

    fn french(self) -> String {
        match self {
            Self::Crews { asked, found } => format!(
                "{found} équipages sur {asked} ; les autres sont pris, trop loin, ou la réserve serait trop faible"
            ),
            Self::Late { minutes } => format!("un équipage n'arrive qu'après {minutes} min, hors du second délai"),
            Self::NoShift => "aucune vacation n'est de service à ces heures".to_owned(),
            Self::GivenUp => "aucun équipage libre n'atteint ce circuit à temps : il est abandonné".to_owned(),
            Self::Unvisited => "plus aucun circuit n'y passe : aide sur appel".to_owned(),
            Self::Reserve { share } => format!("la réserve descend à {share} millièmes des équipages"),
            Self::Skill => "une compétence manque au dispositif".to_owned(),
            Self::Waits { site } => format!(
                "épinglé : ne s'arrête plus à {site}, fermé ou déplacé ; son équipage attend pendant ce temps, toutes les autres heures restent"
            ),
            Self::Pinned => "un ordre épinglé ne peut être tenu ; retirez l'épingle".to_owned(),
        }
    }

    fn english(self) -> String {
        match self {
            Self::Crews { asked, found } => {
                format!("{found} crews of {asked}; the others are busy, too far, or the reserve would be too small")
            }
            Self::Late { minutes } => format!("a crew comes after {minutes} min only, later than the second promise"),
            Self::NoShift => "no shift is on duty in these hours".to_owned(),
            Self::GivenUp => "no free crew reaches this circuit in time: it is given up".to_owned(),
            Self::Unvisited => "no circuit passes any more: help on call".to_owned(),
            Self::Reserve { share } => format!("the reserve falls to {share} thousandths of the crews"),
            Self::Skill => "the detail lacks a skill".to_owned(),
            Self::Waits { site } => format!(
                "pinned: stops no more at {site}, which is closed or elsewhere; its crew waits meanwhile, all other times stay"
            ),
            Self::Pinned => "a pinned order cannot be kept; take the pin out".to_owned(),
        }
    }
}
