//! The command line as it explains itself, in both languages.
//!
//! The English texts stand beside the arguments; here is the French twin of each. What `clap`
//! says of its own accord (headings, wrong use) is English in both.

mod checks;
mod hub;
mod plan;
mod project;
mod station;

use clap::{Command, CommandFactory as _};
use election::refusal::Language;

use crate::CommandLine;

/// The language asked for on the command line, else that of the environment. It is looked for
/// before the line is understood, since a line that is not understood is explained too.
pub fn language() -> Language {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let after = words.iter().zip(words.iter().skip(1)).find(|(word, _)| *word == "--lang").map(|(_, next)| &**next);
    let inside = words.iter().find_map(|word| word.strip_prefix("--lang="));
    verifier::wording::language(after.or(inside))
}

/// The whole command line.
pub fn command_line(language: Language) -> Command {
    let english = CommandLine::command();
    match language {
        Language::English => english,
        Language::French => in_french(english),
    }
}

/// A text without a twin stays as it is; a test finds it.
fn in_french(command: Command) -> Command {
    let about = command.get_about().and_then(|about| twin(&about.to_string()));
    let long = command.get_long_about().and_then(|about| twin(&about.to_string()));
    let arguments: Vec<_> = command.get_arguments().map(|argument| argument.get_id().clone()).collect();
    let inside: Vec<String> = command.get_subcommands().map(|inside| inside.get_name().to_owned()).collect();
    let mut command = command;
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    for id in arguments {
        command = command.mut_arg(id, |argument| match argument.get_help().and_then(|help| twin(&help.to_string())) {
            Some(help) => argument.help(help),
            None => argument,
        });
    }
    inside.into_iter().fold(command, |command, name| command.mut_subcommand(name, in_french))
}

fn twin(english: &str) -> Option<&'static str> {
    twins().find(|(text, _)| *text == english).map(|(_, french)| *french)
}

fn twins() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    FRENCH
        .iter()
        .chain(checks::FRENCH)
        .chain(hub::FRENCH)
        .chain(plan::FRENCH)
        .chain(project::FRENCH)
        .chain(station::FRENCH)
}

