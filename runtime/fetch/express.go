package main

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A session of a directory bucket lasts five minutes; one that ends while a range is read would be refused.
const sessionReserve = time.Minute

// The sessions of one directory bucket. The SDK would open them itself, and would tell neither a refusal from throttling
// nor from a lost connection: of what went wrong it keeps the text alone.
type sessions struct {
	client *s3.Client
	bucket string
	cache  *aws.CredentialsCache
}

func newSessions(bucket string) *sessions {
	made := &sessions{bucket: bucket}
	made.cache = aws.NewCredentialsCache(aws.CredentialsProviderFunc(made.open), func(options *aws.CredentialsCacheOptions) {
		options.ExpiryWindow = sessionReserve
	})
	return made
}

// The form of the name is what says it, to the SDK, too.
func isDirectory(bucket string) bool { return strings.HasSuffix(bucket, "--x-s3") }

// Retrieve returns a session for the SDK to sign with.
func (s *sessions) Retrieve(ctx context.Context, _ string) (aws.Credentials, error) {
	return s.cache.Retrieve(ctx)
}

func (s *sessions) open(ctx context.Context) (aws.Credentials, error) {
	answer, err := s.client.CreateSession(ctx, &s3.CreateSessionInput{Bucket: aws.String(s.bucket)})
	if err != nil {
		return aws.Credentials{}, err
	}
	return aws.Credentials{
		AccessKeyID:     aws.ToString(answer.Credentials.AccessKeyId),
		SecretAccessKey: aws.ToString(answer.Credentials.SecretAccessKey),
		SessionToken:    aws.ToString(answer.Credentials.SessionToken),
		CanExpire:       true,
		Expires:         aws.ToTime(answer.Credentials.Expiration),
	}, nil
}
