import { expectNothingLostNorLeft } from '../../../support/retention/history';

describe('histories of builds, promotions, rollbacks and clean-ups, each killed at any call', () => {
  test(
    '10 000 histories lose nothing that a stack needs, and leave nothing else behind the grace period',
    async () => {
      await expectNothingLostNorLeft(10000);
    },
    30 * 60_000,
  );
});
