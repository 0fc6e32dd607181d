import { firstId } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { LoggedEvent } from '@trivet/messaging';
import type { Clock, Logger } from '@trivet/platform';
import type { FileService } from '../files/file.service.ts';
import type { DefinitionService } from '../resource-types/definition.service.ts';
import type { Resource } from '../resources/resource.model.ts';
import type { ResourceService } from '../resources/resource.service.ts';
import type { SearchGeneration, SearchWork } from './search.model.ts';
import { documentOfFile, documentOfResource, removalOf } from './search-document.factory.ts';
import type { SearchGenerationRepository } from './search-generation.repository.ts';
import {
  type SearchChange,
  type SearchDocument,
  type SearchIndex,
  type SearchKind,
  type SearchRefusal,
  SearchUnavailableError,
} from './search-index.ts';

/** In the place of a type where all that an account has is looked at. */
const allTypes = firstId;
/** Looked at for one account before it is another's turn. */
const lookedAtOnce = 100;
/** Of one run of the job, so that a process can end. */
const mostParts = 200;
const mostFailures = 3;
/** For what a document is, it is refused again: not for ever, though. */
const mostTries = 3;
/** More than these of a generation are no documents' fault. */
const mostRefused = 1_000;

export interface SearchIndexingDeps {
  readonly generations: SearchGenerationRepository;
  /** All that generations may be in. */
  readonly indexes: readonly SearchIndex[];
  /** The name of the one that is to be searched. */
  readonly wanted: string;
  readonly resources: ResourceService;
  readonly files: FileService;
  readonly definitions: DefinitionService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A document is put aside; why, as its index names it. */
  readonly onRefused?: (reason: string) => void;
}

export type AccessTo = (accountId: string) => AccountAccess;

/** A thing of which an event told. */
interface Subject {
  readonly accountId: string;
  readonly kind: SearchKind;
  readonly id: string;
  readonly version: number;
}

/**
 * Keeps what is searched to what there is. Whoever reads things reads them before the definitions of their types, and whoever
 * writes them asks for the generations after that: so of two who write one thing the later state has the greater version, and what a
 * generation that is begun meanwhile misses of one it has of the other.
 */
export class SearchIndexingService {
  readonly #deps: SearchIndexingDeps;
  readonly #ready = new Map<number, Promise<void>>();
  /** Of which it has been said. */
  readonly #undropped = new Set<number>();

  constructor(deps: SearchIndexingDeps) {
    this.#deps = deps;
  }

