import { describeCoordinator } from './coordinator-suite';

describeCoordinator(() => Promise.resolve(undefined));
