package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// So many requests are under way: while one core unpacks, the others' bytes arrive.
	connections = 8
	// Stored bytes of one request: a few frames, so that there is work for all connections.
	requestBytes = 2 << 20
	// Nothing of a request has come for so long: the connection is given up.
	stall = 5 * time.Second
	// A frame with another digest may have been damaged on its way, but not three times.
	readings     = 3
	firstBackoff = 50 * time.Millisecond
	lastBackoff  = time.Second
)

// Frames that follow each other, and where the first of them begins.
type request struct {
	at     int64
	frames []frame
}

type fetcher struct {
	source  source
	target  *target
	pending []request
	next    atomic.Int64
	retries atomic.Int64
	lastErr atomic.Pointer[error]
}

// Fetches, checks and unpacks all frames at once; no frame is unpacked before it was checked.
func (f *fetcher) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	unpacker, err := newUnpacker(f.target, runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	var workers sync.WaitGroup
	for range connections {
		workers.Go(func() {
			if err := f.work(ctx, unpacker); err != nil {
				cancel(err)
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}

func (f *fetcher) work(ctx context.Context, into *unpacker) error {
	own := connection{from: f.source, into: into}
	for {
		number := f.next.Add(1) - 1
		if number >= int64(len(f.pending)) {
			return nil
		}
		one := &f.pending[number]
		read := func(ctx context.Context, progress func()) error { return own.read(ctx, one, progress) }
		if err := f.attempt(ctx, read); err != nil {
			return err
		}
	}
}

// Tries until it works, the failure is final, or the time is up.
func (f *fetcher) attempt(ctx context.Context, try func(context.Context, func()) error) error {
	backoff := firstBackoff
	for altered := 0; ; {
		err := watched(ctx, try)
		if err == nil || ctx.Err() != nil {
			return err
		}
		f.lastErr.Store(&err)
		if isAltered(err) {
			altered++
		}
		if altered >= readings || !isAltered(err) && !isTransient(err) {
			return err
		}
		f.retries.Add(1)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(backoff/2 + rand.N(backoff/2)):
			backoff = min(2*backoff, lastBackoff)
		}
	}
}

// Gives an attempt up that makes no progress.
func watched(ctx context.Context, try func(context.Context, func()) error) error {
	attempt, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer timer.Stop()
	err := try(attempt, func() { timer.Reset(stall) })
	if err != nil && context.Cause(attempt) == errStalled {
		return fmt.Errorf("%w: %w", errStalled, err)
	}
	return err
}

// One of those that read at the same time.
type connection struct {
	from   source
	into   *unpacker
	stored []byte
}

// Reads the frames that are left, so that the next attempt goes on where this one ended.
func (c *connection) read(ctx context.Context, one *request, progress func()) error {
	content, err := c.from.open(ctx, one.at, one.bytes())
	if err != nil {
		return err
	}
	defer content.Close()
	for len(one.frames) > 0 {
		next := one.frames[0]
		if err := c.take(content, next); err != nil {
			return err
		}
		progress()
		one.at += int64(next.Stored)
		one.frames = one.frames[1:]
	}
	return nil
}

func (c *connection) take(content io.Reader, one frame) error {
	if cap(c.stored) < one.Stored {
		c.stored = make([]byte, one.Stored)
	}
	stored := c.stored[:one.Stored]
	if _, err := io.ReadFull(content, stored); err != nil {
		return err
	}
	return c.into.unpack(stored, one)
}

func (r request) bytes() int64 {
	sum := int64(0)
	for _, one := range r.frames {
		sum += int64(one.Stored)
	}
	return sum
}

// Puts frames together into requests.
func requestsFor(frames []frame) []request {
	requests := []request{}
	at, size := int64(0), 0
	for i, one := range frames {
		if i == 0 || size+one.Stored > requestBytes {
			requests = append(requests, request{at: at})
			size = 0
		}
		last := &requests[len(requests)-1]
		last.frames = append(last.frames, one)
		size += one.Stored
		at += int64(one.Stored)
	}
	return requests
}
