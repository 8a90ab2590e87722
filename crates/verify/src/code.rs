//! The kinds of findings: stable codes, what they mean, and what to do about them.
//!
//! `specs/codes.md` has the same table; a test compares the two.

use election::refusal::Language;

/// What a code says to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Words {
    code: &'static str,
    french: &'static str,
    english: &'static str,
    recours: &'static str,
    remedy: &'static str,
}

macro_rules! codes {
    ($($(#[$about:meta])* $name:ident $code:literal
        $french:literal $english:literal
        $recours:literal $remedy:literal)*) => {
        /// What kind of thing is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[$about])* $name,)* }

        impl Code {
            /// Every code, in ascending order.
            pub const ALL: &[Code] = &[$(Code::$name,)*];
        }

        const WORDS: &[Words] = &[$(Words {
            code: $code, french: $french, english: $english, recours: $recours, remedy: $remedy,
        },)*];
    };
}

impl Code {
    fn words(self) -> &'static Words {
        &WORDS[self as usize]
    }

    /// `V…`
    pub fn code(self) -> &'static str {
        self.words().code
    }

    /// What it means, for people.
    pub fn text(self, language: Language) -> &'static str {
        match language {
            Language::French => self.words().french,
            Language::English => self.words().english,
        }
    }

    /// What to do about it.
    pub fn remedy(self, language: Language) -> &'static str {
        match language {
            Language::French => self.words().recours,
            Language::English => self.words().remedy,
        }
    }

    /// Whether the verdict is no because of it.
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Unproven | Self::UnknownSigner | Self::Unlisted)
    }
}

