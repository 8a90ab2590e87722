//! The font of the printed sheet: its letters and how wide they are.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider as _,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

/// A font at no particular size.
pub(super) struct Face {
    /// What is embedded: only the letters that are used.
    pub(super) font: Font,
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    em: f32,
}

/// The faces of the sheet.
pub(super) struct Faces {
    pub(super) plain: Face,
    pub(super) bold: Face,
    pub(super) mono: Face,
}

impl Faces {
    /// The `DejaVu` fonts, which may be embedded in any document.
    pub(super) fn new() -> Self {
        Self {
            plain: Face::of(dejavu::sans::regular()),
            bold: Face::of(dejavu::sans::bold()),
            mono: Face::of(dejavu::sans_mono::bold()),
        }
    }
}

impl Face {
    fn of(bytes: &'static [u8]) -> Self {
        let own = "the fonts are part of the program and are good";
        let font = Font::new(bytes.into(), 0).unwrap_or_else(|| unreachable!("{own}"));
        let read = FontRef::new(bytes).unwrap_or_else(|_| unreachable!("{own}"));
        let (size, place) = (Size::unscaled(), LocationRef::default());
        Self { em: font.units_per_em(), letters: read.charmap(), widths: read.glyph_metrics(size, place), font }
    }

    /// The letters of a text, one glyph each. A letter that the font lacks is its empty box, which
    /// is seen.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let id = self.letters.map(letter).unwrap_or_default();
            let advance = self.widths.advance_width(id).unwrap_or(0.0) / self.em;
            KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, 0.0, 0.0, 0.0, at..at + letter.len_utf8(), None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// Width of a text at a size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.glyphs(text).iter().map(|glyph| glyph.x_advance * size).sum()
    }
}
