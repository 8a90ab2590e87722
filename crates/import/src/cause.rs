//! Everything that can be wrong with a file, each with its code, its words and its remedy.
//!
//! `D1xx`: the election as a whole, in the codes of `election`. `I1xx`: an official file of results. `I2xx`: a file of the election directory, by itself.
//! `I3xx`: counts that do not fit the election. `I4xx`: a file that does not fit the election it is added to.
//! `P1xx`: forces, threats, policy, events and leaves as a whole, in the codes of `plan`. `P2xx`: one of their files, by itself.

use election::refusal::Broken;

/// What a cause says to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Stable code, never used again for another cause.
    pub code: &'static str,
    /// What is wrong, in English.
    pub english: &'static str,
    /// What to do about it, in English.
    pub remedy: &'static str,
    /// What is wrong, in French.
    pub french: &'static str,
    /// What to do about it, in French.
    pub recours: &'static str,
}

macro_rules! causes {
    ($($name:ident $code:literal $english:literal $remedy:literal $french:literal $recours:literal)*) => {
        /// Why a file is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cause { $(#[doc = $english] $name,)* }

        impl Cause {
            /// Every cause, in the order of the codes.
            pub const ALL: &[Cause] = &[$(Cause::$name,)*];
        }

        const WORDS: &[Words] = &[$(Words {
            code: $code, english: $english, remedy: $remedy, french: $french, recours: $recours,
        },)*];
    };
}

impl Cause {
    /// Code and texts.
    pub fn words(self) -> &'static Words {
        &WORDS[self as usize]
    }

    /// Whether the fault is about the figures of one station: which station it is and which
    /// candidates are meant is certain all the same, and the other stations are untouched.
    pub fn is_of_one_station(self) -> bool {
        matches!(
            self,
            Self::NotANumber
                | Self::HugeNumber
                | Self::DuplicateStation
                | Self::CastExceedsRegistered
                | Self::Abstentions
                | Self::CastSum
                | Self::ValidSum
                | Self::BadShare
                | Self::ShareDisagrees
        )
    }

    /// The blocking rule of a report that the same mistake breaks, if one does.
    pub fn rule(self) -> Option<Broken> {
        match self {
            Self::CastSum => Some(Broken::CastSum),
            Self::ValidSum => Some(Broken::ValidSum),
            Self::CastExceedsRegistered => Some(Broken::CastOverRegistered),
            _ => None,
        }
    }

    /// The stable code alone: `I120`.
    pub fn code(self) -> &'static str {
        self.words().code
    }
}

