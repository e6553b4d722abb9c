/** What a process that has sent a file tells of it, as a line of JSON. */
export interface Sent {
  /** From the first look at the file to the object that can be read. */
  readonly seconds: number;
  /** Of them, until the store's answer to the last chunk. */
  readonly sending: number;
  /** Of the process. */
  readonly peakMebibytes: number;
  /** Seconds of the process. */
  readonly cpuSeconds: number;
  /** Of the file, where Waybill has given it one. */
  readonly fileId?: string;
}

export function tell(sent: Omit<Sent, 'peakMebibytes' | 'cpuSeconds'>): void {
  const peakMebibytes = process.resourceUsage().maxRSS / 1024;
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  console.log(JSON.stringify({ ...sent, peakMebibytes, cpuSeconds } satisfies Sent));
}
