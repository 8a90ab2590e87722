//! What a plan must keep: one code for each rule, its words and its remedy. The table of
//! `specs/plan-check.md` is this list; a test compares them.

use election::refusal::Language;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $code:literal $french:literal $english:literal; $mend:literal $remedy:literal)*) => {
        /// A rule of a plan.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = concat!($code, ": ", $english, ".")] $name,)*
        }

        impl Rule {
            /// Every rule in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What is wrong, for people.
            pub fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::French) => $french, (Self::$name, Language::English) => $english,)*
                }
            }

            /// What to do about it.
            pub fn remedy(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::French) => $mend, (Self::$name, Language::English) => $remedy,)*
                }
            }
        }
    };
}

rules! {
    OtherProblem "C101"
        "le plan répond à un autre problème" "the plan was made for another problem";
        "vérifiez que le problème et le plan sont du même dossier" "check that problem and plan are from one directory"
    Unknown "C102"
        "une position qui ne désigne rien" "a position that names nothing";
        "le plan est abîmé : recalculez-le" "the plan is damaged: make it again"
    Order "C103"
        "une liste n'est pas dans son ordre, ou un élément y figure deux fois"
        "a list is not in its order, or something stands in it twice";
        "ordonnez la liste comme l'indique specs/plan.md" "order the list as specs/plan.md says"
    Commitments "C104"
        "il faut un engagement de tirage par service" "one commitment to a draw is due for each shift";
        "scellez le tirage de chaque service" "seal the draw of every shift"
    CrewPerShift "C105"
        "il faut un équipage par service pour chaque circuit" "each circuit needs one crew for each shift";
        "donnez un équipage au circuit, ou retirez le circuit" "give the circuit a crew, or take the circuit out"

    Period "C111"
        "les étapes du circuit ne font pas un tour exact" "the steps of the circuit do not add up to its period";
        "corrigez les durées : leur somme est la période" "mend the times: they add up to the period"
    NoWay "C112"
        "aucun trajet entre deux arrêts différents" "no way between two different stops";
        "ajoutez le trajet" "add the way"
    ShortWay "C113"
        "un trajet plus court que le temps de route" "a way shorter than it takes";
        "allongez le trajet, ou rapprochez les arrêts" "lengthen the way, or take nearer stops"
    Rest "C114"
        "moins de repos dans le tour que la règle" "less rest in the cycle than the policy asks";
        "ajoutez du repos au circuit" "add rest to the circuit"
    Elsewhere "C115"
        "un arrêt hors du département ou de la zone du circuit" "a stop outside the circuit's department or ground";
        "confiez ce site à un circuit de sa zone" "give the site to a circuit of its own ground"
    Post "C116"
        "un arrêt trop long dans un lieu de vote sans autorisation du président"
        "too long a stop at a venue without leave";
        "raccourcissez l'arrêt, ou faites enregistrer l'autorisation" "shorten the stop, or have the leave recorded"
    ShortStop "C117"
        "un arrêt plus court que la règle" "a stop shorter than the policy allows";
        "allongez l'arrêt, ou supprimez-le" "lengthen the stop, or take it out"
    Ceiling "C118"
        "plus de présence que le plafond dans un lieu de vote sans autorisation"
        "more presence than the ceiling at a venue without leave";
        "réduisez la présence, ou faites enregistrer l'autorisation" "visit it less, or have the leave recorded"
    Idle "C119"
        "un circuit sans arrêt" "a circuit without a stop";
        "retirez le circuit" "take the circuit out"

    Forgotten "C121"
        "un site sans circuit et hors de la liste « sur appel »"
        "a site that no circuit visits and that is not listed as response only";
        "visitez le site ou inscrivez-le sur la liste" "visit the site or list it"
    VisitedToo "C122"
        "un site visité figure aussi sur la liste « sur appel »" "a site that is visited is listed as response only too";
        "retirez-le de la liste" "take it out of the list"
    Crowded "C123"
        "trop de circuits visitent le même site" "too many circuits visit one site";
        "réduisez leur nombre à 64" "bring them down to 64"

    Fixed "C131"
        "une unité non déplaçable est envoyée ailleurs" "a unit that may not be moved is moved";
        "laissez-la à sa base" "leave it at its base"
    MovedTwice "C132"
        "une unité est envoyée deux fois" "a unit is moved twice";
        "gardez un seul ordre" "keep one order"

    Kind "C141"
        "cette unité ne fait pas ce service" "a unit of this kind does not do this duty";
        "confiez-le à une patrouille" "give it to a patrol unit"
    Liaison "C142"
        "des militaires sans liaison de police ou de gendarmerie"
        "soldiers without a liaison of police or gendarmerie";
        "adjoignez-leur une patrouille de police ou de gendarmerie" "send a patrol of police or gendarmerie with them"
    Zone "C143"
        "l'unité ne sert pas dans cette zone" "the unit may not serve on this ground";
        "prenez une unité de la zone" "take a unit of this ground"
    Department "C144"
        "l'unité se trouve dans un autre département" "the unit stands in another department";
        "prenez une unité du département, ou déplacez-la" "take a unit of the department, or move it"
    WayOut "C145"
        "trop loin de la base : l'équipage n'y est pas au début du service"
        "too far from the base to be there when service begins";
        "prenez une unité plus proche, ou avancez la prise de service" "take a nearer unit, or begin the duty earlier"
    WayBack "C146"
        "trop loin de la base : l'équipage n'est pas rentré à la fin du service"
        "too far from the base to be back when the duty ends";
        "prenez une unité plus proche, ou prolongez le service" "take a nearer unit, or end the duty later"
    LongDuty "C147"
        "le service dépasse la durée permise à l'unité" "the duty is longer than the unit may serve";
        "raccourcissez le service, ou prenez une autre unité" "shorten the shift, or take another unit"
    Absent "C148"
        "l'unité n'est pas disponible pendant tout le service" "the unit is not there for the whole duty";
        "prenez une autre unité" "take another unit"
    Strength "C149"
        "plus d'agents employés que l'unité n'en a, repos compris" "more officers than the unit has, rest counted";
        "retirez des équipages à l'unité" "take crews from the unit"
    Vehicles "C150"
        "plus d'équipages dehors que de véhicules" "more crews out at one time than vehicles";
        "retirez des équipages à l'unité, ou donnez-lui des véhicules" "take crews from the unit, or give it vehicles"

    ReserveBase "C151"
        "une réserve attend ailleurs qu'à la base de son unité" "a reserve waits away from its unit's base";
        "laissez-la à sa base" "leave it at its base"
    ReserveShare "C152"
        "moins de réserve que la part fixée" "less reserve than the policy asks";
        "mettez un équipage de plus en réserve" "put one more crew in reserve"

    Least "C161"
        "moins d'agents dans le département que le minimum" "fewer officers in the department than its least";
        "envoyez-y une unité, ou baissez le minimum" "send a unit there, or lower the least"
    Most "C162"
        "plus d'agents dans le département que le maximum" "more officers in the department than its most";
        "envoyez une unité ailleurs, ou relevez le maximum" "send a unit elsewhere, or raise the most"

    Detail "C171"
        "moins d'agents à l'événement que demandé" "fewer officers at the event than it needs";
        "renforcez le dispositif pour ce service" "add officers to the detail in this shift"
    Skill "C172"
        "personne à l'événement n'a la compétence demandée" "nobody at the event has the skill it needs";
        "détachez une unité qui l'a" "attach a unit that has it"
    SweepTime "C173"
        "la fouille ne tient pas entre la pose des scellés et l'ouverture des portes"
        "the sweep does not lie between the earliest seal and the doors";
        "déplacez la fouille" "move the sweep"
    SweepWay "C174"
        "l'équipe ne peut pas y être à cette heure" "the team cannot be there by then";
        "prenez une autre équipe, ou une autre heure" "take another team, or another time"
    SweepTold "C175"
        "un événement à fouiller dont le plan ne dit rien" "an event to sweep of which the plan says nothing";
        "faites-le fouiller, ou dites pourquoi il ne l'est pas" "have it swept, or say why it is not"
    SweepWhy "C176"
        "la raison donnée de ne pas fouiller est fausse" "the reason given for not sweeping does not hold";
        "recalculez les fouilles" "plan the sweeps again"

    Realised "C181"
        "la valeur annoncée n'est pas celle du plan" "the value claimed is not what the plan reaches";
        "recalculez les annonces du plan" "make the claims again"
    PoolBound "C182"
        "la borne du secteur n'est pas prouvée" "the bound of the pool is not proven";
        "n'annoncez pas plus que la borne de specs/plan-check.md" "claim no more than the bound of specs/plan-check.md"
    NationBound "C183"
        "la borne nationale n'est pas prouvée" "the national bound is not proven";
        "n'annoncez pas plus que la borne de specs/plan-check.md" "claim no more than the bound of specs/plan-check.md"
    CoverValue "C184"
        "la couverture annoncée n'est pas celle des réserves" "the cover claimed is not what the reserves reach";
        "recalculez les annonces du plan" "make the claims again"
    CoverBound "C185"
        "les multiplicateurs ne prouvent pas la borne de couverture"
        "the multipliers do not prove the covering bound";
        "joignez le certificat qui va avec le plan" "bring the certificate that belongs to the plan"
    NoClaim "C186"
        "une annonce manque" "a claim is missing";
        "recalculez les annonces du plan" "make the claims again"

    Seed "C191"
        "la graine n'est pas celle qui fut scellée pour ce service" "the seed is not the one sealed for this shift";
        "demandez la graine de ce plan et de ce service" "ask for the seed of this plan and this shift"
    Steered "C192"
        "les ordres ne sont pas ceux que tire la graine scellée" "the orders are not what the sealed seed draws";
        "demandez qui les a changés : une dérogation se consigne" "ask who changed them: an override is recorded"
    Override "C193"
        "une dérogation que le plan ne permet pas, ou que l'ordre ne suit pas"
        "an override that the plan does not allow, or that its order does not obey";
        "retirez-la et tirez à nouveau les ordres" "take it out and draw the orders again"
    Page "C194"
        "une page d'ordre ne dit pas ce qui fut tiré, ou n'est à personne"
        "a page of orders does not say what was drawn, or is nobody's";
        "tirez à nouveau les ordres dans un dossier vide" "draw the orders again into an empty directory"
    Lingering "C195"
        "des ordres qui laissent un équipage trop longtemps dans un lieu de vote sans autorisation"
        "orders that keep a crew too long at a venue without leave";
        "tirez à nouveau les ordres, et demandez qui les a changés"
        "draw the orders again, and ask who changed them"
    NoPage "C196"
        "une page d'ordre manque" "a page of orders is missing";
        "tirez à nouveau les ordres dans un dossier vide" "draw the orders again into an empty directory"
    Exhibit "C197"
        "un fichier du dossier ne dit pas ce que disent le problème et le plan"
        "a file of the directory does not say what problem and plan say";
        "ne vous y fiez pas ; vigie plan report refait la page" "do not rely on it; vigie plan report makes the page again"
    NoExhibit "C198"
        "un fichier du dossier manque" "a file of the directory is missing";
        "demandez le dossier entier ; vigie plan report refait la page"
        "ask for the whole directory; vigie plan report makes the page again"
    OrdersSeal "C199"
        "les ordres ou leurs dérogations ne sont pas ceux qui furent scellés"
        "the orders or their overrides are not those that were sealed";
        "demandez qui les a changés : le sceau dit qui en répond" "ask who changed them: the seal says who answers for them"
}
