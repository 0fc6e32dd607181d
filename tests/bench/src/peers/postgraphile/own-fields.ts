import { decryptField, type KeyWrapper } from '@trivet/identity';
import { constant, context, lambda } from 'postgraphile/grafast';
import { extendSchema, gql } from 'postgraphile/utils';

declare global {
  namespace Grafast {
    interface Context {
      userId: string;
    }
  }
}

/**
 * What is no column: who asks, the plan (a constant of Trivet's code), and the address in the clear, which is behind the
 * person's own key in the vault.
 */
export function ownFields(keyWrapper: KeyWrapper) {
  return extendSchema((build) => {
    const { users, vault_personal_keys: personalKeys } = build.input.pgRegistry.pgResources;
    if (!users || !personalKeys) throw new Error('The tables of persons and their keys were not found.');
    return {
      typeDefs: gql`
        type Plan {
          id: String!
          name: String!
        }
        extend type Account {
          plan: Plan
        }
        extend type User {
          address: String
        }
        extend type Query {
          viewer: User
        }
      `,
      objects: {
        Query: {
          plans: { viewer: () => users.get({ id: context().get('userId') }) },
        },
        Account: {
          plans: { plan: () => constant({ id: 'free', name: 'Free' }) },
        },
        User: {
          plans: {
            address($user) {
              const $userId = $user.get('id');
              const $key = personalKeys.get({ user_id: $userId });
              return lambda([$userId, $user.get('email'), $key.get('wrapped_key')], ([userId, email, wrapped]) =>
                decryptAddress(keyWrapper, String(userId), email, wrapped),
              );
            },
          },
        },
      },
    };
  });
}

/** As the users subgraph does it; null for a person who was erased. */
function decryptAddress(keyWrapper: KeyWrapper, userId: string, email: unknown, wrappedKey: unknown): string | null {
  if (!Buffer.isBuffer(email) || !Buffer.isBuffer(wrappedKey)) return null;
  const key = keyWrapper.unwrap(wrappedKey, `vault.personal_keys:${userId}`);
  return decryptField(key, email, `users.email:${userId}`).toString();
}
