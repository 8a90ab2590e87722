//! `vigie witness`: cosigns the checkpoints of logs, so that they cannot show two histories.

use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use election::refusal::Language;
use server::{
    http,
    witness::{self, Keeper},
};
use tlog::VerifierKey;
use tokio::{net::TcpListener, runtime::Builder};
use verifier::wording::say;

use super::{definition::open_sealed, serve::stop_signal};
use crate::{
    failure::Failure,
    keyring::{Keyring, Passphrase},
};

/// Run a witness: cosign the checkpoints of logs, each a continuation of the one before.
///
/// Speaks C2SP tlog-witness. The first run makes the witness's key; the line it prints stands in
/// the definition of the election, or in the policy of whoever trusts this witness.
#[derive(clap::Args)]
pub struct Arguments {
    /// The witness's own directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Name of the witness, as in its cosignatures
    #[arg(long, value_name = "NAME")]
    name: String,
    /// A log to watch: its key as one line (name+id+key)
    #[arg(long, value_name = "KEY", value_parser = log_key)]
    log: Vec<VerifierKey>,
    /// A sealed definition, whose log is to be watched
    #[arg(long, value_name = "FILE", required_unless_present = "log")]
    definition: Vec<PathBuf>,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8018")]
    listen: SocketAddr,
    #[command(flatten)]
    passphrase: Passphrase,
}

fn log_key(text: &str) -> Result<VerifierKey, String> {
    VerifierKey::parse(text).map_err(|error| error.to_string())
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let mut logs = self.log.clone();
        for path in &self.definition {
            logs.push(open_sealed(path)?.log().clone());
        }
        let cosigner = self.ring()?.cosigner(&self.name)?;
        let keeper = Keeper::open(&self.directory, cosigner, logs);
        let keeper = keeper.map_err(|error| {
            let english = error.to_string();
            Failure::outside(format!("le témoin : {english}"), english)
        })?;
        println!("{}", keeper.verifier_key());
        let runtime = Builder::new_multi_thread().enable_all().build().map_err(Failure::at(Path::new("tokio")))?;
        runtime.block_on(self.serve(keeper, language))
    }

    /// The witness's key, made at the first run.
    fn ring(&self) -> Result<Keyring, Failure> {
        let private = self.directory.join("private/keys.age");
        let secret = self.passphrase.obtain()?;
        if private.exists() {
            return Keyring::load(&private, &secret);
        }
        let parent = self.directory.join("private");
        std::fs::create_dir_all(&parent).map_err(Failure::at(&parent))?;
        let ring = Keyring::issue(vec![self.name.clone()])?;
        ring.save(&private, &secret)?;
        Ok(ring)
    }

    async fn serve(&self, keeper: Keeper, language: Language) -> Result<(), Failure> {
        let stop: &mut (dyn Future<Output = ()> + Unpin) = &mut Box::pin(stop_signal()?);
        let address = self.listen.to_string();
        let failed = || Failure::at(Path::new(&address));
        let listener = TcpListener::bind(self.listen).await.map_err(failed())?;
        let bound = listener.local_addr().map_err(failed())?;
        println!("{} http://{bound}/", say(language, "le témoin écoute sur", "the witness listens on"));
        // Whoever started it may wait for this line; nobody may listen.
        let _ = std::io::stdout().flush();
        http::serve(listener, witness::router(keeper, Arc::new(unix_time)), None, stop).await;
        Ok(())
    }
}

/// Seconds since 1970; 0 when the clock is not set, at which nothing is cosigned.
fn unix_time() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
