import { endingVersions } from './versions/support';

/** Fails before a pinned version costs more or is gone; it depends on the day, so it is no part of the tests. */
const ending = endingVersions(new Date());
for (const line of ending) process.stderr.write(`${line}\n`);
if (ending.length > 0) process.exitCode = 1;
