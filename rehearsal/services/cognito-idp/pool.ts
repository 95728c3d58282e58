/** User pools and their app clients as they are stored, and the registry that finds them. */
import type { Scope } from '../../cloud/service.ts';
import type { ClientSettings } from './client-settings.ts';
import type { PoolDomains } from './domain.ts';
import { resourceNotFound, userNotFound } from './errors.ts';
import type { PoolMfa } from './mfa.ts';
import type { PoolSettings } from './pool-settings.ts';
import type { Schema } from './schema.ts';
import type { User } from './user.ts';
import type { UserDirectory } from './user-directory.ts';

export type Client = {
  readonly clientId: string;
  readonly userPoolId: string;
  readonly secret: string | undefined;
  settings: ClientSettings;
  readonly created: number;
  modified: number;
};

export type Group = {
  readonly name: string;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly precedence: number | undefined;
  readonly created: number;
};

export type Pool = {
  readonly id: string;
  readonly arn: string;
  readonly scope: Scope;
  readonly users: UserDirectory;
  readonly clients: Map<string, Client>;
  readonly groups: Map<string, Group>;
  schema: Schema;
  settings: PoolSettings;
  mfa: PoolMfa;
  domains: PoolDomains;
  readonly created: number;
  modified: number;
};

export class Pools {
  private readonly pools = new Map<string, Pool>();

  add(pool: Pool): void {
    this.pools.set(pool.id, pool);
  }

  remove(pool: Pool): void {
    this.pools.delete(pool.id);
  }

  /** By id alone, for those who hold a token or configure the local cloud. */
  find(id: string): Pool | undefined {
    return this.pools.get(id);
  }

  /** The pool as one account sees it. @throws {ServiceError} `ResourceNotFoundException`, also for another account's pool. */
  get(id: string, scope: Scope): Pool {
    const pool = this.pools.get(id);
    if (pool?.scope.accountId !== scope.accountId || pool.scope.region !== scope.region) {
      throw resourceNotFound(`User pool ${id} does not exist.`);
    }
    return pool;
  }

  /** @throws {ServiceError} `UserNotFoundException`, for signed operations, which never mask existence. */
  user(pool: Pool, login: string): User {
    const user = pool.users.find(login);
    if (user === undefined) throw userNotFound();
    return user;
  }

  /** A client by its id alone, as unsigned operations know it. @throws {ServiceError} `ResourceNotFoundException`. */
  client(clientId: string): { readonly pool: Pool; readonly client: Client } {
    for (const pool of this.pools.values()) {
      const client = pool.clients.get(clientId);
      if (client !== undefined) return { pool, client };
    }
    throw clientMissing(clientId);
  }

  /** @throws {ServiceError} `ResourceNotFoundException` when the pool has no such client. */
  clientOf(pool: Pool, clientId: string): Client {
    const client = pool.clients.get(clientId);
    if (client === undefined) throw clientMissing(clientId);
    return client;
  }

  /** @throws {ServiceError} `ResourceNotFoundException`. */
  group(pool: Pool, name: string): Group {
    const group = pool.groups.get(name);
    if (group === undefined) throw resourceNotFound('Group not found.');
    return group;
  }

  /** The pool of a client; undefined for an unknown one. */
  ofClient(clientId: unknown): Pool | undefined {
    if (typeof clientId !== 'string') return undefined;
    return [...this.pools.values()].find(({ clients }) => clients.has(clientId));
  }

  /** Account and region of a client, for routing; undefined for an unknown one. */
  scopeOfClient(clientId: unknown): Scope | undefined {
    return this.ofClient(clientId)?.scope;
  }

  /** Who has a domain: prefixes are unique within a region, over all accounts. */
  withDomain(domain: string, { region }: Scope): Pool | undefined {
    return [...this.pools.values()].find(
      ({ scope, domains }) => scope.region === region && domains.Domain === domain,
    );
  }
}

const clientMissing = (clientId: string) => resourceNotFound(`User pool client ${clientId} does not exist.`);
