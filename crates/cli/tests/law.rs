//! The law as its users ask it: flags and NDJSON in, answers, explanations and replays out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn run(args: &[&str], input: &str) -> (String, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xiezhi"))
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        // A program that has seen enough may close its input.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn lines(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn answers_questions_and_names_lines_that_are_none() {
    let input = r#"{"id":"a","jurisdiction":"CN","date":"2018-01-01","taxon":"Loxodonta africana","form":"carving","claims":["antique"],"origin":""}
{"id":2,"jurisdiction":"UK","date":"2022-06-06","taxon":"Elephas maximus","form":"IVC","claims":"pre-1918,certified"}
not a question

{"jurisdiction":"XX","taxon":"Panthera tigris"}
{"jurisdiction":"CN","taxon":"Panthera tigris","date":"2018-02-30"}
{"jurisdiction":"INT","taxon":"Nihil ignotum","date":"2024-01-01"}
"#;
    let (out, err, status) = run(&["law", "ask", "-"], input);
    assert_eq!(status, 3, "{err}");
    let got = lines(&out);
    let brief: Vec<(&str, &str, bool)> = got
        .iter()
        .map(|v| (v["id"].as_str().unwrap(), v["verdict"].as_str().unwrap(), v["uncertain"].as_bool().unwrap()))
        .collect();
    assert_eq!(brief, [("a", "prohibited", false), ("2", "needs_document", false), ("7", "allowed", true)]);
    assert!(got.iter().all(|v| v["documents"].is_array() && !v["basis"].as_array().unwrap().is_empty()));
    for wanted in
        [":3: not JSON", ":5: `XX` is not a jurisdiction", ":6: field `date`: `2018-02-30` is not a day", "3 lines"]
    {
        assert!(err.contains(wanted), "{wanted}: {err}");
    }
}

#[test]
fn explains_in_three_languages() {
    for (language, name) in [("en", "en"), ("zh-Hans", "hans"), ("zh-Hant", "hant")] {
        let args = [
            "law",
            "explain",
            "--taxon",
            "Elephas maximus",
            "--form",
            "carving",
            "--claims",
            "pre-1947",
            "-j",
            "EU,HK",
        ];
        let (out, err, status) = run(&[&args[..], &["--on", "2024-05-01", "--lang", language]].concat(), "");
        assert_eq!(status, 0, "{err}");
        insta::assert_snapshot!(format!("explains_{name}"), out);
    }
}

#[test]
fn screening_judges_and_decides() {
    let input = "{\"id\":\"1\",\"title\":\"pangolin scales 2 kg dried\",\"seller_country\":\"VN\",\"ship_to\":\"UK\"}\n{\"id\":\"2\",\"title\":\"cotton dress\"}\n";
    let (out, err, _) = run(&["screen", "-", "-f", "ndjson", "--on", "2024-05-01"], input);
    let got = lines(&out);
    assert_eq!(got[0]["decision"], "block", "{err}");
    assert_eq!(got[1]["decision"], "allow");
    let law = got[0]["findings"][0]["law"].as_array().unwrap();
    let places: Vec<&str> = law.iter().map(|l| l["jurisdiction"].as_str().unwrap()).collect();
    assert_eq!(places, ["INT", "GB", "VN"]);
    assert!(law.iter().all(|l| l["verdict"] == "prohibited"), "{law:?}");
    let (out, _, _) =
        run(&["screen", "-", "-f", "ndjson", "-j", "cn", "--policy", "law-only", "--on", "2024-05-01"], input);
    let got = lines(&out);
    assert_eq!(got[0]["policy"]["name"], "law-only");
    assert_eq!(got[0]["findings"][0]["law"].as_array().unwrap().len(), 1);
}

#[test]
fn replays_to_the_byte_or_says_what_differs() {
    let folder = std::env::temp_dir().join(format!("xiezhi-replay-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("verdicts.ndjson");
    let path = file.to_str().unwrap();
    let (verdicts, _, _) = run(&["screen", "examples/listings.ndjson", "-f", "ndjson", "--on", "2020-01-01"], "");
    let (answers, _, _) = run(&["law", "ask", "--taxon", "Manis javanica", "--on", "2020-01-01", "-f", "ndjson"], "");
    for text in [&verdicts, &answers] {
        std::fs::write(&file, text).unwrap();
        let (out, err, status) = run(&["replay", path], "");
        assert_eq!(status, 0, "{out}{err}");
    }
    let law = lines(&verdicts)[0]["law"].as_str().unwrap().to_owned();
    std::fs::write(&file, verdicts.replace(&law, &"0".repeat(64))).unwrap();
    let (out, _, status) = run(&["replay", path], "");
    assert_eq!(status, 1);
    assert!(out.contains("the same but for the identity of: law (recorded 000000000000"), "{out}");
    std::fs::write(&file, verdicts.replace("\"decision\":\"block\"", "\"decision\":\"allow\"")).unwrap();
    let (out, _, _) = run(&["replay", path], "");
    assert!(out.contains("though all identities agree: the record was changed"), "{out}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn refuses_with_help() {
    let cases: &[(&[&str], &str)] = &[
        (&["law", "explain"], "say what is offered with --taxon"),
        (&["law", "ask", "--taxon", "Manis", "-j", "XX"], "`XX` is not a jurisdiction that the law tables have"),
        (
            &["screen", "examples/listings.ndjson", "--policy", "none"],
            "there is no policy `none`: coalition, law-only, zero-tolerance",
        ),
        (&["screen", "examples/listings.ndjson", "-j", "XX"], "`XX` is not a jurisdiction"),
        (&["law", "check", "docs"], "`docs` holds no catalogue"),
    ];
    for (args, message) in cases {
        let (_, err, status) = run(args, "");
        assert!(status > 0 && err.contains(message), "{args:?}: {err}");
    }
}
