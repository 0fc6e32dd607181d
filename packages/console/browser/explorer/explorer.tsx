import { GraphiQL } from 'graphiql';
import { exampleTabs, headersTemplate } from './examples.ts';
import { explorerStorage, persistsHeaders } from './explorer-storage.ts';
import { createFetcher } from './fetcher.ts';
import icon from './icon.svg';

const fetcher = createFetcher(new URL('/graphql', window.location.href));

const storage = explorerStorage();

export function Explorer() {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      defaultTabs={exampleTabs}
      defaultHeaders={headersTemplate}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders={persistsHeaders(storage)}
      showPersistHeadersSettings
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <h1 className="explorer-name">
          <img src={icon} alt="" />
          Trivet explorer
        </h1>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
