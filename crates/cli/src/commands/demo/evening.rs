//! The demo's last evening, served: reports come in by the clock while people look and type.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use election::{Definition, Id, Stamp, definition::StationIx, refusal::Language};
use server::service::{Handle, NotTaken, RETRY_AFTER};
use tokio::{task::JoinSet, time::sleep};
use verifier::wording::{counted, say};

use super::operation::Operation;
use super::people::{self, LogIns, Scene};
use crate::{
    commands::{
        export,
        serve::{self, Beside},
    },
    failure::Failure,
    folder::Folder,
    keyring::Passphrase,
    night::{Due, Night},
};

/// How long before the first report the evening begins.
const SECONDS_BEFORE: i64 = 120;

/// How often it is looked whether reports are due.
pub const TICK: Duration = Duration::from_millis(100);

/// Most reports under way at once; the hub's queue has room for other people's.
const MAX_UNDER_WAY: usize = 1_000;

/// How late the second, different report of one station comes, seconds.
const CONTEST_AFTER: i64 = 300;

/// Where the hub listens and how fast its night goes.
pub struct Evening {
    pub listen: SocketAddr,
    pub speed: u32,
}

/// A signed report, and when its station sends it.
struct Report {
    at: i64,
    note: Vec<u8>,
}

impl Evening {
    /// Serves the evening of a round until it is told to stop.
    pub fn serve(
        &self,
        folder: &Folder,
        night: Night,
        round: u8,
        due: Vec<Due>,
        passphrase: &Passphrase,
        language: Language,
    ) -> Result<(), Failure> {
        let scene = Scene::of(night.definition())?;
        let (mut due, mut kept): (Vec<Due>, Vec<Due>) =
            due.into_iter().partition(|due| !scene.stations.contains(&due.station));
        let contested = contest(&mut due, night.definition(), &scene);
        let first = due.iter().map(|due| due.counted_at).min_by_key(|at| at.instant());
        let begins = first.and_then(|at| at.plus(-SECONDS_BEFORE));
        let begins = begins.ok_or_else(|| Failure::usage("aucun bureau", "no station"))?;
        ended(&mut kept, night.definition(), round, begins);
        let log_ins = people::make(folder, &scene, passphrase)?;
        let reports = signed(&night, round, due)?;
        let told = Told { evening: self, folder, scene: &scene, log_ins: &log_ins, kept: &kept, contested };
        println!("\n{}", told.text(night.definition(), round, begins, language));
        let earlier = earlier(folder, round)?;
        let plan = Some(folder.path("plan")).filter(|plan| plan.exists());
        let arguments = serve::Arguments::of_exercise(folder, self.listen, begins, self.speed, (earlier, plan));
        let send = |Beside { runtime, hub, screens }: Beside<'_>| {
            let operation = Operation::new(screens, hub.clone(), &scene, round, begins, language);
            runtime.spawn(operation.play());
            runtime.spawn(sent(hub, reports, language));
        };
        arguments.serve(folder, night, send, language)
    }
}

/// The records that people type have ended when the evening begins: the hub takes none that ends in
/// its future. A station whose doors close later has counted a minute after.
fn ended(kept: &mut [Due], definition: &Definition, round: u8, begins: Stamp) {
    let Some(position) = definition.round_ix(round) else { return };
    for due in kept {
        let closes = definition.hours(due.station, position).and_then(|hours| hours.closes.plus(60));
        let least = closes.filter(|closes| closes.instant() > begins.instant()).unwrap_or(begins);
        if least.instant() < due.counted_at.instant() {
            due.counted_at = due.counted_at.at(least.instant()).unwrap_or(least);
        }
    }
}

/// The round before in the official layout: what its stations now find unusual is asked at entry.
fn earlier(folder: &Folder, round: u8) -> Result<Option<PathBuf>, Failure> {
    let Some(before) = round.checked_sub(1).filter(|before| *before > 0) else { return Ok(None) };
    let path = folder.path(&format!("round-{before}.txt"));
    fs::write(&path, export::official(folder, before)?).map_err(Failure::at(&path))?;
    Ok(Some(path))
}

/// Lets one station of the scene's department send a second report that differs: two candidates
/// exchanged. Gives which.
fn contest(due: &mut Vec<Due>, definition: &Definition, scene: &Scene) -> Option<Id> {
    let there = |ix: StationIx| definition.covers(scene.department, definition.station(ix).id);
    let differs = |due: &&Due| {
        let votes = &due.counts.candidates;
        there(due.station) && votes.len() > 1 && votes[0] != votes[1]
    };
    let mut second = due.iter().find(differs)?.clone();
    second.counts.candidates.swap(0, 1);
    second.counted_at = second.counted_at.plus(CONTEST_AFTER)?;
    let station = definition.station(second.station).id;
    due.push(second);
    Some(station)
}

