//! The hub as a service: two threads own board and journal, everybody else has a [`Handle`].
//!
//! ```text
//! submit ──▶ bounded queue ──▶ hub: check · admit ──▶ journal: fsync · checkpoint · receipts ──▶ Reply
//! ```
//!
//! While one batch is on its way to the disk the signatures of the next are checked. Batches are
//! committed in the order in which they were admitted, one at a time.
//!
//! A message is answered only after it is in the log, the log is on the disk, and a checkpoint
//! covers it. What waits is taken together: the dearer the disk, the larger the batch. There is
//! one board behind one lock. It is written while a batch is admitted, some milliseconds before
//! that batch is durable: what a screen shows may be that much ahead of the disk. What leaves the
//! building is made from a [`Cut`], whose board and checkpoint speak of the same log.
//!
//! Every error of the journal ends the service: the board may be ahead of the disk then, and only
//! a new start brings both together again. [`Service::ended`] tells; the program ends with it.

use std::io::{self, Write as _};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use election::intake::{Early, Hands};
use election::refusal::Refusal;
use election::{Board, Stamp};
use tokio::sync::{oneshot, watch};

use crate::hub::{self, Admitted, Answer, Hub};
use crate::journal::{Beside, Journal, LogReader, LoggedCheckpoint, NoReceipt, Receipt};
use crate::pulse::{Pulse, Rush};
use crate::witnesses::Cosigned;

/// The most messages of one batch.
pub const MAX_BATCH: usize = 1_000;

/// The most messages that wait; the next is told to come again.
pub const MAX_WAITING: usize = 4_096;

/// How long a batch stays open after its first message while the hub is busy. A batch never closes
/// later than 250 ms after its first message, as the design asks.
const LINGER: Duration = Duration::from_millis(5);

/// From how many messages in the last batch on the hub counts as busy.
const BUSY: usize = 32;

/// What a busy hub asks senders to wait before they come again.
pub const RETRY_AFTER: Duration = Duration::from_secs(2);

/// The clock of a hub; a test and an exercise have their own.
pub type Clock = Arc<dyn Fn() -> Stamp + Send + Sync>;

/// What a sender is told.
#[derive(Clone, Debug)]
pub enum Reply {
    /// In the log, durable, and covered by the checkpoint of this receipt. The same message sent
    /// again gets the same index, under the checkpoint of now.
    Logged(Box<Receipt>),
    /// Refused by the rules, and nothing changed.
    Refused(Refusal),
    /// About a round that has not begun by the hub's clock; nothing changed.
    Early(Early),
}

/// Why a message was not looked at. Whether it was logged is unknown only after
/// [`NotTaken::Stopping`]: sent again, it counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// The queue is full: come again after [`RETRY_AFTER`].
    Busy,
    /// The service is stopping or has stopped.
    Stopping,
}

/// Board and checkpoint of one and the same log.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The board at the end of the log.
    pub board: Arc<Board>,
    /// The checkpoint over exactly those entries.
    pub checkpoint: Arc<LoggedCheckpoint>,
}

/// What the thread is asked.
enum Request {
    Message(Vec<u8>, oneshot::Sender<Reply>),
    Cut(oneshot::Sender<Cut>),
    Look(Look),
    Stop,
}

/// Something done at the journal between two batches.
type Look = Box<dyn FnOnce(&Journal) + Send>;

/// What the thread and everybody else share.
struct Shared {
    board: Arc<RwLock<Board>>,
    reader: LogReader,
    checkpoint: watch::Receiver<Arc<LoggedCheckpoint>>,
    clock: Clock,
    /// Numbers of the rounds whose publication was decided.
    released: Mutex<Vec<u8>>,
    /// The last public checkpoint that its witnesses made final.
    last_final: Mutex<Option<Arc<LoggedCheckpoint>>>,
    counts: Counts,
    pulse: Mutex<Pulse>,
    /// How far the rooms' journal is, once there are rooms.
    beside: OnceLock<Box<dyn Fn() -> Beside + Send + Sync>>,
}

