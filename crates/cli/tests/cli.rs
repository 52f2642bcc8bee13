//! The program as its users run it: arguments in, text and exit status out. Cases are rows; what people see is kept as snapshots.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests fail by panicking")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Run {
    out: String,
    err: String,
    status: i32,
}

fn run(args: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_xiezhi"))
        .args(args)
        .current_dir(root())
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that has seen enough may close its input.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn lines(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn screens_every_kind_of_input() {
    let gbk =
        encoding_rs::GBK.encode("标题,价格\n穿山甲鳞片 干货 500克,900\n手机壳,20\n纯棉连衣裙,30\n").0.into_owned();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all("{\"id\":\"a\",\"title\":\"pangolin scales 2 kg dried\"}\n".as_bytes()).unwrap();
    let cases: &[(&str, Vec<u8>, &[(&str, bool)])] = &[
        (
            "ndjson",
            b"{\"id\":7,\"title\":\"pangolin scales 2 kg dried\"}\n\n{\"title\":\"cotton dress\"}\n".to_vec(),
            &[("7", true), ("3", false)],
        ),
        (
            "csv",
            b"id,title,price\nx1,\"rhino horn, raw, 1.2 kg\",9000\nx2,phone case,3\n".to_vec(),
            &[("x1", true), ("x2", false)],
        ),
        ("tsv", b"id\ttitle\n1\tpangolin scales 2 kg dried\n".to_vec(), &[("1", true)]),
        ("lines", "穿山甲鳞片 干货 500克\n手机壳\n".as_bytes().to_vec(), &[("1", true), ("2", false)]),
        ("gbk csv", gbk, &[("2", true), ("3", false), ("4", false)]),
        ("gzip", gz.finish().unwrap(), &[("a", true)]),
    ];
    for (name, input, want) in cases {
        let got = run(&["screen", "-", "--format", "ndjson"], input);
        let got: Vec<(String, bool)> = lines(&got.out)
            .iter()
            .map(|v| (v["id"].as_str().unwrap().to_owned(), v["flagged"].as_bool().unwrap()))
            .collect();
        let got: Vec<(&str, bool)> = got.iter().map(|(id, flagged)| (id.as_str(), *flagged)).collect();
        assert_eq!(&got, want, "{name}");
    }
}

#[test]
fn names_and_keeps_what_it_cannot_read() {
    let rejects = std::env::temp_dir().join(format!("xiezhi-rejects-{}", std::process::id()));
    let input = b"{\"title\":\"phone case\"}\n{\"title\":\n{\"title\":{\"a\":1}}\n{\"title\":\"cotton dress\"}\n";
    let got = run(&["screen", "-", "--format", "ndjson", "--rejects", rejects.to_str().unwrap()], input);
    assert_eq!(got.status, 3);
    assert_eq!(lines(&got.out).len(), 2);
    assert!(got.err.contains("line 2: not JSON"), "{}", got.err);
    assert!(got.err.contains("line 3: field `title`: expected a text, found an object"), "{}", got.err);
    assert_eq!(std::fs::read_to_string(&rejects).unwrap(), "{\"title\":\n{\"title\":{\"a\":1}}\n");
    std::fs::remove_file(rejects).unwrap();
}

#[test]
fn keeps_the_order_of_the_input_on_all_cores() {
    let input: String = (0..5000).map(|n| format!("{{\"id\":{n},\"title\":\"thing {n}\"}}\n")).collect();
    let got = run(&["screen", "-", "--format", "ndjson", "--threads", "4"], input.as_bytes());
    let ids: Vec<String> = lines(&got.out).iter().map(|v| v["id"].as_str().unwrap().to_owned()).collect();
    assert!(ids.iter().enumerate().all(|(at, id)| *id == at.to_string()));
    assert_eq!(ids.len(), 5000);
}

#[test]
fn spans_point_into_the_original() {
    let text = "老料 象·牙 手镯 加微";
    let got = run(&["screen", "-", "--format", "ndjson"], format!("{{\"title\":\"{text}\"}}\n").as_bytes());
    for finding in lines(&got.out)[0]["findings"].as_array().unwrap() {
        for span in finding["spans"].as_array().unwrap() {
            let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
            assert_eq!(&text[start..end], span["text"].as_str().unwrap());
        }
    }
}

#[test]
fn refuses_with_help() {
    let cases: &[(&[&str], i32, &str)] = &[
        (&["screen", "no-such-file"], 1, "cannot open `no-such-file`: check the path and its permissions"),
        (&["screen", "--threshold", "2"], 2, "a threshold lies between 0 and 1"),
        (
            &["catalogue", "resolve", "Panthera tigris", "--on", "soon"],
            2,
            "`soon` is not a day: write it as 2026-03-05",
        ),
        (&["--catalogue", "README.md", "catalogue", "stats"], 1, "not a compiled catalogue of this version"),
        (
            &["screen", "examples/listings.ndjson", "--explain", "nobody"],
            1,
            "no listing has the id or line number `nobody`",
        ),
    ];
    for (args, status, message) in cases {
        let got = run(args, b"");
        assert_eq!(got.status, *status, "{args:?}: {}", got.err);
        assert!(got.err.contains(message), "{args:?}: {}", got.err);
    }
}

#[test]
fn resolves_names_as_documented() {
    let got = run(&["catalogue", "resolve", "Rhincodon typus", "--on", "2026-03-04", "--format", "json"], b"");
    insta::assert_snapshot!(got.out);
}

#[test]
fn shows_people_what_it_saw() {
    let input = "象·牙手镯 老料 懂的来 加微\n虎皮兰 盆栽 绿植\n";
    let got = run(&["screen", "-", "--lang", "zh-Hant", "-q"], input.as_bytes());
    // Scores move with every fit; what is said about them does not.
    let steady: String = got
        .out
        .lines()
        .filter(|line| !line.contains("理由"))
        .map(|line| line.replace(|c: char| c.is_ascii_digit(), "0") + "\n")
        .collect();
    insta::assert_snapshot!(steady);
}

#[test]
fn writes_completions_and_manual() {
    for args in [&["completions", "bash"][..], &["completions", "zsh"], &["completions", "fish"], &["man"]] {
        let got = run(args, b"");
        assert_eq!(got.status, 0);
        assert!(got.out.contains("xiezhi") && got.out.len() > 500, "{args:?}");
    }
}

#[test]
fn fits_to_the_same_bits() {
    let folder = std::env::temp_dir().join(format!("xiezhi-fit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let fit = |name: &str| {
        let path = folder.join(name);
        let got = run(&["fit", "corpus/de.ndjson", "-o", path.to_str().unwrap()], b"");
        assert_eq!(got.status, 0, "{}", got.err);
        std::fs::read(path).unwrap()
    };
    assert_eq!(fit("one"), fit("two"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn imports_an_edition_beside_the_old_one() {
    let folder = std::env::temp_dir().join(format!("xiezhi-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let columns = "Kingdom,Class,Order,Family,Genus,FullName,RankName,CurrentListing,SynonymsWithAuthors,\
                   All_DistributionISOCodes,FullAnnotationEnglish";
    let row = |listing: &str| {
        format!("{columns}\nAnimalia,Mammalia,Pholidota,Manidae,Manis,Manis javanica,SPECIES,{listing},,ID,\n")
    };
    let table = "taxa/cites-2026-04-01/animals-mammalia.tsv";
    // file, its listing, more arguments, status, files that there are then
    let cases: [(&str, &str, &[&str], i32, &[&str]); 5] = [
        ("index.csv", "II", &[], 1, &[]),
        ("index-2026-04-01.csv", "II", &[], 0, &[table]),
        ("index-2026-04-01.csv", "II", &[], 0, &[table]),
        (
            "index.csv",
            "I",
            &["--as-of", "2026-04-01"],
            0,
            &[table, "taxa/cites-2026-04-01/animals-mammalia.tsv.before-1"],
        ),
        (
            "index-2026-04-01.csv",
            "I",
            &["--as-of", "2027-01-01"],
            0,
            &[table, "taxa/cites-2027-01-01/animals-mammalia.tsv"],
        ),
    ];
    for (name, listing, more, status, there) in cases {
        let file = folder.join(name);
        std::fs::write(&file, row(listing)).unwrap();
        let mut args = vec!["catalogue", "import", "species-plus", file.to_str().unwrap(), "--from", "2026-03-05"];
        args.extend(["--output", folder.to_str().unwrap()]);
        args.extend(more);
        let got = run(&args, b"");
        assert_eq!(got.status, status, "{args:?}: {}", got.err);
        assert!(status == 0 || got.err.contains("--as-of"), "{}", got.err);
        for path in there {
            assert!(folder.join(path).exists(), "{args:?}: no {path}");
        }
    }
    let kept = folder.join("taxa/cites-2026-04-01/animals-mammalia.tsv.before-1");
    assert!(std::fs::read_to_string(kept).unwrap().contains("Manis javanica\tSPECIES\t\tII\t2026-03-05"));
    assert!(!folder.join("taxa/cites-2026-04-01/animals-mammalia.tsv.before-2").exists());
    std::fs::remove_dir_all(folder).unwrap();
}
