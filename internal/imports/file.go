package imports

import (
	"context"
	"os"
	"sync"
)

// File is a file of a request, on disk. Its digest stands in the request's variables in its place.
type File struct {
	Name   string // as the client calls it, without folders
	Digest string // SHA-256, in hexadecimal digits
	Path   string
}

// Files are the files of one request by what stands in its variables. Who takes one removes it; the others go with the
// request.
type Files struct {
	mu  sync.Mutex
	all map[string]File
}

// Add gives the files one more, and returns what stands for it.
func (f *Files) Add(file File) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil {
		f.all = map[string]File{}
	}
	variable := "sha256:" + file.Digest
	f.all[variable] = file
	return variable
}

// take gives a file away.
func (f *Files) take(variable string) (File, bool) {
	if f == nil {
		return File{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	file, ok := f.all[variable]
	delete(f.all, variable)
	return file, ok
}

// Remove removes the files that nobody took.
func (f *Files) Remove() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var err error
	for variable, file := range f.all {
		if e := os.Remove(file.Path); err == nil {
			err = e
		}
		delete(f.all, variable)
	}
	return err
}

type filesKey struct{}

// With returns a context that carries a request's files to its root fields.
func With(ctx context.Context, f *Files) context.Context {
	return context.WithValue(ctx, filesKey{}, f)
}

func filesOf(ctx context.Context) *Files {
	f, _ := ctx.Value(filesKey{}).(*Files)
	return f
}
