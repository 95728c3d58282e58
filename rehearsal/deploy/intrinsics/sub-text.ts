/** Takes the text of an `Fn::Sub` apart, for evaluating it and for finding what it refers to. */

export type SubPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `${Name}` or, with an attribute, `${Name.Attribute}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly attribute?: string };

// "${!Literal}" stays "${Literal}". CloudFormation User Guide, "Fn::Sub", 2026-11.
const PLACEHOLDER = /\$\{(!?)([^}]*)\}/g;

export const parseSubText = (text: string): SubPart[] => {
  const parts: SubPart[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    parts.push({ kind: 'text', text: text.slice(end, match.index) }, placeholder(match));
    end = match.index + match[0].length;
  }
  return [...parts, { kind: 'text', text: text.slice(end) }];
};

const placeholder = ([, literal, content = '']: RegExpExecArray): SubPart => {
  if (literal) return { kind: 'text', text: `\${${content}}` };
  const [name, attribute] = splitAttribute(content.trim());
  return attribute === undefined ? { kind: 'variable', name } : { kind: 'variable', name, attribute };
};

/** `Resource.Attribute` at its first dot; attributes may hold dots of their own. */
export const splitAttribute = (path: string): [string, string | undefined] => {
  const dot = path.indexOf('.');
  return dot < 0 ? [path, undefined] : [path.slice(0, dot), path.slice(dot + 1)];
};
