/** Returns what the CPU is, from the text of /proc/cpuinfo; the model name is left out, since a hypervisor may change it. */
export function processorOf(cpuinfo: string): string {
  const value = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(cpuinfo)?.[1] ?? 'unknown';
  return /^CPU implementer/m.test(cpuinfo)
    ? `implementer ${value('CPU implementer')} part ${value('CPU part')}`
    : `${value('vendor_id')} family ${value('cpu family')} model ${value('model')}`;
}
