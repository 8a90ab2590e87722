//! A room with two units, an incident, an order and a posture.

use election::definition::Position;
use election::{Id, Stamp};
use ops::event::{DayFact, FeedFact, FieldFact, IncidentFact, OperationFact, PinFact, PlanFact, PostureFact};
use ops::operation::condition::{BasisPoints, Condition, Known, Met, Outcome, Share};
use ops::operation::day::{Mark, News, Way};
use ops::operation::escort::Move;
use ops::operation::ground::Ground;
use ops::operation::incident::{Audience, Grade, Kind, Report, Severity};
use ops::operation::people::People;
use ops::operation::phase::Phase;
use ops::operation::posture::Plan;
use ops::operation::repair::{Asked, Difference, Edition};
use ops::operation::unit::{Force, Particulars};
use ops::step::Command;
use ops::{OperationCommand, Refusal};
use tlog::Hash;

use crate::country::{Office, STATION, id, spot, stamp};

pub const INSIDE: Position = Position { lon_e6: 5_210_000, lat_e6: 46_210_000 };

pub fn people(number: u32) -> People {
    People::new(number).expect("below the limit")
}

/// An hour of the first round.
pub fn hour(text: &str) -> Stamp {
    stamp(&format!("2017-04-23T{text}:00+02:00"))
}

pub fn report() -> Report {
    Report {
        kind: Kind::Arson,
        severity: Severity::Critical,
        ground: Ground { about: id(STATION), point: Some(INSIDE) },
        when: hour("09:50"),
        audience: Audience::Internal,
        grade: Grade::parse("B2").expect("a grade"),
        source: "neighbour".to_owned(),
        text: "<script>alert(1)</script> fire at the door".to_owned(),
    }
}

pub fn unit(name: &str, leader: Option<&str>) -> Particulars {
    Particulars {
        unit: id(name),
        name: format!("Crew {name}"),
        force: Force::Police,
        strength: people(2),
        place: id("01"),
        leader: leader.map(id),
        telephone: Some("+33 1 23 45 67 89".to_owned()),
    }
}

pub fn condition() -> Condition {
    Condition::Threat { place: id("FR"), level: 1 }
}

pub fn plan() -> Plan {
    Plan {
        posture: id("street"),
        title: "Protest at night".to_owned(),
        place: id("01"),
        conditions: vec![condition()],
        duties: vec!["Hold the square".to_owned()],
        forces: vec![(Force::Mobile, people(120))],
    }
}

/// What a repair of department 01 is asked with.
pub fn asked() -> Asked {
    Asked {
        place: id("01"),
        difference: Difference { before: Hash([7; 32]), after: Hash([8; 32]) },
        now: "10:00".to_owned(),
        incident: None,
        changes: vec!["lost crew-2".to_owned(), "pinned crew-3 early".to_owned()],
    }
}

pub fn edition(number: u32) -> Edition {
    Edition { number, plan: Hash([9; 32]) }
}

pub fn note(news: News, at: &str) -> OperationCommand {
    OperationCommand::Note { spot: spot(), news, at: hour(at), way: Way::Telephone }
}

/// A room in which everything exists: `crew-1` led by `leader` and free, `crew-2` free, one
/// verified incident and one reported, one order standing, one posture prepared, at ten o'clock.
pub struct Scene {
    pub office: Office,
    /// Verified; nobody is there.
    pub incident: u64,
    /// Reported.
    pub other: u64,
    /// A repair that waits.
    pub repair: u64,
}

impl Scene {
    pub fn new() -> Self {
        let mut office = Office::new();
        office.now = hour("10:00");
        let mut scene = Self { office, incident: 0, other: 0, repair: 0 };
        for (name, leader) in [("crew-1", Some("leader")), ("crew-2", None), ("crew-3", None)] {
            scene.room(OperationCommand::MakeUnit(unit(name, leader))).expect("a unit");
            scene.room(OperationCommand::Duty { unit: id(name), on: true }).expect("on duty");
        }
        scene.incident = scene.office.room.size();
        scene.room(OperationCommand::Report(report())).expect("an incident");
        let incident = scene.incident;
        scene.room(OperationCommand::Verify { incident }).expect("verified");
        scene.other = scene.office.room.size();
        scene.room(OperationCommand::Report(Report { kind: Kind::Disorder, ..report() })).expect("another");
        scene.room(OperationCommand::Prepare(plan())).expect("a posture");
        let token = Hash([6; 32]);
        scene.room(OperationCommand::MakeFeed { feed: id("old"), place: id("01"), token }).expect("a feed");
        scene.repair = scene.office.room.size();
        scene.room(OperationCommand::ProposeRepair(asked())).expect("a repair");
        let (unit, shift) = (id("crew-3"), id("late"));
        scene.room(OperationCommand::Pin { unit, shift, place: id("01") }).expect("a pin");
        scene
    }

