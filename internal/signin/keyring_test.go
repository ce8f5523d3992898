package signin

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func keyringOf(t *testing.T, text string) (*Keyring, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secrets")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return OpenKeyring(file)
}

func TestKeyring(t *testing.T) {
	a, b := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	old, err1 := keyringOf(t, a)
	both, err2 := keyringOf(t, b+"\r\n\n  "+a+"\n")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	sealed, err := old.seal(forTicket, []byte("salt"), []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := both.seal(forTicket, []byte("salt"), []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	opens := func(k *Keyring, p purpose, salt string, sealed []byte) bool {
		plain, ok := k.open(p, []byte(salt), sealed)
		return ok && string(plain) == "plain"
	}
	for name, got := range map[string]bool{
		"by the second secret":          opens(both, forTicket, "salt", sealed),
		"by the first":                  opens(both, forTicket, "salt", again),
		"not by one that is not there":  !opens(old, forTicket, "salt", again),
		"not for another purpose":       !opens(old, forAttempt, "salt", sealed),
		"not with another salt":         !opens(old, forTicket, "other", sealed),
		"not cut":                       !opens(old, forTicket, "salt", sealed[:10]),
		"not when it is nothing at all": !opens(old, forTicket, "salt", nil),
	} {
		if !got {
			t.Errorf("what was sealed does not open as it should: %s", name)
		}
	}
	one, err := OpenKeyring("")
	if err != nil {
		t.Fatal(err)
	}
	if sealed, err = one.seal(forTicket, nil, []byte("plain")); err != nil || !opens(one, forTicket, "", sealed) || opens(old, forTicket, "", sealed) {
		t.Errorf("without a file: %v", err)
	}
	for text, want := range map[string]string{
		"":                        "holds 0 secrets",
		"\n \n":                   "holds 0 secrets",
		a + "\n" + a[:62]:         "line 2 of ",
		"x" + a[1:]:               "line 1 of ",
		strings.Repeat(a+"\n", 9): "holds 9 secrets",
	} {
		if _, err := keyringOf(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
