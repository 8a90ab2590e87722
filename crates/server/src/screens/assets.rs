//! The few files that every page needs, inside the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../web/hub"]
struct Assets;

/// The modules of the public map that the map of the operation is built on.
#[derive(Embed)]
#[folder = "../../web/site/map"]
struct PublicMap;

const OF_THE_PUBLIC_MAP: [&str; 6] = ["colours.js", "gestures.js", "grid.js", "map.js", "outlines.js", "stations.js"];

/// `GET /hub/assets/{file}`
pub async fn asset(Path(file): Path<String>) -> Response {
    let Some(found) = Assets::get(&file).or_else(|| of_the_public_map(&file)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    // The files change with the program only; the hour keeps a new one from being missed for long.
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], found.data).into_response()
}

fn of_the_public_map(file: &str) -> Option<rust_embed::EmbeddedFile> {
    OF_THE_PUBLIC_MAP.contains(&file).then(|| PublicMap::get(file)).flatten()
}
