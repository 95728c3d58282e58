/** What is found before anything is deployed. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of Fn::Sub
import { checkTemplate } from '#rehearsal/deploy/check-template.ts';
import { readShape } from '#rehearsal/deploy/read-shape.ts';
import { RESOURCE_TYPES } from '#rehearsal/deploy/resource-table.ts';
import { templateShape } from '#rehearsal/deploy/template.ts';

const problemsOf = (template: Record<string, unknown>) =>
  checkTemplate('Mini', readShape(templateShape, template, 'Mini')).map(
    ({ code, message }) => `${code} ${message}`,
  );

const group = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: properties, ...more } },
});

describe('the check of a template', () => {
  it('finds nothing in what is modelled', () => {
    const template = {
      Parameters: { Name: { Type: 'String' } },
      Conditions: { Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] } },
      ...group({ LogGroupName: { Ref: 'Name' } }, { Condition: 'Yes' }),
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Group', 'Arn'] }, Condition: 'Yes' } },
    };
    expect(problemsOf(template)).toEqual([]);
  });

  it.each([
    [
      'a resource type',
      { Resources: { Q: { Type: 'AWS::EFS::FileSystem' } } },
      ['NotModelled Mini/Q: The rehearsal does not model the resource type AWS::EFS::FileSystem.'],
    ],
    [
      'a property',
      group({ Colour: 'red' }),
      ['NotModelled Mini/Group: The rehearsal does not model the property Colour of AWS::Logs::LogGroup.'],
    ],
    [
      'an intrinsic function',
      group({ LogGroupName: { 'Fn::Base64': 'x' } }),
      ['NotModelled Mini/Group: The rehearsal does not model the intrinsic function Fn::Base64.'],
    ],
    [
      'a pseudo parameter',
      group({ LogGroupName: { Ref: 'AWS::NotificationARNs' } }),
      ['NotModelled Mini/Group: The rehearsal does not model the pseudo parameter AWS::NotificationARNs.'],
    ],
    [
      'an attribute',
      { ...group({}), Outputs: { O: { Value: { 'Fn::Sub': '${Group.Colour}' } } } },
      [
        'NotModelled Mini, output O: The rehearsal does not model the attribute Colour of AWS::Logs::LogGroup (Group).',
      ],
    ],
  ])('names %s that is not modelled', (_, template, expected) => {
    expect(problemsOf(template)).toEqual(expected);
  });

  it.each([
    [
      'a name',
      group({ LogGroupName: { Ref: 'Nobody' } }),
      /Mini\/Group: Ref Nobody is neither a parameter nor a resource/,
    ],
    [
      'a resource with an attribute',
      group({ LogGroupName: { 'Fn::GetAtt': ['Nobody', 'Arn'] } }),
      /Nobody\.Arn refers to a resource that is not in the template/,
    ],
    ['a dependency', group({}, { DependsOn: 'Nobody' }), /DependsOn names Nobody/],
    ['a condition', group({}, { Condition: 'Nobody' }), /There is no condition Nobody/],
    [
      'a condition of Fn::If',
      group({ LogGroupName: { 'Fn::If': ['Nobody', 'a', 'b'] } }),
      /There is no condition Nobody/,
    ],
    [
      'a function without its argument',
      group({ LogGroupName: { 'Fn::GetAtt': ['Group'] } }),
      /Fn::GetAtt takes 2 elements, not 1/,
    ],
  ])('names %s that is not there', (_, template, expected) => {
    expect(problemsOf(template)).toEqual([expect.stringMatching(expected)]);
  });

  it('finds problems in the branch that is not taken too, and all at once', () => {
    const template = group({
      LogGroupName: { 'Fn::If': ['Yes', { Ref: 'Nobody' }, { 'Fn::Cidr': '' }] },
      Colour: 1,
    });
    expect(problemsOf({ ...template, Conditions: { Yes: { 'Fn::Equals': [1, 1] } } })).toHaveLength(3);
  });

  it.each([...RESOURCE_TYPES.keys()])('knows the properties of %s', (name) => {
    expect(RESOURCE_TYPES.get(name)?.properties.length).toBeGreaterThan(0);
  });
});
