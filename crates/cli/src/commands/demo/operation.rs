//! What happens in the demo's department while its evening goes on: stations open and close, units
//! patrol, something is found and turns out to be nothing, a fire is left for the visitor to meet,
//! and two postures wait for their conditions.

use election::{
    Definition, Id, Stamp,
    definition::{Level, PlaceIx, Position, StationIx},
    refusal::Language,
};
use ops::{
    Event, OperationCommand,
    operation::{
        condition::{BasisPoints, Condition, Outcome},
        day::{News, Way},
        ground::Ground,
        incident::{Audience, Grade, Kind, Report, Severity},
        people::People,
        phase::Phase,
        posture::Plan,
        unit::{Force, Particulars},
        words::Word as _,
    },
    step::Actor,
};
use server::{screens::Screens, service::Handle};
use tokio::time::sleep;
use verifier::wording::say;

use super::{evening::TICK, people::Scene};

/// Stations of the department that nobody has heard of: somebody has to ring them.
const SILENT: usize = 3;

/// The patrols: force, people. They are units of the plan where there is one.
const PATROLS: [(Force, u32); 3] = [(Force::Police, 3), (Force::Gendarmerie, 3), (Force::Gendarmerie, 2)];

/// The unit that the account `leader` leads: name, people.
const LED: (&str, u32) = ("disposal-1", 4);

/// Crews that the fire needs.
const CREWS: u32 = 2;

/// Minutes of the evening at which something happens.
mod minutes {
    pub const FOUND: i64 = 4;
    pub const VERIFIED: i64 = 7;
    pub const ORDERED: i64 = 8;
    pub const READ: i64 = 10;
    pub const ARRIVED: i64 = 18;
    pub const OVER: i64 = 40;
    pub const FIRE: i64 = 12;
    pub const REPAIR: i64 = 14;
    pub const ALERT: i64 = 25;
}

/// The part of an exercise that people play elsewhere.
pub struct Operation {
    screens: Screens,
    hub: Handle,
    department: Id,
    nation: Id,
    round: u8,
    begins: Stamp,
    language: Language,
}

impl Operation {
    pub fn new(screens: Screens, hub: Handle, scene: &Scene, round: u8, begins: Stamp, language: Language) -> Self {
        let (department, nation) = (scene.department, scene.nation);
        Self { screens, hub, department, nation, round, begins, language }
    }

    /// From the first patrol to the last. What is refused is left out: visitors may have been
    /// there first.
    pub async fn play(self) {
        let definition = self.screens.definition().clone();
        let (stations, quiet) = self.stations(&definition);
        self.prepare(&definition, quiet).await;
        for station in &stations {
            self.note(&definition, *station, News::Open).await;
        }
        tokio::join!(self.close(&definition, stations), self.alarm(quiet), self.fire(quiet), self.alert());
    }

    /// Those that say what they do, and the ground of the first that says nothing.
    fn stations(&self, definition: &Definition) -> (Vec<StationIx>, Option<Ground>) {
        let there = definition.stations().filter(|(_, station)| definition.covers(self.department, station.id));
        let mut there: Vec<StationIx> = there.map(|(ix, _)| ix).collect();
        let silent = there.split_off(there.len().saturating_sub(SILENT));
        let about = silent.first().or(there.first()).map(|ix| definition.station(*ix).id);
        (there, about.map(|about| Ground { about, point: None }))
    }

    /// Units at work, and postures that are ready.
    async fn prepare(&self, definition: &Definition, quiet: Option<Ground>) {
        let points = points(definition, self.department);
        let units = self.units();
        let many = units.len();
        for (number, known) in units.into_iter().enumerate() {
            let unit = known.unit;
            self.operations(OperationCommand::MakeUnit(known)).await;
            self.operations(OperationCommand::Duty { unit, on: true }).await;
            if let Some(point) = points.get(number * points.len() / many) {
                self.operations(OperationCommand::Locate { unit, point: *point, at: self.begins }).await;
            }
        }
        let mut phase = Phase::default();
        while phase != Phase::Round(self.round)
            && let Some(to) = phase.next(definition)
        {
            self.by("nation-a", OperationCommand::Advance { to }).await;
            phase = to;
        }
        if let Some(ground) = quiet {
            let telephone = Some("04 00 00 00 01".to_owned());
            self.operations(OperationCommand::SetContact { about: ground.about, telephone }).await;
        }
        for plan in self.postures(definition) {
            self.by("nation-a", OperationCommand::Prepare(plan)).await;
        }
    }

