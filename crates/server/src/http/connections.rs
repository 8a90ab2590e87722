//! Connections: how many, how slow, how long, and how they end.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::limits::{
    CONNECTION_TIME, GRACE_TIME, HANDSHAKE_TIME, HEAD_TIME, KEPT_DESCRIPTORS, MAX_CONNECTIONS, MAX_HEAD_BYTES,
    MAX_HEADERS,
};
use super::tls::Tls;

/// How long accepting rests when the system has no descriptor left.
const REST: Duration = Duration::from_millis(100);

/// Serves until `stop` is ready: then nobody is accepted any more, what was accepted is answered,
/// and the connections close, after [`GRACE_TIME`] at the latest.
pub async fn serve(listener: TcpListener, router: Router, tls: Option<Tls>, stop: impl Future<Output = ()>) {
    let most = connections();
    let places = Arc::new(Semaphore::new(most));
    let (closing, _) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        match accepted {
            Ok((stream, place)) => {
                let closing = closing.subscribe();
                tokio::spawn(connection(stream, place, router.clone(), tls.clone(), closing));
            }
            // A peer that left again, or no descriptors: the next try decides.
            Err(_) => sleep(REST).await,
        }
    }
    drop(listener);
    closing.send_replace(true);
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    // Every place given back is a connection closed; who takes longer is cut off.
    let _ = timeout(GRACE_TIME, places.acquire_many(most)).await;
}

/// As many connections as there are descriptors for, after asking the system for all it gives.
fn connections() -> usize {
    let mut limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if setrlimit(Resource::Nofile, raised).is_ok() {
        limit = raised;
    }
    let spare = limit.current.map_or(u64::MAX, |current| current.saturating_sub(KEPT_DESCRIPTORS)).max(1);
    usize::try_from(spare).map_or(MAX_CONNECTIONS, |spare| spare.min(MAX_CONNECTIONS))
}

/// A place first: those beyond the limit wait in the system's queue.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

async fn connection(
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    router: Router,
    tls: Option<Tls>,
    closing: watch::Receiver<bool>,
) {
    match tls {
        None => speak(stream, router, closing).await,
        Some(tls) => {
            // Whoever speaks no TLS in time is nobody we could tell so.
            if let Ok(Ok(stream)) = timeout(HANDSHAKE_TIME, tls.0.accept(stream)).await {
                speak(stream, router, closing).await;
            }
        }
    }
    drop(place);
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    mut closing: watch::Receiver<bool>,
) {
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_headers(MAX_HEADERS)
            .max_buf_size(MAX_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
    );
    tokio::select! {
        // How it ended is the peer's affair: what was answered was answered.
        _ = &mut connection => return,
        _ = closing.wait_for(|closing| *closing) => {}
        () = sleep(CONNECTION_TIME) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(GRACE_TIME, connection).await;
}
