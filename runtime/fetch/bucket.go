package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A pack in S3, or in a server that speaks its protocol.
type object struct {
	client *s3.Client
	bucket string
	key    string
	// Of a directory bucket alone.
	sessions *sessions
}

// Region, endpoint and credentials are found as every AWS SDK finds them.
func openBucket(ctx context.Context, bucket, key string) (source, error) {
	loaded, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	// Asked for once before anything is fetched, so that what is missing is said as such.
	if _, err := loaded.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", missingCredentials(), err)
	}
	var opened *sessions
	if isDirectory(bucket) {
		opened = newSessions(bucket)
	}
	client := s3.NewFromConfig(loaded, func(options *s3.Options) {
		// Servers other than AWS rarely have a host name for each bucket.
		options.UsePathStyle = hasEndpoint()
		// The index has the digest of each frame.
		options.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		// Attempts are counted in one place, with those whose answer broke off.
		options.Retryer = aws.NopRetryer{}
		if opened != nil {
			options.ExpressCredentials = opened
		}
	})
	if opened != nil {
		opened.client = client
	}
	return object{client, bucket, key, opened}, nil
}

// Pod Identity and IRSA promise credentials by a variable; whoever has neither gets none by waiting.
func missingCredentials() error {
	if os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI") != "" || os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != "" {
		return errLateCredentials
	}
	return errNoCredentials
}

func hasEndpoint() bool {
	return os.Getenv("AWS_ENDPOINT_URL_S3") != "" || os.Getenv("AWS_ENDPOINT_URL") != ""
}

func (o object) open(ctx context.Context, at, bytes int64) (io.ReadCloser, error) {
	if o.sessions != nil {
		if _, err := o.sessions.Retrieve(ctx, o.bucket); err != nil {
			return nil, err
		}
	}
	answer, err := o.client.GetObject(ctx, &s3.GetObjectInput{
		Bucket: aws.String(o.bucket),
		Key:    aws.String(o.key),
		Range:  aws.String(fmt.Sprintf("bytes=%d-%d", at, at+bytes-1)),
	})
	if err != nil {
		return nil, err
	}
	if aws.ToInt64(answer.ContentLength) != bytes {
		answer.Body.Close()
		return nil, errCut
	}
	return answer.Body, nil
}
