package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"slices"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

var (
	errAltered         = errors.New("it is not what was published")
	errNoCredentials   = errors.New("no credentials")
	errLateCredentials = errors.New("no credentials came")
	errStalled         = errors.New("nothing came for a while")
	errCut             = errors.New("it is shorter than what was published")
)

// Why nothing could be fetched, in words that say what to do.
func explain(err error) string {
	var api smithy.APIError
	switch {
	case errors.Is(err, errNoCredentials):
		return "could not be fetched: the pod has no credentials; bind its service account to a role by Pod Identity or IRSA"
	case errors.Is(err, errLateCredentials):
		return fmt.Sprintf("could not be fetched: %v; check that the agent of Pod Identity, or STS, answers from this node, and the role of the service account", err)
	case errors.Is(err, errAltered):
		return fmt.Sprintf("was altered: %v; publish again", err)
	case isMissing(err):
		return "is not there; check the name, and that the release was published to this store"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Sprintf("does not fit: %v; give the volume more room", err)
	case isCut(err):
		return "is shorter than what was published; publish again"
	case errors.As(err, &api) && slices.Contains(deniedCodes, api.ErrorCode()):
		return fmt.Sprintf("may not be read (%s); allow the pod's role s3:GetObject on it, or s3express:CreateSession on a directory bucket, and kms:Decrypt on the bucket's key",
			api.ErrorCode())
	case errors.As(err, &api) && slices.Contains(staleCodes, api.ErrorCode()):
		return fmt.Sprintf("could not be fetched: S3 refuses the pod's credentials (%s); they have expired, or are of another account",
			api.ErrorCode())
	}
	return fmt.Sprintf("could not be fetched: %v", err)
}

var (
	deniedCodes = []string{"AccessDenied", "Forbidden", "AllAccessDisabled", "KMS.DisabledException"}
	staleCodes  = []string{"ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidToken",
		"TokenRefreshRequired", "SignatureDoesNotMatch"}
	missingCodes = []string{"NoSuchKey", "NoSuchBucket", "NotFound"}
)

func isMissing(err error) bool {
	var api smithy.APIError
	return errors.Is(err, fs.ErrNotExist) || errors.As(err, &api) && slices.Contains(missingCodes, api.ErrorCode())
}

func isCut(err error) bool {
	var api smithy.APIError
	return errors.Is(err, errCut) || errors.As(err, &api) && api.ErrorCode() == "InvalidRange"
}

func isAltered(err error) bool { return errors.Is(err, errAltered) }

var transient = retry.NewStandard()

// Whether another attempt may help: not where the same answer would come again.
func isTransient(err error) bool {
	if errors.Is(err, errNoCredentials) {
		return false
	}
	var network *net.OpError
	if errors.Is(err, errStalled) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) {
		return true
	}
	return transient.IsErrorRetryable(err) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ESTALE)
}
