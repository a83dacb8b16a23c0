package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The one file of a stored checkpoint, below a prefix or in a folder.
const packName = "checkpoint.pack"

// Where a pack is read from, by ranges and at several places at once.
type source interface {
	open(ctx context.Context, at, bytes int64) (io.ReadCloser, error)
}

// Returns the source that an argument names; nil for an argument of another form.
func parseSource(named string) func(context.Context) (source, error) {
	if bucket, ok := strings.CutPrefix(named, "s3://"); ok {
		name, prefix, _ := strings.Cut(bucket, "/")
		if name == "" || prefix == "" {
			return nil
		}
		return func(ctx context.Context) (source, error) { return openBucket(ctx, name, prefix+"/"+packName) }
	}
	if !filepath.IsAbs(named) {
		return nil
	}
	return func(context.Context) (source, error) { return openFile(filepath.Join(named, packName)) }
}

// A pack in a mounted folder.
type packFile struct{ file *os.File }

func openFile(path string) (source, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return packFile{file}, nil
}

func (p packFile) open(_ context.Context, at, bytes int64) (io.ReadCloser, error) {
	found, err := p.file.Stat()
	if err != nil {
		return nil, err
	}
	if at+bytes > found.Size() {
		return nil, errCut
	}
	return io.NopCloser(io.NewSectionReader(p.file, at, bytes)), nil
}
