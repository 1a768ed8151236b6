package leases

import "testing"

func checkLeases(t *testing.T) {
	got, err := Leases("a")
	if err != nil {
		t.Fatal(err)
	}
	if got != 312 {
		t.Errorf("got %d leases", got)
	}
}
