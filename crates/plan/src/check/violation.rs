//! A rule that a plan does not keep, where, and by how much.

use election::Id;
use election::refusal::Language;

use super::rule::Rule;
use crate::answer::Plan;
use crate::measure::Clock;
use crate::problem::{Ground, Problem};

/// Where a rule is not kept. Positions are those of the problem's and the plan's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The plan as a whole.
    Plan,
    /// A record of one of the plan's lists.
    Record(&'static str, u32),
    /// A unit of the problem whose base or department the problem does not have.
    Unit(u32),
    /// A circuit.
    Circuit(u32),
    /// A site on a circuit.
    Stop {
        /// The circuit.
        circuit: u32,
        /// The site.
        site: u32,
    },
    /// The way on a circuit from one stop to the next.
    Way {
        /// The circuit.
        circuit: u32,
        /// From this site.
        from: u32,
        /// To this one.
        to: u32,
    },
    /// What a circuit does in a shift.
    Service {
        /// The circuit.
        circuit: u32,
        /// The shift.
        shift: u32,
    },
    /// A site where a circuit comes by in a shift.
    Visit {
        /// The circuit.
        circuit: u32,
        /// The shift.
        shift: u32,
        /// The site.
        site: u32,
    },
    /// A shift of the whole plan.
    Draw(u32),
    /// A unit on a circuit in a shift.
    Crew {
        /// The circuit.
        circuit: u32,
        /// The shift.
        shift: u32,
        /// The unit.
        unit: u32,
    },
    /// A site.
    Site(u32),
    /// A unit in a shift.
    Duty {
        /// The unit.
        unit: u32,
        /// The shift.
        shift: u32,
    },
    /// A department.
    Department(u32),
    /// A department in a shift.
    Shift {
        /// The department.
        department: u32,
        /// The shift.
        shift: u32,
    },
    /// An event in a shift.
    Event {
        /// The event.
        event: u32,
        /// The shift.
        shift: u32,
    },
    /// The sweep of an event.
    Sweep(u32),
    /// The circuits of one ground of one department.
    Pool {
        /// The department.
        department: u32,
        /// Whose ground.
        ground: Ground,
    },
}

/// A rule that is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// Where.
    pub at: At,
    /// What the plan has: seconds, officers, crews, thousandths, as the rule is about; of
    /// [`Rule::Steered`] the second of the day from which it differs, 0 for none.
    pub found: u64,
    /// What the rule asks for, in the same unit.
    pub due: u64,
}

impl Violation {
    /// Code, place, what is wrong and what to do, in one line.
    pub fn text(&self, problem: &Problem, plan: &Plan, language: Language) -> String {
        let Self { rule, at, found, due } = self;
        let (place, what, remedy) = (at.text(problem, plan, language), rule.text(language), rule.remedy(language));
        let [found, due] = [found, due].map(|figure| rule.figure(*figure));
        match language {
            Language::French => {
                format!("{} {place} : {what} ({found} au lieu de {due}) ; {remedy}", rule.code())
            }
            Language::English => {
                format!("{} {place}: {what} (found {found}, due {due}); {remedy}", rule.code())
            }
        }
    }
}

impl Rule {
    /// What was found or due, as people read it: of a draw the moment at which it differs.
    fn figure(self, figure: u64) -> String {
        match (self, u32::try_from(figure)) {
            (Self::Steered, Ok(0)) => "–".to_owned(),
            (Self::Steered, Ok(seconds)) => Clock(seconds).to_string(),
            _ => figure.to_string(),
        }
    }
}

impl At {
    /// The place with the identifiers that people know.
    pub fn text(&self, problem: &Problem, plan: &Plan, language: Language) -> String {
        let names = Names { problem, plan, language };
        match *self {
            Self::Plan => "plan".to_owned(),
            Self::Record(list, nth) => format!("{list} {}", u64::from(nth) + 1),
            Self::Unit(unit) => names.unit(unit),
            Self::Circuit(circuit) => names.circuit(circuit),
            Self::Stop { circuit, site } => format!("{}, {}", names.circuit(circuit), names.site(site)),
            Self::Way { circuit, from, to } => {
                format!("{}, {} – {}", names.circuit(circuit), names.site(from), names.site(to))
            }
            Self::Service { circuit, shift } => format!("{}, {}", names.circuit(circuit), names.shift(shift)),
            Self::Visit { circuit, shift, site } => {
                format!("{}, {}, {}", names.circuit(circuit), names.shift(shift), names.site(site))
            }
            Self::Draw(shift) => names.shift(shift),
            Self::Crew { circuit, shift, unit } => {
                format!("{}, {}, {}", names.circuit(circuit), names.shift(shift), names.unit(unit))
            }
            Self::Site(site) => names.site(site),
            Self::Duty { unit, shift } => format!("{}, {}", names.unit(unit), names.shift(shift)),
            Self::Department(department) => names.department(department),
            Self::Shift { department, shift } => format!("{}, {}", names.department(department), names.shift(shift)),
            Self::Event { event, shift } => format!("{}, {}", names.event(event), names.shift(shift)),
            Self::Sweep(event) => names.event(event),
            Self::Pool { department, ground } => format!("{}, {}", names.department(department), ground_text(ground)),
        }
    }
}

struct Names<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    language: Language,
}

impl Names<'_> {
    /// The thing's word and its identifier; its number where the problem has none.
    fn named(&self, french: &str, english: &str, id: Option<Id>, position: u32) -> String {
        let word = match self.language {
            Language::French => french,
            Language::English => english,
        };
        id.map_or_else(|| format!("{word} #{position}"), |id| format!("{word} {id}"))
    }

    fn unit(&self, unit: u32) -> String {
        self.named("unité", "unit", self.problem.units.get(unit as usize).map(|unit| unit.id), unit)
    }

    fn site(&self, site: u32) -> String {
        self.named("site", "site", self.problem.sites.get(site as usize).map(|site| site.id), site)
    }

    fn event(&self, event: u32) -> String {
        self.named("événement", "event", self.problem.events.get(event as usize).map(|event| event.id), event)
    }

    fn shift(&self, shift: u32) -> String {
        let id = self.problem.policy.shifts.get(shift as usize).map(|shift| shift.name);
        self.named("service", "shift", id, shift)
    }

    fn department(&self, department: u32) -> String {
        let id = self.problem.departments.get(department as usize).map(|department| department.id);
        self.named("département", "department", id, department)
    }

    fn circuit(&self, circuit: u32) -> String {
        let Some(found) = self.plan.circuits.get(circuit as usize) else {
            return format!("circuit #{circuit}");
        };
        let department = self.problem.departments.get(found.department as usize);
        let department = department.map_or_else(|| format!("#{}", found.department), |known| known.id.to_string());
        format!("circuit {department}/{}/{}", ground_text(found.ground), found.number)
    }
}

/// The same word in both languages.
fn ground_text(ground: Ground) -> &'static str {
    match ground {
        Ground::Gendarmerie => "gendarmerie",
        Ground::Police => "police",
    }
}
