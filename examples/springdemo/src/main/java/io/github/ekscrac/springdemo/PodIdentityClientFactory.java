package io.github.ekscrac.springdemo;

import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Clients whose credentials come from the container credential endpoint, in every mode. EKS Pod Identity names it with
 * AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE; so does the capture, which therefore
 * warms up the very code that production runs.
 */
@Component
public class PodIdentityClientFactory implements DynamoDbClientFactory {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private SdkHttpClient next = httpClient();

    @Override
    public DynamoDbClient open(Settings settings) {
        return open(settings, next);
    }

    /** The capture's endpoint is given, production's mostly the region's own: what the SDK finds that with is loaded here. */
    @Override
    public void prepare(Settings current) {
        open(new Settings(Mode.PROD, current.region(), Optional.empty(), current.table()), httpClient()).close();
        next = httpClient();
    }

    private static DynamoDbClient open(Settings settings, SdkHttpClient http) {
        var builder = DynamoDbClient.builder()
                .region(Region.of(settings.region()))
                // A provider of its own for each client: credentials cached before a checkpoint are not used after it.
                .credentialsProvider(ContainerCredentialsProvider.create())
                // Handed over this way it is closed with the client.
                .httpClientBuilder(defaults -> http);
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Of its kind the slowest to make, for the authorities that TLS trusts. It asks for nothing of its place, so no proxy either. */
    private static SdkHttpClient httpClient() {
        var proxy = ProxyConfiguration.builder().useSystemPropertyValues(false).useEnvironmentVariableValues(false);
        return Apache5HttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .proxyConfiguration(proxy.build())
                .build();
    }
}