/// What happened since the start, for the metrics.
#[derive(Debug, Default)]
pub struct Counts {
    /// Messages answered with a receipt, the repeated ones too.
    pub logged: AtomicU64,
    /// Messages refused by the rules.
    pub refused: AtomicU64,
    /// Messages about a round to come.
    pub early: AtomicU64,
    /// Messages that were told to come again.
    pub busy: AtomicU64,
    /// Batches.
    pub batches: AtomicU64,
    /// Publications.
    pub published: AtomicU64,
    /// Publications that failed; the next one tries again.
    pub unpublished: AtomicU64,
    /// Cosignatures on the public checkpoint.
    pub cosignatures: AtomicU64,
    /// Calls to witnesses that brought no cosignature.
    pub troubles: AtomicU64,
}

/// A running service. Dropped without [`Service::stop`], it finishes what was accepted all the
/// same, and nobody waits for it.
pub struct Service {
    handle: Handle,
    thread: JoinHandle<()>,
    end: watch::Receiver<Option<Arc<str>>>,
}

/// The way to a running service; cheap to clone.
#[derive(Clone)]
pub struct Handle {
    queue: SyncSender<Request>,
    shared: Arc<Shared>,
}

impl Service {
    /// Starts the threads on an opened hub. `hands` check signatures.
    ///
    /// # Panics
    /// When the system gives no thread: nothing can run then.
    pub fn start(hub: Hub, hands: impl Hands + Send + 'static, clock: Clock) -> Self {
        let (board, journal) = hub.into_parts();
        let (queue, requests) = sync_channel(MAX_WAITING);
        let (grown, checkpoint) = watch::channel(Arc::new(journal.checkpoint().clone()));
        let reader = journal.reader();
        let counts = Counts::default();
        let (released, last_final) = (Mutex::default(), Mutex::default());
        let (pulse, beside) = (Mutex::default(), OnceLock::new());
        let shared = Shared { board, reader, checkpoint, clock, released, last_final, counts, pulse, beside };
        let shared = Arc::new(shared);
        let (ended, end) = watch::channel(None);
        let (committing, work) = sync_channel(0);
        let desk = Desk { hands, requests, committing, shared: Arc::clone(&shared) };
        let scribe = Scribe { journal, work, grown, shared: Arc::clone(&shared) };
        let both = move || {
            thread::scope(|scope| {
                let journal = thread::Builder::new().name("journal".to_owned());
                let scribing = journal.spawn_scoped(scope, || watched(&ended, || scribe.run()));
                match scribing {
                    Ok(_) => watched(&ended, || desk.run()),
                    Err(error) => watched(&ended, || Err(error.to_string())),
                }
            });
            ended.send_if_modified(|end| end.is_none() && end.replace("".into()).is_none());
        };
        let thread = thread::Builder::new().name("hub".to_owned()).spawn(both);
        let thread = thread.unwrap_or_else(|error| panic!("the system gives no thread: {error}"));
        Self { handle: Handle { queue, shared }, thread, end }
    }

    /// A way to it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Returns when the threads have ended by themselves, with the reason. The program must end then.
    pub async fn ended(&self) -> Arc<str> {
        let mut end = self.end.clone();
        match end.wait_for(Option::is_some).await {
            Ok(why) => why.clone().unwrap_or_default(),
            Err(_) => "the hub's thread is gone".into(),
        }
    }

    /// Finishes what was accepted and closes the journal. Gives why the threads had ended before,
    /// if they had.
    pub fn stop(self) -> Result<(), Arc<str>> {
        // A thread that has ended hears nothing, and said why.
        let _ = self.handle.queue.send(Request::Stop);
        let _ = self.thread.join();
        let why = self.end.borrow().clone().unwrap_or_default();
        if why.is_empty() { Ok(()) } else { Err(why) }
    }
}

impl Handle {
    /// Sends a signed message in and waits for the answer, which comes after the message is
    /// durable under a checkpoint. A caller that goes away takes nothing back.
    pub async fn submit(&self, message: Vec<u8>) -> Result<Reply, NotTaken> {
        let (reply, answer) = oneshot::channel();
        self.put(Request::Message(message, reply))?;
        answer.await.map_err(|_| NotTaken::Stopping)
    }

