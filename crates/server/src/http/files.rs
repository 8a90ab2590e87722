//! The public directory: plain files, as any mirror would serve them.

use std::io::ErrorKind;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Redirect};
use election::definition::Round;
use tower_http::services::ServeDir;

use super::App;
use super::problem::Door;

/// Where files are: the log in the paths of C2SP tlog-tiles, the definition, the manifest and its
/// snapshot; under [`LATEST`] the files of the snapshot that stands, at addresses that stay.
pub(super) const PATHS: [&str; 6] =
    ["/", "/checkpoint", "/definition", "/manifest", "/snapshots/{*path}", "/tile/{*path}"];

/// Stands for the folder of the snapshot that stands. No snapshot has this name: theirs are numbers.
const LATEST: &str = "/snapshots/latest/";

/// The page that `/` leads to.
const FRONT: &str = "/snapshots/latest/pages/fr/index.html";

pub(super) async fn file(State(app): State<App>, request: Request) -> Response<Body> {
    let asked = request.uri().path();
    if !is_plain(asked) {
        return app.refused(Door::NotFound.problem());
    }
    if asked == "/" {
        let stands = !app.standing.borrow().is_empty();
        return if stands { Redirect::temporary(FRONT).into_response() } else { nothing_yet(&app) };
    }
    let Some(path) = place(asked, &app.standing.borrow()) else { return app.refused(Door::NotFound.problem()) };
    let lasting = path.starts_with("/snapshots/") || (path.starts_with("/tile/") && !path.contains(".p/"));
    let stays = asked == path && lasting;
    let (mut parts, body) = request.into_parts();
    let Ok(uri) = path.parse::<Uri>() else { return app.refused(Door::NotFound.problem()) };
    parts.uri = uri;
    let served = ServeDir::new(&*app.public).try_call(axum::http::Request::from_parts(parts, body)).await;
    let mut response = match served {
        Ok(response) if response.status() != StatusCode::NOT_FOUND => response.map(Body::new).into_response(),
        Ok(_) => return app.refused(Door::NotFound.problem()),
        // What is not there is no fault of the disk.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return app.refused(Door::NotFound.problem());
        }
        Err(_) => return app.refused(Door::Unreadable.problem()),
    };
    let cache = if stays { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// What a citizen finds who comes early: when results come, and nothing else.
fn nothing_yet(app: &App) -> Response<Body> {
    let board = app.hub.board();
    let parts = board.definition().parts();
    let hour = |round: &Round| format!("<li>{} · {}</li>", round.number, round.publishes);
    let hours = parts.rounds.iter().map(hour).collect::<Vec<_>>().concat();
    let escaped = parts.title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let page = format!(
        "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{escaped}</title></head><body><h1>{escaped}</h1><p>Rien n'est encore public. Les résultats paraîtront ici, au plus tôt à l'heure légale de chaque tour :</p><p lang=\"en\">Nothing is public yet. Results will appear here, not before the legal hour of each round:</p><ul>{hours}</ul></body></html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    (headers, page).into_response()
}

/// The file under the public directory; `None` before there is a snapshot.
fn place(asked: &str, standing: &str) -> Option<String> {
    match asked.strip_prefix(LATEST) {
        None => Some(asked.to_owned()),
        Some(_) if standing.is_empty() => None,
        Some(file) => Some(format!("/{standing}{file}")),
    }
}

/// Names that the publisher makes: letters, digits, `.`, `_` and `-`, none beginning with a point.
/// Nothing that is spelled in another way, encoded or not, reaches the disk.
fn is_plain(path: &str) -> bool {
    let is_name = |name: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !name.starts_with('.') && name.bytes().all(plain)
    };
    let mut names = path.split('/').skip(1).peekable();
    while let Some(name) = names.next() {
        let last = names.peek().is_none();
        if !is_name(name) || (name.is_empty() && !last) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{is_plain, place};

    #[test]
    fn only_plain_names_reach_the_disk() {
        for path in ["/manifest", "/tile/entries/x001/000.p/12", "/snapshots/17-1/places/75.json", "/"] {
            assert!(is_plain(path), "{path}");
        }
        for path in ["/tile/../x", "/tile/%2e%2e/x", "/tile/..%2fx", "/tile//x", "/tile/.x", "/tile/a\0", "/tile/é"] {
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn the_latest_snapshot_is_the_standing_one() {
        assert_eq!(place("/snapshots/latest/pages/fr/index.html", ""), None);
        let page = place("/snapshots/latest/pages/75.html", "snapshots/17-1/");
        assert_eq!(page.as_deref(), Some("/snapshots/17-1/pages/75.html"));
        assert_eq!(place("/manifest", "").as_deref(), Some("/manifest"));
    }
}
