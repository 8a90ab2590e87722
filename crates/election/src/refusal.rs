//! Why a message is refused: stable codes, and what to do next, in French and English.

use tlog::{hash::Hash, note::NoteError};

use crate::{
    Id,
    message::Field,
    text::{Fault, LineFault},
};

/// Language of texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English
    English,
    /// Français
    French,
}

impl Language {
    /// What stands between a name and what is said of it: French sets a space before it.
    pub fn colon(self) -> &'static str {
        match self {
            Self::French => " :",
            Self::English => ":",
        }
    }

    /// A whole number in groups of three digits: narrow no-break spaces in French, commas in English.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let gap = match self {
            Self::French => '\u{202f}',
            Self::English => ',',
        };
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(gap);
            }
            grouped.push(digit);
        }
        grouped
    }
}

/// A message that is not accepted, and why. It changes nothing anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// E0xx: the bytes are not a message in its strict form.
    Form(LineFault),
    /// E020: not a signed note.
    Note(NoteError),
    /// E1xx: the figures cannot be right.
    Figures(Vec<Broken>),
    /// E2xx: who says it, about what, or when.
    Gate(Gate),
}

/// A rule on the figures of one station that does not hold. One file each in `rules/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Broken {
    /// E101: cast = blank + void + valid.
    CastSum,
    /// E102: valid = sum of the candidates.
    ValidSum,
    /// E103: cast ≤ registered.
    CastOverRegistered,
    /// E104: signed-in ≤ registered.
    SignedInOverRegistered,
    /// E105: signed-in = cast, or a reason.
    SignedInDiffers,
    /// E106: registered as in the definition, or a reason.
    RegisteredDiffers,
}

/// A gate a message did not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// E201: made for another definition.
    Definition {
        /// The definition that the message names.
        named: Hash,
        /// The one in force.
        due: Hash,
    },
    /// E202: made for a drill, or for the live vote.
    Mode,
    /// E203: no such round, or the station does not open in it.
    Round(u8),
    /// E204: no such station.
    Station(Id),
    /// E205: the candidates are not those of the round.
    Candidates,
    /// E206: a signature does not verify.
    Signature,
    /// E207: not signed by as many different holders as this message needs.
    Signers {
        /// How many different holders must sign.
        needed: usize,
    },
    /// E208: the key's role may not sign this.
    Role,
    /// E209: the key speaks for another place.
    Scope,
    /// E210: nobody has this key.
    UnknownKey,
    /// E211: the key was revoked at this log index.
    Revoked {
        /// Log index of the revocation.
        index: u64,
    },
    /// E212: the message is dated after the key's last moment.
    Expired,
    /// E213: the message is dated before the key's first moment.
    NotYetValid,
    /// E214: signature lines out of order or repeated.
    SignatureOrder,
    /// E215: the edition is not the next one.
    Edition {
        /// The edition that would be accepted.
        due: u16,
    },
    /// E216: it names another report than the one that stands.
    Replaced,
    /// E217: the lines said to be changed are not those that change.
    Changed,
    /// E218: nothing of the station is there to confirm, correct or annul.
    NothingReported,
    /// E219: the station's state does not allow this.
    State,
    /// E220: what was read back is not what the report says.
    ReadBack(Field),
    /// E221: no such place, or of a level that does not do this.
    Place(Id),
    /// E222: stations of the place are missing, in conflict or not yet confirmed.
    Incomplete {
        /// How many.
        stations: u64,
    },
    /// E223: the sums are not those of the reports.
    Sums,
    /// E224: the number or the root of the reports is not theirs.
    Reports,
    /// E225: the holder has a key already; it must be revoked first.
    KeyInUse,
    /// E226: the same key bytes belong to another holder.
    KeyTwice,
    /// E227: the role does not fit the scope.
    RoleScope,
    /// E228: a seal anywhere but at index 0, or something else there.
    Seal,
    /// E229: the seal does not describe this definition.
    SealContent,
    /// E230: the key would end before it begins.
    KeyWindow,
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form(fault) => fault.fault.code(),
            Self::Note(_) => "E020",
            Self::Figures(broken) => {
                broken.first().map_or_else(|| unreachable!("no rule is broken"), |rule| rule.code())
            }
            Self::Gate(gate) => gate.code(),
        }
    }

    /// Cause and remedy in one or two sentences.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Form(LineFault { line, fault }) => match language {
                Language::English => format!("line {line}: {}", fault.text(language)),
                Language::French => format!("ligne {line} : {}", fault.text(language)),
            },
            Self::Note(error) => match language {
                Language::English => {
                    format!("this is not a signed note: {error}. Send the file as the station made it.")
                }
                Language::French => format!(
                    "ceci n'est pas une note signée : {}. Envoyez le fichier tel que le bureau l'a produit.",
                    in_french(*error)
                ),
            },
            Self::Figures(broken) => {
                let texts: Vec<&str> = broken.iter().map(|rule| rule.text(language)).collect();
                texts.join(" ")
            }
            Self::Gate(gate) => gate.text(language),
        }
    }
}

