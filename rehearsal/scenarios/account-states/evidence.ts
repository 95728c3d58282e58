/** What a row starts from, in the words of its table: the source user, what the user does, the fault. */
import type { Case, SourceState } from './case.ts';

const contactWords = ({ email, phone }: SourceState): string[] => {
  const verified = [...(email === undefined ? ['e-mail'] : []), ...(phone === 'verified' ? ['phone'] : [])];
  return [verified.length > 0 ? `verified ${verified.join(' and ')}` : 'no verified contact'];
};

const stateWords = (state: SourceState): string =>
  [
    `${state.disabled ? 'disabled ' : ''}${state.status ?? 'CONFIRMED'}`,
    ...(state.factors?.length ? [state.factors.join(' + ')] : []),
    ...(state.preferred ? [`prefers ${state.preferred}`] : []),
    ...contactWords(state),
    ...(state.password ? [`${state.password} password`] : []),
    ...(state.tenant ? [`${state.tenant} attribute`] : []),
  ].join(', ');

/** `CONFIRMED, SMS_MFA, verified phone; signs in; read hangs`: no name, no value of anybody. */
export const evidenceOf = ({ source, operator, does, fault, setting }: Case): string =>
  [
    ...(setting === 'defaults' ? [] : [setting]),
    source === 'nobody' ? 'no such user' : stateWords(source),
    ...(operator ? [`operator ${operator}`] : []),
    does,
    ...(fault ? [fault] : []),
  ].join('; ');
