#[cfg(test)]
mod files {
use std::path::Path;

#[test]
#[cfg_attr(windows, ignore)]
fn enforcement_files_exist() {
    for path in ["docs/complete.md", "docs/contract.md"] {
        assert!(Path::new(path).exists(), "{path} is missing");
    }
}

#[test]
fn other() {
    assert_eq!(2, "ab".len());
}
}