    /// What the operations room of the department does.
    pub fn room(&mut self, command: OperationCommand) -> Result<(), Refusal> {
        self.by("room-01", command)
    }

    pub fn by(&mut self, account: &str, command: OperationCommand) -> Result<(), Refusal> {
        self.office.by(account, Command::Operation(command)).map(|_| ())
    }

    pub fn hub(&mut self, command: OperationCommand) -> Result<(), Refusal> {
        self.office.hub(Command::Operation(command)).map(|_| ())
    }

    /// Sends a crew to the verified incident; the order's number.
    pub fn send(&mut self, unit: &str) -> u64 {
        let order = self.office.room.size();
        let (incident, unit) = (self.incident, id(unit));
        self.room(OperationCommand::SendOrder { incident, unit, text: "Go".to_owned() }).expect("a free crew");
        order
    }

    pub fn operation(&self) -> &ops::operation::Operation {
        self.office.room.operation()
    }

    /// The hash that two people confirm.
    pub fn shown(&self) -> Hash {
        Hash::of(self.operation().postures()[&id("street")].text().as_bytes())
    }
}

/// One command of every kind, about what the scene holds.
pub fn commands() -> Vec<OperationCommand> {
    let scene = Scene::new();
    let (incident, other, reason) = (scene.incident, scene.other, || "because".to_owned());
    let (unit, posture) = (id("crew-1"), id("street"));
    let grade = Grade::UNKNOWN;
    vec![
        note(News::Open, "08:00"),
        OperationCommand::SetContact { about: id("01-001"), telephone: None },
        OperationCommand::MoveRecords { spot: spot(), step: Move::Taken { unit } },
        OperationCommand::MoveRecords { spot: spot(), step: Move::Arrived },
        OperationCommand::Report(Report { kind: Kind::Other, ..report() }),
        OperationCommand::Verify { incident: other },
        OperationCommand::Claim { incident },
        OperationCommand::Weigh { incident, severity: Severity::Minor, audience: Audience::Public, grade },
        OperationCommand::Merge { incident, of: other },
        OperationCommand::Dismiss { incident, reason: reason() },
        OperationCommand::Close { incident, reason: reason() },
        OperationCommand::MakeUnit(self::unit("crew-9", None)),
        OperationCommand::SendOrder { incident, unit, text: reason() },
        OperationCommand::ChangeOrder { order: 1, edition: 1, text: reason() },
        OperationCommand::WithdrawOrder { order: 1, reason: reason() },
        OperationCommand::Acknowledge { order: 1, edition: 1 },
        OperationCommand::Duty { unit, on: false },
        OperationCommand::Locate { unit, point: INSIDE, at: hour("09:59") },
        OperationCommand::Arrive { unit },
        OperationCommand::SetThreat { place: id("01"), level: 3, grade, reason: reason() },
        OperationCommand::Prepare(plan()),
        OperationCommand::Propose { posture, known: Known::default() },
        OperationCommand::SetAside { posture, reason: reason() },
        OperationCommand::Activate { posture, shown: Hash([1; 32]) },
        OperationCommand::End { posture, reason: reason() },
        OperationCommand::MakeFeed { feed: id("map"), place: id("01"), token: Hash([5; 32]) },
        OperationCommand::EndFeed { feed: id("old") },
        OperationCommand::Advance { to: Phase::Round(1) },
        OperationCommand::ProposeRepair(asked()),
        OperationCommand::AcceptRepair {
            repair: scene.repair,
            found: asked().difference,
            again: None,
            edition: edition(2),
            orders: vec![(unit, reason())],
        },
        OperationCommand::LeaveRepair { repair: scene.repair, reason: reason() },
        OperationCommand::Pin { unit, shift: id("late"), place: id("01") },
        OperationCommand::Unpin { unit: id("crew-3"), shift: id("late") },
    ]
}