    /// Three patrols and a bomb-disposal team.
    fn units(&self) -> Vec<Particulars> {
        let mut planned = self.screens.planned(self.department);
        let mut patrol = |(number, (force, people)): (usize, (Force, u32))| {
            let same =
                |other: plan::problem::Force| (other == plan::problem::Force::Police) == (force == Force::Police);
            let found = planned.iter().position(|(_, other)| same(*other)).map(|at| planned.remove(at).0);
            let unit = found.unwrap_or_else(|| id(&format!("patrol-{}", number + 1)));
            self.unit(unit, format!("{} {}", force.label(self.language), number + 1), (force, people))
        };
        let mut units: Vec<Particulars> = PATROLS.into_iter().enumerate().map(&mut patrol).collect();
        let (led, people) = LED;
        let name = Force::Disposal.label(self.language).to_owned();
        units.push(Particulars { leader: Some(id("leader")), ..self.unit(id(led), name, (Force::Disposal, people)) });
        units
    }

    fn unit(&self, unit: Id, name: String, (force, people): (Force, u32)) -> Particulars {
        let (strength, place) = (people_of(people), self.department);
        Particulars { unit, name, force, strength, place, leader: None, telephone: None }
    }

    fn postures(&self, definition: &Definition) -> Vec<Plan> {
        let say = |french: &str, english: &str| say(self.language, french, english).to_owned();
        let on_alert = Plan {
            posture: id("alert"),
            title: say("Menace élevée : gardes statiques", "High threat: static guards"),
            place: self.department,
            conditions: vec![Condition::Threat { place: self.department, level: 4 }],
            duties: vec![
                say("Un équipage devant chaque bureau centralisateur", "A crew at every centralising office"),
                say("Sacs ouverts à l'entrée", "Bags opened at the door"),
            ],
            forces: vec![(Force::Mobile, people_of(60))],
        };
        let round = definition.round_ix(self.round).map(|ix| &definition.rounds()[ix]);
        let is_last = definition.rounds().last().is_some_and(|last| last.number == self.round);
        let outcome = if is_last { Outcome::Wins } else { Outcome::Qualifies };
        let probability = BasisPoints::new(9_900).unwrap_or_else(|| unreachable!("a probability"));
        // Whoever it may be: one posture for each of the first panels, and one of them is proposed.
        let clear = round.into_iter().flat_map(|round| round.candidates.iter().take(6)).map(|candidate| Plan {
            posture: id(&format!("clear-{}", candidate.number)),
            title: format!("{}{} {}", say("Soirée", "Evening"), self.language.colon(), candidate.family),
            place: self.nation,
            conditions: vec![Condition::Projection {
                round: self.round,
                candidate: candidate.number,
                outcome,
                probability,
            }],
            duties: vec![say("Renforcer les lieux de rassemblement", "Reinforce where people gather")],
            forces: vec![(Force::Mobile, people_of(900))],
        });
        std::iter::once(on_alert).chain(clear).collect()
    }

    /// Each station closes when its doors do.
    async fn close(&self, definition: &Definition, stations: Vec<StationIx>) {
        let mut open = stations;
        while !open.is_empty() {
            let now = self.hub.now().instant();
            let (closed, rest): (Vec<StationIx>, Vec<StationIx>) = open
                .into_iter()
                .partition(|ix| self.hour(definition, *ix, News::Closed).is_none_or(|at| at.instant() <= now));
            for station in closed {
                self.note(definition, station, News::Closed).await;
            }
            open = rest;
            sleep(TICK * 10).await;
        }
    }

