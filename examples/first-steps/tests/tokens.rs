#[test]
fn agent_tokens_need_an_agent() {
    assert!(tokens::check("apitok_agent_", None).is_err());
}
