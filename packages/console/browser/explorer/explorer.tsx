import { GraphiQL } from 'graphiql';
import { exampleTabs, headersTemplate } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import icon from './icon.svg';

const fetcher = createFetcher(new URL('/graphql', window.location.href));

/** GraphiQL forgets its own "Persist headers" switch on reload unless it is told; off is the default. */
function persistsHeaders(): boolean {
  try {
    return window.localStorage.getItem('graphiql:shouldPersistHeaders') === 'true';
  } catch {
    return false; // storage is forbidden in this browser
  }
}

export function Explorer() {
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={exampleTabs}
      defaultHeaders={headersTemplate}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders={persistsHeaders()}
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
