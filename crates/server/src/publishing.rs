//! Publication while the night runs: a thread of its own, which takes a cut of the log now and then.

use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use crate::publication::{Publication, Published, Source, standing_folder};
use crate::publisher::PublishError;
use crate::service::{Cut, Handle};

/// When what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How long between two publications.
    pub every: Duration,
    /// Whether rounds count as released when their legal hour comes, without anybody's decision:
    /// for exercises only.
    pub at_legal_hour: bool,
}

/// The publishing thread. It ends with [`Publishing::stop`].
pub struct Publishing {
    stop: Sender<()>,
    thread: JoinHandle<()>,
    standing: watch::Receiver<String>,
}

/// What a publication speaks of: when nothing of it has changed there is nothing to publish.
type Spoken = (u64, bool);

impl Publishing {
    /// Publishes once, and then again and again.
    pub fn start(hub: Handle, mut publication: Publication, public: &Path, rules: Rules) -> Result<Self, PublishError> {
        let at = |cause| PublishError::Disk { path: public.to_owned(), cause };
        let (sender, standing) = watch::channel(standing_folder(public).map_err(at)?.unwrap_or_default());
        let mut last = None;
        publish(&hub, &mut publication, rules, &mut last, &sender)?;
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("publication".to_owned()).spawn(move || {
            while stopped.recv_timeout(rules.every) == Err(RecvTimeoutError::Timeout) {
                told(&hub, publish(&hub, &mut publication, rules, &mut last, &sender));
            }
            // What was answered last is published too.
            told(&hub, publish(&hub, &mut publication, rules, &mut last, &sender));
        });
        Ok(Self { stop, thread: thread.map_err(at)?, standing })
    }

    /// The folder of the snapshot that stands.
    pub fn standing(&self) -> watch::Receiver<String> {
        self.standing.clone()
    }

    /// Publishes a last time and ends.
    pub fn stop(self) {
        // A thread that is gone needs no telling, and has said why.
        let _ = self.stop.send(());
        let _ = self.thread.join();
    }
}

/// A failed publication leaves what was public before, and is tried again.
fn told(hub: &Handle, published: Result<(), PublishError>) {
    if let Err(error) = published {
        hub.counts().unpublished.fetch_add(1, Ordering::Relaxed);
        let _ = writeln!(io::stderr(), "publication: {error}");
    }
}

fn publish(
    hub: &Handle,
    publication: &mut Publication,
    rules: Rules,
    last: &mut Option<Spoken>,
    standing: &watch::Sender<String>,
) -> Result<(), PublishError> {
    let released = hub.released();
    let released = |round: u8| rules.at_legal_hour || released.contains(&round);
    let whole = crate::publication::is_whole(&hub.board(), hub.now(), released);
    if *last == Some((hub.checkpoint().size, whole)) {
        return Ok(());
    }
    // A hub that is busy or ending is asked again the next time.
    let Ok(Cut { board, checkpoint }) = hub.cut_blocking() else { return Ok(()) };
    let source = Source { board: &board, checkpoint: &checkpoint, reader: hub.reader() };
    let published = publication.publish(source, hub.now(), released)?;
    hub.counts().published.fetch_add(1, Ordering::Relaxed);
    *last = Some((checkpoint.size, published != Published::Hashes));
    if let Published::Whole { folder } = published {
        standing.send_replace(folder);
    }
    Ok(())
}
