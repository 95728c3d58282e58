import { readFileSync } from 'node:fs';
import { resources } from './migration-builder.ts';
import { targetStack } from './observability-builder.ts';

type Question = {
  readonly Name: string;
  readonly LogGroupNames: readonly string[];
  readonly QueryString: string;
};

const stack = targetStack();
const questions = Object.values(resources(stack, 'AWS::Logs::QueryDefinition')).map(
  ({ Properties }) => Properties as unknown as Question,
);
const asked = questions.map(({ Name }) => Name.replace('cognito-migration/', ''));

/** Fields that a query reads, without those that CloudWatch adds and those that it makes itself. */
const fieldsOf = ({ QueryString }: Question): readonly string[] =>
  QueryString.split('\n| ').flatMap((line) => {
    const [, listed = ''] = /^(?:fields|stats .+ by) (.+)/.exec(line) ?? [];
    const [, filtered = ''] = /^filter (.+)/.exec(line) ?? [];
    const compared = [...filtered.matchAll(/([\w.]+) (?:=|in) /g)].map(([, name = '']) => name);
    return [...listed.split(', '), ...compared].filter((name) => name !== '' && !name.startsWith('@'));
  });

/** Where each log group's lines are written. */
const WRITTEN_BY: Readonly<Record<string, readonly string[]>> = {
  '/aws/lambda/cognito-migration-migrate-user': [
    'functions/_runtime/attempt-telemetry.ts',
    // Of Powertools: what every line has.
    'node_modules/@aws-lambda-powertools/logger/lib/esm/formatter/PowertoolsLogFormatter.js',
  ],
  '/aws/events/cognito-migration-audit': ['docs/audit-events.md'],
};

describe('the saved questions', () => {
  it('are the five of the runbook', () => {
    const runbook = readFileSync('docs/runbook.md', 'utf8');
    const [, chapter = ''] = runbook.split('### Questions to the logs');
    const [table = ''] = chapter.split('\n## ');
    const rows = [...table.matchAll(/^\| .+\? \| `(.+)` \|$/gm)].map(([, name]) => name);
    expect(rows).toHaveLength(5);
    expect(asked.toSorted()).toEqual(rows.toSorted());
  });

  it('ask log groups that the stack has', () => {
    const groups = Object.values(resources(stack, 'AWS::Logs::LogGroup')).map(
      ({ Properties }) => Properties.LogGroupName,
    );
    for (const { LogGroupNames } of questions)
      for (const name of LogGroupNames) expect(groups).toContain(name);
  });

  it.each(
    questions
      .filter(({ LogGroupNames: [group = ''] }) => group in WRITTEN_BY)
      .map((one) => [one.Name, one] as const),
  )('%s: asks for fields that are written', (_, question) => {
    const [group = ''] = question.LogGroupNames;
    const written = (WRITTEN_BY[group] ?? []).map((file) => readFileSync(file, 'utf8')).join('\n');
    const fields = fieldsOf(question);
    expect(fields.length).toBeGreaterThan(2);
    // EventBridge's own.
    const own = ['time', '`detail-type`'];
    for (const field of fields.filter((name) => !own.includes(name)))
      expect(written).toMatch(new RegExp(`\\b${field.split('.').at(-1)}\\b`));
  });

  it('ask for nothing that only a login or an attribute could answer', () => {
    for (const { QueryString } of questions) expect(QueryString).not.toMatch(/login|userName|email|phone/i);
  });
});