  /**
   * Looks at what these events tell of, and writes it as it is now.
   * @throws {SearchUnavailableError} where the index that is searched does not answer.
   */
  async follow(events: readonly LoggedEvent[], accessTo: AccessTo): Promise<void> {
    const latest = new Map<string, Subject>();
    for (const { stream, subject } of events) {
      const kind = kinds[subject.type];
      if (stream.account === undefined || !kind) continue;
      const known = latest.get(subject.id);
      if (known && known.version >= subject.version) continue;
      latest.set(subject.id, { accountId: stream.account, kind, id: subject.id, version: subject.version });
    }
    const ofAccounts = Map.groupBy(latest.values(), ({ accountId }) => accountId);
    const { generations } = this.#deps;
    // Before anything of them is read: one that is removed since then is not noted any more when all is written.
    await generations.noteAccounts([...ofAccounts.keys()]);
    const changes: SearchChange[] = [];
    for (const [accountId, subjects] of ofAccounts)
      changes.push(...(await this.#changesOf(accessTo(accountId), subjects)));
    await this.#put(await generations.listLive(), changes);
  }

  /** Builds what was begun, a part of each account in turn, and searches it when it is whole. */
  async work(accessTo: AccessTo): Promise<void> {
    const { generations, indexes, wanted, clock, logger } = this.#deps;
    const all = await generations.listAll();
    // One that was given up goes first: until it is gone the index does not answer, and another would be given up as well.
    const has = all.some(({ index }) => index === wanted);
    if (!has && indexes.some(({ name }) => name === wanted)) await generations.begin(wanted, clock.now());
    const failures: unknown[] = [];
    for (let part = 0; part < mostParts; part += 1) {
      const work = await generations.claim(clock.now());
      if (!work) break;
      // One that cannot be looked at keeps no other waiting: its turn comes again in a minute.
      await this.#part(work, accessTo(work.accountId)).catch((error: unknown) => failures.push(error));
      if (failures.length === mostFailures) break;
    }
    if (!has || all.some(({ state }) => state === 'BUILDING')) {
      await this.#refreshBuilding();
      const built = await generations.switchToBuilt(clock.now());
      if (built) logger.info('Another generation is searched.', { generation: built.number, index: built.index });
    }
    await this.#drop(all.filter(({ state }) => state === 'DROPPED'));
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be looked at.');
  }

  /** So that what has everything also shows it when it is searched. */
  async #refreshBuilding(): Promise<void> {
    for (const generation of await this.#deps.generations.listLive())
      if (generation.state === 'BUILDING') await (await this.#indexOf(generation)).refresh(generation.number);
  }

  async #part(work: SearchWork, access: AccountAccess): Promise<void> {
    const { generations, clock } = this.#deps;
    // One with a type of which no event has told yet, say: before anything of it is read, as when events are followed.
    await generations.noteAccounts([work.accountId]);
    const live = await generations.listLive();
    const generation = live.find(({ number }) => number === work.generation);
    const documents = generation ? await this.#page(work, access) : [];
    await this.#put(
      generation ? [generation] : [],
      documents.map((document) => ({ put: document })),
    );
    const last = documents.at(-1);
    if (last && documents.length === lookedAtOnce)
      await generations.advance(work, { kind: work.kind, before: last.id }, clock.now());
    else if (work.kind === 'RESOURCE' && work.resourceTypeId === allTypes)
      await generations.advance(work, { kind: 'FILE', before: null }, clock.now());
    else await generations.finish(work);
  }

  /** The next things of a part of the work, the newest first. */
  async #page({ kind, resourceTypeId, before }: SearchWork, access: AccountAccess): Promise<SearchDocument[]> {
    const { resources, files, definitions } = this.#deps;
    const page = { first: lookedAtOnce, after: before ?? undefined };
    if (kind === 'FILE') {
      const [found] = await files.listByAccounts([access], page);
      return (found?.rows ?? []).map(documentOfFile);
    }
    const type = resourceTypeId === allTypes ? null : await definitions.findName(access, resourceTypeId);
    // The type is gone, and so is all that there was of it.
    if (type === null && resourceTypeId !== allTypes) return [];
    const [found] = await resources.listByAccounts([access], { type }, page);
    return this.#documentsOf(access, found?.rows ?? []);
  }

  async #changesOf(access: AccountAccess, subjects: readonly Subject[]): Promise<SearchChange[]> {
    const { resources, files } = this.#deps;
    const idsOf = (kind: SearchKind) => subjects.filter((each) => each.kind === kind).map(({ id }) => id);
    const foundFiles = await files.listOf(access, idsOf('FILE'));
    const foundResources = await resources.listOf(access, idsOf('RESOURCE'));
    const documents = [...foundFiles.map(documentOfFile), ...(await this.#documentsOf(access, foundResources))];
    const found = new Set(documents.map(({ id }) => id));
    const gone = subjects.filter(({ id }) => !found.has(id));
    return [
      ...documents.map((document) => ({ put: document })),
      ...gone.map((subject) => ({ remove: removalOf(subject, subject.version) })),
    ];
  }

  async #documentsOf(access: AccountAccess, found: readonly Resource[]): Promise<SearchDocument[]> {
    if (found.length === 0) return [];
    const names = [...new Set(found.map(({ type }) => type))];
    const known = await this.#deps.definitions.listFields(access, names);
    return found.map((resource) => documentOfResource(resource, known.get(resource.type)));
  }

