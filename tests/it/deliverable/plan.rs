use super::samples::FOUR;
#[test]
fn dump() {
    for s in FOUR.iter() {
        println!("#### {}", s.name);
        for f in &s.brief.fields { println!("{} | {:?} | {:?} | {} | {}", f.path, f.state, f.shown, serde_json::to_string(&f.value).unwrap(), f.label); }
    }
}
