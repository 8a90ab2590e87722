use plan::sweep::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let p = read::parse(&std::fs::read("/tmp/routes/sweep_200.json").unwrap()).unwrap();
    let cpu = || { let t = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime); t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9 };
    for seed in 1..=a[2].parse::<u8>().unwrap() {
        let t = cpu();
        let a = a.clone(); let b = a.clone(); let _ = &b; let first = solve(&p, &Settings { seed: [seed; 32], changes: a[1].parse().unwrap() }, &mut { let mut n = 0; move || { n += 1; n > a[1].parse::<u64>().unwrap() / 50 } });
        let t1 = cpu();
        let ans = solve(&p, &Settings { seed: [seed; 32], changes: std::env::args().nth(1).unwrap().parse().unwrap() }, &mut || cpu() - t1 > 20.0);
        println!("seed {seed} first {} {:.2} | {} {} {:.2}", first.value, t1 - t, ans.value, ans.bound, cpu() - t1);
        
    }
}
fn return_if(_: &[String]) {}
