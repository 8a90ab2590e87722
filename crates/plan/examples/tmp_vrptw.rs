use plan::route::solomon::*;
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let secs: f64 = a[1].parse().unwrap();
    let obj = if a[2] == "d" { Objective::Distance } else { Objective::Vehicles };
    let bks: serde_json::Value = serde_json::from_str(&std::fs::read_to_string("/work/shared/data/bench/vrptw/BKS.json").unwrap()).unwrap();
    let (mut sum, mut n, mut more) = (0.0, 0.0, 0);
    for f in &a[3..] {
        let p = parse(&std::fs::read_to_string(format!("/work/shared/data/bench/vrptw/solomon/{f}.txt")).unwrap()).unwrap();
        let cpu = || { let t = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime); t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9 };
        let t = cpu(); let mut total = 0; let mut phase = 0;
        let _ = Instant::now;
        let r = p.solve(obj, &[1; 32], &mut |i| { if i == 0 { phase += 1 } else { total += 50 } ; (cpu() - t) / secs }).unwrap();
        let d: i64 = r.iter().map(|r| { let mut at = 0; let mut d = 0; for &c in r.iter().chain([&0]) { d += p.distance(at, c); at = c; } d }).sum();
        let key = if a[2] == "d" { format!("{f}_distance") } else { f.clone() };
        let b = &bks[&key]; let best = b["best_known_cost"].as_f64().unwrap(); let v = b["solved_with_vehicles"].as_u64().unwrap() as usize;
        let gap = (d as f64 / 1e6 / best - 1.0) * 100.0;
        println!("{f} {} vs {v} {:.2} vs {best} gap {gap:.2}% its {total}", r.len(), d as f64 / 1e6);
        if r.len() > v && a[2] != "d" { more += 1 } 
        sum += gap; n += 1.0;
    }
    println!("mean {:.3}% more {more}", sum / n);
}
