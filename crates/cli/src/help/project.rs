//! French twins of what `vigie project` says of itself.

/// English text, French twin.
pub const FRENCH: &[(&str, &str)] = &[
    (
        "Foretell the end of a count from the reports so far",
        "Annonce la fin d'un dépouillement d'après les relevés reçus",
    ),
    (
        "Foretell the end of a count from the reports so far.\n\nInternal until the legal hour: whoever is shown this may not show it. Stations of the earlier file that are not in RESULTS have not reported yet; --counted or --stations hides more, to try the model on a night that is over. Told for each candidate: the final share with an interval that is to hold it with the asked probability, the running share, and the probabilities to be among the first two, first, and above half. Fewer than 30 reports tell nothing.",
        "Annonce la fin d'un dépouillement d'après les relevés reçus.\n\nInterne jusqu'à l'heure légale : qui le voit ne peut le montrer. Les bureaux du fichier antérieur absents de RESULTS n'ont pas encore répondu ; --counted ou --stations en cache d'autres, pour essayer le modèle sur une soirée passée. Dit pour chaque candidat : le score final avec un intervalle qui doit le contenir avec la probabilité demandée, le score provisoire, et les probabilités d'être parmi les deux premiers, premier, et au-dessus de la moitié. Moins de 30 relevés n'annoncent rien.",
    ),
    (
        "Results of an earlier round or election by polling station",
        "Résultats d'un tour ou d'un scrutin antérieur par bureau de vote",
    ),
    (
        "Keep only the first reports, with this part of the registered, 0 to 100",
        "Ne garder que les premiers relevés, avec cette part des inscrits, de 0 à 100",
    ),
    (
        "Keep only the stations of this file, one identifier a line",
        "Ne garder que les bureaux de ce fichier, un identifiant par ligne",
    ),
    (
        "Order of the reports for --counted: small communes first, or as in the file",
        "Ordre des relevés pour --counted : small-first (petites communes d'abord) ou file (celui du fichier)",
    ),
    ("Seed of the order and of the draws", "Graine de l'ordre et des tirages"),
    (
        "Probability, in percent, with which an interval is to hold the final share, 50 to 99",
        "Probabilité, en pour cent, qu'un intervalle contienne le score final, de 50 à 99",
    ),
    ("Write the stations that were kept, one a line", "Écrire les bureaux gardés, un par ligne"),
];
