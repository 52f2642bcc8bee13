//! Cases: questions with the answer that must hold. They stand beside the rows and check them.

use crate::answer::Court;
use xiezhi_catalogue::table::Fault;

impl Court<'_> {
    /// Every case whose answer differs, as a fault that says what came instead and by which rows.
    #[must_use]
    pub fn check_cases(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for case in &self.law.cases {
            let Ok(answer) = self.answer(&case.question) else { continue };
            if answer.verdict == case.ruling && answer.documents == case.documents {
                continue;
            }
            let rows: Vec<String> =
                answer.rows.iter().map(|r| format!("{}{}", r.row, if r.lifted { " (lifted)" } else { "" })).collect();
            let message = format!(
                "`{}` expects {} [{}], the rows say {} [{}]: {}",
                case.id,
                case.ruling,
                case.documents.join(", "),
                answer.verdict,
                answer.documents.join(", "),
                if rows.is_empty() { "no row applies".to_owned() } else { rows.join(", ") }
            );
            faults.push(Fault { file: case.place.file.clone(), line: case.place.line as usize, rule: "case", message });
        }
        faults
    }
}
