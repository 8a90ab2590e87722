//! The figures in other people's formats. They are presentation: a verifier does not make them
//! again (`decisions/0010-pages.md`).

pub(crate) mod common;
pub(crate) mod geojson;
pub(crate) mod official;
