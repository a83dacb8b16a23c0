import type { CaptureRequest } from './request-fields';

/** Something that differs between the capture and a pod, and the request whose response shows that a copy saw it. */
export type CaptureChange = CaptureChangedValues | CaptureChangedNode;

/** Values that a pod gives its service: the response must contain each. */
export interface CaptureChangedValues {
  /** Environment variables, or system properties of the JVM. */
  readonly what: 'environment' | 'properties';

  /** Names and values. */
  readonly values: Readonly<Record<string, string>>;

  /** The request whose response shows the values. */
  readonly request: CaptureRequest;
}

/** What differs in every pod: its host name, the time, its credentials. */
export interface CaptureChangedNode {
  /** `credentials` are seen in what the service sends to a companion. */
  readonly what: 'hostName' | 'clock' | 'credentials';

  /** The request whose response shows it, or during which the service uses its credentials. */
  readonly request: CaptureRequest;
}
