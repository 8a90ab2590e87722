//! French twins of what `vigie checks` says of itself.

/// English text, French twin.
pub const FRENCH: &[(&str, &str)] = &[
    (
        "What is unlikely about results: scan a file, measure the rules, list them",
        "Ce qui est invraisemblable dans des résultats : examiner un fichier, mesurer les règles, les lister",
    ),
    (
        "Look for stations whose figures are unlikely, given all others and an earlier contest",
        "Cherche les bureaux dont les nombres sont invraisemblables au vu des autres et d'un scrutin antérieur",
    ),
    (
        "Look for stations whose figures are unlikely, given all others and an earlier contest.\n\nReads what `vigie import` reads, plain, .gz or .xz. A station is named as import names it: department-commune-station, as 75-056-0101. The score is the logarithm of how much likelier the figures would be with a mistake, in nats; larger is more suspicious. A finding is a question, not a fault: it changes no number and proves nothing. A station whose own sums do not hold is told with its E code, before all questions, and compared with nothing.",
        "Cherche les bureaux dont les nombres sont invraisemblables au vu des autres et d'un scrutin antérieur.\n\nLit ce que lit `vigie import`, brut, .gz ou .xz. Un bureau porte le nom que lui donne l'import : département-commune-bureau, comme 75-056-0101. Le score est le logarithme de la vraisemblance gagnée par une erreur, en nats ; plus il est grand, plus c'est suspect. Une question n'est pas une faute : elle ne change aucun nombre et ne prouve rien. Un bureau dont les sommes ne tombent pas juste est dit avec son code E, avant toute question, et n'est comparé à rien.",
    ),
    (
        "Results by polling station, or - for standard input",
        "Résultats par bureau de vote, ou - pour l'entrée standard",
    ),
    (
        "Results of an earlier round or election with the same stations",
        "Résultats d'un tour ou d'un scrutin antérieur dans les mêmes bureaux",
    ),
    (
        "Share of correct stations that may be listed, above 0 and below 0.5",
        "Part des bureaux justes qui peut être listée, au-dessus de 0 et sous 0.5",
    ),
    (
        "Make mistakes in real stations and say which rule finds how many, at which price",
        "Fait des erreurs dans de vrais bureaux et dit quelle règle en trouve combien, à quel prix",
    ),
    (
        "Make mistakes in real stations and say which rule finds how many, at which price.\n\nEach file is measured by itself, and every file after the first also with the first as the earlier contest. Found at 1 % and at 0.1 % of correct stations flagged; then the same of mistakes that move at least 20 votes. The baseline is a simple rule measured beside them.",
        "Fait des erreurs dans de vrais bureaux et dit quelle règle en trouve combien, à quel prix.\n\nChaque fichier est mesuré seul, et chacun après le premier aussi avec le premier comme scrutin antérieur. Trouvé à 1 % et à 0,1 % de bureaux justes signalés ; puis de même pour les erreurs qui déplacent au moins 20 voix. `baseline` est une règle simple mesurée à côté.",
    ),
    ("Results by polling station", "Résultats par bureau de vote"),
    ("Mistakes of each kind, 100 to 1,000,000", "Erreurs de chaque sorte, de 100 à 1 000 000"),
    ("Seed of the mistakes", "Graine des erreurs"),
    (
        "Stations of which departments: whole, odd or even ones in the order of their codes",
        "Les bureaux de quels départements : whole (tous), odd ou even (un sur deux dans l'ordre des codes)",
    ),
    (
        "List the rules: code, threshold and its unit, what is unlikely, what to do next",
        "Liste les règles : code, seuil et son unité, ce qui est invraisemblable, que faire",
    ),
];
