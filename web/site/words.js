// What the programs of the pages say. Both languages have the same keys; a test compares them.

export const WORDS = {
  fr: {
    notFound: "Aucun lieu de ce nom.",
    symbols: "Symboles", same: "tous égaux", size: "selon les inscrits", none: "départements seuls",
    zoomIn: "Agrandir", zoomOut: "Réduire", zoomAll: "Tout voir",
    canvas: "Carte des bureaux de vote. Les mêmes bureaux sont dans le tableau dessous.",
    uncounted: "pas encore compté", contested: "contesté, non compté", annulled: "annulé", tied: "à égalité",
    leads: "{} en tête", lead: ["moins de 5 points", "5 à 10 points", "10 à 20 points", "plus de 20 points"],
    department: "Département", station: "Bureau", commune: "Commune", state: "État", table: "Les mêmes bureaux en tableau",
    page: "Page {} sur {}", next: "Suivante", previous: "Précédente", chosen: "Choisir un département",
    oneStation: "Un bureau", whole: "Tout le journal",
    oneText: "Le procès-verbal du bureau est cherché dans le journal public, ses signatures et sa preuve d’inclusion sont recalculées ici.",
    wholeText: "Toutes les entrées sont téléchargées, toutes les signatures et toutes les sommes refaites ici. Comptez plusieurs minutes et quelques centaines de mégaoctets pour un pays.",
    find: "Commune", choose: "Bureau", round: "Tour", check: "Vérifier ce bureau", checkWhole: "Vérifier tout le journal",
    stop: "Arrêter", noCrypto: "Ce navigateur ne sait pas vérifier Ed25519 ici. Ouvrez cette page en https, ou utilisez la commande ci-dessous.",
    stepDefinition: "La définition scellée a bien l’empreinte annoncée",
    stepCheckpoint: "Le journal a signé sa taille et sa racine : {} entrées",
    stepManifest: "La liste des fichiers publiés est signée par le journal",
    stepEntry: "L’entrée {} du journal est le message de ce bureau",
    stepProof: "La preuve d’inclusion mène de cette entrée à la racine signée",
    stepSigned: "Signé par {}",
    stepFigures: "Les chiffres publiés sont ceux du message signé",
    stepRoot: "Les entrées redonnent la racine signée", stepSignatures: "{} signatures vérifiées",
    stepMessages: "{} messages admis par les règles", stepTotals: "{} lieux : les sommes refaites ici sont celles publiées",
    stepMissing: "Ce bureau n’a encore rien d’inscrit qui compte : {}",
    good: "✔ Vérifié dans ce navigateur, sans croire personne.", bad: "✘ Non vérifié : {}", stopped: "Arrêté.",
    reading: "Lecture de la définition…", walking: "{} entrées sur {}",
    standing_final: "Définitif : {} témoins sur {} ont contresigné l’état du journal que montre cette page (il en faut {}). Leurs signatures ont été vérifiées dans ce navigateur.",
    standing_finalCounting: "Le dépouillement continue. Ce que cette page montre est contresigné par {} témoins sur {} (il en faut {}), vérifié dans ce navigateur.",
    standing_provisional: "Provisoire : {} témoins sur {} ont contresigné l’état du journal que montre cette page ; il en faut {}.",
    standing_newer: "Un état plus récent du journal est publié, contresigné par {} témoins sur {} (il en faut {}) : revenez à la page d’accueil pour le voir.",
    standing_other: "ATTENTION : le journal publié n’est pas celui de cette page ({} témoins sur {} l’ont contresigné, il en faut {}). Ne vous fiez pas à ces chiffres ; lancez « vigie verify ».",
  },
  en: {
    notFound: "No place of that name.",
    symbols: "Symbols", same: "all the same", size: "by registered voters", none: "departments only",
    zoomIn: "Zoom in", zoomOut: "Zoom out", zoomAll: "See all",
    canvas: "Map of the polling stations. The same stations are in the table below.",
    uncounted: "not counted yet", contested: "contested, not counted", annulled: "annulled", tied: "tied",
    leads: "{} leads", lead: ["under 5 points", "5 to 10 points", "10 to 20 points", "over 20 points"],
    department: "Department", station: "Station", commune: "Commune", state: "State", table: "The same stations as a table",
    page: "Page {} of {}", next: "Next", previous: "Previous", chosen: "Choose a department",
    oneStation: "One station", whole: "The whole log",
    oneText: "The station’s report is looked up in the public log; its signatures and its inclusion proof are worked out here.",
    wholeText: "All entries are fetched, all signatures and all sums worked out here. Allow several minutes and some hundred megabytes for a country.",
    find: "Commune", choose: "Station", round: "Round", check: "Check this station", checkWhole: "Check the whole log",
    stop: "Stop", noCrypto: "This browser cannot verify Ed25519 here. Open this page over https, or use the command below.",
    stepDefinition: "The sealed definition has the announced hash",
    stepCheckpoint: "The log signed its size and root: {} entries",
    stepManifest: "The list of published files is signed by the log",
    stepEntry: "Entry {} of the log is this station’s message",
    stepProof: "The inclusion proof leads from this entry to the signed root",
    stepSigned: "Signed by {}",
    stepFigures: "The published figures are those of the signed message",
    stepRoot: "The entries give the signed root", stepSignatures: "{} signatures verified",
    stepMessages: "{} messages admitted by the rules", stepTotals: "{} places: the sums worked out here are those published",
    stepMissing: "Nothing of this station counts yet: {}",
    good: "✔ Verified in this browser, believing nobody.", bad: "✘ Not verified: {}", stopped: "Stopped.",
    reading: "Reading the definition…", walking: "{} entries of {}",
    standing_final: "Final: {} of {} witnesses have cosigned the state of the log that this page shows (it takes {}). Their signatures were verified in this browser.",
    standing_finalCounting: "The count goes on. What this page shows is cosigned by {} of {} witnesses (it takes {}), verified in this browser.",
    standing_provisional: "Provisional: {} of {} witnesses have cosigned the state of the log that this page shows; it takes {}.",
    standing_newer: "A newer state of the log is published, cosigned by {} of {} witnesses (it takes {}): go back to the front page to see it.",
    standing_other: "WARNING: the published log is not that of this page ({} of {} witnesses have cosigned it, it takes {}). Do not rely on these figures; run `vigie verify`.",
  },
};

export function words() {
  return WORDS[document.documentElement.lang] ?? WORDS.fr;
}

/** A text with its slots filled in. */
export function said(text, ...values) {
  return values.reduce((text, value) => text.replace("{}", value), text);
}
