/** Everything that can be allowed on an account. Later parts add to it; none is ever reused for something else. */
export const permissionCatalogue = {
  'account:read': 'See the account itself: its name and when it was created.',
  'account:update': 'Rename the account.',
  'members:read': 'See who belongs to the account, and with which role.',
  'members:manage': 'Give members other roles and remove them, as far as they may do nothing that oneself may not.',
  'members:invite': 'Invite persons to what one may do oneself, and see who is invited.',
  'roles:manage': "Make and change the account's own roles, as far as they allow nothing that oneself may not do.",
  'api-keys:manage': "Make, see and end the account's API keys, as far as they allow nothing that oneself may not do.",
  'service-identities:manage':
    "Make, change, see and end the account's service identities, as far as they allow nothing that oneself may not do.",
  'owners:manage': 'Make owners, take ownership from others, hand the account over, and delete it. Owners only.',
  'audit:read': 'See who did what in the account, when and from where, and take it away as a file.',
  'announcements:send': 'Tell members something in their inboxes and by mail, and see what was told.',
  'templates:manage':
    'See, change and try how mails read that are told in the name of the account, and how it is shown in them.',
  'deliveries:read': 'See what the account has told to whom, and whether it arrived.',
  'events:read': 'Follow what happens in the account, as far as each event may be read.',
  'resources:read': "See the account's resources.",
  'resources:write': "Create and change the account's resources.",
  'resource-types:manage': "Define the account's types of resources, and change and delete them.",
  'files:read': "See and download the account's files.",
  'files:write': "Upload, attach and delete the account's files.",
} as const;
export type Permission = keyof typeof permissionCatalogue;

const everything = Object.keys(permissionCatalogue) as Permission[];

/** The built-in roles and what each may. */
export const rolePermissions: Readonly<Record<'owner' | 'admin' | 'member' | 'viewer', ReadonlySet<Permission>>> = {
  owner: new Set(everything),
  admin: new Set(everything.filter((permission) => permission !== 'owners:manage')),
  member: new Set<Permission>([
    'account:read',
    'members:read',
    'events:read',
    'resources:read',
    'resources:write',
    'files:read',
    'files:write',
  ]),
  viewer: new Set<Permission>(['account:read', 'members:read', 'events:read', 'resources:read', 'files:read']),
};
export type Role = keyof typeof rolePermissions;

/** Of names that were stored, those that the catalogue has. */
export function knownPermissions(names: readonly string[]): ReadonlySet<Permission> {
  return new Set(names.filter((name): name is Permission => Object.hasOwn(permissionCatalogue, name)));
}

/** What our own subgraphs may do on every account, for work that no person asked for. */
export const servicePermissions: Readonly<Record<string, ReadonlySet<Permission>>> = {
  notifications: new Set<Permission>(['account:read', 'members:read']),
};
