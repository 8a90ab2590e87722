//! French twins of what `vigie plan` says of itself.

/// English text, French twin.
pub const FRENCH: &[(&str, &str)] = &[
    (
        "Deploy forces over an election's stations, with a proven distance from the optimum",
        "Déploie des forces sur les bureaux d'un scrutin, avec un écart prouvé à l'optimum",
    ),
    ("The election directory, as `vigie import` writes it", "Le répertoire du scrutin, tel que l'écrit `vigie import`"),
    ("Units: who, where, how many", "Les unités : qui, où, combien"),
    ("Threats: what is feared, where, how likely, how bad", "Les menaces : quoi, où, à quel point probables et graves"),
    (
        "Rules: phases, hours, shifts, travel, presence, reserves",
        "Les règles : phases, heures, vacations, trajets, présence, réserves",
    ),
    ("Headquarters and gatherings", "Les sièges et les rassemblements"),
    ("Recorded leaves for posts at stations", "Les autorisations consignées de postes aux bureaux"),
    ("Which phase of the policy", "Quelle phase des règles"),
    ("Only this department, with the units that stand in it", "Ce département seul, avec les unités qui s'y trouvent"),
    (
        "Any text: the same seed gives the same plan; else chance gives one. Whoever can guess it can foresee the draw",
        "Un texte quelconque : la même graine donne le même plan ; sinon le hasard en donne une. Qui la devine prévoit le tirage",
    ),
    (
        "How long circuits are worked on: 10 is good, 100 better",
        "Combien les circuits sont travaillés : 10 est bien, 100 mieux",
    ),
    ("Directory for the plan; it must not be there yet", "Répertoire du plan ; il ne doit pas exister"),
    (
        "Check a plan: every rule, its values, its bounds; exits with 1 if any is not kept",
        "Vérifie un plan : chaque règle, ses valeurs, ses bornes ; finit par 1 si l'une n'est pas tenue",
    ),
    ("The plan's directory", "Le répertoire du plan"),
    (
        "Verifier key of who must have signed it, as `vigie plan sign` prints it",
        "Clé de vérification de qui doit l'avoir signé, telle que l'affiche `vigie plan sign`",
    ),
    (
        "Write example forces, threats and policy from the public facts of 2017, fitted to an election",
        "Écrit des forces, menaces et règles d'exemple d'après les faits publics de 2017, à la mesure d'un scrutin",
    ),
    ("Directory for the five files", "Répertoire des cinq fichiers"),
    (
        "Draw the orders of a unit, or of all: pages to print, calendars, tracks",
        "Tire les ordres d'une unité, ou de toutes : pages à imprimer, agendas, traces",
    ),
    ("Only this unit", "Cette unité seule"),
    (
        "Seeds of the draw; else those in the plan's private directory",
        "Graines du tirage ; sinon celles du répertoire privé du plan",
    ),
    (
        "Directory for the orders: UNIT.html, UNIT.ics, UNIT.gpx; it must not be there yet",
        "Répertoire des ordres : UNITÉ.html, UNITÉ.ics, UNITÉ.gpx ; il ne doit pas exister",
    ),
    (
        "Write the report of a plan, or of one department: one page that opens without a network",
        "Écrit le rapport d'un plan, ou d'un département : une page qui s'ouvre sans réseau",
    ),
    (
        "Only this department, with its sites, circuits and reserves",
        "Ce département seul, avec ses sites, circuits et réserves",
    ),
    (
        "Sign a plan, or its orders, with a key of the election's key file, for instance the authority's",
        "Signe un plan, ou ses ordres, avec une clé du fichier de clés du scrutin, celle de l'autorité par exemple",
    ),
    (
        "Sign these orders of it: what was drawn, and who answers for which override",
        "Signe ces ordres-ci : ce qui fut tiré, et qui répond de quelle dérogation",
    ),
    ("The encrypted key file", "Le fichier de clés chiffré"),
    ("Name of the key, as `vigie keys show` lists it", "Nom de la clé, tel que le donne `vigie keys show`"),
    (
        "Explain a plan: a site, a department, more or fewer officers, or what cannot be had",
        "Explique un plan : un site, un département, plus ou moins de personnel, ou ce qu'on ne peut avoir",
    ),
    (
        "With --more: plan again with and without those officers",
        "Avec --more : planifier à nouveau, avec et sans ce personnel",
    ),
    (
        "One site: what it is worth, who comes, how soon, what one more crew would change",
        "Un site : ce qu'il vaut, qui vient, en combien de temps, ce qu'un équipage de plus changerait",
    ),
    (
        "One department: forces, values, promises, and what could not be done",
        "Un département : forces, valeurs, délais promis, et ce qui n'a pu être fait",
    ),
    (
        "What so many officers more do for the nation; fewer, if negative",
        "Ce que tant de personnes de plus font pour la nation ; de moins, si négatif",
    ),
    (
        "What cannot be had, and the smallest sets of requirements that conflict",
        "Ce qu'on ne peut avoir, et les plus petits ensembles d'exigences qui s'excluent",
    ),
    (
        "Where crews must be, whatever chance says: each line with its reason; the price is told",
        "Où des équipages doivent être, quoi que dise le hasard : chaque ligne avec sa raison ; le prix est dit",
    ),
    (
        "Alert where overrides take more than so many thousandths of a pool's chance, or add as much to the plan's value",
        "Alerte si les dérogations ôtent plus de tant de millièmes du hasard d'un secteur, ou en ajoutent autant à la valeur du plan",
    ),
    (
        "Directory of orders: drawn again from the opened seeds and compared",
        "Répertoire d'ordres : tirés à nouveau des graines ouvertes et comparés",
    ),
    (
        "Compare two plans: orders kept and changed, values, people by department",
        "Compare deux plans : ordres gardés et changés, valeurs, personnel par département",
    ),
    ("Directory of the plan before", "Répertoire du plan d'avant"),
    ("Directory of the plan after", "Répertoire du plan d'après"),
    (
        "Repair a plan after incidents: what changes is shown; it is written only once accepted",
        "Répare un plan après des incidents : les changements sont montrés ; rien n'est écrit avant l'accord",
    ),
    (
        "What happened: units lost or late, sites closed or moved, threats, incidents, pins",
        "Ce qui s'est passé : unités perdues ou en retard, sites fermés ou déplacés, menaces, incidents, épingles",
    ),
    (
        "The moment from which orders may change, local time, as 10:30",
        "Le moment à partir duquel les ordres peuvent changer, heure locale, comme 10:30",
    ),
    (
        "Only in this department: a change elsewhere is refused",
        "Dans ce seul département : un changement ailleurs est refusé",
    ),
    (
        "What an order that changes for value has to bring, in thousandths of the value before",
        "Ce que doit rapporter un ordre changé pour la valeur, en millièmes de la valeur d'avant",
    ),
    (
        "How many orders may change for value, in thousandths of all",
        "Combien d'ordres peuvent changer pour la valeur, en millièmes de tous",
    ),
    ("Directory for the repaired plan; it must not be there yet", "Répertoire du plan réparé ; il ne doit pas exister"),
    (
        "A person accepts the difference: write the repaired plan, with draws of its own",
        "Une personne accepte la différence : écrit le plan réparé, avec ses propres tirages",
    ),
    (
        "Repairs after seeded incidents in every department's plan: time, orders changed, value",
        "Réparations après des incidents tirés d'une graine, dans le plan de chaque département : temps, ordres changés, valeur",
    ),
    ("How many incidents", "Combien d'incidents"),
    (
        "The election directory whose departments are planned",
        "Le répertoire du scrutin dont les départements sont planifiés",
    ),
    ("Seed of the incidents", "Graine des incidents"),
];
