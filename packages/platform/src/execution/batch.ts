const batchForm = Symbol('batch form');

/** All parents of a level at once; one result for each, in their order. An `Error` among them is that parent's. */
export type BatchForm<Parent, Args, Context, Result> = (
  parents: readonly Parent[],
  args: Args,
  context: Context,
) => BatchResults<Result> | Promise<BatchResults<Result>>;
type BatchResults<Result> = readonly (Result | Error | Promise<Result>)[];

/**
 * A resolver that is called once per level of an operation where the executor can do that, and once per parent
 * elsewhere: for what is cheaper to ask for together, even with a DataLoader at hand.
 */
export function batch<Parent, Args, Context, Result>(
  form: BatchForm<Parent, Args, Context, Result>,
): (parent: Parent, args: Args, context: Context) => Promise<Result> {
  const resolve = async (parent: Parent, args: Args, context: Context): Promise<Result> => {
    const [result] = checkedResults(await form([parent], args, context), 1);
    if (result instanceof Error) throw result;
    return result as Result;
  };
  return Object.assign(resolve, { [batchForm]: form });
}

/** What `batch` was given to make this resolver; undefined for an ordinary one. */
export function batchFormOf(
  resolve: object,
): BatchForm<unknown, Record<string, unknown>, unknown, unknown> | undefined {
  return (resolve as { [batchForm]?: BatchForm<unknown, Record<string, unknown>, unknown, unknown> })[batchForm];
}

/** @throws where there is not one result for each parent. */
export function checkedResults<Result>(results: readonly Result[], count: number): readonly Result[] {
  if (Array.isArray(results) && results.length === count) return results;
  throw new Error(`A batch resolver gave ${results?.length ?? 'no'} results for ${count} parents.`);
}
