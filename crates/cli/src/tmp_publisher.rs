use std::io;
use std::path::Path;
pub type PublishError = io::Error;
pub fn publish_file(public: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(public)?;
    std::fs::write(public.join(name), bytes)
}
fn copy(from: &Path, to: &Path, entries: u64) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for e in std::fs::read_dir(from)? {
        let e = e?;
        let t = to.join(e.file_name());
        if e.file_type()?.is_dir() {
            copy(&e.path(), &t, entries)?
        } else {
            std::fs::copy(e.path(), t)?;
        }
    }
    Ok(())
}
pub fn publish_log(journal: &server::journal::Journal, hub: &Path, public: &Path, entries: u64) -> io::Result<()> {
    let _ = journal;
    copy(&hub.join("log"), public, entries)
}
pub fn publish_snapshot(
    public: &Path,
    name: &str,
    files: impl FnOnce(&mut dyn FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<Vec<u8>>,
) -> io::Result<()> {
    let base = public.join("snapshots").join(name);
    let manifest = files(&mut |p, b| {
        let f = base.join(p);
        std::fs::create_dir_all(f.parent().unwrap())?;
        std::fs::write(f, b)
    })?;
    std::fs::write(public.join("manifest"), manifest)
}
