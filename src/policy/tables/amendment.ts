import type { Options } from '../../model/option.ts'
import { free } from '../../model/orders.ts'
import { day, list, name, record, text } from '../../model/values.ts'
import { lenient } from './values.ts'

/** The keys of an amendment beside its name. A missing reason, approver or last day is told as a finding. */
export const amendmentOptions = {
  relaxes: {
    type: list(name, { lone: true }),
    order: free,
    says: 'The protections that it relaxes, each `protocol/id`, letter by letter, or `rollback:<database>`.',
    required: true,
  },
  codes: { type: list(name, { lone: true }), order: free, says: 'The findings that it allows. Default: all of the named protections.' },
  for: { type: name, order: free, says: 'The one migration that it allows.' },
  reason: { type: lenient, order: free, says: 'Why it is allowed. Needed.' },
  'approved-by': { type: list(name, { lone: true, empty: true }), order: free, says: 'Who has approved it. Needed.' },
  expires: { type: day, order: free, says: 'The last day on which it counts. Needed.' },
  from: { type: day, order: free, says: 'The first day on which it counts.' },
} as const satisfies Options

/** `approvers`: roles, and the people whose names count for them. */
export const approversType = record(list(text, { lone: true }))
