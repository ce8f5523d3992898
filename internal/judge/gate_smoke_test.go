package judge

import "testing"

func TestBook(t *testing.T) {
	b := StandardRules()
	t.Log(b.Version, b.Digest, len(b.Rules))
}
