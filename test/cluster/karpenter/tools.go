//go:build tools

// Package tools names the programs that the tests build, so that go.mod keeps what they need.
package tools

import (
	_ "sigs.k8s.io/karpenter/kwok"
	_ "sigs.k8s.io/kwok/cmd/kwok"
)
