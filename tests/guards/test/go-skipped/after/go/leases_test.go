package leases

import "testing"

func TestLeases(t *testing.T) {
	t.Skip("slow")
	got, err := Leases("a")
	if err != nil {
		t.Fatal(err)
	}
	if got != 312 {
		t.Errorf("got %d leases", got)
	}
}
