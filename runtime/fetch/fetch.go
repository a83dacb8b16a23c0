package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"time"
)

const (
	defaultSeconds = 60
	mostSeconds    = 3600
	// A file system that hangs does not notice that the time is up.
	grace = 200 * time.Millisecond
)

var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// What the init container says when all is in its place.
type report struct {
	Program string `json:"eks-crac"`
	Source  string `json:"source"`
	Ms      int64  `json:"ms"`
	Bytes   int64  `json:"bytes"`
	Retries int64  `json:"retries"`
}

// What the arguments SOURCE FOLDER DIGEST BYTES INDEX ask for; the last three are the digest of the index, the size of the pack and of the index.
type fetchRequest struct {
	named, folder string
	open          func(context.Context) (source, error)
	wanted        located
	// Whether the folder outlives the machine's memory, as that of a node does. An emptyDir goes with its pod, which a
	// reset of the node ends.
	lasting bool
}

// An init container of vN, and the stage. When it cannot fetch, or not in time, it says why and leaves no checkpoint: the
// service then starts cold, because a pod whose init container failed would not serve at all.
func fetchProgram(arguments []string) int {
	one, status := parseRequest("fetch", arguments)
	if status != 0 {
		return status
	}
	if node := os.Getenv("EKS_CRAC_NODE"); node != "" {
		began := time.Now()
		linked, err := linkNode(keptFolder(node, one.wanted), one.folder)
		if linked {
			report{"fetch", node, time.Since(began).Milliseconds(), 0, 0}.print()
			return 0
		}
		if err != nil {
			complain("fetch", "the checkpoint of the node cannot be used: %v", err)
		}
	}
	if err := one.fetch(context.Background(), "fetch"); err != nil {
		complain("fetch", "%s %s; the service starts cold", one.named, explain(err))
	}
	return 0
}

func parseRequest(program string, arguments []string) (fetchRequest, int) {
	if len(arguments) != 5 {
		complain(program, "usage: %s SOURCE FOLDER DIGEST BYTES INDEX", program)
		return fetchRequest{}, usageStatus
	}
	one := fetchRequest{named: arguments[0], folder: arguments[1], open: parseSource(arguments[0])}
	if one.open == nil {
		complain(program, "the source must be s3://BUCKET/PREFIX or the path of a folder, got: %s", one.named)
		return one, usageStatus
	}
	var err error
	if one.wanted, err = parseLocated(arguments[2:]); err != nil {
		complain(program, "%v", err)
		return one, usageStatus
	}
	if found, err := os.Stat(one.folder); err != nil || !found.IsDir() {
		complain(program, "the folder %s does not exist", one.folder)
		return one, usageStatus
	}
	return one, 0
}

// Fetches in time and says so in one line.
func (r fetchRequest) fetch(ctx context.Context, program string) error {
	began := time.Now()
	bytes, retries, err := r.inTime(ctx, seconds())
	if err == nil {
		report{program, r.named, time.Since(began).Milliseconds(), bytes, retries}.print()
	}
	return err
}

func (r report) print() {
	line, _ := json.Marshal(r)
	fmt.Fprintf(os.Stderr, "%s\n", line)
}

func parseLocated(arguments []string) (located, error) {
	bytes, bytesErr := strconv.ParseInt(arguments[1], 10, 64)
	index, indexErr := strconv.ParseInt(arguments[2], 10, 64)
	if !digestForm.MatchString(arguments[0]) || bytesErr != nil || indexErr != nil || index < 1 || bytes < index {
		return located{}, fmt.Errorf("DIGEST, BYTES and INDEX must be those of the release record, got: %q", arguments)
	}
	// The index is the end of the pack.
	return located{arguments[0], bytes - index, index}, nil
}

func seconds() int {
	given, err := strconv.Atoi(os.Getenv("EKS_CRAC_FETCH_SECONDS"))
	if err != nil || given < 1 || given > mostSeconds {
		return defaultSeconds
	}
	return given
}

type outcome struct {
	bytes, retries int64
	err            error
}

func (r fetchRequest) inTime(ctx context.Context, limit int) (int64, int64, error) {
	allowed := time.Duration(limit) * time.Second
	ctx, cancel := context.WithTimeout(ctx, allowed)
	defer cancel()
	progress := &fetcher{}
	ended := make(chan outcome, 1)
	go func() {
		bytes, err := progress.fetch(ctx, r)
		ended <- outcome{bytes, progress.retries.Load(), err}
	}()
	select {
	case result := <-ended:
		if result.err != nil && ctx.Err() != nil {
			return 0, 0, late(limit, progress)
		}
		return result.bytes, result.retries, result.err
	case <-time.After(allowed + grace):
		return 0, 0, late(limit, progress)
	}
}

func late(limit int, progress *fetcher) error {
	if last := progress.lastErr.Load(); last != nil {
		return fmt.Errorf("not within %d s; the last attempt: %w", limit, *last)
	}
	return fmt.Errorf("not within %d s", limit)
}

func (f *fetcher) fetch(ctx context.Context, asked fetchRequest) (int64, error) {
	read, err := f.openAndReadIndex(ctx, asked)
	if err != nil {
		return 0, errors.Join(err, withdrawFrom(asked.folder))
	}
	if f.target, err = openTarget(asked.folder, read.Files); err != nil {
		return 0, err
	}
	f.pending = requestsFor(read.Frames)
	if err := f.run(ctx); err != nil {
		return 0, err
	}
	if asked.lasting {
		if err := f.target.flush(); err != nil {
			return 0, err
		}
	}
	return asked.wanted.at + asked.wanted.bytes, f.target.complete()
}

// A node that has just joined may not have its agent of Pod Identity, or its network, when its first pod asks.
func (f *fetcher) openAndReadIndex(ctx context.Context, asked fetchRequest) (*index, error) {
	err := f.attempt(ctx, func(ctx context.Context, _ func()) (err error) {
		f.source, err = asked.open(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f.readIndex(ctx, asked.wanted)
}

func withdrawFrom(folder string) error {
	_, err := openTarget(folder, nil)
	return err
}

func (f *fetcher) readIndex(ctx context.Context, wanted located) (read *index, err error) {
	err = f.attempt(ctx, func(ctx context.Context, _ func()) error {
		content, err := f.source.open(ctx, wanted.at, wanted.bytes)
		if err != nil {
			return err
		}
		defer content.Close()
		text := make([]byte, wanted.bytes)
		if _, err := io.ReadFull(content, text); err != nil {
			return err
		}
		read, err = parseIndex(text, wanted)
		return err
	})
	return read, err
}
