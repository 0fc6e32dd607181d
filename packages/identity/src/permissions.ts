/** Everything that can be allowed on an account. Later parts add to it; none is ever reused for something else. */
export const permissionCatalogue = {
  'account:read': 'See the account itself: its name and when it was created.',
  'members:read': 'See who belongs to the account, and with which role.',
  'events:read': 'Follow what happens in the account, as far as each event may be read.',
  'resources:read': "See the account's resources.",
  'resources:write': "Create and change the account's resources.",
} as const;
export type Permission = keyof typeof permissionCatalogue;

const everything = Object.keys(permissionCatalogue) as Permission[];

/** The built-in roles and what each may. */
export const rolePermissions: Readonly<Record<'owner' | 'admin' | 'member' | 'viewer', ReadonlySet<Permission>>> = {
  owner: new Set(everything),
  admin: new Set(everything),
  member: new Set<Permission>(['account:read', 'members:read', 'events:read', 'resources:read', 'resources:write']),
  viewer: new Set<Permission>(['account:read', 'members:read', 'events:read', 'resources:read']),
};
export type Role = keyof typeof rolePermissions;

/** What our own subgraphs may do on every account, for work that no person asked for. */
export const servicePermissions: Readonly<Record<string, ReadonlySet<Permission>>> = {
  notifications: new Set<Permission>(['account:read', 'members:read']),
};
