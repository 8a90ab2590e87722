//! A hub that is really full, and one that is told to stop while it works.

use std::io::Write as _;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use server::service::{MAX_BATCH, MAX_WAITING, NotTaken, RETRY_AFTER, Reply};

use crate::served::{Served, came, request, until};

/// Who holds the board for reading holds the hub up: what comes then waits in the queue.
#[test]
fn a_full_queue_is_told_and_nothing_of_it_is_lost() {
    let served = Served::new();
    let messages = served.begun(5);
    let (hub, runtime) = (served.hub(), tokio::runtime::Runtime::new().unwrap());
    let board = hub.board();
    let one = |_| {
        let (hub, message) = (hub.clone(), messages[3].clone().into_bytes());
        runtime.spawn(async move { hub.submit(message).await })
    };
    let mut sent: Vec<_> = (0..2 * MAX_BATCH + MAX_WAITING).map(one).collect();
    let busy = || hub.counts().busy.load(std::sync::atomic::Ordering::Relaxed);
    // The hub may still be taking its last batch out: full is when none of some more gets in.
    until("full", || {
        let before = busy();
        sent.extend((0..50).map(one));
        thread::sleep(Duration::from_millis(100));
        busy() == before + 50
    });
    let came = served.post(messages[5].as_bytes());
    assert_eq!((came.status, came.code()), (429, "H205"), "{came:?}");
    let seconds = RETRY_AFTER.as_secs();
    assert!(came.head.contains(&format!("retry-after: {seconds}")), "it says when: {}", came.head);
    assert_eq!(hub.checkpoint().size, 5);
    drop(board);

    let many = sent.len();
    let answers: Vec<_> = sent.into_iter().map(|one| runtime.block_on(one).expect("no panic")).collect();
    let logged = answers.iter().filter(|answer| matches!(answer, Ok(Reply::Logged(receipt)) if receipt.index == 3));
    let refused = answers.iter().filter(|answer| matches!(answer, Err(NotTaken::Busy)));
    let (logged, refused) = (logged.count(), refused.count());
    assert_eq!(logged + refused, many, "answered, or told to come again");
    assert!(logged >= MAX_WAITING && refused > 0, "{logged} {refused}");
    // Who comes again is taken.
    assert_eq!(served.post(messages[5].as_bytes()).status, 200);
    assert!(served.get("/metrics").body.contains("vigie_refused_total{code=\"H205\"} 1\n"));
    assert_eq!(hub.checkpoint().size, 6);
    served.stop();
}

#[test]
fn a_hub_that_stops_answers_what_is_under_way_and_takes_nobody_new() {
    let served = Served::new();
    let messages = served.begun(5);
    let hub = served.hub();
    let address = served.address();
    let board = hub.board();
    let mut under_way = served.connect();
    under_way.write_all(&request("text/plain", messages[5].as_bytes())).unwrap();
    // One that has sent nothing yet is not waited for longer than its grace.
    let mut idle = served.connect();
    thread::sleep(Duration::from_millis(200));
    let stopping = thread::spawn(move || served.stop());
    until("the door is shut", || TcpStream::connect(address).is_err());
    assert!(!stopping.is_finished(), "it waits for what is under way");
    drop(board);
    let answer = came(&mut under_way);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(came(&mut idle).status, 0);
    stopping.join().expect("it ended");
    assert_eq!(hub.checkpoint().size, 6, "what was answered is in the log");
}
