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

// An init container of vN, and the stage: fetch SOURCE FOLDER DIGEST AT BYTES, where the last three say where the index
// is. When it cannot fetch, or not in time, it says why and leaves no checkpoint: the service then starts cold, because
// a pod whose init container failed would not serve at all.
func fetchProgram(arguments []string) int {
	if len(arguments) != 5 {
		complain("fetch", "usage: fetch SOURCE FOLDER DIGEST AT BYTES")
		return usageStatus
	}
	named, folder := arguments[0], arguments[1]
	open := parseSource(named)
	if open == nil {
		complain("fetch", "the source must be s3://BUCKET/PREFIX or the path of a folder, got: %s", named)
		return usageStatus
	}
	wanted, err := parseLocated(arguments[2:])
	if err != nil {
		complain("fetch", "%v", err)
		return usageStatus
	}
	if found, err := os.Stat(folder); err != nil || !found.IsDir() {
		complain("fetch", "the folder %s does not exist", folder)
		return usageStatus
	}
	began := time.Now()
	bytes, retries, err := fetchInTime(open, folder, wanted, seconds())
	if err != nil {
		complain("fetch", "%s %s; the service starts cold", named, explain(err))
		return 0
	}
	line, _ := json.Marshal(report{"fetch", named, time.Since(began).Milliseconds(), bytes, retries})
	fmt.Fprintf(os.Stderr, "%s\n", line)
	return 0
}

func parseLocated(arguments []string) (located, error) {
	at, atErr := strconv.ParseInt(arguments[1], 10, 64)
	bytes, bytesErr := strconv.ParseInt(arguments[2], 10, 64)
	if !digestForm.MatchString(arguments[0]) || atErr != nil || bytesErr != nil || at < 0 || bytes < 1 {
		return located{}, fmt.Errorf("DIGEST, AT and BYTES must be those of the release record, got: %q", arguments)
	}
	return located{arguments[0], at, bytes}, nil
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

func fetchInTime(open func(context.Context) (source, error), folder string, wanted located, limit int) (int64, int64, error) {
	allowed := time.Duration(limit) * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), allowed)
	defer cancel()
	progress := &fetcher{}
	ended := make(chan outcome, 1)
	go func() {
		bytes, err := progress.fetch(ctx, open, folder, wanted)
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

func (f *fetcher) fetch(ctx context.Context, open func(context.Context) (source, error), folder string, wanted located) (int64, error) {
	var err error
	if f.source, err = open(ctx); err != nil {
		return 0, errors.Join(err, withdrawFrom(folder))
	}
	read, err := f.readIndex(ctx, wanted)
	if err != nil {
		return 0, errors.Join(err, withdrawFrom(folder))
	}
	if f.target, err = openTarget(folder, read.Files); err != nil {
		return 0, err
	}
	f.pending = requestsFor(read.Frames)
	if err := f.run(ctx); err != nil {
		return 0, err
	}
	return wanted.at + wanted.bytes, f.target.complete()
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