/// Why a text is no signed note.
fn in_french(error: NoteError) -> &'static str {
    match error {
        NoteError::Base64 => "une signature n'est pas la base64 stricte d'une clé et d'une signature",
        NoteError::ControlCharacter => "elle contient un caractère de commande",
        NoteError::KeyName => "une ligne de signature porte un nom de clé interdit",
        NoteError::NoFinalNewline => "elle ne finit pas par un saut de ligne",
        NoteError::NoSignature => "elle n'a pas de signature",
        NoteError::NotUtf8 => "elle n'est pas en UTF-8",
        NoteError::SignatureLine => "une ligne du bloc de signatures n'en est pas une",
        NoteError::TooLong => "elle est plus longue que permis",
        NoteError::TooManySignatures => "elle a trop de signatures",
    }
}

impl From<Gate> for Refusal {
    fn from(gate: Gate) -> Self {
        Self::Gate(gate)
    }
}

impl From<LineFault> for Refusal {
    fn from(fault: LineFault) -> Self {
        Self::Form(fault)
    }
}

fn pick(language: Language, french: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::French => french,
    }
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Encoding => "E001",
            Self::Control => "E002",
            Self::Space => "E003",
            Self::FinalNewline => "E004",
            Self::Expected(_) => "E005",
            Self::Number => "E006",
            Self::Identifier => "E007",
            Self::Moment => "E008",
            Self::Limit(_) => "E009",
            Self::Trailing => "E010",
            Self::Digest => "E011",
            Self::Word(_) => "E012",
            Self::Phrase => "E013",
        }
    }

    /// What is wrong, for people.
    pub fn text(&self, language: Language) -> String {
        let fixed = |french, english| pick(language, french, english).to_owned();
        match self {
            Self::Encoding => fixed(
                "le texte n'est pas en UTF-8 sans marque d'ordre",
                "the text is not UTF-8 without a byte order mark",
            ),
            Self::Control => fixed(
                "caractère de contrôle, retour chariot ou changement de sens de lecture",
                "a control character, a carriage return or a change of reading direction",
            ),
            Self::Space => fixed("espace de trop", "a space too many"),
            Self::FinalNewline => fixed(
                "la dernière ligne n'est pas terminée : le fichier est peut-être tronqué",
                "the last line does not end: the file may be truncated",
            ),
            Self::Expected(due) => format!("{} « {due} »", pick(language, "il fallait ici", "due here:")),
            Self::Number => fixed(
                "nombre mal écrit ou trop grand (chiffres seuls, sans zéro initial)",
                "a number badly written or too large (digits only, no leading zero)",
            ),
            Self::Identifier => fixed(
                "identifiant mal écrit (23 caractères au plus, A-Z a-z 0-9 . _ -)",
                "a badly written identifier (at most 23 of A-Z a-z 0-9 . _ -)",
            ),
            Self::Moment => fixed(
                "date mal écrite (AAAA-MM-JJTHH:MM:SS+HH:MM)",
                "a badly written moment (YYYY-MM-DDTHH:MM:SS+HH:MM)",
            ),
            Self::Limit(limit) => format!("{} {limit}", pick(language, "au-delà de la limite", "beyond the limit")),
            Self::Trailing => fixed("lignes en trop après la fin", "lines after the end"),
            Self::Digest => {
                fixed("empreinte ou clé mal écrite, ou clé faible", "a badly written hash or key, or a weak key")
            }
            Self::Word(allowed) => {
                format!("{}{} {allowed}", pick(language, "valeurs admises", "allowed here"), language.colon())
            }
            Self::Phrase => fixed(
                "texte vide, trop long ou bordé d'espaces",
                "a text that is empty, too long or padded with spaces",
            ),
        }
    }
}

