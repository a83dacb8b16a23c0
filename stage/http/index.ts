export { HttpClient, requestLine } from './http-client';
export type { DeclaredRequest, HttpAnswer } from './http-client';
export { probeHttp, probeTcp } from './probe';
