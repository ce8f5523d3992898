// Package cpuprofile writes a profile of what a benchmark used the CPU for.
package cpuprofile

import (
	"os"
	"runtime/pprof"
)

// While does something and writes its profile to a file; without a file it only does it.
func While(file string, do func() error) error {
	if file == "" {
		return do()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}
