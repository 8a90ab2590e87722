//! Pages as views: what a template shows, made from the board.

pub(crate) mod about;
pub(crate) mod changes;
pub(crate) mod chrome;
pub(crate) mod feed;
pub(crate) mod letters;
pub(crate) mod mapping;
pub(crate) mod place;
pub(crate) mod places;
pub(crate) mod round;
pub(crate) mod standing;
mod stations;

use askama::Template;

/// The text of a template.
pub(crate) fn text(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| unreachable!("a String takes every text: {error}"))
}
