package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/imports"
)

// Requests with files, by the GraphQL multipart request specification: the first part is the operation, the second says
// which variables the files of the others are. Files go to disk as they come, and their digests stand in the variables.

const (
	typeMultipart = "multipart/form-data"
	mostMap       = 4096 // bytes of the map
	mostFiles     = 1    // of a request: no mutation takes more

	uploadsOf     = 1 // bodies that one person sends at once
	uploadsAtOnce = 4
)

// preflighted are headers of which a page of another site may send none without asking first. The type of such a body is
// one that any page may post, and a browser may have sent its session with it.
var preflighted = []string{"graphql-preflight", "apollo-require-preflight", "x-requested-with"}

// mayUpload refuses, before its body is read, a request that no mutation with files could be of.
func (s *Server) mayUpload(w http.ResponseWriter, r *http.Request, n negotiated, grant access.Grant) bool {
	if !slices.ContainsFunc(preflighted, func(name string) bool { return r.Header.Get(name) != "" }) {
		s.fail(w, n, http.StatusBadRequest, CodeBadRequest, message.New("a body with files needs the header %s, which pages of other sites cannot send; send it with any value", "GraphQL-Preflight"))
		return false
	}
	mutation := s.schema.Mutation.Fields.ForName("importDataset")
	if err := law.Directives(graph.Caller{Role: grant.Role}, mutation.Directives, nil); err != nil {
		s.refuse(w, n, s.presented(r.Context(), err))
		return false
	}
	return true
}

// multipart reads a request with files. What it has put on disk is removed unless it succeeds.
func (s *Server) multipart(w http.ResponseWriter, r *http.Request) (a asked, err error) {
	s.readUntil(w, time.Now().Add(s.options.UploadTimeout))
	r.Body = http.MaxBytesReader(w, r.Body, s.options.MaxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		return a, unreadable(err)
	}
	raw, err := s.partOf(parts, "operations", s.options.MaxBody)
	if err != nil {
		return a, err
	}
	if a, err = readBody(raw, s.options.Limits); err != nil {
		return a, err
	}
	if raw, err = s.partOf(parts, "map", mostMap); err != nil {
		return a, err
	}
	places := map[string][]string{}
	if err := json.Unmarshal(raw, &places); err != nil {
		return a, message.Errorf("the part map is not a JSON object of lists of paths; send %s", `{"0": ["variables.input.file"]}`)
	}
	if len(places) > mostFiles {
		return a, message.Errorf("the part map names %d files; the limit is %d", len(places), mostFiles)
	}
	a.files = &imports.Files{}
	defer func() {
		if err != nil {
			s.removed(a.files)
		}
	}()
	if err := s.takeFiles(parts, places, a); err != nil {
		return a, err
	}
	s.readUntil(w, time.Time{}) // as in body
	w.Header().Del("Connection")
	return a, nil
}

// partOf reads a part that has to come next.
func (s *Server) partOf(parts *multipart.Reader, name string, most int64) ([]byte, error) {
	p, err := parts.NextPart()
	if errors.Is(err, io.EOF) || err == nil && p.FormName() != name {
		return nil, message.Errorf("the part %s is missing, or not in its place; send operations, then map, then the files", name)
	}
	if err != nil {
		return nil, unreadable(err)
	}
	var b bytes.Buffer
	if n, err := b.ReadFrom(io.LimitReader(p, most+1)); err != nil {
		return nil, unreadable(err)
	} else if n > most {
		return nil, message.Errorf("the part %s is larger than %s, the limit for it", name, bytesText(most))
	}
	return b.Bytes(), nil
}

// unreadable is what is said of a body that does not arrive whole, or is not what its type says. Its limits are told apart.
func unreadable(err error) error {
	if errors.As(err, new(*http.MaxBytesError)) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return message.Errorf("the body cannot be read as multipart/form-data; send it whole, with its boundary in Content-Type")
}

// takeFiles puts the files where they are read from, and their digests into the variables.
func (s *Server) takeFiles(parts *multipart.Reader, places map[string][]string, a asked) error {
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable(err)
		}
		paths := places[p.FormName()]
		if len(paths) != 1 || p.FileName() == "" {
			return message.Errorf("the part %q is no file that the map names with one path; name each file once", p.FormName())
		}
		delete(places, p.FormName())
		file, err := s.onDisk(p)
		if err != nil {
			return err
		}
		if !place(a.Variables, paths[0], a.files.Add(file)) {
			return message.Errorf("%q is not the path of a variable that is null; write variables, and the names below it with dots between", paths[0])
		}
	}
	if len(places) > 0 {
		return message.Errorf("a file that the part map names is missing; send it as a part of that name")
	}
	return nil
}

// onDisk writes one file to disk.
func (s *Server) onDisk(p *multipart.Part) (file imports.File, err error) {
	f, err := os.CreateTemp("", "bole-upload-*")
	if err != nil {
		return file, err
	}
	h := sha256.New()
	if _, err = io.Copy(io.MultiWriter(f, h), p); err != nil {
		err = unreadable(err)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return file, errors.Join(err, os.Remove(f.Name()))
	}
	return imports.File{Name: p.FileName(), Digest: hex.EncodeToString(h.Sum(nil)), Path: f.Name()}, nil
}

// place sets a variable that is null.
func place(variables map[string]any, path string, value string) bool {
	steps := strings.Split(path, ".")
	if len(steps) < 2 || steps[0] != "variables" {
		return false
	}
	var at any = variables
	for i, step := range steps[1:] {
		last := i == len(steps)-2
		switch in := at.(type) {
		case map[string]any:
			v, given := in[step]
			if last && given && v == nil {
				in[step] = value
				return true
			}
			at = v
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(in) {
				return false
			}
			if last && in[n] == nil {
				in[n] = value
				return true
			}
			at = in[n]
		default:
			return false
		}
	}
	return false
}

// removed removes a request's files that nobody took.
func (s *Server) removed(f *imports.Files) {
	if err := f.Remove(); err != nil {
		s.log.Warn("a file that was sent stays on disk", "cause", err)
	}
}
