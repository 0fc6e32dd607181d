/** The keys of `Type` that `Model` does not already carry with a fitting type, and so need a resolver. */
type Unresolved<Type, Model> = {
  [Key in keyof Type]-?: Key extends keyof Model ? (Model[Key] extends Type[Key] ? never : Key) : Key;
}[keyof Type];

/** Resolvers of which none is missing: a field that the model does not carry as it is has to have one. */
export type Complete<Resolvers, Type, Model> = Resolvers &
  Required<Pick<Resolvers, Exclude<Extract<keyof Resolvers, Unresolved<Type, Model>>, '__typename'>>>;