    /// As [`Handle::submit`], for a thread that may block. Never to be called inside a runtime.
    pub fn submit_blocking(&self, message: Vec<u8>) -> Result<Reply, NotTaken> {
        let (reply, answer) = oneshot::channel();
        self.put(Request::Message(message, reply))?;
        answer.blocking_recv().map_err(|_| NotTaken::Stopping)
    }

    fn put(&self, request: Request) -> Result<(), NotTaken> {
        self.queue.try_send(request).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                self.shared.counts.busy.fetch_add(1, Ordering::Relaxed);
                NotTaken::Busy
            }
            TrySendError::Disconnected(_) => NotTaken::Stopping,
        })
    }

    /// The board as it is now. Hold it for as long as a page takes and never across an await: the
    /// hub cannot admit meanwhile. For more there is [`Handle::cut`].
    pub fn board(&self) -> RwLockReadGuard<'_, Board> {
        self.shared.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of the board with the checkpoint over exactly it, taken between two batches: some
    /// 20 ms and 60 MB for a whole country.
    pub async fn cut(&self) -> Result<Cut, NotTaken> {
        let (reply, answer) = oneshot::channel();
        self.put(Request::Cut(reply))?;
        answer.await.map_err(|_| NotTaken::Stopping)
    }

    /// As [`Handle::cut`], for a thread that may block.
    pub fn cut_blocking(&self) -> Result<Cut, NotTaken> {
        let (reply, answer) = oneshot::channel();
        self.put(Request::Cut(reply))?;
        answer.blocking_recv().map_err(|_| NotTaken::Stopping)
    }

    /// Does something at the journal between two batches, and waits for it: its check, a copy of
    /// it. Nothing is logged meanwhile; messages wait. Never to be called inside a runtime.
    pub fn at_the_journal<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Journal) -> T + Send + 'static,
    ) -> Result<T, NotTaken> {
        let (reply, answer) = oneshot::channel();
        // Whoever asked may have gone; nothing was changed for it.
        self.put(Request::Look(Box::new(move |journal| drop(reply.send(look(journal))))))?;
        answer.blocking_recv().map_err(|_| NotTaken::Stopping)
    }

    /// Remembers from now on, with every batch, how far the rooms' journal is. Rooms that were opened
    /// to be shown are compared with what was remembered before: [`Journal::beside`]. The first rooms
    /// of a service are its rooms.
    pub fn with_beside(&self, beside: impl Fn() -> Beside + Send + Sync + 'static) {
        // Two halls on one service are a test's.
        let _ = self.shared.beside.set(Box::new(beside));
    }

    /// The last checkpoint. Durable and covering every message that was answered.
    pub fn checkpoint(&self) -> Arc<LoggedCheckpoint> {
        self.shared.checkpoint.borrow().clone()
    }

    /// Tells whenever the log has grown: `changed().await`, then `borrow()`.
    pub fn grown(&self) -> watch::Receiver<Arc<LoggedCheckpoint>> {
        self.shared.checkpoint.clone()
    }

    /// Reads the log's files: entries, tiles, receipts. It blocks on the disk.
    pub fn reader(&self) -> &LogReader {
        &self.shared.reader
    }

    /// Receipts of entries, under the last checkpoint. It reads a few files.
    pub fn receipts(&self, indices: &[u64]) -> Result<Vec<Receipt>, NoReceipt> {
        self.reader().receipts(&self.checkpoint().note, indices)
    }

    /// The moment by the hub's clock.
    pub fn now(&self) -> Stamp {
        (self.shared.clock)()
    }

    /// The publication of a round was decided, by as many people as that takes: that is for the
    /// caller to know, here it is believed. What is in the log of this round becomes public with the
    /// next publication after its legal hour. Not remembered over a restart.
    pub fn release(&self, round: u8) {
        let mut released = self.shared.released.lock().unwrap_or_else(PoisonError::into_inner);
        if !released.contains(&round) {
            released.push(round);
        }
    }

    /// Numbers of the rounds that were released.
    pub fn released(&self) -> Vec<u8> {
        self.shared.released.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What witnesses have said of the public checkpoint.
    pub(crate) fn witnessed(&self, cosigned: &Cosigned) {
        self.shared.counts.cosignatures.store(cosigned.by.len() as u64, Ordering::Relaxed);
        if cosigned.is_final {
            let checkpoint = Arc::new(cosigned.checkpoint.clone());
            *self.shared.last_final.lock().unwrap_or_else(PoisonError::into_inner) = Some(checkpoint);
        }
    }

    /// The last public checkpoint that is final, with its cosignatures: as many witnesses have seen
    /// it as the definition and the hub's policy ask for. None before the first.
    pub fn last_final(&self) -> Option<Arc<LoggedCheckpoint>> {
        self.shared.last_final.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether an entry came in a rush after a silence. Not remembered over a restart.
    pub fn is_rushed(&self, index: u64) -> bool {
        let pulse = self.shared.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        pulse.rushes().iter().any(|rush| rush.entries.contains(&index))
    }

    /// How long the log was at a moment by the hub's clock; nothing for one before the start of this
    /// process. Not remembered over a restart.
    pub fn size_at(&self, moment: Stamp) -> Option<u64> {
        self.shared.pulse.lock().unwrap_or_else(PoisonError::into_inner).size_at(moment.instant())
    }

    /// Rushes after a silence since the start.
    pub fn rushes(&self) -> usize {
        self.shared.pulse.lock().unwrap_or_else(PoisonError::into_inner).rushes().len()
    }

    /// What happened since the start.
    pub fn counts(&self) -> &Counts {
        &self.shared.counts
    }
}

/// Why a thread of the service ended before it was told to.
type Ended = watch::Sender<Option<Arc<str>>>;

/// Runs one of the threads; an error or a panic is known at once.
fn watched(ended: &Ended, run: impl FnOnce() -> Result<(), String>) {
    let why = match std::panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(())) => return,
        Ok(Err(why)) => why,
        Err(_) => "a fault of the program, told above".to_owned(),
    };
    ended.send_replace(Some(why.into()));
}

