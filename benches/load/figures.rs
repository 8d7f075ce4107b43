//! Durations, and what is said of them.

use std::time::Duration;

#[derive(Debug, Default)]
pub struct Figures {
    micros: Vec<u32>,
}

impl Figures {
    pub fn add(&mut self, duration: Duration) {
        self.micros.push(u32::try_from(duration.as_micros()).unwrap_or(u32::MAX));
    }

    pub fn count(&self) -> usize {
        self.micros.len()
    }

    pub fn summary(&mut self) -> String {
        self.micros.sort_unstable();
        let [p50, p95, p99] = [50, 95, 99].map(|percent| self.percentile(percent));
        format!("p50 {p50:.2} ms, p95 {p95:.2} ms, p99 {p99:.2} ms, max {:.2} ms", self.percentile(100))
    }

    /// In milliseconds; the durations are sorted.
    fn percentile(&self, percent: usize) -> f64 {
        let place = (self.micros.len() * percent).div_ceil(100).saturating_sub(1);
        self.micros.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }
}
