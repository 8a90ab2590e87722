//! `vigie witness`: cosigns the checkpoints of logs, so that they cannot show two histories.

mod recount;

use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::refusal::Language;
use server::{
    http,
    witness::{self, Keeper, WitnessNotOpened},
};
use tlog::VerifierKey;
use tokio::{net::TcpListener, runtime::Builder};
use verifier::wording::say;

use recount::PublicFiles;

use super::{definition::open_sealed, serve::stop_signal};
use crate::{
    clock::unix_time,
    failure::Failure,
    keyring::{Keyring, Passphrase, Work},
};

/// Run a witness: cosign the checkpoints of logs, each a continuation of the one before.
///
/// Speaks C2SP tlog-witness. The first run makes the witness's key; the line it prints stands in
/// the definition of the election, or in the policy of whoever trusts this witness. With --recount
/// it cosigns what it has recounted from the public files and nothing else: its key then says so,
/// and never serves for less.
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
    /// Recount the definition's published results before cosigning: their directory or URL
    #[arg(long, value_name = "DIR|URL", requires = "definition", conflicts_with = "log")]
    recount: Option<String>,
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
        let definitions: Vec<_> = self.definition.iter().map(|path| open_sealed(path)).collect::<Result<_, _>>()?;
        let cosigner = self.ring()?.cosigner(&self.name)?;
        let clock = Arc::new(|| unix_time().cast_unsigned());
        let (key, router) = match &self.recount {
            None => {
                let of_definitions = definitions.iter().map(|definition| definition.log());
                let logs = self.log.iter().chain(of_definitions).cloned().collect();
                let keeper = Keeper::open(&self.directory, cosigner, logs).map_err(not_opened)?;
                (keeper.verifier_key().clone(), witness::router(keeper, clock))
            }
            Some(place) => {
                let [definition] = &definitions[..] else {
                    return Err(Failure::usage("--recount : une seule --definition", "--recount: one --definition"));
                };
                let (log, hash) = (definition.log().clone(), definition.hash());
                let keeper = Keeper::open_recounting(&self.directory, cosigner, log, hash).map_err(not_opened)?;
                let files = Box::new(PublicFiles::new(place, definition));
                (keeper.verifier_key().clone(), witness::recounting_router(keeper, clock, files))
            }
        };
        println!("{key}");
        let runtime = Builder::new_multi_thread().enable_all().build().map_err(Failure::at(Path::new("tokio")))?;
        runtime.block_on(self.serve(router, language))
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
        ring.save(&private, &secret, Work::Night)?;
        Ok(ring)
    }

    async fn serve(&self, router: http::Router, language: Language) -> Result<(), Failure> {
        let stop: &mut (dyn Future<Output = ()> + Unpin) = &mut Box::pin(stop_signal()?);
        let address = self.listen.to_string();
        let failed = || Failure::at(Path::new(&address));
        let listener = TcpListener::bind(self.listen).await.map_err(failed())?;
        let bound = listener.local_addr().map_err(failed())?;
        println!("{} http://{bound}/", say(language, "le témoin écoute sur", "the witness listens on"));
        // Whoever started it may wait for this line; nobody may listen.
        let _ = std::io::stdout().flush();
        http::serve(listener, router, None, stop).await;
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn not_opened(error: WitnessNotOpened) -> Failure {
    let english = error.to_string();
    let french = match error {
        WitnessNotOpened::Recounts => "ce témoin recompte avant de cosigner : lancez-le avec --recount".to_owned(),
        WitnessNotOpened::SawOnly => {
            "ce témoin a cosigné autre chose : un recomptage demande un témoin à lui, dans un autre répertoire"
                .to_owned()
        }
        _ => format!("le témoin : {english}"),
    };
    Failure::outside(french, english)
}
