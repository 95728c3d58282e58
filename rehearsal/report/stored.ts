/**
 * What the target account stored of the work after the sign-ins, read from the raw items, events and executions by
 * rules of its own: a field that the code under test wrote in another form counts as missing.
 */
import { AUDIT_SOURCE } from '#core/events.ts';

type Fields = Readonly<Record<string, unknown>>;

export type Stored = {
  /** Every item of the ledger table, as plain values. */
  readonly ledger: readonly Fields[];
  /** Every event in the audit log group, in EventBridge's form. */
  readonly audit: readonly Fields[];
  /** Executions as they were seen, in order: each at its start and at its end. */
  readonly executions: readonly Fields[];
};

/** One user's item of the ledger. Design §9. */
export type LedgerEntry = {
  readonly sourceSub: string;
  readonly state: string;
  readonly targetSub?: string;
  readonly origin?: string;
  readonly errorCode?: string;
};

/** One event of the trail about one source user. */
export type AuditEntry = {
  readonly type: string;
  readonly sourceSub: string;
  readonly targetSub?: string;
  /** Of a reconciliation: how the user came. */
  readonly origin?: string;
  /** Of an admission or a reconciliation: what became of the second factor. */
  readonly secondFactor?: string;
};

export type ExecutionEntry = {
  readonly arn: string;
  readonly name: string;
  readonly machine: string;
  readonly status: string;
  readonly startDate: string;
  readonly error?: string;
  readonly cause?: string;
};

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const text = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

/** The named fields that hold a text. */
const texts = <Name extends string>(
  fields: Fields,
  ...names: readonly Name[]
): { readonly [N in Name]?: string } => {
  const found = names.map((name) => [name, text(fields, name)] as const).filter(([, value]) => value !== '');
  return Object.fromEntries(found) as { readonly [N in Name]?: string };
};

/** Users' items alone; the table also holds progress and cutover records. */
const USER_KEY = /^user#(.+)$/;

/** The source sub is taken from the key, which is what makes an item a user's. */
export const ledgerEntries = ({ ledger }: Pick<Stored, 'ledger'>): readonly LedgerEntry[] =>
  ledger.flatMap((item) => {
    const [, sourceSub] = USER_KEY.exec(text(item, 'id')) ?? [];
    if (sourceSub === undefined) return [];
    return { sourceSub, state: text(item, 'state'), ...texts(item, 'targetSub', 'origin', 'errorCode') };
  });

/** Events of the migration, whoever they are about. */
export const auditTrail = ({ audit }: Pick<Stored, 'audit'>): readonly { type: string; detail: Fields }[] =>
  audit
    .filter((event) => event.source === AUDIT_SOURCE)
    .map((event) => ({
      type: text(event, 'detail-type'),
      detail: isFields(event.detail) ? event.detail : {},
    }));

/** Events about one user of the source, in the order in which they were stored. */
export const auditEntries = (stored: Pick<Stored, 'audit'>): readonly AuditEntry[] =>
  auditTrail(stored).flatMap(({ type, detail }) => {
    const sourceSub = text(detail, 'sourceSub');
    return sourceSub === ''
      ? []
      : { type, sourceSub, ...texts(detail, 'targetSub', 'origin', 'secondFactor') };
  });

/** `groups editors`: kind and name of each thing that reconciliations could not apply. */
export const notAppliedNames = (stored: Pick<Stored, 'audit'>): readonly string[] =>
  auditTrail(stored).flatMap(({ detail }) =>
    Object.entries(isFields(detail.notApplied) ? detail.notApplied : {}).flatMap(([kind, names]) =>
      Array.isArray(names) ? names.map((name) => `${kind} ${String(name)}`) : [],
    ),
  );

/** Each execution once, as it was seen last. */
export const lastSeen = (executions: Stored['executions']): readonly Fields[] => [
  ...new Map(executions.map((one) => [text(one, 'arn'), one])).values(),
];

export const executionEntries = ({ executions }: Pick<Stored, 'executions'>): readonly ExecutionEntry[] =>
  lastSeen(executions).map((one) => ({
    arn: text(one, 'arn'),
    name: text(one, 'name'),
    machine: text(one, 'machine'),
    status: text(one, 'status'),
    startDate: text(one, 'startDate'),
    ...texts(one, 'error', 'cause'),
  }));

/** The sum of a metric's values, whatever its dimensions. */
export const metricSum = (metrics: readonly Fields[], name: string): number =>
  metrics
    .filter((metric) => metric.name === name)
    .flatMap(({ values }) => (Array.isArray(values) ? values : []))
    .reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0);
