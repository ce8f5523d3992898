package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// profiled is how long a profile is taken.
const profiled = 10 * time.Second

// profile loads the product once more with a scenario and writes the profile of its CPU meanwhile as a file of
// the folder that -cpuprofile names; without one it does nothing.
func profile(s scenario, p *peer, clients, neo4jPID int) error {
	if *cpuProfile == "" {
		return nil
	}
	if err := os.MkdirAll(*cpuProfile, 0o755); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*profiled)
	defer cancel()
	fetched := make(chan error, 1)
	go func() {
		fetched <- fetchProfile(ctx, p, filepath.Join(*cpuProfile, fmt.Sprintf("%s-%d.pprof", s.name, clients)))
	}()
	if _, err := p.round(s, clients, profiled+time.Second, neo4jPID); err != nil {
		return err
	}
	if err := <-fetched; err != nil {
		return fmt.Errorf("profile of scenario %s: %w", s.name, err)
	}
	return nil
}

func fetchProfile(ctx context.Context, p *peer, path string) error {
	address := fmt.Sprintf("http://%s%s?seconds=%.0f", p.address, profilePath, profiled.Seconds())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d: %.300s", resp.StatusCode, b)
	}
	return os.WriteFile(path, b, 0o644)
}
