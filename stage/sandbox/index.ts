export { endpointToken, throwAwayCredentials } from './capture-credentials';
export type { CaptureCredentials, CredentialSource } from './capture-credentials';
export { CREDENTIAL_ENVIRONMENT, openSandbox } from './sandbox';
export type { Sandbox } from './sandbox';
