//! TLS, where the hub itself is to speak it: rustls, TLS 1.2 and 1.3.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// A certificate and its key, ready to be shown.
#[derive(Clone)]
pub struct Tls(pub(super) TlsAcceptor);

/// Why there is no TLS.
#[derive(Debug, Error)]
pub enum TlsRefused {
    /// A file cannot be read, or holds nothing in PEM of that kind.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: pem::Error,
    },
    /// The key is not that of the certificate, or of a kind that is not spoken.
    #[error("certificate and key: {0}")]
    Pair(#[from] rustls::Error),
}

impl Tls {
    /// Shakes hands on a connection that speaks something else than HTTP.
    pub(crate) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.0.accept(stream).await
    }

    /// From two files in PEM: the chain of certificates, ours first, and the private key.
    pub fn read(certificates: &Path, key: &Path) -> Result<Self, TlsRefused> {
        let in_file = |path: &Path| {
            let path = path.to_owned();
            move |cause| TlsRefused::File { path, cause }
        };
        let chain = CertificateDer::pem_file_iter(certificates).map_err(in_file(certificates))?;
        let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(in_file(certificates))?;
        let key = PrivateKeyDer::from_pem_file(key).map_err(in_file(key))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }
}
