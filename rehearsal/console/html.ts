/** HTML text in which every value is escaped, unless it is HTML itself. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export type Html = { readonly text: string };

/** As every value of {@link html} is written. */
export const escapeText = (value: string | number): string =>
  String(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** A template literal: ``html`<td>${value}</td>` ``. */
export const html = (
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html)[]
): Html => ({
  text: strings
    .map((part, index) => {
      const value = values[index];
      return part + (value === undefined ? '' : typeof value === 'object' ? value.text : escapeText(value));
    })
    .join(''),
});

export const join = (parts: readonly Html[]): Html => ({ text: parts.map(({ text }) => text).join('') });
