import { describeAgent } from './agent-suite';

describeAgent(() => Promise.resolve(undefined));
