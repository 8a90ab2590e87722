//! Publication while the night runs: a thread of its own, which takes a cut of the log now and then
//! and adds what witnesses say of it.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use election::Board;
use tokio::sync::watch;

use crate::publication::{Publication, Published, Source, standing_folder};
use crate::publisher::PublishError;
use crate::service::{Cut, Handle};
use crate::witnesses::{Desk, Patience, Told};

/// When what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How long between two publications.
    pub every: Duration,
    /// Whether rounds count as released when their legal hour comes, without anybody's decision:
    /// for exercises only.
    pub at_legal_hour: bool,
    /// How witnesses are asked.
    pub patience: Patience,
}

/// How long a hub that stops waits for the cosignatures of its last checkpoint.
const LAST_WORD: Duration = Duration::from_secs(2);

/// The publishing thread. It ends with [`Publishing::stop`].
pub struct Publishing {
    tell: Sender<Told>,
    thread: Option<JoinHandle<()>>,
    standing: watch::Receiver<String>,
}

/// A cut of the log that waits for its quorum, so that readers keep a final checkpoint meanwhile.
struct Waiting {
    cut: Cut,
    /// When it is published without.
    until: Instant,
}

/// What a publication speaks of: when nothing of it has changed there is nothing to publish.
type Spoken = (u64, bool);

impl Publishing {
    /// Publishes the log at once, and from a thread of its own everything, again and again: a first
    /// snapshot takes a while for a country, and no message waits for it. What would take the place
    /// of a final checkpoint waits for its own quorum, for [`Patience::quorum`] at most.
    ///
    /// A public directory that is another log's, or of a later state of this one, is refused here.
    pub fn start(hub: Handle, publication: Publication, public: &Path, rules: Rules) -> Result<Self, PublishError> {
        let at = |cause| PublishError::Disk { path: public.to_owned(), cause };
        let (sender, standing) = watch::channel(standing_folder(public).map_err(at)?.unwrap_or_default());
        let (tell, told) = channel();
        let desk = Desk::start(publication.asked(), rules.patience, hub.reader(), &tell).map_err(at)?;
        let mut desk = Publisher { hub, publication, rules, last: None, waiting: None, standing: sender, desk };
        desk.publish_log()?;
        let thread = thread::Builder::new().name("publication".to_owned()).spawn(move || {
            desk.attempt(Publisher::publish_now);
            desk.run(&told);
        });
        Ok(Self { tell, thread: Some(thread.map_err(at)?), standing })
    }

    /// The folder of the snapshot that stands.
    pub fn standing(&self) -> watch::Receiver<String> {
        self.standing.clone()
    }

    /// Publishes a last time and ends.
    pub fn stop(mut self) {
        let thread = self.thread.take();
        drop(self);
        // A thread that is gone has said why.
        let _ = thread.map(JoinHandle::join);
    }
}

impl Drop for Publishing {
    fn drop(&mut self) {
        // A thread that is gone needs no telling.
        let _ = self.tell.send(Told::Stop);
    }
}

/// What the thread works with.
struct Publisher {
    hub: Handle,
    publication: Publication,
    rules: Rules,
    last: Option<Spoken>,
    waiting: Option<Waiting>,
    standing: watch::Sender<String>,
    desk: Desk,
}