/// English text, French twin.
const FRENCH: &[(&str, &str)] = &[
    (
        "Make, list, lock and reset the accounts of the hub's screens",
        "Crée, liste, verrouille et réinitialise les comptes des écrans du concentrateur",
    ),
    (
        "Make the accounts of a CSV file and write the letters that give access",
        "Crée les comptes d'un fichier CSV et écrit les lettres d'accès",
    ),
    ("List the accounts", "Liste les comptes"),
    ("Lock an account", "Verrouille un compte"),
    ("Unlock an account and forget its failed log-ins", "Déverrouille un compte et oublie ses connexions manquées"),
    (
        "Give an account a new first password and a new second factor",
        "Donne à un compte un nouveau premier mot de passe et un nouveau second facteur",
    ),
    (
        "The election directory, sealed; its hub must not be running",
        "Le répertoire du scrutin, scellé ; son concentrateur ne doit pas tourner",
    ),
    (
        "CSV with the columns account, name, role, scope, holder",
        "CSV avec les colonnes account, name, role, scope, holder",
    ),
    (
        "The file for the letters, HTML; it holds passwords",
        "Le fichier des lettres, HTML ; il contient des mots de passe",
    ),
    (
        "Print one JSON object a line, passwords included (exercises only)",
        "Écrit un objet JSON par ligne, mots de passe compris (exercices seulement)",
    ),
    ("Which account", "Quel compte"),
    (
        "The file for the letter, HTML; it holds a password",
        "Le fichier de la lettre, HTML ; il contient un mot de passe",
    ),
    ("Protect an election and prove its result", "Protège un scrutin et en prouve le résultat"),
    (
        "Language of what is printed: fr or en (also `VIGIE_LANG`)",
        "Langue de ce qui est affiché : fr ou en (aussi `VIGIE_LANG`)",
    ),
    (
        "A whole country in one command: invented stations with the real totals of 2017",
        "Tout un pays en une commande : des bureaux inventés, les vrais totaux de 2017",
    ),
    (
        "A whole country in one command: invented stations with the real totals of 2017.\n\nInvents the stations of a country around real French communes so that every department's totals of the two rounds of 2017 come out exactly, deploys forces, issues keys, seals the definition, replays the nights, and verifies the published files. Then the hub is served on this machine, with the last round's evening running.",
        "Tout un pays en une commande : des bureaux inventés, les vrais totaux de 2017.\n\nInvente les bureaux d'un pays autour de vraies communes françaises, si bien que les totaux de chaque département aux deux tours de 2017 tombent juste, déploie les forces, émet les clés, scelle la définition, rejoue les soirées, et vérifie les fichiers publiés. Puis le concentrateur est servi sur cette machine, le dernier soir en cours.",
    ),
    (
        "Read official results by polling station into an election directory.\n\nReads the ministry's files (2017, 2022, 2024 and later layouts) and csv, plain, .gz or .xz. A second call with the other round adds it to the same directory. A file that is not what it says is refused whole.",
        "Lit des résultats officiels par bureau de vote dans un répertoire de scrutin.\n\nLit les fichiers du ministère (formats de 2017, 2022, 2024 et suivants) et le csv, brut, .gz ou .xz. Un second appel avec l'autre tour l'ajoute au même répertoire. Un fichier qui n'est pas ce qu'il dit est refusé en entier.",
    ),
    (
        "Take the proof of one station's report out of a published directory.\n\nThe file is a C2SP tlog-proof that carries the report; check it with `vigie verify --receipt`.",
        "Tire d'un répertoire publié la preuve du relevé d'un bureau.\n\nLe fichier est un tlog-proof C2SP qui porte le relevé ; vérifiez-le avec `vigie verify --receipt`.",
    ),
    ("How many stations, 100 to 1,000,000", "Combien de bureaux, de 100 à 1 000 000"),
    ("Where to write; else a fresh directory here", "Où écrire ; sinon un nouveau répertoire ici"),
    ("Seed of everything invented", "Graine de tout ce qui est inventé"),
    ("In which order the reports come in", "Dans quel ordre arrivent les relevés"),
    (
        "Publish the pages for people too: a country's take a gigabyte",
        "Publier aussi les pages pour le public : un gigaoctet pour tout un pays",
    ),
    ("How many of the two rounds to replay", "Combien des deux tours rejouer"),
    (
        "End after verification; else the last round's evening is served until Ctrl-C",
        "Finir après la vérification ; sinon le dernier soir est servi jusqu'à Ctrl-C",
    ),
    ("Address and port of the hub that is served", "Adresse et port du concentrateur servi"),
    ("How many seconds of the evening go by in one", "Combien de secondes du soir passent en une"),
    (
        "Print the code of a second factor as an authenticator shows it (exercises only)",
        "Affiche le code d'un second facteur comme un authentificateur (exercices seulement)",
    ),
    (
        "The log-ins of an exercise: CSV with the columns account, password, second",
        "Les connexions d'un exercice : CSV aux colonnes account, password, second",
    ),
    ("Leave the deployment of forces out", "Sans le déploiement des forces"),
    ("Print the verdict as one JSON object, and nothing else", "Afficher le verdict en un objet JSON, et rien d'autre"),
    (
        "File with the passphrase in its first line (also `VIGIE_PASSPHRASE`; else asked for)",
        "Fichier dont la première ligne est la phrase de passe (aussi `VIGIE_PASSPHRASE` ; sinon demandée)",
    ),
    (
        "Read official results by polling station into an election directory",
        "Lit des résultats officiels par bureau de vote dans un répertoire de scrutin",
    ),
    ("The file, or - for standard input", "Le fichier, ou - pour l'entrée standard"),
    ("Which round the file holds", "De quel tour est le fichier"),
    ("The election directory", "Le répertoire du scrutin"),
    (
        "Positions and populations of communes (csv, plain or compressed)",
        "Positions et populations des communes (csv, brut ou comprimé)",
    ),
    (
        "Short name of the election; known for the presidential elections of 2017 and 2022",
        "Nom court du scrutin ; connu pour les présidentielles de 2017 et 2022",
    ),
    ("Title of the election", "Titre du scrutin"),
    ("Date of the vote, YYYY-MM-DD", "Date du vote, AAAA-MM-JJ"),
    ("Name of the log (its origin)", "Nom du journal (son origine)"),
    ("live or test: stands in every message", "live ou test : figure dans chaque message"),
    ("Print one JSON object", "Afficher un objet JSON"),
    (
        "Write a round's counts in the official layout of 2017, byte-stable",
        "Écrit les comptes d'un tour au format officiel de 2017, à l'octet près",
    ),
    ("Which round", "Quel tour"),
    ("The file to write; else standard output", "Le fichier à écrire ; sinon la sortie standard"),
    (
        "Check a definition, or seal it into its canonical bytes and hash",
        "Contrôle une définition, ou la scelle en ses octets canoniques et leur empreinte",
    ),
    (
        "Say every fault, with file, line, column, cause and remedy",
        "Dit chaque faute : fichier, ligne, colonne, cause et remède",
    ),
    ("An election directory, or a sealed definition", "Un répertoire de scrutin, ou une définition scellée"),
    (
        "Freeze the definition: canonical bytes and their SHA-256, as hex and as words",
        "Fige la définition : octets canoniques et leur SHA-256, en hexadécimal et en mots",
    ),
    ("Issue, show and revoke keys", "Émet, montre et révoque des clés"),
    (
        "Make the keys that are missing, of the whole country or below one place",
        "Fait les clés qui manquent, de tout le pays ou sous un lieu",
    ),
    ("Only keys of this place and what is under it", "Seulement les clés de ce lieu et de ce qu'il contient"),
    (
        "The encrypted file for the private keys; else DIR/private/keys.age",
        "Le fichier chiffré pour les clés privées ; sinon DIR/private/keys.age",
    ),
    ("List the public keys of a directory", "Liste les clés publiques d'un répertoire"),
    ("Only keys of this place or station", "Seulement les clés de ce lieu ou de ce bureau"),
    ("Print one JSON object a line", "Afficher un objet JSON par ligne"),
    ("Write a signed revocation, to be sent to the hub", "Écrit une révocation signée, à envoyer au concentrateur"),
    ("The election directory, sealed", "Le répertoire du scrutin, scellé"),
    (
        "Whose key: SCOPE/HOLDER, as in 75-056-0101/president",
        "La clé de qui : SCOPE/HOLDER, comme 75-056-0101/president",
    ),
    (
        "Who signs: SCOPE/HOLDER of the authority, the prefecture, the commune, or the holder",
        "Qui signe : SCOPE/HOLDER de l'autorité, de la préfecture, de la commune, ou du titulaire",
    ),
    ("Why, in one line", "Pourquoi, en une ligne"),
    ("When: YYYY-MM-DDTHH:MM:SS+HH:MM", "Quand : AAAA-MM-JJTHH:MM:SS+HH:MM"),
    ("The encrypted key file; else DIR/private/keys.age", "Le fichier de clés chiffré ; sinon DIR/private/keys.age"),
    ("The file for the signed message", "Le fichier du message signé"),
    (
        "Take imported counts as the stations' own and run the night: keys, signing, intake, log, totals, publication",
        "Prend des comptes importés pour ceux des bureaux et rejoue la soirée : clés, signatures, réception, journal, totaux, publication",
    ),
    ("The directory to publish to", "Le répertoire où publier"),
    ("Seed of the arrival order", "Graine de l'ordre d'arrivée"),
    (
        "Take signed messages from files into the log, and publish",
        "Inscrit au journal des messages signés lus de fichiers, et publie",
    ),
    (
        "Signed messages, one a file, or files of many made by `vigie station export`",
        "Messages signés, un par fichier, ou fichiers de plusieurs faits par `vigie station export`",
    ),
    ("Publish to this directory afterwards", "Publier ensuite dans ce répertoire"),
    ("The moment of publication: YYYY-MM-DDTHH:MM:SS+HH:MM", "Le moment de la publication : AAAA-MM-JJTHH:MM:SS+HH:MM"),
    (
        "Take the proof of one station's report out of a published directory",
        "Tire d'un répertoire publié la preuve du relevé d'un bureau",
    ),
    ("The published directory", "Le répertoire publié"),
    ("Which station", "Quel bureau"),
    (
        "Print one JSON object, with the receipt in it unless --out names its file",
        "Afficher un objet JSON, avec le reçu dedans sauf si --out nomme son fichier",
    ),
    (
        "Verify published results from public files alone, or one receipt",
        "Vérifie des résultats publiés à partir des seuls fichiers publics, ou un reçu",
    ),
    ("The published directory, or its URL", "Le répertoire publié, ou son URL"),
    (
        "Log keys, witnesses and quorum to ask for (C2SP tlog-policy); else the definition's own",
        "Clés du journal, témoins et quorum à exiger (C2SP tlog-policy) ; sinon ceux de la définition",
    ),
    (
        "Remember log and snapshot here and refuse older or rewritten ones next time",
        "Retenir ici le journal et l'instantané, et refuser ensuite ce qui est plus ancien ou réécrit",
    ),
    ("The definition's SHA-256, from a channel you trust", "Le SHA-256 de la définition, d'une source sûre"),
    (
        "Judge as at this moment (YYYY-MM-DDTHH:MM:SS+HH:MM); else by this computer's clock",
        "Juger comme à ce moment (AAAA-MM-JJTHH:MM:SS+HH:MM) ; sinon à l'heure de cet ordinateur",
    ),
    ("Check one receipt instead, without a network", "Vérifier plutôt un reçu, sans réseau"),
    (
        "The sealed definition a receipt belongs to: its keys are then checked too",
        "La définition scellée du reçu : ses clés sont alors vérifiées aussi",
    ),
    ("Print the verdict as one JSON object", "Afficher le verdict en un objet JSON"),
    (
        "Measure against limits that are measured in the same run",
        "Mesure, contre des limites mesurées dans la même exécution",
    ),
    ("Print a completion script for a shell", "Affiche le script de complétion d'un interpréteur"),
    ("Write a manual page for every command", "Écrit une page de manuel par commande"),
    ("Directory for the pages; it is made if needed", "Répertoire des pages ; créé au besoin"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every text with the place it stands at.
    fn texts(command: &Command, path: &str, found: &mut Vec<(String, String)>) {
        let path = format!("{path} {}", command.get_name());
        let abouts = [command.get_about(), command.get_long_about()].into_iter().flatten();
        found.extend(abouts.map(|about| (path.clone(), about.to_string())));
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            assert!(argument.get_long_help().is_none(), "{path} {}: one help text an argument", argument.get_id());
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            found.push((format!("{path} {}", argument.get_id()), help));
        }
        command.get_subcommands().for_each(|inside| texts(inside, &path, found));
    }

    fn all(language: Language) -> Vec<(String, String)> {
        let mut found = Vec::new();
        texts(&command_line(language), "", &mut found);
        found
    }

    /// The benches measure the project for those who build it; they speak English.
    fn is_english(place: &str) -> bool {
        place.starts_with(" vigie bench ")
    }

    #[test]
    fn no_help_text_lacks_its_french_twin() {
        let without: Vec<_> = all(Language::English)
            .into_iter()
            .filter(|(place, text)| !is_english(place) && !text.is_empty() && twin(text).is_none())
            .collect();
        assert!(without.is_empty(), "{without:#?}");
    }

    #[test]
    fn every_twin_is_in_use_and_shown() {
        let english: BTreeSet<String> = all(Language::English).into_iter().map(|(_, text)| text).collect();
        let french: BTreeSet<String> = all(Language::French).into_iter().map(|(_, text)| text).collect();
        for (one, other) in twins() {
            assert!(english.contains(*one), "nothing says {one:?}");
            assert!(french.contains(*other), "{other:?} is not shown");
            assert_ne!(one, other);
        }
        assert_eq!(twins().count(), twins().map(|(one, _)| one).collect::<BTreeSet<_>>().len(), "one twin each");
    }
}
