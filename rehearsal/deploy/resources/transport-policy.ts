/** Resource policies that refuse requests without TLS: the only form there is here. Everything else is refused by name. */
import { NotModelled } from '../../cloud/service.ts';

type Statement = Readonly<Record<string, unknown>>;
type Document = { readonly Statement: Statement | readonly Statement[] };

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const TRANSPORT_CONDITIONS = [
  /^\{"Bool":\{"aws:SecureTransport":"?false"?\}\}$/,
  /^\{"NumericLessThan":\{"s3:TlsVersion":"?1\.[23]"?\}\}$/,
];

const isTransportCondition = (condition: unknown): boolean =>
  TRANSPORT_CONDITIONS.some((form) => form.test(JSON.stringify(condition) ?? ''));

const isAnybody = (principal: unknown): boolean => ['"*"', '{"AWS":"*"}'].includes(JSON.stringify(principal));

/** @param service IAM prefix whose actions are refused. @throws {NotModelled} for any other statement. */
export const checkTransportPolicy = (
  { Statement: statements }: Document,
  service: string,
  of: string,
): void => {
  for (const [index, statement] of (asList(statements) as readonly Statement[]).entries()) {
    const { Effect, Principal, Action, Condition } = statement;
    const all = asList(Action).every((action) => action === `${service}:*`);
    const known = Effect === 'Deny' && isAnybody(Principal) && all && isTransportCondition(Condition);
    if (known) continue;
    const name = typeof statement.Sid === 'string' ? statement.Sid : String(index);
    throw new NotModelled(
      `statement ${name} of the policy of ${of}; only a Deny of ${service}:* without TLS`,
    );
  }
};
