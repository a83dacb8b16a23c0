export { throwAwayCredentials } from './capture-credentials';
export type { CaptureCredentials } from './capture-credentials';
export { CREDENTIAL_ENVIRONMENT, openSandbox } from './sandbox';
export type { Sandbox } from './sandbox';
