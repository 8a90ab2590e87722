//! Why a command is refused: a stable code, and what to do next, in French and English.

use election::{Id, message::Field, refusal::Language};

use crate::roles::Act;

/// A command that is refused; it changed nothing. The codes E4xx are those of `specs/event.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// E401: the role may not do this.
    NotAllowed(Act),
    /// E402: outside of one's territory.
    Territory(Id),
    /// E403: no such account, or it is locked.
    NoAccount,
    /// E404: there is an account of this name.
    AccountExists(Id),
    /// E405: the role does not fit the place, or a second factor is missing.
    AccountUnfit,
    /// E406: the last administrator cannot be locked.
    LastAdministrator,
    /// E407: name, password or code is wrong, or it must be waited.
    LogIn {
        /// Seconds until the next log-in is looked at.
        wait: i64,
    },
    /// E408: the code of the second factor was used already.
    CodeUsed,
    /// E409: the account is two administrators' to make or reset.
    TwoAdministrators,
    /// E410: it takes another person.
    SamePerson,
    /// E411: it takes the holder of another key.
    SameKey,
    /// E412: the account signs with no key, or not with this one.
    NoKey,
    /// E413: the desk is at another step: somebody was faster.
    Step,
    /// E414: the lines typed are not those on which the entries differ.
    Lines,
    /// E415: a third reading agrees with neither entry.
    ThirdReading(Field),
    /// E416: the check words are others.
    Words,
    /// E417: what is to be confirmed is not what was shown.
    Changed,
    /// E418: no such round, station, or it does not open in that round.
    Unknown,
    /// E420: the lines read back are not those drawn.
    NotDrawn,
    /// E421: no such proposal, or it is closed.
    Proposal,
    /// E422: there is an open proposal about this station or account.
    ProposalOpen,
    /// E423: the legal hour has not come.
    Early,
    /// E424: the round is public already.
    Released,
    /// E425: a text that is empty, too long, or has characters that cannot be seen.
    Text,
    /// E426: beyond a limit of this journal.
    Limit,
    /// E430: a moment that is in the future, not of this day, or out of order.
    Moment,
    /// E431: a point outside of the country or of the place.
    Outside,
    /// E432: no such unit.
    NoUnit,
    /// E433: no such incident.
    NoIncident,
    /// E434: the same report again.
    ReportedAlready(u64),
    /// E435: the unit is not free.
    NotFree,
    /// E436: a turnout above the register, or one that falls.
    Turnout,
    /// E437: conditions that can never hold.
    Never,
    /// E438: a condition does not hold.
    NotMet,
    /// E439: no such posture.
    NoPosture,
    /// E440: somebody else leads this unit.
    NotYours,
    /// E441: no such order.
    NoOrder,
    /// E442: an incident that cannot be merged into this one.
    Merge,
    /// E443: a posture without a condition or without a duty.
    Empty,
    /// E444: not a level of threat.
    Level,
    /// E445: not a telephone number.
    Telephone,
    /// E446: no such feed.
    NoFeed,
    /// E447: no such repair.
    NoRepair,
    /// E448: a repair that was asked for too long ago, and comes to something else by now.
    Stale,
    /// E452: a repair that changes no order and brings no crew.
    Nothing,
    /// E450: the checker found something against a plan.
    Unsound,
    /// E449: the hub has no plan for this place, or not for today.
    NoPlan,
    /// E451: a unit that the plan has in another department, which is named.
    Planned(Id),
    /// E453: the hour of a third reading is that of neither entry.
    ThirdHour,
    /// E427: what was read differed too often: another try could be a guess.
    Guessing,
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Cause and remedy, for people.
    pub fn text(self, language: Language) -> String {
        let (code, french, english) = self.row();
        let text = match language {
            Language::French => format!("{code} : {french}"),
            Language::English => format!("{code}: {english}"),
        };
        match self {
            Self::ReportedAlready(number) => format!("{text} (n° {number})"),
            Self::Territory(id) | Self::AccountExists(id) | Self::Planned(id) => format!("{text} ({id})"),
            Self::ThirdReading(field) => format!("{text} ({field})"),
            Self::LogIn { wait } if wait > 0 => format!("{text} ({wait} s)"),
            _ => text,
        }
    }

    /// Code, French, English.
    #[expect(clippy::too_many_lines, reason = "a table, one row a refusal")]
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotAllowed(_) => ("E401", "votre rôle ne permet pas cet acte.", "your role may not do this."),
            Self::Territory(_) => ("E402", "hors de votre territoire.", "outside of your territory."),
            Self::NoAccount => (
                "E403",
                "compte inconnu ou verrouillé. Voyez l'administrateur.",
                "no such account, or it is locked. See the administrator.",
            ),
            Self::AccountExists(_) => ("E404", "ce compte existe déjà.", "there is such an account."),
            Self::AccountUnfit => (
                "E405",
                "rôle, lieu, clé ou second facteur ne vont pas ensemble.",
                "role, place, key or second factor do not go together.",
            ),
            Self::LastAdministrator => (
                "E406",
                "c'est le dernier administrateur en état d'agir ; créez-en un autre d'abord.",
                "this is the last administrator who can act; make another first.",
            ),
            Self::LogIn { .. } => (
                "E407",
                "nom, mot de passe ou code inexact, ou essai trop rapproché.",
                "name, password or code is wrong, or it is too soon to try again.",
            ),
            Self::CodeUsed => (
                "E408",
                "code inexact ou déjà employé : attendez le suivant.",
                "the code is wrong or was used already: wait for the next.",
            ),
            Self::TwoAdministrators => (
                "E409",
                "un compte au-dessus de la commune demande deux administrateurs : l'un demande, un autre confirme.",
                "an account above the commune takes two administrators: one asks, another confirms.",
            ),
            Self::SamePerson => (
                "E410",
                "il faut une autre personne : vous avez déjà agi sur ce dossier.",
                "it takes another person: you have acted on this already.",
            ),
            Self::SameKey => ("E411", "il faut la clé d'un autre titulaire.", "it takes the key of another holder."),
            Self::NoKey => {
                ("E412", "votre compte n'a pas de clé de signature ici.", "your account has no key to sign this with.")
            }
            Self::Step => (
                "E413",
                "le dossier n'en est pas à cette étape : quelqu'un vous a devancé. Rechargez la page.",
                "this is at another step: somebody was faster. Load the page again.",
            ),
            Self::Lines => (
                "E414",
                "saisissez toutes les lignes demandées, et elles seules.",
                "type every line that is asked for, and no other.",
            ),
            Self::ThirdReading(_) => (
                "E415",
                "la troisième lecture ne rejoint aucune des deux saisies : relisez le procès-verbal, ou recommencez la saisie.",
                "the third reading agrees with neither entry: read the record again, or begin the entry again.",
            ),
            Self::Words => (
                "E416",
                "les mots de contrôle diffèrent : les deux textes ne sont pas les mêmes. Relisez les chiffres et l'heure.",
                "the check words differ: the two texts are not the same. Read the figures and the hour again.",
            ),
            Self::Changed => (
                "E417",
                "le contenu a changé depuis qu'il vous a été montré. Rien n'a été fait : relisez et confirmez de nouveau.",
                "the content has changed since it was shown to you. Nothing was done: read it and confirm again.",
            ),
            Self::Unknown => ("E418", "ce bureau ou ce tour n'existe pas.", "there is no such station or round."),
            Self::NotDrawn => (
                "E420",
                "ce ne sont pas les deux lignes tirées au sort.",
                "these are not the two lines that were drawn.",
            ),
            Self::Proposal => ("E421", "proposition inconnue ou close.", "no such proposal, or it is closed."),
            Self::ProposalOpen => (
                "E422",
                "une proposition attend déjà pour ce bureau ou ce compte.",
                "a proposal about this station or account is waiting already.",
            ),
            Self::Early => (
                "E423",
                "l'heure légale n'est pas venue : rien n'est publié avant.",
                "the legal hour has not come: nothing is published before.",
            ),
            Self::Released => ("E424", "ce tour est déjà public.", "the round is public already."),
            Self::Text => (
                "E425",
                "texte vide, trop long (400 octets) ou avec des caractères invisibles.",
                "a text that is empty, too long (400 bytes) or has characters that cannot be seen.",
            ),
            Self::Limit => ("E426", "au-delà d'une limite du journal.", "beyond a limit of the journal."),
            Self::Moment => (
                "E430",
                "cette heure est à venir, d'un autre jour, ou d'avant ce qui est déjà noté. Vérifiez-la.",
                "this time lies ahead, on another day, or before what was noted already. Check it.",
            ),
            Self::Outside => (
                "E431",
                "ce point est hors du pays ou loin du lieu indiqué. Vérifiez longitude et latitude, ou laissez-les vides.",
                "this point is outside of the country or far from the place. Check longitude and latitude, or leave them empty.",
            ),
            Self::NoUnit => (
                "E432",
                "aucune unité de ce nom. Enregistrez-la d'abord.",
                "there is no unit of this name. Make it known first.",
            ),
            Self::NoIncident => ("E433", "aucun incident de ce numéro.", "there is no incident of this number."),
            Self::ReportedAlready(_) => (
                "E434",
                "ce signalement est déjà noté ; complétez-le plutôt.",
                "this report is noted already; add to it instead.",
            ),
            Self::NotFree => (
                "E435",
                "cette unité n'est pas libre. Choisissez-en une autre, ou rappelez-la d'abord.",
                "this unit is not free. Choose another, or call it back first.",
            ),
            Self::Turnout => (
                "E436",
                "plus de votants que d'inscrits, ou moins qu'à l'heure d'avant. Relisez le chiffre.",
                "more voters than the register has, or fewer than at the hour before. Read the figure again.",
            ),
            Self::Never => (
                "E437",
                "ces conditions ne peuvent jamais être réunies : candidat, tour, lieu ou date impossibles, ou sommes au-delà du tout.",
                "these conditions can never hold: an impossible candidate, round, place or date, or sums beyond the whole.",
            ),
            Self::NotMet => ("E438", "les conditions ne sont pas réunies.", "the conditions do not hold."),
            Self::NoPosture => ("E439", "aucune posture de ce nom.", "there is no posture of this name."),
            Self::NotYours => ("E440", "vous ne commandez pas cette unité.", "you do not lead this unit."),
            Self::NoOrder => ("E441", "aucun ordre de ce numéro.", "there is no order of this number."),
            Self::Merge => (
                "E442",
                "cet incident ne peut être réuni à celui-là : c'est le même, ou des unités y sont engagées. Rappelez-les d'abord.",
                "this incident cannot be merged into that one: it is the same, or has units. Call them back first.",
            ),
            Self::Empty => (
                "E443",
                "une posture a une condition et une mesure au moins.",
                "a posture has one condition and one duty at least.",
            ),
            Self::Level => ("E444", "un niveau de menace va de 1 à 5.", "a threat level is 1 to 5."),
            Self::NoFeed => ("E446", "aucun flux de ce nom.", "there is no feed of this name."),
            Self::NoRepair => ("E447", "aucune réparation de ce numéro.", "there is no repair of this number."),
            Self::Stale => (
                "E448",
                "cette réparation a été demandée il y a plus de 15 minutes et ne donne plus la même chose. Demandez-la de nouveau.",
                "this repair was asked for more than 15 minutes ago and comes to something else by now. Ask for it again.",
            ),
            Self::Nothing => (
                "E452",
                "rien à accepter : aucun ordre ne change et aucun équipage ne vient.",
                "nothing to accept: no order changes and no crew comes.",
            ),
            Self::Unsound => (
                "E450",
                "le vérificateur a trouvé des infractions : ce plan ne peut être accepté. Changez ce qui est demandé.",
                "the checker found violations: this plan cannot be accepted. Ask for something else.",
            ),
            Self::NoPlan => (
                "E449",
                "pas de plan ici : le concentrateur n'en a pas pour ce département, ou pas pour ce jour.",
                "no plan here: the hub has none for this department, or not for this day.",
            ),
            Self::Planned(_) => (
                "E451",
                "le plan a cette unité dans un autre département, qui l'enregistre. Vérifiez l'identifiant et le lieu.",
                "the plan has this unit in another department, which makes it known. Check the identifier and the place.",
            ),
            Self::Telephone => (
                "E445",
                "ce n'est pas un numéro de téléphone (chiffres, espaces, + . - et parenthèses).",
                "this is no telephone number (figures, spaces, + . - and brackets).",
            ),
            Self::ThirdHour => (
                "E453",
                "l'heure de fin du dépouillement n'est celle d'aucune des deux saisies : relisez le procès-verbal, ou recommencez la saisie.",
                "the hour the count ended is that of neither entry: read the record again, or begin the entry again.",
            ),
            Self::Guessing => (
                "E427",
                "trois relectures ont différé : demandez le procès-verbal et proposez une correction.",
                "what was read has differed three times: ask for the record and propose a correction.",
            ),
        }
    }
}