/// One fact of every kind.
pub fn facts() -> Vec<OperationFact> {
    let (unit, posture, reason) = (id("crew-1"), id("street"), || "because it is so".to_owned());
    let (round, station) = spot();
    let news = |news, way| DayFact::News { round, station, news, at: hour("08:01"), way };
    let records = |step| DayFact::Records { round, station, step };
    let days = [
        news(News::Installed, Way::Network),
        news(News::Open, Way::Page),
        news(News::Turnout(Mark::Noon, people(0)), Way::Telephone),
        news(News::Turnout(Mark::Five, people(512)), Way::Telephone),
        news(News::Closed, Way::Telephone),
        DayFact::Contact { about: station, telephone: Some("03 85 00 00 00".to_owned()) },
        DayFact::Contact { about: station, telephone: None },
        records(Move::Taken { unit }),
        records(Move::AtOffice { office: id("01-001") }),
        records(Move::Arrived),
    ];
    let far = Position { lon_e6: -61_000_000, lat_e6: -1 };
    let incidents = [
        IncidentFact::Reported(report()),
        IncidentFact::Reported(Report { ground: Ground { about: id("FR"), point: None }, ..report() }),
        IncidentFact::Reported(Report { ground: Ground { about: id("FR"), point: Some(far) }, ..report() }),
        IncidentFact::Verified { incident: 3 },
        IncidentFact::Claimed { incident: 3 },
        IncidentFact::Weighed {
            incident: 3,
            severity: Severity::Minor,
            audience: Audience::Public,
            grade: Grade::UNKNOWN,
        },
        IncidentFact::Duplicate { incident: 3, of: 4 },
        IncidentFact::Unfounded { incident: 3, reason: reason() },
        IncidentFact::Closed { incident: 3, reason: reason() },
    ];
    let all = days.into_iter().map(OperationFact::Day).chain(incidents.into_iter().map(OperationFact::Incident));
    let all = all.chain(in_the_field(unit, &reason()).into_iter().map(OperationFact::Field));
    let feeds = [
        FeedFact::Made { feed: id("map"), place: id("01"), token: Hash([5; 32]) },
        FeedFact::Ended { feed: id("map") },
    ];
    let all = all.chain(feeds.into_iter().map(OperationFact::Feed));
    let all = all.chain(of_the_plan(unit, &reason()).into_iter().map(OperationFact::Plan));
    all.chain(of_postures(posture, &reason()).into_iter().map(OperationFact::Posture)).collect()
}

fn of_the_plan(unit: Id, reason: &str) -> Vec<PlanFact> {
    let pin = PinFact { unit, shift: id("early"), place: id("01") };
    vec![
        PlanFact::Proposed(asked()),
        PlanFact::Proposed(Asked { incident: Some(3), changes: Vec::new(), ..asked() }),
        PlanFact::Accepted { repair: 5, edition: edition(2) },
        PlanFact::Left { repair: 5, reason: reason.to_owned() },
        PlanFact::Pinned(pin),
        PlanFact::Unpinned(pin),
    ]
}

fn in_the_field(unit: Id, reason: &str) -> Vec<FieldFact> {
    let text = || reason.to_owned();
    vec![
        FieldFact::Made(self::unit("crew-1", Some("leader"))),
        FieldFact::Made(Particulars { telephone: None, ..self::unit("crew-2", None) }),
        FieldFact::OnDuty { unit },
        FieldFact::OffDuty { unit },
        FieldFact::Seen { unit, point: INSIDE, at: hour("08:01") },
        FieldFact::Arrived { unit },
        FieldFact::OrderSent { incident: Some(3), unit, text: text() },
        FieldFact::OrderSent { incident: None, unit, text: text() },
        FieldFact::OrderChanged { order: 9, edition: 2, text: text() },
        FieldFact::OrderAcknowledged { order: 9, edition: 2 },
        FieldFact::OrderWithdrawn { order: 9, reason: text() },
    ]
}

fn of_postures(posture: Id, reason: &str) -> Vec<PostureFact> {
    let probability = BasisPoints::new(9_000).expect("a probability");
    let projection = Condition::Projection { round: 1, candidate: 2, outcome: Outcome::Qualifies, probability };
    let conditions = vec![
        Condition::Result { round: 1, candidate: 3, share: 200, counted: 500 },
        projection,
        condition(),
        Condition::From(hour("08:00")),
        Condition::Until(hour("23:00")),
    ];
    let met = |condition| Met { condition, found: [9_120, 0] };
    let reasons = conditions.iter().copied().map(met).collect();
    let phases = [Phase::Before, Phase::Round(1), Phase::Between(1), Phase::After];
    let mut all: Vec<PostureFact> = phases.into_iter().map(|phase| PostureFact::Phase { phase }).collect();
    all.extend([
        PostureFact::Threat { place: id("01"), level: 5, grade: Grade::UNKNOWN, reason: reason.to_owned() },
        PostureFact::Prepared(Plan { conditions, ..plan() }),
        PostureFact::Prepared(Plan { forces: Vec::new(), ..plan() }),
        PostureFact::Proposed { posture, reasons },
        PostureFact::SetAside { posture, reason: reason.to_owned() },
        PostureFact::Asked { posture },
        PostureFact::Active { posture },
        PostureFact::Ended { posture, reason: reason.to_owned() },
    ]);
    all
}

/// Votes of one candidate of round 1.
pub fn counted(candidate: u16, votes: u64, valid: u64, counted: u32) -> Known {
    let share = Share { votes, valid, counted, stations: 100 };
    Known { results: [((1, candidate), share)].into(), ..Known::default() }
}
