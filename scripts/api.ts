import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { packagePath } from '../kit/package-path';
import { entryPoints, writeDeclarations } from './api/declarations';
import type { EntryPoint } from './api/declarations';

/** One report for each sub-path of the package: all that a user can import, with its types. */
const REPORTS = 'etc';

/** Writes the report of a sub-path, or compares it; returns whether it was current. */
function report({ name, path }: EntryPoint, types: string, write: boolean): boolean {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: packagePath('package.json'),
    configObject: {
      projectFolder: packagePath('.'),
      mainEntryPointFilePath: join(types, `${path}.d.ts`),
      compiler: { tsconfigFilePath: packagePath('tsconfig.build.json'), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: packagePath(REPORTS),
        reportTempFolder: join(types, 'reports'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { compilerMessageReporting: silent, extractorMessageReporting: silent, tsdocMessageReporting: silent },
    },
  });
  const result = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => (message.handled = true),
  });
  return !result.apiReportChanged;
}

const write = process.argv[2] !== '--check';
// Below the repository, so that types of dependencies are found.
const types = mkdtempSync(packagePath('.api-'));
try {
  mkdirSync(packagePath(REPORTS), { recursive: true });
  writeDeclarations(types);
  const stale = entryPoints().filter((entry) => !report(entry, types, write));
  for (const { name } of stale) {
    process.stderr.write(
      write
        ? `${REPORTS}/${name}.api.md has changed; commit it, and say in the changelog what users notice\n`
        : `${REPORTS}/${name}.api.md is not what users can import; run npm run api and look at the difference\n`,
    );
  }
  if (!write && stale.length > 0) process.exitCode = 1;
} finally {
  rmSync(types, { recursive: true, force: true });
}
