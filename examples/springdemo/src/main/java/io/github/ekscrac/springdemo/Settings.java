package io.github.ekscrac.springdemo;

import java.net.URI;
import java.util.Optional;

/** Everything that may differ between the place of the checkpoint and the place of the restore. */
public record Settings(Mode mode, String region, Optional<URI> endpoint, String table) {
}
