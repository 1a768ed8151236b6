import pytest

from app import read


@pytest.mark.xfail
class TestIsolation:
    def test_other_tenant_sees_nothing(self, session):
        rows = read(session, tenant="b")
        assert rows == []

    def test_own_tenant_sees_all(self, session):
        assert len(read(session, tenant="a")) == 3
