package leases

import "testing"

func TestLeases(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	got, err := Leases("a")
	if err != nil {
		t.Fatal(err)
	}
	if got != 312 {
		t.Errorf("got %d leases", got)
	}
}
