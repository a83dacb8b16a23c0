import { GROUPS as FAULTS_BY } from '../../test/containers/matrix/fault';
import type { Group } from '../../test/containers/matrix/fault';
import { captureSpecGroup, GROUPS } from './capture-spec';
import { coldCauseList, coldStartList } from './cold-starts';
import { applicationList, corpusList } from './corpus';
import { engineCpus, engineTable } from './engine-table';
import { engineChoices, engineEnvironments, enginePrivileges, engineStatus } from './engines';
import { faultCount, faultList } from './faults';
import { failureList, messageList, stepList } from './messages';
import { knownMessageList } from './known-messages';
import { releaseRecordList } from './release-record';

const FAULT_GROUPS = Object.keys(FAULTS_BY) as Group[];

/** What is generated, by the name in the comments around it. */
export const SECTIONS: Readonly<Record<string, () => string>> = {
  failures: failureList,
  'known messages': knownMessageList,
  'cold starts': coldStartList,
  'cold causes': coldCauseList,
  messages: messageList,
  steps: stepList,
  engines: engineChoices,
  'engine-status': engineStatus,
  'engine-privileges': enginePrivileges,
  'engine-cpus': engineCpus,
  'engine-table': engineTable,
  'engine-environments': engineEnvironments,
  'release-record': releaseRecordList,
  'corpus applications': applicationList,
  'corpus released': () => corpusList('released'),
  'corpus refused': () => corpusList('refused'),
  'corpus open': () => corpusList('fails'),
  'faults count': faultCount,
  ...Object.fromEntries(FAULT_GROUPS.map((group) => [`faults ${group}`, () => faultList(group)])),
  ...Object.fromEntries(GROUPS.map((group) => [`capture-spec ${group}`, () => captureSpecGroup(group)])),
};

export const PAGES = [
  'README.md',
  'docs/capture-spec.md',
  'docs/compatibility.md',
  'docs/doctor.md',
  'docs/engines.md',
  'docs/faults.md',
  'docs/messages.md',
  'docs/release.md',
  'docs/runtime-layer.md',
  'docs/troubleshooting.md',
];

const SECTION = /(<!-- generated: ([^>]+) -->\n)[^]*?(<!-- \/generated -->)/g;

/** A page with what the generators write between those comments. */
export function regenerated(page: string): string {
  return page.replace(SECTION, (_, open: string, name: string, close: string) => {
    const section = SECTIONS[name];
    if (section === undefined) throw new Error(`nothing generates '${name}': see scripts/docs/sections.ts`);
    return `${open}\n${section()}\n\n${close}`;
  });
}

/** The names of the sections that a page has. */
export function sectionsOf(page: string): readonly string[] {
  return [...page.matchAll(SECTION)].map((match) => match[2] ?? '');
}