/// The thread that checks and admits.
struct Desk<H> {
    hands: H,
    requests: Receiver<Request>,
    committing: SyncSender<Work>,
    shared: Arc<Shared>,
}

/// Messages taken together, and who asks for what comes after them.
#[derive(Default)]
struct Batch {
    messages: Vec<Vec<u8>>,
    replies: Vec<oneshot::Sender<Reply>>,
    cuts: Vec<oneshot::Sender<Cut>>,
    looks: Vec<Look>,
    stop: bool,
}

/// A batch that is admitted, on its way to the disk.
struct Work {
    admitted: Admitted,
    replies: Vec<oneshot::Sender<Reply>>,
    cuts: Vec<(oneshot::Sender<Cut>, Arc<Board>)>,
    looks: Vec<Look>,
}

impl<H: Hands> Desk<H> {
    fn run(self) -> Result<(), String> {
        let mut busy = false;
        loop {
            // Without a sender nobody can ask for anything any more.
            let Ok(first) = self.requests.recv() else { return Ok(()) };
            let batch = self.gather(first, busy);
            busy = batch.messages.len() >= BUSY;
            let stop = batch.stop;
            // Without a scribe nothing is logged any more; it has said why.
            if self.committing.send(self.admit(batch)).is_err() || stop {
                return Ok(());
            }
        }
    }

