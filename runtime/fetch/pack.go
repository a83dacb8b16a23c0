package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

const (
	// Small enough that a frame stays in the cache of a core, and that a pod unpacks on all of its cores.
	frameBytes = 1 << 20
	// A run of zeros of at least this size is left out; shorter ones are compressed.
	holeBytes = 64 << 10
)

var zeros [holeBytes]byte

// What the stage writes into the release record.
type packed struct {
	Digest     string `json:"digest"`
	Bytes      int64  `json:"bytes"`
	IndexBytes int    `json:"indexBytes"`
}

func packProgram(arguments []string) int {
	if len(arguments) != 0 {
		complain("pack", "usage: pack <LAYER.tar >PACK")
		return usageStatus
	}
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	result, err := pack(input, os.Stdout)
	if err != nil {
		complain("pack", "%v", err)
		return 1
	}
	line, _ := json.Marshal(result)
	fmt.Fprintf(os.Stderr, "%s\n", line)
	return 0
}

// Packs the files of a tar archive. Folders and links are not in it: `start` makes them by the checkpoint manifest.
func pack(archive io.Reader, output io.Writer) (packed, error) {
	made := newPacker(output)
	err := made.addAll(tar.NewReader(archive))
	frames, bytes, writeErr := made.frames.finish()
	if err = errors.Join(err, writeErr); err != nil {
		return packed{}, err
	}
	content, err := json.Marshal(index{Schema: indexSchema, Files: made.files, Frames: frames})
	if err != nil {
		return packed{}, err
	}
	if _, err := output.Write(content); err != nil {
		return packed{}, err
	}
	return packed{Digest: digestOf(content), Bytes: bytes + int64(len(content)), IndexBytes: len(content)}, nil
}

type packer struct {
	files   []entry
	frames  *frameWriter
	current []byte
	parts   []part
}

func newPacker(output io.Writer) *packer {
	return &packer{files: []entry{}, frames: startFrames(output, runtime.GOMAXPROCS(0))}
}

func (p *packer) addAll(archive *tar.Reader) error {
	for {
		header, err := archive.Next()
		if err == io.EOF {
			p.flush()
			return nil
		}
		if err != nil {
			return fmt.Errorf("the archive cannot be read: %w", err)
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		if err := p.add(header.Name, header.Size, archive); err != nil {
			return fmt.Errorf("%s in the archive cannot be read: %w", header.Name, err)
		}
	}
}

func (p *packer) add(path string, size int64, content io.Reader) error {
	file := int64(len(p.files))
	p.files = append(p.files, entry{Path: strings.TrimPrefix(path, "/"), Bytes: size})
	for at := int64(0); at < size; {
		block := p.room(int(min(holeBytes, size-at)))
		if _, err := io.ReadFull(content, block); err != nil {
			return err
		}
		if bytes.Equal(block, zeros[:len(block)]) {
			p.current = p.current[:len(p.current)-len(block)]
		} else {
			p.note(part{file, at, int64(len(block))})
		}
		at += int64(len(block))
	}
	return nil
}

// Returns a block at the end of the current frame.
func (p *packer) room(bytes int) []byte {
	if len(p.current)+bytes > frameBytes {
		p.flush()
	}
	if p.current == nil {
		p.current = make([]byte, 0, frameBytes)
	}
	end := len(p.current)
	p.current = p.current[:end+bytes]
	return p.current[end:]
}

func (p *packer) note(next part) {
	if last := len(p.parts) - 1; last >= 0 {
		before := &p.parts[last]
		if before[0] == next[0] && before[1]+before[2] == next[1] {
			before[2] += next[2]
			return
		}
	}
	p.parts = append(p.parts, next)
}

func (p *packer) flush() {
	if len(p.parts) > 0 {
		p.frames.add(p.current, p.parts)
		p.current, p.parts = nil, nil
	}
}
