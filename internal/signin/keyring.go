package signin

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"

	"bole/graph/message"
)

const (
	secretBytes = 32
	mostSecrets = 8
)

// purpose keeps what was sealed for one thing from being opened as another.
type purpose string

const (
	forAttempt purpose = "bole sign-in under way"
	forTicket  purpose = "bole session cookie"
	forTokens  purpose = "bole session tokens"
)

// Keyring seals what this server gives to browsers and to the graph, so that nobody else can read or make it. The first
// secret seals; all of them open.
type Keyring struct{ secrets [][]byte }

// OpenKeyring reads a file with a secret on each line, 64 hexadecimal digits. Without a file the secret is this process's
// own, and what it sealed ends with it.
func OpenKeyring(file string) (*Keyring, error) {
	if file == "" {
		secret := make([]byte, secretBytes)
		if _, err := rand.Read(secret); err != nil {
			return nil, fmt.Errorf("make a secret for sessions: %w", err)
		}
		return &Keyring{[][]byte{secret}}, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, message.Errorf("read the secrets of sessions: %v", err)
	}
	k := &Keyring{}
	for lines, n := bufio.NewScanner(bytes.NewReader(b)), 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		secret, err := hex.DecodeString(string(line))
		if err != nil || len(secret) != secretBytes {
			return nil, message.Errorf("line %d of %s is not a secret for sessions; write 64 hexadecimal digits, such as `openssl rand -hex 32` gives", n, file)
		}
		k.secrets = append(k.secrets, secret)
	}
	if n := len(k.secrets); n == 0 || n > mostSecrets {
		return nil, message.Errorf("%s holds %d secrets for sessions; write one for each line, %d at most, the one that seals first", file, n, mostSecrets)
	}
	return k, nil
}

// seal makes a text that only open reads, given the same salt.
func (k *Keyring) seal(p purpose, salt, plain []byte) ([]byte, error) {
	aead, err := opener(k.secrets[0], p, salt)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, nil), nil
}

// open reads what one of the secrets has sealed for this purpose and salt; false where none has.
func (k *Keyring) open(p purpose, salt, sealed []byte) ([]byte, bool) {
	for _, secret := range k.secrets {
		aead, err := opener(secret, p, salt)
		if err != nil {
			return nil, false
		}
		if plain, err := aead.Open(nil, nil, sealed, nil); err == nil {
			return plain, true
		}
	}
	return nil, false
}

// opener is AES-256-GCM with nonces at random, under a key that is made for this purpose and salt.
func opener(secret []byte, p purpose, salt []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, salt, string(p), secretBytes)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}
