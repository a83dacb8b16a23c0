package main

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// How a frame is compressed.
type form string

const (
	formZstd form = "zstd"
	// Unpacked in less than half of zstd's time, and larger.
	formLz4 form = "lz4"
)

// A frame that LZ4 makes at least so small is left to it. Checkpoints of Java services then have a quarter of their size,
// and the slower half of what unpacking them cost is gone.
const lz4Share = 0.3

// What one core needs to compress.
type compressor struct {
	fast  lz4.Compressor
	small *zstd.Encoder
}

func newCompressor() *compressor {
	// The digest of each frame says more than the format's own checksum.
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithSingleSegment(true), zstd.WithWindowSize(frameBytes))
	if err != nil {
		panic(err) // an option of this function is wrong
	}
	return &compressor{small: encoder}
}

func (c *compressor) compress(raw []byte) ([]byte, form) {
	stored := make([]byte, int(float64(len(raw))*lz4Share))
	// Nothing is written where it does not fit.
	if bytes, err := c.fast.CompressBlock(raw, stored); err == nil && bytes > 0 {
		return stored[:bytes], formLz4
	}
	return c.small.EncodeAll(raw, make([]byte, 0, len(raw)/2)), formZstd
}

// What one core needs to decompress.
type decompressor struct{ small *zstd.Decoder }

func newDecompressor() (*decompressor, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(frameBytes))
	return &decompressor{decoder}, err
}

// Decompresses into a buffer that is used again; what is larger than a frame is refused.
func (d *decompressor) decompress(one frame, stored, into []byte) ([]byte, error) {
	switch one.Form {
	case formLz4:
		bytes, err := lz4.UncompressBlock(stored, into[:cap(into)])
		return into[:max(bytes, 0)], err
	case formZstd, "": // the first schema knew no other
		return d.small.DecodeAll(stored, into[:0])
	}
	return nil, fmt.Errorf("its index names the form %q", one.Form)
}
