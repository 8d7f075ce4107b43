//! What everybody answers to `benches/ten_questions.json`, question by question, as it stands in a frame.

pub const ANSWERS: [&str; 10] = [
    r#""options":["launch"]"#,
    r#""text":"Sourdough""#,
    r#""text":"Bread that rises for two days, for people who have breakfast at home and want it to taste.""#,
    r#""text":"R$ 24.50""#,
    r#""text":"1200""#,
    r#""value":false"#,
    r#""text":"People between thirty and fifty who live in the quarter and walk past the bakery each day.""#,
    r#""options":["mail","social"]"#,
    r#""text":"30%""#,
    r#""text":"2027-03-15""#,
];
