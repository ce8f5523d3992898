package command

import (
	"path/filepath"
	"strings"

	"bole/graph/mapping"
	"bole/graph/message"
	"bole/internal/dataset"
	"bole/schema"
)

// Template writes an empty workbook.
type Template struct {
	Path   string   `arg:"" help:"New .xlsx file; docs/dataset.md describes it." type:"path"`
	Tables []string `help:"Tables to have sheets for, such as cadres,appointments; empty: all." sep:","`
}

// Run writes it; no graph is asked.
func (c *Template) Run(s *Settings) error {
	if !strings.EqualFold(filepath.Ext(c.Path), ".xlsx") {
		return message.Errorf("a template is a workbook; give the name of a new .xlsx file")
	}
	sdl, err := schema.Load()
	if err != nil {
		return err
	}
	m, err := mapping.Read(sdl)
	if err != nil {
		return err
	}
	all, err := dataset.Tables(m)
	if err != nil {
		return err
	}
	if err := dataset.WriteTemplate(c.Path, all, c.Tables); err != nil {
		return err
	}
	s.say(s.Stdout, "wrote %s; fill it in and import it", c.Path)
	return nil
}
