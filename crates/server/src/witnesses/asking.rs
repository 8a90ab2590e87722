//! One thread a witness: the call `add-checkpoint` of C2SP tlog-witness 1.0.0, again and again.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;
use tlog::note::Note;
use tlog::tree::consistency_proof;
use tlog::witness::AddCheckpoint;
use ureq::Agent;

use super::list::Asked;
use super::quorum::line_of;
use crate::journal::{LogReader, LoggedCheckpoint};

/// The longest answer that is read, bytes: a witness may have several keys.
const MAX_ANSWER_BYTES: u64 = 16_384;

/// How long a witness may take, and how often it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one whole answer. A witness that recounts needs minutes.
    pub answer: Duration,
    /// For the quorum, before a checkpoint is published without it in the place of a final one.
    pub quorum: Duration,
    /// Before the second try; each further pause is twice as long.
    pub first: Duration,
    /// The longest pause, whatever the witness asks for.
    pub most: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_mins(5),
            quorum: Duration::from_secs(5),
            first: Duration::from_secs(1),
            most: Duration::from_mins(1),
        }
    }
}

/// Why a witness has not cosigned. Nothing of what it answered is in here: it is a stranger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// It holds a larger log than this one: another hub has the key, or a journal was put back.
    #[error("it has cosigned {size} entries of this log, which has fewer: another hub has signed them")]
    Ahead {
        /// What it says.
        size: u64,
    },
    /// 422: what it has cosigned before is not the beginning of this log.
    #[error("it holds another past of this log, or refuses what it recounted (422)")]
    OtherPast,
    /// Another status.
    #[error("it answers with status {0}")]
    Status(u16),
    /// 200, and no cosignature of its key, or one that does not verify.
    #[error("its answer is no cosignature of its key")]
    NoCosignature,
    /// 409, and no size, or another one each time.
    #[error("it does not say what it has cosigned last")]
    NoSize,
    /// No answer, too late, or too long.
    #[error("it does not answer")]
    Silent,
    /// The hub's own log cannot be read.
    #[error("the hub's own log lacks the proof")]
    Tiles,
}

/// What the publishing thread is told.
pub(crate) enum Told {
    /// The checkpoint with a cosignature that was checked.
    Cosigned(String),
    /// A witness has failed, once more or for another reason.
    Troubled {
        /// Its name.
        name: String,
        /// Why.
        why: Trouble,
        /// Whether this is another reason than the last time.
        new: bool,
    },
    /// End.
    Stop,
}

/// Where witnesses' threads find what is to be cosigned. Dropped, it ends them; one that waits for
/// an answer ends when that comes or is late, and nobody waits for it.
pub(crate) struct Desk(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    newest: Option<Arc<LoggedCheckpoint>>,
    stopping: bool,
}

impl Desk {
    /// Starts a thread for each witness.
    pub(crate) fn start(
        asked: &[Asked],
        patience: Patience,
        reader: &LogReader,
        tell: &Sender<Told>,
    ) -> std::io::Result<Self> {
        let desk = Self(Arc::default());
        for asked in asked {
            let config = Agent::config_builder().timeout_global(Some(patience.answer));
            // Another address than the one given is never followed.
            let config = config.http_status_as_error(false).max_redirects(0);
            let (asked, reader) = (asked.clone(), reader.clone());
            let asker = Asker { agent: config.build().new_agent(), asked, reader, old: 0 };
            let (shared, tell) = (Arc::clone(&desk.0), tell.clone());
            thread::Builder::new().name("witness".to_owned()).spawn(move || shared.attend(asker, patience, &tell))?;
        }
        Ok(desk)
    }