impl Publisher {
    fn run(mut self, told: &Receiver<Told>) {
        let mut due = Instant::now() + self.rules.every;
        loop {
            let next = self.waiting.as_ref().map_or(due, |waiting| waiting.until);
            match told.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(told) => self.hear(told),
                Err(RecvTimeoutError::Timeout) if self.waiting.is_some() => self.attempt(Self::publish_waiting),
                Err(RecvTimeoutError::Timeout) => {
                    self.attempt(|publisher| publisher.publication.catch_up());
                    self.attempt(Self::publish);
                    due = Instant::now() + self.rules.every;
                }
            }
        }
        // What was answered last is published too, and waits for nobody.
        self.attempt(Self::publish_now);
        let until = Instant::now() + LAST_WORD;
        while self.is_awaited() {
            match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(told) => self.hear(told),
                Err(_) => return,
            }
        }
    }

    /// Whether somebody who is asked could still make the public checkpoint final.
    fn is_awaited(&self) -> bool {
        let shown = self.publication.shown();
        !self.publication.asked().is_empty() && shown.is_some_and(|(_, cosigned)| !cosigned.is_final)
    }

    /// A failed publication leaves what was public before, and is tried again.
    fn attempt(&mut self, work: impl FnOnce(&mut Self) -> Result<(), PublishError>) {
        if let Err(error) = work(self) {
            self.hub.counts().unpublished.fetch_add(1, Ordering::Relaxed);
            let _ = writeln!(io::stderr(), "publication: {error}");
        }
    }

    fn hear(&mut self, told: Told) {
        match told {
            Told::Cosigned(note) => self.attempt(|publisher| {
                publisher.publication.cosigned(&note)?;
                publisher.tell_hub();
                if publisher.publication.is_ready() { publisher.publish_waiting() } else { Ok(()) }
            }),
            Told::Troubled { name, why, new } => {
                self.hub.counts().troubles.fetch_add(1, Ordering::Relaxed);
                // Once a reason: a witness that is away for the night does not fill the screen.
                if new {
                    let _ = writeln!(io::stderr(), "witness {name}: {why}");
                }
            }
            // Told twice to stop: it is stopping.
            Told::Stop => {}
        }
    }

    /// What may be given out: receipts under a final checkpoint, figures for whoever watches.
    fn tell_hub(&self) {
        if let Some((_, cosigned)) = self.publication.shown() {
            self.hub.witnessed(cosigned);
        }
    }

    /// Publishes what is new, or has it cosigned before.
    fn publish(&mut self) -> Result<(), PublishError> {
        let Some(cut) = self.news() else { return Ok(()) };
        if !self.publication.expects(&cut.checkpoint) {
            return self.publish_cut(&cut);
        }
        self.desk.show(&cut.checkpoint);
        self.waiting = Some(Waiting { cut, until: Instant::now() + self.rules.patience.quorum });
        Ok(())
    }

    /// Publishes what has waited, with the cosignatures that came.
    fn publish_waiting(&mut self) -> Result<(), PublishError> {
        self.waiting.take().map_or(Ok(()), |waiting| self.publish_cut(&waiting.cut))
    }

    /// Publishes what is new.
    fn publish_now(&mut self) -> Result<(), PublishError> {
        self.waiting = None;
        self.news().map_or(Ok(()), |cut| self.publish_cut(&cut))
    }

    /// Publishes the log as it is, and nothing of what it comes to.
    fn publish_log(&mut self) -> Result<(), PublishError> {
        let Some(Cut { board, checkpoint }) = self.news() else { return Ok(()) };
        let source = Source { board: &board, checkpoint: &checkpoint, reader: self.hub.reader() };
        self.publication.publish_log(source, self.is_whole(&board))?;
        self.tell_hub();
        Ok(())
    }

    /// Whether everything in the log may be public now.
    fn is_whole(&self, board: &Board) -> bool {
        let released = self.hub.released();
        let released = |round: u8| self.rules.at_legal_hour || released.contains(&round);
        crate::publication::is_whole(board, self.hub.now(), released)
    }

    /// A cut of the log, if it is not what was published last.
    fn news(&self) -> Option<Cut> {
        let whole = self.is_whole(&self.hub.board());
        if self.last == Some((self.hub.checkpoint().size, whole)) {
            return None;
        }
        // A hub that is busy or ending is asked again the next time.
        self.hub.cut_blocking().ok()
    }

    fn publish_cut(&mut self, Cut { board, checkpoint }: &Cut) -> Result<(), PublishError> {
        let released = self.hub.released();
        let released = |round: u8| self.rules.at_legal_hour || released.contains(&round);
        let source = Source { board, checkpoint, reader: self.hub.reader() };
        let published = self.publication.publish(source, self.hub.now(), released)?;
        self.hub.counts().published.fetch_add(1, Ordering::Relaxed);
        self.last = Some((checkpoint.size, published != Published::Hashes));
        if let Published::Whole { folder } = published {
            self.standing.send_replace(folder);
        }
        self.tell_hub();
        // Once more: whoever recounts before it cosigns finds the files that belong to it only now.
        // Of an empty log there is nothing to witness.
        if checkpoint.size > 0 {
            self.desk.show(checkpoint);
        }
        Ok(())
    }
}
