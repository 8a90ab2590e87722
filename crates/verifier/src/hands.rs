//! Several cores at work.

use std::thread;

use election::intake::Hands;
use tlog::{
    key::CompactKey,
    registration::{WeakKeyAt, register_all},
};

/// One thread per core, for as long as one batch takes.
#[derive(Clone, Copy, Debug)]
pub struct Threads(usize);

impl Threads {
    /// As many as the machine has cores.
    pub fn all() -> Self {
        Self(thread::available_parallelism().map_or(1, usize::from))
    }

    /// Exactly so many; none is one.
    pub fn exactly(threads: usize) -> Self {
        Self(threads.max(1))
    }
}

impl Hands for Threads {
    fn each<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
        let share = items.len().div_ceil(self.0).max(1);
        if items.len() <= share {
            return items.into_iter().map(work).collect();
        }
        let mut rest = items;
        let mut shares = Vec::new();
        while rest.len() > share {
            let tail = rest.split_off(share);
            shares.push(std::mem::replace(&mut rest, tail));
        }
        shares.push(rest);
        let work = &work;
        thread::scope(|scope| {
            let running: Vec<_> = shares
                .into_iter()
                .map(|share| scope.spawn(move || share.into_iter().map(work).collect::<Vec<R>>()))
                .collect();
            let done = running.into_iter().map(thread::ScopedJoinHandle::join);
            done.flat_map(|share| share.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }
}

/// [`register_all`] on all cores: each core judges a stretch of the list.
pub fn register(keys: &[[u8; 32]]) -> Result<Vec<CompactKey>, WeakKeyAt> {
    let threads = Threads::all();
    let share = keys.len().div_ceil(threads.0).max(1);
    let stretches: Vec<(usize, &[[u8; 32]])> =
        keys.chunks(share).enumerate().map(|(n, stretch)| (n * share, stretch)).collect();
    let judged = threads.each(stretches, |(first, stretch)| {
        register_all(stretch).map_err(|weak| WeakKeyAt { index: first + weak.index, ..weak })
    });
    let mut registered = Vec::with_capacity(keys.len());
    for stretch in judged {
        registered.extend(stretch?);
    }
    Ok(registered)
}
