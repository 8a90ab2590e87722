//! What is wrong with a published directory: stable codes, and words for people.

use core::fmt;

use election::refusal::Language;

/// Most findings of one code that are kept; the others are counted.
pub const MAX_KEPT: u64 = 20;

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// V001: a file is missing, too large or unreadable.
    File,
    /// V002: the definition is not in its sealed form.
    Definition,
    /// V003: the definition is not the one expected, or not the one the log began with.
    OtherDefinition,
    /// V004: the checkpoint is not one of the definition's log.
    Checkpoint,
    /// V005: no entry is public yet, so the log does not vouch for the definition. A note, not a
    /// fault: the reader compares its hash or check words with another channel.
    Unproven,
    /// V010: a bundle is not made of entries.
    Bundle,
    /// V011: a hash tile and the entries it stands for disagree.
    Tile,
    /// V012: the entries do not give the signed root.
    Root,
    /// V020: the log holds a message that no rule admits.
    Message,
    /// V021: the log holds a message twice.
    Repeated,
    /// V030: two separately written adders disagree.
    Adders,
    /// V040: the manifest is not one, or not signed by the log.
    Manifest,
    /// V041: the manifest speaks of another log or definition.
    ManifestLog,
    /// V042: the manifest lists a file the log does not give, or leaves one out.
    Listed,
    /// V043: a file is not the one the manifest lists.
    Altered,
    /// V044: a listed file does not say what the log says.
    Untrue,
    /// V045: contents were published before their legal hour.
    Embargo,
    /// V050: older than what this verifier has seen.
    Stale,
    /// V051: not an extension of what this verifier has seen: the past was rewritten, or two
    /// readers are shown different logs.
    Rewritten,
    /// V060: not cosigned as the policy asks.
    Quorum,
    /// V061: a signature line of nobody the policy or the definition knows. A note, not a fault:
    /// signed notes ask readers to ignore such lines.
    UnknownSigner,
    /// V070: a file that nothing vouches for. A note, not a fault.
    Unlisted,
}

impl Code {
    /// The stable code and its text in French and English.
    #[expect(clippy::too_many_lines, reason = "one table, a row for each code")]
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::File => {
                ("V001", "fichier absent, illisible ou trop grand", "a file is missing, unreadable or too large")
            }
            Self::Definition => {
                ("V002", "la définition n'est pas dans sa forme scellée", "the definition is not in its sealed form")
            }
            Self::OtherDefinition => {
                ("V003", "ce n'est pas la définition attendue", "not the definition that was expected")
            }
            Self::Checkpoint => (
                "V004",
                "le point de contrôle n'est pas signé par le journal",
                "the checkpoint is not signed by the log",
            ),
            Self::Unproven => (
                "V005",
                "le journal n'atteste pas encore la définition : comparez son empreinte (remarque)",
                "the log does not yet vouch for the definition: compare its hash (note)",
            ),
            Self::Bundle => ("V010", "lot d'entrées illisible", "a bundle is not made of entries"),
            Self::Tile => (
                "V011",
                "une dalle d'empreintes et les entrées ne concordent pas",
                "a hash tile and the entries disagree",
            ),
            Self::Root => {
                ("V012", "les entrées ne donnent pas la racine signée", "the entries do not give the signed root")
            }
            Self::Message => ("V020", "message qu'aucune règle n'admet", "a message that no rule admits"),
            Self::Repeated => ("V021", "message inscrit deux fois", "a message stands twice"),
            Self::Adders => ("V030", "les deux additions ne donnent pas le même total", "the two adders disagree"),
            Self::Manifest => (
                "V040",
                "manifeste illisible ou non signé par le journal",
                "the manifest is unreadable or not signed by the log",
            ),
            Self::ManifestLog => {
                ("V041", "le manifeste parle d'un autre journal", "the manifest speaks of another log")
            }
            Self::Listed => (
                "V042",
                "le manifeste ne liste pas les fichiers que le journal donne",
                "the manifest does not list the files the log gives",
            ),
            Self::Altered => (
                "V043",
                "fichier modifié : ce n'est pas celui du manifeste",
                "an altered file: not the one in the manifest",
            ),
            Self::Untrue => {
                ("V044", "fichier qui ne dit pas ce que dit le journal", "a file that does not say what the log says")
            }
            Self::Embargo => {
                ("V045", "contenu publié avant l'heure légale", "contents were published before their legal hour")
            }
            Self::Stale => ("V050", "plus ancien que ce qui a déjà été vu", "older than what was seen before"),
            Self::Rewritten => (
                "V051",
                "le passé du journal a été réécrit, ou deux vues différentes en sont montrées",
                "the log's past was rewritten, or two views of it are shown",
            ),
            Self::Quorum => ("V060", "cosignatures de témoins insuffisantes", "not cosigned as the policy asks"),
            Self::UnknownSigner => (
                "V061",
                "signature de quelqu'un que rien ne nomme (remarque)",
                "a signature by somebody whom nothing names (note)",
            ),
            Self::Unlisted => {
                ("V070", "fichier que rien n'atteste (remarque)", "a file that nothing vouches for (note)")
            }
        }
    }

    /// `V…`
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// What it means, for people.
    pub fn text(self, language: Language) -> &'static str {
        match language {
            Language::French => self.row().1,
            Language::English => self.row().2,
        }
    }

    /// Whether the verdict is no because of it.
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Unproven | Self::UnknownSigner | Self::Unlisted)
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// The file, or the entry of the log.
    pub place: String,
    /// The station it concerns, if one does.
    pub station: Option<election::Id>,
    /// The detail: a refusal's code and text, two figures, two hashes.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code.code(), self.place)?;
        if let Some(station) = self.station {
            write!(f, " {station}")?;
        }
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

/// All findings: the first of each code in full, the others counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: std::collections::BTreeMap<Code, u64>,
}

impl Findings {
    pub(crate) fn add(&mut self, code: Code, place: impl Into<String>, detail: impl Into<String>) {
        self.push(Finding { code, place: place.into(), station: None, detail: detail.into() });
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code).or_default();
        *count += 1;
        if *count <= MAX_KEPT {
            self.kept.push(finding);
        }
    }

    /// The findings kept, in the order they were made.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many of each code, kept or not.
    pub fn counts(&self) -> impl Iterator<Item = (Code, u64)> {
        self.counts.iter().map(|(code, count)| (*code, *count))
    }

    /// Whether nothing speaks against the publication.
    pub fn is_clean(&self) -> bool {
        !self.counts.keys().any(|code| code.is_fault())
    }
}