/// The reports signed at their stations, in the order in which they are sent.
fn signed(night: &Night, round: u8, mut due: Vec<Due>) -> Result<Vec<Report>, Failure> {
    due.sort_by_key(|due| due.counted_at.instant());
    let moments: Vec<i64> = due.iter().map(|due| due.counted_at.instant()).collect();
    let notes = night.signed(round, due)?;
    Ok(moments.into_iter().zip(notes).map(|(at, note)| Report { at, note }).collect())
}

/// Sends each report when its moment has come by the hub's clock.
async fn sent(hub: Handle, reports: Vec<Report>, language: Language) {
    let total = reports.len() as u64;
    let mut waiting = reports.into_iter().peekable();
    while waiting.peek().is_some() {
        let now = hub.now().instant();
        let mut under_way = JoinSet::new();
        while under_way.len() < MAX_UNDER_WAY
            && let Some(report) = waiting.next_if(|report| report.at <= now)
        {
            under_way.spawn(delivered(hub.clone(), report.note));
        }
        if under_way.is_empty() {
            sleep(TICK).await;
        }
        if under_way.join_all().await.contains(&Delivered::Stopping) {
            return;
        }
    }
    let reports =
        counted(language, total, ["relevé est arrivé", "relevés sont arrivés"], ["report is in", "reports are in"]);
    eprintln!("· {reports}");
}

#[derive(PartialEq, Eq)]
enum Delivered {
    Answered,
    Stopping,
}

/// One report, sent again as long as the hub is busy. What the rules refuse stands in the metrics.
async fn delivered(hub: Handle, note: Vec<u8>) -> Delivered {
    loop {
        match hub.submit(note.clone()).await {
            Ok(_) => return Delivered::Answered,
            Err(NotTaken::Busy) => sleep(RETRY_AFTER).await,
            Err(NotTaken::Stopping) => return Delivered::Stopping,
        }
    }
}

/// What a visitor is told.
struct Told<'a> {
    evening: &'a Evening,
    folder: &'a Folder,
    scene: &'a Scene,
    log_ins: &'a LogIns,
    kept: &'a [Due],
    contested: Option<Id>,
}

impl Told<'_> {
    fn text(&self, definition: &Definition, round: u8, begins: Stamp, language: Language) -> String {
        let Self { evening: Evening { listen, speed }, scene, log_ins, .. } = self;
        let night = say(
            language,
            format!(
                "Le soir du tour {round} commence à {begins} ; une seconde ici en vaut {speed}. Ctrl-C pour finir."
            ),
            format!("The evening of round {round} begins at {begins}; one second here is {speed}. Ctrl-C ends it."),
        );
        let public =
            say(language, "résultats publics, à partir de l'heure légale", "public results, from the legal hour on");
        let screens = say(language, "écrans", "screens");
        let log_in = say(language, "premiers mots de passe", "first passwords");
        let vigie = super::program();
        let code = say(language, "code d'un second facteur", "code of a second factor");
        let file = log_ins.file.display();
        format!(
            "{night}\n  {public}\n    http://{listen}/\n  {screens}\n    http://{listen}/hub\n  {log_in} ({} · {})\n{}  {code}\n    {vigie} accounts code {file} nation-a\n{}",
            scene.commune,
            scene.department,
            log_ins.text(),
            self.left(definition, language),
        )
    }

    /// What is left for the visitor to do, with the records to be typed.
    fn left(&self, definition: &Definition, language: Language) -> String {
        let type_in = say(
            language,
            "à saisir par clerk-a et clerk-b, relevés papier : inscrits, émargements, votants, blancs, nuls, exprimés, voix, heure de fin",
            "for clerk-a and clerk-b to type, paper records: registered, signed in, cast, blank, void, valid, votes, hour it ended",
        );
        let mut out = format!("  {type_in}\n");
        for due in self.kept {
            let figures: Vec<String> = due.counts.row().map(|figure| figure.to_string()).collect();
            let ended = due.counted_at.to_string();
            let (station, hour) = (definition.station(due.station).id, &ended[11..16]);
            let _ = writeln!(out, "    {station}  {}  {hour}", figures.join(" "));
        }
        if let Some(station) = self.contested {
            let text = say(
                language,
                "deux relevés différents, à résoudre par la préfecture",
                "two different reports, for the prefecture to resolve",
            );
            let _ = writeln!(out, "  {text}\n    {station}");
        }
        let operation = say(
            language,
            "pour operations et leader : un sac trouvé, un incendie à traiter et le plan réparé à accepter, une menace qui monte et sa posture à activer à deux",
            "for operations and leader: a bag found, a fire to be met and the repaired plan to accept, a threat that rises and its posture for two to activate",
        );
        let _ = writeln!(out, "  {operation}\n    http://{}/hub/operation", self.evening.listen);
        let verify = say(language, "après Ctrl-C, vérifier", "after Ctrl-C, verify");
        let vigie = super::program();
        out + &format!("  {verify}\n    {vigie} verify {}\n", self.folder.path("public").display())
    }
}
