package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// The newest schema of the index that this program knows.
const indexSchema = 2

// The index says what each frame holds. Its own digest is in the release record, and it has that of each frame, so no
// byte is unpacked that the record does not vouch for.
type index struct {
	Schema int     `json:"schema"`
	Files  []entry `json:"files"`
	Frames []frame `json:"frames"`
}

// A file, by its path in the container, without the slash. What no part holds is zeros.
type entry struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Frames follow each other without gaps. The digest is that of the compressed bytes: it is checked before anything
// reads them.
type frame struct {
	Stored int    `json:"stored"`
	Digest string `json:"digest"`
	Form   form   `json:"form"`
	Parts  []part `json:"parts"`
}

// A piece of a file: the number of the file, where the piece begins in it, and its size.
type part [3]int64

func (p part) file() int     { return int(p[0]) }
func (p part) offset() int64 { return p[1] }
func (p part) bytes() int    { return int(p[2]) }

func (f frame) raw() int {
	sum := 0
	for _, one := range f.Parts {
		sum += one.bytes()
	}
	return sum
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Where the index is, and its digest, as the release record has them.
type located struct {
	digest    string
	at, bytes int64
}

func parseIndex(content []byte, wanted located) (*index, error) {
	if got := digestOf(content); got != wanted.digest {
		return nil, fmt.Errorf("its index has the digest %s instead of %s: %w", got, wanted.digest, errAltered)
	}
	var read index
	if err := json.Unmarshal(content, &read); err != nil {
		return nil, fmt.Errorf("its index cannot be read: %w", err)
	}
	if read.Schema < 1 || read.Schema > indexSchema {
		return nil, fmt.Errorf("its index has schema %d, and this program knows up to %d", read.Schema, indexSchema)
	}
	return &read, nil
}
