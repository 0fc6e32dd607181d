import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { products, reviews, users } from './shop-data.ts';

export const shopNames = ['accounts', 'inventory', 'products', 'reviews'] as const;
export type ShopName = (typeof shopNames)[number];

interface Product {
  readonly upc: string;
  readonly price?: number | null;
  readonly weight?: number | null;
}

const head = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])
`;

const sdl: Readonly<Record<ShopName, string>> = {
  accounts: /* GraphQL */ `
    type Query {
      me: User
      user(id: ID!): User
      users: [User]
    }
    type User @key(fields: "id") {
      id: ID!
      name: String
      username: String @shareable
      birthday: Int
    }
  `,
  inventory: /* GraphQL */ `
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }
  `,
  products: /* GraphQL */ `
    type Query {
      topProducts(first: Int = 5): [Product]
    }
    type Product @key(fields: "upc") {
      upc: String!
      name: String
      price: Int
      weight: Int
    }
  `,
  reviews: /* GraphQL */ `
    type Review @key(fields: "id") {
      id: ID!
      body: String
      product: Product
      author: User @provides(fields: "username")
    }
    type User @key(fields: "id") {
      id: ID!
      username: String @external
      reviews: [Review]
    }
    type Product @key(fields: "upc") {
      upc: String!
      reviews: [Review]
    }
  `,
};

/** The subgraphs' SDL, with the fields that more than one of them has as the public benchmark has them. */
export const shopTypeDefs = Object.fromEntries(
  shopNames.map((name) => [name, parse(head + sdl[name], { noLocation: true })]),
) as Readonly<Record<ShopName, DocumentNode>>;

const productOf = (upc: string) => products.find((product) => product.upc === upc);

/** Everybody's reviews are the first two, and all reviews are the first person's: as in the public benchmark. */
const reviewsOfAnybody = reviews.slice(0, 2);

const resolvers = {
  accounts: {
    Query: {
      me: () => users[0],
      user: (_root: unknown, { id }: { id: string }) => users.find((user) => user.id === id),
      users: () => users,
    },
    User: { __resolveReference: ({ id }: { id: string }) => users.find((user) => user.id === id) },
  },
  inventory: {
    Product: {
      __resolveReference: (product: Product) => ({ ...product, inStock: productOf(product.upc)?.inStock }),
      shippingEstimate: ({ price, weight }: Product) => {
        if (price == null || weight == null) return null;
        return price > 1000 ? 0 : Math.floor(weight / 2);
      },
    },
  },
  products: {
    Query: { topProducts: (_root: unknown, { first }: { first: number }) => products.slice(0, first) },
    Product: { __resolveReference: ({ upc }: Product) => productOf(upc) },
  },
  reviews: {
    Review: {
      __resolveReference: ({ id }: { id: string }) => reviews.find((review) => review.id === id),
      author: () => ({ id: '1', username: users[0]?.username }),
    },
    User: { reviews: () => reviewsOfAnybody },
    Product: { reviews: ({ upc }: Product) => reviews.filter((review) => review.product.upc === upc) },
  },
};

export function shopSchema(name: ShopName): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: shopTypeDefs[name], resolvers: resolvers[name] }]);
}

/** The query of the public benchmark. */
export const shopQuery = /* GraphQL */ `
  fragment User on User {
    id
    username
    name
  }
  fragment Review on Review {
    id
    body
  }
  fragment Product on Product {
    inStock
    name
    price
    shippingEstimate
    upc
    weight
  }
  query TestQuery {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews {
            ...Review
            author {
              ...User
              reviews {
                ...Review
                product {
                  ...Product
                }
              }
            }
          }
        }
      }
    }
    topProducts {
      ...Product
      reviews {
        ...Review
        author {
          ...User
          reviews {
            ...Review
            product {
              ...Product
            }
          }
        }
      }
    }
  }
`;
