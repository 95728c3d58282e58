/**
 * Rows of a scenario's table after they were played: what the accounts and the client say of each, beside what was
 * expected. Pure.
 */
import type { Answer } from '../client/answer.ts';
import type { CodeRequest } from '../client/recovery-client.ts';
import type { FirstStep, ObservedCase, Opening } from './observation.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** One row as `report.json` has it. */
export type CaseRow = {
  readonly case: string;
  readonly expected: Outcome;
  /** An {@link Outcome}, or in words what is none. */
  readonly outcome: string;
  /** What the client saw, step by step. */
  readonly client: string;
};

const CREATED = 'failed, and yet a user was created';

const outcomeOfForgotten = ({ request, target }: Extract<FirstStep, { kind: 'forgot-password' }>): string => {
  if (request.errorType !== undefined) return target ? CREATED : 'failed';
  if (target === undefined) return request.arrived ? 'a code was sent to nobody' : 'rejected';
  return target.status === 'RESET_REQUIRED' ? 'reset-required' : `${target.status} without a password`;
};

const outcomeOfFirst = (first: FirstStep): string => {
  if (first.kind === 'forgot-password') return outcomeOfForgotten(first);
  const outcome = outcomeOf(first.attempt);
  return outcome === 'failed' && first.attempt.target ? CREATED : outcome;
};

const answerWords = ({ status, challenge, answered, errorType, message }: Answer): string => {
  if (status === 'error') return `${errorType}: ${message}`;
  if (status === 'challenge') return `${challenge} asked`;
  return answered ? `${answered} asked and answered, tokens` : 'tokens';
};

const requestWords = ({ announced, arrived, errorType, message }: CodeRequest): string =>
  errorType === undefined
    ? `a code announced by ${announced}, ${arrived ? 'it arrives' : 'none arrives'}`
    : `${errorType}: ${message}`;

const openingWords = ({ request, refused, attempt }: Opening): string[] => [
  ...(request ? [requestWords(request)] : []),
  refused === undefined ? 'new password set' : `new password refused: ${refused}`,
  ...(attempt ? [answerWords(attempt.answer)] : []),
];

const clientWords = ({ first, opening }: ObservedCase): string =>
  [
    first.kind === 'sign-in' ? answerWords(first.attempt.answer) : requestWords(first.request),
    ...(opening ? openingWords(opening) : []),
  ].join('; ');

const rowOf = (observed: ObservedCase): CaseRow => ({
  case: observed.name,
  expected: observed.expected.outcome,
  outcome: outcomeOfFirst(observed.first),
  client: clientWords(observed),
});

export const caseRows = (cases: readonly ObservedCase[]): readonly CaseRow[] => cases.map(rowOf);

/** How many names the last line of a run can carry. */
const MOST_NAMES = 8;

const differenceOf = (observed: ObservedCase): string[] => {
  const { case: name, expected, outcome, client } = rowOf(observed);
  if (outcome !== expected) return [`"${name}" was ${outcome} instead of ${expected} (${client})`];
  return client === observed.expectedClient
    ? []
    : [`"${name}": the client saw ${client} instead of ${observed.expectedClient}`];
};

/** One reason to fail that names the rows which ended otherwise than the table says; none where all are as it says. */
export const caseDifferences = (cases: readonly ObservedCase[]): readonly string[] => {
  const found = cases.flatMap(differenceOf);
  if (found.length === 0) return [];
  const more = found.length > MOST_NAMES ? [`and ${found.length - MOST_NAMES} more`] : [];
  return [
    `${found.length} of ${cases.length} cases differ from the table: ${[...found.slice(0, MOST_NAMES), ...more].join(', ')}`,
  ];
};