causes! {
    Duplicate "D101"
        "the same identifier, number or key stands twice" "remove or rename one of them"
        "le même identifiant, numéro ou clé figure deux fois" "retirez ou renommez l'un des deux"
    Unknown "D102"
        "it names something that is not there" "correct the name, or add what it names"
        "il nomme quelque chose qui n'existe pas" "corrigez le nom, ou ajoutez ce qu'il nomme"
    Parent "D103"
        "the parent is not exactly one level up, or there is not exactly one nation" "correct the parent or the level"
        "le parent n'est pas au niveau juste au-dessus, ou il n'y a pas une seule nation" "corrigez le parent ou le niveau"
    Limit "D104"
        "there are too many, or none where one is needed" "see the limit in specs/definition.md"
        "il y en a trop, ou aucun là où il en faut un" "voyez la limite dans specs/definition.md"
    Phrase "D105"
        "the text is empty, padded, too long or has hidden characters" "write it as one plain line"
        "le texte est vide, bordé d'espaces, trop long ou a des caractères cachés" "écrivez-le en une simple ligne"
    Order "D106"
        "the numbers or classes are out of order" "order them: thresholds, rounds, candidates and classes ascend; rounds and candidates from 1"
        "les numéros ou classes ne sont pas dans l'ordre" "ordonnez-les : seuils, tours, candidats et classes croissants ; tours et candidats à partir de 1"
    Position "D107"
        "this position is not on earth" "correct lon and lat"
        "cette position n'est pas sur terre" "corrigez lon et lat"
    Window "D108"
        "it ends before it begins, or results are published before the doors close" "correct the moments"
        "la fin précède le début, ou la publication précède la fermeture" "corrigez les instants"
    Scope "D109"
        "the role does not fit the level of the scope" "give the role that belongs to the place"
        "le rôle ne convient pas au niveau du périmètre" "donnez le rôle qui convient au lieu"

    Unreadable "I100"
        "the file cannot be read" "check that it exists and that you may read it, then try again"
        "le fichier ne peut pas être lu" "vérifiez qu'il existe et que vous avez le droit de le lire, puis recommencez"
    Empty "I101"
        "the file is empty" "download it again, or write its header and its rows"
        "le fichier est vide" "téléchargez-le de nouveau, ou écrivez son en-tête et ses lignes"
    Html "I102"
        "this is a web page, not data" "the site probably answered with an error or maintenance page: download the file itself"
        "c'est une page web, pas des données" "le site a sans doute répondu par une page d'erreur ou de maintenance : téléchargez le fichier lui-même"
    Spreadsheet "I103"
        "this is a spreadsheet or another archive" "take the .txt or .csv file of the same data set; a spreadsheet loses leading zeros"
        "c'est un classeur ou une archive" "prenez le fichier .txt ou .csv du même jeu de données ; un tableur perd les zéros de tête"
    Utf16 "I104"
        "the text is UTF-16" "convert it: iconv -f UTF-16 -t UTF-8"
        "le texte est en UTF-16" "convertissez-le : iconv -f UTF-16 -t UTF-8"
    ByteOrderMark "I105"
        "the text begins with a byte order mark" "save it as UTF-8 without a mark, for example: tail -c +4 FILE"
        "le texte commence par une marque d'ordre d'octets" "enregistrez-le en UTF-8 sans marque, par exemple : tail -c +4 FICHIER"
    Mojibake "I106"
        "the text was re-encoded twice (letters such as Ã©)" "take the original file, or undo one encoding: iconv -f UTF-8 -t ISO-8859-1"
        "le texte a été réencodé deux fois (lettres comme Ã©)" "prenez le fichier d'origine, ou annulez un encodage : iconv -f UTF-8 -t ISO-8859-1"
    BadUtf8 "I107"
        "the line is not in the encoding of the header" "take the original file, or save yours as UTF-8; it must be one encoding throughout (ISO-8859-1 or UTF-8)"
        "la ligne n'est pas dans l'encodage de l'en-tête" "prenez le fichier d'origine, ou enregistrez le vôtre en UTF-8 ; un seul encodage doit valoir partout (ISO-8859-1 ou UTF-8)"
    ControlByte "I108"
        "the line has a control character" "take the original file; if it is Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8"
        "la ligne contient un caractère de contrôle" "prenez le fichier d'origine ; s'il est en Windows-1252, convertissez-le : iconv -f WINDOWS-1252 -t UTF-8"
    Compressed "I109"
        "the compressed file is damaged, cut short or asks for too much memory" "download it again and compare its size and its hash with those published"
        "le fichier compressé est abîmé, coupé ou demande trop de mémoire" "téléchargez-le de nouveau et comparez sa taille et son empreinte à celles publiées"
    Truncated "I110"
        "the last line has no end: the file is cut short" "download it again and compare its size with the one published"
        "la dernière ligne n'a pas de fin : le fichier est coupé" "téléchargez-le de nouveau et comparez sa taille à celle publiée"
    TooBig "I111"
        "the file is larger than any national result" "check that it is the right file; it was not read further"
        "le fichier est plus grand que tout résultat national" "vérifiez que c'est le bon fichier ; il n'a pas été lu plus loin"
    LongLine "I112"
        "a line is longer than any line of results" "check that it is the right file"
        "une ligne est plus longue que toute ligne de résultats" "vérifiez que c'est le bon fichier"
    TooManyRows "I113"
        "the file has more rows than any country has stations" "check that it is the right file"
        "le fichier a plus de lignes qu'aucun pays n'a de bureaux" "vérifiez que c'est le bon fichier"
    UnknownHeader "I114"
        "the first line is the header of no known layout" "the layouts known are listed in the manual of `vigie import`; take the file per polling station (bureau de vote)"
        "la première ligne n'est l'en-tête d'aucun format connu" "les formats connus sont dans le manuel de « vigie import » ; prenez le fichier par bureau de vote"
    HeaderColumn "I115"
        "a column of the header is not the expected one" "take the file as published, per polling station, with no column added, moved or renamed; a file of your own has the columns of its specification, parted by commas"
        "une colonne de l'en-tête n'est pas celle attendue" "prenez le fichier tel que publié, par bureau de vote, sans colonne ajoutée, déplacée ou renommée ; un fichier à vous a les colonnes de sa spécification, séparées par des virgules"
    NoRows "I116"
        "there is a header and nothing under it" "download the file again, or write its rows"
        "il y a un en-tête et rien dessous" "téléchargez le fichier de nouveau, ou écrivez ses lignes"
    UnknownCandidates "I117"
        "these candidates have no known panel numbers" "write the panel number before each name of the header, as in `3:MACRON`, or take the official file"
        "ces candidats n'ont pas de numéro de panneau connu" "écrivez le numéro de panneau devant chaque nom de l'en-tête, comme « 3:MACRON », ou prenez le fichier officiel"
    Quoting "I118"
        "a quotation mark is not closed, or text follows it, or the layout has none" "take the file as published"
        "un guillemet n'est pas fermé, ou du texte le suit, ou le format n'en a pas" "prenez le fichier tel que publié"
    ColumnCount "I120"
        "the line has another number of columns" "the line is cut or has a stray separator: take the file as published"
        "la ligne n'a pas le même nombre de colonnes" "la ligne est coupée ou contient un séparateur de trop : prenez le fichier tel que publié"
    NotANumber "I121"
        "this is not a plain figure (digits only, no sign, blank, decimal or leading zero)" "put back the figure as published"
        "ce n'est pas un nombre simple (chiffres seuls, sans signe, espace, décimale ni zéro de tête)" "remettez le nombre tel que publié"
    HugeNumber "I122"
        "the figure is larger than any station can have" "put back the figure as published"
        "le nombre dépasse ce que tout bureau peut avoir" "remettez le nombre tel que publié"
    UnknownDepartment "I123"
        "there is no department of this code" "codes are 01 to 95, 2A, 2B, 971 to 988, ZA to ZZ; a spreadsheet may have eaten a leading zero"
        "aucun département ne porte ce code" "les codes vont de 01 à 95, 2A, 2B, 971 à 988, ZA à ZZ ; un tableur a pu manger un zéro de tête"
    BadCommune "I124"
        "this is not the code of a commune of the department" "a code has three digits, or five with the department; a spreadsheet may have eaten a leading zero"
        "ce n'est pas le code d'une commune du département" "un code a trois chiffres, ou cinq avec le département ; un tableur a pu manger un zéro de tête"
    BadStation "I125"
        "this is not the code of a station" "a code is 1 to 12 letters, digits, points, dashes or underscores"
        "ce n'est pas un code de bureau" "un code a de 1 à 12 lettres, chiffres, points, tirets ou soulignés"
    BadConstituency "I126"
        "this is not the number of a constituency" "a number has one or two digits"
        "ce n'est pas un numéro de circonscription" "un numéro a un ou deux chiffres"
    Subtotal "I127"
        "this row is a subtotal, not a station" "take the file without subtotals; Vigie adds up itself"
        "cette ligne est un sous-total, pas un bureau" "prenez le fichier sans sous-totaux ; Vigie additionne elle-même"
    DuplicateStation "I128"
        "this station is already in the file" "remove the row that is wrong, or take the file as published"
        "ce bureau est déjà dans le fichier" "retirez la ligne fausse, ou prenez le fichier tel que publié"
    BadLabel "I129"
        "the name is empty, too long or not plain text" "put back the name as published"
        "le nom est vide, trop long ou n'est pas du texte simple" "remettez le nom tel que publié"
    TwoNames "I130"
        "the same commune has another name on another line" "correct the code or the name that is wrong"
        "la même commune a un autre nom sur une autre ligne" "corrigez le code ou le nom qui est faux"
    CastExceedsRegistered "I131"
        "more papers (votants) than registered voters (inscrits)" "correct the line from the paper record"
        "plus de votants que d'inscrits" "corrigez la ligne d'après le procès-verbal"
    Abstentions "I132"
        "abstentions are not registered minus cast" "correct the line from the paper record"
        "les abstentions ne sont pas inscrits moins votants" "corrigez la ligne d'après le procès-verbal"
    CastSum "I133"
        "cast (votants) is not blank + void + valid" "correct the line from the paper record"
        "les votants ne sont pas blancs + nuls + exprimés" "corrigez la ligne d'après le procès-verbal"
    ValidSum "I134"
        "valid (exprimés) is not the sum of the candidates' votes" "correct the line from the paper record"
        "les exprimés ne sont pas la somme des voix" "corrigez la ligne d'après le procès-verbal"
    BadShare "I135"
        "this is not a percentage (digits, comma, at most two decimals)" "put back the percentage as published"
        "ce n'est pas un pourcentage (chiffres, virgule, deux décimales au plus)" "remettez le pourcentage tel que publié"
    ShareDisagrees "I136"
        "the percentage disagrees with the counts" "one of them was changed: correct the line from the paper record"
        "le pourcentage contredit les nombres" "l'un des deux a été changé : corrigez la ligne d'après le procès-verbal"
    OtherContest "I137"
        "the candidates are not those of the first row" "one contest per file is supported: split the file by constituency"
        "les candidats ne sont pas ceux de la première ligne" "un seul scrutin par fichier est accepté : séparez le fichier par circonscription"
    BadCandidate "I138"
        "this is not a candidate's number or sex, or the candidate stands twice" "put back the columns of the candidate as published"
        "ce n'est pas un numéro ou un sexe de candidat, ou le candidat figure deux fois" "remettez les colonnes du candidat telles que publiées"
    TooManyCandidates "I139"
        "there are more candidates than a round may have" "check that it is the right file"
        "il y a plus de candidats qu'un tour ne peut en avoir" "vérifiez que c'est le bon fichier"
    NotLatin1 "I140"
        "the 2017 layout is ISO-8859-1 without quotation: it cannot hold this text" "use another export, or a name without this character"
        "le format 2017 est en ISO-8859-1 sans guillemets : il ne peut porter ce texte" "utilisez un autre export, ou un nom sans ce caractère"

    MissingFile "I200"
        "the file is missing" "create it; `vigie import` writes every file of the directory"
        "le fichier manque" "créez-le ; « vigie import » écrit tous les fichiers du dossier"
    Toml "I201"
        "this is not valid TOML" "correct the line; the form is in specs/election-directory.md and specs/plan-inputs.md"
        "ce n'est pas du TOML valide" "corrigez la ligne ; la forme est dans specs/election-directory.md et specs/plan-inputs.md"
    UnknownKey "I202"
        "nothing here has this name" "remove it or correct its spelling"
        "rien ici ne porte ce nom" "retirez-le ou corrigez son orthographe"
    MissingKey "I203"
        "a required entry is missing" "add it"
        "une entrée obligatoire manque" "ajoutez-la"
    WrongType "I204"
        "this is another kind of value than expected" "write it as in specs/election-directory.md or specs/plan-inputs.md"
        "la valeur n'est pas du genre attendu" "écrivez-la comme dans specs/election-directory.md ou specs/plan-inputs.md"
    BadId "I205"
        "this is not an identifier" "use 1 to 23 of A-Z a-z 0-9 . _ -, beginning with a letter or digit"
        "ce n'est pas un identifiant" "utilisez de 1 à 23 caractères A-Z a-z 0-9 . _ -, commençant par une lettre ou un chiffre"
    BadMoment "I206"
        "this is not a moment" "write it as 2017-04-23T20:00:00+02:00"
        "ce n'est pas un instant" "écrivez-le comme 2017-04-23T20:00:00+02:00"
    BadPosition "I207"
        "this is not a position in degrees (at most six decimals), or half of one" "write both lon (-180 to 180) and lat (-90 to 90), or neither"
        "ce n'est pas une position en degrés (six décimales au plus), ou il en manque la moitié" "écrivez lon (-180 à 180) et lat (-90 à 90), ou ni l'une ni l'autre"
    BadWord "I208"
        "this is not one of the words allowed here" "use one of the words of specs/election-directory.md or specs/plan-inputs.md"
        "ce mot n'est pas permis ici" "utilisez un des mots de specs/election-directory.md ou specs/plan-inputs.md"
    BadKey "I209"
        "this is not a usable public key" "copy it again from `vigie keys show`"
        "ce n'est pas une clé publique utilisable" "recopiez-la depuis « vigie keys show »"
    NoLogKey "I210"
        "the log has no key yet" "run `vigie keys issue`"
        "le journal n'a pas encore de clé" "lancez « vigie keys issue »"
    CountsOrder "I211"
        "a station of the counts stands twice" "remove the row that is wrong"
        "un bureau figure deux fois dans les résultats" "retirez la ligne fausse"

    CountsStation "I301"
        "the election has no such station in this round" "correct the station or add it to stations.csv"
        "l'élection n'a pas ce bureau à ce tour" "corrigez le bureau ou ajoutez-le à stations.csv"

    RoundThere "I400"
        "this round is already in the election" "choose another directory or another round number"
        "ce tour est déjà dans l'élection" "choisissez un autre dossier ou un autre numéro de tour"
    RoundNumber "I401"
        "a round has a number from 1 to 4" "give the right number"
        "un tour porte un numéro de 1 à 4" "donnez le bon numéro"
    OtherName "I402"
        "the commune has another name in the election" "correct the file or places.csv: it may be another commune"
        "la commune a un autre nom dans l'élection" "corrigez le fichier ou places.csv : ce peut être une autre commune"
    OtherConstituency "I403"
        "the station has another constituency in the election" "correct the file or stations.csv"
        "le bureau a une autre circonscription dans l'élection" "corrigez le fichier ou stations.csv"
    UnknownDate "I404"
        "the date of this round is not known" "give the date of the vote as YYYY-MM-DD"
        "la date de ce tour n'est pas connue" "donnez la date du scrutin sous la forme AAAA-MM-JJ"
    UnknownElection "I405"
        "the candidates alone do not say which election this is" "give its short name, as fr-pr-2017, and its title"
        "les candidats seuls ne disent pas de quelle élection il s'agit" "donnez son nom court, comme fr-pr-2017, et son titre"
    OtherRound "I406"
        "these are the candidates of another round" "give the right round, or the right file"
        "ce sont les candidats d'un autre tour" "donnez le bon tour, ou le bon fichier"

    PlanDuplicate "P101"
        "the same identifier or place stands twice" "remove or rename one of them"
        "le même identifiant ou lieu figure deux fois" "retirez ou renommez l'un des deux"
    PlanUnknown "P102"
        "it names something that is not there" "correct the name, or add what it names"
        "il nomme quelque chose qui n'existe pas" "corrigez le nom, ou ajoutez ce qu'il nomme"
    PlanLevel "P103"
        "this place is of another level" "name a department as department, and a commune as base or as place of an event"
        "ce lieu est d'un autre niveau" "nommez un département comme département, et une commune comme base ou lieu d'événement"
    PlanElsewhere "P104"
        "the base does not lie in the department of the unit" "correct the base or the department"
        "la base n'est pas dans le département de l'unité" "corrigez la base ou le département"
    PlanLimit "P105"
        "there are too many, or none where one is needed" "see the limits in specs/plan-inputs.md"
        "il y en a trop, ou aucun là où il en faut un" "voyez les limites dans specs/plan-inputs.md"
    PlanRange "P106"
        "the value is beyond its limits" "give one within the limits told; see specs/plan-inputs.md"
        "la valeur est hors de ses limites" "donnez-en une dans les limites indiquées ; voyez specs/plan-inputs.md"
    PlanCrew "P107"
        "a crew is larger than its unit" "make the crew smaller, or merge the unit with another"
        "un équipage est plus grand que son unité" "réduisez l'équipage, ou réunissez l'unité à une autre"
    PlanMovable "P108"
        "only patrols and soldiers are sent to other departments" "write movable = no"
        "seuls les patrouilles et les militaires sont envoyés dans d'autres départements" "écrivez movable = no"
    PlanForce "P109"
        "this force has no units of this kind" "soldiers are military, the military lends soldiers and bomb disposal, municipal police only patrols"
        "cette force n'a pas d'unités de ce genre" "les soldats sont militaires, l'armée prête soldats et déminage, la police municipale ne fait que patrouiller"
    PlanWindow "P110"
        "it ends before it begins" "correct the moments; after midnight is 24:30"
        "la fin précède le début" "corrigez les instants ; après minuit s'écrit 24:30"
    PlanPhrase "P111"
        "the text is empty, padded, too long or has hidden characters" "write it as one plain line"
        "le texte est vide, bordé d'espaces, trop long ou a des caractères cachés" "écrivez-le en une simple ligne"
    PlanGap "P112"
        "it does not begin where the one before ends" "let hours and shifts follow each other without gap or overlap"
        "il ne commence pas là où finit le précédent" "que les heures et les services se suivent sans trou ni recouvrement"
    PlanPeriod "P113"
        "the period does not divide this class of hours" "take a shorter period, or other hours"
        "la période ne divise pas cette classe d'heures" "prenez une période plus courte, ou d'autres heures"
    PlanBoundary "P114"
        "the shifts do not serve whole classes of hours, or not all of them" "begin and end service where hours begin and end, from the first to the last"
        "les services ne couvrent pas des classes d'heures entières, ou pas toutes" "commencez et finissez le service où les heures commencent et finissent, de la première à la dernière"
    PlanDuty "P115"
        "circuits are served outside the duty" "let the duty begin before the service and end after it"
        "des circuits sont servis hors du service" "que la prise de service précède les circuits et que la fin les suive"
    PlanCycle "P116"
        "rest and the shortest stop do not fit in the period" "take a longer period, or less of the others"
        "le repos et l'arrêt le plus court ne tiennent pas dans la période" "allongez la période, ou réduisez les autres"
    PlanStops "P117"
        "the shortest stop is longer than the longest" "correct one of them"
        "l'arrêt le plus court dépasse le plus long" "corrigez l'un des deux"
    PlanPromise "P118"
        "the second figure must not be below the first" "a second crew comes after the first, and a city is no smaller than a town"
        "le second nombre ne doit pas être inférieur au premier" "le second équipage vient après le premier, et une ville n'est pas plus petite qu'un bourg"
    PlanLeastOverMost "P119"
        "the least is more than the most" "correct one of them"
        "le minimum dépasse le maximum" "corrigez l'un des deux"
    PlanForces "P120"
        "the forces cannot keep to this" "lower the least, raise the most, or add units that can be moved"
        "les forces ne permettent pas de tenir cela" "baissez le minimum, relevez le maximum, ou ajoutez des unités mobiles"
    PlanExcluded "P121"
        "this department is excluded from the plan" "take it out of excluded, or name another"
        "ce département est exclu du plan" "retirez-le de excluded, ou nommez-en un autre"
    PlanNowhere "P122"
        "nothing says where this department is" "give its position, or that of one of its communes, in places.csv; or exclude it in policy.toml"
        "rien ne dit où se trouve ce département" "donnez sa position, ou celle d'une de ses communes, dans places.csv ; ou excluez-le dans policy.toml"
    PlanWeight "P123"
        "a weight, or all of them together, is beyond the limit" "give fewer points, or fewer or milder threats; see specs/plan-weight.md"
        "un poids, ou leur somme, dépasse la limite" "donnez moins de points, ou moins de menaces ; voyez specs/plan-weight.md"
    PlanCountry "P124"
        "the election does not hold together here" "run `vigie definition check`"
        "l'élection est incohérente ici" "lancez « vigie definition check »"
    PlanName "P125"
        "the commune's identifier is too long to make those of venues from" "shorten it, or list the venues in venues.csv"
        "l'identifiant de la commune est trop long pour en tirer ceux des lieux de vote" "raccourcissez-le, ou donnez les lieux dans venues.csv"
    PlanOrder "P126"
        "the list is not in ascending order" "order it and remove what stands twice"
        "la liste n'est pas dans l'ordre croissant" "ordonnez-la et retirez les doublons"
    PlanNoPhase "P127"
        "the policy has no such phase" "ask for one of its phases, or add it"
        "la politique n'a pas cette phase" "demandez une de ses phases, ou ajoutez-la"
    PlanNoSkill "P128"
        "no unit has this skill" "give it to a unit of forces.csv, or take it from the event"
        "aucune unité n'a cette compétence" "donnez-la à une unité de forces.csv, ou retirez-la de l'événement"
    PlanFar "P129"
        "this point is far from the commune and from every other of its department" "check lon and lat, which may be exchanged, or name the commune where it is"
        "ce point est loin de la commune et de toutes celles de son département" "vérifiez lon et lat, peut-être échangées, ou nommez la commune où il se trouve"

    BadFigure "P201"
        "this is not a whole number that fits (digits only, no sign, blank, decimal or leading zero)" "write digits only"
        "ce n'est pas un nombre entier admis (chiffres seuls, sans signe, espace, décimale ni zéro de tête)" "n'écrivez que des chiffres"
    BadClock "P202"
        "this is not a moment of the day" "write it as 07:00; up to 36:00, noon of the day after"
        "ce n'est pas une heure du jour" "écrivez-la comme 07:00 ; jusqu'à 36:00, midi du lendemain"
    BadDuration "P203"
        "this is not a length of time" "write it as 20 min, or as 90 s where it is no whole number of minutes"
        "ce n'est pas une durée" "écrivez-la comme 20 min, ou 90 s si elle n'est pas un nombre entier de minutes"
    BadGrade "P204"
        "this is not the grade of a source" "write A to F and 1 to 6, as B2"
        "ce n'est pas la cote d'une source" "écrivez A à F et 1 à 6, comme B2"
    BadScope "P205"
        "this is not the scope of a threat" "write nation, place 75, kind headquarters or site 75-056-v001"
        "ce n'est pas le périmètre d'une menace" "écrivez nation, place 75, kind headquarters ou site 75-056-v001"
    BadStep "P206"
        "this is not a step of the scale" "write a step from 1 to 5; specs/plan-weight.md says what they mean"
        "ce n'est pas un degré de l'échelle" "écrivez un degré de 1 à 5 ; specs/plan-weight.md dit leur sens"
    BadDate "P207"
        "this is not a date" "write it as 2017-04-23"
        "ce n'est pas une date" "écrivez-la comme 2017-04-23"
    BadList "P208"
        "this is not a list of identifiers" "write them in ascending order with one space between"
        "ce n'est pas une liste d'identifiants" "écrivez-les dans l'ordre croissant avec un espace entre eux"
    ListLength "P209"
        "the list has another length than expected" "one value each for villages, towns and cities; two for the voters of a town and a city"
        "la liste n'a pas la longueur attendue" "une valeur pour les villages, une pour les bourgs, une pour les villes ; deux pour les électeurs d'un bourg et d'une ville"
}
