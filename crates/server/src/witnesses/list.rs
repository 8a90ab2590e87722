//! Who is asked: a policy file whose witnesses have addresses.

use thiserror::Error;
use tlog::{Policy, VerifierKey, policy::PolicyError};

/// The most witnesses that are asked: each has a thread.
pub const MAX_WITNESSES: usize = 32;

/// The longest address of a witness, bytes.
const MAX_URL_BYTES: usize = 200;

/// A witness that is asked to cosign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its key: whatever else it answers with is dropped.
    pub key: VerifierKey,
    /// Where: `http://…` or `https://…`, without a slash at its end.
    pub url: String,
}

/// A policy, and where its witnesses are: the file of `vigie serve --witnesses`.
#[derive(Clone, Debug)]
pub struct Witnesses {
    /// Whose cosignatures make a checkpoint final.
    pub policy: Policy,
    /// Everybody in it.
    pub asked: Vec<Asked>,
}

/// Why a file of witnesses is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ListRefused {
    /// It is no policy.
    #[error("{0}")]
    Policy(#[from] PolicyError),
    /// It is about other logs: nothing of this one would ever be final.
    #[error("the policy does not list the key of this log")]
    Log,
    /// A witness has no address, or one that is not `http://…` or `https://…`.
    #[error("witness {name}: an address is needed after its key, http://… or https://…")]
    Url {
        /// The witness.
        name: String,
    },
    /// Over [`MAX_WITNESSES`].
    #[error("more than {MAX_WITNESSES} witnesses")]
    TooMany,
}

impl Witnesses {
    /// Reads a policy file (C2SP tlog-policy) for the hub of a log.
    pub fn parse(bytes: &[u8], log: &VerifierKey) -> Result<Self, ListRefused> {
        let policy = Policy::parse(bytes)?;
        if !policy.logs().contains(log) {
            return Err(ListRefused::Log);
        }
        let with_url = policy.witnesses().zip(policy.urls());
        let asked = with_url.map(|((name, key), url)| {
            let url = url.filter(|url| is_address(url)).ok_or_else(|| ListRefused::Url { name: name.to_owned() })?;
            Ok(Asked { key: key.clone(), url: url.trim_end_matches('/').to_owned() })
        });
        let asked: Vec<Asked> = asked.collect::<Result<_, ListRefused>>()?;
        if asked.len() > MAX_WITNESSES { Err(ListRefused::TooMany) } else { Ok(Self { policy, asked }) }
    }
}

/// An address that a path can be put behind. Whether anybody is there shows when it is asked.
fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\".contains(&byte));
    url.len() <= MAX_URL_BYTES && rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && plain(rest))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use tlog::cosignature::Cosigner;
    use tlog::{SecretKey, Signer};

    use super::{ListRefused, MAX_WITNESSES, Witnesses};

    fn log(name: &str) -> Signer {
        Signer::new(name, SecretKey::from_seed(&[1; 32])).expect("a legal name")
    }

    fn file(urls: &[&str]) -> String {
        let mut text = format!("log {}\n", log("log.example").verifier_key());
        for (number, url) in (1..).zip(urls) {
            let key = Cosigner::new(&format!("w{number}"), SecretKey::from_seed(&[number; 32])).expect("a legal name");
            let _ = writeln!(text, "witness w{number} {} {url}", key.verifier_key());
        }
        text + "quorum none\n"
    }

    #[test]
    fn every_witness_has_an_address() {
        let read = |urls: &[&str]| Witnesses::parse(file(urls).as_bytes(), log("log.example").verifier_key());
        let good = read(&["http://127.0.0.1:8018/", "https://w.example/a"]).expect("good");
        let urls: Vec<&str> = good.asked.iter().map(|asked| asked.url.as_str()).collect();
        assert_eq!(urls, ["http://127.0.0.1:8018", "https://w.example/a"]);
        let long = format!("http://{}", "x".repeat(200));
        for bad in ["", "ftp://w.example", "http://", "http:///x", "w.example", "http://a@w", "http://w/?x", &long] {
            assert_eq!(read(&["http://w", bad]).map(|_| ()), Err(ListRefused::Url { name: "w2".to_owned() }), "{bad}");
        }
        assert_eq!(read(&vec!["http://w"; MAX_WITNESSES]).map(|read| read.asked.len()), Ok(MAX_WITNESSES));
        assert_eq!(read(&vec!["http://w"; MAX_WITNESSES + 1]).map(|_| ()), Err(ListRefused::TooMany));
    }

    #[test]
    fn the_example_of_the_page_is_read() {
        let page = include_str!("../../../../specs/witnesses.md");
        let example = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let log = example.lines().next().and_then(|line| line.strip_prefix("log ")).expect("its log");
        let log = tlog::VerifierKey::parse(log).expect("a key");
        let read = Witnesses::parse(example.as_bytes(), &log).expect("the example");
        let urls: Vec<&str> = read.asked.iter().map(|asked| asked.url.as_str()).collect();
        assert_eq!(urls, ["https://witness.press.example", "https://lab.example/witness", "http://127.0.0.1:8018"]);
    }

    #[test]
    fn a_policy_of_another_log_is_refused() {
        let text = file(&["http://w"]);
        let other = Witnesses::parse(text.as_bytes(), log("other.example").verifier_key());
        assert_eq!(other.map(|_| ()), Err(ListRefused::Log));
        assert!(matches!(Witnesses::parse(b"nonsense\n", log("x").verifier_key()), Err(ListRefused::Policy(_))));
    }
}
