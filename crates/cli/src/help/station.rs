//! The French twins of `vigie station`.

pub const FRENCH: &[(&str, &str)] = &[
    (
        "Enter, sign, carry and send the count of one polling station; works with no network",
        "Saisit, signe, porte et envoie le dépouillement d'un bureau de vote ; marche sans réseau",
    ),
    (
        "Enter, sign, carry and send the count of one polling station; works with no network.\n\nEverything lies in one directory on the station's own machine: `init` makes it once, before the vote, from the sealed definition. On the evening: `enter`, `sign`, then `send`, or `export` a file, codes or a sheet. `status` says at any time what is done and what is still unsent. With --web the same is done in a browser on this machine.",
        "Saisit, signe, porte et envoie le dépouillement d'un bureau de vote ; marche sans réseau.\n\nTout est dans un répertoire, sur la machine du bureau : `init` le fait une fois, avant le vote, à partir de la définition scellée. Le soir : `enter`, `sign`, puis `send`, ou `export` d'un fichier, de codes ou d'une feuille. `status` dit à tout moment ce qui est fait et ce qui reste à envoyer. Avec --web, la même chose dans un navigateur de cette machine.",
    ),
    (
        "Serve the station of this directory as pages, for a browser on this machine",
        "Servir le bureau de ce répertoire en pages, pour un navigateur de cette machine",
    ),
    ("Address and port of the pages", "Adresse et port des pages"),
    ("Make the directory of one station, before the vote", "Fait le répertoire d'un bureau, avant le vote"),
    (
        "Make the directory of one station, before the vote.\n\nTakes the station's part of the sealed definition, and out of a key file the keys of its holders, each locked anew under its holder's own passphrase. Compare the check words of the definition with those that the authority announced.",
        "Fait le répertoire d'un bureau, avant le vote.\n\nPrend la part du bureau dans la définition scellée, et dans un fichier de clés celles de ses titulaires, chacune refermée sous la phrase de passe de son titulaire. Comparez les mots de contrôle de la définition à ceux que l'autorité a annoncés.",
    ),
    ("The directory to make", "Le répertoire à faire"),
    ("The sealed definition", "La définition scellée"),
    (
        "Key file that holds the keys of the station's holders (may be given more than once)",
        "Fichier de clés qui contient celles des titulaires du bureau (peut être répété)",
    ),
    (
        "A holder's own passphrase, in the first line of a file; else asked for",
        "La phrase de passe d'un titulaire, première ligne d'un fichier ; sinon demandée",
    ),
    (
        "Tell that the station is installed, open or closed, or its turnout",
        "Dit que le bureau est installé, ouvert ou fermé, ou sa participation",
    ),
    ("The station's directory", "Le répertoire du bureau"),
    (
        "installed, open, turnout-noon, turnout-17 or closed",
        "installed (installé), open (ouvert), turnout-noon, turnout-17 (participation) ou closed (fermé)",
    ),
    (
        "Signatures on the register so far; with the two turnouts",
        "Émargements jusqu'ici ; avec les deux participations",
    ),
    (
        "Who signs; else the first holder whose key is here",
        "Qui signe ; sinon le premier titulaire dont la clé est ici",
    ),
    ("Which round; else the last whose doors have opened", "Quel tour ; sinon le dernier dont les portes ont ouvert"),
    ("When: YYYY-MM-DDTHH:MM:SS+HH:MM; else now", "Quand : AAAA-MM-JJTHH:MM:SS+HH:MM ; sinon maintenant"),
    (
        "Type the count from the paper record; every answer is kept at once",
        "Saisit le dépouillement depuis le procès-verbal ; chaque réponse est gardée aussitôt",
    ),
    (
        "Type the count from the paper record; every answer is kept at once.\n\nAsks for the fields one after the other, in the order of the record. Figures are typed as `1204`, `1 204` or `1.204`; an empty field is empty, not zero. What is wrong is said at once. With --figures the answers are read from a file instead: one `name;figure` a line, by name (`cast`), letter (`C`) or panel number (`3`).",
        "Saisit le dépouillement depuis le procès-verbal ; chaque réponse est gardée aussitôt.\n\nDemande les champs l'un après l'autre, dans l'ordre du procès-verbal. On tape `1204`, `1 204` ou `1.204` ; un champ vide est vide, pas zéro. Ce qui ne va pas est dit aussitôt. Avec --figures les réponses sont lues dans un fichier : un `nom;nombre` par ligne, par nom (`cast`), lettre (`C`) ou numéro de panneau (`3`).",
    ),
    (
        "Read the figures from this file, or from standard input with -",
        "Lire les nombres dans ce fichier, ou sur l'entrée standard avec -",
    ),
    ("Why something unusual is right, in one line", "Pourquoi quelque chose d'inhabituel est exact, en une ligne"),
    ("When the count ended; else now", "Quand le dépouillement a fini ; sinon maintenant"),
    (
        "Read the count from a file of figures, as `enter --figures` does",
        "Lit le dépouillement dans un fichier, comme `enter --figures`",
    ),
    (
        "The file of figures (CSV or text), or - for standard input",
        "Le fichier des nombres (CSV ou texte), ou - pour l'entrée standard",
    ),
    (
        "Sign the report as its two holders, each with his own passphrase",
        "Signe le relevé par ses deux titulaires, chacun avec sa phrase de passe",
    ),
    (
        "Sign the report as its two holders, each with his own passphrase.\n\nShows the figures and the check words before anybody signs. Without --as it asks every holder in turn until two have signed; with --as one holder signs, and the other may do so later.",
        "Signe le relevé par ses deux titulaires, chacun avec sa phrase de passe.\n\nMontre les nombres et les mots de contrôle avant toute signature. Sans --as, demande à chaque titulaire tour à tour jusqu'à deux signatures ; avec --as un titulaire signe, et l'autre peut le faire plus tard.",
    ),
    ("Who signs now: president, secretary", "Qui signe maintenant : president, secretary"),
    (
        "Send what is unsent to the hub, and keep the receipts",
        "Envoie au concentrateur ce qui ne l'est pas, et garde les reçus",
    ),
    (
        "Send what is unsent to the hub, and keep the receipts.\n\nEvery receipt is checked against the log's key in the definition. What is not answered stays unsent and goes with the next call; the same message sent twice counts once. A hub that stored something else than what was sent raises an alarm.",
        "Envoie au concentrateur ce qui ne l'est pas, et garde les reçus.\n\nChaque reçu est vérifié sous la clé du journal que nomme la définition. Ce qui reste sans réponse reste à envoyer et part au prochain appel ; le même message envoyé deux fois compte une fois. Un concentrateur qui a enregistré autre chose que ce qui a été envoyé déclenche une alerte.",
    ),
    (
        "Address of the hub, if not the one of the last time: http://… or https://…",
        "Adresse du concentrateur, si ce n'est celle de la dernière fois : http://… ou https://…",
    ),
    (
        "Address of the hub, kept in the directory: http://… or https://…",
        "Adresse du concentrateur, gardée dans le répertoire : http://… ou https://…",
    ),
    ("How often to try each message", "Combien de fois essayer chaque message"),
    (
        "Check receipts: those kept here again, or new ones from files",
        "Vérifie des reçus : ceux gardés ici, ou de nouveaux depuis des fichiers",
    ),
    (
        "Check receipts: those kept here again, or new ones from files.\n\nA receipt proves that the log holds exactly the message that this station signed. One from a file is kept with its message when it holds.",
        "Vérifie des reçus : ceux gardés ici, ou de nouveaux depuis des fichiers.\n\nUn reçu prouve que le journal contient exactement le message que ce bureau a signé. Celui d'un fichier est gardé avec son message s'il est bon.",
    ),
    ("Receipts that were brought", "Les reçus apportés"),
    ("Say what is typed, signed, unsent, sent and received", "Dit ce qui est saisi, signé, à envoyer, envoyé et reçu"),
    (
        "Take what is signed out of the directory: a file, codes, or a sheet to print",
        "Sort du répertoire ce qui est signé : un fichier, des codes, ou une feuille à imprimer",
    ),
    (
        "Take what is signed out of the directory: a file, codes, or a sheet to print.\n\nNothing is marked as sent by this: a message is received when its receipt is here.",
        "Sort du répertoire ce qui est signé : un fichier, des codes, ou une feuille à imprimer.\n\nRien n'est marqué comme envoyé par là : un message est reçu quand son reçu est ici.",
    ),
    (
        "All messages without a receipt in one file, for `vigie intake`",
        "Tous les messages sans reçu en un fichier, pour `vigie intake`",
    ),
    (
        "The report as codes: pictures and their texts, in this directory",
        "Le relevé en codes : images et textes, dans ce répertoire",
    ),
    (
        "The report as a sheet to print, sign and post at the door",
        "Le relevé en feuille à imprimer, signer et afficher à la porte",
    ),
    ("The file for the sheet; else standard output", "Le fichier de la feuille ; sinon la sortie standard"),
    ("With --file: the messages that have a receipt as well", "Avec --file : aussi les messages qui ont un reçu"),
    (
        "Turn codes that were scanned, or a file of messages, back into messages",
        "Refait des messages à partir de codes lus ou d'un fichier de messages",
    ),
    (
        "Turn codes that were scanned, or a file of messages, back into messages.\n\nA file of scanned codes holds the text of one code a line, in any order; a scanner that types into standard input does as well. Each message becomes one file that `vigie intake` takes.",
        "Refait des messages à partir de codes lus ou d'un fichier de messages.\n\nUn fichier de codes lus contient le texte d'un code par ligne, dans n'importe quel ordre ; un lecteur qui écrit sur l'entrée standard convient aussi. Chaque message devient un fichier que prend `vigie intake`.",
    ),
    (
        "The texts of the codes, one a line, or a file made by `export --file`; - for standard input",
        "Les textes des codes, un par ligne, ou un fichier fait par `export --file` ; - pour l'entrée standard",
    ),
    ("The directory for the messages; it is made if needed", "Le répertoire des messages ; créé au besoin"),
    (
        "Results of an earlier election with this station: what is unusual is asked here",
        "Résultats d'un scrutin précédent où est ce bureau : ce qui étonne est demandé ici",
    ),
    (
        "Correct a signed report: all figures again, with the reason, signed by two",
        "Rectifie un relevé signé : tous les chiffres de nouveau, avec la raison, signés par deux",
    ),
    (
        "Correct a signed report: all figures again, with the reason, signed by two.\n\nA correction is a new edition that names what it replaces, and both stay in the log. Without --figures the standing figures are asked for line by line; then the old and the new are shown and two holders sign. With --as one holder signs, and the other may do so later with the same command and nothing else. `send`, `export` and `status` treat it like a report.",
        "Rectifie un relevé signé : tous les chiffres de nouveau, avec la raison, signés par deux.\n\nUne rectification est une nouvelle édition qui nomme ce qu'elle remplace, et les deux restent dans le journal. Sans --figures les chiffres qui tiennent sont demandés ligne par ligne ; puis l'ancien et le nouveau sont montrés et deux titulaires signent. Avec --as un titulaire signe, et l'autre peut le faire plus tard par la même commande sans rien d'autre. `send`, `export` et `status` la traitent comme un relevé.",
    ),
    ("Why the report is corrected, in one line", "Pourquoi le relevé est rectifié, en une ligne"),
    (
        "Put aside a correction that waits for its second signature, and begin anew",
        "Met de côté une rectification qui attend sa seconde signature, et recommence",
    ),
    ("When it is corrected; else now", "Quand il est rectifié ; sinon maintenant"),
];