    /// This checkpoint is public now; what came before it need not be cosigned any more.
    pub(crate) fn show(&self, checkpoint: &LoggedCheckpoint) {
        self.0.lock().newest = Some(Arc::new(checkpoint.clone()));
        self.0.changed.notify_all();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.0.lock().stopping = true;
        self.0.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for another checkpoint than `done`, and not before `from`. `None` is the end.
    fn next(&self, done: Option<&Arc<LoggedCheckpoint>>, from: Instant) -> Option<Arc<LoggedCheckpoint>> {
        let mut state = self.lock();
        while !state.stopping {
            let fresh = state.newest.as_ref().filter(|newest| done != Some(newest));
            let rest = from.saturating_duration_since(Instant::now());
            state = match fresh {
                Some(fresh) if rest.is_zero() => return Some(Arc::clone(fresh)),
                Some(_) => self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0,
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        None
    }

    /// The life of one thread. It ends when nobody listens any more, too.
    fn attend(&self, mut asker: Asker, patience: Patience, tell: &Sender<Told>) {
        let (mut done, mut from, mut pause) = (None, Instant::now(), patience.first);
        let mut last = None;
        while let Some(checkpoint) = self.next(done.as_ref(), from) {
            let told = match asker.ask(&checkpoint) {
                Ok(note) => {
                    (done, pause, last) = (Some(checkpoint), patience.first, None);
                    Told::Cosigned(note)
                }
                Err(Refused { why, later }) => {
                    from = Instant::now() + later.unwrap_or(pause).max(patience.first).min(patience.most);
                    pause = (pause * 2).min(patience.most);
                    let new = last.replace(why) != Some(why);
                    Told::Troubled { name: asker.asked.key.name().to_owned(), why, new }
                }
            };
            if tell.send(told).is_err() {
                return;
            }
        }
    }
}

/// One witness, and what is known of it.
struct Asker {
    asked: Asked,
    agent: Agent,
    reader: LogReader,
    /// Size of what it has cosigned last, as far as we know: it says so itself when we err.
    old: u64,
}

struct Refused {
    why: Trouble,
    /// When it wants to be asked again.
    later: Option<Duration>,
}

impl From<Trouble> for Refused {
    fn from(why: Trouble) -> Self {
        Self { why, later: None }
    }
}

/// A good answer.
enum Answer {
    /// The checkpoint with the cosignature.
    Cosigned(String),
    /// The size it has cosigned last.
    Size(u64),
}

impl Asker {
    /// Asks, and a second time after it has said what it holds. A third would let it keep us busy.
    fn ask(&mut self, checkpoint: &LoggedCheckpoint) -> Result<String, Refused> {
        for _ in 0..2 {
            match self.once(checkpoint)? {
                Answer::Cosigned(note) => {
                    self.old = checkpoint.size;
                    return Ok(note);
                }
                Answer::Size(size) if size > checkpoint.size => return Err(Trouble::Ahead { size }.into()),
                Answer::Size(size) => self.old = size,
            }
        }
        Err(Trouble::NoSize.into())
    }

    fn once(&self, checkpoint: &LoggedCheckpoint) -> Result<Answer, Refused> {
        // A checkpoint that was shown is never smaller than one that was cosigned; a witness that
        // says otherwise is asked as a new one, and will say what it holds.
        let old = if self.old > checkpoint.size { 0 } else { self.old };
        let proof = consistency_proof(&self.reader.nodes(checkpoint.size), old, checkpoint.size);
        let proof = proof.map_err(|_| Trouble::Tiles)?;
        let request = AddCheckpoint { old_size: old, proof, checkpoint: checkpoint.note.clone() };
        let url = format!("{}/add-checkpoint", self.asked.url);
        let response = self.agent.post(url).send(request.to_string()).map_err(|_| Trouble::Silent)?;
        let status = response.status().as_u16();
        let later = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let body = response.into_body().into_with_config().limit(MAX_ANSWER_BYTES).read_to_vec();
        let body = body.map_err(|_| Trouble::Silent)?;
        let answer = self.read(checkpoint, status, &body);
        answer.map_err(|why| Refused { why, later: later.map(Duration::from_secs) })
    }

    /// What an answer says, and nothing that it does not prove.
    fn read(&self, checkpoint: &LoggedCheckpoint, status: u16, body: &[u8]) -> Result<Answer, Trouble> {
        match status {
            200 => {
                let lines = std::str::from_utf8(body).map_err(|_| Trouble::NoCosignature)?;
                let note = format!("{}{lines}", checkpoint.note);
                let parsed = Note::parse(note.as_bytes()).map_err(|_| Trouble::NoCosignature)?;
                let line = line_of(&parsed, &self.asked.key).ok_or(Trouble::NoCosignature)?;
                Ok(Answer::Cosigned(format!("{}{line}", checkpoint.note)))
            }
            409 => size(body).map(Answer::Size).ok_or(Trouble::NoSize),
            422 => Err(Trouble::OtherPast),
            other => Err(Trouble::Status(other)),
        }
    }
}

/// A decimal without leading zeros and a newline.
fn size(body: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(body).ok()?.strip_suffix('\n')?;
    let size: u64 = text.parse().ok()?;
    (size.to_string() == text && i64::try_from(size).is_ok()).then_some(size)
}
