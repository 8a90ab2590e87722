//! Measurements, run by hand: `cargo test -p tlog --release -- --ignored
//! --nocapture speed`.

use std::time::Instant;

use tlog::registration::register_all;
use tlog::{Frontier, Hash, PublicKey, SecretKey};

fn timed<T>(what: &str, count: u32, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = work();
    let each = start.elapsed() / count;
    println!("{what}: {each:?} each, {:?} in all", each * count);
    out
}

#[test]
#[ignore = "a measurement"]
fn speed() {
    let leaves: Vec<_> = (0..1_000_000_u32).map(|n| Hash::leaf(&n.to_be_bytes())).collect();
    timed("frontier root of a million leaves", 1, || {
        let mut frontier = Frontier::new();
        for leaf in &leaves {
            frontier.push(*leaf);
        }
        frontier.root()
    });
    let seeds = (0..20_000_u32).map(|n| Hash::of(&n.to_be_bytes()).0);
    let secrets: Vec<_> = seeds.map(|seed| SecretKey::from_seed(&seed)).collect();
    let bytes: Vec<_> = secrets.iter().map(|s| *s.public().bytes()).collect();
    let keys: Vec<_> =
        timed("register one by one", 20_000, || bytes.iter().map(|b| PublicKey::register(b).unwrap()).collect());
    let compact = timed("register_all", 20_000, || register_all(&bytes).unwrap());
    let signatures: Vec<_> = timed("sign", 20_000, || secrets.iter().map(|s| s.sign(b"message")).collect());
    timed("verify, PublicKey", 20_000, || {
        assert!(keys.iter().zip(&signatures).all(|(k, s)| k.verify(b"message", s)));
    });
    timed("verify, CompactKey", 20_000, || {
        assert!(compact.iter().zip(&signatures).all(|(k, s)| k.verify(b"message", s)));
    });
}
