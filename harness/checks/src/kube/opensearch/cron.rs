use conform_manifest::yaml::Node;

/// A schedule of Snapshot Management.
pub(crate) struct Cron;

impl Cron {
    /// Why a schedule does not run at least once on every day, as what follows its name; `None` if
    /// it does.
    ///
    /// Minute and hour may be anything: each field of the five is a number, a list, a range or `*`,
    /// and the last three have to be any day.
    pub(crate) fn daily_fault(schedule: &Node) -> Option<String> {
        let Some(expression) = schedule.dig_str(&["cron", "expression"]) else {
            return Some("has no cron expression".to_owned());
        };
        let fields: Vec<&str> = expression.split_whitespace().collect();
        if fields.len() != 5 {
            return Some(format!("has {} fields instead of 5: {expression}", fields.len()));
        }
        if fields[2..].iter().any(|field| !matches!(*field, "*" | "?" | "*/1")) {
            return Some(format!("does not run every day: {expression}"));
        }
        let zone = schedule.dig_str(&["cron", "timezone"]).unwrap_or_default();
        zone.is_empty().then(|| "names no time zone".to_owned())
    }
}