    /// A bag that nobody wants: found, verified, met, over.
    async fn alarm(&self, ground: Option<Ground>) {
        let Some(ground) = ground else { return };
        self.at(minutes::FOUND).await;
        let text =
            say(self.language, "Un sac sans propriétaire dans le couloir", "A bag without an owner in the corridor");
        let report = self.report(Kind::Threat, Severity::Serious, ground, ["A2", text]);
        let Some(incident) = self.operations(OperationCommand::Report(report)).await else { return };
        self.at(minutes::VERIFIED).await;
        self.operations(OperationCommand::Verify { incident }).await;
        self.at(minutes::ORDERED).await;
        let (unit, text) = (id(LED.0), say(self.language, "Lever le doute", "Make sure what it is").to_owned());
        let Some(order) = self.operations(OperationCommand::SendOrder { incident, unit, text }).await else { return };
        self.at(minutes::READ).await;
        self.operations(OperationCommand::Acknowledge { order, edition: 1 }).await;
        self.at(minutes::ARRIVED).await;
        self.operations(OperationCommand::Arrive { unit }).await;
        self.at(minutes::OVER).await;
        let reason = say(self.language, "Oubli d'un électeur, rendu", "A voter's, given back").to_owned();
        self.operations(OperationCommand::Close { incident, reason }).await;
    }

    /// A fire that is reported, and left; the plan is repaired for it, for somebody to accept.
    async fn fire(&self, ground: Option<Ground>) {
        let Some(ground) = ground else { return };
        self.at(minutes::FIRE).await;
        let text =
            say(self.language, "Poubelles en feu contre la porte du bureau", "Bins on fire at the station's door");
        let report = self.report(Kind::Arson, Severity::Critical, ground, ["B2", text]);
        let Some(incident) = self.operations(OperationCommand::Report(report)).await else { return };
        self.at(minutes::REPAIR).await;
        // Without a plan there is nothing to repair; a visitor may have repaired it already.
        let _ = self.screens.play_repair(id("operations"), incident, CREWS, self.language).await;
    }

    /// The level rises, and with it the condition of a posture holds.
    async fn alert(&self) {
        self.at(minutes::ALERT).await;
        let grade = Grade::parse("B2").unwrap_or(Grade::UNKNOWN);
        let reason = say(self.language, "Attaque dans un pays voisin", "Attack in a neighbouring country").to_owned();
        self.operations(OperationCommand::SetThreat { place: self.department, level: 4, grade, reason }).await;
    }

    fn report(&self, kind: Kind, severity: Severity, ground: Ground, [grade, text]: [&str; 2]) -> Report {
        Report {
            kind,
            severity,
            ground,
            when: self.hub.now(),
            audience: Audience::Internal,
            grade: Grade::parse(grade).unwrap_or(Grade::UNKNOWN),
            source: say(self.language, "président du bureau", "president of the station").to_owned(),
            text: text.to_owned(),
        }
    }

    /// What the hub takes from a station.
    async fn note(&self, definition: &Definition, station: StationIx, news: News) {
        let Some(at) = self.hour(definition, station, news) else { return };
        let spot = (self.round, definition.station(station).id);
        self.act(Actor::Hub, OperationCommand::Note { spot, news, at, way: Way::Network }).await;
    }

    fn hour(&self, definition: &Definition, station: StationIx, news: News) -> Option<Stamp> {
        let hours = definition.hours(station, definition.round_ix(self.round)?)?;
        Some(if news == News::Open { hours.opens } else { hours.closes })
    }

    async fn operations(&self, command: OperationCommand) -> Option<u64> {
        self.by("operations", command).await
    }

    /// Does it as somebody of the demo; gives the number of the event.
    async fn by(&self, account: &str, command: OperationCommand) -> Option<u64> {
        self.act(Actor::Account(id(account)), command).await
    }

    async fn act(&self, actor: Actor, command: OperationCommand) -> Option<u64> {
        let events: Vec<Event> = self.screens.play(actor, command).await.ok()?;
        events.first().map(|event| event.number)
    }

    /// Waits until so many minutes of the evening have passed.
    async fn at(&self, minutes: i64) {
        while self.hub.now().instant() < self.begins.instant() + minutes * 60 {
            sleep(TICK).await;
        }
    }
}

/// Where the communes of a department are.
fn points(definition: &Definition, department: Id) -> Vec<Position> {
    fn below(definition: &Definition, place: PlaceIx, points: &mut Vec<Position>) {
        let here = definition.place(place);
        points.extend(here.position.filter(|_| here.level == Level::Commune));
        definition.children(place).iter().for_each(|child| below(definition, *child, points));
    }
    let mut points = Vec::new();
    if let Some(place) = definition.place_ix(department) {
        below(definition, place, &mut points);
    }
    points
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap_or_else(|_| unreachable!("the names of the demo are identifiers"))
}

fn people_of(number: u32) -> People {
    People::new(number).unwrap_or_else(|| unreachable!("the crews of the demo are small"))
}
