// A stored checkpoint is one file, the pack: frames, each compressed by itself, and an index behind them.
//
//	pack   makes it of a checkpoint layer: a tar archive on standard input, the pack on standard output
//	fetch  puts the files of it into a folder, from S3 or from a mounted folder
//	keep   does the same for all pods of a node, and stays
//
// All are this one program, which acts by the name it is called with.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

const usageStatus = 2

func main() {
	// Files and folders get the modes that they are made with: any user of a pod reads them.
	syscall.Umask(0)
	switch filepath.Base(os.Args[0]) {
	case "pack":
		os.Exit(packProgram(os.Args[1:]))
	case "keep":
		os.Exit(keepProgram(os.Args[1:]))
	default:
		os.Exit(fetchProgram(os.Args[1:]))
	}
}

func complain(program, format string, values ...any) {
	fmt.Fprintf(os.Stderr, "eks-crac %s: %s\n", program, fmt.Sprintf(format, values...))
}
