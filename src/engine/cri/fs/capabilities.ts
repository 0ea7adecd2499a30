/** What a container's processes may do, as /proc shows it. upstream: linux include/uapi/linux/capability.h */
import type { StartContainer } from '../../helpers/contracts/cri.ts';

/** In the order of their bits. */
const names =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
    ' ',
  );
const usual =
  'CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP'.split(' ');

export const noCapabilities = '0000000000000000';

export function mayDo(given: NonNullable<StartContainer['capabilities']>, name: string): boolean {
  return Math.floor(Number(`0x${boundingSet(given)}`) / 2 ** names.indexOf(name)) % 2 === 1;
}

/** The bounding set in 16 hexadecimal digits. Of ALL in both lists, adding wins; of one name, dropping does. */
export function boundingSet({ add, drop }: NonNullable<StartContainer['capabilities']>): string {
  const [added, dropped] = [add.map(plain), drop.map(plain)];
  const kept = new Set(added.includes('ALL') ? names : dropped.includes('ALL') ? [] : usual);
  for (const name of added) kept.add(name);
  for (const name of dropped) kept.delete(name);
  let mask = 0;
  names.forEach((name, bit) => (mask += kept.has(name) ? 2 ** bit : 0));
  return mask.toString(16).padStart(16, '0');
}

function plain(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
