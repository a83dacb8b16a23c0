/** Variables that the client of a container runtime, or what loads it, would take for its own settings. */
const STEERING =
  /^(?:PATH|HOME|TMPDIR|TERM|LANG|LC_.*|USER|LOGNAME|SHELL|LD_.*|GO[A-Z]+|SSL_CERT_.*|SSH_.*|XDG_.*|(?:HTTP|HTTPS|FTP|NO|ALL)_PROXY|DOCKER_.*|BUILD(?:AH|KIT|X)_.*|CONTAINERS?_.*|PODMAN_.*|REGISTR(?:Y|IES)_.*|STORAGE_.*|OTEL_(?!.*HEADERS).*|NOTIFY_SOCKET|LISTEN_.*|TZ)$/i;

type Variables = Readonly<Record<string, string>>;

/**
 * Returns options that name variables, whose values the client takes from its own environment: arguments of a process are
 * shown to every user of the machine, its environment to its owner alone.
 */
export function variableOptions(option: '--env' | '--build-arg', variables: Variables): string[] {
  return Object.entries(variables).flatMap(([name, value]) => [option, isSteering(name) ? `${name}=${value}` : name]);
}

/** Returns what the environment of the client must have for these options. */
export function variableValues(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isSteering(name)));
}

function isSteering(name: string): boolean {
  return STEERING.test(name);
}
