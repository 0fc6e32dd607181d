/**
 * What PostGraphile is told about the tables besides what it finds: no foreign key leads from one subgraph's schema into
 * another's. In the form of its file of tags, `postgraphile.tags.json5`.
 */
export const relations = {
  version: 1 as const,
  config: {
    class: {
      'core.resources': {
        tags: {
          foreignKey: [
            '(account_id) references users.accounts (id)|@fieldName account|@foreignFieldName resources',
            '(created_by_id) references users.users (id)|@fieldName createdBy',
          ],
        },
      },
      'notifications.notifications': {
        tags: {
          foreignKey: ['(user_id) references users.users (id)|@fieldName user|@foreignFieldName inbox'],
        },
      },
    },
    // Filters that PostGraphile leaves out because no index begins with the column; those of the foreign key do well enough.
    attribute: {
      'users.members.role': { tags: { behavior: '+filterBy' } },
      'notifications.notifications.archived_at': { tags: { behavior: '+filterBy' } },
      'notifications.notifications.read_at': { tags: { behavior: '+filterBy' } },
    },
    constraint: {
      'users.members.members_account_id_accounts_id_fk': { tags: { foreignFieldName: 'members' } },
      'users.members.members_user_id_users_id_fk': { tags: { fieldName: 'user' } },
    },
  },
};
