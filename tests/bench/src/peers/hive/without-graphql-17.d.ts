/**
 * In place of the types of the packages that tsconfig.json names: they add fields of graphql 17 to the types of graphql 16,
 * for the whole program, and Trivet's own sources do not have them.
 */
export {};
