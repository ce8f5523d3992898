// Command cmd runs the generator in the current folder, the module's root.
package main

import (
	"fmt"
	"os"

	"bole/internal/generate"
)

func main() {
	if err := generate.Run("."); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
