package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

var keptForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Where a node has what it has unpacked of a pack. The name is the digest of the index, so that a pod takes no other pack,
// and a copy that is whole needs no second look.
func keptFolder(node string, wanted located) string {
	return filepath.Join(node, strings.TrimPrefix(wanted.digest, "sha256:"))
}

func isWhole(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, manifestPath))
	return err == nil
}

// Links a folder to what the node has unpacked already; false where the node has no whole copy.
func linkNode(kept, folder string) (bool, error) {
	if !isWhole(kept) {
		return false, nil
	}
	entries, err := os.ReadDir(kept)
	if err != nil {
		return false, err
	}
	for _, entry := range entries {
		link := filepath.Join(folder, entry.Name())
		// What an earlier attempt has left is in the way.
		if err := os.RemoveAll(link); err != nil {
			return false, err
		}
		if err := os.Symlink(filepath.Join(kept, entry.Name()), link); err != nil {
			return false, err
		}
	}
	return true, nil
}

// The container of a DaemonSet: unpacks a checkpoint for the pods of a node, and removes it when it is told to end.
// Where it cannot fetch it ends, so that the kubelet tries again; until then the pods fetch for themselves.
func keepProgram(arguments []string) int {
	one, status := parseRequest("keep", arguments)
	if status != 0 {
		return status
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	node := one.folder
	one.folder, one.lasting = keptFolder(node, one.wanted), true
	if err := removeOthers(node, one.folder); err != nil {
		complain("keep", "copies of other releases could not be removed: %v", err)
	}
	// Nothing is written any more when it is removed.
	if err := one.keep(ctx); err != nil && ctx.Err() == nil {
		complain("keep", "%s %s", one.named, explain(err))
		return 1
	}
	<-ctx.Done()
	if err := removeKept(one.folder); err != nil {
		complain("keep", "%s could not be removed: %v", one.folder, err)
		return 1
	}
	return 0
}

// A copy that is whole stays as it is: restored services have mapped its files.
func (r fetchRequest) keep(ctx context.Context) error {
	began := time.Now()
	if isWhole(r.folder) {
		report{"keep", r.folder, time.Since(began).Milliseconds(), 0, 0}.print()
		return nil
	}
	if err := os.MkdirAll(r.folder, 0o755); err != nil {
		return err
	}
	return r.fetch(ctx, "keep")
}

// A keeper that was killed removes nothing, and the next one may be of another release. The memory of a service does not
// stay on a node for that.
func removeOthers(node, own string) error {
	entries, err := os.ReadDir(node)
	for _, entry := range entries {
		folder := filepath.Join(node, entry.Name())
		if folder != own && entry.IsDir() && keptForm.MatchString(entry.Name()) {
			err = errors.Join(err, removeKept(folder))
		}
	}
	return err
}

// The manifest goes first, so that no pod takes what is half there. Pods that have mapped a file keep it.
func removeKept(folder string) error {
	if err := os.RemoveAll(filepath.Join(folder, manifestPath)); err != nil {
		return err
	}
	return os.RemoveAll(folder)
}
