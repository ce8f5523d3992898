package command

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"

	"bole/internal/document"
	"bole/internal/httpapi"
	"bole/internal/rooms"
)

func (c *Export) isDocument() bool { return c.Roster || c.Dossier+c.Form+c.Shortlist != "" }

// named holds the file of a document to what it is to be, before the graph is started for it.
func (c *Export) named() error {
	if !c.isDocument() {
		return nil
	}
	want, called := []string{".xlsx"}, message.Plain(".xlsx")
	if c.Form != "" {
		want, called = []string{".lrmx", ".docx"}, message.New(".lrmx or .docx")
	}
	if !slices.Contains(want, extension(c.Path)) {
		return message.Errorf("%s is not a %s file; give a name that ends so", c.Path, called)
	}
	if _, err := os.Lstat(c.Path); !errors.Is(err, os.ErrNotExist) {
		return message.Errorf("write the document: %v", &os.PathError{Op: "open", Path: c.Path, Err: cmp.Or(err, os.ErrExist)})
	}
	return nil
}

// document writes a roster, a comparison, a dossier or a form, asked of the API as the department that keeps files.
func (c *Export) document(ctx context.Context, s *Settings, r *rooms.Rooms) error {
	caller, err := r.Scope(ctx, "ORGANIZER", c.Units)
	if err != nil {
		return err
	}
	caller = operator(caller, c.Purpose)
	api, err := httpapi.New(r, nil, httpapi.Options{Logger: s.Log})
	if err != nil {
		return err
	}
	ask := func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
		return api.Ask(ctx, caller, query, variables)
	}
	var out bytes.Buffer
	switch sdl := r.Schema.SDL; {
	case c.Roster:
		var lines int
		if lines, err = document.Roster(ctx, ask, sdl, nameOrders[c.Order], &out); err == nil {
			s.say(s.Stderr, "%d officials", lines)
		}
	case c.Shortlist != "":
		err = document.Comparison(ctx, ask, sdl, string(c.Shortlist), &out)
	case c.Dossier != "":
		err = document.Dossier(ctx, ask, sdl, string(c.Dossier), &out)
	default:
		err = c.form(ctx, ask, sdl, &out)
	}
	if err != nil {
		return err
	}
	return create(c.Path, out.Bytes())
}

func extension(path string) string { return strings.ToLower(filepath.Ext(path)) }

// form writes a form as the file's name asks for.
func (c *Export) form(ctx context.Context, ask document.Asker, sdl *ast.Schema, w io.Writer) error {
	f, err := document.Form(ctx, ask, sdl, string(c.Form), time.Now().Format(time.DateOnly))
	if err != nil {
		return err
	}
	if c.Photo != "" {
		photo, err := os.Open(c.Photo)
		if err != nil {
			return message.Errorf("read the photo: %v", err)
		}
		defer photo.Close() //nolint:errcheck // it is read only
		if f.Photo, err = document.Photo(photo, extension(c.Photo) == ".lrmx", f); err != nil {
			return message.Errorf("read the photo %s: %v", c.Photo, err)
		}
	}
	if extension(c.Path) == ".docx" {
		return document.Print(f, w)
	}
	return f.Write(w)
}

// create writes a file that is not there yet, readable to its owner only.
func create(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return message.Errorf("write the document: %v", err)
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(path) //nolint:errcheck // the first error tells
		return message.Errorf("write the document: %v", err)
	}
	return nil
}
