package main

import "fmt"

// Decompressors copy faster where they may write a little behind the end.
const behind = 64

// What the connections share to unpack: buffers for each core, so that they stay in its cache.
type unpacker struct {
	target *target
	free   chan *kit
}

// What one core needs.
type kit struct {
	decompressor *decompressor
	raw          []byte
}

func newUnpacker(into *target, cores int) (*unpacker, error) {
	made := &unpacker{target: into, free: make(chan *kit, cores)}
	for range cores {
		decompressor, err := newDecompressor()
		if err != nil {
			return nil, err
		}
		made.free <- &kit{decompressor, make([]byte, frameBytes+behind)}
	}
	return made, nil
}

// Checks a frame, decompresses it and writes it; the bytes go through the cache of one core.
func (u *unpacker) unpack(stored []byte, one frame) error {
	own := <-u.free
	defer func() { u.free <- own }()
	if got := digestOf(stored); got != one.Digest {
		return fmt.Errorf("a frame has the digest %s instead of %s: %w", got, one.Digest, errAltered)
	}
	raw, err := own.decompressor.decompress(one, stored, own.raw)
	if err != nil {
		return err
	}
	if len(raw) != one.raw() {
		return fmt.Errorf("a frame has %d bytes instead of %d", len(raw), one.raw())
	}
	return u.target.write(raw, one.Parts)
}
