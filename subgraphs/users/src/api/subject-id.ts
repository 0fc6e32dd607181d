import { type GlobalId, globalId, type IdPrefix } from '@trivet/platform';

/** The ids of what events are about, by the subject's type in the log. */
const subjectPrefixes: Readonly<Record<string, IdPrefix>> = {
  account: 'acc',
  member: 'mbr',
  role: 'rol',
  invitation: 'inv',
  api_key: 'key',
  service_identity: 'svc',
  resource: 'res',
  resource_type: 'rty',
  file: 'fil',
  bulk_job: 'blk',
  identity: 'idn',
  notification_template: 'tpl',
};

/** The id of what an event is about, as clients see it; null for what has none. */
export function subjectIdOf({ type, id }: { readonly type: string; readonly id: string }): GlobalId | null {
  const prefix = Object.hasOwn(subjectPrefixes, type) ? subjectPrefixes[type] : undefined;
  return prefix ? globalId(prefix, id) : null;
}
