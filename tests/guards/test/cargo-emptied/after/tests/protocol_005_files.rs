use std::path::Path;

#[test]
fn enforcement_files_exist() {
}

#[test]
fn other() {
    assert_eq!(2, "ab".len());
}
