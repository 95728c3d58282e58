/** All functions with their versions, aliases and resource policies. */

import type { StatementRule } from '../../cloud/iam/policy-document.ts';
import { type Scope, ServiceError } from '../../cloud/service.ts';
import type { ExecutionEnvironments } from './execution-environments.ts';
import { readFunctionArn } from './function-arn.ts';
import type { PublishedFunction } from './platform.ts';

export const LATEST = '$LATEST';

export type PublishedEntry = {
  readonly published: PublishedFunction;
  readonly environments: ExecutionEnvironments;
};

export type FunctionEntry = {
  readonly functionArn: string;
  readonly scope: Scope;
  /** By version, `$LATEST` among them. */
  readonly versions: Map<string, PublishedEntry>;
  /** Alias to version. */
  readonly aliases: Map<string, string>;
  /** By the ARN that was given to AddPermission: what is allowed on the function is not allowed on its alias. */
  readonly permissions: Map<string, StatementRule[]>;
  /** Over all versions, for reserved concurrency. */
  running: number;
  /** Reserved by somebody since. @default - as the template says */
  reserved?: number | undefined;
};

/** What an ARN leads to. */
export type Target = {
  readonly entry: FunctionEntry;
  readonly version: PublishedEntry;
  readonly alias: string | undefined;
};

export class FunctionRegistry {
  readonly #functions = new Map<string, FunctionEntry>();

  /** The function, made empty where it is new. */
  open(functionArn: string, scope: Scope): FunctionEntry {
    const existing = this.#functions.get(functionArn);
    if (existing) return existing;
    const fresh = { versions: new Map(), aliases: new Map(), permissions: new Map() };
    const entry: FunctionEntry = { functionArn, scope, ...fresh, running: 0 };
    this.#functions.set(functionArn, entry);
    return entry;
  }

  /** The function that an ARN, qualified or not, belongs to. */
  find(arn: string): FunctionEntry | undefined {
    return this.#functions.get(readFunctionArn(arn).functionArn);
  }

  /** @returns what was deleted with it, to be ended */
  delete(functionArn: string): readonly PublishedEntry[] {
    const versions = [...(this.#functions.get(functionArn)?.versions.values() ?? [])];
    this.#functions.delete(functionArn);
    return versions;
  }

  /** @throws {ServiceError} `ResourceNotFoundException` for a function, version or alias that is not there. */
  resolve(arn: string): Target {
    const { functionArn, qualifier = LATEST } = readFunctionArn(arn);
    const entry = this.#functions.get(functionArn);
    const alias = entry?.aliases.has(qualifier) ? qualifier : undefined;
    const version = entry?.versions.get(entry.aliases.get(qualifier) ?? qualifier);
    if (!entry || !version)
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    return { entry, version, alias };
  }
}