impl Broken {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::CastSum => "E101",
            Self::ValidSum => "E102",
            Self::CastOverRegistered => "E103",
            Self::SignedInOverRegistered => "E104",
            Self::SignedInDiffers => "E105",
            Self::RegisteredDiffers => "E106",
        }
    }

    /// What to look at again, for people; never the figure that would make it fit.
    pub fn text(self, language: Language) -> &'static str {
        match self {
            Self::CastSum => pick(
                language,
                "E101 : votants ≠ blancs + nuls + exprimés. Relisez ces quatre lignes du procès-verbal.",
                "E101: cast ≠ blank + void + valid. Read these four lines of the record again.",
            ),
            Self::ValidSum => pick(
                language,
                "E102 : exprimés ≠ somme des voix. Relisez les voix de chaque candidat et les exprimés.",
                "E102: valid ≠ sum of the candidates. Read every candidate's votes and the valid votes again.",
            ),
            Self::CastOverRegistered => pick(
                language,
                "E103 : plus de votants que d'inscrits. Relisez ces deux lignes.",
                "E103: more papers cast than voters registered. Read these two lines again.",
            ),
            Self::SignedInOverRegistered => pick(
                language,
                "E104 : plus d'émargements que d'inscrits. Relisez ces deux lignes.",
                "E104: more signatures than voters registered. Read these two lines again.",
            ),
            Self::SignedInDiffers => pick(
                language,
                "E105 : émargements ≠ votants. Recomptez ; si l'écart est réel, écrivez-en la raison.",
                "E105: signatures ≠ papers cast. Count again; if the difference is real, write the reason.",
            ),
            Self::RegisteredDiffers => pick(
                language,
                "E106 : inscrits différents de la liste arrêtée. Vérifiez ; sinon écrivez la raison (décision de justice…).",
                "E106: registered differs from the frozen register. Check; else write the reason (court order…).",
            ),
        }
    }
}

/// The first digits of a hash, as definitions are compared by eye.
fn short(hash: Hash) -> String {
    hash.to_string().chars().take(8).collect()
}

impl Gate {
    /// The stable code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Cause and remedy, for people.
    pub fn text(self, language: Language) -> String {
        let (code, french, english) = self.row();
        let text = format!("{code}{} {}", language.colon(), pick(language, french, english));
        match self {
            Self::Definition { named, due } => {
                let (own, here) = (pick(language, "la sienne", "its own"), pick(language, "en vigueur", "in force"));
                format!("{text} ({own} {}…, {here} {}…)", short(named), short(due))
            }
            Self::Round(round) => format!("{text} ({round})"),
            Self::Station(id) | Self::Place(id) => format!("{text} ({id})"),
            Self::Signers { needed } => format!("{text} ({needed})"),
            Self::Revoked { index } => format!("{text} ({index})"),
            Self::Edition { due } => format!("{text} ({due})"),
            Self::ReadBack(field) => format!("{text} ({field})"),
            Self::Incomplete { stations } => format!("{text} ({stations})"),
            _ => text,
        }
    }

