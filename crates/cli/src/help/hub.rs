//! The French twins of `vigie serve`, `vigie witness` and `vigie bench intake`.

pub const FRENCH: &[(&str, &str)] = &[
    (
        "Run the hub of an election night: messages in, receipts out, the public files",
        "Le concentrateur d'un soir d'élection : messages, reçus, fichiers publics",
    ),
    (
        "Run the hub of an election night: messages in, receipts out, the public files.\n\nListens on this machine alone unless told otherwise. Ends on SIGTERM or SIGINT, after it has answered what it accepted.",
        "Le concentrateur d'un soir d'élection : messages, reçus, fichiers publics.\n\nN'écoute que cette machine, sauf ordre contraire. S'arrête sur SIGTERM ou SIGINT, après avoir répondu à ce qu'il a accepté.",
    ),
    ("Address and port to listen on", "Adresse et port d'écoute"),
    (
        "Certificate chain in PEM: the hub then speaks TLS",
        "Chaîne de certificats en PEM : le concentrateur parle alors TLS",
    ),
    ("Private key of the certificate, in PEM", "Clé privée du certificat, en PEM"),
    ("Seconds between two publications", "Secondes entre deux publications"),
    (
        "Publish when the legal hour comes, without anybody's decision (exercises only)",
        "Publier quand vient l'heure légale, sans décision de personne (exercices seulement)",
    ),
    (
        "Witnesses to ask for cosignatures: a policy with their addresses (C2SP tlog-policy)",
        "Témoins à qui demander des cosignatures : une politique avec leurs adresses (C2SP tlog-policy)",
    ),
    (
        "Recount the definition's published results before cosigning: their directory or URL",
        "Recompter les résultats publiés de la définition avant de cosigner : leur répertoire ou leur URL",
    ),
    (
        "Address and port for Cursor on Target; without it nobody listens there",
        "Adresse et port pour Cursor on Target ; sans cela, rien n'y écoute",
    ),
    (
        "Units that may say where they are by Cursor on Target, one a line; without it none may",
        "Unités qui peuvent dire leur position par Cursor on Target, une par ligne ; sans cela, aucune",
    ),
    (
        "A plan's directory: its orders are shown, pinned and repaired; editions are written beside it",
        "Dossier d'un plan : ses ordres sont montrés, épinglés et réparés ; les éditions s'écrivent à côté",
    ),
    (
        "Results of an earlier election with the same stations: what is unusual is asked at entry",
        "Résultats d'une élection antérieure des mêmes bureaux : l'inhabituel est demandé à la saisie",
    ),
    (
        "The hub's clock begins at this moment: YYYY-MM-DDTHH:MM:SS+HH:MM (exercises only)",
        "L'horloge du concentrateur part de cet instant : AAAA-MM-JJTHH:MM:SS+HH:MM (exercices seulement)",
    ),
    (
        "Go on with rooms that are older than the log remembers, where the refusal names this number of events",
        "Continuer avec des écrans plus anciens que le journal ne s'en souvient, si le refus nomme ce nombre d'événements",
    ),
    (
        "How many seconds the hub's clock goes in one (exercises only)",
        "Combien de secondes l'horloge du concentrateur avance en une (exercices seulement)",
    ),
    (
        "A whole round over HTTP, durable, against bare signature checks and bare commits",
        "Un tour entier par HTTP, durable, face aux seules vérifications de signatures et aux seules écritures",
    ),
    (
        "Run a witness: cosign the checkpoints of logs, each a continuation of the one before",
        "Un témoin : cosigne les points de contrôle de journaux, chacun continuant le précédent",
    ),
    (
        "Run a witness: cosign the checkpoints of logs, each a continuation of the one before.\n\nSpeaks C2SP tlog-witness. The first run makes the witness's key; the line it prints stands in the definition of the election, or in the policy of whoever trusts this witness. With --recount it cosigns what it has recounted from the public files and nothing else: its key then says so, and never serves for less.",
        "Un témoin : cosigne les points de contrôle de journaux, chacun continuant le précédent.\n\nParle C2SP tlog-witness. Le premier lancement crée la clé du témoin ; la ligne affichée va dans la définition du scrutin, ou dans la politique de qui se fie à ce témoin. Avec --recount il ne cosigne que ce qu'il a recompté à partir des fichiers publics : sa clé le dit alors, et ne sert jamais à moins.",
    ),
    ("The witness's own directory", "Le répertoire du témoin"),
    ("Name of the witness, as in its cosignatures", "Nom du témoin, tel que dans ses cosignatures"),
    ("A log to watch: its key as one line (name+id+key)", "Un journal à surveiller : sa clé en une ligne (nom+id+clé)"),
    ("A sealed definition, whose log is to be watched", "Une définition scellée, dont le journal est à surveiller"),
    ("How many connections send at once", "Nombre de connexions qui envoient à la fois"),
    ("How many invented stations", "Nombre de bureaux inventés"),
    (
        "Directory on the disk to be measured; else the system's temporary one",
        "Répertoire sur le disque à mesurer ; sinon celui, temporaire, du système",
    ),
];