    /// What waits, and while the hub is busy also what comes within a moment: a batch has costs
    /// that do not depend on its size, and an idle hub answers at once.
    fn gather(&self, first: Request, busy: bool) -> Batch {
        let until = Instant::now() + if busy { LINGER } else { Duration::ZERO };
        let mut batch = Batch::default();
        batch.put(first);
        while batch.messages.len() < MAX_BATCH && !batch.stop {
            let wait = until.saturating_duration_since(Instant::now());
            match self.requests.recv_timeout(wait) {
                Ok(request) => batch.put(request),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        batch
    }

    fn admit(&self, batch: Batch) -> Work {
        let Batch { messages, replies, cuts, looks, .. } = batch;
        let now = (self.shared.clock)();
        let admitted = hub::admit(&self.shared.board, &messages, Some(now), &self.hands);
        let board = || self.shared.board.read().unwrap_or_else(PoisonError::into_inner);
        let cuts = cuts.into_iter().map(|cut| (cut, Arc::new(board().clone()))).collect();
        Work { admitted, replies, cuts, looks }
    }
}

/// The thread that commits and answers.
struct Scribe {
    journal: Journal,
    work: Receiver<Work>,
    grown: watch::Sender<Arc<LoggedCheckpoint>>,
    shared: Arc<Shared>,
}

impl Scribe {
    fn run(mut self) -> Result<(), String> {
        while let Ok(Work { admitted, replies, cuts, looks }) = self.work.recv() {
            let Admitted { answers, fresh, size } = admitted;
            if !fresh.is_empty() {
                let beside = self.shared.beside.get().map(|beside| beside());
                self.journal.append_beside(fresh, beside).map_err(|error| error.to_string())?;
                assert_eq!(size, self.journal.size(), "board and journal have parted");
                self.heard(size);
                self.grown.send_replace(Arc::new(self.journal.checkpoint().clone()));
            }
            self.reply(answers, replies)?;
            for (cut, board) in cuts {
                // Whoever asked may have gone; nothing was changed for it.
                let _ = cut.send(Cut { board, checkpoint: self.shared.checkpoint.borrow().clone() });
            }
            for look in looks {
                look(&self.journal);
            }
        }
        Ok(())
    }

    /// The log has grown to a size: a rush is told, and nothing is refused for it.
    fn heard(&self, size: u64) {
        let before = self.shared.checkpoint.borrow().size;
        let now = (self.shared.clock)().instant();
        let rush = self.shared.pulse.lock().unwrap_or_else(PoisonError::into_inner).heard(now, before..size);
        if let Some(Rush { silence, entries }) = rush {
            // Nobody may be there to read it; the prefectures see it at their stations.
            let _ = writeln!(
                io::stderr(),
                "nothing came for {silence} s, then {} messages within a minute, from entry {} on: call them back first",
                entries.end - entries.start,
                entries.start
            );
        }
    }

    /// All receipts of a batch at once: the tiles are read once for all of them.
    fn reply(&self, answers: Vec<Answer>, replies: Vec<oneshot::Sender<Reply>>) -> Result<(), String> {
        if answers.is_empty() {
            return Ok(());
        }
        let index = |answer: &Answer| if let Answer::Logged { index } = answer { Some(*index) } else { None };
        let indices: Vec<u64> = answers.iter().filter_map(index).collect();
        let receipts = self.journal.receipts(&indices).map_err(|error| error.to_string())?;
        let counts = &self.shared.counts;
        counts.batches.fetch_add(1, Ordering::Relaxed);
        let mut receipts = receipts.into_iter();
        for (answer, reply) in answers.into_iter().zip(replies) {
            let (said, count) = match answer {
                Answer::Logged { .. } => {
                    let receipt = receipts.next().unwrap_or_else(|| unreachable!("a receipt for every logged message"));
                    (Reply::Logged(Box::new(receipt)), &counts.logged)
                }
                Answer::Refused(refusal) => (Reply::Refused(refusal), &counts.refused),
                Answer::Early(early) => (Reply::Early(early), &counts.early),
            };
            count.fetch_add(1, Ordering::Relaxed);
            // A sender that went away will send again, and gets the place the message has.
            let _ = reply.send(said);
        }
        Ok(())
    }
}

impl Batch {
    fn put(&mut self, request: Request) {
        match request {
            Request::Message(bytes, reply) => {
                self.messages.push(bytes);
                self.replies.push(reply);
            }
            Request::Cut(reply) => self.cuts.push(reply),
            Request::Look(look) => self.looks.push(look),
            Request::Stop => self.stop = true,
        }
    }
}
