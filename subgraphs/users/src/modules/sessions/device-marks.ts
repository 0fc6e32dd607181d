import { lookupHash } from '@trivet/identity';
import type { ClientInfo } from '@trivet/platform';
import { networkOf } from '../throttling/network.ts';
import type { DeviceMarks } from './session.model.ts';

/**
 * What a sign-in is known again by: the program, whatever its version, and the network. Keyed and by person, so that they
 * tell nothing to who has the table, and not that two persons are in one network. Null for what is not known.
 */
export function deviceMarks(key: Buffer, userId: string, client: ClientInfo | undefined): DeviceMarks {
  const mark = (kind: string, value: string | null) =>
    value === null ? null : lookupHash(key, `device:${userId}:${kind}:${value}`);
  const program = client?.agent?.replaceAll(/\d[\d._]*/g, '') ?? null;
  return { agentMark: mark('agent', program), networkMark: mark('network', networkOf(client?.address)) };
}