  async #put(live: readonly SearchGeneration[], changes: readonly SearchChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { generations, logger } = this.#deps;
    const written: SearchGeneration[] = [];
    for (const generation of live) {
      try {
        await this.#write(generation, changes);
        written.push(generation);
      } catch (error) {
        if (generation.state === 'SEARCHED' || live.length === 1) throw error;
        // What is searched is kept to what there is, whatever becomes of another.
        logger.warn('A generation that was being built is given up.', { generation: generation.number, error });
        await generations.giveUp(generation);
      }
    }
    await this.#takeBack(written, [...new Set(changes.flatMap(({ put }) => put?.accountId ?? []))]);
  }

  /** What its index refuses after some tries is put aside, or nothing behind it would ever be searched. */
  async #write(generation: SearchGeneration, changes: readonly SearchChange[]): Promise<void> {
    const { generations, logger, onRefused } = this.#deps;
    const index = await this.#indexOf(generation);
    let refused: readonly SearchRefusal[] = [];
    let left = changes;
    for (let tries = 0; left.length > 0 && tries < mostTries; tries += 1) {
      refused = await index.write(generation.number, left);
      const again = new Set(refused.map(({ id }) => id));
      left = left.filter(({ put, remove }) => again.has((put ?? remove).id));
    }
    const ids = new Set(refused.map(({ id }) => id));
    const writtenIds = changes.map(({ put, remove }) => (put ?? remove).id).filter((id) => !ids.has(id));
    const count = await generations.noteRefusals(generation, writtenIds, refused);
    for (const { accountId, kind, id, version, reason } of refused) {
      onRefused?.(reason);
      logger.error('What the index of a search refuses is put aside.', {
        ...{ generation: generation.number, accountId, kind, subjectId: id, version, reason },
      });
    }
    if (count > mostRefused)
      throw new Error(`The index of generation ${generation.number} refuses more than ${mostRefused} documents.`);
  }

  /** What was taken away while we wrote, an account or a generation, has not been taken away with what we wrote. */
  async #takeBack(written: readonly SearchGeneration[], accounts: readonly string[]): Promise<void> {
    if (accounts.length === 0) return;
    const { generations } = this.#deps;
    const noted = new Set(await generations.listNoted(accounts));
    const live = new Set((await generations.listLive()).map(({ number }) => number));
    for (const generation of written) {
      const gone = live.has(generation.number) ? accounts.filter((accountId) => !noted.has(accountId)) : accounts;
      for (const accountId of gone) await (await this.#indexOf(generation)).removeAccount(generation.number, accountId);
    }
  }

  /** An account of which nothing is left for anybody to read, with all that is found of it. */
  async forgetAccount(accountId: string): Promise<void> {
    // First, and by itself: who writes of it meanwhile looks afterwards whether it is still noted.
    await this.#deps.generations.forgetAccount(accountId);
    for (const generation of await this.#deps.generations.listLive())
      await (await this.#indexOf(generation)).removeAccount(generation.number, accountId);
  }

  async #drop(dropped: readonly SearchGeneration[]): Promise<void> {
    const { generations, logger } = this.#deps;
    for (const generation of dropped) {
      try {
        await (await this.#indexOf(generation)).drop(generation.number);
        await generations.delete(generation);
        this.#ready.delete(generation.number);
      } catch (error) {
        // It is tried again each second, perhaps for days: of a server that is down, or that this process does not know any more.
        if (this.#undropped.has(generation.number)) continue;
        this.#undropped.add(generation.number);
        logger.warn('What nobody searches any more is still there.', { generation: generation.number, error });
      }
    }
  }

  /** The index of a generation, made ready for it once in this process. */
  async #indexOf({ number, index: name, state }: SearchGeneration): Promise<SearchIndex> {
    const index = this.#deps.indexes.find((each) => each.name === name);
    if (!index) throw new SearchUnavailableError(`This process is not configured for the index "${name}".`);
    if (state === 'DROPPED') return index;
    const ready = this.#ready.get(number) ?? index.create(number);
    this.#ready.set(number, ready);
    await ready.catch((error: unknown) => {
      this.#ready.delete(number);
      throw error;
    });
    return index;
  }
}

/** Of things by which a search finds, as events name them. */
const kinds: Readonly<Record<string, SearchKind>> = { resource: 'RESOURCE', file: 'FILE' };
