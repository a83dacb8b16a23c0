package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
)

// The file without which `start` sees no checkpoint: it appears last.
const manifestPath = "opt/eks-crac/checkpoint/manifest"

// The folder that is filled. No name in an index leads out of it, not by a link either.
type target struct {
	root  *os.Root
	files []entry
}

// Makes all files in their size, of zeros, in the place of what an earlier attempt has left.
func openTarget(folder string, files []entry) (*target, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	made := &target{root, files}
	if err := made.withdraw(); err != nil {
		return nil, err
	}
	for _, file := range files {
		if err := made.create(file); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	return made, nil
}

func (t *target) create(file entry) error {
	if err := t.root.MkdirAll(path.Dir(file.Path), 0o755); err != nil {
		return err
	}
	// What an earlier attempt has left may be mapped by a service that was restored from it: that file is not changed.
	if err := t.root.Remove(placeOf(file.Path)); err != nil && !os.IsNotExist(err) {
		return err
	}
	created, err := t.root.OpenFile(placeOf(file.Path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer created.Close()
	return created.Truncate(file.Bytes)
}

// Writes what a frame holds to its places.
func (t *target) write(content []byte, parts []part) error {
	for _, piece := range parts {
		if err := t.writePart(content[:piece.bytes()], piece); err != nil {
			return err
		}
		content = content[piece.bytes():]
	}
	return nil
}

func (t *target) writePart(content []byte, piece part) error {
	if piece.file() < 0 || piece.file() >= len(t.files) {
		return fmt.Errorf("its index names file %d of %d", piece.file(), len(t.files))
	}
	file, err := t.root.OpenFile(placeOf(t.files[piece.file()].Path), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteAt(content, piece.offset())
	return err
}

// Has the disk take every byte. Otherwise, after a reset of the machine, files of the right size may be zeros, and the
// manifest is there. Names need no flush: file systems with a journal keep the order in which they were made.
func (t *target) flush() error {
	for _, file := range t.files {
		if err := t.flushFile(placeOf(file.Path)); err != nil {
			return fmt.Errorf("%s: %w", file.Path, err)
		}
	}
	return nil
}

func (t *target) flushFile(path string) error {
	file, err := t.root.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}

// Makes it a checkpoint: every byte is in its place.
func (t *target) complete() error {
	err := t.root.Rename(placeOf(manifestPath), manifestPath)
	if os.IsNotExist(err) {
		return fmt.Errorf("it has no %s", manifestPath)
	}
	return err
}

// What is there must not look like a checkpoint, nor lead to that of the node.
func (t *target) withdraw() error {
	entries, err := fs.ReadDir(t.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Type()&fs.ModeSymlink == 0 {
			continue
		}
		if err := t.root.Remove(entry.Name()); err != nil {
			return err
		}
	}
	if err := t.root.Remove(manifestPath); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func placeOf(file string) string {
	if file == manifestPath {
		return file + ".part"
	}
	return file
}
