// A stored checkpoint is one file, the pack: frames, each compressed by itself, and an index behind them.
//
//	pack   makes it of a checkpoint layer: a tar archive on standard input, the pack on standard output
//	fetch  puts the files of it into a folder, from S3 or from a mounted folder
//
// Both are this one program, which acts by the name it is called with.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

const usageStatus = 2

func main() {
	if filepath.Base(os.Args[0]) == "pack" {
		os.Exit(packProgram(os.Args[1:]))
	}
	os.Exit(fetchProgram(os.Args[1:]))
}

func complain(program, format string, values ...any) {
	fmt.Fprintf(os.Stderr, "eks-crac %s: %s\n", program, fmt.Sprintf(format, values...))
}
