package message

import (
	"io/fs"

	"golang.org/x/text/language"
)

// system is what an operating system says of files, as it says it.
var system = []Text{
	New("no such file or directory"), New("file exists"), New("permission denied"), New("is a directory"), New("not a directory"),
	New("directory not empty"), New("no space left on device"), New("read-only file system"), New("file name too long"),
}

// ofFile is what is wrong with a file in a language; in English as package os says it.
func ofFile(err *fs.PathError, lang language.Tag) string {
	for _, t := range system {
		if lang != English && t.String() == err.Err.Error() {
			return New("%s: %v", err.Path, t).In(lang)
		}
	}
	return err.Error()
}
