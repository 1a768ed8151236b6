import type { Code } from '../../model/finding.ts'

/** What can become of a document. */
export const codes = {
  'document/missing': {
    says: ({ document, near }) => `document \`${document}\` is missing${near}`,
    help: ({ document }) => `put the file back at \`${document}\``,
  },
  'document/not-a-file': {
    says: ({ document, is }) => `document \`${document}\` is ${is}`,
    help: ({ document }) => `put the document itself at \`${document}\`, as a regular file`,
  },
  'document/lfs-pointer': {
    says: ({ document }) => `document \`${document}\` is a pointer of Git LFS, and its content is not in the repository`,
    help: ({ document }) => `take \`${document}\` out of the filter in .gitattributes, and commit its text`,
  },
  'document/not-text': {
    says: ({ document, is }) => `document \`${document}\` is not text: ${is}`,
    help: () => 'save the document as UTF-8 text',
  },
  'document/says-nothing': {
    says: ({ document }) => `document \`${document}\` says nothing: no visible text stands in it`,
    help: ({ document }) => `write the text of \`${document}\` back; comments, code and images alone are none`,
  },
  'document/heading-missing': {
    says: ({ document, heading, near }) => `document \`${document}\` has no heading \`${heading}\`${near}`,
    help: ({ heading }) => `write the heading \`${heading}\` back letter by letter, with its section`,
  },
  'document/heading-empty': {
    says: ({ document, heading }) => `nothing visible stands under the heading \`${heading}\` of \`${document}\``,
    help: () => 'write the body of the section back as text; comments, code and images alone are none',
  },
  'document/field-missing': {
    says: ({ document, field, near }) => `document \`${document}\` does not state \`${field}\`${near}`,
    help: ({ field, expected }) =>
      String(expected).startsWith('/')
        ? `write a line \`**${field}:** …\` that \`${expected}\` fits, outside of code and tables`
        : `write a line \`**${field}:** ${expected}\`, outside of code and tables`,
  },
  'document/field-differs': {
    says: ({ document, field, value, expected }) => `\`${field}\` of \`${document}\` is \`${value}\`, where \`${expected}\` is asked`,
    help: ({ field, expected }) => `state \`${field}\` so that it reads \`${expected}\``,
  },
  'document/field-contradicts': {
    says: ({ document, field, values }) => `\`${field}\` is stated with different values in \`${document}\`: ${values}`,
    help: ({ field }) => `state \`${field}\` once`,
  },
  'document/front-matter-unreadable': {
    says: ({ document, problem }) => `the front matter of \`${document}\` cannot be read: ${problem}`,
    help: () => 'mend the YAML between the two lines `---`',
  },
  'document/date-unreadable': {
    says: ({ document, field, problem }) => `\`${field}\` of \`${document}\` states no date: ${problem}`,
    help: ({ field }) => `write \`${field}\` as \`2026-11-21\` or \`November 21, 2026\``,
  },
  'document/date-in-future': {
    says: ({ document, field, day }) => `\`${field}\` of \`${document}\` is ${day}, which is in the future`,
    help: ({ field }) => `write into \`${field}\` the day on which it was done`,
  },
  'document/stale': {
    says: ({ document, field, day, age, within }) =>
      `\`${field}\` of \`${document}\` is ${day}: ${age} days ago, where ${within} are allowed`,
    help: ({ field }) => `do it again, and write the day into \`${field}\``,
  },
  'document/runs-out': {
    says: ({ document, field, day, until, left }) =>
      `\`${field}\` of \`${document}\` is ${day}, and counts until ${until}: ${left} day${left === 1 ? '' : 's'} are left`,
    help: ({ field }) => `do it again, and write the day into \`${field}\``,
    ahead: true,
  },
  'document/changed': {
    says: ({ document, line }) => `sealed document \`${document}\` differs from line ${line} on`,
    help: ({ document }) => `put \`${document}\` back as it was; write what is new into another document`,
  },
  'document/rewritten': {
    says: ({ document, line }) => `what stood in \`${document}\` differs from line ${line} on, and it may only grow at its end`,
    help: () => 'put the lines back as they were, and add below them',
  },
  'document/steps-missing': {
    says: ({ document, asked }) => `document \`${document}\` has no table of steps with ${asked}`,
    help: () => 'write the table of steps back, one row a step, the id first in its row',
  },
  'document/step-missing': {
    says: ({ document, step }) => `step ${step} has no row in \`${document}\``,
    help: ({ step }) => `write a row whose first cell begins with \`${step}\``,
  },
  'document/step-repeated': {
    says: ({ document, step }) => `step ${step} has more than one row in \`${document}\``,
    help: ({ step }) => `keep one row for \`${step}\``,
  },
  'document/step-unknown': {
    says: ({ document, step, range }) => `\`${document}\` has a row for ${step}, which is none of ${range}`,
    help: ({ step }) => `mend the id \`${step}\`, or ask for it under \`ids\` in the policy`,
  },
  'document/step-order': {
    says: ({ document, first, second }) => `step ${first} is taken back before ${second} in \`${document}\`, and was created before it`,
    help: ({ first, second }) => `number the rows so that ${second} goes before ${first}`,
  },
  'document/column-missing': {
    says: ({ document, column, near }) => `the table in \`${document}\` has no column \`${column}\`${near}`,
    help: ({ column }) => `write the column \`${column}\` back, with its cells`,
  },
  'document/cell-empty': {
    says: ({ document, column, row }) => `the cell \`${column}\` of \`${row}\` in \`${document}\` is empty`,
    help: () => 'fill the cell in; `none` and `n/a` are answers, `TBD` and `-` are not',
  },
  'document/cell-differs': {
    says: ({ document, column, row, value, expected }) =>
      `the cell \`${column}\` of \`${row}\` in \`${document}\` is \`${value}\`, where \`${expected}\` is asked`,
    help: ({ expected }) => `write the cell so that it reads \`${expected}\``,
  },
  'document/list-missing': {
    says: ({ document, heading }) => `there is no list under \`${heading}\` in \`${document}\``,
    help: () => 'write the list back, as items or as `a -> b -> c`',
  },
  'document/list-incomplete': {
    says: ({ document, name, of }) => `\`${name}\` of \`${of}\` is not in the list in \`${document}\``,
    help: ({ name }) => `put \`${name}\` into the list where the reverse order has it`,
  },
  'document/list-unknown': {
    says: ({ document, name, of }) => `\`${name}\` is in the list in \`${document}\`, and \`${of}\` does not have it`,
    help: ({ name }) => `mend the name \`${name}\`, or take it out of the list`,
  },
  'document/list-order': {
    says: ({ first, second }) => `\`${first}\` is dropped before \`${second}\`, and was created before it`,
    help: ({ first, second }) => `write \`${second}\` ahead of \`${first}\``,
  },
  'document/order-unreadable': {
    says: ({ of, problem }) => `the order in \`${of}\` cannot be read: ${problem}`,
    help: () => 'name under `of` an SQL migration or a Markdown document that is there',
    unknown: true,
  },
  'document/checklist-item-missing': {
    says: ({ document, item, under }) => `the checklist in \`${document}\` has no item \`${item}\`${under}`,
    help: ({ item }) => `write the item \`- [ ] ${item}\` back`,
  },
  'document/checklist-item-open': {
    says: ({ document, item }) => `\`${item}\` is not checked in \`${document}\``,
    help: () => 'do it, then check it',
  },
  'document/checklist-item-checked': {
    says: ({ document, item }) => `\`${item}\` is checked in \`${document}\`, where the list is to be kept blank`,
    help: () => 'clear the box; check it in a copy',
  },
  'document/table-missing': {
    says: ({ document, under }) => `document \`${document}\` has no table${under}`,
    help: () => 'write the table back; a table in code or in a comment is none',
  },
  'document/table-short': {
    says: ({ document, rows, asked, under }) =>
      `the table${under} in \`${document}\` has ${rows} rows that say something, where ${asked} are asked`,
    help: () => 'write the rows back',
  },
  'document/fence-missing': {
    says: ({ document, lang, under }) => `document \`${document}\` has no fence${lang}${under}`,
    help: () => 'write the fence back, between two lines of three backticks',
  },
  'document/fence-field-missing': {
    says: ({ document, field, under }) => `the fence${under} in \`${document}\` has no line \`${field}:\` with a text`,
    help: ({ field }) => `write the line \`${field}: …\` back into the fence`,
  },
  'document/placeholder-missing': {
    says: ({ document, placeholder, under }) => `the fence${under} in \`${document}\` has no placeholder \`${placeholder}\``,
    help: ({ placeholder }) => `write \`<${placeholder}>\` where the value is to be filled in`,
  },
} as const satisfies Record<string, Code>

export type DocumentCode = keyof typeof codes & string
