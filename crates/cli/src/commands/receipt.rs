//! `vigie receipt`: the proof that a station's report is in the published log, in one file.

use std::fs;
use std::path::PathBuf;

use election::{
    Id,
    publish::{MAX_MANIFEST_BYTES, Manifest, json::Json},
};
use tlog::{
    Checkpoint, Note, TlogProof,
    tile::{Bundle, FULL_WIDTH, Tile, TileReader, decode_bundle},
    tree::inclusion_proof,
};

use crate::{failure::Failure, folder::put_out};

/// Take the proof of one station's report out of a published directory.
///
/// The file is a C2SP tlog-proof that carries the report; check it with `vigie verify --receipt`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The published directory
    #[arg(value_name = "PUBLIC")]
    public: PathBuf,
    /// Which station
    #[arg(long, value_name = "ID")]
    station: Id,
    /// Which round
    #[arg(long, value_name = "N", default_value_t = 1)]
    round: u8,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object, with the receipt in it unless --out names its file
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub fn run(&self) -> Result<(), Failure> {
        let manifest = self.manifest()?;
        let index = self.index(&manifest)?;
        let receipt = self.receipt(index, &manifest)?;
        let text = receipt.to_string();
        if !self.json {
            return put_out(self.out.as_deref(), text.as_bytes());
        }
        if self.out.is_some() {
            put_out(self.out.as_deref(), text.as_bytes())?;
        }
        println!("{}", self.json(index, &text));
        Ok(())
    }

    fn json(&self, index: u64, receipt: &str) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("station").display(self.station);
            json.name("round").number(self.round.into());
            json.name("log_index").number(index);
            match &self.out {
                Some(path) => json.name("out").display(path.display()),
                None => json.name("receipt").text(receipt),
            }
        });
        out
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.public.join(name);
        fs::read(&path).map_err(Failure::at(&path))
    }

    fn manifest(&self) -> Result<Manifest, Failure> {
        let bytes = self.read("manifest")?;
        let broken = || {
            let path = self.public.join("manifest");
            let path = path.display();
            Failure::no(format!("{path} : pas un manifeste"), format!("{path}: not a manifest"))
        };
        let note = Note::parse_limited(&bytes, MAX_MANIFEST_BYTES).map_err(|_| broken())?;
        Manifest::parse(note.text).map_err(|_| broken())
    }

    /// Where the station's report stands, from the published table of stations. Nothing is
    /// believed here: whoever checks the receipt sees which station's report it holds.
    fn index(&self, manifest: &Manifest) -> Result<u64, Failure> {
        let name = format!("{}tables/round-{}/stations.csv", manifest.folder, self.round);
        let table = self.read(&name)?;
        let table = String::from_utf8_lossy(&table);
        let row = table.lines().find(|row| row.split(',').next() == Some(self.station.as_str()));
        let (station, round) = (self.station, self.round);
        let row = row.ok_or_else(|| {
            let french = format!("{station} : ce bureau n'est pas du tour {round}");
            Failure::no(french, format!("{station}: no such station in round {round}"))
        })?;
        let index = row.split(',').nth(5).and_then(|index| index.parse().ok());
        index.ok_or_else(|| {
            Failure::no(format!("{station} : aucun relevé qui compte"), format!("{station}: no report that counts"))
        })
    }

    fn receipt(&self, index: u64, manifest: &Manifest) -> Result<TlogProof, Failure> {
        let checkpoint = self.read("checkpoint")?;
        let public = self.public.display();
        let broken = || {
            let french = format!("{public}/checkpoint : pas un point de contrôle");
            Failure::no(french, format!("{public}/checkpoint: not a checkpoint"))
        };
        let checkpoint = String::from_utf8(checkpoint).map_err(|_| broken())?;
        let note = Note::parse(checkpoint.as_bytes()).map_err(|_| broken())?;
        let size = Checkpoint::parse(note.text).map_err(|_| broken())?.size;
        let fetch = |tile: Tile| fs::read(self.public.join(tile.path())).ok();
        let path = inclusion_proof(&TileReader::new(size, fetch), index, size).map_err(|error| {
            let french = format!("{public} : les dalles du journal ne prouvent pas l'entrée {index} ({error})");
            Failure::no(french, format!("{public}: the log's tiles do not prove entry {index} ({error})"))
        })?;
        let extra = Some(self.entry(index, manifest.size)?);
        Ok(TlogProof { extra, index, path, checkpoint })
    }

    fn entry(&self, index: u64, public: u64) -> Result<Vec<u8>, Failure> {
        if index >= public {
            return Err(Failure::no(
                format!("entrée {index} : pas publique, {public} le sont"),
                format!("entry {index}: not public, {public} entries are"),
            ));
        }
        let full = u64::from(FULL_WIDTH);
        let width = u16::try_from((public - index / full * full).min(full)).unwrap_or(FULL_WIDTH);
        let bundle = Bundle { index: index / full, width };
        let bytes = self.read(&bundle.path())?;
        let broken = || {
            let path = bundle.path();
            Failure::no(format!("{path} : lot d'entrées illisible"), format!("{path}: not a bundle of entries"))
        };
        let entries = decode_bundle(&bytes, width).map_err(|_| broken())?;
        let at = usize::try_from(index % full).unwrap_or(usize::MAX);
        entries.get(at).map(|entry| entry.to_vec()).ok_or_else(broken)
    }
}
