//! Live pages: a stream of server-sent events that says that there is something new, and its
//! number. It carries nothing else: whoever may see what is new asks for the page again, and is
//! asked for the session again.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use hyper::body::Frame;
use ops::roles::{Officer, SeeingOperation};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::screens::Screens;

/// How often the stream looks: what is new is on its way within this. A look is one number.
const EVERY: Duration = Duration::from_millis(250);

/// Looks after which something is said though nothing is new: the page knows that the hub lives.
const QUIET_LOOKS: u32 = 20;

/// Looks after which the stream ends and the page asks again, which asks for its session again.
const MOST_LOOKS: u32 = 960;

/// `GET /hub/operation/live`
pub async fn live(State(screens): State<Screens>, _: Officer<SeeingOperation>) -> Response {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stream = Stream { screens, ticks, said: None, quiet: 0, looks: 0 };
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::new(stream)).into_response()
}

struct Stream {
    screens: Screens,
    ticks: Interval,
    said: Option<u64>,
    quiet: u32,
    looks: u32,
}

impl Stream {
    /// What is said after one look; nothing where nothing is new and it is not time yet.
    fn look(&mut self) -> Option<String> {
        let size = self.screens.size();
        self.quiet += 1;
        let new = self.said != Some(size);
        if !new && self.quiet < QUIET_LOOKS {
            return None;
        }
        (self.said, self.quiet) = (Some(size), 0);
        Some(format!("id: {size}\ndata: {size} {}\n\n", super::clock(self.screens.now())))
    }
}

impl hyper::body::Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        loop {
            if self.looks >= MOST_LOOKS {
                return Poll::Ready(None);
            }
            if self.ticks.poll_tick(context).is_pending() {
                return Poll::Pending;
            }
            self.looks += 1;
            if let Some(text) = self.look() {
                return Poll::Ready(Some(Ok(Frame::data(Bytes::from(text)))));
            }
        }
    }
}
