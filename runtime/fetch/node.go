package main

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// Links a folder to what the node has unpacked already; false where the node has no whole checkpoint.
func linkNode(node, folder string) (bool, error) {
	if _, err := os.Stat(filepath.Join(node, manifestPath)); err != nil {
		return false, nil
	}
	entries, err := os.ReadDir(node)
	if err != nil {
		return false, err
	}
	for _, entry := range entries {
		link := filepath.Join(folder, entry.Name())
		// What an earlier attempt has left is in the way.
		if err := os.RemoveAll(link); err != nil {
			return false, err
		}
		if err := os.Symlink(filepath.Join(node, entry.Name()), link); err != nil {
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
	ending := make(chan os.Signal, 1)
	signal.Notify(ending, syscall.SIGTERM, syscall.SIGINT)
	fetched := make(chan error, 1)
	go func() { fetched <- one.fetch("keep") }()
	select {
	case err := <-fetched:
		if err != nil {
			complain("keep", "%s %s", one.named, explain(err))
			return 1
		}
		<-ending
	case <-ending:
	}
	if err := clear(one.folder); err != nil {
		complain("keep", "%s could not be removed: %v", one.folder, err)
		return 1
	}
	return 0
}

// The manifest goes first, so that no pod takes what is half there. Pods that have mapped a file keep it.
func clear(folder string) error {
	if err := os.Remove(filepath.Join(folder, manifestPath)); err != nil && !os.IsNotExist(err) {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := os.RemoveAll(filepath.Join(folder, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