    /// Code, French, English.
    #[expect(clippy::too_many_lines, reason = "a table, one row a gate")]
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Definition { .. } => (
                "E201",
                "préparé pour une autre définition du scrutin. Rechargez la définition en vigueur et recommencez la saisie.",
                "made for another definition of the election. Load the definition in force and enter again.",
            ),
            Self::Mode => (
                "E202",
                "message d'exercice envoyé au scrutin réel, ou l'inverse. Utilisez le bon programme.",
                "a drill's message sent to the live vote, or the reverse. Use the right program.",
            ),
            Self::Round(_) => (
                "E203",
                "ce tour n'existe pas, ou le bureau n'y ouvre pas.",
                "there is no such round, or the station does not open in it.",
            ),
            Self::Station(_) => (
                "E204",
                "bureau inconnu de la définition. Vérifiez son identifiant.",
                "the definition has no such station. Check its identifier.",
            ),
            Self::Candidates => (
                "E205",
                "la liste des candidats n'est pas celle du tour.",
                "the candidates are not those of the round.",
            ),
            Self::Signature => (
                "E206",
                "une signature n'est pas valable : le contenu a changé depuis, ou la clé n'est pas la bonne.",
                "a signature does not verify: the content was changed, or it is not the right key.",
            ),
            Self::Signers { .. } => (
                "E207",
                "il faut exactement ce nombre de titulaires différents.",
                "exactly this many different holders must sign.",
            ),
            Self::Role => {
                ("E208", "cette fonction ne peut pas signer ce message.", "this role may not sign this message.")
            }
            Self::Scope => ("E209", "la clé appartient à un autre lieu.", "the key speaks for another place."),
            Self::UnknownKey => (
                "E210",
                "clé inconnue de la définition et du journal.",
                "neither the definition nor the log knows this key.",
            ),
            Self::Revoked { .. } => (
                "E211",
                "clé révoquée. Faites signer un autre titulaire.",
                "the key is revoked. Have another holder sign.",
            ),
            Self::Expired => {
                ("E212", "clé échue à la date du message.", "the key had expired at the date of the message.")
            }
            Self::NotYetValid => (
                "E213",
                "clé pas encore valable à la date du message.",
                "the key was not yet valid at the date of the message.",
            ),
            Self::SignatureOrder => {
                ("E214", "signatures répétées ou dans le désordre.", "signatures repeated or out of order.")
            }
            Self::Edition { .. } => (
                "E215",
                "ce n'est pas l'édition attendue : une correction est déjà passée, ou manque.",
                "not the edition that is due: a correction came before, or is missing.",
            ),
            Self::Replaced => (
                "E216",
                "le message vise un autre relevé que celui en vigueur.",
                "it names another report than the one that stands.",
            ),
            Self::Changed => (
                "E217",
                "les lignes dites modifiées ne sont pas celles qui changent.",
                "the lines said to change are not those that do.",
            ),
            Self::NothingReported => {
                ("E218", "rien n'est encore reçu de ce bureau.", "nothing was received from this station yet.")
            }
            Self::State => {
                ("E219", "l'état du bureau ne le permet pas.", "the state of the station does not allow it.")
            }
            Self::ReadBack(_) => (
                "E220",
                "le chiffre relu n'est pas celui du message reçu. Reprenez le contre-appel.",
                "the figure read back is not that of the report. Call back again.",
            ),
            Self::Place(_) => (
                "E221",
                "lieu inconnu, ou d'un niveau qui ne signe pas ce message.",
                "no such place, or of a level that does not sign this.",
            ),
            Self::Incomplete { .. } => (
                "E222",
                "des bureaux du lieu manquent, sont en conflit ou non confirmés.",
                "stations of the place are missing, in conflict or not confirmed.",
            ),
            Self::Sums => {
                ("E223", "les sommes ne sont pas celles des bureaux.", "the sums are not those of the reports.")
            }
            Self::Reports => (
                "E224",
                "le nombre ou l'empreinte des relevés n'est pas la leur.",
                "the number or the root of the reports is not theirs.",
            ),
            Self::KeyInUse => (
                "E225",
                "le titulaire a déjà une clé : révoquez-la d'abord.",
                "the holder has a key already: revoke it first.",
            ),
            Self::KeyTwice => (
                "E226",
                "cette clé appartient déjà à un autre titulaire.",
                "this key belongs to another holder already.",
            ),
            Self::RoleScope => {
                ("E227", "cette fonction n'existe pas à ce niveau.", "this role does not exist at this level.")
            }
            Self::Seal => (
                "E228",
                "le scellé de la définition est l'entrée 0 du journal, et elle seule.",
                "the seal of the definition is entry 0 of the log, and nothing else is.",
            ),
            Self::KeyWindow => (
                "E230",
                "la clé finirait avant de commencer. Corrigez ses dates.",
                "the key would end before it begins. Correct its dates.",
            ),
            Self::SealContent => {
                ("E229", "le scellé ne décrit pas cette définition.", "the seal does not describe this definition.")
            }
        }
    }
}
