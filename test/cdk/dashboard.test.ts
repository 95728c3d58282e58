import { FAILURE_REASONS } from '#core/failure-reasons.ts';
import { readExpression } from '#rehearsal/services/cloudwatch/math/expression.ts';
import { asListed, LISTED } from '#test/docs/listed-metrics.ts';
import { shownBy, targetStack, type Widget, widgetsOf } from './observability-builder.ts';

const widgets = widgetsOf(targetStack());
const titled = (title: string): Widget => {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (found === undefined) throw new Error(`no widget ${title}`);
  return found;
};
const statistics = (title: string) => shownBy(titled(title)).map(({ statistic }) => statistic);
const metrics = widgets.filter(({ type }) => type === 'metric');

describe('the dashboard', () => {
  it('has its parts in this order', () => {
    const headings = widgets.flatMap(
      ({ properties: { markdown = '' } }) => /^## (.+)/.exec(markdown)?.[1] ?? [],
    );
    expect(headings).toEqual([
      'Status',
      'Success',
      'Performance',
      'Errors',
      'Source pool, account 111111111111, eu-west-1',
      'Progress',
      'Executions',
    ]);
  });

  it.each(metrics.map((widget) => [widget.properties.title, widget] as const))(
    '%s: shows metrics that docs/metrics.md lists',
    (_, widget) => {
      const shown = shownBy(widget).map(asListed);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.filter((metric) => !LISTED.has(metric))).toEqual([]);
    },
  );

  it('has no expression that the rehearsal does not compute', () => {
    const expressions = metrics.flatMap(({ properties }) =>
      (properties.metrics ?? []).flatMap((row) => (row.at(-1) as { expression?: string }).expression ?? []),
    );
    expect(expressions).toHaveLength(2);
    for (const expression of expressions) expect(() => readExpression(expression)).not.toThrow();
  });

  it('fits into 24 columns', () => {
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('shows latency by its percentiles', () => {
    expect(statistics('Sign-in, milliseconds')).toEqual(['p50', 'p95', 'p99']);
    expect(statistics('Password check in account A, milliseconds')).toEqual(['p50', 'p95', 'p99']);
  });

  it('shows failures by every reason that there is, and all of them together, which has zeros', () => {
    const { properties } = titled('Failed sign-ins, by reason');
    const text = JSON.stringify(properties.metrics);
    for (const reason of Object.keys(FAILURE_REASONS)) expect(text).toContain(`"${reason}"`);
    expect(properties.metrics?.[0]).toEqual([
      'CognitoMigration',
      'Failed',
      'service',
      'migrate-user',
      { label: 'all', stat: 'Sum' },
    ]);
  });

  it("asks account A, in its region, for the source pool's own metrics", () => {
    const [first] = titled('Password checks by the migration').properties.metrics ?? [];
    expect(first).toEqual([
      'AWS/Cognito',
      'SignInSuccesses',
      'UserPool',
      'eu-west-1_SamplePl1',
      'UserPoolClient',
      '<SourceClientId>',
      { label: 'asked', stat: 'SampleCount', accountId: '111111111111', region: 'eu-west-1' },
    ]);
  });

  it('names a source client that is brought along', () => {
    const brought = widgetsOf(targetStack({ source: { appClient: { clientId: 'theirs' } } }));
    expect(JSON.stringify(brought)).toContain('"UserPoolClient","theirs"');
  });

  it('shows all alarms, where there are alarms', () => {
    expect(titled('Alarms').properties.alarms).toHaveLength(15);
    const without = widgetsOf(targetStack({ alarms: { enabled: false } }));
    expect(without.map(({ type }) => type)).not.toContain('alarm');
  });
});
