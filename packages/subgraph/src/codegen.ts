/**
 * The codegen configuration that all subgraphs share: types of resolvers from the SDL, with `mappers` from a type's name
 * to the model that its resolvers get (`path.ts#Name`, from `src/api`). Run in the subgraph's folder.
 */
export function subgraphCodegen(context: string, mappers: Readonly<Record<string, string>>) {
  return {
    schema: ['../../packages/platform/src/schema/shared.graphql', 'src/modules/**/*.graphql'],
    generates: {
      'src/api/schema.generated.ts': {
        plugins: ['typescript', 'typescript-resolvers'],
        config: {
          contextType: `./context.ts#${context}`,
          federation: true,
          useTypeImports: true,
          enumsAsTypes: false,
          enumsAsConst: true,
          importExtension: '.ts',
          emitLegacyCommonJSImports: false,
          strictScalars: true,
          scalars: {
            ID: { input: 'string', output: './context.ts#GlobalId' },
            _FieldSet: 'string',
            Cursor: 'string',
            DateTime: { input: 'Date', output: 'Date' },
            EmailAddress: 'string',
            JSON: 'unknown',
            SafeInt: 'number',
          },
          mappers: {
            UserError: '@trivet/subgraph#UserErrorModel',
            InputError: '@trivet/subgraph#UserErrorModel',
            VersionConflict: '@trivet/subgraph#UserErrorModel',
            ...Object.fromEntries(Object.entries(mappers).map(([type, path]) => [type, `${path} as ${type}Model`])),
          },
        },
      },
    },
  };
}
