package main

import (
	"io"
	"sync"
)

// Compresses frames on all cores and writes them in their order.
type frameWriter struct {
	ordered chan *job
	work    chan *job
	written chan struct{}
	workers sync.WaitGroup
	frames  []frame
	bytes   int64
	err     error
}

type job struct {
	raw    []byte
	parts  []part
	stored []byte
	form   form
	digest string
	done   chan struct{}
}

func startFrames(output io.Writer, cores int) *frameWriter {
	// What waits is bounded, so the memory is, whatever the size of the checkpoint.
	writer := &frameWriter{
		ordered: make(chan *job, 2*cores),
		work:    make(chan *job, 2*cores),
		written: make(chan struct{}),
		frames:  []frame{},
	}
	for range cores {
		writer.workers.Go(writer.compress)
	}
	go writer.writeTo(output)
	return writer
}

func (w *frameWriter) add(raw []byte, parts []part) {
	next := &job{raw: raw, parts: parts, done: make(chan struct{})}
	w.ordered <- next
	w.work <- next
}

// Returns the frames and their size once all are written.
func (w *frameWriter) finish() ([]frame, int64, error) {
	close(w.work)
	close(w.ordered)
	w.workers.Wait()
	<-w.written
	return w.frames, w.bytes, w.err
}

func (w *frameWriter) compress() {
	own := newCompressor()
	for next := range w.work {
		next.stored, next.form = own.compress(next.raw)
		next.digest = digestOf(next.stored)
		close(next.done)
	}
}

// After a failure it still takes what comes, so that nothing waits for it.
func (w *frameWriter) writeTo(output io.Writer) {
	defer close(w.written)
	for next := range w.ordered {
		<-next.done
		if w.err != nil {
			continue
		}
		_, w.err = output.Write(next.stored)
		w.bytes += int64(len(next.stored))
		w.frames = append(w.frames, frame{len(next.stored), next.digest, next.form, next.parts})
	}
}