codes! {
    /// V001: a file is missing, too large or unreadable.
    File "V001"
        "fichier absent, illisible ou trop grand"
        "a file is missing, unreadable or too large"
        "recopiez le répertoire, ou essayez un autre miroir"
        "copy the directory again, or try another mirror"
    /// V002: the definition is not in its sealed form.
    Definition "V002"
        "la définition n'est pas dans sa forme scellée"
        "the definition is not in its sealed form"
        "recopiez-la ; si rien ne change, c'est à qui publie d'en répondre"
        "copy it again; if it stays so, the publisher must answer"
    /// V003: the definition is not the one expected, or not the one the log began with.
    OtherDefinition "V003"
        "ce n'est pas la définition attendue"
        "not the definition that was expected"
        "comparez l'empreinte ou ses mots de contrôle avec l'annonce de l'autorité"
        "compare the hash or its check words with the authority's announcement"
    /// V004: the checkpoint is not one of the definition's log.
    Checkpoint "V004"
        "le point de contrôle n'est pas signé par le journal"
        "the checkpoint is not signed by the log"
        "recopiez-le ; vérifiez que c'est la bonne élection"
        "copy it again; check that it is the right election"
    /// V005: no entry is public yet, so the log does not vouch for the definition. A note, not a
    /// fault: the reader compares its hash or check words with another channel.
    Unproven "V005"
        "le journal n'atteste pas encore la définition : comparez son empreinte (remarque)"
        "the log does not yet vouch for the definition: compare its hash (note)"
        "attendez la première entrée publique, ou comparez l'empreinte avec l'annonce de l'autorité"
        "wait for the first public entry, or compare the hash with the authority's announcement"
    /// V010: a bundle is not made of entries.
    Bundle "V010"
        "lot d'entrées illisible"
        "a bundle is not made of entries"
        "recopiez le lot"
        "copy the bundle again"
    /// V011: a hash tile and the entries it stands for disagree.
    Tile "V011"
        "une dalle d'empreintes et les entrées ne concordent pas"
        "a hash tile and the entries disagree"
        "recopiez les deux ; si elles ne concordent nulle part, c'est à qui publie d'en répondre"
        "copy both again; if they disagree everywhere, the publisher must answer"
    /// V012: the entries do not give the signed root.
    Root "V012"
        "les entrées ne donnent pas la racine signée"
        "the entries do not give the signed root"
        "c'est à qui publie d'en répondre ; gardez le répertoire comme preuve"
        "the publisher must answer; keep the directory as evidence"
    /// V020: the log holds a message that no rule admits.
    Message "V020"
        "message qu'aucune règle n'admet"
        "a message that no rule admits"
        "le détail donne le code ; le concentrateur a laissé entrer ce qu'il doit refuser"
        "the detail tells the code; the hub has let in what it must not"
    /// V021: the log holds a message twice.
    Repeated "V021"
        "message inscrit deux fois"
        "a message stands twice"
        "c'est à qui publie d'en répondre"
        "the publisher must answer"
    /// V030: two separately written adders disagree.
    Adders "V030"
        "les deux additions ne donnent pas le même total"
        "the two adders disagree"
        "une faute de ce programme : signalez-la avec le répertoire"
        "a fault in this program: report it with the directory"
    /// V040: the manifest is not one, or not signed by the log.
    Manifest "V040"
        "manifeste illisible ou non signé par le journal"
        "the manifest is unreadable or not signed by the log"
        "recopiez-le"
        "copy it again"
    /// V041: the manifest speaks of another log or definition.
    ManifestLog "V041"
        "le manifeste parle d'un autre journal"
        "the manifest speaks of another log"
        "recopiez le manifeste, puis le point de contrôle, dans cet ordre"
        "copy manifest and checkpoint again, in this order"
    /// V042: the manifest lists a file the log does not give, or leaves one out.
    Listed "V042"
        "le manifeste ne liste pas les fichiers que le journal donne"
        "the manifest does not list the files the log gives"
        "c'est à qui publie d'en répondre"
        "the publisher must answer"
    /// V043: a file is not the one the manifest lists.
    Altered "V043"
        "fichier modifié : ce n'est pas celui du manifeste"
        "an altered file: not the one in the manifest"
        "recopiez le fichier, ou essayez un autre miroir"
        "copy the file again, or try another mirror"
    /// V044: a listed file does not say what the log says.
    Untrue "V044"
        "fichier qui ne dit pas ce que dit le journal"
        "a file that does not say what the log says"
        "les chiffres publiés sont faux : c'est le journal qui dit vrai"
        "the figures were published wrongly: the log is right"
    /// V045: contents were published before their legal hour, by the manifest's date or by the
    /// reader's clock.
    Embargo "V045"
        "contenu publié avant l'heure légale"
        "contents were published before their legal hour"
        "vérifiez l'heure de cet ordinateur ; si elle est juste, gardez les fichiers : l'autorité en répond"
        "check this computer's clock; if it is right, keep the files: the authority answers for it"
    /// V046: the manifest's date has not come on the reader's clock.
    Ahead "V046"
        "manifeste daté de plus d'un jour après maintenant"
        "the manifest is dated more than a day after now"
        "vérifiez l'heure de cet ordinateur ; si elle est juste, c'est à qui publie d'en répondre"
        "check this computer's clock; if it is right, the publisher must answer"
    /// V050: older than what this verifier has seen.
    Stale "V050"
        "plus ancien que ce qui a déjà été vu"
        "older than what was seen before"
        "le miroir est en retard, ou quelqu'un cache les dernières entrées : essayez-en un autre"
        "the mirror is behind, or somebody hides the newest entries: try another"
    /// V051: not an extension of what this verifier has seen: the past was rewritten, or two
    /// readers are shown different logs.
    Rewritten "V051"
        "le passé du journal a été réécrit, ou deux vues différentes en sont montrées"
        "the log's past was rewritten, or two views of it are shown"
        "gardez les deux points de contrôle : ensemble ils le prouvent"
        "keep both checkpoints: together they prove it"
    /// V060: not cosigned as the policy asks.
    Quorum "V060"
        "cosignatures de témoins insuffisantes"
        "not cosigned as the policy asks"
        "attendez les témoins, ou demandez-leur pourquoi ils ne signent pas"
        "wait for the witnesses, or ask why they do not sign"
    /// V061: a signature line of nobody the policy or the definition knows. A note, not a fault:
    /// signed notes ask readers to ignore such lines.
    UnknownSigner "V061"
        "signature de quelqu'un que rien ne nomme (remarque)"
        "a signature by somebody whom nothing names (note)"
        "rien ; elle ne prouve rien non plus"
        "nothing; it proves nothing either"
    /// V070: a file that nothing vouches for. A note, not a fault.
    Unlisted "V070"
        "fichier que rien n'atteste (remarque)"
        "a file that nothing vouches for (note)"
        "ne croyez rien de ce qu'il contient"
        "believe nothing in it"
}
