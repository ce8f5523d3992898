// Command bole serves a knowledge graph of officials by their work; see README.md.
package main

import (
	"os"

	"bole/internal/command"
)

func main() {
	os.Exit(command.Run(os.Args[1:], os.Stdout, os.Stderr))
}
