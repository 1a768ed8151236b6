use std::path::Path;

#[test]
fn protocol_005_documents_stand() {
    for name in ["migration_complete.md", "rollback_impossibility.md", "immutability_contract.md"] {
        let path = format!("../../docs/enforcement/{name}");
        assert!(Path::new(&path).exists(), "{path} is gone");
    }
}
